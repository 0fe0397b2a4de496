"""Idle: whatever a person does keeps the workspace open; nothing else does."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from fieldapp.ui.idle import Idle


@pytest.fixture
def idle(qtbot: QtBot) -> Iterator[Idle]:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    made = Idle(app, 10)
    yield made
    made.deleteLater()


@pytest.fixture
def line(qtbot: QtBot, idle: Idle) -> Iterator[QLineEdit]:
    window = QWidget()
    qtbot.addWidget(window)
    column = QVBoxLayout(window)
    made = QLineEdit()
    column.addWidget(made)
    window.show()
    qtbot.waitUntil(window.isActiveWindow)
    made.setFocus()
    yield made


def touches(idle: Idle, act: Callable[[], object]) -> bool:
    """Whether an act makes it count anew."""
    idle._timer.stop()
    act()
    return idle._timer.isActive()


def composed(line: QLineEdit) -> None:
    """What an input method sends while a word is being chosen; no key reaches the window then."""
    QApplication.sendEvent(line, QInputMethodEvent("nihao", []))


def test_keys_the_mouse_and_an_input_method_are_touches(idle: Idle, line: QLineEdit) -> None:
    handle = line.window().windowHandle()
    assert touches(idle, lambda: QTest.keyClick(handle, Qt.Key.Key_A))
    assert line.text() == "a"
    assert touches(idle, lambda: QTest.mouseMove(handle, QPoint(30, 30)))
    press, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    assert touches(idle, lambda: QTest.mousePress(handle, press, none, QPoint(9, 9)))
    assert touches(idle, lambda: composed(line))


def test_a_dialog_is_watched_too(qtbot: QtBot, idle: Idle, line: QLineEdit) -> None:
    dialog = QDialog(line.window())
    dialog.show()
    qtbot.waitUntil(lambda: QApplication.focusWindow() is dialog.windowHandle())
    assert touches(idle, lambda: QTest.keyClick(dialog.windowHandle(), Qt.Key.Key_Tab))
    dialog.close()


def test_what_the_program_does_by_itself_is_no_touch(idle: Idle, line: QLineEdit) -> None:
    assert not touches(idle, line.window().repaint)


def test_it_fires_unless_it_is_told_never_to(qtbot: QtBot, idle: Idle) -> None:
    idle._timer.setInterval(1)
    with qtbot.waitSignal(idle.passed):
        idle.touch()
    idle.set_minutes(0)
    assert not touches(idle, idle.touch)
