"""Sentences that lead somewhere: buttons whose text wraps."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy

from fieldapp.ui.theme import fonts, icons
from fieldapp.ui.theme.tokens import RADIUS, SMALL, SPACE_S, SPACE_XS, TARGET, Theme
from fieldapp.ui.widgets.painting import focus_ring, rounded

_WRAP = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop


class SentenceButton(QPushButton):
    """A sentence that wraps, and below it in small what it rests on; pressed, it leads there.

    Args:
        ink: its colour, the theme's own where empty.
        icon: a picture before it in that colour.
    """

    def __init__(
        self, theme: Theme, text: str, grounds: str = "", *, ink: str = "", icon: str = ""
    ) -> None:
        super().__init__(text)
        self.theme, self._grounds, self._ink, self._icon = theme, grounds, ink, icon
        self._measured = -1, 0
        """A width, and how high the text is with it."""
        self.setAccessibleName(f"{text} {grounds}".strip())
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return max(self._text_height(width) + self._line_height() + 2 * SPACE_S, TARGET)

    def sizeHint(self) -> QSize:
        return QSize(320, self.heightForWidth(320))

    def minimumSizeHint(self) -> QSize:
        return QSize(160, TARGET)

    def _text_height(self, width: int) -> int:
        if self._measured[0] != width:  # a layout asks again and again
            room = QRect(0, 0, max(width - 2 * SPACE_S - self._indent, 1), 100_000)
            height = self.fontMetrics().boundingRect(room, _WRAP, self.text()).height()
            self._measured = width, height
        return self._measured[1]

    @property
    def _indent(self) -> int:
        return icons.SIZE + SPACE_S if self._icon else 0

    def _line_height(self) -> int:
        return QFontMetrics(fonts.sized(SMALL)).height() + SPACE_XS if self._grounds else 0

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        theme, area = self.theme, self.rect()
        if self.underMouse() or self.isDown() or self.isChecked():
            rounded(painter, area.toRectF(), RADIUS, theme.hover)
        if self.hasFocus():
            focus_ring(painter, theme, area.toRectF(), RADIUS)
        room = area.adjusted(SPACE_S, SPACE_S, -SPACE_S, -SPACE_S)
        if self._icon:
            picture = icons.pixmap(
                self._icon, self._ink or theme.ink_soft, icons.SIZE, self.devicePixelRatio()
            )
            painter.drawPixmap(room.topLeft(), picture)
            room.adjust(self._indent, 0, 0, 0)
        painter.setPen(QColor(theme.ink if self._icon else self._ink or theme.ink))
        painter.drawText(room, _WRAP, self.text())
        if self._grounds:
            painter.setFont(fonts.sized(SMALL))
            painter.setPen(QColor(theme.ink_soft))
            below = room.adjusted(0, self._text_height(self.width()) + SPACE_XS, 0, 0)
            shown = painter.fontMetrics().elidedText(
                self._grounds, Qt.TextElideMode.ElideRight, below.width()
            )
            painter.drawText(below, Qt.AlignmentFlag.AlignLeft, shown)
