"""Two hubs on one PostgreSQL under 200 laptops: what they carry, and how quick at 70% of that.

What the nodes carry is found with as many requests under way as they have threads. Then
requests come at the moments of a fixed plan, whether the ones before have been answered or not, and
the time of each counts from the moment it was due. What is pushed has been packed ahead, so that
whoever asks needs little of the processor that the nodes share with it.
"""

from __future__ import annotations

import os
import random
import sys
import tempfile
import threading
import time
from argparse import Namespace
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from bench.common import Figure, Timing, emit, figure, parser
from bench.hub import Process
from bench.syncing.carrier import Carrier, shown
from bench.syncing.laptop import Clock
from bench.syncing.local import MemoryLocal
from bench.syncing.postgres import Cluster, cluster
from fieldapp.hub.api import THREADS
from fieldapp.hub.node import Node, Place, open_node
from fieldapp.sync import carriage, laptop_carriage, packing
from fieldapp.sync.enrolment import TOKEN, Code, Enrol
from fieldapp.sync.exchange import OFFERED
from fieldapp.sync.local import Settled
from fieldapp.sync.messages import Page, Pull, Push
from fieldapp.sync.rows import Cursor

LAPTOPS, TEAM, NODES = 200, 10, 2
SHARE = 0.7
PULLS = 3
"""Times that a laptop asks what is new for each time that it sends something."""
CHANGES = 7
"""Of a push: a working day's 140 in some 20 pushes."""
PUSHES = 100
"""Packed ahead, a laptop."""
WORKERS = 96
"""Requests that may be under way when they come by a plan."""
SECONDS = 60.0


@dataclass
class Laptop:
    """A laptop that has joined, with what it will push, and how far it has read."""

    space: bytes
    token: str
    pushes: list[carriage.Request]
    cursor: Cursor = field(default_factory=Cursor)
    turn: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)


@dataclass
class Outcome:
    """What came of some requests: seconds each, and how many failed."""

    pushes: list[float] = field(default_factory=list)
    pulls: list[float] = field(default_factory=list)
    errors: int = 0

    @property
    def count(self) -> int:
        return len(self.pushes) + len(self.pulls)


def teams(node: Node, laptops: int, ahead: int) -> list[Laptop]:
    """Laptops of teams of ten. They come in on the hub's own machine: by network so many at once
    would be held for somebody who guesses codes."""
    made: list[Laptop] = []
    space = b""
    for number in range(laptops):
        with node.writing():
            if number % TEAM == 0:
                space = node.spaces.make(f"Team {number // TEAM}")
            account = node.people.add(space, f"Person {number}", "engineer", "")
            code = Code.parse(node.enrolments.make_code(space, account))
            local = MemoryLocal(Clock(datetime.now(UTC)), random.Random(number).randbytes)
            token = os.urandom(TOKEN)
            asked = Enrol.signed(code, local.identity, local.key, token, "laptop")
            node.enrolments.enrol(asked)
            roster = node.shelf.roster(space)
            known = [one.raw for one in roster.certificates.values()] if roster else []
        local.join(space, known)
        pushes = list(packed(local, space, ahead))
        # So that they do not all send something at the same time.
        made.append(Laptop(space, shown(token), pushes, turn=number % (PULLS + 1)))
        print(f"\r{number + 1} laptops", end="", file=sys.stderr)
    print(file=sys.stderr)
    return made


def packed(local: MemoryLocal, space: bytes, pushes: int) -> Iterator[carriage.Request]:
    """Pushes as they travel; a new case with every tenth."""
    chance = random.Random(space)
    case = b""
    for number in range(pushes):
        if number % 10 == 0:
            case = os.urandom(16)
            local.place(case, space)
        for n in range(CHANGES):
            name, text = f"answers/a{number}x{n}", "What was seen there. " * chance.randint(1, 6)
            local.commit(case, lambda edit, name=name, text=text: edit.write(name, text))  # type: ignore[misc]
        offers = local.offers(space, OFFERED)
        batch, _ = packing.pack(offers, local.writer, local.roster(space), local)
        local.settle(space, Settled([one.change.id for one in offers], {}))
        yield laptop_carriage.request(space, Push(cursor=Cursor(), batch=batch))


class Crowd:
    """All laptops, and the connections of whoever asks for them."""

    def __init__(self, laptops: Sequence[Laptop], urls: Sequence[str]) -> None:
        self._laptops = laptops
        self._urls = urls
        self._turns = count()
        self._own = threading.local()
        self._connections: list[Carrier] = []

    def close(self) -> None:
        for one in self._connections:
            one.close()

    def ask(self, due: float, outcome: Outcome, noting: threading.Lock) -> None:
        """The next request: of the next laptop, to the next node."""
        turn = next(self._turns)
        laptop = self._laptops[turn % len(self._laptops)]
        carrier = self._connection(turn % len(self._urls))
        carrier.token, carrier.space = laptop.token, laptop.space
        with laptop.lock:
            laptop.turn += 1
            is_push = laptop.turn % (PULLS + 1) == 0 and bool(laptop.pushes)
            try:
                is_good = self._push(carrier, laptop) if is_push else self._pull(carrier, laptop)
            except Exception as error:
                print(f"{type(error).__name__}: {error}", file=sys.stderr)
                is_good = False
        seconds = time.perf_counter() - due
        with noting:
            (outcome.pushes if is_push else outcome.pulls).append(seconds)
            outcome.errors += not is_good

    def _push(self, carrier: Carrier, laptop: Laptop) -> bool:
        asked = laptop.pushes.pop(0)
        got = carrier.request(asked.method, asked.path, asked.body, dict(asked.headers))
        return got.status == 200

    def _pull(self, carrier: Carrier, laptop: Laptop) -> bool:
        page = carrier.ask(Pull(cursor=laptop.cursor))
        if not isinstance(page, Page):
            return False
        laptop.cursor = page.after
        return True

    def _connection(self, node: int) -> Carrier:
        held: dict[int, Carrier] = self._own.__dict__.setdefault("held", {})
        if node not in held:
            held[node] = Carrier(self._urls[node], seconds=300)
            self._connections.append(held[node])
        return held[node]


def carried(crowd: Crowd, seconds: float, workers: int) -> tuple[float, Outcome]:
    """Requests a second with so many under way all the time."""
    outcome, noting = Outcome(), threading.Lock()
    begun = time.perf_counter()
    end = begun + seconds

    def work() -> None:
        while (now := time.perf_counter()) < end:
            crowd.ask(now, outcome, noting)

    _together([work] * workers)
    return outcome.count / (time.perf_counter() - begun), outcome


def offered(crowd: Crowd, rate: float, seconds: float) -> Outcome:
    """Requests at the moments of a plan, `rate` a second on the average, at random."""
    chance, outcome, noting = random.Random(5), Outcome(), threading.Lock()
    with ThreadPoolExecutor(WORKERS) as pool:
        due = time.perf_counter()
        end = due + seconds
        while (due := due + chance.expovariate(rate)) < end:
            if (wait := due - time.perf_counter()) > 0:
                time.sleep(wait)
            pool.submit(crowd.ask, due, outcome, noting)
    return outcome


def _together(works: Sequence[Callable[[], None]]) -> None:
    threads = [threading.Thread(target=work) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


@contextmanager
def serving(place: Place, *, laptops: int, ahead: int) -> Iterator[tuple[Sequence[Process], Crowd]]:
    """Nodes that serve, and the laptops of teams that have joined them.

    Args:
        ahead: pushes that each laptop has packed.
    """
    node = open_node(place)
    try:
        joined = teams(node, laptops, ahead)
    finally:
        node.close()
    nodes = [Process.start(place) for _ in range(NODES)]
    crowd = Crowd(joined, [one.url for one in nodes])
    try:
        yield nodes, crowd
    finally:
        crowd.close()
        for one in nodes:
            one.stop()


def most(crowd: Crowd, seconds: float) -> tuple[float, Outcome]:
    """What the nodes carry: requests a second, with as many under way as they have threads."""
    carried(crowd, min(5.0, seconds), THREADS)  # what is loaded at first
    return carried(crowd, seconds, NODES * THREADS)


def load(running: Cluster, folder: Path, options: Namespace) -> Iterator[Figure]:
    place = Place(folder, running.new_database())
    with serving(place, laptops=options.laptops, ahead=options.ahead) as (_, crowd):
        rate, full = most(crowd, options.seconds)
        outcome = offered(crowd, SHARE * rate, options.seconds)
    pushes, pulls = (Timing(tuple(sorted(some))) for some in (outcome.pushes, outcome.pulls))
    what = f"{options.laptops} laptops, {NODES} nodes on one PostgreSQL"
    yield figure(f"{what}: carried", rate, "requests/s")
    yield figure("of those pushes", len(full.pushes) / full.count * 100, "%")
    yield figure("errors while as much came as they carry", full.errors, "requests", at_most=0)
    asked = outcome.count / options.seconds
    yield figure("at 70% of it: came", asked, "requests/s")
    yield figure("errors", outcome.errors, "requests", at_most=0)
    yield figure("a push, p50", pushes.median_ms, "ms")
    yield figure(
        "a push, p99, against its p50",
        percentile(pushes, 0.99) * 1000,
        "ms",
        baseline=pushes.median_ms,
        ratio_at_most=5,
    )
    yield figure("a pull, p50", pulls.median_ms, "ms")
    yield figure("a pull, p99", percentile(pulls, 0.99) * 1000, "ms")


def percentile(timing: Timing, share: float) -> float:
    """Seconds, by the nearest rank."""
    samples = timing.samples
    return samples[min(len(samples) - 1, int(share * len(samples)))]


def figures(options: Namespace) -> Iterator[Figure]:
    if options.quick:
        options.laptops, options.seconds, options.ahead = 20, 3.0, 60
    with tempfile.TemporaryDirectory() as home, cluster() as running:
        yield from load(running, Path(home), options)


def main(argv: list[str]) -> int:
    arguments = parser(__doc__)
    arguments.add_argument("--laptops", type=int, default=LAPTOPS)
    arguments.add_argument("--seconds", type=float, default=SECONDS)
    arguments.add_argument("--ahead", type=int, default=PUSHES)
    return emit("hub_load", list(figures(arguments.parse_args(argv))))
