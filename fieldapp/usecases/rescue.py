"""Rescue: a workspace that can be used again in the place of one that is damaged.

Nothing is thrown away: the damaged folder is kept beside it under another name. A crash in the
middle leaves either the one or the other in its place, or `finish` puts it there.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from fieldapp.base.findings import Finding
from fieldapp.base.progress import Check, unwatched
from fieldapp.playbook.library import Library
from fieldapp.store import backups
from fieldapp.store.errors import DamagedError, plain_errors
from fieldapp.store.files import sync_folder
from fieldapp.store.keys import KeyFile
from fieldapp.store.machine import Machine
from fieldapp.store.workspace import Workspace
from fieldapp.usecases.workspaces import projector


@dataclass(frozen=True, slots=True)
class Rescued:
    """`damaged`: where the damaged folder lies now. `findings`: what is lost, or was noticed."""

    damaged: Path
    cases: int
    findings: tuple[Finding, ...]


def salvage(
    folder: Path,
    library: Library,
    *,
    passcode: str | None = None,
    recovery_code: str | None = None,
    machine: Machine | None = None,
    check: Check = unwatched,
) -> Rescued:
    """Takes all that can be read out of a damaged workspace, and what is missing from its latest
    backup.

    Raises:
        StoreError: see `fieldapp.store.salvage.salvage`; nothing has changed.
    """
    from fieldapp.store.salvage import salvage as carve

    def make(target: Path) -> tuple[int, tuple[Finding, ...]]:
        found = carve(
            folder,
            target,
            passcode=passcode,
            recovery_code=recovery_code,
            machine=machine,
            project=projector(library),
            keys_from=_keys_of(folder),
            check=check,
        )
        return _shut(found.workspace), found.findings

    return _in_place(folder, make)


def restore(
    folder: Path,
    backup: Path,
    library: Library,
    *,
    passcode: str | None = None,
    recovery_code: str | None = None,
    machine: Machine | None = None,
    check: Check = unwatched,
) -> Rescued:
    """Goes back to a backup. What was written since lies in the damaged folder only.

    Raises:
        StoreError: see `fieldapp.store.restore.restore`; nothing has changed.
    """
    from fieldapp.store.restore import restore as put_back

    def make(target: Path) -> tuple[int, tuple[Finding, ...]]:
        workspace = put_back(
            backup,
            target,
            passcode=passcode,
            recovery_code=recovery_code,
            machine=machine,
            project=projector(library),
            check=check,
        )
        findings = workspace.findings
        return _shut(workspace), findings

    return _in_place(folder, make)


def finish(folder: Path) -> None:
    """Puts a rescued workspace into its place, where a crash came between the two renamings; for a
    folder that is not there."""
    found = sorted(folder.parent.glob(f"{folder.name}.rescued-*"))
    if found:
        with plain_errors(folder):
            found[-1].rename(folder)


def _in_place(folder: Path, make: Callable[[Path], tuple[int, tuple[Finding, ...]]]) -> Rescued:
    number = 1
    while any(_beside(folder, name, number).exists() for name in ("damaged", "rescued")):
        number += 1
    damaged, target = (_beside(folder, name, number) for name in ("damaged", "rescued"))
    cases, findings = make(target)
    with plain_errors(folder):
        folder.rename(damaged)
        target.rename(folder)
        sync_folder(folder.parent)
    return Rescued(damaged, cases, findings)


def _beside(folder: Path, name: str, number: int) -> Path:
    return folder.with_name(f"{folder.name}.{name}-{number:03}")


def _keys_of(folder: Path) -> Path | None:
    """A backup whose key file can be read, where the workspace's own cannot."""
    try:
        KeyFile.read(folder)
    except DamagedError:
        for backup in reversed(backups.find(folder / backups.FOLDER)):
            try:
                KeyFile.read(backup.folder)
            except DamagedError:
                continue
            return backup.folder
    return None


def _shut(workspace: Workspace) -> int:
    with workspace:
        return workspace.count()
