"""Opening the workspace: what it takes, and what is told once."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from fieldapp.base import paths
from fieldapp.base.errors import FieldAppError
from fieldapp.base.language import LANGS, tr
from fieldapp.playbook.library import Library
from fieldapp.store.errors import (
    DamagedError,
    HeldError,
    LockedError,
    PasscodeNeededError,
    StoreError,
    WorkspaceExistsError,
    WorkspaceMissingError,
    WrongPasscodeError,
    WrongRecoveryCodeError,
    plain_errors,
)
from fieldapp.store.keys import MIN_PASSCODE, KeyFile
from fieldapp.store.machine import Machine
from fieldapp.store.projections import Projector
from fieldapp.store.workspace import Workspace

if TYPE_CHECKING:
    from fieldapp.case.fold import Fold
    from fieldapp.case.pending import Pending
    from fieldapp.case.records import Case

__all__ = [
    "MIN_PASSCODE",
    "AskPasscode",
    "DamagedError",
    "HeldError",
    "LockedError",
    "Machine",
    "PasscodeNeededError",
    "ShowRecoveryCode",
    "Workspace",
    "WorkspaceMissingError",
    "WrongPasscodeError",
    "WrongRecoveryCodeError",
    "create",
    "held",
    "open_or_create",
    "open_workspace",
    "project",
    "projector",
    "recover",
    "unlock",
]

AskPasscode = Callable[[bool], str]
"""Asks for the passcode; True: for a new workspace, to be typed twice."""

ShowRecoveryCode = Callable[[str], None]
"""Shows the recovery code, once and never again."""


LABELS = "situations 1"
"""To be changed with what situations are called: then the search index is made again."""


def project(library: Library, case_id: bytes, shared: Fold, private: Fold | None) -> Case:
    """A case with its playbook's merge policies applied."""
    from fieldapp.case import view

    heads = shared.heads("playbook")
    named = shared.content(heads[-1]) if heads else None
    playbook = library.get(named) if isinstance(named, str) else None
    policies = view.Policies(merge=playbook.merge_policy) if playbook else None
    return view.project(case_id, shared, private, policies)


def projector(library: Library) -> Projector:
    """What the store's list and search are made with."""
    return Projector(
        project=lambda case_id, shared, private: project(library, case_id, shared, private),
        labels=labels,
        clocks=lambda case: clocks(library, case),
        edition=f"{LABELS} {library.calendar_edition}",
    )


def clocks(library: Library, case: Case) -> Iterable[Pending]:
    """What a case's method says is to be done: by its clocks, what was put off to a day, and the
    next contacts."""
    from fieldapp.playbook.tools.customers import next_contacts
    from fieldapp.playbook.tools.modes import returns

    others = (*returns(case), *next_contacts(case))
    playbook = library.get(case.playbook)
    if playbook is None:
        return others
    from fieldapp.playbook.clocks import pending

    return (*pending(case, playbook, library.calendar), *others)


def labels(case: Case) -> tuple[str, ...]:
    """What a case's situation is called, in both languages: whoever types it finds the case."""
    from fieldapp.case.records import SITUATIONS

    if case.situation not in SITUATIONS:
        return ()
    return tuple(tr(f"playbook.situation_{case.situation}", lang) for lang in LANGS)


def unlock(
    folder: Path,
    library: Library,
    *,
    passcode: str | None = None,
    recovery_code: str | None = None,
    machine: Machine | None = None,
) -> Workspace:
    """Opens a workspace that is there, see `Workspace.unlock`. What was set aside is tried again
    where this version has not done so."""
    workspace = Workspace.unlock(
        folder,
        passcode=passcode,
        recovery_code=recovery_code,
        machine=machine,
        project=projector(library),
    )
    if workspace.parts.quarantine.count():
        from fieldapp.usecases import setaside

        # A kindness: the workspace is open without, and the next time will do.
        with suppress(StoreError):
            setaside.try_if_new(workspace)
    _heed_company(workspace, library)
    return workspace


def _heed_company(workspace: Workspace, library: Library) -> None:
    """Lets hold what the company has told this laptop; what cannot be now, does the next time.

    Raises:
        HeldError: the laptop belongs to its team no more; it is locked again.
    """
    if workspace.parts.spaces.memberships() or paths.company().exists():
        from fieldapp.usecases.company import leaving
        from fieldapp.usecases.company.applying import apply

        ordered = None
        with suppress(FieldAppError):  # where it cannot be locked now, the next contact does it
            ordered = leaving.obey(workspace)
        if ordered is not None:
            workspace.lock()
            raise ordered
        with suppress(FieldAppError):
            workspace.findings += apply(workspace, library).findings


def held(folder: Path) -> HeldError | None:
    """Why a workspace is locked by order (`company.leaving`); None if it is not.

    Raises:
        StoreError: that cannot be read.
    """
    with plain_errors(folder):
        keys, _ = KeyFile.read(folder)
    if (found := keys.held) is None:
        return None
    return HeldError("leaving.held", team=found.team, count=found.waiting)


def create(
    folder: Path, library: Library, *, passcode: str | None, machine: Machine | None = None
) -> tuple[Workspace, str]:
    """Makes a workspace and opens it, see `Workspace.create`; the recovery code is shown once."""
    workspace, code = Workspace.create(
        folder, passcode=passcode, machine=machine, project=projector(library)
    )
    return workspace, str(code)


def recover(
    folder: Path, library: Library, code: str, passcode: str, machine: Machine | None = None
) -> Workspace:
    """Opens a workspace with its recovery code and gives it a passcode in place of the forgotten
    one. Where that cannot be kept, it stays shut and the former one holds.

    Raises:
        WrongRecoveryCodeError: see `RecoveryCode.parse`.
        WrongPasscodeError: the new one is too short.
        StoreError: see `Workspace.unlock`.
    """
    workspace = unlock(folder, library, recovery_code=code, machine=machine)
    try:
        workspace.access.change_passcode(passcode)
    except BaseException:
        workspace.lock()
        raise
    return workspace


def open_workspace(
    folder: Path,
    library: Library,
    *,
    ask: AskPasscode,
    machine: Machine | None = None,
) -> Workspace:
    """Opens a workspace that is there: with the keyring if it will, else with the passcode.

    Raises:
        WorkspaceMissingError: there is none.
        StoreError: see `Workspace.unlock`.
    """
    try:
        return unlock(folder, library, machine=machine)
    except PasscodeNeededError:
        return unlock(folder, library, passcode=ask(False), machine=machine)


def open_or_create(
    folder: Path,
    library: Library,
    *,
    ask: AskPasscode,
    show: ShowRecoveryCode,
    machine: Machine | None = None,
) -> Workspace:
    """Opens the workspace, or makes it at first use and shows its recovery code once.

    Raises:
        StoreError: see `Workspace.create` and `Workspace.unlock`.
    """
    try:
        return open_workspace(folder, library, ask=ask, machine=machine)
    except WorkspaceMissingError:
        try:
            workspace, code = create(folder, library, passcode=ask(True), machine=machine)
        except WorkspaceExistsError as other:
            return _made_meanwhile(folder, library, ask, machine, other)
        show(code)
        return workspace


def _made_meanwhile(
    folder: Path,
    library: Library,
    ask: AskPasscode,
    machine: Machine | None,
    exists: WorkspaceExistsError,
) -> Workspace:
    """Opens what another process has just made; what is no workspace stays in the way."""
    try:
        return open_workspace(folder, library, ask=ask, machine=machine)
    except WorkspaceMissingError:
        raise exists from None
