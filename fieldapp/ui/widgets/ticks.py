"""Things to tick: check boxes whose words wrap, with a small tag behind them."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from fieldapp.ui.theme import fonts, icons
from fieldapp.ui.theme.tokens import BODY, RADIUS, SMALL, SPACE_M, SPACE_S, TARGET, Theme
from fieldapp.ui.widgets.choices import CheckBox
from fieldapp.ui.widgets.painting import focus_ring, line_of_text, lines_of_text, rounded

_BOX = 20
_WRAP = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop


class Tick(CheckBox):
    """One thing; ticked, it steps back."""

    def __init__(self, theme: Theme, text: str, tag: str, parent: QWidget | None = None) -> None:
        super().__init__(theme, text, parent=parent)
        self._tag = tag
        self._measured = (-1, 0)
        self.setAccessibleName(f"{text} ({tag})")
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        if self._measured[0] != width:
            room = QRect(0, 0, max(self._room(width), 1), 10_000)
            text = QFontMetrics(fonts.sized(BODY)).boundingRect(room, _WRAP, self.text()).height()
            self._measured = width, max(text + 2 * SPACE_S, TARGET)
        return self._measured[1]

    def sizeHint(self) -> QSize:
        return QSize(320, self.heightForWidth(320))

    def minimumSizeHint(self) -> QSize:
        return QSize(160, TARGET)

    def _room(self, width: int) -> int:
        return width - _BOX - 3 * SPACE_S - self._tag_width() - SPACE_M

    def _tag_width(self) -> int:
        return QFontMetrics(fonts.sized(SMALL)).horizontalAdvance(self._tag) + 2 * SPACE_S

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, theme = QPainter(self), self.theme
        area = self.rect()
        if self.underMouse():
            rounded(painter, area.toRectF(), RADIUS, theme.hover)
        if self.hasFocus():
            focus_ring(painter, theme, area.toRectF(), RADIUS)
        on = self.isChecked()
        box = QRectF(area.left() + SPACE_S, area.center().y() - _BOX / 2, _BOX, _BOX)
        fill, border = (theme.accent, theme.accent) if on else (theme.surface, theme.border)
        rounded(painter, box, 5, fill, border=border)
        if on:
            picture = icons.pixmap("check", theme.on_accent, 16, self.devicePixelRatio())
            painter.drawPixmap(box.toRect().adjusted(2, 2, 0, 0).topLeft(), picture)
        left = round(box.right()) + SPACE_S
        text = QRect(left, area.top(), self._room(self.width()), area.height())
        ink = theme.ink_soft if on else theme.ink
        lines_of_text(painter, text, self.text(), ink=ink, font=fonts.sized(BODY))
        tag = QRect(0, 0, self._tag_width(), 20)
        tag.moveCenter(area.center())
        tag.moveRight(area.right() - SPACE_S)
        rounded(painter, tag.toRectF(), 10, theme.sunken)
        middle = Qt.AlignmentFlag.AlignHCenter
        font = fonts.sized(SMALL)
        line_of_text(painter, tag, self._tag, ink=theme.ink_soft, font=font, align=middle)
