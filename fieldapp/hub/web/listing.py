"""The lists: what waits for somebody, what was returned, what was decided, which promises are late.

Each is read along an index and a page at a time, however many reports there are.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, Literal
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Row, Select, and_, exists, func, or_, select, tuple_

from fieldapp.base.values import frozen
from fieldapp.hub import schema
from fieldapp.hub.searching import Listed, Place, Search
from fieldapp.hub.shelf import SqlShelf
from fieldapp.hub.web.visit import Visit
from fieldapp.hub.web.zone import day

View = Literal["waiting", "returned", "decided", "promises"]
VIEWS: tuple[View, ...] = ("waiting", "returned", "decided", "promises")
PAGE = 25
COUNTED = 99
"""Up to which the rows of a list are counted."""
_SOON = 2
"""Days before a deadline in which it is called close."""


@frozen
class Wish:
    """Which rows. `whole_team`: also what others were asked to decide. `after`: the place of the
    last row of the page before; empty for the first page."""

    view: View = "waiting"
    words: str = ""
    whole_team: bool = False
    after: str = ""


@frozen
class Line:
    """A report or a promise in a list. `told`: see `summaries`. `days`: until its deadline."""

    case: str
    issue: str
    number: int
    state: str
    told: Mapping[str, Any]
    days: int | None
    is_opened: bool = True
    is_light: bool = False
    is_escalated: bool = False
    is_whole: bool = True
    decided: int | None = None
    issued: int = 0
    assigned: str = ""

    @property
    def urgency(self) -> str:
        if self.days is None:
            return "none"
        return "late" if self.days < 0 else "soon" if self.days <= _SOON else "later"


@frozen
class Listing:
    """A page of a list. `after`: the place of the next page, empty where there is none."""

    lines: tuple[Line, ...]
    counts: Mapping[View, int]
    after: str


def listing(shelf: SqlShelf, visit: Visit, wish: Wish) -> Listing:
    """A page of a list as somebody wishes for it, while the shelf is read or looked at."""
    lists = {view: _listed(shelf, visit, view, wish) for view in VIEWS}
    search = Search.of(wish.words)
    if search.words:
        every = search.places(shelf.work, list(lists.values()), COUNTED + 1)
        found = dict(zip(lists, every, strict=True))
        counts = {view: _count_found(shelf, search, lists[view], found[view]) for view in VIEWS}
        rows = _page_found(
            shelf, visit, search, lists[wish.view], after=wish.after, places=found[wish.view]
        )
    else:
        counts = _counts(shelf, lists)
        listed = lists[wish.view]
        rows = shelf.work.rows(_rows(visit, listed, wish.after, listed.among))
    shown, more = rows[:PAGE], rows[PAGE:]
    shown_as = _promise if wish.view == "promises" else _report
    lines = tuple(shown_as(row, shelf.now(), visit.zone) for row in shown)
    after = _place(lists[wish.view], shown[-1]) if more else ""
    return Listing(lines, counts, after)


def _listed(shelf: SqlShelf, visit: Visit, view: View, wish: Wish) -> Listed:
    """The rows of a list, whatever is searched for."""
    space = visit.caller.space
    if view == "promises":
        due = schema.promise.c
        today = day(shelf.now(), visit.zone)
        late = and_(due.space_id == space, due.is_open.is_(True), due.due < today)
        return Listed(space, view, schema.promise, due.due, late)
    here = schema.report.c
    found = [here.space_id == space, here.folder == view]
    if view == "waiting" and not wish.whole_team:
        mine = [account.hex() for account in visit.decides_for]
        is_mine = here.assigned.in_(["", *mine])
        found.append(or_(is_mine, here.escalates <= shelf.now()))
    return Listed(space, view, schema.report, here.rank, and_(*found))


def _order(listed: Listed) -> tuple[ColumnElement[Any], ...]:
    here = listed.table.c
    name = here.item if listed.table is schema.promise else here.issue
    return listed.rank, here.case_id, name


def _rows(visit: Visit, listed: Listed, after: str, among: ColumnElement[bool]) -> Select[Any]:
    """A page of a list, and one row more if there is one."""
    order, query = _order(listed), select(listed.table).where(among)
    if listed.table is schema.report:
        seen, of = schema.opened.c, listed.table.c
        query = query.add_columns(
            exists()
            .where(
                seen.space_id == of.space_id,
                seen.account == visit.caller.account,
                seen.case_id == of.case_id,
                seen.issue == of.issue,
            )
            .label("is_opened")
        )
    if place := _read_place(after):
        query = query.where(tuple_(*order) > place)
    return query.order_by(*order).limit(PAGE + 1)


def _page_found(
    shelf: SqlShelf,
    visit: Visit,
    search: Search,
    listed: Listed,
    *,
    after: str,
    places: Sequence[Place],
) -> Sequence[Row[Any]]:
    """`places`: the first ones of the list."""
    if place := _read_place(after):
        (places,) = search.places(shelf.work, [listed], PAGE + 2, place[:2])
    # Several promises of a case may have a place together, and some of them be shown before.
    at = tuple_(*_order(listed)[:2]).in_(places[: PAGE + 2])
    return shelf.work.rows(_rows(visit, listed, after, and_(search.holds(listed), at)))


def _counts(shelf: SqlShelf, lists: Mapping[View, Listed]) -> dict[View, int]:
    """How many rows each list has, up to one more than is counted."""
    counted = []
    for listed in lists.values():
        some = select(listed.table.c.case_id).where(listed.among).limit(COUNTED + 1)
        counted.append(select(func.count()).select_from(some.subquery()).scalar_subquery())
    row = shelf.work.row(select(*counted))
    return {view: int(number) for view, number in zip(lists, row or (0,) * 4, strict=True)}


def _count_found(shelf: SqlShelf, search: Search, listed: Listed, places: Sequence[Place]) -> int:
    """How many rows of a list hold what is asked for, up to one more than is counted."""
    if listed.table is not schema.promise or not places:
        return len(places)
    at = tuple_(*_order(listed)[:2]).in_(places)
    row = shelf.work.row(select(func.count()).where(search.holds(listed), at))
    return min(row[0], COUNTED + 1) if row else 0


def _place(listed: Listed, row: Row[Any]) -> str:
    rank, case, name = (row._mapping[column] for column in _order(listed))
    return f"{rank}.{case.hex()}.{name}"


def _read_place(text: str) -> tuple[int, bytes, str] | None:
    """The place of a row; None for none, or what is none."""
    try:
        number, case, name = text.split(".", 2)
        found = int(number), bytes.fromhex(case), name
    except ValueError:
        return None
    # What no row can have, a database may not even take.
    return found if abs(found[0]) < 2**63 and "\0" not in name else None


def _report(row: Row[Any], now: int, zone: ZoneInfo | None) -> Line:
    return line(row, now, zone, is_opened=row.is_opened)


def line(row: Row[Any], now: int, zone: ZoneInfo | None, *, is_opened: bool = True) -> Line:
    """A row of `report` as it is shown. `now`: milliseconds since 1970. `zone`: the reader's."""
    is_waiting = row.folder == "waiting"
    due = row.deadline if is_waiting else None
    return Line(
        case=row.case_id.hex(),
        issue=row.issue,
        number=row.number,
        state=row.state,
        told=_told(row.told),
        days=None if due is None else due - day(now, zone),
        is_opened=is_opened,
        is_light=row.is_light,
        is_escalated=is_waiting and row.escalates <= now,
        is_whole=row.is_whole,
        decided=row.decided,
        issued=row.issued,
        assigned=row.assigned,
    )


_UNTOLD = {
    **dict.fromkeys(("title", "asked", "waiting", "company", "site", "engineer", "what"), ""),
    **dict.fromkeys(("amount", "deadline", "reference", "who", "party", "due", "supervisor"), ""),
    "final": True,
    "severity": 0,
}


def _told(text: str) -> Mapping[str, Any]:
    found: dict[str, Any] = json.loads(text)
    return {**_UNTOLD, **found}


def _promise(row: Row[Any], now: int, zone: ZoneInfo | None) -> Line:
    days = row.due - day(now, zone)
    return Line(row.case_id.hex(), row.issue, 0, "promise", _told(row.told), days)
