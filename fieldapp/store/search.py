"""Full-text search over all cases, last changed first.

The index keeps words only, no text. Its row ids are the numbers of the cases' last changes, so that
the newest cases are found without ranking all.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from fieldapp.base.words import cut
from fieldapp.store.database import Database

_LATIN_PREFIX = 2
_MAX_PHRASES = 16
_MAX_WORDS = 64


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
        indexed = " ".join(cut(" ".join(texts)))
        self._database.write("INSERT INTO search (rowid, words) VALUES (?, ?)", (recency, indexed))
        self._database.write("INSERT INTO search_case VALUES (?, ?)", (recency, case))

    def find(self, text: str, *, limit: int, before: int | None = None) -> list[bytes]:
        """The cases that hold every phrase asked for, the newest first."""
        wanted = expression(text)
        if not wanted:
            return []
        rows = self._database.rows(
            "SELECT case_id FROM search_case WHERE recency IN ("
            "SELECT rowid FROM search WHERE search MATCH ? AND rowid < ? "
            "ORDER BY rowid DESC LIMIT ?)",
            (wanted, 2**63 - 1 if before is None else before, limit),
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


def expression(text: str) -> str:
    """What was asked, as an FTS5 expression; empty if it holds no word.

    What stands between spaces is one phrase; all must occur. A phrase that ends in a word of two
    letters or more matches words that begin so.
    """
    phrases = []
    for part in text.split()[:_MAX_PHRASES]:
        if words := cut(part)[:_MAX_WORDS]:
            last = words[-1]
            is_prefix = len(last) >= _LATIN_PREFIX
            phrases.append(f'"{" ".join(words)}"' + (" *" if is_prefix else ""))
    return " ".join(phrases)
