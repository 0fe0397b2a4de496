"""Numbers as people type them: groups of digits, full-width digits, a unit behind."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

from PySide6.QtWidgets import QWidget

from fieldapp.ui.theme.tokens import SPACE_S
from fieldapp.ui.widgets.fitting import FittingEdit
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


class NumberEdit(FittingEdit):
    """A line for a number, its unit behind it.

    Args:
        low, high: bounds, inclusive.
    """

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
        whole_name = f"{name} ({unit})" if unit else name
        super().__init__(whole_name, placeholder=placeholder, widest=220, parent=parent)
        self._low, self._high = low, high
        self.row.setSpacing(SPACE_S)
        if unit:
            self.row.addWidget(Label(unit, "soft", wrap=False))
        self.row.addStretch(0)

    def value(self) -> Decimal | None:
        """The number, None where there is none or it does not fit."""
        return number(self.text()) if self.fits() else None

    def fits(self) -> bool:
        text = self.text().strip()
        found = number(text)
        if found is None:
            return not text
        too_low = self._low is not None and found < self._low
        return not too_low and not (self._high is not None and found > self._high)
