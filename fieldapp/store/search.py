"""Full-text search over all cases, last changed first.

The index keeps words only, no text. Its row ids are the numbers of the cases' last changes, so that
the newest cases are found without ranking all.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from fieldapp.store import words
from fieldapp.store.database import Database


class Search:
    """The tables `search` and `search_case`, which says whose words a row holds."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, case: bytes, recency: int, texts: Iterable[str]) -> None:
        """Replaces the words of a case."""
        former = self._database.row("SELECT recency FROM search_case WHERE case_id = ?", (case,))
        if former is not None:
            self._database.write("DELETE FROM search WHERE rowid = ?", former)
            self._database.write("DELETE FROM search_case WHERE recency = ?", former)
        indexed = " ".join(words.cut(" ".join(texts)))
        self._database.write("INSERT INTO search (rowid, words) VALUES (?, ?)", (recency, indexed))
        self._database.write("INSERT INTO search_case VALUES (?, ?)", (recency, case))

    def find(self, text: str, *, limit: int, before: int | None = None) -> list[bytes]:
        """The cases that hold every phrase asked for, the newest first."""
        expression = words.query(text)
        if not expression:
            return []
        rows = self._database.rows(
            "SELECT case_id FROM search_case WHERE recency IN ("
            "SELECT rowid FROM search WHERE search MATCH ? AND rowid < ? "
            "ORDER BY rowid DESC LIMIT ?)",
            (expression, 2**63 - 1 if before is None else before, limit),
        )
        return [case for (case,) in rows]

    def holding(self, phrase: Sequence[str], *, limit: int) -> list[bytes]:
        """The cases that hold a phrase, the newest first.

        Args:
            phrase: words, as `words.cut` cuts them.
        """
        rows = self._database.rows(
            "SELECT case_id FROM search_case WHERE recency IN ("
            "SELECT rowid FROM search WHERE search MATCH ? ORDER BY rowid DESC LIMIT ?)",
            (f'"{" ".join(phrase)}"', limit),
        )
        return [case for (case,) in rows]

    def clear(self) -> None:
        self._database.write("INSERT INTO search (search) VALUES ('delete-all')")
        self._database.write("DELETE FROM search_case")

    def purge(self) -> None:
        """Removes from the file what deleted rows left in the index."""
        self._database.write("INSERT INTO search (search) VALUES ('optimize')")
