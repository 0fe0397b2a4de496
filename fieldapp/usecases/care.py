"""Care of the workspace: backups here and in a second folder, and a workspace from one of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from fieldapp.base.errors import FieldAppError
from fieldapp.base.findings import Finding, Severity
from fieldapp.base.progress import Check, unwatched
from fieldapp.playbook.library import Library
from fieldapp.store import backups
from fieldapp.store.backups import Backup
from fieldapp.store.disks import is_same_disk
from fieldapp.store.errors import BackupError
from fieldapp.store.machine import Machine
from fieldapp.store.workspace import Workspace
from fieldapp.usecases.company import escrow
from fieldapp.usecases.outputs import check_writable
from fieldapp.usecases.workspaces import projector


class SecondFolderError(FieldAppError):
    """The folder will not do as the second one for backups."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A finished backup. `made` is in this laptop's zone, by the clock of its time."""

    folder: Path
    made: datetime
    photos: int
    """Photos, files and editions in it."""


@dataclass(frozen=True, slots=True)
class Place:
    """A folder of backups and what is in it, the latest first."""

    folder: Path
    is_reachable: bool
    backups: tuple[Kept, ...]


@dataclass(frozen=True, slots=True)
class BackupState:
    """`own`: in the workspace; `second`: elsewhere, None where none was chosen."""

    own: Place
    second: Place | None
    last: datetime | None
    """When the latest was made, wherever it is."""
    is_due: bool
    is_same_disk: bool
    """The second folder lies on the workspace's own disk, and goes with it."""
    opened: int | None
    """So many of those within reach the company's key opens; None where there is none."""


@dataclass(frozen=True, slots=True)
class BackedUp:
    made: Kept
    findings: tuple[Finding, ...]
    """Damaged photos, the second folder out of reach."""


@dataclass(frozen=True, slots=True)
class Restored:
    folder: Path
    cases: int
    findings: tuple[Finding, ...]


def backup_state(workspace: Workspace, days: int) -> BackupState:
    """How the backups stand.

    Args:
        days: a last backup older than so many is due for another; 0: never.
    """
    now = workspace.machine.clock()
    own, *others = workspace.backups.roots
    found = workspace.backups.find()
    places = [_place(root, found, now) for root in (own, *others)]
    last = max((one.made for place in places for one in place.backups), default=None)
    is_old = last is None or now - last > timedelta(days=days)
    second = places[1] if others else None
    return BackupState(
        places[0],
        second,
        last,
        is_due=bool(days) and is_old,
        is_same_disk=second is not None and is_same_disk(workspace.folder, second.folder),
        opened=escrow.opened_backups(workspace)[0] if workspace.access.companies else None,
    )


def back_up(workspace: Workspace, check: Check = unwatched) -> BackedUp:
    """Makes a verified backup in each folder.

    Raises:
        StoreError: none was made; earlier ones are as they were.
    """
    backup, findings = workspace.backups.make(check)
    return BackedUp(_kept(backup, workspace.machine.clock()), findings)


def use_second_folder(workspace: Workspace, folder: Path | None) -> tuple[Finding, ...]:
    """Chooses where each backup is made a second time; None: nowhere.

    Returns:
        A word of warning if it lies on the same disk.

    Raises:
        SecondFolderError: it is the workspace's own, or none that is there.
        NotWrittenError: it may not be written.
    """
    if folder is None:
        workspace.backups.set_second_folder(None)
        return ()
    folder = folder.resolve()
    if not folder.is_dir():
        raise SecondFolderError("care.second_missing", path=str(folder))
    if folder.is_relative_to(workspace.folder.resolve()):
        raise SecondFolderError("care.second_inside", path=str(folder))
    check_writable(folder / backups.MANIFEST)
    workspace.backups.set_second_folder(folder)
    if is_same_disk(workspace.folder, folder):
        return (Finding("care.second_same_disk", {}, str(folder), Severity.WARNING),)
    return ()


def restorable(folder: Path, now: datetime) -> tuple[Kept, ...]:
    """The backups a person may mean who points at a folder: itself, those in it, or those of the
    workspace it is; the latest first. Whether one can be opened shows when it is.

    Raises:
        BackupError: there is none.
    """
    try:
        return (_kept(backups.read(folder), now),)
    except BackupError:
        found = [*backups.find(folder), *backups.find(folder / backups.FOLDER)]
    if not found:
        raise BackupError("store.backup_none", where=str(folder))
    return tuple(_kept(one, now) for one in sorted(found, key=backups.order, reverse=True))


def restore_into(
    backup: Path,
    folder: Path,
    library: Library,
    *,
    passcode: str | None = None,
    recovery_code: str | None = None,
    machine: Machine | None = None,
    check: Check = unwatched,
) -> Restored:
    """Makes a workspace of a backup in a folder where nothing is; the present one is not touched.
    It is locked again afterwards.

    Raises:
        StoreError: see `fieldapp.store.restore.restore`; nothing was made.
    """
    from fieldapp.store.restore import restore

    project = projector(library)
    with restore(
        backup,
        folder,
        passcode=passcode,
        recovery_code=recovery_code,
        machine=machine,
        project=project,
        check=check,
    ) as workspace:
        return Restored(folder, workspace.listing().count(), workspace.findings)


def _place(root: Path, found: list[Backup], now: datetime) -> Place:
    here = [one for one in found if one.folder.parent == root]
    kept = tuple(_kept(one, now) for one in reversed(here))
    return Place(root, root.is_dir(), kept)


def _kept(backup: Backup, now: datetime) -> Kept:
    return Kept(backup.folder, backup.made.astimezone(now.tzinfo), len(backup.blobs))
