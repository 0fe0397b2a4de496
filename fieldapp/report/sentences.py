"""A text cut into paragraphs and sentences, in both languages where they run in step."""

from __future__ import annotations

import re
from collections.abc import Iterator

from fieldapp.base.language import Text

_END = re.compile(
    r"[。！？!?]+['\"”’」』）)】]*|[.]+['\"”’)]*(?=\s+['\"“‘(]?[A-Z0-9\u4e00-\u9fff])"
)
_ABBREVIATED = re.compile(
    r"(?:\b(?:no|fig|mr|mrs|ms|dr|st|vs|approx|eg|e\.g|i\.e|etc|cf|ref|inc|ltd|co|max|min)|\b[A-Z])\Z",
    re.IGNORECASE,
)


def split(text: Text) -> tuple[tuple[Text, ...], ...]:
    """The paragraphs of a text, each as its sentences.

    Where the two languages do not have as many paragraphs, or sentences in one, they stay together
    as one.
    """
    if not (text.zh and text.en):
        alone = text.zh or text.en
        return tuple(
            tuple(_single(sentence, text) for sentence in _sentences(paragraph))
            for paragraph in _paragraphs(alone)
        )
    zh, en = _paragraphs(text.zh), _paragraphs(text.en)
    if len(zh) != len(en):
        return ((text,),)
    return tuple(_paired(one, two, text) for one, two in zip(zh, en, strict=True))


def _single(sentence: str, text: Text) -> Text:
    return Text(zh=sentence, src=text.src) if text.zh else Text(en=sentence, src=text.src)


def _paired(zh: str, en: str, text: Text) -> tuple[Text, ...]:
    first, second = list(_sentences(zh)), list(_sentences(en))
    if len(first) != len(second):
        return (Text(zh, en, text.src),)
    return tuple(Text(one, two, text.src) for one, two in zip(first, second, strict=True))


def _paragraphs(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _sentences(paragraph: str) -> Iterator[str]:
    start = 0
    for match in _END.finditer(paragraph):
        before = paragraph[max(start, match.start() - 10) : match.start()]
        if match[0][0] == "." and _ABBREVIATED.search(before):
            continue
        if sentence := paragraph[start : match.end()].strip():
            yield sentence
        start = match.end()
    if rest := paragraph[start:].strip():
        yield rest
