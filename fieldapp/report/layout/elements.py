"""Sentences as paragraphs, bullets and small grids."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from fieldapp.report.blocks import Block, Bullets, MetaGrid, Paragraph
from fieldapp.report.content import Element, Sentence
from fieldapp.report.content import Paragraph as Told
from fieldapp.report.layout.exhibits import Exhibits
from fieldapp.report.layout.voice import Voice

_SHORT = 22
"""Width, in Chinese characters, up to which a labelled answer goes into the grid."""


def element_blocks(element: Element, voice: Voice, exhibits: Exhibits) -> Iterator[Block]:
    """The blocks of an element's sentences."""
    for look, group in groupby(element.paragraphs, key=_look):
        told = list(group)
        match look:
            case "grid":
                yield MetaGrid(tuple((voice.words(s.label), voice.words(s.text)) for (s,) in told))
            case "bullet":
                yield Bullets(tuple(_paragraph(part, voice, exhibits) for part in told))
            case _:
                yield from (_paragraph(part, voice, exhibits) for part in told)


def _look(paragraph: Told) -> str:
    sentence = paragraph[0]
    if sentence.origin == "gap":
        return "gap"
    if sentence.label:
        return "grid" if _is_short(sentence) else "bullet"
    told_of = sentence.rests_on[0].partition("/")[0] if sentence.rests_on else ""
    if sentence.origin == "composed" and told_of == "statements":
        return "bullet"
    return "prose"


def _is_short(sentence: Sentence) -> bool:
    return all(
        sum(1 if ord(char) > 0x2E80 else 0.5 for char in part[:60]) <= _SHORT
        for part in (sentence.text.zh, sentence.text.en)
    )


def _paragraph(paragraph: Told, voice: Voice, exhibits: Exhibits) -> Paragraph:
    sentence = paragraph[0]
    marks = exhibits.marks(_places(paragraph))
    if sentence.label:
        return Paragraph(voice.labelled(sentence.label, sentence.text), rests_on=marks)
    words = voice.prose([part.text for part in paragraph])
    return Paragraph(words, "gap" if sentence.origin == "gap" else "body", marks)


def _places(paragraph: Sequence[Sentence]) -> list[str]:
    return [place for sentence in paragraph for place in sentence.rests_on]
