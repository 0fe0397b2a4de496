"""Disks: whether two folders would go together, with the laptop or with one disk of it.

Two partitions of a disk are one disk, and so is what lies encrypted or joined on it; what lies in
memory goes with the laptop. Where the system does not tell (it does on Linux), two file systems
count as two disks.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

SYS, MOUNTS = Path("/sys"), Path("/proc/self/mountinfo")
_IN_MEMORY = frozenset(("tmpfs", "ramfs", "devtmpfs"))


def is_same_disk(one: Path, other: Path) -> bool:
    """Whether two folders lie on one disk, or the second one in memory; no where that cannot be
    told."""
    try:
        here, there = _device(one), _device(other)
    except OSError:
        return False
    if here == there:
        return True
    if sys.platform == "win32":
        return False
    kind, _ = _mounted(there)
    return kind in _IN_MEMORY or not _disks(here).isdisjoint(_disks(there))


def _disks(device: int) -> set[str]:
    """The names of the disks that a file system lies on; none where that is not known."""
    if sys.platform == "win32":
        return set()
    if os.major(device) == 0:  # as with btrfs, which names the disk's partition instead
        _, source = _mounted(device)
        try:
            device = _named(Path(source)) if source.startswith("/dev/") else 0
        except OSError:
            return set()
    place = SYS / "dev" / "block" / _number(device)
    return set(_below(place.resolve())) if os.major(device) and place.exists() else set()


def _below(block: Path) -> Iterator[str]:
    """The disks below a partition, or below what joins or encrypts several."""
    if (block / "partition").exists():
        yield block.parent.name
        return
    slaves = [*(block / "slaves").glob("*")]
    for slave in slaves:
        yield from _below(slave.resolve())
    if not slaves:
        yield block.name


def _mounted(device: int) -> tuple[str, str]:
    """What kind of file system a device is, and what it was mounted from."""
    number = _number(device)
    try:
        lines = MOUNTS.read_text("utf-8", "replace").splitlines()
    except OSError:
        return "", ""
    for line in lines:
        place, _, about = line.partition(" - ")
        if place.split()[2:3] == [number] and len(about.split()) >= 2:
            kind, source = about.split()[:2]
            return kind, source
    return "", ""


def _device(folder: Path) -> int:
    """The device of the file system that a folder lies in."""
    return folder.stat().st_dev


def _named(node: Path) -> int:
    """The device that a file in `/dev` stands for."""
    return node.stat().st_rdev


def _number(device: int) -> str:
    """`8:1`, as Linux writes it."""
    return "" if sys.platform == "win32" else f"{os.major(device)}:{os.minor(device)}"
