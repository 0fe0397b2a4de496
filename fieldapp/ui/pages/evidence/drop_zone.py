"""Where things can be dropped: a frame while there is nothing yet, and a veil while they hover."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QVBoxLayout, QWidget

from fieldapp.ui.theme import fonts
from fieldapp.ui.theme.tokens import BOLD, HEADING, RADIUS_CARD, SPACE_L, Theme


class DropZone(QWidget):
    """Says where to drop things while there is nothing yet."""

    def __init__(self, theme: Theme, inside: QWidget) -> None:
        super().__init__()
        self._theme = theme
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_L, SPACE_L, SPACE_L, SPACE_L)
        column.addWidget(inside)

    def paintEvent(self, event: QPaintEvent) -> None:
        _dashed(QPainter(self), QRectF(self.rect()), self._theme.border)


class DropVeil(QWidget):
    """Lies over a widget while something is dragged over it, and lets everything through."""

    def __init__(self, theme: Theme, text: str, over: QWidget) -> None:
        super().__init__(over)
        self._theme, self._text, self._over = theme, text, over
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def cover(self, on: bool) -> None:
        self.setGeometry(self._over.rect())
        self.setVisible(on)
        self.raise_()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, theme = QPainter(self), self._theme
        veil = QColor(theme.accent_soft)
        veil.setAlpha(225)
        painter.fillRect(self.rect(), veil)
        area = QRectF(self.rect()).adjusted(SPACE_L, SPACE_L, -SPACE_L, -SPACE_L)
        _dashed(painter, area, theme.accent)
        painter.setFont(fonts.sized(HEADING, BOLD))
        painter.setPen(QColor(theme.ink))
        painter.drawText(area, Qt.AlignmentFlag.AlignCenter, self._text)


def _dashed(painter: QPainter, area: QRectF, colour: str) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(colour), 1.5, Qt.PenStyle.DashLine))
    painter.drawRoundedRect(area.adjusted(1, 1, -1, -1), RADIUS_CARD, RADIUS_CARD)
