"""What is still to be done, over all cases: found by when it is due and by the customer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from fieldapp.base.language import Text
from fieldapp.base.values import frozen
from fieldapp.case.pending import Pending, customer_keys
from fieldapp.store.database import Database
from fieldapp.store.listing import day_or_moment
from fieldapp.store.packing import pack, unpack

MOST = 500
_TABLES = ("pending", "pending_customer")
_SELECT = "SELECT case_id, content FROM pending"
_UNDATED_LAST = "ORDER BY ends IS NULL, ends, case_id, item LIMIT ?"


@frozen
class Thing:
    """Something still to be done, and the case it is of."""

    case: bytes
    pending: Pending


class Agenda:
    """The tables `pending` and `pending_customer`. Writing needs the caller's transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, case: bytes, company: Text, pending: Iterable[Pending]) -> None:
        """Replaces what is still to be done in a case."""
        for table in _TABLES:
            self._database.write(f"DELETE FROM {table} WHERE case_id = ?", (case,))  # noqa: S608
        things = tuple(pending)
        if things:
            self._database.write_many(
                "INSERT OR REPLACE INTO pending VALUES (?, ?, ?, ?)",
                ((case, thing.item, _ends(thing), _pack(thing)) for thing in things),
            )
            self._database.write_many(
                "INSERT INTO pending_customer VALUES (?, ?)",
                ((key, case) for key in customer_keys(company)),
            )

    def until(self, moment: datetime, limit: int = MOST) -> list[Thing]:
        """What is due up to a moment, the first first."""
        return self._read("WHERE ends <= ?", [_milliseconds(moment)], limit)

    def of_customer(self, company: Text, limit: int = MOST) -> list[Thing]:
        """What is still to be done for a customer, by either of its names; undated ones last."""
        keys = customer_keys(company)
        if not keys:
            return []
        marks = ", ".join("?" * len(keys))
        cases = f"SELECT case_id FROM pending_customer WHERE customer IN ({marks})"  # noqa: S608
        return self._read(f"WHERE case_id IN ({cases})", list(keys), limit)

    def whole(self, limit: int = MOST) -> list[Thing]:
        """Everything, the first first; undated ones last."""
        return self._read("", [], limit)

    def count_until(self, moment: datetime) -> int:
        """How much is due up to a moment."""
        sql = "SELECT count(*) FROM pending WHERE ends <= ?"
        ((count,),) = self._database.rows(sql, (_milliseconds(moment),))
        return int(count)

    def clear(self) -> None:
        for table in _TABLES:
            self._database.write(f"DELETE FROM {table}")  # noqa: S608 - our tables

    def _read(self, where: str, parameters: Sequence[Any], limit: int) -> list[Thing]:
        rows = self._database.rows(
            " ".join((_SELECT, where, _UNDATED_LAST)), (*parameters, min(limit, MOST))
        )
        return [Thing(case, _unpack(content)) for case, content in rows]


def _ends(thing: Pending) -> int | None:
    end = thing.ends()
    return _milliseconds(end) if end is not None else None


def _milliseconds(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)


def _pack(thing: Pending) -> bytes:
    content = asdict(thing)
    content["due"] = thing.due.isoformat() if thing.due else None
    return pack(content)


def _unpack(data: bytes) -> Pending:
    content = unpack(data)
    texts = {name: Text(**content[name]) for name in ("what", "who")}
    return Pending(**content | texts | {"due": day_or_moment(content["due"])})
