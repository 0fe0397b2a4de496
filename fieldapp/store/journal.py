"""SQLite's rollback journal, looked at before the database is opened and plays it back.

A journal of a crash in mid-commit holds the former pages. SQLite stops playing it back at the first
record that does not fit its checksum, and ignores it whole if its header is damaged; either would
leave a half-written database behind, so that a journal with damage calls for the full check.
"""

from __future__ import annotations

import struct
import time
from collections.abc import Callable, Iterator
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fieldapp.store.pages import Page

ENDING = "-journal"
_MAGIC = bytes.fromhex("d9d505f920a163d7")
_HEADER = struct.Struct(">8sIIIII")
_UNSYNCED = (bytes(8), 0)
"""What stands in a header until its records are on the disk; no page has been overwritten yet."""
_STRIDE = 200
_NUMBER = _CHECK = 4
_ALIGNED = 8
"""Sectors and records are multiples of it."""
_MOST_PAGES = 2**24
_MOMENT = 0.1


class JournalDamaged(Exception):
    """A header or record is not as SQLite wrote it."""


class State(Enum):
    """What lies beside the database."""

    NONE = "none"
    WHOLE = "whole"
    """A crash interrupted a commit; SQLite will take it back."""
    DAMAGED = "damaged"
    """SQLite might not play it back whole."""


def state(database: Path) -> State:
    """Looks at the journal; one that another program is just writing is gone a moment later."""
    found = _state(database)
    if found is State.NONE:
        return found
    time.sleep(_MOMENT)
    return _state(database)


def _state(database: Path) -> State:
    path = database.with_name(database.name + ENDING)
    if not path.is_file() or path.stat().st_size == 0:
        return State.NONE
    try:
        for _ in pages(database):
            pass
    except JournalDamaged:
        return State.DAMAGED
    return State.WHOLE


def pages(database: Path) -> Iterator[tuple[int, bytes]]:
    """Number and former content of every page in the journal.

    Raises:
        JournalDamaged: after the pages before the damage.
    """
    path = database.with_name(database.name + ENDING)
    data = path.read_bytes() if path.is_file() else b""
    place = 0
    while place < len(data):
        header = data[place : place + _HEADER.size]
        if len(header) < _HEADER.size:
            raise JournalDamaged
        magic, count, nonce, _, sector, size = _HEADER.unpack(header)
        if (
            sector < _HEADER.size
            or size < 512
            or (magic, count) not in {(_MAGIC, count), _UNSYNCED}
        ):
            raise JournalDamaged
        place += sector
        for _ in range(count):
            record = data[place : place + size + 8]
            if len(record) < size + 8:
                raise JournalDamaged
            number, check = struct.unpack_from(">I", record)[0], record[-4:]
            page = record[4:-4]
            if struct.unpack(">I", check)[0] != _checksum(page, nonce):
                raise JournalDamaged
            yield number, page
            place += size + 8
        if count == 0:
            return
        place = -(-place // sector) * sector


def former_pages(database: Path, decrypt: Callable[[int, bytes], Page | None]) -> Iterator[Page]:
    """Every page that can still be read in the journal, whatever else of it is damaged.

    Records are looked for wherever one may begin; pages prove themselves.

    Args:
        decrypt: a page from its number and bytes.

    Raises:
        OSError: the file cannot be read.
    """
    from fieldapp.store.pages import PAGE

    path = database.with_name(database.name + ENDING)
    data = path.read_bytes() if path.is_file() else b""
    place = 0
    while place < len(data):
        number = int.from_bytes(data[place : place + _NUMBER])
        start = place + _NUMBER
        place += _ALIGNED
        if 0 < number < _MOST_PAGES and (page := decrypt(number, data[start : start + PAGE])):
            yield page
            if page.whole:
                place = start + PAGE + _CHECK


def _checksum(page: bytes, nonce: int) -> int:
    return (nonce + sum(page[len(page) - _STRIDE : 0 : -_STRIDE])) & 0xFFFFFFFF
