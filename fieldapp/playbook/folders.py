"""Where playbooks and their parts lie in a folder, and whether its compiled ones are fresh.

A folder, the built-in one or a company's own, holds `playbooks/`, `fields/` and `scales/` with
authors' files and `compiled/` with what was made from them.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from pathlib import Path

from fieldapp.base import paths
from fieldapp.playbook.wares import READY

KINDS = ("playbooks", "fields", "scales")
"""Folders with authors' files."""
INDEX = "index.json"
FORMAT = "fieldapp-compiled-playbook/1"
"""What compiled playbooks are written in; those of another form are made again."""


def playbooks(folder: Path) -> list[Path]:
    return sorted((folder / "playbooks").glob("*.yaml"))


def ready(folder: Path) -> list[Path]:
    """Playbooks that were given compiled, without what they were made from."""
    return sorted((folder / READY).glob("*.json"))


def parts(folders: Iterable[Path]) -> list[Path]:
    """The fields' and scales' files of those folders, in a fixed order."""
    return [
        path
        for folder in folders
        for kind in ("fields", "scales")
        for path in sorted((folder / kind).glob("*.yaml"))
    ]


def sources(folder: Path, built_in: Path | None = None) -> list[Path]:
    """Where the playbooks of a folder find their fields: the built-in folder and their own."""
    built_in = built_in or paths.forms()
    return [built_in] if folder.resolve() == built_in.resolve() else [built_in, folder]


def digest(playbook: Path, shared: Sequence[Path]) -> str:
    """SHA-256 (hex) of everything a compiled playbook is made from, whatever the line ends."""
    hashed = hashlib.sha256(FORMAT.encode())
    for path in (playbook, *shared):
        data = path.read_bytes().replace(b"\r\n", b"\n")
        hashed.update(f"\0{path.parent.name}/{path.name}\0{len(data)}\0".encode())
        hashed.update(data)
    return hashed.hexdigest()


def fresh(playbook: Path, shared: Sequence[Path]) -> bytes | None:
    """The compiled form of a playbook's file, None if there is none or its sources changed."""
    compiled = playbook.parent.parent / "compiled"
    try:
        listed = json.loads((compiled / INDEX).read_bytes())[playbook.stem]
        data = (compiled / f"{playbook.stem}.json").read_bytes()
        unchanged = (
            listed["sources"] == digest(playbook, shared)
            and listed["version"] == hashlib.sha256(data).hexdigest()
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return data if unchanged else None
