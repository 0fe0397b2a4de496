"""A line for a passcode: hidden, shown on demand, and a word when Caps Lock is on."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from fieldapp.ui.theme.tokens import SPACE_S, SPACE_XS, Theme
from fieldapp.ui.widgets.buttons import IconButton
from fieldapp.ui.widgets.editors import LineEdit
from fieldapp.ui.widgets.labels import Label


class SecretField(QWidget):
    """A secret as it is typed.

    Args:
        name: what is typed here, for a screen reader.
        show: the name of the button that shows it.
        caps: the sentence for when Caps Lock is on.
    """

    submitted = Signal()
    """Enter was pressed."""

    def __init__(
        self, theme: Theme, name: str, show: str, caps: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.line = LineEdit(name)
        self.line.setEchoMode(QLineEdit.EchoMode.Password)
        self.line.returnPressed.connect(self.submitted)
        self.line.installEventFilter(self)
        self.setFocusProxy(self.line)
        self.eye = IconButton(theme, "eye", show)
        self.eye.setCheckable(True)
        self.eye.toggled.connect(self._show)
        self._caps = Label(caps, "warning")
        self._caps.hide()
        row = QHBoxLayout()
        row.setSpacing(SPACE_S)
        row.addWidget(self.line, 1)
        row.addWidget(self.eye)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_XS)
        column.addLayout(row)
        column.addWidget(self._caps)

    def text(self) -> str:
        return self.line.text()

    def set_text(self, text: str) -> None:
        self.line.setText(text)

    def set_problem(self, problem: bool) -> None:
        """Mark that it is not right."""
        self.line.set_problem(problem)

    def _show(self, shown: bool) -> None:
        mode = QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password
        self.line.setEchoMode(mode)
        self.eye.set_glyph("eye-off" if shown else "eye")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt does not say whether Caps Lock is on; a letter in the wrong case does."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            text = event.text()
            if event.key() == Qt.Key.Key_CapsLock:
                self._caps.hide()
            elif len(text) == 1 and text.isalpha() and text.lower() != text.upper():
                shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
                self._caps.setVisible(text.isupper() != shift)
        return False
