"""A table's rows as cards, for the phone."""

from __future__ import annotations

from collections.abc import Sequence

from fieldapp.report.blocks import Cell, Column, Table
from fieldapp.report.pdf.box import Box, Stack
from fieldapp.report.pdf.cells import cell_boxes, natural_width
from fieldapp.report.pdf.frames import Panel, Row
from fieldapp.report.pdf.style import INK, MUTED, RULE, SURFACE, TONE, Sheet, Style
from fieldapp.report.pdf.text import Span, Text
from fieldapp.report.pdf.wording import label


def record_cards(block: Table, rows: Sequence[Sequence[Cell]], sheet: Sheet) -> list[Box]:
    """One card a row: the title cell, then label and value, short columns side by side.

    A column whose heading has no letters only numbers the rows: it goes before the title.
    """
    base = sheet.base
    title = min(max(block.title_column, 0), len(block.columns) - 1)
    numbering = {
        index
        for index, column in enumerate(block.columns)
        if index != title and not any(map(str.isalnum, column.words.plain))
    }
    named = [n for n in range(len(block.columns)) if n != title and n not in numbering]
    values = {
        index: [_labelled(block.columns[index], row[index], sheet) for row in rows]
        for index in named
    }
    narrow = 0.46 * sheet.body_width
    short = {
        index
        for index, boxes in values.items()
        if all(natural_width(box) <= narrow for own in boxes for box in own)
    }
    cards: list[Box] = []
    for number, row in enumerate(rows):
        numbers = [row[index].words.plain for index in sorted(numbering)]
        boxes = _title(row[title], " ".join(numbers), sheet)
        pair: list[Box] = []
        for index in named:
            if not row[index].words.plain.strip():
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
                bar=RULE,
                before=0.5 * base,
            )
        )
    return cards


def _title(cell: Cell, number: str, sheet: Sheet) -> list[Box]:
    style = sheet.table(bold=True, colour=INK)
    boxes = cell_boxes(cell, style, sheet, right=False)
    if not number:
        return boxes
    mark = Text([Span(number, style(colour=MUTED))], most=1)
    return [Row([mark, Stack(boxes)], gap=0, shares=[1, 12])]


def _labelled(column: Column, cell: Cell, sheet: Sheet) -> list[Box]:
    style = sheet.table
    spans = [Span(f"{column.words.plain}  ", sheet.micro)]
    if cell.tone:
        spans.append(Span("● ", Style(style.size * 0.8, style.leading, TONE[cell.tone])))
    return [Text([*spans, *label(cell.words, style)])]
