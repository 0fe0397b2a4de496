"""Steps: each is one call of the store, acknowledged when it has returned.

The ledger says what must be there after them. It is a model of the workspace that knows nothing of
changes, folds and files.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from bench.reliability.copies import check_copies
from bench.reliability.laptop import workspace_folder
from fieldapp.base.findings import Finding
from fieldapp.case.log import Frame
from fieldapp.store.erase import Wish
from fieldapp.store.errors import LockedError, StoreError
from fieldapp.store.machine import Machine
from fieldapp.store.workspace import Workspace, Writing

FIRST_PASSCODE = "first passcode"


@dataclass(slots=True)
class CaseLedger:
    """What must be in a case; paths of registers to their content."""

    shared: dict[str, Any] = field(default_factory=dict)
    private: dict[str, Any] = field(default_factory=dict)
    drafts: dict[str, str] = field(default_factory=dict)
    blobs: set[str] = field(default_factory=set)
    quarantined: int = 0


@dataclass(slots=True)
class Ledger:
    """What must be in a workspace."""

    cases: dict[str, CaseLedger] = field(default_factory=dict)
    exists: bool = False
    passcode: str = FIRST_PASSCODE

    def case(self, case: bytes) -> CaseLedger:
        return self.cases.setdefault(case.hex(), CaseLedger())

    def lock(self) -> None:
        for case in self.cases.values():
            case.shared |= case.drafts
            case.drafts.clear()


class Session:
    """A person at the laptop."""

    def __init__(self, root: Path, machine: Machine) -> None:
        self.folder = workspace_folder(root)
        self.machine = machine
        self.recovery_code = ""
        self._workspace: Workspace | None = None

    @property
    def workspace(self) -> Workspace:
        assert self._workspace is not None
        return self._workspace

    @property
    def is_locked(self) -> bool:
        try:
            return self._workspace is None or not self._workspace.parts
        except LockedError:
            return True

    def create(self) -> None:
        self._workspace, code = Workspace.create(
            self.folder, passcode=FIRST_PASSCODE, machine=self.machine
        )
        self.recovery_code = str(code)

    def unlock(self, passcode: str) -> None:
        self._workspace = Workspace.unlock(self.folder, passcode=passcode, machine=self.machine)


class Step(Protocol):
    def do(self, session: Session) -> None:
        """Calls the store once."""

    def note(self, ledger: Ledger) -> None:
        """Says what must be there afterwards."""


@dataclass(frozen=True, slots=True)
class Create:
    """The workspace is made."""

    def do(self, session: Session) -> None:
        session.create()

    def note(self, ledger: Ledger) -> None:
        ledger.exists = True


@dataclass(frozen=True, slots=True)
class Edit:
    """One commit that writes registers of the shared, the private or both logs."""

    case: bytes
    shared: dict[str, Any]
    private: dict[str, Any]

    def do(self, session: Session) -> None:
        def write(writing: Writing) -> None:
            for edit, contents in ((writing.shared, self.shared), (writing.private, self.private)):
                for path, content in contents.items():
                    edit.write(path, content)

        session.workspace.commit(self.case, write)

    def note(self, ledger: Ledger) -> None:
        case = ledger.case(self.case)
        case.shared |= self.shared
        case.private |= self.private
        for path in self.shared:
            case.drafts.pop(path, None)


@dataclass(frozen=True, slots=True)
class SaveDraft:
    """What stands in an editor is put aside."""

    case: bytes
    path: str
    text: str

    def do(self, session: Session) -> None:
        session.workspace.save_draft(self.case, self.path, self.text)

    def note(self, ledger: Ledger) -> None:
        ledger.case(self.case).drafts[self.path] = self.text


@dataclass(frozen=True, slots=True)
class PutBlob:
    """A photo's bytes are kept; the change that names it is the next step."""

    case: bytes
    data: bytes

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.data).hexdigest()

    def do(self, session: Session) -> None:
        assert session.workspace.put_blob(self.case, self.data) == self.sha256

    def note(self, ledger: Ledger) -> None:
        ledger.case(self.case).blobs.add(self.sha256)


@dataclass(frozen=True, slots=True)
class ChangePasscode:
    passcode: str

    def do(self, session: Session) -> None:
        session.workspace.access.change_passcode(self.passcode)

    def note(self, ledger: Ledger) -> None:
        ledger.passcode = self.passcode


@dataclass(frozen=True, slots=True)
class Relock:
    """Locks, which commits the drafts, and unlocks again."""

    passcode: str

    def do(self, session: Session) -> None:
        if session.is_locked:
            session.unlock(self.passcode)
        session.workspace.lock()
        session.unlock(self.passcode)

    def note(self, ledger: Ledger) -> None:
        ledger.lock()


@dataclass(frozen=True, slots=True)
class Admit:
    """Changes of another laptop come in; a forged one among them goes to quarantine."""

    case: bytes
    frames: tuple[Frame, ...]
    contents: dict[str, Any]

    def do(self, session: Session) -> None:
        session.workspace.admit(self.frames)

    def note(self, ledger: Ledger) -> None:
        ledger.case(self.case).shared |= self.contents
        ledger.case(self.case).quarantined += 1


@dataclass(frozen=True, slots=True)
class MakeBackup:
    """A backup is made, in the second folder too where there is one."""

    def do(self, session: Session) -> None:
        _, findings = session.workspace.backups.make()
        _insist_on_none(findings)

    def note(self, ledger: Ledger) -> None:
        """Nothing changes in the workspace itself."""


@dataclass(frozen=True, slots=True)
class EraseItem:
    """An item is erased, with its photo if it has one."""

    case: bytes
    item: str

    def do(self, session: Session) -> None:
        _erase(session, self.case, Wish("item", "asked for by the person concerned", (self.item,)))

    def note(self, ledger: Ledger) -> None:
        case = ledger.case(self.case)
        case.blobs.discard(case.shared.get(f"{self.item}/blob", ""))
        for contents in (case.shared, case.private, case.drafts):
            for path in [path for path in contents if path.startswith(f"{self.item}/")]:
                del contents[path]
        case.quarantined = 0


@dataclass(frozen=True, slots=True)
class EraseCase:
    """A whole case is erased."""

    case: bytes

    def do(self, session: Session) -> None:
        _erase(session, self.case, Wish("case", "retention has ended"))

    def note(self, ledger: Ledger) -> None:
        ledger.cases[self.case.hex()] = CaseLedger()


def _erase(session: Session, case: bytes, wish: Wish) -> None:
    known = len(session.workspace.findings)
    session.workspace.erase(case, wish)
    _insist_on_none(session.workspace.findings[known:])
    check_copies(session.workspace)


def _insist_on_none(findings: Sequence[Finding]) -> None:
    """A step that was done in part is not done."""
    for finding in findings:
        raise StoreError(finding.code, where=finding.where, **finding.params)
