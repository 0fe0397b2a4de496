"""One exhibit as a tile: its picture, what the report calls it, when, and what it shows."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPixmap, QTextLayout, QTextOption
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from fieldapp.base.language import Lang, tr
from fieldapp.ui.models.exhibits import Exhibit, ExhibitRole
from fieldapp.ui.pictures import Pictures
from fieldapp.ui.theme import fonts, icons
from fieldapp.ui.theme.tokens import (
    BODY,
    BOLD,
    HEADING,
    RADIUS_CARD,
    SMALL,
    SPACE_M,
    SPACE_S,
    Theme,
)
from fieldapp.ui.widgets.painting import rounded

WIDTH, HEIGHT, PICTURE = 208, 224, 136
"""Of a tile at least, and of its picture's height."""
GAP = SPACE_S
"""Around each tile, so twice as much between two."""
ICONS = {"photo": "image", "file": "file-text", "number": "gauge"}
_LINE = 18
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class TileDelegate(QStyledItemDelegate):
    """Draws the tiles of a grid."""

    def __init__(self, theme: Theme, lang: Lang, pictures: Pictures, view: QListView) -> None:
        super().__init__(view)
        self.theme, self.lang, self.pictures = theme, lang, pictures
        self._view = view

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        return self._view.gridSize()

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        row = index.data(ExhibitRole)
        if not isinstance(row, Exhibit):
            return
        cell: QRect = option.rect
        area = QRectF(cell).adjusted(GAP, GAP, -GAP, -GAP)
        state: QStyle.StateFlag = option.state
        painter.save()
        self._paint_card(painter, area, state)
        inside = area.adjusted(2, 2, -2, -2)
        inside.setHeight(PICTURE)
        self._paint_picture(painter, inside, row)
        if row.links:
            self._paint_links(painter, inside, row.links)
        self._paint_words(painter, area, row)
        painter.restore()

    def _paint_card(self, painter: QPainter, area: QRectF, state: QStyle.StateFlag) -> None:
        theme, flag = self.theme, QStyle.StateFlag
        is_chosen = bool(state & flag.State_Selected)
        is_hot = bool(state & flag.State_MouseOver)
        if state & flag.State_HasFocus:
            ring = area.adjusted(-4, -4, 4, 4)
            rounded(painter, ring, RADIUS_CARD + 4, None, border=theme.focus, width=2)
        fill = theme.hover if is_hot and not is_chosen else theme.surface
        border, width = (theme.accent, 2) if is_chosen else (theme.line, 1)
        rounded(painter, area, RADIUS_CARD, fill, border=border, width=width)

    def _paint_picture(self, painter: QPainter, area: QRectF, row: Exhibit) -> None:
        theme = self.theme
        shape = QPainterPath()
        shape.setFillRule(Qt.FillRule.WindingFill)
        shape.addRoundedRect(area, RADIUS_CARD - 2, RADIUS_CARD - 2)
        shape.addRect(area.adjusted(0, RADIUS_CARD, 0, 0))
        painter.fillPath(shape, QColor(theme.sunken))
        picture = self.pictures.get(row.blob) if row.kind == "photo" and row.blob else None
        if picture is not None and not picture.isNull():
            painter.save()
            painter.setClipPath(shape)
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawPixmap(area, picture, _middle(picture, area))
            painter.restore()
        elif row.kind == "number" and row.figure:
            self._paint_figure(painter, area, row.figure)
        else:
            self._paint_icon(painter, area, row)

    def _paint_figure(self, painter: QPainter, area: QRectF, figure: str) -> None:
        painter.setFont(fonts.figures(HEADING, BOLD))
        painter.setPen(QColor(self.theme.ink))
        room = area.adjusted(SPACE_M, 0, -SPACE_M, 0)
        shown = painter.fontMetrics().elidedText(
            figure, Qt.TextElideMode.ElideRight, int(room.width())
        )
        painter.drawText(room, Qt.AlignmentFlag.AlignCenter, shown)

    def _paint_icon(self, painter: QPainter, area: QRectF, row: Exhibit) -> None:
        name = "triangle-alert" if self.pictures.is_lost(row.blob) else ICONS[row.kind]
        ratio = painter.device().devicePixelRatio()
        picture = icons.pixmap(name, self.theme.ink_soft, 28, ratio)
        middle = area.center()
        up = 10 if row.file and row.kind == "file" else 0
        painter.drawPixmap(round(middle.x()) - 14, round(middle.y()) - 14 - up, picture)
        if up:
            room = QRectF(area.left() + SPACE_M, middle.y() + 12, area.width() - 2 * SPACE_M, _LINE)
            self._line(painter, room.toRect(), row.file, self.theme.ink_soft, middle=True)

    def _paint_links(self, painter: QPainter, area: QRectF, count: int) -> None:
        """How much it bears out, in the picture's corner."""
        theme = self.theme
        painter.setFont(fonts.sized(SMALL, BOLD))
        width = painter.fontMetrics().horizontalAdvance(str(count)) + 34
        pill = QRectF(area.right() - width - SPACE_S, area.top() + SPACE_S, width, 22)
        rounded(painter, pill, 11, theme.surface, border=theme.line)
        ratio = painter.device().devicePixelRatio()
        picture = icons.pixmap("link", theme.accent, 12, ratio)
        painter.drawPixmap(round(pill.left()) + 9, round(pill.top()) + 5, picture)
        painter.setPen(QColor(theme.accent))
        painter.drawText(pill.adjusted(25, 0, 0, 0), _LEFT, str(count))

    def _paint_words(self, painter: QPainter, area: QRectF, row: Exhibit) -> None:
        theme = self.theme
        left, width = int(area.left()) + SPACE_M, int(area.width()) - 2 * SPACE_M
        line = QRect(left, int(area.top()) + PICTURE + SPACE_S, width, _LINE)
        painter.setFont(fonts.sized(SMALL))
        painter.setPen(QColor(theme.ink_soft))
        painter.drawText(line, _RIGHT, row.at)
        painter.setFont(fonts.sized(BODY, BOLD))
        painter.setPen(QColor(theme.ink))
        painter.drawText(line, _LEFT, row.mark)
        caption = row.caption or tr("evidencepage.no_caption", self.lang)
        ink = theme.ink if row.caption else theme.ink_soft
        painter.setFont(fonts.sized(SMALL))
        for number, text in enumerate(_lines(caption, painter, width)):
            place = line.translated(0, _LINE + 2 + number * (_LINE - 1))
            self._line(painter, place, text, ink)

    def _line(
        self, painter: QPainter, place: QRect, text: str, ink: str, *, middle: bool = False
    ) -> None:
        painter.setFont(fonts.sized(SMALL))
        painter.setPen(QColor(ink))
        shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, place.width())
        side = Qt.AlignmentFlag.AlignCenter if middle else _LEFT
        painter.drawText(place, side, shown)


def _middle(picture: QPixmap, area: QRectF) -> QRectF:
    """The part of a picture, around its middle, that has the shape of `area`."""
    width, height = float(picture.width()), float(picture.height())
    shape = area.width() / area.height()
    if width > height * shape:
        part = height * shape
        return QRectF((width - part) / 2, 0, part, height)
    part = width / shape
    return QRectF(0, (height - part) / 2, width, part)


def _lines(text: str, painter: QPainter, width: int) -> list[str]:
    """A text on at most two lines; the second holds all the rest."""
    whole = " ".join(text.split())
    layout = QTextLayout(whole, painter.font())
    layout.setTextOption(QTextOption(Qt.AlignmentFlag.AlignLeft))
    layout.beginLayout()
    first = layout.createLine()
    first.setLineWidth(width)
    layout.endLayout()
    end = first.textLength()
    return [line for line in (whole[:end].strip(), whole[end:].strip()) if line]
