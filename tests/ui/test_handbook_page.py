"""The handbook by keyboard: one key from anywhere, found, read, saved, and back."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from talk_kit import focused, opened, press, talk, write

from fieldapp.ui.main_window import MainWindow
from fieldapp.ui.pages.handbook import HandbookPage
from fieldapp.ui.tasks import Desk
from fieldapp.ui.widgets.labels import Label

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def window(qtbot: QtBot, desk: Desk) -> MainWindow:
    return opened(qtbot, desk)


def page_of(qtbot: QtBot, window: MainWindow) -> HandbookPage:
    page = window._pages["handbook"]
    assert isinstance(page, HandbookPage)
    qtbot.waitUntil(lambda: bool(page.chapters))
    return page


def read(page: HandbookPage) -> str:
    return "\n".join(label.text() for label in page.text.findChildren(Label))


def test_one_key_from_the_talk_to_the_card_and_back(qtbot: QtBot, window: MainWindow) -> None:
    talk(qtbot, window)
    press(Qt.Key.Key_B, CTRL)
    page = page_of(qtbot, window)
    qtbot.waitUntil(page.search.hasFocus)
    assert "Let them finish; take notes" in read(page)
    press(Qt.Key.Key_Down)
    qtbot.waitUntil(page.list.hasFocus)
    press(Qt.Key.Key_Down)
    assert "breathe out slowly" in read(page)
    press(Qt.Key.Key_Tab)
    assert focused() is page.text
    press(Qt.Key.Key_B, CTRL)
    assert window.page_name == "talk"


def test_a_sentence_is_found_while_it_is_typed(qtbot: QtBot, window: MainWindow) -> None:
    press(Qt.Key.Key_B, CTRL)
    page = page_of(qtbot, window)
    qtbot.waitUntil(page.search.hasFocus)
    write("common goal")
    assert "Disagreement handling · Common goal" in read(page)
    window.looks.speak("zh")
    page = page_of(qtbot, window)
    assert page.search.text() == "common goal"
    assert "分歧处理 · 寻找共同目标" in read(page)
    page.search.setFocus()
    press(Qt.Key.Key_Escape)
    assert "先让人被听见" in read(page)
    write("zeppelin")
    assert "没有找到" in read(page)


def test_it_is_saved_as_a_pdf(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    press(Qt.Key.Key_B, CTRL)
    page = page_of(qtbot, window)
    path = tmp_path / "handbook"
    page.save_to(path)
    wanted = tmp_path / "handbook.pdf"
    qtbot.waitUntil(wanted.exists, timeout=60_000)
    assert wanted.read_bytes().startswith(b"%PDF")
