"""Requirements by keyboard alone: written, asked about twice, sorted into classes."""

from __future__ import annotations

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from talk_kit import focused, write
from tool_kit import frame_of, in_tool, press, says, stands

from fieldapp.ui.forms.records import RecordItem
from fieldapp.ui.main_window import MainWindow
from fieldapp.ui.pages.tools.kano import View
from fieldapp.ui.tasks import Desk
from fieldapp.ui.widgets.editors import TextEdit


def open_item(window: MainWindow) -> RecordItem:
    view = frame_of(window).view
    assert isinstance(view, View)
    return next(item for item in view.ledger.items.values() if item.is_open)


def test_a_requirement_is_written_and_asked_about_twice(qtbot: QtBot, desk: Desk) -> None:
    window = in_tool(qtbot, desk, "kano")
    press(Qt.Key.Key_Return)
    stands(qtbot, window, lambda case: len(case.requirements) == 1)
    qtbot.waitUntil(lambda: isinstance(focused(), TextEdit))
    write("Somebody on site on the first morning")
    item = open_item(window)
    press(Qt.Key.Key_Tab)
    press(Qt.Key.Key_Right)
    press(Qt.Key.Key_Space)
    stands(qtbot, window, lambda case: bool(case.requirements[0].present))
    qtbot.waitUntil(lambda: any("still open" in said for said in says(window)))
    press(Qt.Key.Key_Tab)
    press(Qt.Key.Key_Space)
    case = stands(qtbot, window, lambda case: bool(case.requirements[0].absent))
    assert case.requirements[0].text.en == "Somebody on site on the first morning"
    view = frame_of(window).view
    assert isinstance(view, View)
    qtbot.waitUntil(lambda: view.counted.text() == "Reverse 1")
    qtbot.waitUntil(lambda: any("prefer to be without" in said for said in says(window)))
    press(Qt.Key.Key_Escape)
    assert not item.is_open and item.row.hasFocus()
    press(Qt.Key.Key_Escape)
    assert window.page_name == "guide"
