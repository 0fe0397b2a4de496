"""The outbox: shared changes that no hub has acknowledged yet."""

from __future__ import annotations

from fieldapp.store.database import Database


class Outbox:
    """The table `outbox`. Writing needs the caller's transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, n: int, case: bytes) -> None:
        self._database.write("INSERT INTO outbox VALUES (?, ?)", (n, case))

    def count(self) -> int:
        """How many changes would be lost if the laptop vanished now."""
        ((count,),) = self._database.rows("SELECT count(*) FROM outbox")
        return int(count)
