"""A disk that loses power: replays recorded calls and says what could be found afterwards.

The model is POSIX taken by its word, stricter than any one file system:

- what a file held at its last fsync is certain; of what was written or truncated since, any subset
  may have reached the disk, in pieces of a sector, also garbled;
- a name (create, link, rename, unlink, mkdir) is certain once its folder was synced after it; until
  then it may have happened or not, each for itself. A rename is one step.

A write damages nothing beside it (SQLite calls this powersafe overwrite and relies on it).
"""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from bench.reliability.calls import Call, Kind

SECTORS = (512, 4096)


@dataclass(frozen=True, slots=True)
class _Write:
    offset: int
    data: bytes


@dataclass(frozen=True, slots=True)
class _Truncation:
    size: int


@dataclass(slots=True)
class _File:
    certain: bytes = b""
    pending: list[_Write | _Truncation] = field(default_factory=list)

    def settle(self) -> None:
        if self.pending:
            self.certain = _applied(self.certain, self.pending)
            self.pending.clear()


@dataclass(frozen=True, slots=True)
class _Naming:
    """One step on names: `gone` names vanish, `made` (folder, name, inode) appears."""

    gone: tuple[tuple[int, str], ...]
    made: tuple[int, str, int] | None

    @property
    def folders(self) -> set[int]:
        """Those of which one must be synced; for a rename that is where it leads."""
        return {self.made[0]} if self.made else {folder for folder, _ in self.gone}


Names = dict[int, dict[str, int]]
"""Folder's inode -> name -> inode."""


@dataclass(frozen=True, slots=True)
class Image:
    """What a folder holds."""

    files: dict[str, bytes]
    folders: tuple[str, ...]

    @classmethod
    def of(cls, root: Path) -> Image:
        found = sorted(root.rglob("*"))
        return cls(
            {str(p.relative_to(root)): p.read_bytes() for p in found if p.is_file()},
            tuple(str(p.relative_to(root)) for p in found if p.is_dir()),
        )

    def write(self, root: Path) -> None:
        """Lays the image out in a folder that is empty or not there."""
        root.mkdir(mode=0o700, parents=True, exist_ok=True)
        for name in self.folders:
            (root / name).mkdir(mode=0o700, parents=True, exist_ok=True)
        for name, data in self.files.items():
            (root / name).write_bytes(data)


class Disk:
    """The disk below one folder; feed it calls, ask for images.

    Args:
        root: the folder as it is before the first call, all of it certain.
    """

    def __init__(self, root: Path) -> None:
        self._root = root.stat().st_ino
        self._files: dict[int, _File] = {}
        self._certain: Names = {self._root: {}}
        for path in sorted(root.rglob("*")):
            inode = path.stat().st_ino
            self._certain[path.parent.stat().st_ino][path.name] = inode
            if path.is_dir():
                self._certain[inode] = {}
            else:
                self._files[inode] = _File(path.read_bytes())
        self._live: Names = {folder: dict(names) for folder, names in self._certain.items()}
        self._pending: list[_Naming] = []

    @property
    def is_settled(self) -> bool:
        """Whether a power cut now would lose nothing."""
        return not self._pending and not any(file.pending for file in self._files.values())

    def apply(self, call: Call) -> None:
        match call.kind:
            case Kind.WRITE:
                self._file(call.inode).pending.append(_Write(call.offset, call.data))
            case Kind.TRUNCATE:
                self._file(call.inode).pending.append(_Truncation(call.offset))
            case Kind.SYNC:
                self._file(call.inode).settle()
            case Kind.SYNC_FOLDER:
                self._settle_names(call.inode)
            case Kind.CREATE | Kind.MKDIR:
                if call.kind is Kind.MKDIR:
                    self._live[call.inode] = {}
                    self._certain[call.inode] = {}
                else:
                    self._files[call.inode] = _File()
                self._name(_Naming((), (*self._place(call.path), call.inode)))
            case Kind.LINK:
                self._name(_Naming((), (*self._place(call.other), call.inode)))
            case Kind.RENAME:
                made = (*self._place(call.other), call.inode)
                self._name(_Naming((self._place(call.path),), made))
            case Kind.UNLINK | Kind.RMDIR:
                self._name(_Naming((self._place(call.path),), None))
            case Kind.MARK:
                pass

    def _file(self, inode: int) -> _File:
        return self._files.setdefault(inode, _File())

    def _place(self, path: str) -> tuple[int, str]:
        *folders, name = path.split("/")
        inode = self._root
        for folder in folders:
            inode = self._live[inode][folder]
        return inode, name

    def _name(self, naming: _Naming) -> None:
        _rename(self._live, naming)
        self._pending.append(naming)

    def _settle_names(self, folder: int) -> None:
        for naming in self._pending:
            if folder in naming.folders:
                _rename(self._certain, naming)
        self._pending = [naming for naming in self._pending if folder not in naming.folders]

    # After the cut

    def image(self, chance: random.Random) -> Image:
        """One of the states in which the folder could be found if the power went now."""
        names = {folder: dict(entries) for folder, entries in self._certain.items()}
        for naming in _survivors(self._pending, chance):
            _rename(names, naming)
        files: dict[str, bytes] = {}
        folders: list[str] = []
        waiting = [(self._root, "")]
        while waiting:
            folder, prefix = waiting.pop()
            for name, inode in sorted(names[folder].items()):
                if inode in names:
                    folders.append(prefix + name)
                    waiting.append((inode, f"{prefix}{name}/"))
                else:
                    files[prefix + name] = _after_cut(self._file(inode), chance)
        return Image(files, tuple(folders))


def _rename(names: Names, naming: _Naming) -> None:
    inode = naming.made[2] if naming.made else None
    for folder, name in naming.gone:
        if inode is None or names[folder].get(name) == inode:
            names[folder].pop(name, None)
    if naming.made:
        folder, name, inode = naming.made
        names[folder][name] = inode


def _survivors(steps: list[_Naming], chance: random.Random) -> Iterable[_Naming]:
    """None, all, the first few, or any."""
    match chance.randrange(4):
        case 0:
            return ()
        case 1:
            return steps
        case 2:
            return steps[: chance.randint(0, len(steps))]
    return [step for step in steps if chance.random() < 0.5]


def _after_cut(file: _File, chance: random.Random) -> bytes:
    """What is found in a file: certain, latest, the first few writes of it, or any pieces."""
    if not file.pending:
        return file.certain
    match chance.randrange(4):
        case 0:
            return file.certain
        case 1:
            return _applied(file.certain, file.pending)
        case 2:
            whole = chance.randint(0, len(file.pending) - 1)
            first, torn = file.pending[:whole], file.pending[whole]
            return _applied(file.certain, [*first, *_pieces([torn], chance)])
    found = _applied(file.certain, _pieces(file.pending, chance))
    latest = len(_applied(file.certain, file.pending))
    if len(found) < latest and chance.random() < 0.25:
        found = found.ljust(latest, b"\0")
    return found


def _pieces(
    changes: Iterable[_Write | _Truncation], chance: random.Random
) -> Iterable[_Write | _Truncation]:
    """Some sectors of some writes, a few of them garbled; some truncations."""
    sector = chance.choice(SECTORS)
    kept = chance.choice((0.2, 0.5, 0.8))
    for change in changes:
        if isinstance(change, _Truncation):
            if chance.random() < kept:
                yield change
            continue
        start, end = change.offset, change.offset + len(change.data)
        while start < end:
            stop = min(end, (start // sector + 1) * sector)
            draw = chance.random()
            if draw < kept:
                yield _Write(start, change.data[start - change.offset : stop - change.offset])
            elif draw > 0.97:
                yield _Write(start, chance.randbytes(stop - start))
            start = stop


def _applied(content: bytes, changes: Iterable[_Write | _Truncation]) -> bytes:
    made = bytearray(content)
    for change in changes:
        size = change.size if isinstance(change, _Truncation) else change.offset
        if isinstance(change, _Truncation):
            del made[size:]
        if len(made) < size:
            made.extend(bytes(size - len(made)))
        if isinstance(change, _Write):
            made[size : size + len(change.data)] = change.data
    return bytes(made)
