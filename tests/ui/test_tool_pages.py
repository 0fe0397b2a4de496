"""The shape of the tools: every one is reached the same ways, teaches while it is empty, and leads
back to where the person was."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from talk_kit import session_of
from tool_kit import frame_of, in_guide, in_tool, press, tool_page

from fieldapp.playbook.tools import TOOLS
from fieldapp.ui.context import Place
from fieldapp.ui.pages.guide import GuidePage
from fieldapp.ui.palette import Palette
from fieldapp.ui.tasks import Desk
from fieldapp.ui.widgets.cards import EmptyState
from fieldapp.ui.widgets.labels import Label

CTRL = Qt.KeyboardModifier.ControlModifier
IDS = [tool.id for tool in TOOLS]


def test_every_tool_opens_empty_teaches_and_leads_back(qtbot: QtBot, desk: Desk) -> None:
    window = in_guide(qtbot, desk)
    for tool in TOOLS:
        window.go(Place("tool", tool.id))
        frame = frame_of(window)
        assert frame.tool is tool
        qtbot.waitUntil(lambda frame=frame: frame.isAncestorOf(QApplication.focusWidget()))
        if frame._is_empty:
            texts = [label.text() for label in frame.findChild(EmptyState).findChildren(Label)]
            assert all(texts) and len(texts) == 2
            assert frame._begin.hasFocus()
        press(Qt.Key.Key_Escape)
        assert window.page_name == "guide"


@pytest.mark.parametrize("sample", ["telecom", "outage"])
def test_every_tool_shows_a_whole_case_in_both_languages(
    qtbot: QtBot, desk: Desk, sample: str
) -> None:
    window = in_guide(qtbot, desk, of=sample)
    for lang in ("zh", "en"):
        for tool in TOOLS:
            window.go(Place("tool", tool.id))
            frame = frame_of(window)
            assert all(line.text() for line in frame.findings)
            assert frame.grab().width() > 400
        window.looks.speak(lang)


def test_the_shelf_has_them_all_and_opens_one_by_keyboard(qtbot: QtBot, desk: Desk) -> None:
    window = in_guide(qtbot, desk)
    press(Qt.Key.Key_T, CTRL)
    page = tool_page(window)
    qtbot.waitUntil(page.shelf.buttons[IDS[0]].hasFocus)
    assert list(page.shelf.buttons) == IDS
    press(Qt.Key.Key_Return)
    assert frame_of(window).tool.id == IDS[0]
    press(Qt.Key.Key_T, CTRL)
    assert page.frame is None
    press(Qt.Key.Key_Escape)
    assert window.page_name == "guide"


def test_the_palette_finds_a_tool_by_what_it_is_for(qtbot: QtBot, desk: Desk) -> None:
    window = in_guide(qtbot, desk)
    press(Qt.Key.Key_K, CTRL)
    palette = window.findChild(Palette)
    assert palette is not None
    qtbot.waitUntil(palette.line.hasFocus)
    palette.line.setText("原因分析")
    assert palette.found.entries[0].title == "Cause editor"
    press(Qt.Key.Key_Return)
    assert frame_of(window).tool.id == "causes"


def test_a_step_offers_its_tool_and_is_come_back_to(qtbot: QtBot, desk: Desk) -> None:
    window = in_guide(qtbot, desk)
    page = window._pages["guide"]
    assert isinstance(page, GuidePage)
    page.go("collaborate")
    button = page._views["collaborate"].tools["causes"]
    button.setFocus()
    QTest.keyClick(button, Qt.Key.Key_Return)
    assert window.page_name == "tool" and frame_of(window).tool.id == "causes"
    press(Qt.Key.Key_Escape)
    assert window.page_name == "guide" and page.step_id == "collaborate"
    assert button.hasFocus()


def test_a_place_opens_the_tool_that_shows_it(qtbot: QtBot, desk: Desk) -> None:
    window = in_guide(qtbot, desk, of="outage")
    window.go(Place("tool", "causes/c3/text"))
    view = frame_of(window).view
    assert view.cause.id == "c3"  # type: ignore[attr-defined]


def test_a_tool_is_where_it_was_after_the_lock(qtbot: QtBot, desk: Desk) -> None:
    window = in_tool(qtbot, desk, "causes", of="outage")
    window.lock()
    qtbot.waitUntil(lambda: not desk.is_open)
    window.custody.gate.open("correct horse")
    qtbot.waitUntil(lambda: window.page_name == "tool" and session_of(window).standing is not None)
    qtbot.waitUntil(lambda: frame_of(window).tool.id == "causes")
