"""The list of cases: one row a case, the last changed first, page by page."""

from __future__ import annotations

from array import array
from collections.abc import Collection, Iterable
from dataclasses import asdict
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from fieldapp.base.language import LANGS, Text
from fieldapp.base.values import frozen
from fieldapp.case.summary import Summary
from fieldapp.store.database import Database
from fieldapp.store.packing import pack, unpack
from fieldapp.store.reports import hands_of

if TYPE_CHECKING:
    from fieldapp.case.reportstate import State

MAX_PAGE = 500
_JOINED = "FROM case_list l LEFT JOIN report r ON r.case_id = l.case_id"
_SELECT = f"SELECT l.case_id, l.summary, l.changed, l.recency, r.state, r.hands {_JOINED}"
_FIRST = 2**63 - 1
_SHOWN = 300
"""Characters of a text that a row keeps."""
_TEXTS = ("title", "company", "site")
_NOBODY: frozenset[bytes] = frozenset()


@frozen
class Row:
    """A case in the list."""

    case: bytes
    summary: Summary
    changed: int
    """When it was last changed, milliseconds since 1970."""
    recency: int
    """Orders the list: the greater, the later changed on this laptop. Names the next page."""
    report: State | None = None
    """How its report stands, taking every review as one that counts; see `reports.Standing`."""
    hands: frozenset[bytes] = frozenset()
    """Who wrote those reviews."""


class Listing:
    """The tables `case_list` and `conflict`.

    `recency` is the number of the case's last change in either log. Writing needs the caller's
    transaction.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, row: Row, conflicts: Iterable[str]) -> None:
        """Replaces a case's row, and its places where a person is to decide."""
        self._database.write("DELETE FROM case_list WHERE case_id = ?", (row.case,))
        self._database.write(
            "INSERT INTO case_list VALUES (?, ?, ?, ?, ?)",
            (row.recency, row.case, row.summary.state, row.changed, _pack(row.summary)),
        )
        self._database.write("DELETE FROM conflict WHERE case_id = ?", (row.case,))
        self._database.write_many(
            "INSERT OR IGNORE INTO conflict VALUES (?, ?)",
            ((row.case, path) for path in conflicts),
        )

    def conflicts(self) -> list[tuple[bytes, str]]:
        """(case, place) where a person is to decide, see `Case.disputed`."""
        rows = self._database.rows("SELECT case_id, path FROM conflict ORDER BY case_id, path")
        return [(case, path) for case, path in rows]

    def page(self, *, before: int | None = None, limit: int = 50, state: str = "") -> list[Row]:
        """The rows that follow the one whose recency is `before`."""
        wanted = " AND l.state = ?" if state else ""
        parameters: list[Any] = [_FIRST if before is None else before]
        parameters += [state] if state else []
        return self._read(f"WHERE l.recency < ?{wanted}", [*parameters, min(limit, MAX_PAGE)])

    def row(self, case: bytes) -> Row | None:
        """A case's row; None for an unknown case."""
        found = self._read("WHERE l.case_id = ?", [case, 1])
        return found[0] if found else None

    def rows_of(self, cases: Iterable[bytes]) -> list[Row]:
        """The rows of these cases, last changed first."""
        keys = list(cases)
        marks = ", ".join("?" * len(keys))
        return self._read(f"WHERE l.case_id IN ({marks})", [*keys, len(keys)])

    def order(self, state: str = "") -> array[int]:
        """The recencies of all cases, or of those in a state, the newest first."""
        sql = "SELECT recency FROM case_list WHERE ? IN ('', state)"
        return array("q", sorted((n for (n,) in self._database.each(sql, (state,))), reverse=True))

    def reported(self, states: Collection[State]) -> list[tuple[int, bytes, frozenset[bytes]]]:
        """(recency, case, who reviewed it) of the cases whose report is in some states, the newest
        first."""
        marks = ", ".join("?" * len(states))
        rows = self._database.rows(
            "SELECT l.recency, l.case_id, r.hands FROM report r JOIN case_list l "  # noqa: S608
            f"ON l.case_id = r.case_id WHERE r.state IN ({marks}) ORDER BY l.recency DESC",
            (*states,),
        )
        return [(recency, case, hands_of(hands)) for recency, case, hands in rows]

    def rows_at(self, recencies: Iterable[int]) -> list[Row]:
        """The rows with these recencies, at most 500, the newest first; without those that are no
        more."""
        keys = list(recencies)[:MAX_PAGE]
        marks = ", ".join("?" * len(keys))
        return self._read(f"WHERE l.recency IN ({marks})", [*keys, len(keys)])

    def count(self) -> int:
        """How many cases there are."""
        ((count,),) = self._database.rows("SELECT count(*) FROM case_list")
        return int(count)

    def starting_with(self, prefix: str, limit: int = 2) -> list[bytes]:
        """Up to `limit` cases whose hexadecimal id begins so: one, if the beginning is unique."""
        low = bytes.fromhex(prefix.ljust(32, "0"))
        high = bytes.fromhex(prefix.ljust(32, "f"))
        sql = "SELECT case_id FROM case_list WHERE case_id BETWEEN ? AND ? LIMIT ?"
        return [case for (case,) in self._database.rows(sql, (low, high, limit))]

    def clear(self) -> None:
        self._database.write("DELETE FROM case_list")
        self._database.write("DELETE FROM conflict")

    def _read(self, where: str, parameters: list[Any]) -> list[Row]:
        rows = self._database.rows(
            " ".join((_SELECT, where, "ORDER BY l.recency DESC LIMIT ?")), parameters
        )
        return [
            Row(
                case,
                _unpack(summary),
                changed,
                recency,
                report,
                hands_of(hands) if hands else _NOBODY,
            )
            for case, summary, changed, recency, report, hands in rows
        ]


def _pack(summary: Summary) -> bytes:
    content = asdict(summary)
    for name in _TEXTS:
        content[name] |= {lang: content[name][lang][:_SHOWN] for lang in LANGS}
    content["opened"] = summary.opened.isoformat() if summary.opened else None
    content["due"] = summary.due.isoformat() if summary.due else None
    return pack(content)


def _unpack(data: bytes) -> Summary:
    content = unpack(data)
    for name in _TEXTS:
        content[name] = Text(**content[name])
    opened = content["opened"]
    content["opened"] = datetime.fromisoformat(opened) if opened else None
    content["due"] = day_or_moment(content["due"])
    return Summary(**content)


def day_or_moment(written: str | None) -> date | None:
    """What was kept in ISO 8601, as it was: a day is no moment."""
    if not written:
        return None
    is_day = len(written) == len("2026-01-01")
    return date.fromisoformat(written) if is_day else datetime.fromisoformat(written)
