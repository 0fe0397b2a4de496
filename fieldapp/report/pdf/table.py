"""Tables: rows between hairlines on A4, cards on the phone."""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy

from fieldapp.base.language import Lang, tr
from fieldapp.report.blocks import Cell, Table, Words
from fieldapp.report.pdf.box import Box, Stack
from fieldapp.report.pdf.cells import cell_boxes, natural_width
from fieldapp.report.pdf.pen import Pen
from fieldapp.report.pdf.record_cards import record_cards
from fieldapp.report.pdf.style import (
    HAIRLINE,
    INK,
    LINE,
    MUTED,
    RULE,
    SURFACE,
    Sheet,
)
from fieldapp.report.pdf.text import Span, Text
from fieldapp.report.pdf.wording import label, text

MOST_ROWS = 300
MOST_CHARACTERS = 200_000
"""More than a reader goes through in one table; the attached data has it all."""

_SMALL = 0.3
"""A table up to this part of a page is not split."""


def table_boxes(block: Table, sheet: Sheet, lang: Lang) -> list[Box]:
    if not block.columns:
        return []
    if not block.rows:
        return [Stack(text(block.empty, sheet.table(colour=MUTED)), after=0.8 * sheet.base)]
    rows = _shown_rows(block)
    more = len(block.rows) - len(rows)
    boxes: list[Box]
    boxes = record_cards(block, rows, sheet) if sheet.phone else [Grid(block, rows, sheet)]
    if more:
        line = tr("pdf.more_rows", lang, count=more)
        boxes.append(Text([Span(line, sheet.caption(colour=MUTED))], before=0.4 * sheet.base))
    boxes[-1].after = 1.1 * sheet.base
    return boxes


def _shown_rows(block: Table) -> list[list[Cell]]:
    """The first rows, up to the caps; always one."""
    rows: list[list[Cell]] = []
    characters = 0
    for row in block.rows[:MOST_ROWS]:
        cells = _squared(row, len(block.columns))
        characters += sum(len(cell.words.plain) + len(cell.words.sub) for cell in cells)
        if rows and characters > MOST_CHARACTERS:
            break
        rows.append(cells)
    return rows


def _squared(row: Sequence[Cell], count: int) -> list[Cell]:
    """A row with as many cells as there are columns."""
    return [*row[:count], *[Cell(Words())] * (count - len(row))]


class TableRow(Box):
    """Cells of given widths; splits within its cells where it is taller than a page."""

    def __init__(
        self, cells: Sequence[Box], widths: Sequence[float], padding: tuple[float, float]
    ) -> None:
        super().__init__()
        self.cells = list(cells)
        self.widths = widths
        self.across, self.down = padding
        self.filled = False

    def fit(self, width: float) -> float:
        self.width = width
        for cell, own in zip(self.cells, self.widths, strict=True):
            cell.fit(own - 2 * self.across)
        return self._measure()

    def _measure(self) -> float:
        self.height = max(cell.height for cell in self.cells) + 2 * self.down
        return self.height

    def split(self, room: float) -> tuple[Box, Box] | None:
        room -= 2 * self.down
        heads: list[Box] = []
        tails: list[Box] = []
        for cell in self.cells:
            if cell.height <= room + 1e-6:
                parts: tuple[Box, Box] | None = (cell, Stack([]))
            else:
                parts = cell.split(room)
            if parts is None:
                return None
            heads.append(parts[0])
            tails.append(parts[1])
        return self._part(heads), self._part(tails)

    def _part(self, cells: list[Box]) -> TableRow:
        part = TableRow(cells, self.widths, (self.across, self.down))
        part.width = self.width
        part._measure()
        return part

    def draw(self, pen: Pen, x: float, y: float) -> None:
        bottom = y + self.height
        if self.filled:
            pen.rect(x, y, self.width, self.height, fill=SURFACE)
        colour = RULE if self.filled else LINE
        pen.path([(x, bottom), (x + self.width, bottom)], stroke=colour, line=HAIRLINE)
        for cell, width in zip(self.cells, self.widths, strict=True):
            cell.draw(pen, x + self.across, y + self.down)
            x += width


class Grid(Box):
    """Rows between hairlines under a heading that each page repeats."""

    def __init__(self, block: Table, rows: Sequence[Sequence[Cell]], sheet: Sheet) -> None:
        super().__init__(before=0.2 * sheet.base)
        self.block = block
        self.small = _SMALL * sheet.body_height
        self.padding = (0.5 * sheet.base, 0.42 * sheet.base)
        heading = sheet.style(0.82, 1.25, bold=True)(colour=INK)
        right = [column.align == "right" for column in block.columns]
        self.headings: list[Box] = [
            Text(label(column.words, heading), align="right" if own else "left", most=3)
            for column, own in zip(block.columns, right, strict=True)
        ]
        self.contents = [
            [
                cell_boxes(row[index], sheet.table, sheet, right=own)
                for index, own in enumerate(right)
            ]
            for row in rows
        ]
        self.head: TableRow
        self.rows: list[Box] = []

    def fit(self, width: float) -> float:
        self.width = width
        widths = self._widths(width)
        self.head = TableRow(self.headings, widths, self.padding)
        self.head.filled = True
        self.head.fit(width)
        self.rows = [
            TableRow([Stack(cell) for cell in row], widths, self.padding) for row in self.contents
        ]
        for row in self.rows:
            row.fit(width)
        return self._measure()

    def _measure(self) -> float:
        self.height = self.head.height + sum(row.height for row in self.rows)
        return self.height

    def _widths(self, width: float) -> list[float]:
        """Columns share the width by weight, but none takes more than it has use for."""
        natural = [
            max(natural_width(box) for box in (heading, *(box for row in column for box in row)))
            + 2 * self.padding[0]
            + 0.1
            for heading, column in zip(self.headings, zip(*self.contents, strict=True), strict=True)
        ]
        weights = [max(column.weight, 0.01) for column in self.block.columns]
        widths = [0.0] * len(weights)
        open_ = set(range(len(weights)))
        room = width
        while open_:
            share = room / sum(weights[index] for index in open_)
            easy = {index for index in open_ if natural[index] <= share * weights[index]}
            if not easy:
                for index in open_:
                    widths[index] = share * weights[index]
                return widths
            for index in easy:
                widths[index] = natural[index]
                room -= natural[index]
            open_ -= easy
        spare = room / sum(weights)
        return [own + spare * weight for own, weight in zip(widths, weights, strict=True)]

    def least(self) -> float:
        if self.height <= self.small:
            return self.height
        first = self.rows[0]
        return self.head.height + min(first.height, 5 * self.head.height)

    def split(self, room: float) -> tuple[Box, Box] | None:
        y = self.head.height
        for index, row in enumerate(self.rows):
            if y + row.height > room + 1e-6:
                parts = row.split(room - y) if index == 0 or row.height > 0.4 * room else None
                if parts is None and index == 0:
                    return None
                first = [*self.rows[:index], *([parts[0]] if parts else [])]
                rest = [parts[1] if parts else row, *self.rows[index + 1 :]]
                return self._part(first), self._part(rest)
            y += row.height
        return None

    def _part(self, rows: list[Box]) -> Grid:
        part = copy(self)
        part.rows = rows
        part._measure()
        return part

    def draw(self, pen: Pen, x: float, y: float) -> None:
        self.head.draw(pen, x, y)
        y += self.head.height
        for row in self.rows:
            row.draw(pen, x, y)
            y += row.height
