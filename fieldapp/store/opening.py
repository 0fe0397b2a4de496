"""Making a workspace's folder, and what is asked of one before it may be used."""

from __future__ import annotations

import errno
import shutil
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from fieldapp.base.findings import Finding, Severity
from fieldapp.case.change import Identity
from fieldapp.store import integrity, journal, meta, schema
from fieldapp.store.database import NAME, Database
from fieldapp.store.errors import (
    DamagedError,
    PasscodeNeededError,
    WorkspaceExistsError,
    plain_errors,
)
from fieldapp.store.files import make_folder, sweep, sync_folder
from fieldapp.store.keychain import Witness
from fieldapp.store.keys import DataKey, KeyFile
from fieldapp.store.machine import Machine
from fieldapp.store.mark import HighWater, Mark
from fieldapp.store.meta import Meta
from fieldapp.store.parts import Parts
from fieldapp.store.recovery import RecoveryCode

if TYPE_CHECKING:
    from fieldapp.case.seal import SigningKey

MARK = "high-water"
WORKSPACE_BYTES = 16
_STAGING = ".fieldapp-new-"
_STALE_SECONDS = 24 * 3600.0


def build(folder: Path, entropy_token: str, fill: Callable[[Path], None]) -> None:
    """Makes a folder beside its place and moves it there when it is whole.

    Raises:
        WorkspaceExistsError: something is there already.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise WorkspaceExistsError("store.workspace_exists", where=str(folder))
    staging = folder.with_name(f"{_STAGING}{entropy_token}")
    with plain_errors(folder.parent):
        make_folder(folder.parent)
        sweep_staging(folder.parent)
        try:
            make_folder(staging)
            fill(staging)
            sync_folder(staging)
            _move(staging, folder)
            sync_folder(folder.parent)
        finally:
            shutil.rmtree(staging, ignore_errors=True)


def sweep_staging(parent: Path, older_than: float = _STALE_SECONDS, token: str = "") -> None:
    """Removes half-made folders that a crash left in a folder.

    Args:
        older_than: seconds; a younger one may be another program's work.
        token: what the tokens of those begin with that are to go.

    Raises:
        OSError: from the disk.
    """
    limit = time.time() - older_than
    for path in parent.glob(f"{_STAGING}{token}*"):
        if path.stat().st_mtime <= limit:
            shutil.rmtree(path, ignore_errors=True)


def _move(staging: Path, folder: Path) -> None:
    """Raises: WorkspaceExistsError: another process was quicker."""
    try:
        if folder.is_dir():
            folder.rmdir()
        staging.rename(folder)
    except OSError as error:
        if error.errno not in (errno.ENOTEMPTY, errno.EEXIST):
            raise
        raise WorkspaceExistsError("store.workspace_exists", where=str(folder)) from error


def create(
    folder: Path, passcode: str | None, machine: Machine
) -> tuple[KeyFile, DataKey, RecoveryCode]:
    """Makes an empty workspace.

    Raises:
        WorkspaceExistsError: something is there already.
        PasscodeNeededError: no passcode, and no keyring to do without.
        WrongPasscodeError: the passcode is too short.
    """
    from fieldapp.case.seal import SigningKey

    entropy = machine.entropy
    key = DataKey.new(entropy)
    keys = KeyFile(entropy(WORKSPACE_BYTES))
    if passcode is not None:
        keys.set_passcode(key, passcode, machine.kdf, entropy)
    code = keys.set_recovery(key, entropy)
    if not keys.remember(key, machine.secrets, entropy) and passcode is None:
        raise PasscodeNeededError("store.passcode_needed")
    who = Identity.new(entropy)

    def fill(staging: Path) -> None:
        keys.write(staging)
        HighWater.create(staging / MARK)
        with Database(staging / NAME, key.database) as database:
            schema.upgrade(database)
            start(database, keys.workspace, who, SigningKey.new(entropy))

    build(folder, entropy(4).hex(), fill)
    with suppress(OSError):
        Witness(machine.secrets, machine.state_dir, keys.workspace).write(who.incarnation)
    return keys, key, code


def start(database: Database, workspace: bytes, who: Identity, device_key: SigningKey) -> None:
    """Writes into a new database whose it is."""
    about = Meta(database)
    with database.writing():
        about.put(meta.WORKSPACE, workspace)
        about.put_identity(who)
        about.put(meta.DEVICE_SEED, device_key.seed)


def find_database(folder: Path) -> Path:
    """The database's file; SQLite would make a missing one anew.

    Raises:
        DamagedError: missing or empty.
    """
    path = folder / NAME
    with plain_errors(folder):
        if not path.is_file() or path.stat().st_size == 0:
            raise DamagedError("store.database_missing", where=str(path))
    return path


def open_database(folder: Path, key: DataKey) -> tuple[Database, bool]:
    """Opens and checks the database.

    Returns:
        It, and whether a crash may have left it half written.

    Raises:
        DamagedError: missing, or a page is not as it was written.
    """
    path = find_database(folder)
    with plain_errors(folder):
        left = journal.state(path)
    database = Database(path, key.database)
    try:
        integrity.check_opening(database, thorough=left is not journal.State.NONE)
    except BaseException:
        database.close()
        raise
    return database, left is journal.State.DAMAGED


def prepare(folder: Path, parts: Parts, suspicious: bool) -> tuple[Finding, ...]:
    """Brings an opened database up to this version and finishes what a crash interrupted."""
    schema.upgrade(parts.database)
    findings: tuple[Finding, ...] = ()
    if suspicious:
        findings = tuple(integrity.verify(parts, identity(parts).device))
    if suspicious or parts.meta.get(meta.PROJECTIONS) != parts.projections.fingerprint:
        with parts.database.writing():
            parts.rebuild()
    if parts.blobs.is_any_doomed():
        with parts.database.writing():
            parts.blobs.bury()
    with plain_errors(folder):
        sweep(folder)
    return findings


def has_erased(parts: Parts) -> bool:
    """Whether anything was ever erased here."""
    return bool(parts.database.rows("SELECT 1 FROM erasure LIMIT 1"))


def workspace_id(parts: Parts) -> bytes:
    """Raises: DamagedError: the database does not say whose it is."""
    found = parts.meta.get(meta.WORKSPACE)
    if found is None:
        raise DamagedError("store.database_foreign", where=str(parts.database.path))
    return found


def identity(parts: Parts) -> Identity:
    """Raises: DamagedError: the database does not say who writes in it."""
    found = parts.meta.identity()
    if found is None:
        raise DamagedError("store.database_foreign", where=str(parts.database.path))
    return found


def settle_identity(parts: Parts, keys: KeyFile, rolled_back: bool) -> Identity:
    """Who writes here. A clone, a restored copy or a rolled back one goes on as a new incarnation,
    so that it never reuses the numbers of changes somebody else may hold.

    Raises:
        DamagedError: the database is another workspace's.
    """
    if workspace_id(parts) != keys.workspace:
        raise DamagedError("store.database_foreign", where=str(parts.database.path))
    who = identity(parts)
    if rolled_back or _witness(parts, keys).read() != who.incarnation:
        who = who.reborn(parts.machine.entropy)
        with parts.database.writing():
            parts.meta.put_identity(who)
        remember_identity(parts, keys)
    return who


def remember_identity(parts: Parts, keys: KeyFile) -> None:
    """Notes outside the workspace who writes in it now. If that fails, the next opening takes one
    more incarnation, and nothing is lost by it."""
    with suppress(OSError):
        _witness(parts, keys).write(identity(parts).incarnation)


def _witness(parts: Parts, keys: KeyFile) -> Witness:
    machine = parts.machine
    return Witness(machine.secrets, machine.state_dir, keys.workspace)


def check_mark(folder: Path, parts: Parts) -> tuple[HighWater, tuple[Finding, ...]]:
    """Opens the high-water mark and holds it against the log; one that cannot stand is set anew."""
    path = folder / MARK
    here, _ = parts.counter.read()
    with plain_errors(folder):
        marks = HighWater(path) if path.is_file() else None
        marked = marks.read() if marks else None
        if marks and marked and _holds(parts, marked, here):
            return marks, ()
        if marks:
            marks.close()
        HighWater.create(path, here)
        if marked is None:
            finding = Finding("store.mark_missing", {}, MARK, Severity.WARNING)
        else:
            finding = Finding("store.rolled_back", {"saved": marked.n, "found": here.n}, NAME)
        return HighWater(path), (finding,)


def _holds(parts: Parts, marked: Mark, here: Mark) -> bool:
    """Whether the log holds the marked change; it may have gone on since."""
    if marked.n == here.n:
        return marked.change == here.change
    if marked.n == 0:
        return True
    return marked.n < here.n and marked.change in {
        parts.shared.find(marked.n),
        parts.private.find(marked.n),
    }
