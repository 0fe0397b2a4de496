"""Rescue: a workspace that can be used again in the place of one that is damaged.

Nothing is thrown away: the damaged folder is kept beside it under another name. A crash in the
middle leaves either the one or the other in its place, or `finish` puts it there.
"""

from __future__ import annotations

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
from fieldapp.usecases import care
from fieldapp.usecases.workspaces import projector


@dataclass(frozen=True, slots=True)
class Rescued:
    """`damaged`: where the damaged folder lies now. `findings`: what is lost, or was noticed."""

    damaged: Path
    cases: int
    findings: tuple[Finding, ...]


def rescue(
    folder: Path,
    library: Library,
    backup: Path | None = None,
    *,
    passcode: str | None = None,
    recovery_code: str | None = None,
    machine: Machine | None = None,
    check: Check = unwatched,
) -> Rescued:
    """Takes all that can be read out of a damaged workspace, and what is missing from its latest
    backup; or goes back to a backup.

    Args:
        backup: to go back to; what was written since then lies in the damaged folder only.

    Raises:
        StoreError: see `fieldapp.store.salvage.salvage` and `care.restore_into`; nothing has
            changed.
    """

    def go_back(target: Path, backup: Path) -> tuple[int, tuple[Finding, ...]]:
        restored = care.restore_into(
            backup,
            target,
            library,
            passcode=passcode,
            recovery_code=recovery_code,
            machine=machine,
            check=check,
        )
        return restored.cases, restored.findings

    def carve(target: Path) -> tuple[int, tuple[Finding, ...]]:
        from fieldapp.store.salvage import salvage

        found = salvage(
            folder,
            target,
            passcode=passcode,
            recovery_code=recovery_code,
            machine=machine,
            project=projector(library),
            keys_from=_keys_of(folder),
            check=check,
        )
        with found.workspace as workspace:
            return workspace.listing().count(), found.findings

    number = 1
    while any(_beside(folder, name, number).exists() for name in ("damaged", "rescued")):
        number += 1
    damaged, target = (_beside(folder, name, number) for name in ("damaged", "rescued"))
    cases, findings = carve(target) if backup is None else go_back(target, backup)
    with plain_errors(folder):
        folder.rename(damaged)
        target.rename(folder)
        sync_folder(folder.parent)
    return Rescued(damaged, cases, findings)


def finish(folder: Path) -> None:
    """Puts a rescued workspace into its place, where a crash came between the two renamings; for a
    folder that is not there."""
    found = sorted(folder.parent.glob(f"{folder.name}.rescued-*"))
    if found:
        with plain_errors(folder):
            found[-1].rename(folder)


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
