"""What stands in a table's cell, in a row or on a card."""

from __future__ import annotations

from fieldapp.report.blocks import Cell
from fieldapp.report.pdf.box import Box
from fieldapp.report.pdf.frames import Hanging, dot
from fieldapp.report.pdf.style import TONE, Sheet, Style
from fieldapp.report.pdf.text import Text
from fieldapp.report.pdf.wording import text


def cell_boxes(cell: Cell, style: Style, sheet: Sheet, *, right: bool) -> list[Box]:
    """A cell's boxes; with a tone, behind its dot."""
    boxes = text(cell.words, style, align="right" if right else "left")
    if cell.tone is None:
        return boxes
    mark = dot(TONE[cell.tone], 0.27 * sheet.base, style.leading / 2)
    return [
        Hanging(mark if index == 0 else None, 0.85 * sheet.base, box)
        for index, box in enumerate(boxes)
    ]


def natural_width(box: Box) -> float:
    """How wide a cell's box would like to be."""
    if isinstance(box, Hanging):
        return box.indent + natural_width(box.box)
    return box.natural_width if isinstance(box, Text) else 0.0
