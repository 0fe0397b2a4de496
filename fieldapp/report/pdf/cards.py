"""What stands at the top of a report: kind and status, facts, the decision, key figures."""

from __future__ import annotations

from collections.abc import Mapping

from fieldapp.report.blocks import (
    DecisionBox,
    Document,
    KeyFigure,
    KeyFigures,
    MetaGrid,
    Note,
    Section,
    SectionTitle,
    Status,
)
from fieldapp.report.pdf.box import Box, Stack
from fieldapp.report.pdf.frames import Hanging, Panel, Rule, dot, grid
from fieldapp.report.pdf.pen import Pen
from fieldapp.report.pdf.style import (
    DARK_AMBER,
    INK,
    LINE,
    LINK,
    MUTED,
    SECTION,
    SURFACE,
    TONE,
    WHITE,
    Sheet,
    tint,
)
from fieldapp.report.pdf.text import Span, Text
from fieldapp.report.pdf.wording import label, run_spans, text


class Pill(Box):
    """The status, white on its tone's colour."""

    def __init__(self, status: Status, sheet: Sheet) -> None:
        super().__init__(after=0.4 * sheet.base)
        style = sheet.style(0.78, 1.5, bold=True)(colour=WHITE)
        words = " ".join(filter(None, (status.words.plain, status.words.sub)))
        self.text = Text([Span(words.replace("\n", " "), style)], most=1)
        self.colour = DARK_AMBER if status.tone == "warning" else TONE[status.tone]
        self.padding = 0.75 * sheet.base

    def fit(self, width: float) -> float:
        """As wide as its words, at most `width`."""
        inner = min(self.text.natural_width + 0.1, width - 2 * self.padding)
        self.height = self.text.fit(inner)
        self.width = inner + 2 * self.padding
        return self.height

    def draw(self, pen: Pen, x: float, y: float) -> None:
        pen.rect(x, y, self.width, self.height, fill=self.colour, radius=self.height / 2)
        self.text.draw(pen, x + self.padding, y)


class KindLine(Box):
    """The document's kind on the left, its status on the right; below it where both do not fit."""

    def __init__(self, document: Document, sheet: Sheet) -> None:
        super().__init__(after=0.7 * sheet.base)
        style = sheet.style(0.86, 1.5, bold=True)
        self.text = Text(label(document.kind, style, share=0.9), most=2)
        self.pill = Pill(document.status, sheet)
        self.indent = 0.75 * sheet.base
        self.gap = sheet.base

    def fit(self, width: float) -> float:
        self.width = width
        self.pill.fit(0.62 * width)
        self.height = max(
            self.text.fit(width - self.pill.width - self.gap - self.indent), self.pill.height
        )
        return self.height

    def draw(self, pen: Pen, x: float, y: float) -> None:
        pen.rect(x, y + 2, 2.6, self.text.height - 4, fill=LINK)
        self.text.draw(pen, x + self.indent, y)
        self.pill.draw(pen, x + self.width - self.pill.width, y)


def header(document: Document, sheet: Sheet) -> list[Box]:
    """Kind, status and title of page 1."""
    title = [Text(run_spans(document.title.main, sheet.title), most=6, balanced=True, after=2)]
    if document.title.sub:
        below = sheet.style(1.15, 1.6)(colour=MUTED)
        title.append(Text([Span(document.title.sub, below)], most=4))
    return [
        KindLine(document, sheet),
        *title,
        Rule(before=0.5 * sheet.base, after=0.5 * sheet.base),
    ]


def meta_grid(block: MetaGrid, sheet: Sheet) -> list[Box]:
    base = sheet.base
    value = sheet.style(0.95, 1.4)(colour=INK)
    cells = [
        Stack(
            [
                Text(label(name, sheet.micro, share=0.95), most=2),
                *text(content, value, most=4),
            ]
        )
        for name, content in block.items
    ]
    rows = grid(cells, 2 if sheet.phone else 4, base)
    for row in rows:
        row.before = row.after = 0.35 * base
    return [Stack(rows, after=0.9 * base)]


def decision_box(block: DecisionBox, sheet: Sheet) -> list[Box]:
    base = sheet.base
    name = sheet.style(0.78, 1.4, bold=True)(colour=LINK)
    inside = Stack(
        [
            Text(label(block.label, name, share=0.95, colour=LINK), most=3),
            *text(block.text, sheet.lead(colour=INK)),
        ],
        whole=True,
    )
    return [
        Panel(
            inside,
            padding=(1.2 * base, 0.75 * base),
            fill=tint(LINK, 0.08),
            bar=LINK,
            before=0.6 * base,
            after=1.0 * base,
        )
    ]


def key_figures(
    block: KeyFigures, sheet: Sheet, sections: Mapping[Section, SectionTitle]
) -> list[Box]:
    base = sheet.base

    def card(figure: KeyFigure) -> Box:
        spans = [Span(figure.value, sheet.figure)]
        if figure.unit:
            spans.append(Span(f" {figure.unit}", sheet.style(0.85, 2.4)(colour=MUTED)))
        inside = Stack(
            [
                Text(spans, most=2),
                Text(label(figure.label, sheet.caption(colour=MUTED), share=0.95), most=3),
            ]
        )
        section = sections.get(figure.section)
        return Panel(
            inside,
            padding=(0.95 * base, 0.55 * base),
            fill=SURFACE,
            stroke=LINE,
            bar=SECTION[figure.section],
            link=f"#{section.anchor}" if section else "",
        )

    rows = grid([card(figure) for figure in block.items], 2 if sheet.phone else 4, 0.7 * base)
    for row in rows:
        row.stretch = True
        row.before = 0.7 * base
    return [Stack(rows, before=0.8 * base, after=0.8 * base)]


def note(block: Note, sheet: Sheet) -> list[Box]:
    base = sheet.base
    colour = TONE[block.tone]
    style = sheet.style(0.95, 1.5)
    inside: list[Box] = text(block.words, style(colour=INK, bold=bool(block.items)))
    for item in block.items:
        for index, box in enumerate(text(item, style)):
            mark = None if index else dot(colour, 0.16 * base, 0.75 * base)
            inside.append(Hanging(mark, 0.9 * base, box))
    return [
        Panel(
            Stack(inside, whole=True),
            padding=(1.1 * base, 0.6 * base),
            fill=tint(colour, 0.07),
            bar=colour,
            before=0.6 * base,
            after=0.8 * base,
        )
    ]
