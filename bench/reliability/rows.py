"""The rows a salvage owes: those that lie in pages which can still be authenticated."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from fieldapp.store.database import NAME, Database
from fieldapp.store.keys import DataKey
from fieldapp.store.pages import PAGE, PageFile

Row = tuple[str, bytes]
"""Table and content."""

JOURNAL = f"{NAME}-journal"
_TABLES = {
    "change": "SELECT raw FROM change",
    "private_change": "SELECT raw FROM private_change",
    "value": "SELECT case_id, hash, salt, data FROM value",
    "private_value": "SELECT case_id, hash, salt, data FROM private_value",
    "draft": "SELECT case_id, CAST(path AS BLOB), CAST(text AS BLOB) FROM draft",
}
"""Columns that lie side by side in the file."""

_HASH = slice(16, 48)
"""Where a value's hash stands in its row."""
_WINDOW, _STRIDE = 32, 16
_OVERFLOW = 3_900
"""A row longer than this may be cut in two anywhere, so that a window or two are nowhere whole."""
_JOURNAL_HEADER, _NUMBER, _CHECKSUM = 512, 4, 4


def read(folder: Path, key: DataKey) -> set[Row]:
    """All rows of a workspace's database."""
    with Database(folder / NAME, key.database) as database:
        return {
            (table, b"".join(row)) for table, sql in _TABLES.items() for row in database.rows(sql)
        }


def readable(rows: set[Row], folder: Path, key: DataKey, salt: bytes) -> set[Row]:
    """Those of the rows that lie, whole, in authentic pages of a damaged database or its journal.

    Of values only those that a readable change names: without it nobody knows what they were.

    Args:
        salt: the database's first 16 bytes as they were; with them damaged no page is authentic.
    """
    corpus = b"\n".join(_authentic(folder, key, salt))
    found = {row for row in rows if _lies_in(corpus, row[1])}
    named = b"\n".join(content for table, content in found if table.endswith("change"))
    return {row for row in found if not row[0].endswith("value") or row[1][_HASH] in named}


def _authentic(folder: Path, key: DataKey, salt: bytes) -> Iterator[bytes]:
    path = folder / NAME
    file = PageFile(salt + path.read_bytes()[len(salt) :], key.database)
    pages = list(file.pages())
    journal = folder / JOURNAL
    data = journal.read_bytes() if journal.is_file() else b""
    step = _NUMBER + PAGE + _CHECKSUM
    for place in range(_JOURNAL_HEADER, len(data), step):
        number = int.from_bytes(data[place : place + _NUMBER])
        page = file.decrypt(number, data[place + _NUMBER : place + _NUMBER + PAGE])
        pages += [page] if page else []
    return (page.content for page in pages if page.whole)


def _lies_in(corpus: bytes, content: bytes) -> bool:
    windows = [content[at : at + _WINDOW] for at in range(0, len(content), _STRIDE)]
    missing = sum(window not in corpus for window in windows)
    return missing <= 2 * (len(content) // _OVERFLOW) and content[-_STRIDE:] in corpus
