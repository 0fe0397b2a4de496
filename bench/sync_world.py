"""Syncing: simulated worlds of laptops and a hub, and planted bugs that the worlds must show.

A world is lived in, healed and judged (`bench/syncing`); one seed is one world. See docs/sync.md.
"""

from __future__ import annotations

import sys
import time
import traceback
from argparse import Namespace
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import nullcontext
from dataclasses import dataclass
from itertools import count

from bench.common import Figure, emit, figure, parser
from bench.syncing.bugs import BUGS
from bench.syncing.judge import at_any_time, violations
from bench.syncing.pace import small
from bench.syncing.world import World

ACTIONS = 120
EXCHANGES, QUICK = 2_000_000, 6_000
BUDGET = 80_000
"""Exchanges within which a planted bug must be found."""
WORKERS = 2
_AT_ONCE = 20
"""Worlds a task."""


@dataclass(slots=True)
class Outcome:
    """What came of one world or of many."""

    worlds: int = 0
    exchanges: int = 0
    changes: int = 0
    found: str = ""
    """The first violation, with its seed; empty if there is none."""

    def add(self, other: Outcome) -> None:
        self.worlds += other.worlds
        self.exchanges += other.exchanges
        self.changes += other.changes
        self.found = self.found or other.found


def play(seed: int, bug: str = "", actions: int = ACTIONS) -> Outcome:
    """Lives through a world, heals it and judges it."""
    with small(), BUGS[bug]() if bug else nullcontext():
        world = World(seed)
        try:
            for number in range(actions):
                world.step()
                if number % 10 == 0:
                    world.complaints += at_any_time(world)
            complaints = violations(world)
        except Exception:
            complaints = [traceback.format_exc()]
    found = f"world {seed}: {complaints[0]}" if complaints else ""
    return Outcome(1, world.network.exchanges, len(world.ledger.written), found)


def play_some(first: int, worlds: int) -> Outcome:
    outcome = Outcome()
    for seed in range(first, first + worlds):
        outcome.add(play(seed))
    return outcome


def hunt(bug: str) -> tuple[str, Outcome]:
    """World after world until a bug shows that is not there without it, or the budget is spent."""
    outcome = Outcome()
    for seed in count():
        found = play(seed, bug)
        if found.found and play(seed).found:
            found.found = ""
        outcome.add(found)
        if outcome.found or outcome.exchanges > BUDGET:
            return bug, outcome
    raise AssertionError


def worlds(pool: ProcessPoolExecutor, wanted: int, first: int) -> Outcome:
    """As many worlds as it takes for so many exchanges."""
    outcome = Outcome()
    seeds = count(first, _AT_ONCE)
    running = [pool.submit(play_some, next(seeds), _AT_ONCE) for _ in range(2 * WORKERS)]
    while running:
        outcome.add(running.pop(0).result())
        if outcome.exchanges < wanted:
            running.append(pool.submit(play_some, next(seeds), _AT_ONCE))
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
        hunted = list(BUGS)[:: 8 if options.quick else 1]
        for bug, outcome in pool.map(hunt, hunted):
            what = outcome.found.strip().splitlines()[-1] if outcome.found else "not found"
            print(f"{bug}: {what[:200]}", file=sys.stderr, flush=True)
            spent = outcome.exchanges if outcome.found else float("inf")
            yield figure(f"{bug}: until found", spent, "exchanges", at_most=BUDGET)


def main(argv: list[str]) -> int:
    arguments = parser(__doc__)
    arguments.add_argument("--exchanges", type=int, default=EXCHANGES)
    arguments.add_argument("--seed", type=int, default=1, help="of the first world")
    return emit("sync_world", list(figures(arguments.parse_args(argv))))
