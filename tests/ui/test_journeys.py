"""Whole visits by keyboard, as an engineer makes them: from a name and a line to the report."""

from __future__ import annotations

from io import BytesIO

import pytest
from evidence_kit import page_of as evidence_page
from evidence_kit import paste, picture, settled
from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget
from pytestqt.qtbot import QtBot
from store_kit import PASSCODE
from talk_kit import focused, line_of, noted, opened, press, session_of, write
from window_kit import do

from fieldapp.base.findings import Finding
from fieldapp.ui.context import Place
from fieldapp.ui.main_window import MainWindow
from fieldapp.ui.pages.readback import ReadbackPage
from fieldapp.ui.pages.readback.answer_view import AnswerView
from fieldapp.ui.pages.readback.engineer_view import EngineerView
from fieldapp.ui.pages.readback.exit_view import ExitView
from fieldapp.ui.pages.readback.notes_view import NotesView
from fieldapp.ui.pages.readback.thanks_view import ThanksView
from fieldapp.ui.pages.report import ReportPage
from fieldapp.ui.session import State
from fieldapp.ui.tasks import Desk
from fieldapp.ui.ways import place_of
from fieldapp.ui.widgets.editors import LineEdit, TextEdit
from fieldapp.ui.widgets.numbers import NumberEdit
from fieldapp.ui.widgets.times import TimeEdit
from fieldapp.usecases import editions

MOST = 120
"""Deeds it may take to complete a case."""


@pytest.fixture
def window(qtbot: QtBot, desk: Desk) -> MainWindow:
    return opened(qtbot, desk, name="Li Wei", contact="extension 12")


def begin(qtbot: QtBot, window: MainWindow, playbook: str) -> None:
    """F2, a name, a line, Enter."""
    press(Qt.Key.Key_F2)
    qtbot.waitUntil(lambda: window.page_name == "new" and isinstance(focused(), LineEdit))
    page = window._pages["new"]
    qtbot.waitUntil(lambda: getattr(page, "playbooks", None) is not None)
    while page.playbooks.value() != playbook:  # type: ignore[attr-defined]
        press(Qt.Key.Key_F2)
    for text in ("Hengfeng Dairy", "Filler 3 keeps stopping"):
        write(text)
        press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.page_name == "talk")
    qtbot.waitUntil(lambda: session_of(window).standing is not None)
    qtbot.waitUntil(lambda: focused() is line_of(window))


def saved(qtbot: QtBot, window: MainWindow) -> None:
    session = session_of(window)
    qtbot.waitUntil(lambda: window.desk.is_idle and session.saved.state is State.SAVED)


def missing(window: MainWindow) -> tuple[Finding, ...]:
    standing = session_of(window).standing
    assert standing
    return standing.missing


def within(widget: QWidget, kind: type[QWidget]) -> bool:
    """Whether a widget lies in one of that kind."""
    here: QWidget | None = widget
    while here is not None and not isinstance(here, kind):
        here = here.parentWidget()
    return here is not None


def mend(qtbot: QtBot, window: MainWindow) -> None:
    """Goes to the first thing a final report still needs and does what its editor asks for."""
    finding = missing(window)[0]
    session = session_of(window)
    window.go(place_of(finding))
    saved(qtbot, window)
    QApplication.processEvents()
    place = focused()
    if within(place, TimeEdit):
        write("2026-12-01")
    elif within(place, NumberEdit):
        write("4600")
    elif isinstance(place, LineEdit | TextEdit):
        write(f"What is known of {finding.params['label_en']}")
    elif isinstance(place, QAbstractButton) and place.isCheckable():
        press(Qt.Key.Key_Space)
    elif finding.params["field"] == "evidence":
        attach(qtbot, window)
    else:
        press(Qt.Key.Key_Return)
    session.commit()
    saved(qtbot, window)


def attach(qtbot: QtBot, window: MainWindow) -> None:
    """F8, Ctrl+V: a photo is kept, with its caption."""
    press(Qt.Key.Key_F8)
    qtbot.waitUntil(lambda: window.page_name == "evidence")
    page = evidence_page(window)
    settled(qtbot, page)
    standing = session_of(window).standing
    assert standing
    before = len(standing.case.evidence)
    paste(qtbot, picture())
    settled(qtbot, page)
    if len(standing.case.evidence) == before:
        press(Qt.Key.Key_Return)
        settled(qtbot, page)
    qtbot.waitUntil(lambda: len(_evidence(window)) == before + 1, timeout=20_000)


def _evidence(window: MainWindow) -> tuple[object, ...]:
    standing = session_of(window).standing
    assert standing
    return standing.case.evidence


def report(qtbot: QtBot, window: MainWindow) -> ReportPage:
    press(Qt.Key.Key_F12)
    qtbot.waitUntil(lambda: window.page_name == "report")
    page = window._pages["report"]
    assert isinstance(page, ReportPage)
    qtbot.waitUntil(lambda: page.draft is not None, timeout=10_000)
    return page


def issued_text(qtbot: QtBot, window: MainWindow, desk: Desk, number: int) -> str:
    """What the PDF says that was kept when the report was issued."""
    case_id = session_of(window).case_id
    pdf = do(qtbot, desk, lambda ws: editions.primary(ws, case_id, number, desk.library))
    pages = PdfReader(BytesIO(pdf)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def read_back(qtbot: QtBot, window: MainWindow) -> None:
    """F7: the customer says it is right; the engineer takes the screen back."""
    press(Qt.Key.Key_F7)
    qtbot.waitUntil(lambda: window.page_name == "readback")
    page = window._pages["readback"]
    assert isinstance(page, ReadbackPage)
    qtbot.waitUntil(lambda: isinstance(page.view, NotesView))
    assert isinstance(page.view, NotesView)
    page.view.buttons["right"].setFocus()
    press(Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: isinstance(page.view, AnswerView))
    assert isinstance(page.view, AnswerView)
    page.view.finish.setFocus()
    press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: isinstance(page.view, ThanksView))
    page.engineer.setFocus()
    press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: isinstance(page.view, ExitView))
    write(PASSCODE)
    press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: isinstance(page.view, EngineerView))
    assert isinstance(page.view, EngineerView)
    page.view.return_.setFocus()
    press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.page_name != "readback")


def test_the_four_minute_visit(qtbot: QtBot, window: MainWindow, desk: Desk) -> None:
    begin(qtbot, window, "pacts")
    for key, words in (
        (Qt.Key.Key_F3, "It stopped twice this week"),
        (Qt.Key.Key_F3, "Each time for an hour"),
        (Qt.Key.Key_F4, "I look like a fool in front of my manager"),
        (Qt.Key.Key_F5, "A date in writing"),
        (Qt.Key.Key_F5, "No stop before the weekend"),
        (Qt.Key.Key_F3, "The valve was replaced in May"),
    ):
        press(key)
        write(words)
        press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: len(noted(window)) == 6)
    attach(qtbot, window)
    read_back(qtbot, window)
    standing = session_of(window).standing
    assert standing
    assert [a.answer for a in standing.case.acknowledgements] == ["right"]

    window.go(Place("guide", "commitments"))
    saved(qtbot, window)
    press(Qt.Key.Key_Return)
    saved(qtbot, window)
    qtbot.waitUntil(lambda: isinstance(focused(), TextEdit))
    write("Ring with the test result")
    saved_as = session_of(window)
    saved_as.commit()
    qtbot.waitUntil(lambda: bool(_promises(window)))

    page = report(qtbot, window)
    page.bar.preliminary.setFocus()
    press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.draft is not None and len(page.draft.editions) == 1)
    text = issued_text(qtbot, window, desk, 1)
    for words in ("Filler 3 keeps stopping", "stopped twice", "A date in writing", "test result"):
        assert words in text
    saved(qtbot, window)


def _promises(window: MainWindow) -> list[str]:
    standing = session_of(window).standing
    assert standing
    return [one.what.original for one in standing.case.commitments if one.what]


@pytest.mark.parametrize("playbook", ["pacts", "objection"])
def test_a_method_is_walked_to_its_final_report(
    qtbot: QtBot, window: MainWindow, desk: Desk, playbook: str
) -> None:
    begin(qtbot, window, playbook)
    write("It stopped twice this week")
    press(Qt.Key.Key_Return)
    saved(qtbot, window)
    for _ in range(MOST):
        if not missing(window):
            break
        mend(qtbot, window)
    assert missing(window) == ()
    page = report(qtbot, window)
    qtbot.waitUntil(lambda: page.draft is not None and not page.draft.missing)
    page.bar.final.setFocus()
    press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.draft is not None and bool(page.draft.editions), timeout=20_000)
    assert page.draft
    assert page.draft.editions[0].final
    assert "Hengfeng Dairy" in issued_text(qtbot, window, desk, 1)
    saved(qtbot, window)


def test_a_whole_visit_is_taken_back_and_done_again(qtbot: QtBot, window: MainWindow) -> None:
    begin(qtbot, window, "pacts")
    words = ["It stopped twice", "For an hour", "A date in writing"]
    for text in words:
        write(text)
        press(Qt.Key.Key_Return)
    saved(qtbot, window)
    press(Qt.Key.Key_F11)
    qtbot.waitUntil(lambda: window.page_name == "guide")
    window.go(Place("guide", "answers/problem"))
    write("It stops")
    session_of(window).commit()
    saved(qtbot, window)
    session = session_of(window)
    deeds = 0
    while session.can_undo:
        window.undo()
        saved(qtbot, window)
        deeds += 1
    assert noted(window) == []
    assert session.standing
    assert "problem" not in session.standing.case.answers
    assert session.standing.case.title.original == "Filler 3 keeps stopping"
    while session.can_redo:
        window.redo()
        saved(qtbot, window)
    assert [text for _, text in noted(window)] == words
    assert session.standing.case.answers["problem"] == "It stops"
    assert deeds >= len(words) + 1
