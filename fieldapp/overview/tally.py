"""Rows counted: what can be added up, over cases and over months, and from which all is told.

A tally counts; it never holds an average. So a month's tally is the sum of its cases', a year's the
sum of its months', and one that stands somewhere is kept up by adding a case's new tally and taking
away its former one.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, datetime

from fieldapp.base.language import Text
from fieldapp.overview.rows import CaseRow, Work
from fieldapp.report.people import name_of

Key = tuple[str | int, ...]
"""What is counted, its kind first."""
Tally = Counter[Key]

CASE, NAME, CAUSE, CAUSED, SHIFT, TIME, PROMISE, RATING, MODE, WORK = (
    "case",
    "name",
    "cause",
    "caused",
    "shift",
    "time",
    "promise",
    "rating",
    "mode",
    "work",
)
"""Kinds: `case`; `name, id, zh, en`; `cause, list, cause`; `caused, list`: any of it;
`shift, method, place, step, before, after`; `time, span, minutes`; `promise, state, due`;
`rating, party, dimension, what` (see `RATED`); `mode, mode, outcome`; `work, kind, who, due`.
Days are days since the year 1, 0 where nobody has said."""
RATED = ("count", "expected", "found")
"""People who rated, and the sums of their means in thousandths."""
SPANS = ("response", "report", "decision")
"""From opening a case to answering the customer, from opening it to its first report, and from that
to the decision."""
ALWAYS = frozenset((PROMISE, WORK))
"""Kinds that are of no month: what is promised and what waits stand as of now."""
_LONGEST, _LONGEST_ID = 60, 130
"""Characters of a name, and of an id: a playbook from elsewhere may have any."""
_HOUR, _DAY = 60, 1440
_YEAR = 366 * _DAY


def month_of(row: CaseRow) -> date:
    """The first day of the month a case counts in: that of its first report, there and then."""
    return row.issued.date().replace(day=1)


def tally(row: CaseRow) -> Tally:
    """What one case counts."""
    return Counter(_keys(row)) + _rated(row)


def total(tallies: Iterable[Tally]) -> Tally:
    found: Tally = Counter()
    for one in tallies:
        found.update(one)
    return found


def _keys(row: CaseRow) -> Iterator[Key]:
    told = row.said
    yield (CASE,)
    for name, text in told.names:
        yield (NAME, name[:_LONGEST_ID], *_named(text))
    yield from ((CAUSE, name, cause[:_LONGEST_ID]) for name, cause in told.causes)
    yield from ((CAUSED, name) for name in {name for name, _ in told.causes})
    method = told.method[:_LONGEST_ID]
    for one in told.shifts:
        yield (SHIFT, method, one.place, one.step[:_LONGEST_ID], one.before, one.after)
    for span, start, end in zip(
        SPANS,
        (told.opened, told.opened, row.issued),
        (told.responded, row.issued, row.decided),
        strict=True,
    ):
        if start is not None and end is not None and start <= end:
            yield (TIME, span, slot(start, end))
    if told.mode:
        yield (MODE, told.mode, told.outcome)
    for promise in row.promises:
        if promise.party == "us" and promise.state != "cancelled":
            yield (PROMISE, promise.state, _ordinal(promise.due))
    for work in row.work:
        yield (WORK, work.kind, *_who(work), _ordinal(work.due))


def _rated(row: CaseRow) -> Tally:
    found: Tally = Counter()
    for one in row.said.ratings:
        for what, amount in zip(RATED, (0.001, one.expected, one.found), strict=True):
            found[RATING, one.party, one.dimension, what] += round(1000 * amount)
    return found


def slot(start: datetime, end: datetime) -> int:
    """Minutes from one moment to another, as finely as anybody asks: by the minute up to an hour,
    by the hour up to four days, then by the day; at most a year."""
    minutes = int((end - start).total_seconds()) // 60
    step = 1 if minutes < _HOUR else _HOUR if minutes < 4 * _DAY else _DAY
    return min(minutes // step * step, _YEAR)


def _named(text: Text) -> tuple[str, str]:
    return text.zh[:_LONGEST], text.en[:_LONGEST]


def _who(work: Work) -> tuple[str, str, str]:
    """Somebody's name without what is said beside it, to be counted by, and as it is shown."""
    zh, en = (name_of(name)[:_LONGEST] for name in (work.who.zh, work.who.en))
    key = unicodedata.normalize("NFKC", zh or en).casefold()
    return "".join(key.split()), zh, en


def _ordinal(due: date | None) -> int:
    return 0 if due is None else due.toordinal()
