"""Typing: a line and a growing text that never lose what an input method is composing."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QGuiApplication,
    QInputMethodEvent,
    QKeyEvent,
    QKeySequence,
    QResizeEvent,
    QTextCursor,
    QTextOption,
)
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QSizePolicy, QWidget

from fieldapp.ui.theme.tokens import TARGET

if TYPE_CHECKING:
    _Base = QWidget
else:
    _Base = object

_PASSING = (
    Qt.FocusReason.ActiveWindowFocusReason,
    Qt.FocusReason.PopupFocusReason,
    Qt.FocusReason.MenuBarFocusReason,
)
"""Why the focus may go only for a moment, as to the list of an input method."""


def settle() -> None:
    """Keep what is being composed anywhere as text: before its page goes, or at the lock."""
    editor = QApplication.focusWidget()
    if isinstance(editor, Editor):
        editor.settle()


class Editor(_Base):
    """What a line and a text share. It goes before the Qt class among the bases."""

    _preedit = ""

    def is_composing(self) -> bool:
        return bool(self._preedit)

    def settle(self) -> None:
        """Keep what is being composed as text, in the way of the input method if it has one."""
        if self._preedit:
            QGuiApplication.inputMethod().commit()
        if self._preedit:
            kept = QInputMethodEvent()
            kept.setCommitString(self._preedit)
            QApplication.sendEvent(self, kept)

    def set_problem(self, problem: bool) -> None:
        """Mark that what is typed does not fit."""
        if bool(self.property("problem")) != problem:
            self.setProperty("problem", problem)
            self.style().unpolish(self)
            self.style().polish(self)

    def can_undo(self) -> bool:
        """Whether anything typed here can be taken back."""
        raise NotImplementedError

    def can_redo(self) -> bool:
        raise NotImplementedError

    def event(self, event: QEvent) -> bool:
        """Leaves Ctrl+Z to the window where nothing typed is left to undo, and Ctrl+V where the
        clipboard holds a picture or files.

        A text field claims a key for itself by accepting `ShortcutOverride`.
        """
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            undo = event.matches(QKeySequence.StandardKey.Undo) and not self.can_undo()
            redo = event.matches(QKeySequence.StandardKey.Redo) and not self.can_redo()
            paste = event.matches(QKeySequence.StandardKey.Paste) and not _has_text()
            if undo or redo or paste:
                event.ignore()
                return False
        return super().event(event)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        self._preedit = event.preeditString()
        super().inputMethodEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        if event.reason() not in _PASSING:
            self.settle()
        super().focusOutEvent(event)


class LineEdit(Editor, QLineEdit):
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
        self.textEdited.connect(self.typed)

    def set_text(self, text: str) -> bool:
        """Show `text` without a signal, the cursor where it was.

        Returns False, and changes nothing, while an input method is composing here.
        """
        if self._preedit:
            return False
        if text != self.text():
            place = self.cursorPosition()
            self.setText(text)
            self.setCursorPosition(min(place, len(text)))
        return True

    def can_undo(self) -> bool:
        return self.isUndoAvailable()

    def can_redo(self) -> bool:
        return self.isRedoAvailable()


class TextEdit(Editor, QPlainTextEdit):
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
        self.setPlainText(text)
        self._told: str | None = self.text()
        self.document().documentLayout().documentSizeChanged.connect(self._fit)
        self.textChanged.connect(self._tell)
        self._fit()

    def text(self) -> str:
        """What is typed, without what is still being composed."""
        return self.toPlainText()

    def set_text(self, text: str) -> bool:
        """Show `text` without a signal, the cursor where it was.

        Returns False, and changes nothing, while an input method is composing here.
        """
        if self._preedit:
            return False
        if text != self.text():
            place = self.textCursor().position()
            self._told = None
            self.setPlainText(text)
            self._told = self.text()
            cursor = QTextCursor(self.document())
            cursor.setPosition(min(place, self.document().characterCount() - 1))
            self.setTextCursor(cursor)
        return True

    def can_undo(self) -> bool:
        return self.document().isUndoAvailable()

    def can_redo(self) -> bool:
        return self.document().isRedoAvailable()

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        super().inputMethodEvent(event)
        self._tell()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        new_line = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        if self._enter_submits and enter and not new_line:
            self.submitted.emit()
        else:
            super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        return QSize(320, self.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._fit()

    def _tell(self) -> None:
        text = self.text()
        if self._told is not None and text != self._told:
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


def _has_text() -> bool:
    """Whether the clipboard holds what can be typed; files also offer their names as text."""
    copied = QGuiApplication.clipboard().mimeData()  # None where there never was anything
    return bool(copied and copied.hasText()) and not any(u.isLocalFile() for u in copied.urls())
