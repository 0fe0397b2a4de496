"""Similar cases: found by the words they share with a few typed ones, the rarest counting most.

A word's weight is its inverse document frequency (Spärck Jones 1972). Words that most cases hold
tell nothing and are left out, so that looking costs the same in a hundred thousand cases.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import groupby, pairwise

from fieldapp.base import words
from fieldapp.base.language import Text
from fieldapp.base.values import frozen
from fieldapp.playbook.library import Library
from fieldapp.store.listing import Row
from fieldapp.store.workspace import Workspace
from fieldapp.usecases import cases

SHOWN = 3
MOST_PHRASES = 16
"""Phrases that are looked for."""
COMMON = 200
"""A phrase that more cases hold than this tells nothing, except among very few cases."""
_FEWEST = 20
"""In a workspace of so few cases a phrase may occur in all of them."""
_ENOUGH = 2
"""Phrases that must be shared, or one and the customer."""
_LATIN, _DIGITS = 4, 3
"""Letters and digits below which a word is too short to tell anything."""
_EMPTY = set("的了是在和有也都不就我你他她它们这那个一上下到说要会没为与及或被把让给对从")
"""Characters that carry grammar: a pair with one of them is no word."""
_LESSON = "lesson"


@frozen
class Similar:
    """A case like the one that is being written, and why.

    `shared`: the words both hold, as they were typed. `lesson`: what was learnt there; empty if
    nothing was.
    """

    row: Row
    shared: tuple[str, ...]
    same_customer: bool
    lesson: Text


def similar(
    workspace: Workspace, library: Library, text: str, company: str = "", but: bytes = b""
) -> tuple[Similar, ...]:
    """Up to `SHOWN` cases like what is typed, the likest first.

    Args:
        text: what it is about.
        company: the customer; being theirs counts, but is not enough.
        but: a case that is left out: the one being written.
    """
    total = workspace.listing().count()
    wanted = phrases(text)
    weights: dict[bytes, float] = {}
    held: dict[bytes, set[int]] = {}
    for place, phrase in enumerate(wanted):
        found = workspace.holding(phrase, limit=COMMON + 1)
        if not found or len(found) > COMMON:
            continue
        weight = math.log(1 + max(total, _FEWEST) / len(found))
        for case in found:
            if case != but:
                weights[case] = weights.get(case, 0.0) + weight
                held.setdefault(case, set()).add(place)
    likeliest = sorted(weights, key=lambda case: -weights[case])[: 4 * SHOWN]
    rows = {row.case: row for row in workspace.listing().rows_of(likeliest)} if likeliest else {}
    known = [
        Similar(rows[case], _told(wanted, held[case]), _is_theirs(rows[case], company), Text())
        for case in likeliest
        if case in rows
    ]
    known = [one for one in known if len(held[one.row.case]) + one.same_customer >= _ENOUGH]
    known.sort(key=lambda one: -(weights[one.row.case] * (1.5 if one.same_customer else 1.0)))
    return tuple(_with_lesson(workspace, library, one) for one in known[:SHOWN])


def phrases(text: str) -> list[list[str]]:
    """What of a text tells something: Latin words, numbers, and pairs of Chinese characters."""
    found: dict[tuple[str, ...], None] = {}
    for is_han, run in groupby(words.cut(text), key=words.is_character):
        for phrase in _pairs(list(run)) if is_han else _names(list(run)):
            found.setdefault(tuple(phrase))
    return [list(phrase) for phrase in found][:MOST_PHRASES]


def _pairs(characters: list[str]) -> Iterator[list[str]]:
    for pair in pairwise(characters):
        if not _EMPTY.intersection(pair):
            yield list(pair)


def _names(found: list[str]) -> Iterator[list[str]]:
    for word in found:
        if len(word) >= (_DIGITS if any(map(str.isdigit, word)) else _LATIN):
            yield [word]


def _told(wanted: list[list[str]], held: set[int]) -> tuple[str, ...]:
    """The phrases that are held, those that overlap as one."""
    told: list[str] = []
    for place, phrase in enumerate(wanted):
        if place not in held:
            continue
        goes_on = place - 1 in held and len(phrase) > 1 and told[-1].endswith(phrase[0])
        if goes_on:
            told[-1] += phrase[1]
        else:
            told.append("".join(phrase))
    return tuple(told)


def _is_theirs(row: Row, company: str) -> bool:
    known = {name.casefold() for name in (row.summary.company.zh, row.summary.company.en) if name}
    return company.strip().casefold() in known


def _with_lesson(workspace: Workspace, library: Library, found: Similar) -> Similar:
    case = cases.load(workspace, found.row.case, library)
    lesson = None if _LESSON in case.private_answers else case.answers.get(_LESSON)
    text = lesson if isinstance(lesson, Text) else Text.of(str(lesson or ""))
    return Similar(found.row, found.shared, found.same_customer, text)
