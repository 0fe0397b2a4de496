"""The two logs on disk, shared and private: changes in order of arrival, values beside them.

Both number their changes from one counter, `n`. Whatever is kept here has come through `append`,
in the transaction the caller holds.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from fieldapp.base.values import frozen
from fieldapp.case.change import Change, Identity, Tip, Value, decode
from fieldapp.store.database import Database
from fieldapp.store.mark import Mark

if TYPE_CHECKING:
    from fieldapp.case.log import Frame

SHARED, PRIVATE = "", "private_"
_LAST = 2**63 - 1


@frozen
class Kept:
    """A change and its place in the order of arrival."""

    n: int
    change: Change


class Counter:
    """The last change kept, and the latest clock reading, of both logs together."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def read(self) -> tuple[Mark, int]:
        """The last change and the highest clock reading."""
        ((n, change, hlc),) = self._database.rows("SELECT n, id, hlc FROM tip")
        return Mark(n, change), hlc

    def write(self, mark: Mark, hlc: int) -> None:
        self._database.write("UPDATE tip SET n = ?, id = ?, hlc = ?", (mark.n, mark.change, hlc))


class Log:
    """One of the two logs. `cases` there are named by the shared case id in both."""

    def __init__(self, database: Database, name: str) -> None:
        self._database = database
        self.name = name
        self.is_private = name == PRIVATE

    def _rows(self, sql: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        return self._database.rows(self._on(sql), parameters)

    def _on(self, sql: str) -> str:
        """In all statements here `@` stands before the name of a table of either log."""
        return sql.replace("@", self.name)

    # Reading

    def cases(self) -> list[bytes]:
        return [case for (case,) in self._rows("SELECT DISTINCT case_id FROM @change")]

    def changed(self, after: int) -> list[bytes]:
        """The cases that have changes after the `after`th."""
        rows = self._rows("SELECT DISTINCT case_id FROM @change WHERE n > ?", (after,))
        return [case for (case,) in rows]

    def changes(self, case: bytes, after: int = 0, last: int = _LAST) -> list[Kept]:
        """A case's changes in order of arrival, after the `after`th and up to the `last`.

        Raises:
            MalformedChange: kept bytes are damaged.
        """
        rows = self._rows(
            "SELECT n, raw FROM @change WHERE case_id = ? AND n > ? AND n <= ? ORDER BY n",
            (case, after, last),
        )
        return [Kept(n, decode(raw)) for n, raw in rows]

    def raw(self, case: bytes) -> list[tuple[int, bytes, bytes]]:
        """Number, id and bytes of a case's changes, as they lie there."""
        return [
            (n, name, raw)
            for n, name, raw in self._rows(
                "SELECT n, id, raw FROM @change WHERE case_id = ?", (case,)
            )
        ]

    def count(self) -> int:
        """How many changes there are, of all cases."""
        ((count,),) = self._rows("SELECT count(*) FROM @change")
        return int(count)

    def values(self, case: bytes, hashes: Iterable[bytes] | None = None) -> dict[bytes, Value]:
        """A case's values by hash: all of them, or those named."""
        sql = "SELECT hash, salt, data FROM @value WHERE case_id = ?"
        if hashes is None:
            rows = self._rows(sql, (case,))
        else:
            rows = [
                row for name in hashes for row in self._rows(sql + " AND hash = ?", (case, name))
            ]
        return {name: Value(salt, data) for name, salt, data in rows}

    def frames(self, case: bytes, after: int = 0) -> Iterator[Frame]:
        """A case's changes as they travel."""
        from fieldapp.case.log import Frame

        values = self.values(case)
        for kept in self.changes(case, after):
            named = kept.change.named & values.keys()
            yield Frame(kept.change.raw, {name: values[name] for name in named})

    def tip(self, case: bytes, identity: Identity) -> Tip:
        """The end of this laptop's chain; of a fork, the greater id."""
        rows = self._rows(
            "SELECT seq, id FROM @change WHERE case_id = ? AND device = ? AND incarnation = ? "
            "ORDER BY seq DESC, id DESC LIMIT 1",
            (case, identity.device, identity.incarnation),
        )
        return Tip(*rows[0]) if rows else Tip()

    def at(self, case: bytes, change: Change, seq: int) -> set[bytes]:
        """Ids of the changes at a place of a change's chain; more than one is a fork."""
        rows = self._rows(
            "SELECT id FROM @change "
            "WHERE case_id = ? AND device = ? AND incarnation = ? AND seq = ?",
            (case, change.device, change.incarnation, seq),
        )
        return {found for (found,) in rows}

    def following(self, change: Change) -> list[Change]:
        """The changes at the place after a change's in its chain."""
        rows = self._rows(
            "SELECT raw FROM @change "
            "WHERE case_id = ? AND device = ? AND incarnation = ? AND seq = ?",
            (change.case, change.device, change.incarnation, change.seq + 1),
        )
        return [decode(raw) for (raw,) in rows]

    def ids(self, case: bytes) -> list[bytes]:
        """The ids of a case's changes."""
        return [name for (name,) in self._rows("SELECT id FROM @change WHERE case_id = ?", (case,))]

    def hashes(self, case: bytes) -> list[bytes]:
        """The hashes of a case's values."""
        rows = self._rows("SELECT hash FROM @value WHERE case_id = ?", (case,))
        return [name for (name,) in rows]

    def find(self, n: int) -> bytes | None:
        """The id of the `n`th change, if it is in this log."""
        rows = self._rows("SELECT id FROM @change WHERE n = ?", (n,))
        return rows[0][0] if rows else None

    # Writing

    def append(self, n: int, case: bytes, change: Change, values: Mapping[bytes, Value]) -> None:
        """Keeps a change and its values; the values of an erased register are not given here."""
        self._database.write(
            self._on("INSERT INTO @change VALUES (?, ?, ?, ?, ?, ?, ?)"),
            (case, n, change.id, change.device, change.incarnation, change.seq, change.raw),
        )
        self.add_values(case, values)

    def add_values(self, case: bytes, values: Mapping[bytes, Value]) -> None:
        self._database.write_many(
            self._on("INSERT OR IGNORE INTO @value VALUES (?, ?, ?, ?)"),
            ((case, name, value.salt, value.data) for name, value in values.items()),
        )

    def drop_values(self, case: bytes, hashes: Iterable[bytes]) -> None:
        self._database.write_many(
            self._on("DELETE FROM @value WHERE case_id = ? AND hash = ?"),
            ((case, name) for name in hashes),
        )
