"""Trust over the cases of a customer: one line from case to case, on a scale from 1 to 5."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from fieldapp.ui.theme import fonts
from fieldapp.ui.theme.tokens import SMALL, SPACE_L, SPACE_M, SPACE_S, Theme

_KEY, _RUNG, _FOOT, _DOT, _APART = 28, 22, 26, 6, 18
_LOW, _HIGH = 1, 5
_WIDEST = 190
"""Of one case, so that two of them do not stand at the two ends of a wide window."""


class Stretch(NamedTuple):
    """One case. `before`, `after`: 1 to 5, or None."""

    label: str
    before: int | None
    after: int | None


class TrustLine(QWidget):
    """A ring before each case, a dot after it, and the line through all of them.

    Args:
        before, after: what the ring and the dot are called in the key.
    """

    def __init__(self, theme: Theme, before: str, after: str) -> None:
        super().__init__()
        self.theme, self.names = theme, (before, after)
        self.stretches: tuple[Stretch, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_stretches(self, stretches: Sequence[Stretch]) -> None:
        """Shows these cases, the earliest first."""
        self.stretches = tuple(stretches)
        said = []
        for one in self.stretches:
            levels = zip(self.names, (one.before, one.after), strict=True)
            told = ", ".join(f"{name} {level}" for name, level in levels if level is not None)
            said.append(f"{one.label}: {told}")
        self.setAccessibleName("; ".join(said))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(420, _KEY + _RUNG * (_HIGH - _LOW + 1) + _FOOT)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(fonts.sized(SMALL))
        metrics = QFontMetrics(painter.font())
        left = metrics.horizontalAdvance(str(_HIGH)) + SPACE_M
        count = max(1, len(self.stretches))
        wide = min(_WIDEST, (self.width() - left) / count)
        self._draw_key(painter, left)
        self._draw_rungs(painter, left, left + wide * count)
        marks: list[tuple[QPointF, bool, str]] = []
        for place, one in enumerate(self.stretches):
            middle = left + wide * (place + 0.5)
            marks += self._marks(one, middle)
            room = QRectF(middle - wide / 2, self.height() - _FOOT, wide, _FOOT)
            painter.setPen(QColor(self.theme.ink_soft))
            elided = metrics.elidedText(one.label, Qt.TextElideMode.ElideRight, int(wide - SPACE_S))
            painter.drawText(room, Qt.AlignmentFlag.AlignCenter, elided)
        for (former, _, _), (point, _, ink) in pairwise(marks):
            painter.setPen(QPen(QColor(ink), 2))
            painter.drawLine(former, point)
        for point, is_filled, _ in marks:
            self._draw_mark(painter, point, is_filled=is_filled)

    def _marks(self, one: Stretch, middle: float) -> list[tuple[QPointF, bool, str]]:
        """The marks of a case: where, whether a dot, and the colour of the line that leads there.
        Only within a case the line says whether it rose or fell."""
        theme, found = self.theme, []
        if one.before is not None:
            aside = _APART if one.after is not None else 0
            found.append((QPointF(middle - aside, self._height(one.before)), False, theme.ink_soft))
        if one.after is not None:
            aside, ink = 0, theme.ink_soft
            if one.before is not None:
                aside, ink = _APART, theme.warning if one.after < one.before else theme.ok
            found.append((QPointF(middle + aside, self._height(one.after)), True, ink))
        return found

    def _height(self, level: int) -> float:
        return _KEY + _RUNG * (_HIGH - level + 0.5)

    def _draw_rungs(self, painter: QPainter, left: float, right: float) -> None:
        for level in range(_LOW, _HIGH + 1):
            y = self._height(level)
            painter.setPen(QColor(self.theme.ink_soft))
            room = QRectF(0, y - _RUNG / 2, left - SPACE_S, _RUNG)
            painter.drawText(
                room, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, str(level)
            )
            painter.setPen(QPen(QColor(self.theme.line), 1))
            painter.drawLine(QPointF(left, y), QPointF(right, y))

    def _draw_key(self, painter: QPainter, left: float) -> None:
        metrics, x = QFontMetrics(painter.font()), left + _DOT
        for name, is_filled in zip(self.names, (False, True), strict=True):
            self._draw_mark(painter, QPointF(x, _KEY / 2), is_filled=is_filled)
            painter.setPen(QColor(self.theme.ink_soft))
            room = QRectF(x + _DOT + SPACE_S, 0, self.width(), _KEY)
            painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, name)
            x += 2 * _DOT + SPACE_S + metrics.horizontalAdvance(name) + SPACE_L

    def _draw_mark(self, painter: QPainter, point: QPointF, *, is_filled: bool) -> None:
        """A dot or a ring."""
        theme = self.theme
        painter.setPen(QPen(QColor(theme.accent), 2))
        painter.setBrush(QColor(theme.accent if is_filled else theme.surface))
        painter.drawEllipse(point, _DOT, _DOT)
