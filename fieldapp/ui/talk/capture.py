"""What is being noted: of which kind, said by whom, and the record it is typed into.

The line at hand comes and goes with language and theme; what it notes stays here. A record is made
at the first key, so that nothing half typed can be lost; one left without a word goes away again.
"""

from __future__ import annotations

from datetime import datetime
from typing import Literal, get_args

from PySide6.QtCore import QObject, Signal

from fieldapp.base.clock import system_entropy
from fieldapp.base.language import Text
from fieldapp.case import ids
from fieldapp.case.records import Statement
from fieldapp.ui.session import Session
from fieldapp.ui.talk.speakers import last_speaker, same, speakers
from fieldapp.usecases.editing import Add, Content, Delete, Put
from fieldapp.usecases.standing import Standing

KindName = Literal["fact", "feeling", "expectation"]
KINDS: tuple[KindName, ...] = get_args(KindName)
SIGNS: dict[str, KindName] = {
    ".": "fact",
    "。": "fact",
    "!": "feeling",
    "！": "feeling",
    "?": "expectation",
    "？": "expectation",
}
"""The first key of a note may say its kind: as a sentence ends, so it begins."""
MARKS: dict[str, str] = {"fact": ".", "feeling": "!", "expectation": "?"}
"""The sign of each kind, which tells nobody else anything."""
_AT_HAND = "line/"


class Capture(QObject):
    """The note that is being taken in the open case, or the next one.

    Args:
        own_name: the person's own name, for a case that names no engineer.
    """

    changed = Signal()
    """Kind, speaker or who may have spoken."""
    taken_away = Signal(str)
    """The record that was typed into is there no more; what has been typed since."""
    wanted = Signal()
    """The line is to take the focus."""
    level_wanted = Signal(str)
    """A level is to be chosen: of the `engineer` or of the `customer`."""
    pressed = Signal(int)
    """A `Qt.Key` that the line has no use for; the page above it may have."""

    def __init__(self, session: Session, own_name: str) -> None:
        super().__init__(session)
        self.session = session
        self.kind: KindName = "fact"
        self.speaker = Text()
        self.known: tuple[Text, ...] = ()
        """Who may have said it."""
        self.item = ""
        """What is typed into, such as `statements/s1`; empty before the first key."""
        self.is_neutral = False
        """Whether the screen is covered: each note is a fact unless a key says otherwise."""
        self._own_name = own_name
        self._was_read = self._was_seen = self._is_chosen = False
        session.stands.connect(self._show)
        if session.standing is not None:
            self._show(session.standing)

    @property
    def path(self) -> str:
        """Where the words of the note go."""
        return f"{self.item}/text"

    @property
    def at_hand(self) -> str:
        """The note as the place where a person is: in the line, not in an editor of the page."""
        return f"{_AT_HAND}{self.path}"

    @property
    def begun(self) -> str:
        """What has been typed into the note so far."""
        typed = self.session.text(self.path)
        if typed is not None or self.session.standing is None:
            return typed or ""
        found = self._record(self.session.standing)
        return found.text.original if found else ""

    # What a person does

    def begin(self, at: datetime) -> None:
        """Makes the record that is typed into. `at`: when its first key was pressed."""
        item_id = ids.new_item_id(system_entropy)
        values: dict[str, Content] = {"kind": self.kind, "at": at}
        if self.speaker:
            values["speaker"] = self.speaker
        self.item, self._was_seen = f"statements/{item_id}", False
        self.session.write(Add("statements", values, item_id))

    def go_on(self, place: str) -> bool:
        """Goes on with a note that was being taken in the line at hand; with the next one where
        nothing had been written, or kept, of it.

        Args:
            place: `at_hand` of the note; false where it is none, or the note is there no more.
        """
        standing, item = self.session.standing, place.removeprefix(_AT_HAND).removesuffix("/text")
        if standing is None or not place.startswith(_AT_HAND):
            return False
        self.item = item
        record = self._record(standing)
        if record is None:
            self.item = ""
            return False
        if self.begun.strip():
            self._take_on(record)
        else:
            self.end()
            self.taken_away.emit("")
        self.wanted.emit()
        return True

    def end(self) -> None:
        """The note is done; one without a word goes away."""
        if not self.item:
            return
        if self.begun.strip():
            self.session.commit()
        else:
            self.session.write(Delete(self.item))
        self.item = ""
        if self.is_neutral:
            self.choose("fact")

    def take_up(self, kind: KindName | None = None) -> None:
        """Goes on noting, in a kind."""
        if kind is not None:
            self.choose(kind)
        self.wanted.emit()

    def choose(self, kind: KindName) -> None:
        """The note, or the next one, is of this kind."""
        if kind != self.kind:
            self.kind = kind
            if self.item:
                self.session.write(Put(f"{self.item}/kind", kind))
            self.changed.emit()

    def next_kind(self) -> None:
        self.choose(KINDS[(KINDS.index(self.kind) + 1) % len(KINDS)])

    def speak(self, speaker: Text) -> None:
        """It is this person who says it, and what follows."""
        known = next((one for one in self.known if same(one, speaker)), None)
        if known is None and speaker:
            self.known = (speaker, *self.known)
        self.speaker, self._is_chosen = known or speaker, True
        if self.item:
            self.session.write(Put(f"{self.item}/speaker", self.speaker))
        self.changed.emit()

    def turn_speaker(self, by: int) -> None:
        """The next of those who may have said it, or the one before."""
        here = next((n for n, one in enumerate(self.known) if same(one, self.speaker)), -1)
        if self.known:
            self.speak(self.known[(here + by) % len(self.known)])

    def set_neutral(self, on: bool) -> None:
        self.is_neutral = on
        if on and not self.item:
            self.kind = "fact"
        self.changed.emit()

    # How the case stands

    def _show(self, standing: Standing) -> None:
        before = (self.known, self.speaker)
        if not self._is_chosen:
            self.speaker = last_speaker(standing.case, self._own_name)
        self.known = speakers(standing.case, self._own_name)
        if not any(same(one, self.speaker) for one in self.known):
            self.known = (self.speaker, *self.known)
        if (self.known, self.speaker) != before:
            self.changed.emit()
        if not self._was_read:
            self._was_read = True
            self._adopt(standing)
        if not self.item:
            return
        is_here = self._record(standing) is not None
        if self._was_seen and not is_here:
            typed = self.session.text(self.path) or ""
            self.item = ""
            self.taken_away.emit(typed)
        self._was_seen = is_here

    def _adopt(self, standing: Standing) -> None:
        """Goes on with a note that was being taken when the program ended."""
        blank = {f"statements/{one.id}": one for one in standing.case.statements if not one.text}
        for draft in standing.drafts:
            item, _, name = draft.path.rpartition("/")
            if name == "text" and item in blank:
                self.item = item
                self._take_on(blank[item])

    def _take_on(self, record: Statement) -> None:
        self.kind = next((kind for kind in KINDS if kind == record.kind), self.kind)
        self.speaker = record.speaker or self.speaker
        self.changed.emit()

    def _record(self, standing: Standing) -> Statement | None:
        item_id = self.item.rpartition("/")[2]
        return next((one for one in standing.case.statements if one.id == item_id), None)
