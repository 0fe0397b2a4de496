"""Readiness: can this laptop be taken offline without a worry?"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from fieldapp.base import paths
from fieldapp.base.findings import Finding, Severity
from fieldapp.playbook.library import Library
from fieldapp.store.database import library_version
from fieldapp.store.keychain import Secrets, SecretsUnavailableError
from fieldapp.store.workspace import Workspace
from fieldapp.usecases.company import escrow

LOW_DISK_MB, FULL_DISK_MB = 500, 50
OLD_BACKUP = timedelta(days=7)
OLD_SYNC = timedelta(days=7)
FONTS = ("NotoSansSC-Regular.ttf", "NotoSansSC-Bold.ttf")


def machine_checks(folder: Path, library: Library, secrets: Secrets) -> Iterator[Finding]:
    """What can be said without opening the workspace. Severity INFO means: in order."""
    yield Finding("usecases.doctor_sqlite", {"version": library_version()}, "", Severity.INFO)
    yield from _data(library)
    yield _keyring(secrets)
    yield _disk(folder)


def workspace_checks(workspace: Workspace, now: datetime) -> Iterator[Finding]:
    """What an open workspace says of itself, from end to end."""
    listing = workspace.listing()
    params = {"cases": listing.count(), "conflicts": len(listing.conflicts())}
    yield Finding("usecases.doctor_workspace", params, "", Severity.INFO)
    yield from workspace.findings
    faults = tuple(workspace.verify())
    yield from faults
    if not faults:
        yield Finding("usecases.doctor_integrity", {}, "", Severity.INFO)
    yield _backup(workspace, now)
    yield from workspace.backups.verify()
    yield from escrow.standing(workspace)
    yield from _hubs(workspace, now)


def _data(library: Library) -> Iterator[Finding]:
    missing = [name for name in FONTS if not paths.resources("fonts", name).is_file()]
    for name in missing:
        yield Finding("usecases.doctor_data_missing", {"path": f"fonts/{name}"})
    yield from library.findings
    if not missing:
        params = {"playbooks": len(library.playbooks)}
        yield Finding("usecases.doctor_data", params, "", Severity.INFO)


def _keyring(secrets: Secrets) -> Finding:
    try:
        secrets.get("readiness")
    except SecretsUnavailableError:
        return Finding("usecases.doctor_no_keyring", {}, "", Severity.INFO)
    return Finding("usecases.doctor_keyring", {}, "", Severity.INFO)


def _disk(folder: Path) -> Finding:
    place = next(place for place in (folder, *folder.parents) if place.exists())
    free = shutil.disk_usage(place).free // 2**20
    if free < LOW_DISK_MB:
        severity = Severity.ERROR if free < FULL_DISK_MB else Severity.WARNING
        return Finding("usecases.doctor_disk_low", {"free": free}, str(place), severity)
    return Finding("usecases.doctor_disk", {"free": free}, "", Severity.INFO)


def _backup(workspace: Workspace, now: datetime) -> Finding:
    found = workspace.backups.find()
    if not found:
        return Finding("usecases.doctor_no_backup", {}, "", Severity.WARNING)
    last = found[-1].made.astimezone(now.tzinfo)
    params = {"at": f"{last:%Y-%m-%d %H:%M}"}
    if now - last > OLD_BACKUP:
        return Finding("usecases.doctor_backup_old", params, "", Severity.WARNING)
    return Finding("usecases.doctor_backup", params, "", Severity.INFO)


def _hubs(workspace: Workspace, now: datetime) -> Iterator[Finding]:
    """When each team's hub had all that was here, and what waits for it now."""
    joined = workspace.parts.spaces.memberships()
    if not joined:
        yield Finding("usecases.doctor_no_hub", {}, "", Severity.INFO)
        return
    for one in joined:
        if not one.complete:
            yield Finding("usecases.doctor_hub_never", {"team": one.team}, "", Severity.WARNING)
            continue
        last = datetime.fromtimestamp(one.complete / 1000, now.tzinfo)
        params = {"team": one.team, "at": f"{last:%Y-%m-%d %H:%M}"}
        is_old = now - last > OLD_SYNC
        code = "usecases.doctor_hub_old" if is_old else "usecases.doctor_hub"
        yield Finding(code, params, "", Severity.WARNING if is_old else Severity.INFO)
    workspace.settle()
    waiting = {"count": workspace.unsent(), "files": len(workspace.parts.shipping.unsent())}
    if any(waiting.values()):
        yield Finding("usecases.doctor_hub_waiting", waiting, "", Severity.INFO)
