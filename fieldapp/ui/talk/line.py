"""The line at hand: one line to type what is said, whoever says it, without touching the mouse.

Its keys, besides those of any line: Enter ends the note and is ready for the next; `.`, `!` or `?`
as the first key make it a fact, a feeling or an expectation; up and down change the speaker. What
it has no use for (Escape, page up and down, and in an empty line left, right and End) it hands on.
"""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QInputMethodEvent, QKeyEvent

from fieldapp.base.clock import system_clock
from fieldapp.ui import whereabouts
from fieldapp.ui.forms.bound import Binding
from fieldapp.ui.talk.capture import SIGNS, Capture
from fieldapp.ui.widgets.editors import LineEdit

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_SPEAKER = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
_HANDED_ON = (Qt.Key.Key_Escape, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)
_HANDED_ON_EMPTY = (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_End)
_PASSING = (Qt.FocusReason.ActiveWindowFocusReason, Qt.FocusReason.PopupFocusReason)


class CaptureLine(LineEdit):
    """Types into the note that is being taken, and makes it with its first key."""

    noted = Signal(object)
    """When the note was begun, or None where there is none."""

    def __init__(self, capture: Capture, name: str) -> None:
        super().__init__(name)
        self.capture = capture
        self._binding: Binding | None = None
        self._first_key: datetime | None = None
        self.typed.connect(self._type)
        capture.changed.connect(self.go_on)
        capture.taken_away.connect(self._let_go)
        self.go_on()

    def go_on(self) -> None:
        """Goes on with a note that was being taken."""
        capture = self.capture
        if capture.item and self._binding is None and self.set_text(capture.begun):
            self._bind(capture.begun)
            self.setCursorPosition(len(self.text()))

    def finish(self) -> None:
        """The note is done: it is kept, and the line is ready for the next."""
        self.settle()
        self._release()
        self.capture.end()
        self.setText("")
        self.noted.emit(None)

    def _type(self, text: str) -> None:
        if self._binding is not None:
            return
        if kind := SIGNS.get(text):
            self.setText("")
            self.capture.choose(kind)
        elif text.strip():
            self._begin(text)

    def _begin(self, text: str) -> None:
        capture, at = self.capture, self._first_key or system_clock()
        capture.begin(at.replace(microsecond=0))
        capture.session.type(capture.path, text)
        self._bind(text)
        self.noted.emit(at)

    def _bind(self, text: str) -> None:
        self._binding = Binding(self, self.capture.session, self.capture.path, text)
        whereabouts.mark(self, self.capture.at_hand)

    def _release(self) -> None:
        if self._binding is not None:
            self._binding.release()
            self._binding = None
        self._first_key = None

    def _let_go(self, typed: str) -> None:
        """The record was taken away, by undo as a rule; what is typed since begins a new one."""
        self._release()
        if typed.strip():
            self._begin(typed)
        else:
            self.setText("")
            self.noted.emit(None)

    # Keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        is_empty = not self.text() and not self.is_composing()
        if key in _ENTER:
            self.finish()
        elif plain and key in _SPEAKER:
            self.capture.turn_speaker(_SPEAKER[key])
        elif plain and (key in _HANDED_ON or (is_empty and key in _HANDED_ON_EMPTY)):
            self.capture.pressed.emit(int(key))
        else:
            self._begins()
            super().keyPressEvent(event)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        self._begins()
        super().inputMethodEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() not in _PASSING and not self.text().strip():
            self.finish()

    def _begins(self) -> None:
        """Notes the time of the first key."""
        if not self.text() and not self.is_composing():
            self._first_key = system_clock()
