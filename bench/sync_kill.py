"""Laptops and their hub killed with SIGKILL while they exchange: nothing is lost, nothing doubled.

Two laptops with encrypted workspaces, processes of their own, write in the same cases and sync over
HTTP without a pause. Again and again, at a random moment, both are killed, and in every third round
the hub too. Whatever a laptop had noted as kept must be there when it is started again; in the end
both, and a third one that begins with nothing, must have all of it. Every 100 kills a hub and
laptops begin anew, so that looking through what there is takes no longer in the end than at first.
"""

from __future__ import annotations

import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bench.common import Figure, emit, figure, parser
from bench.hub import Process, codes
from bench.many_cases import workspace_in
from bench.syncing.killed import READY, SYNCING, exchange, opened
from fieldapp.hub.node import Place
from fieldapp.store.workspace import Workspace
from fieldapp.usecases.syncing.carrier import Carrier
from fieldapp.usecases.syncing.joining import Joining

KILLS, QUICK = 2_000, 4
LONGEST = 1.2
"""Seconds after which they are killed at the latest, once all of them are up."""
PATIENCE = 60.0
EACH_ROUNDS_HUB = 3
TOGETHER = 100
"""Kills of the laptops of one hub."""


@dataclass
class Killed:
    """A laptop. `kept`: what it has said to have kept."""

    home: Path
    kept: set[bytes] = field(default_factory=set)
    lost: int = 0
    in_mid_sync: int = 0
    running: subprocess.Popen[bytes] | None = None

    def start(self, seed: int) -> None:
        (self.home / "kept").write_bytes(b"")
        command = [sys.executable, "-m", "bench.syncing.killed", str(self.home), str(seed)]
        self.running = subprocess.Popen(command)

    def lines(self) -> list[str]:
        """What it has noted; the end of a line may not have come."""
        return (self.home / "kept").read_text("ascii").split("\n")[:-1]

    def wait(self) -> None:
        """Until it has begun.

        Raises:
            RuntimeError: it does not.
        """
        end = time.monotonic() + PATIENCE
        while READY not in self.lines():
            if time.monotonic() > end or (self.running and self.running.poll() is not None):
                raise RuntimeError("a laptop does not start")
            time.sleep(0.005)

    def kill(self) -> None:
        """Ends it, and looks whether all it has noted is there."""
        assert self.running is not None
        self.running.kill()
        self.running.wait()
        lines = self.lines()
        self.in_mid_sync += lines[-1] == SYNCING
        self.kept |= {bytes.fromhex(line) for line in lines if len(line) == 64}
        with opened(self.home) as workspace:
            self.lost += len(self.kept - ids(workspace)) + len(workspace.verify())


def ids(workspace: Workspace) -> set[bytes]:
    """The shared changes that are there."""
    shared = workspace.parts.shared
    return {name for case in shared.cases() for name in shared.ids(case)}


def main(argv: Sequence[str]) -> int:
    arguments = parser(__doc__)
    arguments.add_argument("--kills", type=int)
    arguments.add_argument("--seed", type=int, default=1)
    options = arguments.parse_args(argv)
    kills = options.kills or (QUICK if options.quick else KILLS)
    chance, whole = random.Random(options.seed), Counter[str]()
    while whole["kills"] < kills:
        with tempfile.TemporaryDirectory() as home:
            whole += _lived(Path(home), min(TOGETHER, kills - whole["kills"]), chance)
        print(f"{whole['kills']} kills, {whole['lost'] + whole['missing']} lost", file=sys.stderr)
    return emit("sync_kill", list(_figures(whole, kills)))


def _lived(home: Path, kills: int, chance: random.Random) -> Counter[str]:
    """Kills the laptops of one hub so often, and counts what came of it."""
    place, names = Place(home / "hub"), ("ann", "bo", "cy")
    made = codes(place, list(names))
    hub = Process.start(place)
    port = int(hub.url.rpartition(":")[2])
    for name, code in zip(names, made, strict=True):
        with workspace_in(home / name) as workspace:
            _join(workspace, hub.url, code)
    laptops = [Killed(home / name) for name in names[:2]]
    done, hubs = 0, 0
    while done < kills:
        for laptop in laptops:
            laptop.start(chance.getrandbits(32))
        for laptop in laptops:
            laptop.wait()
        time.sleep(chance.uniform(0, LONGEST))
        if done // 2 % EACH_ROUNDS_HUB == 0:
            hub.running.kill()
            hub.end()
            hubs += 1
        for laptop in laptops:
            laptop.kill()
        done += len(laptops)
        if hub.running.poll() is not None:
            hub = Process.start(place, port)
    found = [_settled(home / name) for name in (*names[:2], *names)]
    kept = laptops[0].kept | laptops[1].kept
    hub.stop()
    return Counter(
        kills=done,
        mid=sum(one.in_mid_sync for one in laptops),
        hubs=hubs,
        kept=len(kept),
        lost=sum(one.lost for one in laptops),
        missing=sum(len(kept - one) for one in found[2:]),
        differ=sum(len(found[-1] ^ one) for one in found[2:]),
    )


def _figures(whole: Counter[str], kills: int) -> Iterator[Figure]:
    yield figure("kill -9 of a laptop", whole["kills"], "kills", at_least=kills)
    yield figure("of those in mid-sync", whole["mid"], "kills")
    yield figure("kill -9 of the hub meanwhile", whole["hubs"], "kills")
    yield figure("changes that were noted as kept", whole["kept"], "changes")
    yield figure("gone after a kill", whole["lost"], "changes", at_most=0)
    yield figure("missing in the end, on three laptops", whole["missing"], "changes", at_most=0)
    yield figure("on one laptop and not on another", whole["differ"], "changes", at_most=0)


def _join(workspace: Workspace, url: str, code: str) -> None:
    joining = Joining.begin(workspace, url, code)
    with Carrier() as carrier:
        joining.accept(workspace, carrier.carry(joining.hub, b"", b"", joining.question))


def _settled(home: Path) -> set[bytes]:
    """What a laptop has once it has exchanged everything.

    Raises:
        RuntimeError: it cannot.
    """
    with opened(home) as workspace:
        end = time.monotonic() + PATIENCE
        # A hub lets a laptop that fetches everything wait now and then.
        while not exchange(workspace) or workspace.unsent() or workspace.parts.shipping.unsent():
            if time.monotonic() > end:
                raise RuntimeError("not everything goes to the hub")
            time.sleep(1)
        if workspace.verify() or workspace.parts.quarantine.count():
            raise RuntimeError("a workspace is not in order")
        return ids(workspace)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
