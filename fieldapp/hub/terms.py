"""Terms: by what the inbox's search finds a report or a promise.

A word has as terms its beginnings of two letters or more, a letter alone itself, Chinese, Japanese
and Korean text each character and each two that stand together. Whatever is asked therefore names
terms exactly, and each term is read in the order of its list, however often it occurs.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain, groupby
from typing import NamedTuple

from fieldapp.base.words import cut, is_character
from fieldapp.hub.report_rows import PAST, Filled

LONGEST = 6
"""Letters up to which beginnings of words are told apart; what follows is compared in the row."""
PROMISES = "promises"
_MOST = 6
"""Terms that a search names: a row that has them all is compared with what was asked as a whole."""


class Entry(NamedTuple):
    """That a case is found by a term, in the list and at the place of one of its rows."""

    view: str
    rank: int
    term: bytes


def entries(reports: Iterable[Filled], promises: Iterable[Filled]) -> set[Entry]:
    """By what the rows of a case are found: those that a list shows."""
    listed = (
        (row["folder"], row["rank"], row["words"]) for row in reports if row["folder"] != PAST
    )
    open_ = ((PROMISES, row["due"], row["words"]) for row in promises if row["is_open"])
    return {
        Entry(view, rank, term)
        for view, rank, words in chain(listed, open_)
        for term in held(words)
    }


def held(words: str) -> set[bytes]:
    """The terms of a text."""
    found = set[str]()
    for is_cjk, run in runs(words):
        if is_cjk:
            found.update(run)
            found.update(_pairs(run))
        else:
            found.update(_beginnings(run))
    return {term.encode() for term in found}


def asked(words: Iterable[str]) -> list[bytes]:
    """The terms that whatever holds some words has, the most telling first; empty: there is
    neither letter nor digit in them."""
    found = list[str]()
    for word in words:
        parts = list(runs(word))
        if len(parts) > 1 and not parts[-1][0] and len(parts[-1][1]) == 1:
            parts.pop()  # one letter that may be the beginning of more has no term
        for is_cjk, run in parts:
            found += _pairs(run) if is_cjk and len(run) > 1 else [run[:LONGEST]]
    telling = sorted(dict.fromkeys(found), key=_weight, reverse=True)
    return [term.encode() for term in telling[:_MOST]]


def runs(text: str) -> Iterator[tuple[bool, str]]:
    """Words, and what stands together of characters."""
    for is_cjk, run in groupby(cut(text), key=is_character):
        if is_cjk:
            yield True, "".join(run)
        else:
            yield from ((False, word) for word in run)


def _pairs(run: str) -> list[str]:
    return [run[at : at + 2] for at in range(len(run) - 1)]


def _beginnings(word: str) -> list[str]:
    return [word[:size] for size in range(min(2, len(word)), min(LONGEST, len(word)) + 1)]


def _weight(term: str) -> int:
    """How rare a term is likely to be."""
    return len(term.encode())
