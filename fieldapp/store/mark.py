"""The high-water mark: which change was the last to be kept, noted outside the database.

A database that does not hold the marked change has been rolled back: an older copy was put in its
place, or the disk lost what it had acknowledged. The file has two slots, written in turns and
synced, so that one of them is always whole; a change counts as saved once it is in both places.
"""

from __future__ import annotations

import hashlib
import os
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from fieldapp.store.files import exclusive, write_atomically

_MAGIC = b"FAMARK1\0"
_BODY = struct.Struct(">8sQ32s")
_CHECK = 16
_SLOT = 4096


@dataclass(frozen=True, slots=True, order=True)
class Mark:
    """The `n`th change kept here, and its id; 0 before the first."""

    n: int = 0
    change: bytes = bytes(32)


class HighWater:
    """The mark's file. Advancing costs one sync and no rename.

    Raises:
        OSError: from every method.
    """

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_RDWR | getattr(os, "O_BINARY", 0))

    @classmethod
    def create(cls, path: Path, mark: Mark = Mark()) -> None:
        write_atomically(path, _pack(mark).ljust(_SLOT, b"\0") + bytes(_SLOT))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc_info: object) -> None:
        self.close()

    def close(self) -> None:
        os.close(self._file)

    def read(self) -> Mark | None:
        """The mark; None if neither slot is whole."""
        return max((mark for mark in self._slots() if mark is not None), default=None)

    def advance(self, mark: Mark) -> None:
        """Raises the mark; another program may have raised it further meanwhile."""
        with exclusive(self._file):
            slots = self._slots()
            known = [slot for slot in slots if slot is not None]
            if known and max(known).n >= mark.n:
                return
            oldest = min(range(len(slots)), key=lambda place: _age(slots[place]))
            os.lseek(self._file, oldest * _SLOT, os.SEEK_SET)
            os.write(self._file, _pack(mark))
            os.fsync(self._file)

    def _slots(self) -> list[Mark | None]:
        os.lseek(self._file, 0, os.SEEK_SET)
        data = os.read(self._file, 2 * _SLOT)
        return [_unpack(data[place : place + _SLOT]) for place in (0, _SLOT)]


def _age(slot: Mark | None) -> int:
    return -1 if slot is None else slot.n


def _pack(mark: Mark) -> bytes:
    body = _BODY.pack(_MAGIC, mark.n, mark.change)
    return body + hashlib.sha256(body).digest()[:_CHECK]


def _unpack(data: bytes) -> Mark | None:
    body, check = data[: _BODY.size], data[_BODY.size : _BODY.size + _CHECK]
    if len(body) < _BODY.size or hashlib.sha256(body).digest()[:_CHECK] != check:
        return None
    magic, n, change = _BODY.unpack(body)
    return Mark(n, change) if magic == _MAGIC else None
