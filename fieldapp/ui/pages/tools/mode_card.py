"""One of the five modes: how well it fits, what speaks for and against it, what it risks."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy

from fieldapp.ui.theme import fonts, icons
from fieldapp.ui.theme.tokens import (
    BODY,
    BOLD,
    RADIUS,
    SMALL,
    SPACE_L,
    SPACE_M,
    SPACE_S,
    SPACE_XS,
    Theme,
)
from fieldapp.ui.widgets.painting import focus_ring, line_of_text, lines_of_text, rounded

_HEAD, _BAR, _BAR_WIDTH, _ICON = 22, 6, 120, 18
_WRAP = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop


class ModeCard(QPushButton):
    """Pressed, its mode is chosen; checked, it is.

    Args:
        title, means: what the mode is called and what it means.
    """

    def __init__(self, theme: Theme, title: str, means: str) -> None:
        super().__init__(title)
        self.theme, self._means = theme, means
        self._lines: tuple[tuple[str, str], ...] = ()
        self._share: float | None = None
        self.setCheckable(True)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_advice(self, share: float | None, lines: tuple[tuple[str, str], ...]) -> None:
        """How well it fits (0 to 1; None: not known yet) and its reasons, each with its colour."""
        self._share, self._lines = share, lines
        self.setAccessibleDescription(" ".join((self._means, *(text for text, _ in lines))))
        self.updateGeometry()
        self.update()

    def texts(self) -> list[str]:
        """What is said of it."""
        return [self._means, *(text for text, _ in self._lines)]

    def nextCheckState(self) -> None:
        """Whether it is chosen the case says, not the mouse."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        below = sum(self._height(text, width) + SPACE_XS for text, _ in self._lines)
        return _HEAD + self._height(self._means, width) + below + 2 * SPACE_M + SPACE_XS

    def sizeHint(self) -> QSize:
        return QSize(400, self.heightForWidth(400))

    def minimumSizeHint(self) -> QSize:
        return QSize(240, _HEAD + 2 * SPACE_M)

    def _height(self, text: str, width: int) -> int:
        room = QRect(0, 0, max(width - 2 * SPACE_L - _ICON - SPACE_S, 1), 10_000)
        return QFontMetrics(fonts.sized(SMALL + 1)).boundingRect(room, _WRAP, text).height()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, theme = QPainter(self), self.theme
        area = self.rect().toRectF()
        if self.hasFocus():
            area = focus_ring(painter, theme, area, RADIUS)
        fill = theme.accent_soft if self.isChecked() else theme.surface
        if self.underMouse() and not self.isChecked():
            fill = theme.hover
        border = theme.accent if self.isChecked() else theme.line
        rounded(painter, area, RADIUS, fill, border=border)
        inside = self.rect().adjusted(SPACE_L, SPACE_M, -SPACE_L, -SPACE_M)
        mark = "circle-check" if self.isChecked() else "circle"
        ink = theme.accent if self.isChecked() else theme.border
        picture = icons.pixmap(mark, ink, _ICON, self.devicePixelRatio())
        painter.drawPixmap(inside.left(), inside.top() + 2, picture)
        left = inside.left() + _ICON + SPACE_S
        head = QRect(left, inside.top(), inside.right() - left, _HEAD)
        line_of_text(painter, head, self.text(), ink=theme.ink, font=fonts.sized(BODY, BOLD))
        self._draw_bar(painter, head)
        top, width = head.bottom() + 1, inside.right() - left
        small = fonts.sized(SMALL + 1)
        for text, colour in ((self._means, theme.ink_soft), *self._lines):
            height = self._height(text, self.width())
            place = QRect(left, top, width, height)
            lines_of_text(painter, place, text, ink=colour, font=small)
            top += height + SPACE_XS

    def _draw_bar(self, painter: QPainter, head: QRect) -> None:
        if self._share is None:
            return
        bar = QRectF(head.right() - _BAR_WIDTH, head.center().y() - _BAR / 2, _BAR_WIDTH, _BAR)
        rounded(painter, bar, _BAR / 2, self.theme.line)
        filled = QRectF(bar.left(), bar.top(), max(_BAR, bar.width() * self._share), _BAR)
        rounded(painter, filled, _BAR / 2, self.theme.accent)
