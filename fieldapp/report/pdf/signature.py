"""A signature: the strokes of a pen in their frame, beside the words that say what they mean."""

from __future__ import annotations

from fieldapp.case.declaring import SHEET
from fieldapp.report.blocks import Signature
from fieldapp.report.pdf.box import Box
from fieldapp.report.pdf.frames import Hanging, Row
from fieldapp.report.pdf.pen import Pen
from fieldapp.report.pdf.style import HAIRLINE, INK, LINE, MUTED, RADIUS, WHITE, Sheet
from fieldapp.report.pdf.text import Text
from fieldapp.report.pdf.wording import label

_WIDE = 12.0
"""The frame's width in multiples of the base size."""
_INDENT = 1.5
"""As far as a bullet's text, under which it stands."""
_PEN = 0.1
"""The pen's width, likewise."""


class SignatureFrame(Box):
    def __init__(self, block: Signature, sheet: Sheet) -> None:
        super().__init__()
        self.strokes = block.strokes
        self.base = sheet.base

    def fit(self, width: float) -> float:
        across, down = SHEET
        self.width = min(width, _WIDE * self.base)
        self.height = self.width * down / across
        return self.height

    def draw(self, pen: Pen, x: float, y: float) -> None:
        pen.rect(
            x, y, self.width, self.height, fill=WHITE, stroke=LINE, line=HAIRLINE, radius=RADIUS
        )
        scale = self.width / SHEET[0]
        for stroke in self.strokes:
            points = [(x + scale * across, y + scale * down) for across, down in stroke]
            if len(set(points)) == 1:
                pen.circle(*points[0], _PEN * self.base, fill=INK)
            else:
                pen.path(points, stroke=INK, line=_PEN * self.base)


def signature_boxes(block: Signature, sheet: Sheet) -> list[Box]:
    base = sheet.base
    words = Text(label(block.words, sheet.caption(colour=MUTED), share=1.0), most=6)
    shares = [_WIDE * base, sheet.body_width - (_WIDE + _INDENT + 1) * base]
    row = Row([SignatureFrame(block, sheet), words], gap=base, shares=shares, after=0.8 * base)
    return [Hanging(None, _INDENT * base, row)]
