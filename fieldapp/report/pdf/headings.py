"""Headings: numbered sections with their chip, and subtitles."""

from __future__ import annotations

from fieldapp.report.blocks import SectionTitle, Subtitle
from fieldapp.report.pdf.box import Box
from fieldapp.report.pdf.pen import Pen
from fieldapp.report.pdf.style import HAIRLINE, LINE, SECTION, WHITE, Sheet
from fieldapp.report.pdf.text import Span, Text
from fieldapp.report.pdf.wording import label, smaller


def outline_title(plain: str, sub: str) -> str:
    return " ".join(f"{plain} {sub}".split())[:200]


class SectionHeading(Box):
    def __init__(self, block: SectionTitle, sheet: Sheet) -> None:
        base = sheet.base
        super().__init__(
            before=(1.5 if sheet.phone else 1.9) * base, after=0.75 * base, keeps_next=True
        )
        self.block = block
        self.colour = SECTION[block.section]
        style = sheet.section
        spans = label(block.words, style, share=0.8, colour=self.colour)
        self.text = Text(spans, most=4)
        self.chip = 1.75 * base
        self.number = Text(
            [Span(str(block.number), sheet.style(1.05, 1.75, bold=True)(colour=WHITE))],
            align="centre",
            most=1,
        )
        self.gap = 0.75 * base
        self.below = 0.45 * base

    def fit(self, width: float) -> float:
        self.width = width
        self.number.fit(self.chip)
        self.height = max(self.text.fit(width - self.chip - self.gap), self.chip) + self.below
        return self.height

    def draw(self, pen: Pen, x: float, y: float) -> None:
        pen.anchor(self.block.anchor, y - 6)
        title = f"{self.block.number} {self.block.words.plain}"
        pen.heading(0, outline_title(title, self.block.words.sub), y - 6)
        lead = (self.text.leading - self.chip) / 2
        pen.rect(x, y + max(lead, 0), self.chip, self.chip, fill=self.colour, radius=2.5)
        self.number.draw(pen, x, y + max(lead, 0))
        self.text.draw(pen, x + self.chip + self.gap, y + max(-lead, 0))
        bottom = y + self.height
        pen.path([(x, bottom), (x + self.width, bottom)], stroke=LINE, line=HAIRLINE)


class SubtitleHeading(Box):
    def __init__(self, block: Subtitle, sheet: Sheet) -> None:
        base = sheet.base
        super().__init__(before=1.1 * base, after=0.35 * base, keeps_next=True)
        self.block = block
        style = sheet.subtitle
        self.text = Text(
            label(block.words, style, share=0.92, colour=smaller(style, 1).colour), most=4
        )

    def fit(self, width: float) -> float:
        self.width = width
        self.height = self.text.fit(width)
        return self.height

    def draw(self, pen: Pen, x: float, y: float) -> None:
        pen.heading(1, outline_title(self.block.words.plain, self.block.words.sub), y - 6)
        self.text.draw(pen, x, y)
