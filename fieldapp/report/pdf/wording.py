"""Words as spans and text boxes: how the two languages stand beside each other."""

from __future__ import annotations

from collections.abc import Sequence

from fieldapp.report.blocks import Run, Words
from fieldapp.report.pdf.box import Box
from fieldapp.report.pdf.style import LINK, MUTED, Colour, Style
from fieldapp.report.pdf.text import Align, Span, Text, safe_link

_SHORT = 200
"""Up to so many characters a text and its counterpart stay on one page."""


def run_spans(runs: str | Sequence[Run], style: Style) -> list[Span]:
    """A text or its runs; links in their colour."""
    if isinstance(runs, str):
        return [Span(runs, style)]
    return [
        Span(
            run.text,
            style(
                bold=run.bold or style.bold,
                colour=LINK if safe_link(run.link) else None,
            ),
            run.link,
        )
        for run in runs
    ]


def smaller(style: Style, share: float, colour: Colour = MUTED) -> Style:
    return Style(style.size * share, style.leading, colour, bold=False)


def label(words: Words, style: Style, *, share: float = 0.86, colour: Colour = MUTED) -> list[Span]:
    """For labels and headings: the other language small behind."""
    spans = run_spans(words.main, style)
    if words.sub and words.sub != words.plain:
        spans.append(Span(("  " if words.plain else "") + words.sub, smaller(style, share, colour)))
    return spans


def text(
    words: Words,
    style: Style,
    *,
    tail: Sequence[Span] = (),
    align: Align = "left",
    most: int | None = None,
    before: float = 0.0,
    after: float = 0.0,
) -> list[Box]:
    """For paragraphs and cells: the other language muted below."""
    first = [*run_spans(words.main, style), *tail]
    if not words.sub or words.sub == words.plain:
        return [Text(first, align=align, most=most, before=before, after=after)]
    below = Style(style.size * 0.92, style.leading * 0.94, MUTED)
    return [
        Text(
            first,
            align=align,
            most=most,
            before=before,
            after=style.size * 0.12,
            keeps_next=len(words.plain) < _SHORT,
        ),
        Text([Span(words.sub, below)], align=align, most=most, after=after),
    ]
