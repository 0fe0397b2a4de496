"""Causes: a fishbone (Ishikawa) where it fits, else a tree."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import ceil

from fieldapp.report.blocks import CauseDiagram, CauseNode, Words
from fieldapp.report.pdf.box import Box
from fieldapp.report.pdf.frames import Hanging, Mark
from fieldapp.report.pdf.pen import Pen
from fieldapp.report.pdf.style import (
    HAIRLINE,
    INK,
    LINE,
    MUTED,
    RADIUS,
    RED,
    RULE,
    SECTION,
    SURFACE,
    WHITE,
    Sheet,
    Style,
)
from fieldapp.report.pdf.text import Span, Text
from fieldapp.report.pdf.wording import label, run_spans

_HEAD = SECTION["impact"]
_BONE = SECTION["solution"]
_MOST_COLUMNS, _MOST_LINES, _MOST_SIDE = 4, 3, 190.0
_DEEPEST = 6
"""Levels of the tree that are indented further."""


def cause_boxes(block: CauseDiagram, sheet: Sheet) -> list[Box]:
    """The fishbone on A4 if every label fits beside the others; else the tree."""
    if not sheet.phone and block.bones:
        fishbone = Fishbone(block, sheet)
        fishbone.fit(sheet.body_width)
        if fishbone.legible:
            return [fishbone]
    return _tree(block, sheet)


def _walk(nodes: Sequence[CauseNode]) -> Iterator[tuple[int, CauseNode]]:
    """Depth first, with each node's depth; no recursion, so any depth will do."""
    waiting = [(0, node) for node in reversed(nodes)]
    while waiting:
        depth, node = waiting.pop()
        yield depth, node
        waiting += [(depth + 1, child) for child in reversed(node.children)]


def _cause_spans(node: CauseNode, style: Style, sheet: Sheet) -> list[Span]:
    look = style(bold=True, colour=RED) if node.marked else style
    spans = run_spans(node.words.main, look)
    small = Style(0.86 * style.size, style.leading, MUTED)
    for extra in (node.words.sub, node.note.plain, node.note.sub):
        if extra:
            spans.append(Span(f"  {extra}", small))
    return spans


class _Bone:
    """A category with its causes, laid out for one column."""

    def __init__(self, words: Words, nodes: Sequence[CauseNode], sheet: Sheet) -> None:
        name = sheet.style(0.82, 1.3, bold=True)(colour=WHITE)
        plain = " ".join(filter(None, (words.plain, words.sub)))
        self.name = Text([Span(plain, name)], align="centre")
        style = sheet.style(0.78, 1.12)
        self.causes: list[tuple[bool, Text]] = []
        for depth, node in _walk(nodes):
            spans = _cause_spans(node, style, sheet)
            if depth:
                spans.insert(0, Span("– ", style(colour=MUTED)))
            self.causes.append((node.marked, Text(spans)))
        self.gap = 0.75 * sheet.base

    def fit(self, room: float) -> None:
        self.name.fit(room + 0.8 * self.gap)
        for _, cause in self.causes:
            cause.fit(room)

    @property
    def height(self) -> float:
        return sum(cause.height + self.gap for _, cause in self.causes) + self.gap

    @property
    def legible(self) -> bool:
        texts = [cause for _, cause in self.causes]
        return len(self.name.lines) == 1 and all(len(text.lines) <= _MOST_LINES for text in texts)


class Fishbone(Box):
    """Ribs are parallel, so that at any height the room between two of them is the same."""

    def __init__(self, block: CauseDiagram, sheet: Sheet) -> None:
        base = sheet.base
        super().__init__(before=0.3 * base, after=1.1 * base)
        self.base = base
        half = ceil(len(block.bones) / 2)
        bones = [_Bone(words, nodes, sheet) for words, nodes in block.bones]
        self.upper, self.lower = bones[:half], bones[half:]
        head = sheet.style(0.95, 1.35, bold=True)(colour=WHITE)
        spans = [Span(block.effect.plain, head)]
        if block.effect.sub:
            small = Style(0.82 * head.size, head.leading, head.colour)
            spans.append(Span(f"\n{block.effect.sub}", small))
        self.effect = Text(spans, align="centre", most=8, balanced=True)
        self.effect_width = 9.0 * base
        self.legend = Text(label(block.legend, sheet.micro(colour=RED)), align="right", most=1)
        self.padding = 1.0 * base
        self.slant = 2.0 * base
        self.pitch = 0.0

    def fit(self, width: float) -> float:
        self.width = width
        spine = width - 2 * self.padding - self.effect_width - 0.8 * self.base
        self.pitch = (spine - self.slant) / max(len(self.upper), 1)
        self.room = self.pitch - self.slant - 1.1 * self.base
        for bone in (*self.upper, *self.lower):
            bone.fit(self.room)
        self.effect.fit(self.effect_width - self.base)
        self.legend.fit(width - 2 * self.padding)
        self.pill = 1.7 * self.base
        self.above = max((bone.height for bone in self.upper), default=0.0)
        self.below = max((bone.height for bone in self.lower), default=0.0)
        half = self.effect.height / 2 + 0.8 * self.base
        self.above = max(self.above, half - self.pill, 4 * self.base)
        self.below = max(self.below, half - self.pill, 2 * self.base)
        self.height = self.above + self.below + 2 * self.pill + 2 * self.padding
        if not self.lower:
            self.height -= self.pill
        if self.legend.natural_width:
            self.height += self.legend.height
        return self.height

    @property
    def legible(self) -> bool:
        """Whether all labels fit."""
        bones = (*self.upper, *self.lower)
        return (
            len(self.upper) <= _MOST_COLUMNS
            and all(bone.legible for bone in bones)
            and max(self.above, self.below) <= _MOST_SIDE
            and not self.effect.cut
        )

    def draw(self, pen: Pen, x: float, y: float) -> None:
        pen.rect(
            x, y, self.width, self.height, fill=SURFACE, stroke=LINE, line=HAIRLINE, radius=RADIUS
        )
        middle = y + self.padding + self.pill + self.above
        left = x + self.padding
        head = x + self.width - self.padding - self.effect_width
        pen.path([(left, middle), (head - 5, middle)], stroke=INK, line=1.6)
        pen.polygon([(head - 8, middle - 4.5), (head, middle), (head - 8, middle + 4.5)], fill=INK)
        for bones, reach in ((self.upper, -self.above), (self.lower, self.below)):
            for column, bone in enumerate(bones):
                foot = left + self.slant + self.pitch * (column + 1) - 0.6 * self.base
                self._draw_bone(pen, bone, (foot, middle), reach)
        tall = self.effect.height + 1.6 * self.base
        pen.rect(head, middle - tall / 2, self.effect_width, tall, fill=_HEAD, radius=RADIUS)
        self.effect.draw(pen, head + self.base / 2, middle - self.effect.height / 2)
        bottom = y + self.height - self.legend.height - 0.5 * self.base
        self.legend.draw(pen, x + self.padding, bottom)

    def _draw_bone(self, pen: Pen, bone: _Bone, root: tuple[float, float], reach: float) -> None:
        """A rib from `root` on the spine, `reach` up (negative) or down, with its causes."""
        foot, middle = root
        tip = middle + reach
        pen.path([(foot - self.slant, tip), (foot, middle)], stroke=MUTED, line=1.0)
        width = min(bone.name.natural_width + 1.6 * self.base, self.pitch)
        left = foot - self.slant - width / 2
        top = tip - self.pill if reach < 0 else tip
        pen.rect(left, top, width, self.pill, fill=_BONE, radius=2.5)
        bone.name.draw(
            pen,
            foot - self.slant - bone.name.width / 2,
            top + (self.pill - bone.name.height) / 2,
        )
        level = min(tip, middle) + 0.35 * self.base

        def rib(height: float) -> float:
            return foot - self.slant * (height - middle) / reach

        spread = (abs(reach) - bone.height) / max(len(bone.causes), 1)
        for marked, cause in bone.causes:
            level += spread / 2
            bottom = level + cause.height + 0.1 * self.base
            left = min(rib(level), rib(bottom)) - 0.4 * self.base - self.room
            line = 0.9 if marked else 0.7
            ends = [(left, bottom), (rib(bottom), bottom)]
            pen.path(ends, stroke=RED if marked else RULE, line=line)
            cause.draw(pen, left, level)
            level += cause.height + bone.gap + spread / 2


def _tree(block: CauseDiagram, sheet: Sheet) -> list[Box]:
    base = sheet.base
    style = sheet.style(0.95, 1.5)
    effect = label(block.effect, style(bold=True, colour=_HEAD))
    boxes: list[Box] = [
        Hanging(_arrow(base), 1.2 * base, Text(effect, keeps_next=bool(block.bones)))
    ]
    for words, nodes in block.bones:
        name = label(words, style(bold=True, colour=_BONE))
        heading = Text(name, before=0.5 * base, keeps_next=bool(nodes))
        boxes.append(Hanging(None, 1.2 * base, heading))
        for depth, node in _walk(nodes):
            indent = (1.2 + 1.4 * min(depth, _DEEPEST)) * base
            cause = Text(_cause_spans(node, style, sheet))
            item = Hanging(_ring(base, style, marked=node.marked), 1.3 * base, cause)
            boxes.append(Hanging(None, indent, item))
    if block.legend.plain:
        legend = label(block.legend, sheet.micro(colour=RED))
        boxes.append(Text(legend, before=0.4 * base))
    boxes[-1].after = base
    return boxes


def _arrow(base: float) -> Mark:
    def draw(pen: Pen, x: float, y: float) -> None:
        top, bottom = y + 0.35 * base, y + 1.15 * base
        points = [(x, top), (x + 0.7 * base, (top + bottom) / 2), (x, bottom)]
        pen.polygon(points, fill=_HEAD)

    return draw


def _ring(base: float, style: Style, *, marked: bool) -> Mark:
    def draw(pen: Pen, x: float, y: float) -> None:
        middle = y + style.leading / 2
        radius = 0.3 * base
        if marked:
            pen.circle(x + radius, middle, radius, fill=RED)
        else:
            pen.circle(x + radius, middle, radius, stroke=MUTED, line=0.8)

    return draw
