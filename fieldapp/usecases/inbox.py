"""The inbox: a watched folder into which a phone's photos arrive.

Looking needs no workspace and may take place on any thread (`look`, every few seconds). What is new
is what nobody has taken or put aside in this workspace before, told by the file's content.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from fieldapp.base.findings import Finding, Severity
from fieldapp.base.progress import Check, unwatched
from fieldapp.store import seen
from fieldapp.store.photos import MAX_BYTES
from fieldapp.store.workspace import Workspace
from fieldapp.usecases.attaching import is_photo

MOST_FILES = 300
"""Of a folder the latest so many photos are looked at."""

State = tuple[int, int]
"""Size in bytes and time of the last change in nanoseconds."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """A photo that lies in the folder, whole."""

    path: Path
    size: int
    changed: datetime
    sha256: str


@dataclass(frozen=True, slots=True)
class Glance:
    """What one look at the folder has found, to be given to the next."""

    folder: Path
    states: Mapping[Path, State] = field(default_factory=dict)
    arrivals: tuple[Arrival, ...] = ()
    """Photos that have not changed since the look before, the latest first."""
    trouble: Finding | None = None
    """Why nothing could be seen."""


def look(folder: Path, before: Glance | None = None, check: Check = unwatched) -> Glance:
    """Looks into the folder. A file that still grows, or was not there at the look before, is not
    counted as arrived yet; of one that is known nothing is read again.

    Args:
        before: the former look; None at the first.
    """
    former = before if before is not None and before.folder == folder else Glance(folder)
    try:
        states = _states(folder)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        params = {"path": str(folder), "reason": reason}
        trouble = Finding("evidence.inbox_unreadable", params, "", Severity.WARNING)
        return Glance(folder, former.states, former.arrivals, trouble)
    known = {(one.path, one.size, one.changed): one for one in former.arrivals}
    arrivals = []
    for number, (path, state) in enumerate(states.items()):
        check(number, len(states))
        if former.states.get(path) == state:
            size, changed = state[0], _moment(state[1])
            found = known.get((path, size, changed)) or _read(path, state, changed)
            arrivals += [found] if found is not None else []
    return Glance(folder, states, tuple(arrivals))


def new(workspace: Workspace, glance: Glance) -> tuple[Arrival, ...]:
    """The arrived photos that were neither taken nor put aside, each content once."""
    fresh = seen.unseen(workspace, {one.sha256 for one in glance.arrivals})
    by_content = {one.sha256: one for one in reversed(glance.arrivals) if one.sha256 in fresh}
    return tuple(one for one in glance.arrivals if by_content.get(one.sha256) is one)


def dealt_with(workspace: Workspace, arrivals: Iterable[Arrival]) -> None:
    """Remembers photos as taken or put aside. The files themselves are left alone.

    Raises:
        StoreError: they will be offered again.
    """
    seen.note(workspace, [one.sha256 for one in arrivals])


def _states(folder: Path) -> dict[Path, State]:
    """The photos of a folder, the latest first; links, folders and empty files are none.

    Raises:
        OSError: it cannot be listed.
    """
    found: list[tuple[int, int, Path]] = []
    with os.scandir(folder) as entries:
        for entry in entries:
            if not is_photo(entry.name) or entry.name.startswith("."):
                continue
            try:
                known = entry.stat(follow_symlinks=False)
            except OSError:  # gone in the meantime
                continue
            if stat.S_ISREG(known.st_mode) and 0 < known.st_size <= MAX_BYTES:
                found.append((known.st_mtime_ns, known.st_size, Path(entry.path)))
    found.sort(reverse=True)
    return {path: (size, changed) for changed, size, path in found[:MOST_FILES]}


def _read(path: Path, state: State, changed: datetime) -> Arrival | None:
    """A photo by its content; None if it cannot be read or changes under our hands."""
    try:
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        known = path.stat()
    except OSError:
        return None
    if (known.st_size, known.st_mtime_ns) != state:
        return None
    return Arrival(path, state[0], changed, digest)


def _moment(nanoseconds: int) -> datetime:
    return datetime.fromtimestamp(nanoseconds // 10**9, UTC)
