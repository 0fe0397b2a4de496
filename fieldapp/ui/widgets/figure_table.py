"""Figures as a table whose rows draw themselves: name and drawing first, then the numbers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableWidget,
    QTableWidgetItem,
)

from fieldapp.ui.theme import fonts
from fieldapp.ui.theme.tokens import BODY, MEDIUM, SMALL, SPACE_M, SPACE_S, SPACE_XS, Theme
from fieldapp.ui.widgets.painting import RING, line_of_text, rounded

_BAR, _DOT, _HEAD, _SWATCH = 8, 5, 32, 10
_LINE, _PAD = 20, 8
_TICKS = 5
_LEAST_NAME = 200
"""Logical pixels for a row's name and drawing; below that numbers are cut short."""
Index = QModelIndex | QPersistentModelIndex


class Part(NamedTuple):
    """Part of a bar, in hundredths of its track; `tone` as in `FigureTable`."""

    start: float
    length: float
    tone: str


class Figures(NamedTuple):
    """A row. `way`: from a ring to a dot on a scale, in hundredths; None for none.

    `told`: what each number is for a screen reader; empty where it is as shown.
    """

    name: str
    numbers: tuple[str, ...]
    bar: tuple[Part, ...] = ()
    way: tuple[float, float] | None = None
    told: tuple[str, ...] = ()


class Heading(NamedTuple):
    """`tone`: of the parts of bars that are its numbers; empty for none."""

    title: str
    tone: str = ""


class FigureTable(QTableWidget):
    """As high as its rows; arrow keys go from cell to cell, Tab goes on.

    Args:
        name: what it is about, for a screen reader.
        tones: the colour of each tone of a bar's parts.
    """

    def __init__(
        self,
        theme: Theme,
        tones: dict[str, str],
        name: str,
        headings: Sequence[Heading],
        rows: Sequence[Figures],
    ) -> None:
        super().__init__(len(rows), len(headings))
        self.theme, self.tones = theme, tones
        self.headings, self.rows = tuple(headings), tuple(rows)
        self.setProperty("kind", "bare")
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QTableWidget.SelectionMode.NoSelection)
        for policy in (self.setVerticalScrollBarPolicy, self.setHorizontalScrollBarPolicy):
            policy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setItemDelegate(_Delegate(self))
        self._fill_head()
        for place, row in enumerate(rows):
            self._fill(place, row)
        self.setCurrentCell(0, 0)
        self._arrange()

    def _fill_head(self) -> None:
        head = _Head(self)
        self.setHorizontalHeader(head)
        self.verticalHeader().hide()
        for place, heading in enumerate(self.headings):
            self.setHorizontalHeaderItem(place, QTableWidgetItem(heading.title))
            mode = QHeaderView.ResizeMode
            head.setSectionResizeMode(place, mode.Stretch if place == 0 else mode.Fixed)

    def _fill(self, place: int, row: Figures) -> None:
        told = row.told or ("",) * len(row.numbers)
        for column, (text, spoken) in enumerate(
            zip((row.name, *row.numbers), ("", *told), strict=True)
        ):
            item = QTableWidgetItem(text)
            if spoken:
                item.setData(Qt.ItemDataRole.AccessibleTextRole, spoken)
                item.setToolTip(spoken)
            self.setItem(place, column, item)

    # Room

    def _arrange(self) -> None:
        """Columns as wide as their numbers and headings, rows as high as their names."""
        figures, head = QFontMetrics(fonts.figures(BODY)), QFontMetrics(fonts.sized(SMALL, MEDIUM))
        widths = {}
        for column in range(1, len(self.headings)):
            heading = self.headings[column]
            swatch = _SWATCH + SPACE_S if heading.tone else 0
            widest = max(
                (figures.horizontalAdvance(row.numbers[column - 1]) for row in self.rows),
                default=0,
            )
            widths[column] = max(widest, head.horizontalAdvance(heading.title) + swatch)
            widths[column] += 2 * SPACE_M
        over = _LEAST_NAME + sum(widths.values()) - self.viewport().width()
        for column, width in widths.items():
            self.setColumnWidth(column, width - max(over, 0) // len(widths))
        room = max(self.columnWidth(0) - SPACE_M, 1)
        for place, row in enumerate(self.rows):
            self.setRowHeight(place, self._height(row, room))
        high = self.horizontalHeader().height()
        self.setFixedHeight(high + sum(self.rowHeight(n) for n in range(self.rowCount())))

    def _height(self, row: Figures, room: int) -> int:
        place = QRect(0, 0, room, 10_000)
        flags = Qt.TextFlag.TextWordWrap
        name = QFontMetrics(fonts.sized(BODY)).boundingRect(place, flags, row.name).height()
        drawn = 2 * _BAR if row.bar or row.way else 0
        return max(name, _LINE) + drawn + 2 * _PAD

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()


class _Head(QHeaderView):
    """Titles over their columns, each behind the colour of the parts that are its numbers."""

    def __init__(self, table: FigureTable) -> None:
        super().__init__(Qt.Orientation.Horizontal, table)
        self.table = table
        self.setFixedHeight(_HEAD)
        self.setSectionsClickable(False)
        self.setHighlightSections(False)

    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:
        heading, theme = self.table.headings[logicalIndex], self.table.theme
        side = Qt.AlignmentFlag.AlignRight if logicalIndex else Qt.AlignmentFlag.AlignLeft
        inside = rect.adjusted(SPACE_XS, 0, -SPACE_M, 0)
        font = fonts.sized(SMALL, MEDIUM)
        painter.save()
        width = line_of_text(
            painter, inside, heading.title, ink=theme.ink_soft, font=font, align=side
        )
        if heading.tone:
            left = inside.right() - width - SPACE_S - _SWATCH + 1
            top = rect.center().y() - _SWATCH / 2 + 1
            place = QRectF(left, top, _SWATCH, _SWATCH)
            rounded(painter, place, 2, self.table.tones[heading.tone])
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), QColor(theme.line))
        painter.restore()


class _Delegate(QStyledItemDelegate):
    """One cell; the one at hand is framed while the table has the focus."""

    def __init__(self, table: FigureTable) -> None:
        super().__init__(table)
        self.table, self.theme = table, table.theme

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        painter.save()
        area: QRect = option.rect
        row = self.table.rows[index.row()]
        if index.column() == 0:
            self._draw_name(painter, area, row)
        else:
            self._draw_number(painter, area, row.numbers[index.column() - 1])
        if index.row() < len(self.table.rows) - 1:
            painter.fillRect(
                QRect(area.left(), area.bottom(), area.width(), 1), QColor(self.theme.line)
            )
        at_hand = self.table.currentIndex()
        if self.table.hasFocus() and (at_hand.row(), at_hand.column()) == (
            index.row(),
            index.column(),
        ):
            inside = QRectF(area).adjusted(0, 1, 0, -2)
            rounded(painter, inside, 6, None, border=self.theme.focus, width=RING)
        painter.restore()

    def _draw_name(self, painter: QPainter, area: QRect, row: Figures) -> None:
        inside = area.adjusted(SPACE_XS, _PAD, -SPACE_M, -_PAD)
        drawn = 2 * _BAR if row.bar or row.way else 0
        painter.setFont(fonts.sized(BODY))
        painter.setPen(QColor(self.theme.ink))
        words = inside.adjusted(0, 0, 0, -drawn)
        painter.drawText(words, Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignVCenter, row.name)
        place = QRectF(inside.left(), inside.bottom() - _BAR, inside.width(), _BAR)
        if row.way is not None:
            self._draw_way(painter, place, row.way)
        elif row.bar:
            self._draw_bar(painter, place, row.bar)

    def _draw_bar(self, painter: QPainter, place: QRectF, bar: Sequence[Part]) -> None:
        rounded(painter, place, 4, self.theme.sunken)
        for part in bar:
            if part.length > 0:
                left = place.left() + place.width() * part.start / 100
                length = max(place.width() * part.length / 100, 2)
                rounded(
                    painter,
                    QRectF(left, place.top(), length, place.height()),
                    3,
                    self.table.tones[part.tone],
                )

    def _draw_way(self, painter: QPainter, place: QRectF, way: tuple[float, float]) -> None:
        """A scale with a ring where it began and a dot where it ended."""
        theme, middle = self.theme, place.center().y()
        left, room = place.left() + _DOT + 1, place.width() - 2 * (_DOT + 1)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(theme.border), 1))
        painter.drawLine(QPointF(left, middle), QPointF(left + room, middle))
        for tick in range(_TICKS):
            x = left + room * tick / (_TICKS - 1)
            painter.drawLine(QPointF(x, middle - 3), QPointF(x, middle + 3))
        start, end = (left + room * share / 100 for share in way)
        painter.setPen(QPen(QColor(theme.accent), 3))
        painter.drawLine(QPointF(start, middle), QPointF(end, middle))
        painter.setPen(QPen(QColor(theme.accent), 2))
        for x, fill in ((start, theme.surface), (end, theme.accent)):
            painter.setBrush(QColor(fill))
            painter.drawEllipse(QPointF(x, middle), _DOT, _DOT)

    def _draw_number(self, painter: QPainter, area: QRect, text: str) -> None:
        inside = area.adjusted(SPACE_XS, _PAD, -SPACE_M, -_PAD)
        painter.setFont(fonts.figures(BODY))
        painter.setPen(QColor(self.theme.ink))
        metrics = painter.fontMetrics()
        # On the line of the others, whatever typeface a sign comes from.
        base = inside.top() + (_LINE + metrics.ascent() - metrics.descent()) // 2
        painter.drawText(inside.right() + 1 - metrics.horizontalAdvance(text), base, text)
