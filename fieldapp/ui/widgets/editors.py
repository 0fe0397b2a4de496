"""Typing: a line and a growing text that never lose what an input method is composing."""

from __future__ import annotations

from collections.abc import Callable
from math import ceil

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import (
    QInputMethodEvent,
    QKeyEvent,
    QKeySequence,
    QResizeEvent,
    QTextCursor,
    QTextOption,
)
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QSizePolicy, QWidget

from fieldapp.ui.theme.tokens import TARGET

_NEW_LINE = Qt.KeyboardModifier.ShiftModifier


def leaves_undo(event: QEvent, can_undo: Callable[[], bool], can_redo: Callable[[], bool]) -> bool:
    """Whether the window should get Ctrl+Z or Ctrl+Shift+Z, because nothing typed is left to undo.

    A text field claims these keys for itself by accepting `ShortcutOverride`.
    """
    if event.type() != QEvent.Type.ShortcutOverride or not isinstance(event, QKeyEvent):
        return False
    if event.matches(QKeySequence.StandardKey.Undo):
        return not can_undo()
    return event.matches(QKeySequence.StandardKey.Redo) and not can_redo()


class LineEdit(QLineEdit):
    """One line.

    Args:
        name: what is typed here, for a screen reader.
    """

    typed = Signal(str)
    """The text after each change by the person, without what is still being composed."""

    def __init__(
        self, name: str, *, text: str = "", placeholder: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(text, parent)
        self.setAccessibleName(name)
        self.setPlaceholderText(placeholder)
        self._composing = False
        self.textEdited.connect(self.typed)

    def is_composing(self) -> bool:
        return self._composing

    def set_text(self, text: str) -> bool:
        """Show `text` without a signal, the cursor where it was.

        Returns False, and changes nothing, while an input method is composing here.
        """
        if self._composing:
            return False
        if text != self.text():
            place = self.cursorPosition()
            self.setText(text)
            self.setCursorPosition(min(place, len(text)))
        return True

    def set_problem(self, problem: bool) -> None:
        """Mark that what is typed does not fit."""
        mark(self, problem)

    def event(self, event: QEvent) -> bool:
        if leaves_undo(event, self.isUndoAvailable, self.isRedoAvailable):
            event.ignore()
            return False
        return super().event(event)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        self._composing = bool(event.preeditString())
        super().inputMethodEvent(event)


class TextEdit(QPlainTextEdit):
    """Plain text that grows with what is typed, from `least` to `most` lines. Tab leaves it.

    Args:
        name: what is typed here, for a screen reader.
        enter_submits: Enter hands the text in, Shift+Enter begins a new line.
    """

    typed = Signal(str)
    """The text after each change by the person, without what is still being composed."""
    submitted = Signal()

    def __init__(
        self,
        name: str,
        *,
        text: str = "",
        placeholder: str = "",
        least: int = 2,
        most: int = 12,
        enter_submits: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setPlaceholderText(placeholder)
        self.setTabChangesFocus(True)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._lines, self._enter_submits = (least, most), enter_submits
        self._composing = False
        self._told = text
        self.setPlainText(text)
        self.document().documentLayout().documentSizeChanged.connect(self._fit)
        self.textChanged.connect(self._tell)
        self._fit()

    def text(self) -> str:
        """What is typed, without what is still being composed."""
        return self.toPlainText()

    def is_composing(self) -> bool:
        return self._composing

    def set_text(self, text: str) -> bool:
        """Show `text` without a signal, the cursor where it was.

        Returns False, and changes nothing, while an input method is composing here.
        """
        if self._composing:
            return False
        if text != self.toPlainText():
            place = self.textCursor().position()
            self._told = text
            self.setPlainText(text)
            cursor = QTextCursor(self.document())
            cursor.setPosition(min(place, self.document().characterCount() - 1))
            self.setTextCursor(cursor)
        return True

    def set_problem(self, problem: bool) -> None:
        """Mark that what is typed does not fit."""
        mark(self, problem)

    def event(self, event: QEvent) -> bool:
        document = self.document()
        if leaves_undo(event, document.isUndoAvailable, document.isRedoAvailable):
            event.ignore()
            return False
        return super().event(event)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        self._composing = bool(event.preeditString())
        super().inputMethodEvent(event)
        self._tell()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and self._enter_submits and not event.modifiers() & _NEW_LINE:
            self.submitted.emit()
        else:
            super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        return QSize(320, self.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _tell(self) -> None:
        text = self.toPlainText()
        if text != self._told:
            self._told = text
            self.typed.emit(text)

    def _fit(self) -> None:
        """As high as the text, within its limits."""
        least, most = (lines * self.fontMetrics().lineSpacing() for lines in self._lines)
        text, block = 0.0, self.document().firstBlock()
        while block.isValid() and text <= most:
            text += self.blockBoundingRect(block).height()
            block = block.next()
        around = self.height() - self.viewport().height() + 2 * self.document().documentMargin()
        height = max(ceil(min(max(text, least), most) + around), TARGET)
        if height != self.height():
            self.setFixedHeight(height)
        policy = Qt.ScrollBarPolicy
        self.setVerticalScrollBarPolicy(
            policy.ScrollBarAsNeeded if text > most else policy.ScrollBarAlwaysOff
        )


def mark(widget: QWidget, problem: bool) -> None:
    """Set the `problem` property of the style sheet."""
    if bool(widget.property("problem")) != problem:
        widget.setProperty("problem", problem)
        widget.style().unpolish(widget)
        widget.style().polish(widget)
