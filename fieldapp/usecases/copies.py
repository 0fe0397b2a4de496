"""Copies: what was given out by hand, as far as it can be counted on once this laptop is gone.

A bundle counts when it was written to another disk, or when a colleague's laptop has shown by one
of its own bundles that it has the case. A case file says what a case says now and not how it came
to that, so it is named and does not count. Nothing counts that went by mail: nobody knows whether
it arrived.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path

from fieldapp.store.disks import is_same_disk
from fieldapp.store.workspace import Workspace


def note_bundle(
    workspace: Workspace, path: Path, cases: Collection[bytes], since: int, upto: int
) -> bool:
    """Notes a bundle that holds cases whole, but for what came up to `since`.

    Returns:
        Whether it lies on another disk, so that it counts.
    """
    copies = workspace.parts.copies
    if is_same_disk(workspace.folder, path.parent):
        return False
    with workspace.parts.database.writing():
        for case in cases:
            # What came before must be in another copy.
            if copies.reached(case) >= since:
                copies.put(case, "bundle", str(path.parent), upto, _now(workspace))
    return True


def note_laptop(
    workspace: Workspace,
    person: str,
    changes: Mapping[bytes, Collection[bytes]],
    files: Mapping[bytes, Collection[str]],
) -> None:
    """Notes that a person's laptop has these changes and files of cases: it sent them."""
    parts = workspace.parts
    with parts.database.writing():
        for case, names in changes.items():
            if {one.sha256 for one in parts.shipping.of(case)} - set(files.get(case, ())):
                continue  # something that is here is not there
            reached = 0
            for kept in parts.shared.changes(case):
                if kept.change.id not in names:
                    break
                reached = kept.n
            if reached:
                parts.copies.put(case, "laptop", person, reached, _now(workspace))


def note_file(workspace: Workspace, case: bytes, folder: Path) -> None:
    """Notes a case file; on the laptop's own disk it is no copy."""
    if not is_same_disk(workspace.folder, folder):
        with workspace.parts.database.writing():
            upto = workspace.parts.counter.read()[0].n
            workspace.parts.copies.put(case, "file", str(folder), upto, _now(workspace))


def _now(workspace: Workspace) -> int:
    return int(workspace.machine.clock().timestamp() * 1000)
