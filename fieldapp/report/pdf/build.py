"""From a document's blocks to boxes."""

from __future__ import annotations

from collections.abc import Sequence

from fieldapp.report.blocks import (
    Bars,
    BeforeAfter,
    Block,
    Bullets,
    CauseDiagram,
    DecisionBox,
    Document,
    EmotionTimeline,
    KeepTogether,
    KeyFigures,
    MetaGrid,
    Note,
    Paragraph,
    Photos,
    ReviewBox,
    Run,
    Section,
    SectionTitle,
    Signature,
    Space,
    Status,
    Subtitle,
    Table,
)
from fieldapp.report.pdf import cards
from fieldapp.report.pdf.box import Box, Gap, Stack
from fieldapp.report.pdf.figures.bars import bar_boxes, pair_boxes
from fieldapp.report.pdf.figures.causes import cause_boxes
from fieldapp.report.pdf.figures.timeline import timeline_boxes
from fieldapp.report.pdf.frames import Hanging, Panel, dot
from fieldapp.report.pdf.headings import SectionHeading, SubtitleHeading
from fieldapp.report.pdf.photos import photo_boxes
from fieldapp.report.pdf.review import review_boxes
from fieldapp.report.pdf.signature import signature_boxes
from fieldapp.report.pdf.style import AMBER, DARK_AMBER, INK, LINE, MUTED, Sheet, Style
from fieldapp.report.pdf.table import table_boxes
from fieldapp.report.pdf.text import Span
from fieldapp.report.pdf.wording import run_spans, smaller, text

Simple = (
    SectionTitle
    | Subtitle
    | MetaGrid
    | DecisionBox
    | Note
    | Status
    | CauseDiagram
    | EmotionTimeline
    | Bars
    | BeforeAfter
    | ReviewBox
    | Signature
    | Space
)


class Builder:
    """Makes the boxes of one document for one sheet."""

    def __init__(self, document: Document, sheet: Sheet) -> None:
        self.document = document
        self.sheet = sheet
        self.sections: dict[Section, SectionTitle] = {}
        for block in document.blocks:
            if isinstance(block, SectionTitle):
                self.sections.setdefault(block.section, block)

    def boxes(self) -> list[Box]:
        """The whole document, from the title on."""
        found = cards.header(self.document, self.sheet)
        for block in self.document.blocks:
            found += self.block(block)
        return found

    def block(self, block: Block) -> list[Box]:
        """One block's boxes."""
        sheet, lang = self.sheet, self.document.lang
        match block:
            case Paragraph():
                return self.paragraph(block)
            case Bullets():
                return self.bullets(block)
            case Table():
                return table_boxes(block, sheet, lang)
            case Photos():
                return photo_boxes(block, sheet, lang)
            case KeyFigures():
                return cards.key_figures(block, sheet, self.sections)
            case KeepTogether():
                inside = [box for part in block.blocks for box in self.block(part)]
                return [_whole(inside)] if inside else []
            case _:
                return _simple(block, sheet)

    def paragraph(self, block: Paragraph) -> list[Box]:
        sheet, base = self.sheet, self.sheet.base
        after = 0.55 * base
        match block.look:
            case "lead":
                return self._set(block, sheet.lead(colour=INK), after=after)
            case "muted":
                return self._set(block, sheet.body(colour=MUTED), after=after)
            case "gap":
                boxes = self._set(block, sheet.body(colour=DARK_AMBER), after=0)
                ring = dot(AMBER, 0.2 * base, sheet.body.leading / 2)
                return [
                    Stack(
                        [
                            Hanging(ring if index == 0 else None, 0.9 * base, box)
                            for index, box in enumerate(boxes)
                        ],
                        after=after,
                    )
                ]
            case "quote":
                boxes = self._set(block, sheet.body(colour=INK), after=0)
                return [
                    Panel(Stack(boxes), padding=(1.1 * base, 0.15 * base), bar=LINE, after=after)
                ]
            case "body":
                return self._set(block, sheet.body, after=after)

    def _set(self, block: Paragraph, style: Style, *, after: float) -> list[Box]:
        return text(block.words, style, tail=self._rests_on(block.rests_on, style), after=after)

    def _rests_on(self, runs: Sequence[Run], style: Style) -> list[Span]:
        """What the text rests on, small behind it."""
        if not runs:
            return []
        small = smaller(style, 0.78)
        tail = [Span(" [", small)]
        for index, run in enumerate(runs):
            tail += [
                Span("，" if index and self.document.lang == "zh" else ", " * bool(index), small)
            ]
            tail += run_spans([run], small)
        return [*tail, Span("]", small)]

    def bullets(self, block: Bullets) -> list[Box]:
        base = self.sheet.base
        boxes: list[Box] = []
        for item in block.items:
            mark = dot(MUTED, 0.19 * base, self.sheet.body.leading / 2, x=0.35 * base)
            for index, box in enumerate(self.paragraph(item)):
                box.after = 0.25 * base
                boxes.append(Hanging(None if index else mark, 1.5 * base, box))
        if boxes:
            boxes[-1].after = 0.7 * base
        return boxes


def _whole(inside: Sequence[Box]) -> Stack:
    """As far from its neighbours as what stands first and last in it."""
    return Stack(inside, whole=True, before=inside[0].before, after=inside[-1].after)


def _simple(block: Simple, sheet: Sheet) -> list[Box]:  # noqa: PLR0912 - one case a block
    """The blocks that need nothing but the sheet."""
    match block:
        case SectionTitle():
            return [SectionHeading(block, sheet)]
        case Subtitle():
            return [SubtitleHeading(block, sheet)]
        case MetaGrid():
            return cards.meta_grid(block, sheet)
        case DecisionBox():
            return cards.decision_box(block, sheet)
        case Note():
            return cards.note(block, sheet)
        case Status():
            return [cards.Pill(block, sheet)]
        case CauseDiagram():
            return cause_boxes(block, sheet)
        case EmotionTimeline():
            return timeline_boxes(block, sheet)
        case Bars():
            return bar_boxes(block, sheet)
        case BeforeAfter():
            return pair_boxes(block, sheet)
        case ReviewBox():
            return review_boxes(block, sheet)
        case Signature():
            return signature_boxes(block, sheet)
        case Space():
            return [Gap(max(block.size, 0.0) * sheet.base)]
