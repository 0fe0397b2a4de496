"""Somebody's hands at the window: keys where the focus is, and what is waited for between them.

What is done is a script: an iterator that yields what it waits for before it goes on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from time import monotonic
from typing import Any

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QWidget

from fieldapp.ui.context import PageName
from fieldapp.ui.main_window import MainWindow
from fieldapp.ui.pages.page import Page
from fieldapp.ui.session import Session
from fieldapp.usecases.standing import Standing

Wait = Callable[[], object] | float
"""A condition, or seconds in which nothing is done."""
Script = Iterator[Wait]
PATIENCE_SECONDS, LOOK_MS = 60.0, 2
_AT_HAND = "line/"


class Hands:
    """At a window.

    Args:
        pace: seconds between two letters.
        typed: is told the place of the case that a letter went to, and all that stands there then;
            None where it is about to be taken back.
    """

    def __init__(
        self,
        window: MainWindow,
        pace: float = 0.0,
        typed: Callable[[str, str | None], object] = lambda place, text: None,
    ) -> None:
        self.window, self._pace, self.typed = window, pace, typed
        self.keys = 0
        self.last = ("", "")
        """What was typed last: the place, and all that stands there."""

    @property
    def session(self) -> Session:
        assert self.window.session is not None
        return self.window.session

    @property
    def standing(self) -> Standing:
        assert self.session.standing is not None
        return self.session.standing

    def page(self, name: PageName) -> Page:
        return self.window._pages[name]

    def press(
        self, key: Qt.Key, keys: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
    ) -> None:
        self.keys += 1
        QTest.keyClick(self._focused(), key, keys)

    def write(self, text: str) -> Script:
        """Types: with keys what is on them, with an input method the rest."""
        for letter in text:
            editor = self._focused()
            self.keys += 1
            if letter.isascii():
                QTest.keyClicks(editor, letter)
            else:
                composed = QInputMethodEvent()
                composed.setCommitString(letter)
                QApplication.sendEvent(editor, composed)
            self._tell(editor)
            yield self._pace

    def is_in_text(self) -> bool:
        return isinstance(QApplication.focusWidget(), QLineEdit | QPlainTextEdit)

    def is_at(self, name: PageName) -> bool:
        """Whether a page is shown, and nothing is being done any more."""
        return self.window.page_name == name and self.is_idle()

    def is_idle(self) -> bool:
        session = self.window.session
        return self.window.desk.is_idle and (session is None or session.standing is not None)

    def _focused(self) -> QWidget:
        if QApplication.activePopupWidget() is None:
            self.window.activateWindow()  # without a screen nobody else does when a popup closes
        return QApplication.focusWidget() or self.window

    def _tell(self, editor: QWidget) -> None:
        place = str(editor.property("place") or "").removeprefix(_AT_HAND)
        if "/" not in place:
            return  # of no case
        if isinstance(editor, QLineEdit):
            self.last = place, editor.text()
        elif isinstance(editor, QPlainTextEdit):
            self.last = place, editor.toPlainText()
        self.typed(*self.last)


class Player(QObject):
    """Plays a script in the program's own loop.

    Args:
        ended: is told, at the end, what was waited for in vain; None where nothing was.
    """

    def __init__(
        self, script: Script, ended: Callable[[Exception | None], object], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._script, self._ended = script, ended
        self._wanted: Callable[[], object] = _at_once
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._go_on)
        self._wait(0.0)

    def _wait(self, wanted: Wait) -> None:
        self._until = monotonic() + PATIENCE_SECONDS
        if callable(wanted):
            self._wanted = wanted
            self._timer.start(0)
        else:
            self._wanted = _at_once
            self._timer.start(round(wanted * 1000))

    def _go_on(self) -> None:
        if not self._wanted():
            self._timer.setInterval(LOOK_MS)
            if monotonic() > self._until:
                self._end(TimeoutError(f"waited in vain at {_where(self._script)}"))
            return
        try:
            self._wait(next(self._script))
        except StopIteration:
            self._end(None)
        except Exception as error:
            self._end(error)

    def _end(self, error: Exception | None) -> None:
        self._timer.stop()
        self._ended(error)


def _at_once() -> bool:
    return True


def _where(script: Any) -> str:
    """The line that a script stands at."""
    while getattr(script, "gi_yieldfrom", None) is not None:
        script = script.gi_yieldfrom
    return f"{script.gi_code.co_name}, line {script.gi_frame.f_lineno}"
