"""Planted bugs: each makes the store of one process wrong in a way somebody could have written.

A harness that does not find them proves nothing. They are planted by replacing functions of the
store in the process that plays the script, never in the one that judges.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bench.reliability.calls import Calls
from fieldapp.store import backups, database, files, keys
from fieldapp.store.backup_plan import BackupPlan
from fieldapp.store.blobs import Blobs
from fieldapp.store.database import Database
from fieldapp.store.errors import plain_errors
from fieldapp.store.projections import Projections
from fieldapp.store.transaction import Transaction
from fieldapp.store.workspace import Committed, Workspace, Writing

Case = bytes


def plant(name: str, calls: Calls) -> None:
    """Makes the store of this process wrong; an empty name leaves it as it is."""
    if name:
        BUGS[name](calls)


def _replace(owner: Any, name: str, replacement: Any) -> None:
    setattr(owner, name, replacement)


def _pragma(name: str, value: str) -> Callable[[Calls], None]:
    """A setting of the database that is not what it should be."""

    def plant_it(calls: Calls) -> None:
        kept = [line for line in database._SETTINGS if not line.startswith(f"{name}=")]
        _replace(database, "_SETTINGS", (*kept, f"{name}={value}"))

    return plant_it


def commit_split(calls: Calls) -> None:
    """The shared and the private change of one commit are kept in a transaction each."""
    whole = Workspace.commit

    def commit(self: Workspace, case: Case, write: Callable[[Writing], object]) -> Committed:
        def only(log: str) -> Callable[[Writing], None]:
            def write_one(writing: Writing) -> None:
                write(writing)
                getattr(writing, log)._ops.clear()

            return write_one

        shared = whole(self, case, only("private")).shared
        return Committed(shared, whole(self, case, only("shared")).private)

    _replace(Workspace, "commit", commit)


def acknowledged_early(calls: Calls) -> None:
    """A transaction is committed only when the next one begins, which saves syncs."""
    copy_to, close = Database.copy_to, Database.close

    def settle(self: Database) -> None:
        if self._connection.in_transaction:
            self._connection.execute("COMMIT")

    @contextmanager
    def writing(self: Database) -> Iterator[None]:
        with plain_errors(self.path.parent):
            settle(self)
            self._connection.execute("BEGIN IMMEDIATE")
            yield

    def settled_copy_to(self: Database, path: Path, key: bytes) -> None:
        settle(self)
        copy_to(self, path, key)

    def settled_close(self: Database) -> None:
        settle(self)
        close(self)

    _replace(Database, "writing", writing)
    _replace(Database, "copy_to", settled_copy_to)
    _replace(Database, "close", settled_close)


def mark_before_commit(calls: Calls) -> None:
    """The high-water mark is raised before the commit it speaks of."""

    @contextmanager
    def transaction(self: Workspace) -> Iterator[Transaction]:
        with self.parts.database.writing():
            transaction = Transaction(self.parts, self.identity)
            yield transaction
            transaction.finish()
            self._marks.advance(transaction.mark)
        if transaction.has_erased:
            with self.parts.database.writing():
                self.parts.blobs.bury()
            self.backups.replace_older()

    _replace(Workspace, "transaction", transaction)


def projection_outside(calls: Calls) -> None:
    """That list and search are due is noted in a transaction of its own, after the commit."""
    right, owe = Workspace.transaction, Projections.owe

    @contextmanager
    def transaction(self: Workspace) -> Iterator[Transaction]:
        owed: list[Case] = []
        _replace(Projections, "owe", lambda projections, case: owed.append(case))
        with right(self) as transaction:
            yield transaction
        with self.parts.database.writing():
            for case in owed:
                owe(self.parts.projections, case)

    _replace(Workspace, "transaction", transaction)


def blob_not_synced(calls: Calls) -> None:
    """A photo's file is not synced before the change that names it."""
    calls.skip_sync("workspace/blobs/*.tmp")


def rename_not_synced(calls: Calls) -> None:
    """After a rename the folder is not synced."""

    def sync_nothing(folder: Path) -> None:
        pass

    for module in (files, backups):
        _replace(module, "sync_folder", sync_nothing)


def keys_in_place(calls: Calls) -> None:
    """The key files are overwritten where they lie."""
    _replace(keys, "write_atomically", Path.write_bytes)


def photo_removed_early(calls: Calls) -> None:
    """An erased photo's file is removed before the erasure is committed."""
    right = Blobs.doom

    def doom(self: Blobs, case: Case, names: Any) -> None:
        doomed = list(names)
        right(self, case, doomed)
        for name in doomed:
            self.files.remove(name)

    _replace(Blobs, "doom", doom)


def erasure_spares_backups(calls: Calls) -> None:
    """An erasure leaves older backups as they are."""
    _replace(BackupPlan, "replace_older", lambda self: ())


def backup_without_lock(calls: Calls) -> None:
    """A backup copies the database's file while others may write it, and is not read back."""

    def copy_to(self: Database, path: Path, key: bytes) -> None:
        shutil.copyfile(self.path, path)

    _replace(Database, "copy_to", copy_to)
    _replace(backups, "verify", lambda backup, key: None)


BUGS: dict[str, Callable[[Calls], None]] = {
    "commit_split": commit_split,
    "acknowledged_early": acknowledged_early,
    "synchronous_normal": _pragma("synchronous", "NORMAL"),
    "synchronous_off": _pragma("synchronous", "OFF"),
    "journal_in_memory": _pragma("journal_mode", "MEMORY"),
    "mark_before_commit": mark_before_commit,
    "projection_outside": projection_outside,
    "blob_not_synced": blob_not_synced,
    "rename_not_synced": rename_not_synced,
    "keys_in_place": keys_in_place,
    "photo_removed_early": photo_removed_early,
    "erasure_spares_backups": erasure_spares_backups,
    "backup_without_lock": backup_without_lock,
}
