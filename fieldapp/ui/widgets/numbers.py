"""Numbers as people type them: groups of digits, full-width digits, a unit behind."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from fieldapp.ui.theme.tokens import SPACE_S
from fieldapp.ui.widgets.editors import LineEdit
from fieldapp.ui.widgets.labels import Label

_PLAIN = re.compile(r"[+-]?\d+(\.\d+)?")
_GROUPED = re.compile(r"[+-]?\d{1,3}([ ,'’]\d{3})+(\.\d+)?")


def number(text: str) -> Decimal | None:
    """What is typed as a number; None where it is none. `4,5` is none: nobody knows which is meant.

    `46,000.50`, `46 000.50` and full-width digits are numbers.
    """
    plain = unicodedata.normalize("NFKC", text).replace("。", ".").replace("−", "-").strip()
    if _GROUPED.fullmatch(plain):
        plain = re.sub(r"[ ,'’]", "", plain)
    return Decimal(plain) if _PLAIN.fullmatch(plain) else None


class NumberEdit(QWidget):
    """A line for a number. It takes any text and marks, once it is left, one that does not fit.

    Args:
        name: what is typed here, for a screen reader.
        low, high: bounds, inclusive.
    """

    typed = Signal(str)
    """The text as it stands after each change by the person."""
    finished = Signal()
    """It was left, or Enter was pressed."""

    def __init__(
        self,
        name: str,
        *,
        unit: str = "",
        low: int | None = None,
        high: int | None = None,
        placeholder: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._low, self._high = low, high
        self.line = LineEdit(f"{name} ({unit})" if unit else name, placeholder=placeholder)
        self.line.setMaximumWidth(220)
        self.setFocusProxy(self.line)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_S)
        layout.addWidget(self.line, 1)
        if unit:
            layout.addWidget(Label(unit, "soft", wrap=False))
        layout.addStretch(0)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.line.typed.connect(self._typed)
        self.line.editingFinished.connect(self._finish)

    def text(self) -> str:
        return self.line.text()

    def set_text(self, text: str) -> bool:
        """Show a text without a signal; False while an input method is composing here."""
        shown = self.line.set_text(text)
        self.line.set_problem(not self.fits())
        return shown

    def value(self) -> Decimal | None:
        """The number, None where there is none or it does not fit."""
        return number(self.text()) if self.fits() else None

    def fits(self) -> bool:
        """Whether it is a number within the bounds, or nothing at all."""
        text = self.text().strip()
        found = number(text)
        if found is None:
            return not text
        too_low = self._low is not None and found < self._low
        return not too_low and not (self._high is not None and found > self._high)

    def _typed(self, text: str) -> None:
        if self.fits():
            self.line.set_problem(False)
        self.typed.emit(text)

    def _finish(self) -> None:
        self.line.set_problem(not self.fits())
        self.finished.emit()
