"""A line whose text must fit. It takes any key, and marks what does not fit once it is left."""

from __future__ import annotations

from abc import abstractmethod

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from fieldapp.ui.widgets.editors import LineEdit


class FittingEdit(QWidget):
    """A `line` and, behind it in `row`, whatever belongs to it.

    Args:
        name: what is typed here, for a screen reader.
        widest: of the line, in logical pixels.
    """

    typed = Signal(str)
    """The text as it stands after each change by the person."""
    finished = Signal()
    """It was left, Enter was pressed, or a value was chosen."""

    def __init__(
        self, name: str, *, placeholder: str, widest: int, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.line = LineEdit(name, placeholder=placeholder)
        self.line.setMaximumWidth(widest)
        self.setFocusProxy(self.line)
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(0, 0, 0, 0)
        self.row.addWidget(self.line, 1)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.line.typed.connect(self._typed)
        self.line.editingFinished.connect(self._finish)

    @abstractmethod
    def fits(self) -> bool:
        """Whether the text can be read, or is nothing at all."""

    def text(self) -> str:
        return self.line.text()

    def set_text(self, text: str) -> bool:
        """Show a text without a signal; False while an input method is composing here."""
        shown = self.line.set_text(text)
        self.line.set_problem(not self.fits())
        return shown

    def _typed(self, text: str) -> None:
        if self.fits():
            self.line.set_problem(False)
        self.typed.emit(text)

    def _finish(self) -> None:
        self.line.set_problem(not self.fits())
        self.finished.emit()
