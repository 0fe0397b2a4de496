"""The outbox: shared changes that no hub has acknowledged yet."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING, NamedTuple

from fieldapp.base.findings import Finding
from fieldapp.store.database import Database

if TYPE_CHECKING:
    from fieldapp.case.change import Change

_MINE = "case_id IN (SELECT case_id FROM case_home WHERE home = :s OR former = :s)"
"""What stands for `@mine` in the statements: the cases of a space."""


class Waiting(NamedTuple):
    """A change that is to be sent."""

    n: int
    case: bytes


class Outbox:
    """The table `outbox`. Writing needs the caller's transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, n: int, change: Change) -> None:
        """Adds the `n`th change, or puts it back among those that were not refused."""
        self._database.write(
            "INSERT INTO outbox VALUES (?, ?, ?, ?, NULL, NULL) "
            "ON CONFLICT (n) DO UPDATE SET code = NULL, params = NULL",
            (n, change.id, change.case, change.erase is not None),
        )

    def put_all(self, space: bytes) -> None:
        """Puts all changes of a space's cases back."""
        self._database.write(
            _of(
                "INSERT OR IGNORE INTO outbox "
                "SELECT c.n, c.id, c.case_id, e.n IS NOT NULL, NULL, NULL FROM change c "
                "LEFT JOIN erasure e ON e.n = c.n AND e.private_of IS NULL WHERE c.@mine"
            ),
            {"s": space},
        )

    def drop(self, changes: Iterable[bytes]) -> int:
        """Takes out what has been acknowledged, by id; returns how many there were."""
        delete = "DELETE FROM outbox WHERE id = ?"
        return sum(self._database.write(delete, (change,)) for change in changes)

    def holds(self, change: bytes) -> bool:
        """Whether a change waits for a hub, or was refused by one."""
        return self._database.row("SELECT 1 FROM outbox WHERE id = ?", (change,)) is not None

    def refuse(self, change: bytes, why: Finding) -> None:
        """Notes that a hub does not take a change."""
        params = json.dumps(dict(why.params))
        self._database.write(
            "UPDATE outbox SET code = ?, params = ? WHERE id = ?", (why.code, params, change)
        )

    def offer_refused(self, space: bytes) -> None:
        """Offers once more what was refused."""
        self._database.write(
            _of("UPDATE outbox SET code = NULL, params = NULL WHERE code IS NOT NULL AND @mine"),
            {"s": space},
        )

    def first(self, space: bytes, limit: int) -> list[Waiting]:
        """The first that are to be sent: orders to erase, then the others as they arrived."""
        rows = self._database.rows(
            _of(
                "SELECT n, case_id FROM outbox WHERE code IS NULL AND @mine "
                "ORDER BY is_order DESC, n LIMIT :limit"
            ),
            {"s": space, "limit": limit},
        )
        return [Waiting(*row) for row in rows]

    def refused(self) -> list[tuple[bytes, Finding]]:
        """(case, why) of each change that a hub did not take."""
        rows = self._database.rows(
            "SELECT case_id, code, params FROM outbox WHERE code IS NOT NULL ORDER BY n"
        )
        return [(case, Finding(code, json.loads(params))) for case, code, params in rows]

    def cases(self) -> dict[bytes, int]:
        """How many changes of each case are waiting."""
        rows = self._database.rows("SELECT case_id, count(*) FROM outbox GROUP BY case_id")
        return dict(rows)

    def of(self, case: bytes) -> Collection[bytes]:
        """The changes of a case that are waiting, by id."""
        rows = self._database.rows("SELECT id FROM outbox WHERE case_id = ?", (case,))
        return {id_ for (id_,) in rows}

    def count_ready(self) -> int:
        """How many wait that no hub has refused."""
        ((count,),) = self._database.rows("SELECT count(*) FROM outbox WHERE code IS NULL")
        return int(count)

    def count(self) -> int:
        """How many changes would be lost if the laptop vanished now."""
        ((count,),) = self._database.rows("SELECT count(*) FROM outbox")
        return int(count)


def _of(sql: str) -> str:
    return sql.replace("@mine", _MINE)
