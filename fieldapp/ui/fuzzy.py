"""Fuzzy: how well what was typed fits the name of something."""

from __future__ import annotations

import re
import unicodedata

_WORDS = re.compile(r"[\u3400-\u9fff]|[^\W_]+")
"""A Chinese character is a word; others are words of letters and digits."""
_LOOSE = 3
"""Letters of a word may lie so many times its length apart."""


def fit(typed: str, name: str) -> int | None:
    """How far a name is from what was typed; 0 begins with it. None: it does not fit at all.

    Every word typed must be found: at the name's beginning, at that of one of its words, as the
    first letters of its words, inside a word, or with letters left out.
    """
    text = _plain(name)
    total = 0
    for word in _plain(typed).split():
        distance = _distance(word, text)
        if distance is None:
            return None
        total += distance
    return total


def _distance(word: str, text: str) -> int | None:
    if text.startswith(word):
        return 0
    starts = [found.start() for found in _WORDS.finditer(text)]
    if any(text.startswith(word, start) for start in starts):
        return 1
    if len(word) > 1 and word in "".join(text[start] for start in starts):
        return 2
    if word in text:
        return 3
    return _scattered(word, text)


def _scattered(word: str, text: str) -> int | None:
    """With letters left out between them, but not too many."""
    first = text.find(word[0])
    place = first
    for letter in word[1:]:
        place = text.find(letter, place + 1)
        if place < 0:
            return None
    if first < 0 or len(word) < 3:
        return None
    apart = place - first + 1
    return 4 + apart - len(word) if apart <= _LOOSE * len(word) else None


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()
