"""Restoring a backup, on this laptop or on a new one."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from fieldapp.base.findings import Finding
from fieldapp.base.progress import Check, counted, unwatched
from fieldapp.store import backups, erasures, opening, schema
from fieldapp.store.blobs import FOLDER as BLOBS
from fieldapp.store.database import NAME, Database
from fieldapp.store.erasures import Erased
from fieldapp.store.files import copy, make_folder, sync_folder
from fieldapp.store.keys import KeyFile
from fieldapp.store.machine import Machine
from fieldapp.store.mark import HighWater, Mark
from fieldapp.store.parts import Parts
from fieldapp.store.projections import Projector, plain
from fieldapp.store.transaction import Transaction
from fieldapp.store.workspace import Workspace


def restore(
    backup: Path,
    folder: Path,
    *,
    passcode: str | None = None,
    recovery_code: str | None = None,
    company_key: bytes | None = None,
    machine: Machine | None = None,
    project: Projector = plain,
    lists: tuple[Path, ...] = (),
    check: Check = unwatched,
) -> Workspace:
    """Makes a workspace of a backup, under a new incarnation, and opens it.

    What the lists of erasures beside the backup name is erased before anything can be read; a
    damaged list is named in the workspace's `findings`.

    Args:
        backup: one backup's folder; nothing in it is changed.
        folder: where nothing is, or an empty folder.
        lists: other folders of backups whose lists count too.
        check: told how far it is; what it stops leaves nothing behind.

    Raises:
        BackupError: no backup, or a damaged one.
        WrongPasscodeError, WrongRecoveryCodeError, WrongCompanyKeyError, PasscodeNeededError,
        WorkspaceExistsError.
    """
    machine = machine or Machine()
    keys, _ = KeyFile.read(backup)
    key = keys.open(machine.secrets, passcode, recovery_code, company_key)
    found = backups.read(backup)
    total = len(found.blobs) * 2
    backups.verify(found, key, lambda done, _: check(done, total))
    listed: list[Erased] = []
    findings: tuple[Finding, ...] = ()
    for root in (backup.parent, *lists):
        known, unreadable = erasures.read_list(root, keys.workspace, key)
        listed += known
        findings += unreadable

    def fill(staging: Path) -> None:
        keys.write(staging)
        copy(backup / NAME, staging / NAME)
        copied = counted(found.blobs, total, check, begun=len(found.blobs))
        copy_blobs(backup, staging, copied)
        with Database(staging / NAME, key.database) as database:
            schema.upgrade(database)
            parts = Parts(staging, database, key, machine, project)
            _begin_again(parts)
            mark = replay(parts, listed)
        HighWater.create(staging / opening.MARK, mark)

    opening.build(folder, machine.entropy(3).hex(), fill)
    workspace = Workspace.unlock(
        folder,
        passcode=passcode,
        recovery_code=recovery_code,
        company_key=company_key,
        machine=machine,
        project=project,
    )
    workspace.findings += findings
    return workspace


def copy_blobs(source: Path, target: Path, places: Iterable[str]) -> None:
    """Copies blob files to the same places in another folder.

    Raises:
        OSError: from the disk.
    """
    for place in places:
        make_folder(target / BLOBS)
        make_folder((target / place).parent)
        copy(source / place, target / place)
        sync_folder((target / place).parent)


def _begin_again(parts: Parts) -> None:
    """Takes a new incarnation: the changes since the backup may live on elsewhere. Its tokens
    have been renewed since, perhaps."""
    identity = opening.identity(parts).reborn(parts.machine.entropy)
    with parts.database.writing():
        parts.meta.put_identity(identity)
        parts.spaces.forget_tokens()


def replay(parts: Parts, listed: list[Erased]) -> Mark:
    """Erases what a list of erasures names, and returns where the log stands then."""
    with parts.database.writing():
        transaction = Transaction(parts, opening.identity(parts))
        for erased in listed:
            transaction.admit([erased.frame], erased.private_of)
        transaction.finish()
        parts.blobs.bury()
    return transaction.mark
