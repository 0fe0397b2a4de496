"""Noting in the talk: six statements by keyboard, their kinds, speakers and times, nothing lost."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from talk_kit import (
    focused,
    line_of,
    noted,
    opened,
    press,
    session_of,
    statements,
    talk,
    write,
)

from fieldapp.ui.main_window import MainWindow
from fieldapp.ui.tasks import Desk
from fieldapp.usecases.editing import Put


@pytest.fixture
def window(qtbot: QtBot, desk: Desk) -> MainWindow:
    return opened(qtbot, desk)


def contact(qtbot: QtBot, window: MainWindow) -> None:
    session = session_of(window)
    with qtbot.waitSignal(session.stands):
        session.write(Put("customer/contact", "He Jing"), Put("engineer", "Gu Mingyuan"))


def test_six_statements_in_a_row_by_keyboard(qtbot: QtBot, window: MainWindow) -> None:
    talk(qtbot, window)
    contact(qtbot, window)
    assert focused() is line_of(window)
    press(Qt.Key.Key_F4)
    write("I have had enough")
    press(Qt.Key.Key_Return)
    press(Qt.Key.Key_F3)
    write("It stopped twice this week")
    press(Qt.Key.Key_Return)
    write("Each time for an hour")
    press(Qt.Key.Key_Return)
    press(Qt.Key.Key_F5)
    write("A date in writing")
    press(Qt.Key.Key_Return)
    write(".")
    press(Qt.Key.Key_Down)
    write("The valve was replaced in May")
    press(Qt.Key.Key_Return)
    write("！")
    press(Qt.Key.Key_Up)
    write("客户说心里没底")
    press(Qt.Key.Key_Return)
    assert focused() is line_of(window)
    assert line_of(window).text() == ""
    qtbot.waitUntil(lambda: len(statements(window)) == 6 and statements(window)[-1].text.zh != "")
    assert noted(window) == [
        ("feeling", "I have had enough"),
        ("fact", "It stopped twice this week"),
        ("fact", "Each time for an hour"),
        ("expectation", "A date in writing"),
        ("fact", "The valve was replaced in May"),
        ("feeling", "客户说心里没底"),
    ]
    speakers = [one.speaker.original for one in statements(window)]
    assert speakers == ["He Jing"] * 4 + ["Gu Mingyuan", "He Jing"]
    assert all(one.at is not None for one in statements(window))
