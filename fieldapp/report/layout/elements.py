"""Sentences as paragraphs, bullets and small grids."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from fieldapp.report.blocks import Block, Bullets, MetaGrid, Paragraph
from fieldapp.report.content import Element, Sentence
from fieldapp.report.content import Paragraph as Told
from fieldapp.report.layout.exhibits import Exhibits
from fieldapp.report.layout.voice import Voice

_BRIEFLY = {"labelled": 1, "statement": 1, "cause": 0, "option": 0}
"""Points of one element told on the supervisor's phone; causes and options have their lists."""
_SHORT = 22
"""Width, in Chinese characters, up to which a labelled answer goes into the grid."""


def element_blocks(
    element: Element, voice: Voice, exhibits: Exhibits, *, brief: bool = False
) -> Iterator[Block]:
    """The blocks of an element's sentences.

    Args:
        brief: the prose and the first points only.
    """
    room = dict(_BRIEFLY) if brief else dict.fromkeys(_BRIEFLY, len(element.paragraphs))
    for look, group in groupby(element.paragraphs, key=_look):
        told = list(group)
        if look == "labelled":
            short = [part for part in told if _is_short(part[0])]
            if len(short) > 1 and not brief:
                yield MetaGrid(tuple((voice.words(s.label), voice.words(s.text)) for (s,) in short))
                told = [part for part in told if part not in short]
        if look in room:
            if brief and look == "labelled":
                told.sort(key=lambda part: _is_short(part[0]))
            shown = told[: room[look]]
            room[look] -= len(shown)
            voice.left_out += len(told) - len(shown)
            if shown:
                yield Bullets(tuple(_paragraph(part, voice, exhibits) for part in shown))
        else:
            yield from (_paragraph(part, voice, exhibits) for part in told)


def _look(paragraph: Told) -> str:
    sentence = paragraph[0]
    if sentence.origin == "gap":
        return "gap"
    if sentence.label:
        return "labelled"
    told_of = sentence.rests_on[0].partition("/")[0] if sentence.rests_on else ""
    if sentence.origin == "authored":
        return "prose"
    return {"statements": "statement", "causes": "cause", "options": "option"}.get(told_of, "prose")


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
