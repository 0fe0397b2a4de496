"""What those who were asked expected and found, and whether they would recommend us."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from fieldapp.base.language import LANGS, Text
from fieldapp.playbook.surveys import survey
from fieldapp.playbook.tools.survey import Gap, gaps
from fieldapp.report.blocks import BeforeAfter, Block, KeepTogether, Pair, Paragraph, Subtitle
from fieldapp.report.layout.voice import Voice
from fieldapp.report.phrasing import both

if TYPE_CHECKING:
    from fieldapp.report.layout.contributions import Reading

_CHART = 3
"""Answers from which on a chart is drawn."""


def survey_blocks(reading: Reading) -> Iterator[Block]:
    """For the supervisor; customers and colleagues apart. On the phone in figures alone."""
    case, voice = reading.case, reading.voice
    if reading.audience != "supervisor":
        return
    for party in ("customer", "colleague"):
        asked = [one for one in case.surveys if one.asked == party]
        found = gaps(case, party)
        scores = [str(one.recommend) for one in asked if one.recommend is not None]
        words = [one.words for one in asked if one.words]
        if not (found or scores or words):
            continue
        head: tuple[Block, ...] = (Subtitle(voice.say(f"survey.gaps_{party}")),)
        if not reading.phone:
            told = voice.say("survey.one_voice", count=len(asked))
            head = (*head, Paragraph(told, look="muted"))
        if found and (len(asked) < _CHART or reading.phone):
            head = (*head, _line(found, voice))
        elif found:
            pairs = tuple(_pair(gap, voice) for gap in found)
            names = voice.say("survey.expected"), voice.say("survey.found")
            head = (*head, BeforeAfter(*names, pairs, shared_scale=True))
        yield KeepTogether(head)
        if scores:
            yield Paragraph(voice.say("survey.recommends", scores=", ".join(scores)))
        for said in () if reading.phone else words:
            yield Paragraph(voice.words(said), look="quote")


def _line(found: Sequence[Gap], voice: Voice) -> Paragraph:
    """All gaps in one line: what a few people think is no chart."""
    labels = [(survey().dimensions[gap.dimension].label, gap.shown) for gap in found]
    zh, en = (" · ".join(f"{name.get(lang)} {gap}" for name, gap in labels) for lang in LANGS)
    return Paragraph(voice.labelled(both("survey.gap"), Text(zh, en, voice.primary)))


def _pair(gap: Gap, voice: Voice) -> Pair:
    return Pair(
        voice.words(survey().dimensions[gap.dimension].label),
        _tenths(gap.expected),
        f"{gap.expected:.1f}",
        _tenths(gap.found),
        f"{gap.found:.1f}",
        gap.shown,
        good=gap.size >= 0,
    )


def _tenths(mean: float) -> Decimal:
    return Decimal(f"{mean:.1f}")
