"""A stamp: what stands in a signature field once it is signed, as a page of the field's size."""

from __future__ import annotations

from collections.abc import Sequence

from fieldapp.report.blocks import Words
from fieldapp.report.pdf.canvas import ReportCanvas
from fieldapp.report.pdf.pen import Pen
from fieldapp.report.pdf.style import INK, LINK, MUTED, Style
from fieldapp.report.pdf.text import Text
from fieldapp.report.pdf.wording import label

_BAR = 1.6
"""Width of the rule beside it, in points."""
_INDENT = 5.0
_LEADING, _SIZE = 0.32, 0.25
"""Of three lines, as shares of the height."""


def stamp(lines: Sequence[Words], width: float, height: float) -> bytes:
    """Three lines beside a rule, cut where they are too long, as a PDF of one page."""
    canvas = ReportCanvas(width, height)
    pen = Pen(canvas)
    pen.rect(0, 0.04 * height, _BAR, 0.88 * height, fill=LINK)
    for number, words in enumerate(lines):
        size = _SIZE * height
        colour = MUTED if number else INK
        style = Style(size, _LEADING * height, colour, bold=not number)
        text = Text(label(words, style, share=0.92), most=1)
        text.fit(width - _INDENT)
        text.draw(pen, _INDENT, number * _LEADING * height)
    canvas.finish_page()
    return canvas.finish()
