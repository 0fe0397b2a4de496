"""Expected beside found: a line for each, on one scale from 1 to 5."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from fieldapp.ui.theme import fonts
from fieldapp.ui.theme.tokens import BODY, BOLD, SMALL, SPACE_L, SPACE_M, SPACE_S, Theme

_ROW, _KEY, _DOT = 36, 28, 6
_LOW, _HIGH = 1, 5


class Row(NamedTuple):
    """`expected`, `found`: 1 to 5. `gap`: what lies between, as it is shown."""

    label: str
    expected: float
    found: float
    gap: str


class GapChart(QWidget):
    """A ring where it was expected, a dot where it was found, a line between, and the gap.

    Args:
        expected, found: what the ring and the dot are called in the key.
    """

    def __init__(self, theme: Theme, expected: str, found: str) -> None:
        super().__init__()
        self.theme, self.names = theme, (expected, found)
        self.rows: tuple[Row, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_rows(self, rows: Sequence[Row]) -> None:
        self.rows = tuple(rows)
        expected, found = self.names
        said = (
            f"{row.label}: {expected} {row.expected:.1f}, {found} {row.found:.1f}, {row.gap}"
            for row in self.rows
        )
        self.setAccessibleName("; ".join(said))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(420, _KEY + _ROW * len(self.rows))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        body, figures = fonts.sized(BODY), fonts.figures(BODY, BOLD)
        metrics = QFontMetrics(body)
        names = max((metrics.horizontalAdvance(row.label) for row in self.rows), default=0)
        figure = QFontMetrics(figures).horizontalAdvance("+0.0")
        left = names + SPACE_L + _DOT
        right = self.width() - figure - SPACE_L - _DOT
        self._draw_key(painter, left - _DOT)
        for place, row in enumerate(self.rows):
            line = QRectF(0, _KEY + place * _ROW, self.width(), _ROW)
            painter.setPen(QColor(self.theme.ink))
            painter.setFont(body)
            painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, row.label)
            is_short = row.found < row.expected
            painter.setPen(QColor(self.theme.warning if is_short else self.theme.ok))
            painter.setFont(figures)
            aligned = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
            painter.drawText(line, aligned, row.gap)
            self._draw_row(painter, row, left, right, line.center().y())

    def _draw_row(
        self, painter: QPainter, row: Row, left: float, right: float, middle: float
    ) -> None:
        theme = self.theme
        ink = theme.warning if row.found < row.expected else theme.ok
        share = (right - left) / (_HIGH - _LOW)
        expected, found = (left + (v - _LOW) * share for v in (row.expected, row.found))
        painter.setPen(QPen(QColor(theme.line), 2))
        painter.drawLine(QPointF(left, middle), QPointF(right, middle))
        painter.setPen(QPen(QColor(ink), 3))
        painter.drawLine(QPointF(expected, middle), QPointF(found, middle))
        self._draw_mark(painter, found, middle, ink, is_filled=True)
        self._draw_mark(painter, expected, middle, theme.ink_soft, is_filled=False)
        if row.found == row.expected:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(ink))
            painter.drawEllipse(QPointF(found, middle), _DOT / 2, _DOT / 2)

    def _draw_key(self, painter: QPainter, left: float) -> None:
        painter.setFont(fonts.sized(SMALL))
        metrics, middle, x = QFontMetrics(fonts.sized(SMALL)), _KEY / 2, left + _DOT
        for name, is_filled in zip(self.names, (False, True), strict=True):
            self._draw_mark(painter, x, middle, self.theme.ink_soft, is_filled=is_filled)
            painter.setPen(QColor(self.theme.ink_soft))
            room = QRectF(x + _DOT + SPACE_S, 0, self.width(), _KEY)
            painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, name)
            x += _DOT + SPACE_S + metrics.horizontalAdvance(name) + SPACE_M + _DOT

    def _draw_mark(
        self, painter: QPainter, x: float, y: float, ink: str, *, is_filled: bool
    ) -> None:
        """A dot or a ring."""
        painter.setPen(QPen(QColor(ink), 2))
        painter.setBrush(QColor(ink if is_filled else self.theme.surface))
        painter.drawEllipse(QPointF(x, y), _DOT, _DOT)
