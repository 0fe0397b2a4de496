"""The shelf: every tool, what it is for, and whether the open case uses it."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout

from fieldapp.playbook.tools import TOOLS, Tool
from fieldapp.ui.context import Context, Place
from fieldapp.ui.theme import fonts, icons
from fieldapp.ui.theme.tokens import (
    BODY,
    BOLD,
    RADIUS_CARD,
    SMALL,
    SPACE_L,
    SPACE_M,
    SPACE_S,
    SPACE_XL,
    SPACE_XS,
)
from fieldapp.ui.widgets.buttons import Button
from fieldapp.ui.widgets.labels import Label
from fieldapp.ui.widgets.painting import focus_ring, rounded
from fieldapp.ui.widgets.scrolling import Column
from fieldapp.usecases.standing import Standing

_COLUMNS, _HEIGHT, _ICON = 2, 90, 22
_WRAP = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop


class ToolButton(QPushButton):
    """A tool: its icon, title and purpose, and how much of the case is in it."""

    def __init__(self, context: Context, tool: Tool) -> None:
        super().__init__(context.say(f"{tool.id}.title"))
        self.theme, self.tool = context.theme, tool
        self._purpose = context.say(f"{tool.id}.purpose")
        self._used = ""
        self.setAccessibleDescription(self._purpose)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        """As high as its purpose is long."""
        room = QRect(0, 0, max(width - 2 * SPACE_L - _ICON - SPACE_M, 1), 10_000)
        text = QFontMetrics(fonts.sized(BODY)).boundingRect(room, _WRAP, self._purpose)
        return max(_ICON + SPACE_XS + text.height() + 2 * SPACE_M, _HEIGHT)

    def show_used(self, words: str) -> None:
        self._used = words
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(280, _HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return QSize(200, _HEIGHT)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, theme = QPainter(self), self.theme
        area = self.rect().toRectF()
        if self.hasFocus():
            area = focus_ring(painter, theme, area, RADIUS_CARD)
        hot = self.underMouse() or self.isDown()
        fill = theme.hover if hot else theme.surface
        rounded(painter, area, RADIUS_CARD, fill, border=theme.line)
        inside = self.rect().adjusted(SPACE_L, SPACE_M, -SPACE_L, -SPACE_M)
        picture = icons.pixmap(self.tool.icon, theme.accent, _ICON, self.devicePixelRatio())
        painter.drawPixmap(inside.topLeft(), picture)
        left = inside.left() + _ICON + SPACE_M
        head = QRect(left, inside.top(), inside.right() - left, _ICON)
        painter.setFont(fonts.sized(SMALL))
        painter.setPen(QColor(theme.ink_soft))
        painter.drawText(
            head, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, self._used
        )
        painter.setFont(fonts.sized(BODY, BOLD))
        painter.setPen(QColor(theme.ink))
        painter.drawText(head, Qt.AlignmentFlag.AlignVCenter, self.text())
        painter.setFont(fonts.sized(BODY))
        painter.setPen(QColor(theme.ink_soft))
        below = inside.adjusted(_ICON + SPACE_M, _ICON + SPACE_XS, 0, 0)
        painter.drawText(below, _WRAP, self._purpose)


class Shelf(Column):
    """All tools; what stands on it goes by the keyboard like a list."""

    def __init__(self, context: Context) -> None:
        super().__init__(context.say("tools.shelf"))
        self.context = context
        self.buttons: dict[str, ToolButton] = {}
        self.body.setContentsMargins(SPACE_XL, SPACE_XL, SPACE_XL, SPACE_L)
        self.body.setSpacing(SPACE_S)
        head = QHBoxLayout()
        words = QVBoxLayout()
        words.setSpacing(SPACE_XS)
        words.addWidget(Label(context.say("tools.shelf"), "title", wrap=False))
        words.addWidget(Label(context.say("tools.shelf_hint"), "soft"))
        head.addLayout(words, 1)
        back = Button(
            context.theme, context.say("tools.back"), "quiet", icon="arrow-left", keys="Esc"
        )
        back.clicked.connect(context.back)
        head.addWidget(back, 0, Qt.AlignmentFlag.AlignTop)
        self.body.addLayout(head)
        self.body.addSpacing(SPACE_M)
        grid = QGridLayout()
        grid.setSpacing(SPACE_M)
        for place, tool in enumerate(TOOLS):
            button = self.buttons[tool.id] = ToolButton(context, tool)
            button.clicked.connect(partial(context.go, Place("tool", tool.id)))
            grid.addWidget(button, *divmod(place, _COLUMNS))
        for column in range(_COLUMNS):
            grid.setColumnStretch(column, 1)
        self.body.addLayout(grid)
        self.body.addStretch(1)

    def show_standing(self, standing: Standing) -> None:
        """How much of the case each tool holds."""
        for tool in TOOLS:
            count = sum(_count(standing, place) for place in tool.shows)
            words = self.context.say("tools.count", count=count) if count else ""
            self.buttons[tool.id].show_used(words)

    def enter(self) -> None:
        first = next(iter(self.buttons.values()))
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.context.back()
        else:
            super().keyPressEvent(event)


def _count(standing: Standing, place: str) -> int:
    head, _, field = place.partition("/")
    if head == "answers":
        return int(standing.guide.value(field) is not None)
    found = getattr(standing.case, head)
    return len(found) if isinstance(found, tuple) else int(found is not None)
