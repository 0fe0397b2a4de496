"""How the rows of what waits are drawn and walked through."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from fieldapp.ui.context import Context
from fieldapp.ui.models.incoming_list import Entry, EntryRole, Heading, IncomingList, Index
from fieldapp.ui.theme import fonts, icons
from fieldapp.ui.theme.tokens import BODY, BOLD, RADIUS, SMALL, SPACE_M, SPACE_S, Theme
from fieldapp.ui.widgets.painting import line_of_text, rounded

ROW, HEADING, LEAST, WIDTH = 60, 40, 220, 340


class IncomingView(QListView):
    """The rows. Enter goes on to what can be done about the chosen one."""

    entered = Signal()

    def __init__(self, context: Context, model: IncomingList) -> None:
        super().__init__()
        self.setModel(model)
        self.setItemDelegate(_RowDelegate(context.theme, self))
        self.setAccessibleName(context.say("incoming.title"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setProperty("kind", "bare")
        self.setMinimumWidth(LEAST)
        self.setMaximumWidth(WIDTH)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered.emit()
        else:
            super().keyPressEvent(event)


class _RowDelegate(QStyledItemDelegate):
    """Draws a heading with its count, or what waits: an icon, its name, what it is about."""

    def __init__(self, theme: Theme, view: QListView) -> None:
        super().__init__(view)
        self.theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        is_heading = isinstance(index.data(EntryRole), Heading)
        return QSize(LEAST, HEADING if is_heading else ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        theme, row = self.theme, index.data(EntryRole)
        area: QRect = option.rect.adjusted(1, 1, -1, -1)
        state: QStyle.StateFlag = option.state
        painter.save()
        if isinstance(row, Heading):
            self._draw_heading(painter, area, row)
        elif isinstance(row, Entry):
            if state & QStyle.StateFlag.State_Selected:
                has_focus = bool(state & QStyle.StateFlag.State_HasFocus)
                border = theme.focus if has_focus else theme.border
                rounded(painter, QRectF(area), RADIUS, theme.surface, border=border, width=2)
            elif state & QStyle.StateFlag.State_MouseOver:
                rounded(painter, QRectF(area), RADIUS, theme.hover)
            self._draw(painter, area.adjusted(SPACE_M, SPACE_S, -SPACE_M, -SPACE_S), row)
        painter.restore()

    def _draw_heading(self, painter: QPainter, area: QRect, row: Heading) -> None:
        theme, small = self.theme, fonts.sized(SMALL, BOLD)
        line = QRect(area.left() + SPACE_M, area.bottom() - 24, area.width() - 2 * SPACE_M, 20)
        right = Qt.AlignmentFlag.AlignRight
        count = str(row.count)
        used = line_of_text(painter, line, count, ink=theme.ink_soft, font=small, align=right)
        room = line.adjusted(0, 0, -used - SPACE_M, 0)
        line_of_text(painter, room, row.text, ink=theme.ink_soft, font=small)

    def _draw(self, painter: QPainter, area: QRect, row: Entry) -> None:
        theme = self.theme
        ratio = painter.device().devicePixelRatio()
        picture = icons.pixmap(row.icon, theme.warning, icons.SIZE, ratio)
        painter.drawPixmap(area.left(), area.top() + 2, picture)
        line = QRect(area.left(), area.top(), area.width(), 22)
        line = line.adjusted(icons.SIZE + SPACE_M, 0, 0, 0)
        line_of_text(painter, line, row.title, ink=theme.ink, font=fonts.sized(BODY, BOLD))
        below = line.translated(0, 22)
        line_of_text(painter, below, row.note, ink=theme.ink_soft, font=fonts.sized(SMALL))
