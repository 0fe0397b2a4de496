"""Amounts as bars: one scale for all, or now against target."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from math import isfinite

from fieldapp.report.blocks import Bar, Bars, BeforeAfter, Pair
from fieldapp.report.pdf.box import Box, Stack
from fieldapp.report.pdf.pen import Pen
from fieldapp.report.pdf.style import (
    GREEN,
    INK,
    MUTED,
    NOW,
    RED,
    SECTION,
    Colour,
    Sheet,
    rgb,
    tint,
)
from fieldapp.report.pdf.text import Span, Text
from fieldapp.report.pdf.wording import label

_TOGETHER = 8
"""Up to so many bars stay on one page."""
_TRACK = rgb("EDF1F4")


def _share(value: Decimal, most: Decimal) -> float:
    """The value as a part of the largest, from 0 to 1; a bar has no negative length."""
    if not value.is_finite() or not most.is_finite() or most <= 0 or value <= 0:
        return 0.0
    share = float(min(value / most, Decimal(1)))
    return share if isfinite(share) else 0.0


def _most(values: Sequence[Decimal]) -> Decimal:
    return max((abs(value) for value in values if value.is_finite()), default=Decimal(0))


class BarLine(Box):
    """One bar on its track, its name before and its amount behind it."""

    def __init__(self, bar: Bar, share: float, colour: Colour, sheet: Sheet, amount: float) -> None:
        super().__init__(after=0.5 * sheet.base)
        self.base = sheet.base
        self.names = 0.3 if sheet.phone else 0.26
        self.name = Text(label(bar.words, sheet.style(0.86, 1.2)), align="right", most=3)
        self.amount = Text([Span(bar.shown, sheet.style(0.95, 1.3)(bold=True, colour=INK))], most=1)
        self.amount_width = amount
        self.share = share
        self.colour = colour

    def fit(self, width: float) -> float:
        self.width = width
        self.name.fit(self.names * width)
        self.amount.fit(self.amount_width)
        self.height = max(self.name.height, 1.35 * self.base)
        return self.height

    def draw(self, pen: Pen, x: float, y: float) -> None:
        middle = y + self.height / 2
        self.name.draw(pen, x, middle - self.name.height / 2)
        left = x + self.name.width + 0.9 * self.base
        room = self.width - self.name.width - self.amount_width - 1.7 * self.base
        thick = 1.1 * self.base
        pen.rect(left, middle - thick / 2, room, thick, fill=_TRACK, radius=2)
        if self.share:
            length = max(room * self.share, 3.0)
            pen.rect(left, middle - thick / 2, length, thick, fill=self.colour, radius=2)
        right = x + self.width - self.amount_width
        self.amount.draw(pen, right, middle - self.amount.height / 2)


def bar_boxes(block: Bars, sheet: Sheet) -> list[Box]:
    base = sheet.base
    most = _most([bar.value for bar in block.items])
    colour = SECTION[block.section]
    boxes: list[Box] = []
    if block.title.plain or block.title.sub:
        heading = label(block.title, sheet.caption(colour=MUTED, bold=True))
        boxes.append(
            Text(heading, before=0.8 * base, after=0.5 * base, keeps_next=bool(block.items))
        )
    style = sheet.style(0.95, 1.3, bold=True)
    amounts = [Text([Span(bar.shown, style)]).natural_width for bar in block.items]
    amount = min(max(amounts, default=0.0) + 1, 0.3 * sheet.body_width)
    for bar in block.items:
        share = _share(bar.value, most)
        look = colour if share >= 0.999 else tint(colour, 0.62)
        boxes.append(BarLine(bar, share, look, sheet, amount))
    if not block.items:
        return boxes
    return [Stack(boxes, whole=len(block.items) <= _TOGETHER, after=1.1 * base)]


class PairLine(Box):
    """Two bars, now above target, and the difference in words."""

    def __init__(self, pair: Pair, most: Decimal, colour: Colour, sheet: Sheet) -> None:
        super().__init__(after=0.75 * sheet.base)
        self.base = sheet.base
        self.phone = sheet.phone
        self.name = Text(
            label(pair.words, sheet.style(0.88, 1.25)(colour=INK)), align="right", most=3
        )
        small = sheet.style(0.8, 1.15)
        self.shown = (
            Text([Span(pair.before_shown, small(colour=MUTED))], most=1),
            Text([Span(pair.after_shown, small(colour=INK, bold=True))], most=1),
        )
        self.shares = (_share(pair.before, most), _share(pair.after, most))
        self.colours = (NOW, colour)
        verdict = GREEN if pair.good else RED
        change = sheet.style(1.2 if not sheet.phone else 1.0, 1.5, bold=True)(colour=verdict)
        self.change = Text([Span(pair.change, change)], align="right", most=2)

    def fit(self, width: float) -> float:
        self.width = width
        self.name.fit((0.27 if self.phone else 0.25) * width)
        self.change.fit((0.22 if self.phone else 0.15) * width)
        self.room = width - self.name.width - self.change.width - 1.6 * self.base
        for text in self.shown:
            text.fit(0.5 * self.room)
        self.height = max(2.5 * self.base, self.name.height, self.change.height)
        return self.height

    def draw(self, pen: Pen, x: float, y: float) -> None:
        middle = y + self.height / 2
        self.name.draw(pen, x, middle - self.name.height / 2)
        self.change.draw(pen, x + self.width - self.change.width, middle - self.change.height / 2)
        left = x + self.name.width + 0.9 * self.base
        widest = max(text.natural_width for text in self.shown)
        track = max(self.room - min(widest, 0.5 * self.room) - 0.6 * self.base, self.base)
        thick = 0.85 * self.base
        for share, text, colour, level in zip(
            self.shares, self.shown, self.colours, (-0.62, 0.62), strict=True
        ):
            centre = middle + level * self.base
            length = max(track * share, 1.5)
            pen.rect(left, centre - thick / 2, length, thick, fill=colour, radius=1.5)
            text.draw(pen, left + length + 0.45 * self.base, centre - text.height / 2)


class Key(Box):
    """Which colour is now and which is the target."""

    def __init__(self, block: BeforeAfter, sheet: Sheet) -> None:
        super().__init__(before=0.5 * sheet.base, after=0.5 * sheet.base, keeps_next=True)
        self.base = sheet.base
        style = sheet.micro(colour=MUTED)
        self.parts = (
            (NOW, Text(label(block.before, style), most=2)),
            (SECTION[block.section], Text(label(block.after, style(bold=True)), most=2)),
        )
        self.names = 0.27 if sheet.phone else 0.25

    def fit(self, width: float) -> float:
        self.width = width
        room = (width * (1 - self.names) - 3 * self.base) / 2
        for _, text in self.parts:
            text.fit(min(text.natural_width + 0.5, room))
        self.height = max(text.height for _, text in self.parts)
        return self.height

    def draw(self, pen: Pen, x: float, y: float) -> None:
        x += self.names * self.width + 0.9 * self.base
        side = 0.55 * self.base
        for colour, text in self.parts:
            pen.rect(x, y + (text.leading - side) / 2, side, side, fill=colour)
            text.draw(pen, x + side + 0.35 * self.base, y)
            x += side + text.width + 1.6 * self.base


def pair_boxes(block: BeforeAfter, sheet: Sheet) -> list[Box]:
    if not block.items:
        return []
    every = _most([value for pair in block.items for value in (pair.before, pair.after)])
    colour = SECTION[block.section]
    boxes: list[Box] = [Key(block, sheet)]
    for pair in block.items:
        most = every if block.shared_scale else _most([pair.before, pair.after])
        boxes.append(PairLine(pair, most, colour, sheet))
    return [Stack(boxes, whole=len(block.items) <= _TOGETHER, after=1.1 * sheet.base)]
