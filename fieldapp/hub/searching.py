"""Searching a list: along the rarest of the terms that are asked for, in the list's order, and no
further than rows are wanted.

Whether a row holds all words is looked up row by row. The query says so by a subquery: a database
that joined as it thinks best would read all rows of a common term first.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, Table, and_, func, literal, select, tuple_, union_all
from sqlalchemy.sql.base import ReadOnlyColumnCollection

from fieldapp.base.values import frozen
from fieldapp.hub import schema, terms
from fieldapp.hub.summaries import folded
from fieldapp.hub.work import Work

_MOST_WORDS = 6
_RARE = 1_000
"""Rows up to which terms are told apart by how often they occur."""
Columns = ReadOnlyColumnCollection[str, Any]
Place = tuple[int, bytes]
"""Rank and case."""


@frozen
class Listed:
    """The rows of a list: those of a table under a condition. `rank`: the column that `terms` know
    as it."""

    space: bytes
    view: str
    table: Table
    rank: ColumnElement[int]
    among: ColumnElement[bool]


@frozen
class Search:
    """What is asked for. `words`: folded; `named`: the terms that stand for them."""

    words: tuple[str, ...]
    named: tuple[bytes, ...]

    @classmethod
    def of(cls, text: str) -> Search:
        words = folded(text).split()[:_MOST_WORDS]
        return cls(tuple(words), tuple(terms.asked(words)))

    def holds(self, listed: Listed) -> ColumnElement[bool]:
        """Whether a row of the list holds all words."""
        words = listed.table.c.words
        holds = (words.contains(word, autoescape=True) for word in self.words)
        return and_(listed.among, *holds)

    def places(
        self, work: Work, lists: Sequence[Listed], limit: int, first: Place | None = None
    ) -> list[list[Place]]:
        """Where in each of some lists such rows are.

        Args:
            limit: how many are wanted of each.
            first: the place from which on they are wanted.
        """
        found = [list[Place]() for _ in lists]
        if self.named:
            along = self._rarest(work, lists)
            parts = (
                self._along(term, at, listed, first).limit(limit).subquery()
                for at, (term, listed) in enumerate(zip(along, lists, strict=True))
            )
            for row in work.rows(select(union_all(*map(select, parts)).subquery())):
                found[row.list].append((row.rank, row.case_id))
        return [sorted(places) for places in found]

    def _along(
        self, term: bytes, at: int, listed: Listed, first: Place | None
    ) -> Select[tuple[int, int, bytes]]:
        here, row = schema.term.alias().c, listed.table.c
        is_it = and_(listed.rank == here.rank, row.case_id == here.case_id, self.holds(listed))
        holds = select(literal(1)).where(is_it).limit(1).scalar_subquery()
        query = select(literal(at).label("list"), here.rank, here.case_id)
        query = query.where(_is_of(here, listed, term), holds == 1)
        if first is not None:
            query = query.where(tuple_(here.rank, here.case_id) >= first)
        return query.order_by(here.rank, here.case_id)

    def _rarest(self, work: Work, lists: Sequence[Listed]) -> list[bytes]:
        """For each list the term that occurs least in it; of those that occur often the one that is
        likely to."""
        if len(self.named) == 1:
            return [self.named[0]] * len(lists)
        counted = []
        for listed in lists:
            for term in self.named:
                some = select(literal(1)).where(_is_of(schema.term.c, listed, term)).limit(_RARE)
                counted.append(select(func.count()).select_from(some.subquery()).scalar_subquery())
        numbers = list(work.row(select(*counted)) or ())
        size = len(self.named)
        parts = (numbers[at : at + size] for at in range(0, len(numbers), size))
        return [self.named[part.index(min(part))] for part in parts]


def _is_of(here: Columns, listed: Listed, term: bytes) -> ColumnElement[bool]:
    return and_(here.space_id == listed.space, here.view == listed.view, here.term == term)
