"""What each case contributes to its team's figures, and what that adds up to, month by month.

Kept up with the rows of the inbox, in the same transactions, so that a page of figures reads some
hundreds of sums instead of all cases. Like those rows they may be made again at any time.
"""

from __future__ import annotations

import json
from collections import Counter
from datetime import date, timedelta

from sqlalchemy import (
    Connection,
    and_,
    bindparam,
    case,
    delete,
    func,
    insert,
    select,
    tuple_,
    update,
)

from fieldapp.hub import schema
from fieldapp.hub.work import Transactions, Work, chunks
from fieldapp.overview import tally as tallies
from fieldapp.overview.packed import packed, unpacked
from fieldapp.overview.rows import CaseRow
from fieldapp.overview.tally import Tally

LASTING = 0
"""In a month's place, for what is of none."""
Sums = Counter[tuple[int, int, str]]
"""Month, day and key -> how many."""


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
                    space_id=space,
                    case_id=case,
                    month=_month(tallies.month_of(row)),
                    content=content,
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
        query = select(here.month, here.day, here.key, here.number)
        rows = self.work.rows(query.where(here.space_id == space))
        return {(r.month, r.day, r.key): r.number for r in rows} == dict(self._summed(space))

    def rebuild_tallies(self, space: bytes) -> None:
        self.tip(space)
        here = schema.team_tally
        self.work.connection.execute(delete(here).where(here.c.space_id == space))
        self.work.tallied[space] = self._summed(space)
        self.write_tallies(self.work)

    def _summed(self, space: bytes) -> Sums:
        found: Sums = Counter()
        here = schema.team_row.c
        months = select(here.month).where(here.space_id == space).distinct()
        for month in self.work.rows(months):  # as many cases at a time
            query = select(here.content).where(here.space_id == space, here.month == month[0])
            for row in self.work.rows(query):
                found.update(_sums(unpacked(row.content)))
        return found

    def tallied(self, space: bytes, since: date, until: date, today: date) -> tuple[Tally, Tally]:
        """What is counted in the months from one day to another, and what is of no month.

        Of the latter a day is told as the last of the three days that is not after it: more nobody
        asks, and so there are few.
        """
        here = schema.team_tally.c
        days = sorted({1, *(day.toordinal() for day in (since, until, today))}, reverse=True)
        day = case((here.day == 0, 0), *((here.day >= one, one) for one in days))
        summed = select(here.key, func.sum(here.number).label("number")).group_by(here.key)
        summed = summed.where(here.space_id == space)
        within = summed.where(here.month.between(_month(since), _month(until - timedelta(1))))
        lasting = summed.add_columns(day.label("due")).where(here.month == LASTING)
        return (
            Tally({_key(row.key): int(row.number) for row in self.work.rows(within)}),
            Tally(
                {
                    (*_key(row.key), row.due): int(row.number)
                    for row in self.work.rows(lasting.group_by("due"))
                }
            ),
        )

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
    month = _month(tallies.month_of(row))
    found: Sums = Counter()
    for key, number in tallies.tally(row).items():
        if key[0] in tallies.ALWAYS:
            *rest, day = key
            found[LASTING, int(day), _text(tuple(rest))] += number
        else:
            found[month, 0, _text(key)] += number
    return found


def _month(day: date) -> int:
    return 100 * day.year + day.month


def _text(key: tallies.Key) -> str:
    return json.dumps(key, ensure_ascii=False, separators=(",", ":"))


def _key(text: str) -> tallies.Key:
    return tuple(json.loads(text))


def _write(work: Work, space: bytes, sums: Sums) -> None:
    table = schema.team_tally
    here = table.c
    names = ("month", "day", "key")
    of = [here[name] for name in names]
    there: Sums = Counter()
    for some in chunks(sums):
        query = select(*of, here.number).where(here.space_id == space, tuple_(*of).in_(some))
        there.update({(r.month, r.day, r.key): r.number for r in work.rows(query)})
    is_it = (here[name] == bindparam(f"of_{name}") for name in names)
    where = and_(here.space_id == space, *is_it)
    fresh, changed, gone = [], [], []
    for place, number in sums.items():
        if place not in there:
            row = dict(zip(names, place, strict=True))
            fresh.append({"space_id": space, "number": number} | row)
            continue
        kept = {f"of_{name}": part for name, part in zip(names, place, strict=True)}
        if left := there[place] + number:
            changed.append({"to": left} | kept)
        else:
            gone.append(kept)
    execute = work.connection.execute
    if fresh:
        execute(insert(table), fresh)
    if changed:
        execute(update(table).where(where).values(number=bindparam("to")), changed)
    if gone:
        execute(delete(table).where(where), gone)
