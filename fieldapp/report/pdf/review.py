"""The review box: choices to tick, room for comments, lines to sign, a QR code."""

from __future__ import annotations

import sys
from functools import cache
from itertools import repeat
from types import ModuleType

from fieldapp.report.blocks import ReviewBox, Words
from fieldapp.report.pdf.box import Box, Stack
from fieldapp.report.pdf.clean import clean
from fieldapp.report.pdf.frames import Hanging, Row, tick_box
from fieldapp.report.pdf.pen import Pen
from fieldapp.report.pdf.style import HAIRLINE, INK, LINE, MUTED, RADIUS, SURFACE, Sheet
from fieldapp.report.pdf.text import Span, Text
from fieldapp.report.pdf.wording import label

_MASK = 3
"""One of the eight mask patterns of ISO/IEC 18004."""
_QUIET = 2
"""Modules kept white around the code; the page around it is white as well."""
_FIELD = 2.35
"""Height of a signature field above its line, in multiples of the base size."""
_QR_BYTES = 1500
"""A longer content would not be legible at the printed size."""


class CommentField(Box):
    """An empty field with writing lines."""

    def __init__(self, words: Words, sheet: Sheet) -> None:
        after = (0.9 if sheet.phone else 1.4) * sheet.base
        super().__init__(before=0.7 * sheet.base, after=after)
        self.text = Text(label(words, sheet.caption(colour=MUTED)), most=2)
        self.base = sheet.base
        self.height = (3.6 if sheet.phone else 6.2) * sheet.base

    def fit(self, width: float) -> float:
        self.width = width
        self.text.fit(width - 1.6 * self.base)
        return self.height

    def draw(self, pen: Pen, x: float, y: float) -> None:
        pen.rect(x, y, self.width, self.height, fill=SURFACE, stroke=LINE, radius=RADIUS)
        self.text.draw(pen, x + 0.8 * self.base, y + 0.45 * self.base)
        for line in (0.55, 0.84):
            level = y + line * self.height
            points = [(x + 0.8 * self.base, level), (x + self.width - 0.8 * self.base, level)]
            pen.path(points, stroke=LINE, line=HAIRLINE)


class SignLine(Box):
    """Role, name and a line to sign on: below on A4, beside them on the phone."""

    def __init__(self, role: Words, name: str, field: str, sign: Words, sheet: Sheet) -> None:
        super().__init__(after=(0.5 if sheet.phone else 0.8) * sheet.base)
        self.field = field
        self.base = sheet.base
        self.beside = sheet.phone
        self.role = Text(label(role, sheet.micro, share=0.95), most=2)
        self.name = Text([Span(name or " ", sheet.style(0.95, 1.4)(colour=INK, bold=True))], most=2)
        self.sign = Text(label(sign, sheet.micro, share=0.95), most=2)

    def fit(self, width: float) -> float:
        self.width = width
        share = 0.42 if self.beside else 1.0
        self.height = self.role.fit(share * width) + self.name.fit(share * width)
        self.sign.fit(width / 2 if self.beside else width)
        if not self.beside:
            self.height += self.sign.height + 2.7 * self.base
        elif self.field:
            self.height = max(self.height, self.sign.height + (_FIELD + 0.2) * self.base)
        return self.height

    def draw(self, pen: Pen, x: float, y: float) -> None:
        self.role.draw(pen, x, y)
        self.name.draw(pen, x, y + self.role.height)
        right = x + self.width
        if self.beside:
            x, y = x + self.width / 2, y + self.height - 0.2 * self.base
            self.sign.draw(pen, x, y - self.height + 0.2 * self.base)
        else:
            y += self.role.height + self.name.height + 2.4 * self.base
            self.sign.draw(pen, x, y + 0.3 * self.base)
        if self.field:
            high = _FIELD * self.base
            pen.field(self.field, x, y - high, right - x, high)
        pen.path([(x, y), (right, y)], stroke=MUTED, line=HAIRLINE)


@cache
def _encoder() -> ModuleType:
    """segno without its writers: they load what the network needs, and we draw the code."""
    sys.modules.setdefault("segno.writers", ModuleType("segno.writers"))
    import segno

    return segno


class QrCode(Box):
    """A QR code (ISO/IEC 18004) drawn as horizontal runs of modules."""

    def __init__(self, content: str, side: float) -> None:
        super().__init__()
        # Any mask reads; trying all eight for the prettiest takes a tenth of the report's time.
        code = _encoder().make(content, error="m", micro=False, mask=_MASK)
        self.rows = [bytes(row) for row in code.matrix]
        self.width = self.height = side

    def fit(self, width: float) -> float:
        return self.height

    def draw(self, pen: Pen, x: float, y: float) -> None:
        module = self.height / (len(self.rows) + 2 * _QUIET)
        x, y = x + _QUIET * module, y + _QUIET * module
        for row, modules in enumerate(self.rows):
            start = 0
            while (start := modules.find(1, start)) >= 0:
                end = modules.find(0, start)
                end = len(modules) if end < 0 else end
                left, top = x + start * module, y + row * module
                pen.rect(left, top, (end - start) * module, module + 0.02, fill=INK)
                start = end


def review_boxes(block: ReviewBox, sheet: Sheet) -> list[Box]:
    base = sheet.base
    style = sheet.body(colour=INK)
    mark = tick_box(0.95 * base, style.leading / 2, MUTED)
    texts = [Text(label(choice, style), most=3) for choice in block.choices]
    choices: list[Box] = [Hanging(mark, 1.6 * base, text) for text in texts]
    boxes: list[Box] = [Text(label(block.title, sheet.subtitle), most=3, after=0.35 * base)]
    natural = [1.7 * base + text.natural_width for text in texts]
    if sum(natural) + base * len(natural) <= sheet.body_width:
        natural.append(sheet.body_width - sum(natural) - base * len(natural))
        boxes.append(Row(choices, gap=base, shares=natural, before=0.3 * base))
    else:
        boxes += choices
    boxes.append(CommentField(block.comments, sheet))
    signers: list[Box] = [
        SignLine(role, name, field, block.sign, sheet)
        for (role, name), field in zip(block.signers, block.fields or repeat(""), strict=False)
    ]
    code = _code(clean(block.qr), (6.2 if sheet.phone else 7.4) * base)
    fine = Text(label(block.fine_print, sheet.micro, share=1.0), most=6, before=0.7 * base)
    if sheet.phone:
        boxes += signers
        boxes.append(Row([fine, code], gap=base, shares=[2.0, 0.7]) if code else fine)
    else:
        lines = [
            Row(signers[n : n + 3], gap=1.6 * base, shares=[1.0] * 3)
            for n in range(0, len(signers), 3)
        ]
        left = Stack(lines)
        boxes.append(Row([left, code], gap=1.8 * base, shares=[1.0, 0.185]) if code else left)
        boxes.append(fine)
    return [Stack(boxes, whole=True, after=base)]


def _code(content: str, side: float) -> Box | None:
    return QrCode(content, side) if 0 < len(content.encode()) <= _QR_BYTES else None
