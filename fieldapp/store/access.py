"""What opens a workspace, changed while it is open: the person's own ways, companies' keys, and
locks by order."""

from __future__ import annotations

from collections.abc import Callable, Collection
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from fieldapp.store.errors import DamagedError, plain_errors
from fieldapp.store.keys import DataKey, KeyFile
from fieldapp.store.machine import Machine
from fieldapp.store.recovery import RecoveryCode

if TYPE_CHECKING:
    from fieldapp.store.backup_plan import BackupPlan
    from fieldapp.store.slots import Hold

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Access:
    """Every method that writes may raise a `StoreError` for what the disk reports."""

    folder: Path
    keys: KeyFile
    key: DataKey
    machine: Machine
    backups: BackupPlan

    @property
    def companies(self) -> frozenset[bytes]:
        """The companies' public keys that open the workspace."""
        return self.keys.companies

    @property
    def lifted(self) -> frozenset[bytes]:
        """The orders to lock it that were obeyed and lifted."""
        return self.keys.lifted

    def change_passcode(self, passcode: str) -> None:
        """Wraps the key under another passcode; the former one opens older backups only.

        Raises:
            WrongPasscodeError: too short, or one that is tried first.
        """
        kdf, entropy = self.machine.kdf, self.machine.entropy
        self._rekey(lambda keys: keys.set_passcode(self.key, passcode, kdf, entropy))

    def new_recovery_code(self) -> RecoveryCode:
        """Makes a code to be shown once; the former one opens older backups only."""
        return self._rekey(lambda keys: keys.set_recovery(self.key, self.machine.entropy))

    def settle_company(self, publics: Collection[bytes]) -> None:
        """Lets exactly these companies' keys open the workspace, and its backups within reach."""
        if self.keys.companies != set(publics):
            self._rekey(lambda keys: keys.settle_company(self.key, publics, self.machine.entropy))
            self.backups.follow_company()

    def hold(self, hold: Hold) -> None:
        """Locks it by order, and its backups within reach: when it has been closed, none of the
        person's own ways opens it until it is released. It stays open until then."""
        entropy = self.machine.entropy
        self.backups.rekey(lambda keys: keys.hold(hold, entropy))
        self._rekey(lambda keys: keys.hold(hold, entropy))

    def lift(self) -> None:
        """Takes a lock by order away, and with it the person's own ways: somebody else has opened
        it, and will give it others."""
        self.backups.rekey(KeyFile.lift)
        self._rekey(KeyFile.lift)

    def _rekey(self, change: Callable[[KeyFile], T]) -> T:
        """Changes the key file as it is now: another program may have done so."""
        with suppress(DamagedError):
            self.keys.slots = KeyFile.read(self.folder)[0].slots
        done = change(self.keys)
        with plain_errors(self.folder):
            self.keys.write(self.folder)
        return done
