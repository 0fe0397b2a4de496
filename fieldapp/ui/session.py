"""The session: the case that is open, what is being typed in it, and whether all of it is saved.

Widgets come and go with the page, the language and the theme; what is being typed stays here. A
half-typed text is kept as a draft after two seconds without a key, at the latest after five, and
becomes a change when its editor is left, before the workspace is locked or a report issued, or
after a minute. The session says "saved" only when everything typed is durable.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from PySide6.QtCore import QObject, QTimer, Signal

from fieldapp.base.clock import Clock, system_clock
from fieldapp.base.errors import FieldAppError
from fieldapp.base.findings import Finding
from fieldapp.base.values import frozen
from fieldapp.case.records import COLLECTIONS
from fieldapp.ui.tasks import Desk, Task
from fieldapp.usecases import editing
from fieldapp.usecases.editing import Content, Put, PutText, Wish
from fieldapp.usecases.standing import Standing, standing
from fieldapp.usecases.undoing import Committed, Deeds
from fieldapp.usecases.workspaces import Workspace

IDLE_MS, LATEST_MS = 2_000, 5_000
"""A draft is kept after so long without a key, and at the latest after so long."""
CHANGE_MS = 60_000
"""A text that is still being typed becomes a change after so long."""


class State(Enum):
    """What is true of everything typed in this case."""

    SAVED = "saved"
    TYPING = "typing"
    FAILED = "failed"


@frozen
class Saving:
    """`at`: when it was last known to be all on the disk. `trouble`: why it is not."""

    state: State
    at: datetime | None = None
    trouble: Finding | None = None


@dataclass(slots=True)
class _Typed:
    """A text that is being typed. `kept` is what the disk has of it; `wish` is what it means."""

    text: str
    is_private: bool
    wish: Wish
    kept: str | None = None


class Session(QObject):
    """One open case. `standing` is None until it was read."""

    stands = Signal(object)
    """A new `Standing`, after every change of the case, whoever made it."""
    saving = Signal(object)
    """A `Saving`."""
    untouched = Signal(object)
    """Findings about places that an undo left alone, for somebody has changed them since."""
    unreadable = Signal(object)
    """The `FieldAppError` that keeps the case from being read."""
    closing = Signal()
    """The case is about to be left: whoever holds something of it that is not kept keeps it now."""

    def __init__(
        self,
        desk: Desk,
        case_id: bytes,
        clock: Clock = system_clock,
        *,
        known: Standing | None = None,
    ) -> None:
        super().__init__()
        self.desk = desk
        self.case_id = case_id
        self.standing: Standing | None = None
        self.saved = Saving(State.SAVED)
        self.unkept = 0
        """Things that belong to the case and are held elsewhere: photos that are not kept yet."""
        self._clock = clock
        self._typed: dict[str, _Typed] = {}
        self._writing = 0
        self._owed: tuple[Wish, ...] = ()
        self._trouble: Finding | None = None
        self._deeds = Deeds()
        self._idle = self._timer(IDLE_MS, self.keep_drafts)
        self._latest = self._timer(LATEST_MS, self.keep_drafts)
        self._change = self._timer(CHANGE_MS, self.commit)
        self._retry = self._timer(LATEST_MS, self._try_again)
        if known is None:
            self.refresh()
        else:
            self._run(lambda _: known)

    def _timer(self, milliseconds: int, call: Callable[[], object]) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(milliseconds)
        timer.timeout.connect(call)
        return timer

    # Reading

    def refresh(self) -> Task[Standing]:
        """Reads the case again, for somebody else may have changed it."""
        return self._run(lambda workspace: standing(workspace, self.case_id, self.desk.library))

    def text(self, path: str) -> str | None:
        """What is being typed at a place; None where nothing is."""
        typed = self._typed.get(path)
        return None if typed is None else typed.text

    @property
    def is_saved(self) -> bool:
        """Whether all that was typed, chosen and added is on the disk, as a change of the case."""
        return not (self._typed or self._owed or self._writing or self.unkept)

    # Writing

    def write(self, *wishes: Wish) -> Task[Standing]:
        """Makes one change of the wishes, after one of what was typed before them."""
        return self._write(wishes)

    def type(self, path: str, text: str) -> None:
        """A text as it stands in an editor now."""
        known = self._typed.get(path)
        if known is None:
            self._typed[path] = _Typed(text, self._is_private(path), PutText(path, text))
        else:
            known.text, known.wish = text, PutText(path, text)
        self._idle.start()
        for timer in (self._latest, self._change):
            if not timer.isActive():
                timer.start()
        self._tell()

    def perform(self, work: Callable[[Workspace], Committed]) -> Task[Standing]:
        """Does work that changes the case in its own way, after what was typed before it; undo
        takes it back like any change. Its failure is told to whoever listens to the task.
        """
        self.commit()

        def performing(workspace: Workspace) -> Standing:
            self._deeds.remember((), work(workspace))
            return standing(workspace, self.case_id, self.desk.library)

        self._writing += 1
        task = self.desk.run(performing).then(self, self._show)
        task.ended.connect(self._performed)
        self._tell()
        return task

    def finish(self, path: str, content: Content) -> None:
        """What was typed at a place means this number or day: writes it."""
        if typed := self._typed.get(path):
            typed.wish = Put(path, content)
            self.commit()

    def keep_drafts(self) -> None:
        """Makes durable, as drafts, what is being typed."""
        self._idle.stop()
        self._latest.stop()
        waiting = [
            (path, typed.text, typed.is_private)
            for path, typed in self._typed.items()
            if typed.kept != typed.text
        ]
        if not waiting:
            self._tell()
            return

        def work(workspace: Workspace) -> None:
            for path, text, is_private in waiting:
                workspace.save_draft(self.case_id, path, text, private=is_private)

        self._writing += 1
        self.desk.run(work).then(self, lambda _: self._kept(waiting), self._not_kept)
        self._tell()

    def commit(self) -> Task[Standing] | None:
        """Makes a change of what is being typed; None if nothing is."""
        return self._write(()) if self._typed or self._owed else None

    def close(self) -> None:
        """Commits what is being typed; where that fails, it is tried again until it is kept."""
        self.closing.emit()
        self.commit()
        for timer in (self._idle, self._latest, self._change, self._retry):
            timer.stop()

    # Undo

    @property
    def can_undo(self) -> bool:
        return self._deeds.can_undo

    @property
    def can_redo(self) -> bool:
        return self._deeds.can_redo

    def undo(self) -> None:
        """Takes my last change back."""
        self.commit()
        self._turn(self._deeds.undo)

    def redo(self) -> None:
        """Does again what was taken back last."""
        self.commit()
        self._turn(self._deeds.redo)

    def _turn(self, turn: Callable[[Workspace, bytes], tuple[Finding, ...]]) -> None:
        def work(workspace: Workspace) -> Standing:
            if changed_since := turn(workspace, self.case_id):
                self.untouched.emit(changed_since)
            return standing(workspace, self.case_id, self.desk.library)

        self._run(work)

    # Inside

    def _write(self, further: tuple[Wish, ...]) -> Task[Standing]:
        """Writes what is owed and what is being typed as one change, what is wished further as one.

        What is being typed counts as such until it is on the disk.
        """
        for timer in (self._idle, self._latest, self._change):
            timer.stop()
        owed, self._owed = self._owed, ()
        texts = {path: typed.text for path, typed in self._typed.items()}
        before = (*owed, *(typed.wish for typed in self._typed.values()))
        owing = [*owed, *further]

        def work(workspace: Workspace) -> Standing:
            known = self.standing or standing(workspace, self.case_id, self.desk.library)
            is_private = known.is_private
            for wishes in filter(None, (before, further)):
                committed = editing.apply(workspace, self.case_id, wishes, is_private)
                owing[:] = further if wishes is before else ()
                self._deeds.remember(wishes, committed)
            return standing(workspace, self.case_id, self.desk.library)

        self._writing += 1
        task = self.desk.run(work)
        task.then(
            self,
            lambda found: self._written(texts, found),
            lambda error: self._not_written(tuple(owing), error),
        )
        self._tell()
        return task

    def _performed(self) -> None:
        self._writing -= 1
        self._tell()

    def _run(self, work: Callable[[Workspace], Standing]) -> Task[Standing]:
        return self.desk.run(work).then(self, self._show, self.unreadable.emit)

    def _show(self, found: Standing) -> None:
        if self.standing is None:
            self._adopt(found)
            self.saved = Saving(State.SAVED, found.changed)
            self.saving.emit(self.saved)
        self.standing = found
        self.stands.emit(found)
        self._tell()

    def _adopt(self, found: Standing) -> None:
        """Goes on with what was being typed when the program ended."""
        for draft in found.drafts:
            wish = PutText(draft.path, draft.text)
            self._typed.setdefault(draft.path, _Typed(draft.text, draft.private, wish, draft.text))
        if self._typed:
            self._change.start()

    def _kept(self, kept: Sequence[tuple[str, str, bool]]) -> None:
        self._writing -= 1
        for path, text, _ in kept:
            if path in self._typed:
                self._typed[path].kept = text
        self._settle()

    def _written(self, texts: Mapping[str, str], found: Standing) -> None:
        self._writing -= 1
        for path, text in texts.items():
            typed = self._typed.get(path)
            if typed is not None:
                typed.kept = text
                if typed.text == text:
                    del self._typed[path]
        self._settle()
        self._show(found)

    def _not_written(self, wishes: tuple[Wish, ...], error: FieldAppError) -> None:
        if editing.may_pass(error):
            self._owed += wishes
        self._not_kept(error)

    def _not_kept(self, error: FieldAppError) -> None:
        """What was typed is still here; it is tried again until it is durable."""
        self._writing -= 1
        self._trouble = error.finding
        if editing.may_pass(error):
            self._retry.start()
        self._tell()

    def _try_again(self) -> None:
        if self._owed:
            self.commit()
        else:
            self.keep_drafts()

    def _settle(self) -> None:
        self._trouble = None
        self._tell()

    def _tell(self) -> None:
        """Says whether all is saved, if that has changed."""
        waiting = self._owed or any(typed.kept != typed.text for typed in self._typed.values())
        if self._trouble is not None:
            now = Saving(State.FAILED, self.saved.at, self._trouble)
        elif self._writing or waiting:
            now = Saving(State.TYPING, self.saved.at)
        elif self.saved.state is State.SAVED:
            return
        else:
            now = Saving(State.SAVED, self._clock())
        if now != self.saved:
            self.saved = now
            self.saving.emit(now)

    def _is_private(self, path: str) -> bool:
        """Whether a place lies in the log that never leaves the laptop."""
        head, _, rest = path.partition("/")
        name = rest.partition("/")[0]
        if self.standing is None:
            return False
        if head == "answers":
            return self.standing.is_private(name)
        if head not in COLLECTIONS:
            return False
        records = self.standing.case.collection(head)
        return any(record.private for record in records if record.id == name)
