"""What the store's tests share: a laptop in a folder, with a keyring made of a dict."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from fieldapp.base.clock import Clock, system_entropy
from fieldapp.store.keychain import NoSecrets, Secrets
from fieldapp.store.machine import Machine
from fieldapp.store.recovery import RecoveryCode
from fieldapp.store.slots import Kdf
from fieldapp.store.workspace import Workspace, Writing

PASSCODE = "correct horse"
CHEAP = Kdf(passes=1, memory_kib=8, lanes=1)
START = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)


@dataclass
class Keyring:
    """A keyring that works."""

    kept: dict[str, str] = field(default_factory=dict)

    def get(self, name: str) -> str | None:
        return self.kept.get(name)

    def set(self, name: str, secret: str) -> None:
        self.kept[name] = secret

    def delete(self, name: str) -> None:
        self.kept.pop(name, None)


def ticking(start: datetime = START) -> Clock:
    """A clock that goes on by a second whenever it is read."""
    seconds = itertools.count()
    return lambda: start + timedelta(seconds=next(seconds))


def laptop(home: Path, secrets: Secrets | None = None, clock: Clock | None = None) -> Machine:
    """A laptop whose own place is in `home`; without a keyring unless given one."""
    return Machine(
        secrets=secrets or NoSecrets(),
        state_dir=home / "state",
        clock=clock or ticking(),
        entropy=system_entropy,
        kdf=CHEAP,
    )


def new_workspace(home: Path, machine: Machine | None = None) -> tuple[Workspace, RecoveryCode]:
    return Workspace.create(home / "workspace", passcode=PASSCODE, machine=machine or laptop(home))


def reopen(workspace: Workspace) -> Workspace:
    """Locks a workspace and unlocks it again with its passcode."""
    workspace.lock()
    return Workspace.unlock(workspace.folder, passcode=PASSCODE, machine=workspace.machine)


def write(workspace: Workspace, case: bytes, **registers: object) -> None:
    """Commits registers of the shared log in one change; `__` in a name stands for `/`."""

    def fill(writing: Writing) -> None:
        for name, content in registers.items():
            writing.shared.write(name.replace("__", "/"), content)

    workspace.commit(case, fill)
