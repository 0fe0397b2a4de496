"""The line that tells a record: its words, what else is known, what it still lacks."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from fieldapp.ui.theme import fonts, icons
from fieldapp.ui.theme.tokens import BODY, MEDIUM, RADIUS, SMALL, SPACE_M, SPACE_S, Theme
from fieldapp.ui.widgets.painting import focus_ring, rounded

_HEIGHT, _ICON = 52, 18


class RowButton(QPushButton):
    """Two lines of text, a chevron that says whether the form below is open.

    `reserved`: pixels at its right end that a kind of row draws something of its own in.
    """

    reserved = 0

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self._aside = self._note = ""
        self._is_open = False
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_row(self, text: str, aside: str, note: str) -> None:
        """`note` says what is still lacking, empty if nothing is."""
        self.setText(text)
        self.setAccessibleName(f"{text}, {aside}" if aside else text)
        self._aside, self._note = aside, note
        self.update()

    def set_open(self, is_open: bool) -> None:
        self._is_open = is_open
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(240, _HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return QSize(120, _HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        theme, area = self.theme, self.rect().adjusted(2, 2, -2, -2)
        if self.underMouse() or self.isDown():
            rounded(painter, QRectF(area), RADIUS, theme.hover)
        if self.hasFocus():
            focus_ring(painter, theme, QRectF(area), RADIUS)
        chevron = "chevron-down" if self._is_open else "chevron-right"
        picture = icons.pixmap(chevron, theme.ink_soft, _ICON, self.devicePixelRatio())
        painter.drawPixmap(area.left() + SPACE_S, area.center().y() - _ICON // 2, picture)
        left = area.left() + SPACE_S + _ICON + SPACE_M
        width = area.right() - SPACE_M - left - self.reserved
        middle = area.center().y()
        self._line(
            painter, QRect(left, middle - 20, width, 20), self.text(), theme.ink, is_main=True
        )
        second = " · ".join(part for part in (self._note, self._aside) if part)
        colour = theme.warning if self._note else theme.ink_soft
        self._line(painter, QRect(left, middle + 1, width, 18), second, colour, is_main=False)

    def _line(self, painter: QPainter, place: QRect, text: str, ink: str, *, is_main: bool) -> None:
        painter.setFont(fonts.sized(BODY, MEDIUM) if is_main else fonts.sized(SMALL))
        painter.setPen(QColor(ink))
        whole = " ".join(text.split())
        shown = painter.fontMetrics().elidedText(whole, Qt.TextElideMode.ElideRight, place.width())
        side = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(place, side, shown)
