"""The backup plan of a workspace: in which folders its backups lie, made together."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from fieldapp.base.findings import Finding, Severity
from fieldapp.base.progress import Check, unwatched
from fieldapp.store import backups, erasures, meta, opening
from fieldapp.store.backups import Backup
from fieldapp.store.disks import is_same_disk
from fieldapp.store.errors import StoreError, plain_errors
from fieldapp.store.keys import DataKey, KeyFile
from fieldapp.store.packing import pack, unpack
from fieldapp.store.parts import Parts


class SecondKept(NamedTuple):
    """A backup that was made in the second folder."""

    n: int
    """The last change in it."""
    at: int
    """When it was made, milliseconds since 1970."""
    is_same_disk: bool
    """It went onto the workspace's own disk, and goes with it."""


class BackupPlan:
    """The workspace's own folder of backups, and a second one if one is set."""

    def __init__(self, folder: Path, parts: Parts, key: DataKey) -> None:
        self._folder = folder
        self._parts = parts
        self._key = key

    @property
    def roots(self) -> tuple[Path, ...]:
        """The folders of backups, the workspace's own first."""
        own = self._folder / backups.FOLDER
        second = self._parts.meta.get(meta.SECOND_FOLDER)
        return (own, Path(second.decode())) if second else (own,)

    def set_second_folder(self, root: Path | None) -> None:
        """Where each backup is made a second time, on another disk; None for nowhere."""
        with self._parts.database.writing():
            self._parts.meta.put(meta.SECOND_FOLDER, str(root).encode() if root else b"")
            self._parts.meta.put(meta.SECOND_KEPT, b"")

    @property
    def second_kept(self) -> SecondKept | None:
        """The latest backup that was made in the second folder; None where none was. It may be out
        of reach by now."""
        content = self._parts.meta.get(meta.SECOND_KEPT)
        return SecondKept(*unpack(content)) if content else None

    def find(self) -> list[Backup]:
        """This workspace's backups within reach, the oldest first."""
        found = [backup for root in self.roots for backup in backups.find(root)]
        own = opening.workspace_id(self._parts).hex()
        return sorted((b for b in found if b.workspace == own), key=backups.order)

    def make(self, check: Check = unwatched) -> tuple[Backup, tuple[Finding, ...]]:
        """Makes a verified backup in each folder, and removes those no longer needed.

        Args:
            check: told how far it is; it may stop what is not finished yet.

        Returns:
            The backup here, and what was noticed: damaged photos, the second folder out of reach.

        Raises:
            BackupError: what was written does not read back.
            StoreError: from the disk.
        """
        own, *others = self.roots
        share = 1 + len(others)

        def part(number: int) -> Check:
            return lambda done, total: check(number * total + done, share * total)

        self.follow_company()
        backup, findings = backups.make(self._parts, self._folder, self._key, own, check=part(0))
        for number, root in enumerate(others, 1):
            try:
                second, _ = backups.make(
                    self._parts, self._folder, self._key, root, check=part(number)
                )
                with self._parts.database.writing():
                    at = int(second.made.timestamp() * 1000)
                    kept = [second.n, at, is_same_disk(self._folder, root)]
                    self._parts.meta.put(meta.SECOND_KEPT, pack(kept))
            except StoreError as error:
                findings.append(error.finding)
        return backup, tuple(findings)

    def rekey(self, change: Callable[[KeyFile], object]) -> None:
        """Changes the key files of the backups within reach. One that cannot be changed now stays
        as it is."""
        for backup in self.find():
            with suppress(StoreError), plain_errors(backup.folder):
                keys, _ = KeyFile.read(backup.folder)
                former = list(keys.slots)
                change(keys)
                if keys.slots != former:
                    keys.write(backup.folder)

    def follow_company(self) -> None:
        """Lets exactly those companies' keys open the backups within reach that open the
        workspace, also backups made before there was such a key."""
        with suppress(StoreError):
            publics = KeyFile.read(self._folder)[0].companies
            entropy = self._parts.machine.entropy
            self.rekey(lambda keys: keys.settle_company(self._key, publics, entropy))

    def verify(self) -> tuple[Finding, ...]:
        """Reads every backup within reach back, and the lists of erasures beside them.

        Returns:
            A finding for each backup or list that would fail on the day it is needed.
        """
        findings = []
        for backup in self.find():
            try:
                backups.verify(backup, self._key)
            except StoreError as error:
                findings.append(replace(error.finding, severity=Severity.WARNING))
        own = opening.workspace_id(self._parts)
        for root in self.roots:
            findings += [
                Finding("store.backup_damaged", {}, str(folder), Severity.WARNING)
                for folder in backups.unreadable(root)
            ]
            findings += erasures.read_list(root, own, self._key)[1]
        return tuple(findings)

    def settle(self) -> tuple[Finding, ...]:
        """Finishes at opening what a crash in the middle of an erasure left undone."""
        for root in self.roots:
            backups.sweep(root)
        own = opening.workspace_id(self._parts)
        erased = erasures.digest(self._parts)
        listed = erasures.is_listed(self.roots[0], self._parts, own, self._key)
        if listed and all(backup.erased == erased for backup in self.find()):
            return ()
        return self.replace_older()

    def replace_older(self) -> tuple[Finding, ...]:
        """After an erasure: lists it beside the backups, and replaces those that hold it still.

        Returns:
            Why that could not be done; the next backup does it.
        """
        try:
            for root in self.roots:
                backups.sweep_unfinished(root, self._parts)
            with plain_errors(self._folder):
                own = opening.workspace_id(self._parts)
                findings = erasures.write_list(self.roots[0], self._parts, own, self._key)
            erased = erasures.digest(self._parts)
            if any(backup.erased != erased for backup in self.find()):
                findings += self.make()[1]
        except StoreError as error:
            return (error.finding,)
        return findings
