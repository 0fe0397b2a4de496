"""The workspace: this laptop's encrypted store, as the rest of the application sees it.

A workspace belongs to the thread that opened it; another thread opens its own. Other programs may
use the same folder meanwhile: the database's lock arbitrates, and every read shows what they wrote.

To open it and to read the list takes none of what folds and writes cases; that is loaded when the
first case is read, so that a start does not wait for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Self

from fieldapp.base.findings import Finding
from fieldapp.base.values import frozen
from fieldapp.store import integrity, opening
from fieldapp.store.agenda import Agenda
from fieldapp.store.errors import (
    BusyError,
    DamagedError,
    DiskFailureError,
    DiskFullError,
    LockedError,
    NotWritableError,
    StoreError,
    plain_errors,
)
from fieldapp.store.keys import DataKey, KeyFile
from fieldapp.store.listing import Listing, Row
from fieldapp.store.machine import Machine
from fieldapp.store.parts import Parts
from fieldapp.store.projections import KINDS, LIST, Projector, plain
from fieldapp.store.recovery import RecoveryCode
from fieldapp.store.reports import Reports

if TYPE_CHECKING:
    from fieldapp.case.change import Change
    from fieldapp.case.edit import Edit
    from fieldapp.case.log import Frame
    from fieldapp.case.seal import SigningKey
    from fieldapp.store.access import Access
    from fieldapp.store.backup_plan import BackupPlan
    from fieldapp.store.drafts import Draft
    from fieldapp.store.erase import Wish
    from fieldapp.store.folds import Folded
    from fieldapp.store.transaction import Admission, Transaction

FRAMES_AT_ONCE = 500


@frozen
class Writing:
    """The two edits of one commit: what the case's readers see, and what stays on this laptop."""

    shared: Edit
    private: Edit


@frozen
class Committed:
    """The changes a commit made; false if it made none."""

    shared: Change | None = None
    private: Change | None = None

    def __bool__(self) -> bool:
        return self.shared is not None or self.private is not None


class Workspace:
    """An unlocked workspace. Made by `create` or `unlock`, ended by `lock`.

    Every method may raise a `StoreError` for what the disk reports, and `LockedError` after `lock`.
    """

    def __init__(
        self, folder: Path, keys: KeyFile, key: DataKey, machine: Machine, project: Projector
    ) -> None:
        self.folder = folder
        self.machine = machine
        self._keys = keys
        self._key: DataKey | None = key
        database, suspicious = opening.open_database(folder, key)
        try:
            parts = Parts(folder, database, key, machine, project)
            findings = opening.prepare(folder, parts, suspicious)
            self._marks, rollback = opening.check_mark(folder, parts)
        except BaseException:
            database.close()
            raise
        self.findings: tuple[Finding, ...] = (*findings, *rollback)
        """What was noticed at opening."""
        self._open: Parts | None = parts
        try:
            self.identity = opening.settle_identity(parts, keys, rolled_back=bool(rollback))
            if opening.has_erased(parts):
                self.findings += self.backups.settle()
        except BaseException:
            self._close()
            raise

    # Opening and closing

    @classmethod
    def create(
        cls,
        folder: Path,
        *,
        passcode: str | None,
        machine: Machine | None = None,
        project: Projector = plain,
    ) -> tuple[Self, RecoveryCode]:
        """Makes a workspace and opens it. The recovery code is to be shown once.

        Args:
            folder: where nothing is, or an empty folder.
            passcode: at least 8 characters; None only where a keyring keeps the key.

        Raises:
            WorkspaceExistsError, PasscodeNeededError, WrongPasscodeError: too short.
        """
        machine = machine or Machine()
        keys, key, code = opening.create(folder, passcode, machine)
        return cls(folder, keys, key, machine, project), code

    @classmethod
    def unlock(
        cls,
        folder: Path,
        *,
        passcode: str | None = None,
        recovery_code: str | None = None,
        company_key: bytes | None = None,
        machine: Machine | None = None,
        project: Projector = plain,
    ) -> Self:
        """Opens a workspace: with the company's key, the recovery code, the passcode or, given none
        of them, the keyring.

        Raises:
            WorkspaceMissingError, NewerWorkspaceError: nothing was touched.
            PasscodeNeededError, WrongPasscodeError, WrongRecoveryCodeError, WrongCompanyKeyError.
            DamagedError: see `fieldapp.store.salvage`.
        """
        machine = machine or Machine()
        keys, findings = KeyFile.read(folder)
        key = keys.open(machine.secrets, passcode, recovery_code, company_key)
        workspace = cls(folder, keys, key, machine, project)
        workspace.findings = (*findings, *workspace.findings)
        # To heal a key file and to teach the keyring is a kindness; the workspace is open without.
        with suppress(StoreError), plain_errors(folder):
            # Who helps somebody back in does so elsewhere.
            taught = (
                company_key is None
                and not keys.is_remembered(machine.secrets)
                and keys.remember(key, machine.secrets, machine.entropy)
            )
            if taught or findings:
                keys.write(folder)
        return workspace

    def lock(self) -> None:
        """Makes changes of the drafts, closes the database and forgets the key."""
        if self._open is None:
            return
        try:
            self.commit_drafts()
            self.settle()
        finally:
            self._close()

    def _close(self) -> None:
        if self._open is not None:
            self._open.database.close()
            self._marks.close()
            self._open = self._key = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc_info: object) -> None:
        self.lock()

    @property
    def parts(self) -> Parts:
        """The tables, for the store's own modules and for syncing."""
        if self._open is None:
            raise LockedError("store.locked")
        return self._open

    @property
    def key(self) -> DataKey:
        """The data key, for the store's own modules."""
        if self._key is None:
            raise LockedError("store.locked")
        return self._key

    @property
    def access(self) -> Access:
        """What opens it, to be changed."""
        from fieldapp.store.access import Access

        return Access(self.folder, self._keys, self.key, self.machine, self.backups)

    @property
    def id(self) -> bytes:
        return self._keys.workspace

    @property
    def device_key(self) -> SigningKey:
        """What this device seals and signs erasures with."""
        key = self.parts.meta.device_key()
        if key is None:
            raise DamagedError("store.database_foreign", where=str(self.parts.database.path))
        return key

    # Writing

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """One transaction on the logs; what it keeps is acknowledged when it has ended."""
        from fieldapp.store.transaction import Transaction

        parts = self.parts
        try:
            with parts.database.writing():
                # Another program may have taken a new incarnation.
                transaction = Transaction(parts, opening.identity(parts))
                yield transaction
                transaction.finish()
        except BaseException:
            # The folds in memory may hold what was not kept, be it that the very commit failed.
            parts.folds.forget()
            raise
        if transaction.identity != self.identity:
            self.identity = transaction.identity
            opening.remember_identity(parts, self._keys)
        with plain_errors(self.folder):
            self._marks.advance(transaction.mark)
        if transaction.has_erased:
            with parts.database.writing():
                parts.blobs.bury()
            self.findings += self.backups.replace_older()

    def commit(self, case: bytes, write: Callable[[Writing], object]) -> Committed:
        """Writes one change, or one in each log; both are kept or none.

        Args:
            case: 16 bytes; an unknown case comes into being.
            write: adds to the edits; it sees the case as it stands inside the transaction, and
                must not use the workspace meanwhile.
        """
        from fieldapp.case.edit import Edit

        with self.transaction() as transaction:
            folded = transaction.folded(case)
            entropy = self.machine.entropy
            writing = Writing(Edit(folded.shared, entropy), Edit(folded.private, entropy))
            write(writing)
            return Committed(
                transaction.commit(self.parts.shared, case, writing.shared),
                transaction.commit(self.parts.private, case, writing.private),
            )

    def admit(self, frames: Iterable[Frame]) -> Admission:
        """Takes in changes from elsewhere; bad ones go to quarantine and nothing waits for them."""
        from fieldapp.store.transaction import Admission

        whole = Admission()
        rest = iter(frames)
        while some := list(islice(rest, FRAMES_AT_ONCE)):
            with self.transaction() as transaction:
                admission = transaction.admit(some)
            whole.add(admission)
        self.settle()
        return whole

    def admit_again(self) -> Admission:
        """Tries what was set aside once more, as after an update that understands more."""
        with self.transaction() as transaction:
            return transaction.admit_again()

    def erase(self, case: bytes, wish: Wish) -> Change:
        """Erases from this laptop, and orders every holder to: values, photos, editions, search,
        drafts and the copies in backups. Who erased what, when and why stays.

        Older backups are replaced by a new one; if that fails, `findings` says so and the next
        backup does it.
        """
        key = self.device_key
        with self.transaction() as transaction:
            return transaction.erase(case, wish, key)

    # Reading

    def load(self, case: bytes) -> Folded:
        """A case's folds as they stand now; empty for an unknown case. To be read only."""
        return self.parts.folds.load(case)

    def changes(self, case: bytes, *, private: bool = False) -> list[Change]:
        """A case's changes in order of arrival."""
        log = self.parts.private if private else self.parts.shared
        return [kept.change for kept in log.changes(case)]

    def frames(self, case: bytes) -> list[Frame]:
        """A case's shared log as it travels."""
        return list(self.parts.shared.frames(case))

    def search(self, text: str, *, limit: int = 50, before: int | None = None) -> list[Row]:
        """The cases that hold all the words asked for, last changed first."""
        self.settle()
        projections = self.parts.projections
        found = projections.search.find(text, limit=limit, before=before)
        return projections.listing.rows_of(found)

    def holding(self, phrase: Sequence[str], *, limit: int) -> list[bytes]:
        """The cases that hold a phrase, the newest first; see `Search.holding`."""
        self.settle()
        return self.parts.projections.search.holding(phrase, limit=limit)

    def listing(self) -> Listing:
        """The list of cases as it stands now."""
        self.settle(LIST)
        return self.parts.projections.listing

    def agenda(self) -> Agenda:
        """What is still to be done in all cases, by when and for whom."""
        self.settle(LIST)
        return self.parts.projections.agenda

    def reports(self) -> Reports:
        """How the reports of all cases stand."""
        self.settle(LIST)
        return self.parts.projections.reports

    def settle(self, *kinds: str) -> None:
        """Brings the projections up to date: all of them, or those named. Every reader does so for
        what it reads; to do it when idle only saves them the time.

        If nothing can be written now (another program writes, the disk is full), what is due stays
        due.
        """
        projections = self.parts.projections
        with suppress(BusyError, DiskFullError, NotWritableError, DiskFailureError):
            for kind in kinds or KINDS:
                while projections.is_due(kind):
                    with self.parts.database.writing():
                        projections.catch_up(kind)

    def pulse(self) -> int:
        """A number that changes when another program has written to the workspace."""
        return self.parts.database.data_version()

    def rest(self) -> None:
        """Gives back the memory of what was read of the file; it is read again when wanted."""
        self.parts.database.rest()

    def unsent(self) -> int:
        """How many shared changes no hub has acknowledged."""
        return self.parts.outbox.count()

    # Drafts

    def save_draft(self, case: bytes, path: str, text: str, *, private: bool = False) -> None:
        """Keeps what stands in an editor. A commit that writes the path clears it."""
        from fieldapp.store.drafts import Draft

        at = int(self.machine.clock().timestamp() * 1000)
        with self.parts.database.writing():
            self.parts.drafts.put(case, Draft(path, text, private, at))

    def drafts(self, case: bytes) -> list[Draft]:
        return self.parts.drafts.of(case)

    def clear_draft(self, case: bytes, path: str, *, private: bool = False) -> None:
        with self.parts.database.writing():
            self.parts.drafts.clear(case, [path], private=private)

    def commit_drafts(self) -> None:
        """Makes changes of all drafts."""
        for case in self.parts.drafts.cases():
            with self.transaction() as transaction:
                transaction.commit_drafts(case)

    # Photos, files and playbooks

    def put_blob(self, case: bytes, data: bytes) -> str:
        """Keeps a photo or file durably, before the change that names it; returns its SHA-256."""
        with self.parts.database.writing():
            return self.parts.blobs.put(case, data)

    def get_blob(self, sha256: str) -> bytes:
        """Raises: BlobError: not here, or damaged."""
        return self.parts.blobs.files.get(sha256)

    def blobs(self, case: bytes) -> frozenset[str]:
        """The names of the photos, files and editions kept of a case."""
        return frozenset(self.parts.blobs.of(case))

    def put_playbook(self, data: bytes) -> str:
        """Keeps a compiled playbook; returns its version, the SHA-256 of its bytes."""
        with self.parts.database.writing():
            return self.parts.playbooks.put(data)

    def playbook(self, version: str) -> bytes | None:
        return self.parts.playbooks.get(version)

    # Notes

    def put_note(self, name: str, content: bytes) -> None:
        """Keeps a small thing that belongs to no case, such as where the person was."""
        with self.parts.database.writing():
            self.parts.meta.put(f"note:{name}", content)

    def note(self, name: str) -> bytes | None:
        return self.parts.meta.get(f"note:{name}")

    # Care

    def verify(self) -> tuple[Finding, ...]:
        """The full check of everything kept here; empty if all is as it was written."""
        _, keys = KeyFile.read(self.folder)
        return (*keys, *integrity.verify(self.parts, self.identity.device))

    @property
    def backups(self) -> BackupPlan:
        """Makes and finds this workspace's backups."""
        from fieldapp.store.backup_plan import BackupPlan

        return BackupPlan(self.folder, self.parts, self.key)

    def rebuild(self) -> None:
        """Throws the projections away and makes them again from the logs."""
        with self.parts.database.writing():
            self.parts.rebuild()
        self.settle()
