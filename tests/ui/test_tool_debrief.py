"""Looking back by keyboard alone: written with the team, the lesson left, similar ones read."""

from __future__ import annotations

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from talk_kit import focused, session_of, write
from tool_kit import frame_of, in_tool, press, says, stands, tab_to
from window_kit import begin

from fieldapp.base.language import Text
from fieldapp.ui.pages.tools.debrief import View
from fieldapp.ui.tasks import Desk


def test_a_debrief_is_written_and_its_lesson_left(qtbot: QtBot, desk: Desk) -> None:
    begin(qtbot, desk, customer="恒丰乳业", line="3 号灌装机夜里反复停机")
    window = in_tool(qtbot, desk, "debrief")
    view = frame_of(window).view
    assert isinstance(view, View)
    press(Qt.Key.Key_Return)
    case = stands(qtbot, window, lambda case: len(case.debriefs) == 1)
    assert case.debriefs[0].on is not None
    item = view.ledger.items[case.debriefs[0].id]
    qtbot.waitUntil(lambda: item.isAncestorOf(focused()))
    assert item._form
    tab_to(item._form.editors["happened"])
    write("Two visits instead of one")
    session_of(window).commit()
    stands(qtbot, window, lambda case: bool(case.debriefs[0].happened))
    qtbot.waitUntil(lambda: any("lesson is not" in said for said in says(window)))
    press(Qt.Key.Key_Escape)
    line = next(line for line in frame_of(window).findings if "lesson is not" in line.text())
    qtbot.waitUntil(line.isVisible)
    tab_to(line)
    assert line.hasFocus()
    press(Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: view.lesson.isAncestorOf(focused()))
    write("Ask for the date of the list first")
    session_of(window).commit()
    case = stands(qtbot, window, lambda case: bool(case.answers.get("lesson")))
    lesson = case.answers["lesson"]
    assert "date of the list" in (lesson.en if isinstance(lesson, Text) else str(lesson))
    qtbot.waitUntil(view.similar.isVisible)
    assert view.similar.rows[0].text() == "3 号灌装机夜里反复停机"
    press(Qt.Key.Key_Escape)
    assert window.page_name == "guide"
