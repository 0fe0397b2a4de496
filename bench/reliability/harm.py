"""Harm: what a bad disk, a bad cable or a bad day does to one file."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

from bench.reliability.laptop import stick_folder, workspace_folder
from fieldapp.store import backups
from fieldapp.store.blobs import FOLDER as BLOBS
from fieldapp.store.database import NAME
from fieldapp.store.keys import NAMES
from fieldapp.store.opening import MARK

PAGE = 4096
Harm = Callable[[bytearray, random.Random], None]


def flip_bit(data: bytearray, chance: random.Random) -> None:
    data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)


def zero_page(data: bytearray, chance: random.Random) -> None:
    start = chance.randrange(len(data)) // PAGE * PAGE
    data[start : start + PAGE] = bytes(len(data[start : start + PAGE]))


def zero_range(data: bytearray, chance: random.Random) -> None:
    start = chance.randrange(len(data))
    end = min(len(data), start + chance.randint(1, 600))
    data[start:end] = bytes(end - start)


def scribble(data: bytearray, chance: random.Random) -> None:
    start = chance.randrange(len(data))
    end = min(len(data), start + chance.randint(1, 600))
    data[start:end] = chance.randbytes(end - start)


def swap_pages(data: bytearray, chance: random.Random) -> None:
    """A page stands where another should: each is authentic, but not there."""
    one, other = (chance.randrange(len(data)) // PAGE * PAGE for _ in range(2))
    first, second = data[one : one + PAGE], data[other : other + PAGE]
    if len(first) == len(second):
        data[one : one + PAGE], data[other : other + PAGE] = second, first


def truncate(data: bytearray, chance: random.Random) -> None:
    del data[chance.randrange(len(data)) :]


def truncate_to_page(data: bytearray, chance: random.Random) -> None:
    del data[chance.randrange(len(data)) // PAGE * PAGE :]


def extend(data: bytearray, chance: random.Random) -> None:
    data += chance.randbytes(chance.randint(1, 2 * PAGE))


HARMS: dict[Harm, int] = {
    flip_bit: 6,
    zero_page: 2,
    zero_range: 2,
    scribble: 2,
    swap_pages: 2,
    truncate: 2,
    truncate_to_page: 1,
    extend: 1,
}


def harm(root: Path, chance: random.Random) -> str:
    """Damages one file of a laptop (or both copies of the keys); returns how and which."""
    kinds = {kind: found for kind, found in _files(root).items() if found}
    kind = chance.choice(list(kinds))
    chosen = kinds[kind] if kind == "all keys" else [chance.choice(kinds[kind])]
    while True:
        wish = chance.choices(list(HARMS), list(HARMS.values()))[0]
        changed = [_harm(path, wish, chance) for path in chosen]
        if all(changed):
            names = ", ".join(str(path.relative_to(root)) for path in chosen)
            return f"{wish.__name__} {names}"


def _harm(path: Path, wish: Harm, chance: random.Random) -> bool:
    """Whether anything has changed."""
    former = path.read_bytes()
    data = bytearray(former)
    wish(data, chance)
    path.write_bytes(data)
    return data != former


def _files(root: Path) -> dict[str, list[Path]]:
    """The files of a laptop by kind; empty ones cannot be harmed."""
    folder = workspace_folder(root)
    journal = folder / f"{NAME}-journal"
    roots = (folder / backups.FOLDER, stick_folder(root))
    copies = [path for place in roots for path in place.rglob("*") if path.is_file()]
    kinds = {
        "database": [folder / NAME],
        "journal": [journal] if journal.exists() else [],
        "keys": [folder / name for name in NAMES],
        "all keys": [folder / name for name in NAMES],
        "mark": [folder / MARK],
        "photos": list((folder / BLOBS).glob("*/*")),
        "backups": copies,
        "incarnation": list((root / "state").glob("*")),
    }
    return {
        kind: sorted(path for path in found if path.stat().st_size) for kind, found in kinds.items()
    }
