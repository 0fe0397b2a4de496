"""Questions by keyboard alone: asked and ticked, one's own, what is seen, and a pause."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from tool_kit import case_of, frame_of, in_tool, pick, press, says, stands, tab_to

from fieldapp.case.records import Case
from fieldapp.ui.main_window import MainWindow
from fieldapp.ui.pages.tools.questions import AskRow, View
from fieldapp.ui.tasks import Desk
from fieldapp.ui.widgets.breathing import PHASES
from fieldapp.usecases.editing import Add


def view_of(window: MainWindow) -> View:
    view = frame_of(window).view
    assert isinstance(view, View)
    return view


def done(case: Case) -> list[str]:
    return [asking.text.en for asking in case.askings if asking.done]


def test_a_question_is_ticked_as_asked_and_unticked(qtbot: QtBot, desk: Desk) -> None:
    window = in_tool(qtbot, desk, "questions")
    view = view_of(window)
    assert view.ticks[0].hasFocus()
    asked = view.ticks[0].text()
    press(Qt.Key.Key_Space)
    stands(qtbot, window, lambda case: done(case) == [asked])
    qtbot.waitUntil(lambda: view.ticks[0].isChecked() and view.ticks[0].hasFocus())
    press(Qt.Key.Key_Return)
    stands(qtbot, window, lambda case: done(case) == [])
    press(Qt.Key.Key_Escape)
    assert window.page_name == "guide"


def test_another_phase_has_other_questions(qtbot: QtBot, desk: Desk) -> None:
    window = in_tool(qtbot, desk, "questions")
    view = view_of(window)
    former = [tick.text() for tick in view.ticks]
    assert view.phases is not None
    pick(view.phases, "collaborate")
    now = [tick.text() for tick in view.ticks]
    assert now and now != former


def test_a_question_of_ones_own_is_added_asked_and_taken_out(qtbot: QtBot, desk: Desk) -> None:
    window = in_tool(qtbot, desk, "questions")
    view = view_of(window)
    tab_to(view.own)
    QTest.keyClicks(view.own, "Who opened it last?")
    press(Qt.Key.Key_Return)
    stands(qtbot, window, lambda case: len(case.askings) == 1)
    assert view.own.text() == ""
    rows = [row for row in view.findChildren(AskRow) if row.remove is not None]
    qtbot.waitUntil(rows[0].isVisible)
    tab_to(rows[0].tick)
    press(Qt.Key.Key_Space)
    stands(qtbot, window, lambda case: done(case) == ["Who opened it last?"])
    row = next(r for r in view.findChildren(AskRow) if r.remove is not None and r not in rows)
    assert row.remove is not None
    qtbot.waitUntil(row.remove.isVisible)
    tab_to(row.remove)
    press(Qt.Key.Key_Return)
    stands(qtbot, window, lambda case: case.askings == ())


def test_what_is_seen_is_noted_as_behaviour_with_its_time(qtbot: QtBot, desk: Desk) -> None:
    window = in_tool(qtbot, desk, "questions")
    view = view_of(window)
    for sign in ("silent", "nods"):
        tab_to(view.signs[sign])
        press(Qt.Key.Key_Return)
        words = view.signs[sign].text()
        stands(qtbot, window, lambda case, words=words: words in str(case.answers))
    lines = str(case_of(window).answers["behaviour_seen"])
    assert len(lines.splitlines()) == 2 and lines.endswith("leans forward")


def test_the_goal_is_asked_for_once_the_talk_has_begun(qtbot: QtBot, desk: Desk) -> None:
    window = in_tool(qtbot, desk, "questions")
    assert says(window) == []
    session = window.session
    assert session is not None
    session.write(Add("statements", {"kind": "fact", "text": "it stops"}))
    qtbot.waitUntil(lambda: any("achieve" in said for said in says(window)))
    (line,) = frame_of(window).findings
    qtbot.waitUntil(line.isVisible)
    tab_to(line)
    press(Qt.Key.Key_Space)
    goal = view_of(window).fields["talk_goal"]
    qtbot.waitUntil(lambda: goal.isAncestorOf(QApplication.focusWidget()))


def test_a_pause_breathes_and_is_ended_by_escape(qtbot: QtBot, desk: Desk) -> None:
    window = in_tool(qtbot, desk, "questions")
    view = view_of(window)
    tab_to(view.breathe)
    press(Qt.Key.Key_Return)
    assert view.breathing.is_running and view.breathing.now()[0] == PHASES[0][0]
    assert view.breathe.text() == "Enough"
    assert view.breathing.grab().width() > 100
    press(Qt.Key.Key_Escape)
    assert not view.breathing.is_running and window.page_name == "tool"
    assert view.breathe.text() == "Begin"
