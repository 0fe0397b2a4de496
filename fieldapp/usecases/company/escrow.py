"""The company's key on this laptop: who may open the workspace with it, and the record of it.

It takes two people's shares and the workspace's folder or a backup of it, and no network. That it
was done stands in the workspace, whose person is told, and goes to the log of each of its hubs.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Collection, Sequence
from datetime import datetime
from pathlib import Path

from fieldapp.base.findings import Finding, Severity
from fieldapp.base.values import frozen
from fieldapp.playbook.library import Library
from fieldapp.store.errors import StoreError
from fieldapp.store.keys import NAMES, KeyFile, check_passcode
from fieldapp.store.machine import Machine
from fieldapp.store.workspace import Workspace
from fieldapp.sync import companykey
from fieldapp.sync.companykey import Record, Share, ShareError
from fieldapp.usecases.outputs import check_writable, write_file

_RECORDS, _REPORTED = "recoveries", "recoveries-told:"


@frozen
class Recovered:
    """`folder`: where the workspace is that opens with the new passcode."""

    folder: Path
    cases: int
    record: Record


def settle(workspace: Workspace, publics: Collection[bytes]) -> None:
    """Lets exactly these companies' keys open the workspace."""
    workspace.access.settle_company(publics)


def recover(
    folder: Path,
    library: Library,
    shares: Sequence[Share],
    *,
    reason: str,
    passcode: str,
    log: Path,
    into: Path | None = None,
    machine: Machine | None = None,
) -> Recovered:
    """Opens somebody's workspace with the company's key and gives it another passcode.

    Args:
        folder: the workspace, or one backup of it.
        log: where the record is written, for the hub's log.
        into: where a backup is put back, or where nothing is; for a backup only.

    Raises:
        ShareError: the shares do not belong together, or there is no reason.
        WrongCompanyKeyError: the company's key does not open it.
        WrongPasscodeError: the new passcode is too short, or one that is tried first.
        NotWrittenError: the record cannot be written; nothing was opened.
        StoreError: see `Workspace.unlock` and `restore`.
    """
    from fieldapp.store.restore import restore
    from fieldapp.usecases.workspaces import held, projector

    if not reason.strip():
        raise ShareError("company.reason_missing")
    check_passcode(passcode)
    private = companykey.whole(shares)
    check_writable(log)
    project = projector(library)
    if into is None:
        opened = Workspace.unlock(folder, company_key=private, machine=machine, project=project)
    else:
        opened = restore(folder, into, company_key=private, machine=machine, project=project)
    with opened as workspace:
        now = workspace.machine.clock()
        record = Record(
            workspace.id,
            workspace.identity.device,
            int(now.timestamp() * 1000),
            tuple(sorted(share.number for share in shares)),
            reason.strip()[: companykey.MAX_REASON],
        )
        raw = record.signed(workspace.device_key)
        write_file(log, companykey.readable(record, raw, now.isoformat(timespec="seconds")))
        _keep(workspace, raw)
        if held(workspace.folder):
            workspace.access.lift()
        workspace.access.change_passcode(passcode)
        return Recovered(workspace.folder, workspace.listing().count(), record)


def is_backup(folder: Path) -> bool:
    """Whether it is a backup and no workspace."""
    from fieldapp.store.backups import MANIFEST

    return (folder / MANIFEST).is_file() and any((folder / name).is_file() for name in NAMES)


def recoveries(workspace: Workspace) -> tuple[Record, ...]:
    """How often the workspace was opened with the company's key."""
    return tuple(Record.read(raw)[0] for raw in _records(workspace))


def opened_backups(workspace: Workspace) -> tuple[int, int]:
    """How many of the backups within reach the company's key opens, and how many there are."""
    found = workspace.backups.find()
    return sum(1 for one in found if _is_wrapped(one.folder)), len(found)


def _is_wrapped(folder: Path) -> bool:
    try:
        return bool(KeyFile.read(folder)[0].companies)
    except StoreError:
        return False


def standing(workspace: Workspace) -> tuple[Finding, ...]:
    """Whether the company's key opens the workspace and its backups, and when it has."""
    found = []
    if workspace.access.companies:
        found.append(Finding("company.doctor_key", {}, "", Severity.INFO))
        opened, count = opened_backups(workspace)
        params = {"opened": opened, "count": count}
        severity = Severity.INFO if opened == count else Severity.WARNING
        found.append(Finding("company.doctor_backups", params, "", severity))
    zone = workspace.machine.clock().tzinfo
    for one in recoveries(workspace):
        at = f"{datetime.fromtimestamp(one.at / 1000, zone):%Y-%m-%d %H:%M}"
        found.append(Finding("company.doctor_recovered", {"at": at}, "", Severity.WARNING))
    return tuple(found)


# For the hubs' logs


def reports(workspace: Workspace, space: bytes) -> list[bytes]:
    """What a space's hub has not been told."""
    told = workspace.note(f"{_REPORTED}{space.hex()}") or b""
    return [raw for raw in _records(workspace) if _name(raw) not in told.decode().split()]


def reported(workspace: Workspace, space: bytes, record: bytes) -> None:
    """The hub has noted it."""
    note = f"{_REPORTED}{space.hex()}"
    told = workspace.note(note) or b""
    workspace.put_note(note, f"{told.decode()} {_name(record)}".strip().encode())


def _records(workspace: Workspace) -> list[bytes]:
    kept = workspace.note(_RECORDS) or b""
    return [base64.b64decode(line) for line in kept.split()]


def _keep(workspace: Workspace, raw: bytes) -> None:
    kept = workspace.note(_RECORDS) or b""
    workspace.put_note(_RECORDS, b"\n".join((*kept.split(), base64.b64encode(raw))))


def _name(raw: bytes) -> str:
    return hashlib.sha256(raw).hexdigest()[:16]
