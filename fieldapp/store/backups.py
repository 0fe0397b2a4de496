"""Backups: whole, verified copies of a workspace, a few of them, in one folder or two.

A backup is a folder that could stand as a workspace: database, key files and blobs, and a manifest
that says what must be in it. Blobs that an earlier backup holds already are linked, not copied. It
is read back before it counts. `erasures` beside the backups lists what has been erased, so that a
restore from a copy that was out of reach cannot bring it back.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from fieldapp.base.clock import system_entropy
from fieldapp.base.findings import Finding
from fieldapp.base.progress import Check, counted, unwatched
from fieldapp.base.values import frozen
from fieldapp.store import erasures, integrity, opening
from fieldapp.store.blobs import FOLDER as BLOBS
from fieldapp.store.blobs import BlobFiles, Blobs
from fieldapp.store.database import NAME, Database
from fieldapp.store.errors import BackupError, BlobError, plain_errors
from fieldapp.store.files import copy, make_folder, sync_folder, write_atomically
from fieldapp.store.keys import NAMES, DataKey
from fieldapp.store.log import Counter
from fieldapp.store.mark import HighWater
from fieldapp.store.parts import Parts

FOLDER = "backups"
MANIFEST = "manifest.json"
FORMAT = "fieldapp-backup/1"
DAYS, WEEKS = 7, 4
_DOOMED = ".fieldapp-old-"
_CHUNK = 1024 * 1024


@frozen
class Backup:
    """A finished backup: what its manifest says."""

    folder: Path
    workspace: str
    """The workspace's id, hexadecimal."""
    made: datetime
    n: int
    """The last change in it."""
    database: str
    """SHA-256 (hex) of the database file."""
    erased: str
    """Names what had been erased, see `erasures.digest`."""
    blobs: tuple[str, ...]
    """The blobs' files, sorted."""


# Making


def make(
    parts: Parts, workspace: Path, key: DataKey, root: Path, *, check: Check = unwatched
) -> tuple[Backup, list[Finding]]:
    """Makes a backup in a folder of backups, reads it back and removes those no longer needed.

    Args:
        check: told how far it is; an unfinished backup it stops is removed.

    Returns:
        It, and a finding for each blob that is missing or damaged here and so not in it.

    Raises:
        BackupError: what was written does not read back.
        StoreError: from the disk; an unfinished backup is removed.
    """
    made = parts.machine.clock().astimezone(UTC)
    token = parts.machine.entropy(3).hex()
    folder = root / f"{made:%Y%m%dT%H%M%SZ}-{token}"
    earlier = find(root)
    findings: list[Finding] = []
    owner, erased = opening.workspace_id(parts).hex(), erasures.digest(parts)

    def fill(staging: Path) -> None:
        check(0, 0)
        parts.database.copy_to(staging / NAME, key.database)
        for name in NAMES:
            write_atomically(staging / name, (workspace / name).read_bytes())
        with Database(staging / NAME, key.database) as copied:
            mark, _ = Counter(copied).read()
            names = Blobs(copied, parts.blobs.files).all()
        HighWater.create(staging / opening.MARK, mark)
        kept = BlobFiles(staging / BLOBS, key, parts.machine.entropy)
        watched = counted(names, len(names) * 2, check)
        files = _copy_blobs(parts.blobs.files, watched, kept, earlier, findings)
        digest = _digest(staging / NAME)
        backup = Backup(staging, owner, made, mark.n, digest, erased, files)
        write_atomically(staging / MANIFEST, _manifest(backup))
        verify(backup, key, lambda done, total: check(total + done, total * 2))

    opening.build(folder, f"{_own_token(parts)}{token}", fill)
    with plain_errors(root):
        findings += erasures.write_list(root, parts, opening.workspace_id(parts), key)
    backup = read(folder)
    prune(root, backup)
    return backup, findings


def _copy_blobs(
    files: BlobFiles,
    names: Iterable[str],
    kept: BlobFiles,
    earlier: list[Backup],
    findings: list[Finding],
) -> tuple[str, ...]:
    """Links each blob to the latest earlier backup that has it whole, or copies it."""
    copied = []
    for name in names:
        source, target = files.path(name), kept.path(name)
        place = Path(BLOBS, target.parent.name, target.name).as_posix()
        make_folder(kept.folder)
        make_folder(target.parent)
        if not _link(place, name, kept, earlier):
            try:
                files.get(name)
            except BlobError as error:
                findings.append(error.finding)
                continue
            copy(source, target)
        sync_folder(target.parent)
        copied.append(place)
    return tuple(sorted(copied))


def _link(place: str, name: str, kept: BlobFiles, earlier: list[Backup]) -> bool:
    """Links a blob that an earlier backup holds, if it can still be read there."""
    for backup in reversed(earlier):
        if place in backup.blobs:
            try:
                os.link(backup.folder / place, kept.path(name))
                kept.get(name)
            except OSError:
                return False
            except BlobError:
                kept.path(name).unlink()
                return False
            return True
    return False


def _digest(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


# Reading


def find(root: Path) -> list[Backup]:
    """The finished backups in a folder, the oldest first; what is none is passed over."""
    found = []
    for folder in sorted(root.glob("[!.]*/")) if root.is_dir() else ():
        try:
            found.append(read(folder))
        except BackupError:
            continue
    return sorted(found, key=order)


def unreadable(root: Path) -> list[Path]:
    """Folders that were finished backups, whosever, and whose manifest is damaged."""
    found = []
    for folder in sorted(root.glob("[!.]*/")) if root.is_dir() else ():
        if (folder / MANIFEST).exists():
            try:
                read(folder)
            except BackupError:
                found.append(folder)
    return found


def order(backup: Backup) -> tuple[datetime, int]:
    """From the older to the newer."""
    return (backup.made, backup.n)


def read(folder: Path) -> Backup:
    """Raises: BackupError: not a backup, or one of a newer version."""
    try:
        data = (folder / MANIFEST).read_bytes()
        document = json.loads(data)
        backup = Backup(
            folder,
            document["workspace"],
            datetime.fromisoformat(document["made"]),
            document["n"],
            document["database"],
            document["erased"],
            tuple(document["blobs"]),
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BackupError("store.backup_none", where=str(folder)) from error
    if _manifest(backup) != data:
        raise BackupError("store.backup_damaged", where=str(folder))
    return backup


def _manifest(backup: Backup) -> bytes:
    document = {
        "format": FORMAT,
        "workspace": backup.workspace,
        "made": backup.made.isoformat(),
        "n": backup.n,
        "database": backup.database,
        "erased": backup.erased,
        "blobs": list(backup.blobs),
    }
    check = hashlib.sha256(json.dumps(document).encode()).hexdigest()
    return json.dumps(document | {"check": check}, indent=1).encode()


def verify(backup: Backup, key: DataKey, check: Check = unwatched) -> None:
    """Reads a backup back.

    Raises:
        BackupError: it does not hold what its manifest says.
    """
    folder = backup.folder
    problem = BackupError("store.backup_damaged", where=str(folder))
    with plain_errors(folder):
        here = {path.relative_to(folder).as_posix() for path in folder.glob(f"{BLOBS}/??/*")}
        if not here >= set(backup.blobs) or _digest(folder / NAME) != backup.database:
            raise problem
    with Database(folder / NAME, key.database) as database:
        if list(integrity.check_pages(database)) or not integrity.is_whole(database):
            raise problem
        mark, _ = Counter(database).read()
        if mark.n != backup.n:
            raise problem
        blobs = BlobFiles(folder / BLOBS, key, system_entropy)
        names = Blobs(database, blobs).all()
        for name in counted(names, len(names), check):
            if blobs.path(name).relative_to(folder).as_posix() in backup.blobs:
                try:
                    blobs.get(name)
                except BlobError as error:
                    raise problem from error


# Removing


def prune(root: Path, latest: Backup) -> None:
    """Removes what rotation no longer keeps, and what may hold something erased since.

    Args:
        latest: the backup just made; it stays, whatever the clock says.
    """
    own = [backup for backup in find(root) if backup.workspace == latest.workspace]
    keep = {latest.folder, *(backup.folder for backup in kept(own))}
    with plain_errors(root):
        sweep(root)
        for backup in own:
            if backup.folder not in keep or backup.erased != latest.erased:
                remove(backup)


def remove(backup: Backup) -> None:
    """Removes a backup. Under another name it is none any more; only then does it go to pieces."""
    doomed = backup.folder.with_name(f"{_DOOMED}{backup.folder.name}")
    backup.folder.rename(doomed)
    sync_folder(doomed.parent)
    shutil.rmtree(doomed)
    sync_folder(doomed.parent)


def sweep_unfinished(root: Path, parts: Parts) -> None:
    """Removes this workspace's half-made backups, as far as the folder can be reached; other
    laptops may be using it too."""
    with suppress(OSError):
        opening.sweep_staging(root, older_than=0, token=_own_token(parts))


def _own_token(parts: Parts) -> str:
    """What the names of this workspace's half-made backups begin with."""
    return f"{opening.workspace_id(parts).hex()[:8]}-"


def sweep(root: Path) -> None:
    """Finishes removals that a crash interrupted; what they leave may hold something erased."""
    for doomed in root.glob(f"{_DOOMED}*"):
        shutil.rmtree(doomed, ignore_errors=True)


def kept(backups: Iterable[Backup]) -> list[Backup]:
    """What rotation keeps: the last of each of the latest 7 days and 4 weeks that have any."""
    newest_first = sorted(backups, key=order, reverse=True)
    days: dict[object, Backup] = {}
    weeks: dict[object, Backup] = {}
    for backup in newest_first:
        days.setdefault(backup.made.date(), backup)
        weeks.setdefault(backup.made.isocalendar()[:2], backup)
    return [*list(days.values())[:DAYS], *list(weeks.values())[:WEEKS]]
