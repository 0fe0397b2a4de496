"""Tables on A4, and the cards they become on the phone."""

from __future__ import annotations

from collections.abc import Sequence

from fieldapp.base.language import Lang, tr
from fieldapp.report.blocks import Cell, Column, Table
from fieldapp.report.pdf.box import Box, Stack
from fieldapp.report.pdf.frames import Hanging, Panel, Row, dot
from fieldapp.report.pdf.pen import Pen
from fieldapp.report.pdf.style import (
    HAIRLINE,
    INK,
    LINE,
    MUTED,
    SURFACE,
    TONE,
    Sheet,
    Style,
    rgb,
)
from fieldapp.report.pdf.text import Span, Text
from fieldapp.report.pdf.wording import label, run_spans, text

MOST_ROWS = 300
"""More rows than a reader goes through; the attached data has them all."""

_SMALL = 0.3
"""A table up to this part of a page is not split."""
_RULE = rgb("B9C3CD")


def table_boxes(block: Table, sheet: Sheet, lang: Lang) -> list[Box]:
    if not block.columns:
        return []
    if not block.rows:
        return [Stack(text(block.empty, sheet.table(colour=MUTED)), after=0.8 * sheet.base)]
    rows = block.rows[:MOST_ROWS]
    more = len(block.rows) - len(rows)
    boxes: list[Box] = _cards(block, rows, sheet) if sheet.phone else [Grid(block, rows, sheet)]
    if more:
        line = tr("pdf.more_rows", lang, count=more)
        boxes.append(Text([Span(line, sheet.caption(colour=MUTED))], before=0.4 * sheet.base))
    boxes[-1].after = 1.1 * sheet.base
    return boxes


def _cell(cell: Cell, style: Style, sheet: Sheet, *, right: bool) -> list[Box]:
    """A cell's boxes; with a tone, behind its dot."""
    boxes = text(cell.words, style, align="right" if right else "left")
    if cell.tone is None:
        return boxes
    mark = dot(TONE[cell.tone], 0.27 * sheet.base, style.leading / 2)
    return [
        Hanging(mark if index == 0 else None, 0.85 * sheet.base, box)
        for index, box in enumerate(boxes)
    ]


def _natural(box: Box) -> float:
    """How wide a cell's box would like to be."""
    if isinstance(box, Hanging):
        return box.indent + _natural(box.box)
    return box.natural_width if isinstance(box, Text) else 0.0


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
        colour = _RULE if self.filled else LINE
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
        blank = Cell(block.empty)
        self.contents = [
            [
                _cell(row[index] if index < len(row) else blank, sheet.table, sheet, right=own)
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
            max(_natural(box) for box in (heading, *(box for row in column for box in row)))
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
        part = Grid.__new__(Grid)
        part.__dict__.update(self.__dict__)
        part.rows = rows
        part._measure()
        return part

    def draw(self, pen: Pen, x: float, y: float) -> None:
        self.head.draw(pen, x, y)
        y += self.head.height
        for row in self.rows:
            row.draw(pen, x, y)
            y += row.height


def _cards(block: Table, rows: Sequence[Sequence[Cell]], sheet: Sheet) -> list[Box]:
    """One card a row: the title cell, then label and value, short columns side by side.

    A column whose heading has no letters only numbers the rows: it goes before the title.
    """
    base = sheet.base
    count = len(block.columns)
    numbering = {
        index
        for index, column in enumerate(block.columns)
        if index != block.title_column and not any(map(str.isalnum, column.words.plain))
    }
    named = [index for index in range(count) if index not in {*numbering, block.title_column}]
    values = {
        index: [
            _labelled(block.columns[index], row[index], sheet) for row in rows if index < len(row)
        ]
        for index in named
    }
    narrow = 0.46 * sheet.body_width
    short = {
        index
        for index, boxes in values.items()
        if all(len(own) == 1 and _natural(own[0]) <= narrow for own in boxes)
    }
    cards: list[Box] = []
    for number, row in enumerate(rows):
        numbers = [row[index].words.plain for index in numbering if index < len(row)]
        boxes = _title(row, block.title_column, " ".join(numbers), sheet)
        pair: list[Box] = []
        for index in named:
            if index >= len(row) or not row[index].words.plain.strip():
                continue
            own = values[index][number]
            if index in short:
                pair += own
            else:
                boxes += own
        boxes += [
            Row(pair[start : start + 2], gap=base, shares=[1, 1])
            for start in range(0, len(pair), 2)
        ]
        cards.append(
            Panel(
                Stack(boxes, whole=True),
                padding=(0.9 * base, 0.45 * base),
                fill=SURFACE,
                bar=_RULE,
                before=0.5 * base,
            )
        )
    return cards


def _title(row: Sequence[Cell], column: int, number: str, sheet: Sheet) -> list[Box]:
    if column >= len(row):
        return []
    style = sheet.table(bold=True, colour=INK)
    boxes = _cell(row[column], style, sheet, right=False)
    if not number:
        return boxes
    mark = Text([Span(number, style(colour=MUTED))], most=1)
    return [Row([mark, Stack(boxes)], gap=0, shares=[1, 12])]


def _labelled(column: Column, cell: Cell, sheet: Sheet) -> list[Box]:
    style = sheet.table
    spans = [Span(f"{column.words.plain}  ", sheet.micro)]
    if cell.tone:
        spans.append(Span("● ", Style(style.size * 0.8, style.leading, TONE[cell.tone])))
    spans += run_spans(cell.words.main, style)
    boxes: list[Box] = [Text(spans)]
    if cell.words.sub and cell.words.sub != cell.words.plain:
        boxes.append(Text([Span(cell.words.sub, sheet.caption(colour=MUTED))]))
    return boxes
