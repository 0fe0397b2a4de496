"""Full-text search over all cases, last changed first.

The index keeps words only, no text; its row ids are the list's recencies, so that the newest cases
are found without ranking all.
"""

from __future__ import annotations

from collections.abc import Iterable

from fieldapp.store import words
from fieldapp.store.database import Database


class Search:
    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, recency: int, texts: Iterable[str]) -> None:
        indexed = " ".join(word for text in texts for word in words.cut(text))
        self._database.write("INSERT INTO search (rowid, words) VALUES (?, ?)", (recency, indexed))

    def remove(self, recency: int) -> None:
        self._database.write("DELETE FROM search WHERE rowid = ?", (recency,))

    def find(self, text: str, *, limit: int, before: int | None = None) -> list[int]:
        """The recencies of the cases that hold every phrase asked for, the newest first."""
        expression = words.query(text)
        if not expression:
            return []
        rows = self._database.rows(
            "SELECT rowid FROM search WHERE search MATCH ? AND rowid < ? "
            "ORDER BY rowid DESC LIMIT ?",
            (expression, 2**63 - 1 if before is None else before, limit),
        )
        return [recency for (recency,) in rows]

    def clear(self) -> None:
        self._database.write("INSERT INTO search (search) VALUES ('delete-all')")

    def purge(self) -> None:
        """Removes from the file what deleted rows left in the index."""
        self._database.write("INSERT INTO search (search) VALUES ('optimize')")
