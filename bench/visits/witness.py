"""What the window shows, told as it is shown; and what is there after the next start."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from time import monotonic
from typing import Any

from PySide6.QtCore import QObject, QTimer

from bench.visits.hands import Hands, Script
from bench.visits.visit import go_to, text_fields, visit
from fieldapp.base.language import Text
from fieldapp.case.records import COLLECTIONS
from fieldapp.ui.context import Place
from fieldapp.ui.main_window import MainWindow
from fieldapp.ui.session import Session, State
from fieldapp.usecases.standing import Standing, standing
from fieldapp.usecases.workspaces import Workspace

Say = Callable[..., object]
PACE_SECONDS = 0.01
LOOK_MS = 50
LATER = "还有一件事, for later"
COUNTED = ("evidence", "emotions", "commitments", "issues")


def witnessed(window: MainWindow, say: Say) -> Script:
    """A visit, all that is typed told letter by letter, and whenever it is shown as saved."""
    yield lambda: has_resumed(window)
    witness = Witness(window, say)
    hands = Hands(window, PACE_SECONDS, witness.typed)
    for wait in _played(hands):
        witness.look()  # at once, so that no place is passed over
        yield wait
    say(played=True, t=monotonic())


def _played(hands: Hands) -> Script:
    """A visit, then something more in the case that was open before, and in that of the visit."""
    former = hands.session.case_id
    yield from visit(hands, 1)
    own = hands.session.case_id
    for case_id in (former, own):
        hands.window.open_case(case_id, Place("guide"))
        yield lambda: hands.is_at("guide")
        yield from go_to(hands, text_fields(hands)[-1])
        yield from hands.write(LATER)


def look(window: MainWindow, say: Say) -> Script:
    """What is there after a start: where the person is, and all texts of all cases."""
    yield lambda: has_resumed(window)
    library = window.desk.library
    found: list[list[Standing]] = []

    def read(workspace: Workspace) -> list[Standing]:
        return [
            standing(workspace, row.case, library) for row in workspace.listing().page(limit=10)
        ]

    window.desk.run(read).then(window, found.append)
    yield lambda: found and has_resumed(window)
    say(at=place_of(window))
    session = window.session
    for one in found[0]:
        shown = one
        if session is not None and session.standing is not None:
            # What was being typed may have become a change meanwhile.
            shown = session.standing if session.case_id == one.case_id else one
        say(case=one.case_id.hex(), texts=texts(shown), counts=counts(shown))


class Witness(QObject):
    """Tells what is typed, when the window says that all is saved, and where the person is."""

    def __init__(self, window: MainWindow, say: Say) -> None:
        super().__init__(window)
        self._window, self._say = window, say
        self._session: Session | None = None
        self._place: list[str] = []
        self._looks = QTimer(self, interval=LOOK_MS)
        self._looks.timeout.connect(self.look)
        self._looks.start()
        window.page_shown.connect(self.look)
        window.open.stands.connect(self._stands)
        self.look()

    def typed(self, place: str, text: str | None) -> None:
        """Of the open case, all that stands at a place; None where it is about to be taken back."""
        case = self._window.open.case_id.hex()
        self._say(case=case, place=place, text=text, t=monotonic())

    def _stands(self, _: object) -> None:
        if self._window.session is not self._session and self._window.session is not None:
            self._session = self._window.session
            self._session.saving.connect(self._saved)
        self._saved()

    def _saved(self) -> None:
        session = self._session
        if session is None or session is not self._window.session or session.standing is None:
            return
        if session.saved.state is State.SAVED:
            self._say(saved=session.case_id.hex(), counts=counts(session.standing), t=monotonic())

    def look(self) -> None:
        """Tells where the person is, if that is elsewhere than before."""
        place = place_of(self._window)
        if place != self._place:
            self._place = place
            self._say(at=place, t=monotonic())


def has_resumed(window: MainWindow) -> bool:
    """Whether the case that was open last is there again."""
    session = window.session
    return session is not None and session.standing is not None and window.desk.is_idle


def place_of(window: MainWindow) -> list[str]:
    """Case, page and step where the person is."""
    step = window.page.step_id if window.page is not None else ""
    return [window.open.case_id.hex(), window.page_name, step]


def texts(known: Standing) -> dict[str, str]:
    """What stands at each place of a case that holds a text, as a change or as a draft. What is in
    both languages stands at a place of its own in each."""
    answers = known.case.answers.items()
    values: dict[str, Any] = {f"answers/{name}": value for name, value in answers}
    for name in COLLECTIONS:
        for record in known.case.collection(name):
            for field in fields(record):
                values[f"{name}/{record.id}/{field.name}"] = getattr(record, field.name)
    found = {place: _original(value) for place, value in values.items()}
    for place, value in values.items():
        if isinstance(value, Text):
            found |= {f"{place}/@zh": value.zh, f"{place}/@en": value.en}
    found |= {draft.path: draft.text for draft in known.drafts}
    return {place: text for place, text in found.items() if text}


def counts(known: Standing) -> dict[str, int]:
    """How many records of some kinds there are."""
    return {name: len(known.case.collection(name)) for name in COUNTED}


def _original(value: Any) -> str:
    return value.original if isinstance(value, Text) else value if isinstance(value, str) else ""
