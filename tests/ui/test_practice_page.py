"""Practising by keyboard alone, from the list to how it went."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from talk_kit import opened, press
from window_kit import do

from fieldapp.ui.context import Place
from fieldapp.ui.main_window import MainWindow
from fieldapp.ui.pages.practice import PracticePage
from fieldapp.ui.tasks import Desk
from fieldapp.ui.widgets.labels import Label
from fieldapp.usecases import practice

CTRL_SHIFT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
NUMBERS = (Qt.Key.Key_1, Qt.Key.Key_2, Qt.Key.Key_3)


@pytest.fixture
def window(qtbot: QtBot, desk: Desk) -> MainWindow:
    return opened(qtbot, desk)


def page_of(qtbot: QtBot, window: MainWindow) -> PracticePage:
    page = window._pages["practice"]
    assert isinstance(page, PracticePage)
    qtbot.waitUntil(lambda: page.board is not None)
    return page


def read(page: PracticePage) -> str:
    assert page._column
    return "\n".join(label.text() for label in page._column.findChildren(Label))


def say(qtbot: QtBot, page: PracticePage, *, well: bool) -> None:
    """Presses the number of the best or the worst sentence."""
    assert page.run
    scores = [option.score for option in page.run.choices]
    qtbot.waitUntil(lambda: any(button.hasFocus() for button in page.answers))
    press(NUMBERS[scores.index(max(scores) if well else min(scores))])


def test_a_talk_from_the_list_to_how_it_went(qtbot: QtBot, window: MainWindow, desk: Desk) -> None:
    press(Qt.Key.Key_P, CTRL_SHIFT)
    page = page_of(qtbot, window)
    qtbot.waitUntil(lambda: page.on is not None and page.on.hasFocus())
    press(Qt.Key.Key_Return)
    assert "The map is green" in read(page)
    say(qtbot, page, well=False)
    assert "That made it harder" in read(page)
    assert "sounds like an excuse" in read(page)
    assert "It’s the same every time" in read(page)
    qtbot.waitUntil(lambda: page.on is not None and page.on.hasFocus())
    press(Qt.Key.Key_Return)
    window.looks.speak("zh")
    page = page_of(qtbot, window)
    qtbot.waitUntil(lambda: page.run is not None)
    assert "你们每回都这一套" in read(page)
    for _ in range(2):
        say(qtbot, page, well=True)
        assert "这句话帮上了忙" in read(page)
        qtbot.waitUntil(lambda: page.on is not None and page.on.hasFocus())
        press(Qt.Key.Key_Return)
    assert "谈完了：4 / 6 分" in read(page)
    assert "积极倾听" in read(page)
    assert "换成这样会更好" in read(page)
    board = do(qtbot, desk, lambda workspace: practice.board(workspace, desk.library))
    assert board.tasks[0].times == 1
    press(Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: page.task is None)
    assert "上次 4 / 6 分" in read(page)


def test_under_the_cover_nothing_of_it_is_seen(qtbot: QtBot, window: MainWindow) -> None:
    window.go(Place("practice"))
    page_of(qtbot, window)
    press(Qt.Key.Key_F9)
    assert window.page_name == "cover"
