"""A laptop as a process of its own that writes and syncs until it is killed.

Whatever it has been told is kept it notes in a file, line by line, before it goes on.
"""

from __future__ import annotations

import os
import random
import sys
from pathlib import Path

from bench.many_cases import PASSCODE, machine_in
from fieldapp.store.workspace import Workspace
from fieldapp.sync.wire import Message
from fieldapp.usecases.syncing.carrier import Carrier
from fieldapp.usecases.syncing.rounds import sync
from fieldapp.usecases.syncing.session import Errand

CASES = tuple(bytes([number]) * 16 for number in range(1, 6))
"""Both laptops write in the same ones."""
READY, SYNCING, SYNCED = "ready", "syncing", "synced"


def opened(home: Path) -> Workspace:
    return Workspace.unlock(home / "workspace", passcode=PASSCODE, machine=machine_in(home))


def exchange(workspace: Workspace) -> bool:
    """Syncs once; whether nothing was in the way."""
    with Carrier() as carrier:

        def carry(errand: Errand) -> Message:
            return carrier.carry(errand.hub, errand.token, errand.space, errand.question)

        return not sync(workspace, carry).troubles


def write(workspace: Workspace, chance: random.Random) -> bytes:
    """A change, now and then with a photo; its id."""
    case, item = chance.choice(CASES), chance.randbytes(4).hex()
    if chance.random() < 0.2:
        blob = workspace.put_blob(case, chance.randbytes(chance.randrange(1_000, 600_000)))
        path, content = f"evidence/{item}/blob", blob
    else:
        path, content = f"answers/{item}", "x" * chance.randrange(2_000)
    committed = workspace.commit(case, lambda writing: writing.shared.write(path, content))
    assert committed.shared is not None
    return committed.shared.id


def main(home: Path, seed: int) -> None:
    chance = random.Random(seed)
    out = os.open(home / "kept", os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    def say(line: str) -> None:
        os.write(out, f"{line}\n".encode())

    workspace = opened(home)
    say(READY)
    while True:
        for _ in range(chance.randrange(1, 12)):
            say(write(workspace, chance).hex())
        say(SYNCING)
        exchange(workspace)
        say(SYNCED)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
