"""Salvage: a new workspace of all that can be read in a damaged one, and of its latest backup."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from fieldapp.base.findings import Finding
from fieldapp.base.progress import Check, counted, unwatched
from fieldapp.case.change import Identity
from fieldapp.case.files import kept_files
from fieldapp.case.seal import SigningKey
from fieldapp.store import backups, erasures, integrity, meta, opening, schema
from fieldapp.store.blobs import FOLDER as BLOBS
from fieldapp.store.blobs import BlobFiles
from fieldapp.store.database import NAME, Database
from fieldapp.store.errors import BlobError, StoreError, plain_errors
from fieldapp.store.keys import DataKey, KeyFile
from fieldapp.store.machine import Machine
from fieldapp.store.mark import HighWater
from fieldapp.store.parts import Parts
from fieldapp.store.projections import Projector, plain
from fieldapp.store.remains import Remains
from fieldapp.store.restore import replay
from fieldapp.store.spaces import KEPT
from fieldapp.store.transaction import Transaction
from fieldapp.store.workspace import FRAMES_AT_ONCE, Workspace


@dataclass(frozen=True, slots=True)
class Salvaged:
    """The new workspace, and what was damaged or is still missing."""

    workspace: Workspace
    findings: tuple[Finding, ...]


def salvage(
    damaged: Path,
    folder: Path,
    *,
    passcode: str | None = None,
    recovery_code: str | None = None,
    machine: Machine | None = None,
    project: Projector = plain,
    keys_from: Path | None = None,
    check: Check = unwatched,
) -> Salvaged:
    """Makes a workspace of what is left of another. Nothing in the damaged one is changed.

    Every change and value that its own hash proves is taken, from the database file, its journal
    and the latest backup that reads back; all come in through the door that every change does.

    Args:
        damaged: a workspace's folder; no program may have it open.
        folder: where nothing is, or an empty folder.
        keys_from: a folder (a backup) whose key file is used, where the workspace's is damaged.
        check: told how far it is; what it stops leaves nothing behind.

    Raises:
        WrongPasscodeError, WrongRecoveryCodeError, PasscodeNeededError, WorkspaceExistsError.
        DamagedError: the key file is not readable.
    """
    machine = machine or Machine()
    keys, _ = KeyFile.read(keys_from or damaged)
    key = keys.open(machine.secrets, passcode, recovery_code)
    remains = Remains()
    with plain_errors(damaged):
        remains.carve(damaged / NAME, key.database)
    check(0, 0)
    backup = _latest_backup(damaged / backups.FOLDER, keys.workspace, key)
    if backup is not None:
        with Database(backup / NAME, key.database) as database:
            remains.add(database)
    sources = [place / BLOBS for place in (damaged, backup) if place is not None]
    findings = [*remains.damaged, *_lost(damaged, len(remains.changes))]

    def fill(staging: Path) -> None:
        keys.write(staging)
        with Database(staging / NAME, key.database) as database:
            schema.upgrade(database)
            who, device_key = _identity(remains, machine)
            opening.start(database, keys.workspace, who, device_key)
            parts = Parts(staging, database, key, machine, project)
            findings.extend(_take_in(parts, who, remains, check))
            files = [BlobFiles(source, key, machine.entropy) for source in sources]
            findings.extend(_take_blobs(parts, remains, files, check))
            listed, unreadable = erasures.read_list(damaged / backups.FOLDER, keys.workspace, key)
            findings.extend(unreadable)
            mark = replay(parts, listed)
            findings.extend(integrity.verify(parts, who.device))
        HighWater.create(staging / opening.MARK, mark)

    opening.build(folder, machine.entropy(3).hex(), fill)
    workspace = Workspace.unlock(
        folder, passcode=passcode, recovery_code=recovery_code, machine=machine, project=project
    )
    return Salvaged(workspace, tuple(findings))


def _latest_backup(root: Path, workspace: bytes, key: DataKey) -> Path | None:
    for backup in reversed(backups.find(root)):
        if backup.workspace == workspace.hex():
            try:
                backups.verify(backup, key)
            except StoreError:
                continue
            return backup.folder
    return None


def _identity(remains: Remains, machine: Machine) -> tuple[Identity, SigningKey]:
    """Who wrote there, under a new incarnation; somebody new if nothing says who it was."""
    entropy = machine.entropy
    author, device = remains.meta.get(meta.AUTHOR), remains.meta.get(meta.DEVICE)
    if author is None or device is None:
        own = [change for _, change, private_of in remains.changes.values() if private_of]
        author, device = (own[0].author, own[0].device) if own else (None, None)
    seed = remains.meta.get(meta.DEVICE_SEED)
    key = SigningKey(seed) if seed is not None else SigningKey.new(entropy)
    if author is None or device is None:
        return Identity.new(entropy), key
    return Identity(author, device, b"").reborn(entropy), key


def _take_in(parts: Parts, who: Identity, remains: Remains, check: Check) -> Iterator[Finding]:
    """Brings changes, drafts, playbooks, quarantine and what teams there are into the new
    database."""
    frames = counted(remains.frames(), len(remains.changes), check)
    while some := list(islice(frames, FRAMES_AT_ONCE)):
        with parts.database.writing():
            transaction = Transaction(parts, who)
            for frame, private_of in some:
                yield from transaction.admit([frame], private_of).findings
            transaction.finish()
    with parts.database.writing():
        for (case, _, _), draft in remains.drafts.items():
            parts.drafts.put(case, draft)
        for data in remains.playbooks.values():
            parts.playbooks.put(data)
        for row in remains.quarantine.values():
            parts.quarantine.put_back(row)
        # Certificates and the place in the feed come anew from the hub.
        for case, (home, former) in remains.homes.items():
            parts.spaces.set_home(case, home, former)
        for name, content in remains.meta.items():
            if name.startswith(KEPT):
                parts.meta.put(name, content)


def _take_blobs(
    parts: Parts, remains: Remains, sources: list[BlobFiles], check: Check
) -> Iterator[Finding]:
    """Copies every photo and file that a case uses from the first place where it is whole."""
    used = set(remains.blobs)
    for case in parts.shared.cases():
        used |= {(case, name) for name in kept_files(parts.folds.load(case).shared)}
    for case, name in counted(sorted(used), len(used), check):
        found = None
        for files in sources:
            try:
                found = files.get(name)
                break
            except BlobError as error:
                finding = error.finding
        if found is None:
            yield finding
        else:
            with parts.database.writing():
                parts.blobs.put(case, found)


def _lost(damaged: Path, found: int) -> list[Finding]:
    """Names the changes that had been acknowledged and are nowhere any more."""
    try:
        with HighWater(damaged / opening.MARK) as marks:
            mark = marks.read()
    except OSError:
        return []
    if mark is None or mark.n <= found:
        return []
    return [Finding("store.changes_lost", {"saved": mark.n, "found": found})]
