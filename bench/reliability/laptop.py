"""The laptop a script is played on: its folder, its clock and its randomness."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from pathlib import Path

from fieldapp.store.keychain import NoSecrets
from fieldapp.store.machine import Machine
from fieldapp.store.slots import Kdf

START = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
PLAY = START + timedelta(days=1)
LATER = START + timedelta(days=2)
CHEAP = Kdf(passes=1, memory_kib=8, lanes=1)


def workspace_folder(root: Path) -> Path:
    return root / "workspace"


def stick_folder(root: Path) -> Path:
    """Where backups are made a second time."""
    return root / "stick"


def machine(root: Path, seed: str, start: datetime = START) -> Machine:
    """A laptop without a keyring, whose passcodes cost nothing to try.

    Its clock goes on by a second each time it is read; its randomness comes from the seed.
    """
    chance = random.Random(seed)
    readings = 0

    def clock() -> datetime:
        nonlocal readings
        readings += 1
        return start + timedelta(seconds=readings)

    return Machine(NoSecrets(), root / "state", clock, chance.randbytes, CHEAP)
