"""What a company has told its laptops takes effect: playbooks and lists stand in a folder where the
library finds them, what it has set where the settings are read, names where people are named.

All of it is made from the workspace, so it is put right whenever that is opened.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from contextlib import suppress
from datetime import timedelta
from functools import reduce
from pathlib import Path

from fieldapp.base import paths, policy
from fieldapp.base.findings import Finding
from fieldapp.base.policy import Policy
from fieldapp.base.values import frozen
from fieldapp.case import hlc
from fieldapp.case.erasure import lies_below
from fieldapp.playbook import wares
from fieldapp.playbook.library import Library
from fieldapp.store.erase import Wish
from fieldapp.store.workspace import Workspace
from fieldapp.sync import notices
from fieldapp.usecases import people, playbooks, settings
from fieldapp.usecases.company import escrow
from fieldapp.usecases.company.told import Telling, telling
from fieldapp.usecases.outputs import make_folder, write_file

_EXPIRED = "company-expired"
"""The note of the day on which what is too old was looked for last."""
_REASON = "retention"


@frozen
class Applied:
    """`is_other`: the company's folder is another one than before. `findings`: what is broken and
    was left out."""

    is_other: bool
    findings: tuple[Finding, ...]


def apply(workspace: Workspace, library: Library | None = None) -> Applied:
    """Lets hold what the company has told this laptop.

    Args:
        library: is made to look again where something has changed.

    Raises:
        StoreError, NotWrittenError: what held before does so still.
    """
    if not workspace.parts.spaces.memberships() and not paths.company().exists():
        return Applied(is_other=False, findings=())
    found = telling(workspace)
    limits = _policy(found)
    is_other = _put(paths.company(), _files(found, limits))
    people.learn(workspace, _names(found))
    escrow.settle(workspace, [notices.read_key(one.content) for one in found.of(notices.KEY)])
    _expire(workspace, limits)
    if is_other and library is not None:
        playbooks.reread(library)
    return Applied(is_other, found.findings)


def _policy(found: Telling) -> Policy:
    """What all teams together have set."""
    every = (policy.read(one.content) for one in found.of(notices.POLICY))
    return reduce(Policy.narrowed, every, Policy())


def _names(found: Telling) -> dict[bytes, str]:
    return {
        author: name
        for one in found.of(notices.PEOPLE)
        for author, name in notices.read_people(one.content).items()
    }


# The company's folder


def _files(found: Telling, limits: Policy) -> dict[str, bytes]:
    """What is to stand there. Of two teams' with one name, the one joined first is heard."""
    files: dict[str, bytes] = {}
    if limits != Policy():
        files[settings.POLICY] = limits.dump()
    for one in found.of(wares.PLAYBOOK):
        files.setdefault(f"{wares.READY}/{one.name}.json", one.content)
    for one in found.of(wares.WORDS):
        files.setdefault(wares.FILES[one.name], one.content)
    return files


def _put(folder: Path, files: Mapping[str, bytes]) -> bool:
    """Whether anything had to be changed.

    Raises:
        NotWrittenError: with the reason; what was there is still there.
    """
    here = {
        path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()
    }
    is_other = False
    for name, content in files.items():
        if name not in here or _read(here[name]) != content:
            make_folder((folder / name).parent)
            write_file(folder / name, content)
            is_other = True
    for name in here.keys() - files.keys():
        with suppress(OSError):
            here[name].unlink()
        is_other = True
    if not files:
        shutil.rmtree(folder, ignore_errors=True)
    return is_other


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:
        return None


# What is private and too old


def _expire(workspace: Workspace, limits: Policy) -> None:
    """Erases, once a day, what is private and older than the company lets it be. What is shared is
    erased by the hub, everywhere."""
    now = workspace.machine.clock()
    today = f"{now:%Y-%m-%d} {sorted(limits.retention.items())}".encode()
    if not limits.retention or workspace.note(_EXPIRED) == today:
        return
    oldest = {
        path: int((now - timedelta(days=days)).timestamp() * 1000)
        for path, days in limits.retention.items()
    }
    for case in workspace.parts.private.cases():
        _expire_case(workspace, case, oldest)
    workspace.put_note(_EXPIRED, today)


def _expire_case(workspace: Workspace, case: bytes, oldest: Mapping[str, int]) -> None:
    held = workspace.load(case).private.values
    old: set[bytes] = set()
    for change in workspace.changes(case, private=True):
        at = hlc.milliseconds(change.hlc)
        paths = {path for path, limit in oldest.items() if at < limit}
        old.update(op.value for op in change.ops if op.value and lies_below(op.path, paths))
    old &= held.keys()
    if old:
        with workspace.transaction() as transaction:
            transaction.expire(
                case, Wish("item", _REASON, values=frozenset(old)), workspace.device_key
            )
