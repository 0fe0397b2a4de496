"""What each case contributes to its team's figures, and what that adds up to, month by month.

Kept up with the rows of the inbox, in the same transactions, so that a page of figures reads some
hundreds of sums instead of all cases. Like those rows they may be made again at any time.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator

from sqlalchemy import Connection, and_, bindparam, delete, insert, select, tuple_, update

from fieldapp.hub import schema
from fieldapp.hub.work import Transactions, Work, chunks
from fieldapp.overview import tally as tallies
from fieldapp.overview.packed import packed, unpacked
from fieldapp.overview.rows import CaseRow
from fieldapp.overview.tally import Tally

LASTING = 0
"""In a month's place, for what is of none."""
Sums = Counter[tuple[int, str]]
"""Month and key -> how many."""


class TeamRows(Transactions):
    """The part of a shelf that keeps figures."""

    def keep_team_row(self, space: bytes, case: bytes, row: CaseRow | None) -> None:
        """Puts a case's row in the place of the one before; None for none."""
        self.tip(space)  # held, so that nobody else counts the same case
        here = schema.team_row
        of = and_(here.c.space_id == space, here.c.case_id == case)
        former = self.work.row(select(here.c.content).where(of))
        content = packed(row) if row else None
        if content == (former.content if former else None):
            return
        sums = self.work.tallied.setdefault(space, Counter())
        if former is not None:
            sums.subtract(_sums(unpacked(former.content)))
            self.work.connection.execute(delete(here).where(of))
        if row is not None:
            sums.update(_sums(row))
            self.work.connection.execute(
                insert(here).values(
                    space_id=space, case_id=case, month=_month(row), content=content
                )
            )

    def write_tallies(self, work: Work) -> None:
        """Writes what has been added and taken away."""
        for space, sums in work.tallied.items():
            _write(work, space, Counter({key: n for key, n in sums.items() if n}))
        work.tallied.clear()

    def is_team_row(self, space: bytes, case: bytes, row: CaseRow | None) -> bool:
        """Whether it is what is kept of a case."""
        here = schema.team_row.c
        kept = self.work.row(
            select(here.content).where(here.space_id == space, here.case_id == case)
        )
        return (packed(row) if row else None) == (kept.content if kept else None)

    def has_right_tallies(self, space: bytes) -> bool:
        """Whether they are the sum of the rows."""
        here = schema.team_tally.c
        query = select(here.month, here.key, here.number).where(here.space_id == space)
        kept = {(row.month, row.key): row.number for row in self.work.rows(query)}
        return kept == dict(self._summed(space))

    def rebuild_tallies(self, space: bytes) -> None:
        self.tip(space)
        here = schema.team_tally
        self.work.connection.execute(delete(here).where(here.c.space_id == space))
        self.work.tallied[space] = self._summed(space)
        self.write_tallies(self.work)

    def _summed(self, space: bytes) -> Sums:
        found: Sums = Counter()
        here = schema.team_row.c
        query = select(here.content).where(here.space_id == space)
        for row in self.work.rows(query):
            found.update(_sums(unpacked(row.content)))
        return found

    def tallied(self, space: bytes, first: int, last: int) -> tuple[Tally, Tally]:
        """What is counted from one month to another, such as 202611, and what is of no month."""
        counted, lasting = Tally(), Tally()
        here = schema.team_tally.c
        query = select(here.month, here.key, here.number).where(here.space_id == space)
        months = here.month.between(first, last) | (here.month == LASTING)
        for row in self.work.rows(query.where(months)):
            key = tuple(json.loads(row.key))
            (counted if row.month else lasting)[key] += row.number
        return counted, lasting

    def team_rows(self, space: bytes, month: int) -> list[CaseRow]:
        """What the cases of a month contribute, such as 202611."""
        here = schema.team_row.c
        query = select(here.content).where(here.space_id == space, here.month == month)
        return [unpacked(row.content) for row in self.work.rows(query)]


def clear(connection: Connection) -> None:
    """Forgets all of it: what was counted another way cannot be taken away."""
    for table in (schema.team_row, schema.team_tally):
        connection.execute(delete(table))


def _sums(row: CaseRow) -> Sums:
    month = _month(row)
    return Counter(
        {
            (LASTING if key[0] in tallies.ALWAYS else month, _text(key)): number
            for key, number in tallies.tally(row).items()
        }
    )


def _month(row: CaseRow) -> int:
    month = tallies.month_of(row)
    return 100 * month.year + month.month


def _text(key: tallies.Key) -> str:
    return json.dumps(key, ensure_ascii=False, separators=(",", ":"))


def _write(work: Work, space: bytes, sums: Sums) -> None:
    table = schema.team_tally
    here = table.c
    there = dict(_kept(work, space, sums))
    fresh = [
        {"space_id": space, "month": month, "key": key, "number": number}
        for (month, key), number in sums.items()
        if (month, key) not in there
    ]
    changed = [
        {"of_month": month, "of_key": key, "to": number + sums[month, key]}
        for (month, key), number in there.items()
    ]
    where = and_(
        here.space_id == space,
        here.month == bindparam("of_month"),
        here.key == bindparam("of_key"),
    )
    execute = work.connection.execute
    if fresh:
        execute(insert(table), fresh)
    if left := [one for one in changed if one["to"]]:
        execute(update(table).where(where).values(number=bindparam("to")), left)
    if gone := [{k: v for k, v in one.items() if k != "to"} for one in changed if not one["to"]]:
        execute(delete(table).where(where), gone)


def _kept(work: Work, space: bytes, sums: Sums) -> Iterator[tuple[tuple[int, str], int]]:
    here = schema.team_tally.c
    query = select(here.month, here.key, here.number).where(here.space_id == space)
    for some in chunks(sums):
        for row in work.rows(query.where(tuple_(here.month, here.key).in_(some))):
            yield (row.month, row.key), row.number
