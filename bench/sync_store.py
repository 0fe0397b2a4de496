"""Syncing on the real store: the worlds of `sync_world` with an encrypted workspace a laptop.

The engine, the wire and the hub's rules are the same; see docs/sync.md.
"""

from __future__ import annotations

import sys
import tempfile
import time
import traceback
from argparse import Namespace
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import datetime
from itertools import count
from pathlib import Path

from bench.common import Figure, emit, figure, parser
from bench.sync_world import ACTIONS, WORKERS, Outcome
from bench.syncing.judge import at_any_time, violations
from bench.syncing.pace import small
from bench.syncing.stored import StoredLocal
from bench.syncing.world import World
from fieldapp.base.clock import Entropy

EXCHANGES, QUICK = 100_000, 300
_MEMORY = Path("/dev/shm")
"""What a disk does is another bench's; here it only costs time."""


def play(seed: int, actions: int = ACTIONS) -> Outcome:
    """Lives through a world on real stores, heals it and judges it."""
    where = _MEMORY if _MEMORY.is_dir() else None
    with small(), tempfile.TemporaryDirectory(prefix="fieldapp-world-", dir=where) as folder:
        made: list[StoredLocal] = []

        def make(clock: Callable[[], datetime], entropy: Entropy) -> StoredLocal:
            made.append(StoredLocal(clock, entropy, Path(folder) / entropy(6).hex(), made))
            return made[-1]

        world = World(seed, make)
        try:
            for number in range(actions):
                world.step()
                if number % 10 == 0:
                    world.complaints += at_any_time(world)
            complaints = violations(world)
            if not world.has_losses:
                complaints += [str(one) for local in made for one in local.damage()]
        except Exception:
            complaints = [traceback.format_exc()]
        for local in made:
            local.close()
    found = f"world {seed}: {complaints[0]}" if complaints else ""
    return Outcome(1, world.network.exchanges, len(world.ledger.written), found)


def worlds(pool: ProcessPoolExecutor, wanted: int, first: int) -> Outcome:
    """As many worlds as it takes for so many exchanges."""
    outcome = Outcome()
    seeds = count(first)
    running = [pool.submit(play, next(seeds)) for _ in range(2 * WORKERS)]
    while running:
        outcome.add(running.pop(0).result())
        if outcome.exchanges < wanted:
            running.append(pool.submit(play, next(seeds)))
        print(f"{outcome.worlds} worlds, {outcome.exchanges} exchanges", file=sys.stderr)
    return outcome


def figures(options: Namespace) -> Iterator[Figure]:
    wanted = QUICK if options.quick else options.exchanges
    with ProcessPoolExecutor(WORKERS) as pool:
        start = time.perf_counter()
        whole = worlds(pool, wanted, options.seed)
        seconds = time.perf_counter() - start
    print(whole.found or "no violation", file=sys.stderr)
    yield figure("violations of the invariants", int(bool(whole.found)), "worlds", at_most=0)
    yield figure("exchanges", whole.exchanges, "exchanges", at_least=wanted)
    yield figure("worlds", whole.worlds, "worlds")
    yield figure("changes written", whole.changes, "changes")
    yield figure("pace", whole.exchanges / seconds, "exchanges/s")


def main(argv: list[str]) -> int:
    arguments = parser(__doc__)
    arguments.add_argument("--exchanges", type=int, default=EXCHANGES)
    arguments.add_argument("--seed", type=int, default=1, help="of the first world")
    return emit("sync_store", list(figures(arguments.parse_args(argv))))
