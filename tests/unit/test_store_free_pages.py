"""A crash may tear a page that held nothing: SQLite does not journal free pages."""

from __future__ import annotations

from pathlib import Path

import pytest

from fieldapp.store import integrity
from fieldapp.store.database import NAME, Database
from fieldapp.store.errors import DamagedError

KEY = b"k" * 32
ROWS = 60


def test_a_torn_free_page_is_written_anew_and_a_torn_used_one_is_named(tmp_path: Path) -> None:
    path = tmp_path / NAME
    pages, size = with_free_pages(path)
    whole = path.read_bytes()
    outcomes = {}
    for page in range(2, pages + 1):
        path.write_bytes(torn(whole, page, size))
        with Database(path, KEY) as database:
            try:
                integrity.check_opening(database, thorough=True)
            except DamagedError:
                outcomes[page] = "named"
                continue
            assert list(integrity.check_pages(database)) == []
            assert database.rows("SELECT count(*) FROM kept") == [(ROWS // 2,)]
            outcomes[page] = "mended"
    assert set(outcomes.values()) == {"named", "mended"}


def test_a_torn_page_that_holds_something_stays_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / NAME
    pages, size = with_free_pages(path)
    damaged = torn(torn(path.read_bytes(), 3, size), pages, size)
    path.write_bytes(damaged)
    with Database(path, KEY) as database, pytest.raises(DamagedError):
        integrity.check_opening(database, thorough=True)
    assert path.read_bytes() == damaged


def with_free_pages(path: Path) -> tuple[int, int]:
    """Makes a database whose deleted rows left free pages; its pages and their size."""
    with Database(path, KEY) as database:
        with database.writing():
            database.write("CREATE TABLE kept (id INTEGER PRIMARY KEY, content BLOB)")
            rows = ((number, b"x" * 3000) for number in range(ROWS))
            database.write_many("INSERT INTO kept VALUES (?, ?)", rows)
        with database.writing():
            database.write("DELETE FROM kept WHERE id % 2")
        ((pages,),) = database.rows("PRAGMA page_count")
        ((size,),) = database.rows("PRAGMA page_size")
    return int(pages), int(size)


def torn(content: bytes, page: int, size: int) -> bytes:
    start = (page - 1) * size + size // 2
    return content[:start] + bytes(size // 2) + content[start + size // 2 :]
