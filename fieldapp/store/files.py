"""Files that are whole or not there: written beside their place, made durable, then renamed."""

from __future__ import annotations

import os
import secrets
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

_TEMPORARY = ".tmp"
_STALE_SECONDS = 3600


def write_atomically(path: Path, data: bytes) -> None:
    """Puts a file in place so that a crash or a power cut leaves the old one or the new one."""
    temporary = path.with_name(f"{path.name}.{secrets.token_hex(4)}{_TEMPORARY}")
    try:
        with _create(temporary) as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def _create(path: Path) -> IO[bytes]:
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")


def copy(source: Path, target: Path) -> None:
    """Copies a file durably to where none is; its name is durable after `sync_folder`."""
    with source.open("rb") as reader, _create(target) as writer:
        shutil.copyfileobj(reader, writer)
        writer.flush()
        os.fsync(writer.fileno())


def sync_folder(folder: Path) -> None:
    """Makes the names in a folder durable; Windows does so by itself."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def make_folder(folder: Path) -> None:
    """A folder only its owner may enter, durable in its parent."""
    if folder.is_dir():
        return
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    sync_folder(folder.parent)


def sweep(folder: Path) -> None:
    """Removes what an interrupted `write_atomically` left, unless another program just writes."""
    limit = time.time() - _STALE_SECONDS
    for path in folder.glob(f"*{_TEMPORARY}"):
        if path.stat().st_mtime < limit:
            path.unlink(missing_ok=True)


@contextmanager
def exclusive(descriptor: int) -> Iterator[None]:
    """Holds the system's lock on an open file; other programs wait for it."""
    if sys.platform == "win32":
        import msvcrt

        os.lseek(descriptor, 0, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_LOCK, 1)
        try:
            yield
        finally:
            os.lseek(descriptor, 0, os.SEEK_SET)
            msvcrt.locking(descriptor, msvcrt.LK_UNLCK, 1)
        return
    import fcntl

    fcntl.flock(descriptor, fcntl.LOCK_EX)
    try:
        yield
    finally:
        fcntl.flock(descriptor, fcntl.LOCK_UN)
