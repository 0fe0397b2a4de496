"""The driver of `bench/native/calls.c`: count, kill at, fail or record a process's calls to disk.

A process under watch is started with `environment()`; in it, `Calls` arms the library for one
folder. Counted are the calls that change something below that folder: write, truncate, fsync,
create, unlink, rename, link, mkdir and rmdir, whoever makes them (SQLite, Python, a library).
"""

from __future__ import annotations

import ctypes
import errno
import hashlib
import os
import shutil
import struct
import subprocess
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path

from fieldapp.base import paths

_SOURCE = Path(__file__).resolve().parent.parent / "native" / "calls.c"


class Kind(IntEnum):
    """What a recorded call did; the numbers are those of calls.c."""

    WRITE = 1
    TRUNCATE = 2
    SYNC = 3
    SYNC_FOLDER = 4
    CREATE = 5
    UNLINK = 6
    RENAME = 7
    LINK = 8
    MKDIR = 9
    RMDIR = 10
    MARK = 11


class Action(IntEnum):
    """What becomes of the call with the chosen number; the numbers are those of calls.c."""

    COUNT = 0
    KILL = 1
    """SIGKILL before it."""
    KILL_HALFWAY = 2
    """SIGKILL after half of the bytes of a write; before any other call."""
    FAIL_ONCE = 3
    FAIL_ON = 4
    """It and all later ones fail; a write as a full disk does it, after half of the bytes."""


@dataclass(frozen=True, slots=True)
class Strike:
    """What is to happen at a call.

    Args:
        at: its number, from 1.
        error: the errno of a call that fails; one for want of space spares calls that need none.
    """

    action: Action = Action.COUNT
    at: int = 0
    error: int = errno.EIO


NO_STRIKE = Strike()


class NoCompilerError(Exception):
    """Neither `cc` nor `gcc` is installed."""


def library() -> Path:
    """The compiled library, from the cache or freshly made.

    Raises:
        NoCompilerError: there is no C compiler.
    """
    source = _SOURCE.read_bytes()
    made = paths.cache_dir() / "bench" / f"calls-{hashlib.sha256(source).hexdigest()[:16]}.so"
    if made.exists():
        return made
    compiler = shutil.which("cc") or shutil.which("gcc")
    if compiler is None:
        raise NoCompilerError("cc or gcc is needed; on Debian and Ubuntu: apt-get install gcc")
    made.parent.mkdir(parents=True, exist_ok=True)
    fresh = made.with_suffix(f".{os.getpid()}-{threading.get_ident()}")
    command = [compiler, "-O2", "-Wall", "-Wextra", "-Werror", "-shared", "-fPIC"]
    subprocess.run([*command, "-o", str(fresh), str(_SOURCE)], check=True)
    fresh.replace(made)
    return made


def environment() -> dict[str, str]:
    """The environment of a process that is to be watched."""
    return os.environ | {"LD_PRELOAD": str(library()), "PYTHONHASHSEED": "0"}


@dataclass(frozen=True, slots=True)
class Call:
    """One successful call. Paths are relative to the folder; `""` is the folder itself.

    `offset` is the place of a write or the new size of a truncation. `data` is what was written,
    or the text of a mark.
    """

    kind: Kind
    path: str
    other: str
    inode: int
    offset: int
    data: bytes


class Calls:
    """The watch over this process, which must have been started with `environment()`."""

    def __init__(self) -> None:
        self._library = ctypes.CDLL(None)
        self._library.calls_arm.argtypes = [
            ctypes.c_char_p,
            ctypes.c_int,
            ctypes.c_long,
            ctypes.c_int,
            ctypes.c_int,
        ]
        self._library.calls_count.restype = ctypes.c_long
        self._library.calls_last_path.restype = ctypes.c_char_p
        self._library.calls_mark.argtypes = [ctypes.c_char_p, ctypes.c_size_t]

    def arm(self, folder: Path, strike: Strike = NO_STRIKE, *, log: int = -1) -> None:
        """Starts counting at nought.

        Args:
            log: a descriptor, opened to append, that takes the record.
        """
        path = os.fsencode(folder.resolve())
        self._library.calls_arm(path, strike.action, strike.at, strike.error, log)

    def disarm(self) -> None:
        self._library.calls_disarm()

    def skip_sync(self, pattern: str) -> None:
        """Leaves out, unnoticed, the fsync of paths that match (as in `fnmatch`)."""
        self._library.calls_skip_sync(pattern.encode())

    def mark(self, text: str) -> None:
        """Puts a line into the record between the calls."""
        data = text.encode()
        self._library.calls_mark(data, len(data))

    @property
    def count(self) -> int:
        """Calls counted since `arm`, in this process and its forks."""
        return int(self._library.calls_count())

    @property
    def met(self) -> str:
        """The call the action met, such as `WRITE db.sqlite`; also to be asked of a killed fork."""
        kind = self._library.calls_last_kind()
        path = os.fsdecode(self._library.calls_last_path())
        return f"{Kind(kind).name} {path}" if kind else "none"


_HEAD = struct.Struct("=IIIIQqQ")


def read_log(data: bytes) -> Iterator[Call]:
    """The calls of a record, in order."""
    place = 0
    while place < len(data):
        kind, path, other, _, inode, offset, size = _HEAD.unpack_from(data, place)
        place += _HEAD.size
        parts = []
        for length in (path, other, size if kind in {Kind.WRITE, Kind.MARK} else 0):
            parts.append(data[place : place + length])
            place += length
        yield Call(
            Kind(kind), os.fsdecode(parts[0]), os.fsdecode(parts[1]), inode, offset, parts[2]
        )
