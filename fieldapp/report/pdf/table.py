"""Tables on A4, and the cards they become on the phone."""

from __future__ import annotations

from collections.abc import Sequence

from fieldapp.base.language import Lang, tr
from fieldapp.report.blocks import Cell, Table
from fieldapp.report.pdf.box import Box, Stack
from fieldapp.report.pdf.frames import Hanging, Panel, Row, dot
from fieldapp.report.pdf.pen import Pen
from fieldapp.report.pdf.style import (
    HAIRLINE,
    INK,
    LINE,
    MUTED,
    SECTION,
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
    """One card a row: the title cell, then label and value, short ones side by side."""
    base = sheet.base
    style = sheet.table
    cards: list[Box] = []
    for row in rows:
        boxes: list[Box] = []
        short: list[Box] = []
        order = sorted(
            range(min(len(row), len(block.columns))), key=lambda n: n != block.title_column
        )
        for index in order:
            cell, column = row[index], block.columns[index]
            if not cell.words.plain.strip():
                continue
            if index == block.title_column:
                boxes += _cell(cell, style(bold=True, colour=INK), sheet, right=False)
                continue
            name = Span(f"{column.words.plain}  ", sheet.micro)
            value = _labelled(name, cell, style, sheet)
            if len(value) == 1 and _natural(value[0]) <= 0.46 * sheet.body_width:
                short.append(value[0])
                if len(short) == 2:
                    boxes.append(Row(short, gap=base))
                    short = []
                continue
            boxes += [*short, *value]
            short = []
        boxes += short
        cards.append(
            Panel(
                Stack(boxes),
                padding=(0.9 * base, 0.45 * base),
                fill=SURFACE,
                bar=SECTION["background"],
                before=0.5 * base,
            )
        )
    return cards


def _labelled(name: Span, cell: Cell, style: Style, sheet: Sheet) -> list[Box]:
    spans = [name]
    if cell.tone:
        spans.append(Span("● ", Style(style.size * 0.8, style.leading, TONE[cell.tone])))
    spans += run_spans(cell.words.main, style)
    boxes: list[Box] = [Text(spans)]
    if cell.words.sub:
        boxes.append(Text([Span(cell.words.sub, sheet.caption(colour=MUTED))]))
    return boxes
