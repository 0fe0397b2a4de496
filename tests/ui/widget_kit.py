"""What the tests of widgets share: a window around them, ears and eyes."""

from __future__ import annotations

from typing import Any

from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot


def show(qtbot: QtBot, *widgets: QWidget) -> QWidget:
    """The widgets in an active window, between two lines that can take the focus."""
    window = QWidget()
    layout = QVBoxLayout(window)
    for widget in (QLineEdit(), *widgets, QLineEdit()):
        layout.addWidget(widget)
    qtbot.addWidget(window)
    qtbot.window = window  # addWidget remembers it only as long as somebody else does
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    return window


def heard(signal: Any) -> list[Any]:
    """What a signal says from now on."""
    found: list[Any] = []
    signal.connect(found.append)
    return found


def accessible(widget: QWidget) -> QAccessibleInterface:
    """The widget as a screen reader meets it."""
    found = QAccessible.queryAccessibleInterface(widget)
    assert found
    return found


def role(widget: QWidget) -> QAccessible.Role:
    return accessible(widget).role()


def name(widget: QWidget) -> str:
    return accessible(widget).text(QAccessible.Text.Name)


def contrast(one: str, other: str) -> float:
    """WCAG 2.2, relative luminance: 1 (the same) to 21."""

    def luminance(colour: str) -> float:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        red, green, blue = (
            part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
        )
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)
