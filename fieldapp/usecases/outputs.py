"""Files written for a person: whole or not at all, and with a reason where they cannot be."""

from __future__ import annotations

import errno
import os
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from fieldapp.base.errors import FieldAppError

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_FORBIDDEN = {errno.EACCES, errno.EPERM, errno.EROFS}
_NO_FOLDER = {errno.ENOENT, errno.ENOTDIR}


class NotWrittenError(FieldAppError):
    """The file could not be written where it was wanted."""


def write_file(path: Path, data: bytes) -> None:
    """Writes a file whole or not at all, replacing one that is there. A device is written to.

    Raises:
        NotWrittenError: with the reason; what was there is still there.
    """
    with _told(path):
        target = Path(os.path.realpath(path))
        if target.exists() and not target.is_file():
            target.write_bytes(data)
        else:
            _replace(target, data)


@contextmanager
def writing_file(path: Path) -> Iterator[BinaryIO]:
    """A file to be written piece by piece: it is there when the block ends well, or not at all.

    Raises:
        NotWrittenError: with the reason; what was there is still there.
    """
    with _told(path):
        target = Path(os.path.realpath(path))
        with _replacing(target) as file:
            yield file


def write_all(folder: Path, files: Mapping[str, bytes]) -> None:
    """Writes several files below a folder, or none of them. A file there already must be the same.

    Raises:
        NotWrittenError: with the reason; nothing new is left behind.
    """
    new: dict[Path, bytes] = {}
    for name, data in files.items():
        path = folder / name
        with _told(path):
            if path.is_dir():
                raise _is_folder()
            if not path.exists():
                new[path] = data
            elif path.read_bytes() != data:
                raise NotWrittenError("usecases.other_file_there", path=str(path))
    made: list[Path] = []
    try:
        for path, data in new.items():
            made += _missing_folders(path.parent)
            make_folder(path.parent)
            made.append(path)
            write_file(path, data)
    except BaseException:
        for path in reversed(made):
            with suppress(OSError):
                path.rmdir() if path.is_dir() else path.unlink()
        raise


def check_writable(path: Path) -> None:
    """Finds out, before anything is done for its sake, whether a file can be written.

    Raises:
        NotWrittenError: with the reason.
    """
    with _told(path):
        target = Path(os.path.realpath(path))
        if target.is_dir():
            raise _is_folder()
        if target.is_file() or not target.exists():
            part = _part(target)
            part.touch(exist_ok=False)
            part.unlink()


def make_folder(folder: Path) -> None:
    """Makes a folder and those above it.

    Raises:
        NotWrittenError: with the reason.
    """
    with _told(folder):
        folder.mkdir(parents=True, exist_ok=True)


def _missing_folders(folder: Path) -> list[Path]:
    """The folders that are to be made for this one, the outermost first."""
    return [place for place in (*reversed(folder.parents), folder) if not place.exists()]


def _replace(path: Path, data: bytes) -> None:
    with _replacing(path) as file:
        file.write(data)


@contextmanager
def _replacing(path: Path) -> Iterator[BinaryIO]:
    part = _part(path)
    try:
        with part.open("xb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except BaseException:
        with suppress(OSError):
            part.unlink()
        raise


def _is_folder() -> OSError:
    return IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))


def _part(path: Path) -> Path:
    return path.parent / f".{secrets.token_hex(8)}.part"


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """Turns what the system says into what a person can do about it."""
    try:
        yield
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise NotWrittenError(_code(error, path), path=str(path), reason=reason) from error


def _code(error: OSError, path: Path) -> str:
    if error.errno in _FULL:
        return "usecases.cannot_write_full"
    if error.errno in _FORBIDDEN:
        return "usecases.cannot_write_forbidden"
    if error.errno == errno.EISDIR:
        return "usecases.cannot_write_folder"
    if error.errno in _NO_FOLDER and not path.parent.is_dir():
        return "usecases.cannot_write_nowhere"
    return "usecases.cannot_write"
