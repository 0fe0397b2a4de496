"""Two versions of a text, word by word: where they differ, and what both together would say.

A word is a Latin word or number, a Chinese character, a space or a sign. What both together say is
worked out from the text they both come from, and only where they changed different places of it:
evidence/sync.md found merges that dropped somebody's words unnoticed, so where two changes touch
there is none, and even a whole one is only ever offered.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from itertools import pairwise
from typing import NamedTuple

MOST_WORDS = 3_000
"""Longer texts are neither compared nor merged: the time would grow with the square."""
_WORD = re.compile(r"[^\W_\u3400-\u9fff]+|\s+|.", re.DOTALL)


class Span(NamedTuple):
    """A piece of one version; `differs`: the other does not say it there."""

    text: str
    differs: bool


class _Edit(NamedTuple):
    """Words `start` to `end` of the common text became these."""

    start: int
    end: int
    words: tuple[str, ...]


def compare(one: str, other: str) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
    """Both versions in pieces; each whole and differing where they are too long to compare."""
    left, right = _words(one), _words(other)
    if max(len(left), len(right)) > MOST_WORDS:
        return (Span(one, one != other),), (Span(other, one != other),)
    found = SequenceMatcher(None, left, right, autojunk=False).get_opcodes()
    mine = ((left[i1:i2], tag != "equal") for tag, i1, i2, _, _ in found)
    theirs = ((right[j1:j2], tag != "equal") for tag, _, _, j1, j2 in found)
    return tuple(_spans(mine)), tuple(_spans(theirs))


def merge(before: str, one: str, other: str) -> str | None:
    """What both versions of a text say together; None where they changed the same place of it."""
    words = _words(before)
    edits = []
    for version in (one, other):
        changed = _words(version)
        if max(len(words), len(changed)) > MOST_WORDS:
            return None
        edits.append(_edits(words, changed))
    mine, theirs = edits
    both = [*mine, *(edit for edit in theirs if edit not in mine)]
    both.sort()
    if any(later.start <= earlier.end for earlier, later in pairwise(both)):
        return None
    merged: list[str] = []
    at = 0
    for edit in both:
        merged += words[at : edit.start]
        merged += edit.words
        at = edit.end
    return "".join(merged + words[at:])


def _words(text: str) -> list[str]:
    return _WORD.findall(text)


def _edits(before: list[str], after: list[str]) -> list[_Edit]:
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    return [
        _Edit(i1, i2, tuple(after[j1:j2]))
        for tag, i1, i2, j1, j2 in matcher.get_opcodes()
        if tag != "equal"
    ]


def _spans(pieces: Iterator[tuple[list[str], bool]]) -> Iterator[Span]:
    return (Span("".join(words), differs) for words, differs in pieces if words)
