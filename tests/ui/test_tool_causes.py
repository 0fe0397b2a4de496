"""The cause editor by keyboard alone: asked down, read back up, moved, taken back."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from tool_kit import case_of, frame_of, in_tool, pick, press, says, stands, tab_to

from fieldapp.ui.main_window import MainWindow
from fieldapp.ui.pages.tools.causes import View
from fieldapp.ui.tasks import Desk
from fieldapp.ui.widgets.editors import LineEdit

CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


def view_of(window: MainWindow) -> View:
    view = frame_of(window).view
    assert isinstance(view, View)
    return view


def type_words(qtbot: QtBot, words: str) -> None:
    """Into the editor that has opened by itself."""
    qtbot.waitUntil(lambda: isinstance(QApplication.focusWidget(), LineEdit))
    QTest.keyClicks(QApplication.focusWidget(), words)


def go_to(view: View, cause: str) -> None:
    """Goes to a cause in the list by keyboard alone."""
    tab_to(view.list)
    press(Qt.Key.Key_Home)
    for _ in range(view.model.rowCount() + 20):
        if view.cause is not None and view.cause.id == cause:
            return
        press(Qt.Key.Key_Down)
    raise AssertionError("no such cause in the list")


def test_from_the_first_cause_to_the_root_and_back_by_keyboard(qtbot: QtBot, desk: Desk) -> None:
    window = in_tool(qtbot, desk, "causes")
    view = view_of(window)
    press(Qt.Key.Key_Return)
    type_words(qtbot, "the pump stops")
    press(Qt.Key.Key_Return, CTRL)
    stands(qtbot, window, lambda case: len(case.causes) == 2)
    type_words(qtbot, "the filter is blocked")
    press(Qt.Key.Key_Return, CTRL)
    stands(qtbot, window, lambda case: len(case.causes) == 3)
    type_words(qtbot, "nobody changes it")
    press(Qt.Key.Key_Return)
    case = stands(qtbot, window, lambda case: case.causes[-1].text.en == "nobody changes it")
    assert [c.parent for c in case.causes] == [None, case.causes[0].id, case.causes[1].id]
    qtbot.waitUntil(view.list.hasFocus)
    qtbot.waitUntil(lambda: len(view.therefore.links) == 3)
    assert [link.text() for link in view.therefore.links] == [
        "nobody changes it",
        "the filter is blocked",
        "the pump stops",
    ]
    # The root is marked by the keyboard too; a guess as a root is asked about.
    tab_to(view.card.root)
    press(Qt.Key.Key_Space)
    stands(qtbot, window, lambda case: case.causes[-1].root)
    qtbot.waitUntil(lambda: any("still a guess" in said for said in says(window)))
    # What it says leads to its place.
    line = next(f for f in frame_of(window).findings if "still a guess" in f.text())
    go_to(view, case.causes[0].id)
    qtbot.waitUntil(line.isVisible)
    tab_to(line)
    press(Qt.Key.Key_Space)
    assert view.cause is not None and view.cause.id == case.causes[-1].id
    press(Qt.Key.Key_Escape)
    assert window.page_name == "guide"


def test_a_cause_beside_moved_in_and_out_and_taken_back(qtbot: QtBot, desk: Desk) -> None:
    window = in_tool(qtbot, desk, "causes", of="outage")
    view = view_of(window)
    go_to(view, "c4")
    press(Qt.Key.Key_Right, ALT)
    case = stands(qtbot, window, lambda case: case.causes[3].parent == "c1")
    press(Qt.Key.Key_Left, ALT)
    stands(qtbot, window, lambda case: case.causes[3].parent is None)
    press(Qt.Key.Key_Up, ALT)
    stands(qtbot, window, lambda case: case.causes[0].id == "c4")
    press(Qt.Key.Key_Return, SHIFT)
    stands(qtbot, window, lambda case: len(case.causes) == 8)
    type_words(qtbot, "one more")
    press(Qt.Key.Key_Return)
    case = stands(qtbot, window, lambda case: case.causes[-1].text.en == "one more")
    assert case.causes[-1].parent is None
    go_to(view, "c4")
    qtbot.waitUntil(view.list.hasFocus)
    press(Qt.Key.Key_Delete)
    case = stands(qtbot, window, lambda case: len(case.causes) == 7)
    assert next(c for c in case.causes if c.id == "c5").parent is None, "what hung on it stays"
    press(Qt.Key.Key_Z, CTRL)
    stands(qtbot, window, lambda case: len(case.causes) == 8)


def test_a_new_cause_left_without_a_word_goes_again(qtbot: QtBot, desk: Desk) -> None:
    window = in_tool(qtbot, desk, "causes", of="outage")
    go_to(view_of(window), "c3")
    press(Qt.Key.Key_Return, CTRL)
    stands(qtbot, window, lambda case: len(case.causes) == 8)
    qtbot.waitUntil(lambda: isinstance(QApplication.focusWidget(), LineEdit))
    press(Qt.Key.Key_Escape)
    stands(qtbot, window, lambda case: len(case.causes) == 7)
    assert window.page_name == "tool"


def test_the_fishbone_shows_the_same_tree_and_is_walked_by_keys(qtbot: QtBot, desk: Desk) -> None:
    window = in_tool(qtbot, desk, "causes", of="outage")
    view = view_of(window)
    go_to(view, "c1")
    pick(view.views, "fishbone")
    tab_to(view.fishbone)
    press(Qt.Key.Key_Down)
    assert view.cause is not None and view.cause.id == "c2"
    press(Qt.Key.Key_Right)
    assert view.cause is not None and view.cause.category in ("partner", "people")
    everywhere = {c.id for c in case_of(window).causes}
    assert {
        c.id
        for c in case_of(window).causes
        if view.fishbone.visualRect(view.model.index_of(c.id)).isValid()
    } == everywhere
    press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: isinstance(QApplication.focusWidget(), LineEdit))
    assert view.views.value() == "whys"


def test_six_m_instead_of_the_categories_of_a_service(qtbot: QtBot, desk: Desk) -> None:
    window = in_tool(qtbot, desk, "causes", of="outage")
    view = view_of(window)
    go_to(view, "c1")
    tab_to(view.card.scheme)
    press(Qt.Key.Key_Return)
    assert "measurement" in view.card.category._chips.buttons
    tab_to(view.card.category)
    for _ in range(14):  # the choices are made anew once one of the new set is taken
        machine = view.card.category._chips.buttons["machine"]
        if machine.hasFocus():
            break
        press(Qt.Key.Key_Right)
    if not machine.isChecked():
        press(Qt.Key.Key_Space)
    stands(qtbot, window, lambda case: case.causes[0].category == "machine")


def test_a_screen_reader_hears_what_a_cause_rests_on(qtbot: QtBot, desk: Desk) -> None:
    window = in_tool(qtbot, desk, "causes", of="outage")
    model = view_of(window).model
    said = model.index_of("c3").data(Qt.ItemDataRole.AccessibleTextRole)
    assert "Fact" in said and "evidence: 1" in said and "Root" in said
