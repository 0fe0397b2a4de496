"""The bias check by keyboard alone: it asks about what was written, and keeps answers here."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from tool_kit import case_of, frame_of, in_tool, press, stands, tab_to

from fieldapp.case import outflow
from fieldapp.ui.main_window import MainWindow
from fieldapp.ui.pages.tools.bias import View
from fieldapp.ui.tasks import Desk
from fieldapp.ui.widgets.editors import TextEdit
from fieldapp.usecases.editing import Add, Put


def view_of(window: MainWindow) -> View:
    view = frame_of(window).view
    assert isinstance(view, View)
    return view


def asked(view: View, bias: str) -> list[str]:
    return [row.sentence.text() for row in view.cards[bias].rows]


def test_a_cause_that_blames_the_customer_is_questioned_answered_and_stays_here(
    qtbot: QtBot, desk: Desk
) -> None:
    window = in_tool(qtbot, desk, "bias")
    view = view_of(window)
    session = window.session
    assert session is not None
    session.write(Add("causes", {"text": "操作不当", "basis": "assumption"}, "c1"))
    qtbot.waitUntil(lambda: len(asked(view, "confirmation")) == 2)
    assert "操作不当" in asked(view, "confirmation")[0]
    sentence = view.cards["confirmation"].rows[0].sentence
    qtbot.waitUntil(sentence.isVisible)
    view.enter()
    assert sentence.hasFocus()
    press(Qt.Key.Key_Tab)
    press(Qt.Key.Key_Return)
    stands(qtbot, window, lambda case: len(case.doubts) == 1)
    qtbot.waitUntil(lambda: isinstance(QApplication.focusWidget(), TextEdit))
    QTest.keyClicks(QApplication.focusWidget(), "look at the log first")
    press(Qt.Key.Key_Escape)
    case = stands(qtbot, window, lambda case: case.doubts[0].answer)
    assert window.page_name == "guide"
    assert case.doubts[0].private, "it lives in the log that never leaves the laptop"
    assert b"doubts" not in outflow.dumps(case)


def test_what_does_not_apply_is_not_asked_again(qtbot: QtBot, desk: Desk) -> None:
    window = in_tool(qtbot, desk, "bias")
    view = view_of(window)
    session = window.session
    assert session is not None
    session.write(Add("causes", {"text": "泵停了", "basis": "fact"}, "c1"))
    qtbot.waitUntil(lambda: len(asked(view, "survivorship")) == 1)
    row = view.cards["survivorship"].rows[0]
    qtbot.waitUntil(row.aside.isVisible)
    tab_to(row.aside)
    press(Qt.Key.Key_Return)
    case = stands(qtbot, window, lambda case: case.doubts)
    assert case.doubts[0].aside
    qtbot.waitUntil(lambda: not asked(view, "survivorship"))
    assert not view.cards["survivorship"].thoughts


def test_a_question_leads_to_what_brought_it_up(qtbot: QtBot, desk: Desk) -> None:
    window = in_tool(qtbot, desk, "bias", of="outage")
    session = window.session
    assert session is not None
    session.write(Put("causes/c7/basis", "assumption"))
    view = view_of(window)
    qtbot.waitUntil(lambda: len(asked(view, "confirmation")) == 1)
    row = view.cards["confirmation"].rows[0]
    qtbot.waitUntil(row.sentence.isVisible)
    tab_to(row.sentence)
    press(Qt.Key.Key_Space)
    assert frame_of(window).tool.id == "causes"
    assert case_of(window).causes[-1].id == "c7"


def test_how_often_it_was_the_cause_before(qtbot: QtBot, desk: Desk) -> None:
    window = in_tool(qtbot, desk, "bias", of="outage")
    view = view_of(window)
    past = case_of(window)
    view._past = [past] * 6
    view._shown = ()
    session = window.session
    assert session is not None
    session.write(Put("causes/c3/category", "people"))
    qtbot.waitUntil(lambda: any("Of 6 past cases" in said for said in asked(view, "availability")))
