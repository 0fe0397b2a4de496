"""The hub over HTTP: push and pull against bare PostgreSQL, resending, kill -9, bad networks.

The hub is a process of its own, as `fieldapp hub serve` starts it; laptops are in memory.
"""

from __future__ import annotations

import os
import random
import re
import subprocess
import sys
import tempfile
import time
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import psycopg

from bench.common import Figure, emit, figure, parser
from bench.syncing.carrier import Carrier, enrol, sync
from bench.syncing.chaos import Chaos
from bench.syncing.laptop import Clock
from bench.syncing.local import MemoryLocal
from bench.syncing.postgres import Cluster, cluster
from fieldapp.hub.node import Place, open_node
from fieldapp.sync.engine import Engine
from fieldapp.sync.errors import SyncError

CHANGES, CASES = 20_000, 200
KILLS, TRIES = 100, 20_000
SECONDS = 300.0
"""How long a laptop waits for an answer: a busy machine is no fault of the hub's."""
_URL = re.compile(r"http://127\.0\.0\.1:\d+")


@dataclass
class Process:
    """A hub that serves, in its own process."""

    place: Place
    running: subprocess.Popen[str]
    url: str

    @classmethod
    def start(cls, place: Place, port: int = 0) -> Process:
        listen = f"127.0.0.1:{port}"
        command = [sys.executable, "-m", "fieldapp", "hub", "serve", "--listen", listen]
        command += ["--data", str(place.folder)]
        if place.database:
            command += ["--database", place.database]
        running = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        assert running.stdout is not None
        found = _URL.search(running.stdout.readline())
        if found is None:
            raise RuntimeError("the hub did not start")
        return cls(place, running, found[0])

    def processor(self) -> float:
        """Seconds of processor time so far: other programs do not count. Linux alone tells."""
        stat = Path(f"/proc/{self.running.pid}/stat").read_text(encoding="ascii")
        user, system = stat.rpartition(")")[2].split()[11:13]
        return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")

    def stop(self) -> None:
        self.running.terminate()
        self.end()

    def end(self) -> None:
        self.running.wait()
        if self.running.stdout is not None:
            self.running.stdout.close()


def codes(place: Place, names: list[str]) -> list[str]:
    """A code for each of some people of a space."""
    node = open_node(place)
    try:
        with node.writing():
            known = [space for space, _ in node.spaces.all()]
            space = known[0] if known else node.spaces.make("North")
            people = [node.people.add(space, name, "engineer", "") for name in names]
            return [node.enrolments.make_code(space, person) for person in people]
    finally:
        node.close()


class Laptop:
    """A laptop in memory that has joined a hub."""

    def __init__(self, url: str, code: str, seed: int) -> None:
        self.chance = random.Random(seed)
        self.local = MemoryLocal(Clock(datetime.now(UTC)), self.chance.randbytes)
        self.carrier = enrol(url, self.local, code, os.urandom)
        self.turn_to(url)
        self.seconds = 0.0
        self.failures: list[SyncError] = []
        """Of the last sync."""

    def turn_to(self, url: str) -> None:
        """The hub answers under another port."""
        self.carrier.close()
        former = self.carrier
        self.carrier = Carrier(url, former.space, former.token, SECONDS)
        self.carrier.requests, self.carrier.sent = former.requests, former.sent

    def write(self, case: bytes, name: str, text: str) -> None:
        self.local.place(case, self.carrier.space)
        self.local.commit(case, lambda edit: edit.write(f"answers/{name}", text))

    def photo(self, case: bytes, item: str, size: int) -> None:
        name = self.local.put_blob(case, self.chance.randbytes(size))
        self.local.commit(case, lambda edit: edit.write(f"evidence/{item}/blob", name.hex()))

    def sync(self) -> int:
        """All errands, once; how many failed."""
        engine = Engine(self.local, [self.carrier.space], lambda: self.seconds, self.chance.random)
        self.failures = sync(engine, self.carrier)
        return len(self.failures)

    def ids(self) -> set[bytes]:
        return {name for case in self.local.cases_here.values() for name in case.changes}


@dataclass
class Taken:
    """What a transfer took."""

    seconds: float
    requests: int
    sent: int


def measured(laptop: Laptop) -> Taken:
    """A sync whose time at the laptop itself is not counted: it waits for the hub alone."""
    laptop.turn_to(laptop.carrier.url)  # a connection that was idle for long has been closed
    carrier = laptop.carrier
    before, sent, waited = carrier.requests, carrier.sent, 0.0
    ask = carrier.ask

    def timed(message: object) -> object:
        nonlocal waited
        start = time.perf_counter()
        try:
            return ask(message)  # type: ignore[arg-type]
        finally:
            waited += time.perf_counter() - start

    carrier.ask = timed  # type: ignore[assignment, method-assign]
    if laptop.sync():
        raise RuntimeError(f"{laptop.failures}")
    carrier.ask = ask  # type: ignore[method-assign]
    return Taken(waited, carrier.requests - before, carrier.sent - sent)


def bare(url: str, laptop: Laptop) -> tuple[float, float]:
    """Seconds of a COPY into a table and a SELECT out of it, of the same bytes."""
    rows = [
        (case, change.id, change.raw, value.salt, value.data)
        for case, kept in laptop.local.cases_here.items()
        for change in kept.changes.values()
        for name in change.named
        for value in [laptop.local.values(case)[name]]
    ]
    columns = "case_id bytea, id bytea, raw bytea, salt bytea, data bytea"
    with psycopg.connect(url) as connection:
        connection.execute(f"CREATE TABLE bare ({columns})")
        connection.commit()
        start = time.perf_counter()
        with connection.cursor().copy("COPY bare FROM STDIN (FORMAT BINARY)") as copy:
            copy.set_types(["bytea"] * 5)
            for row in rows:
                copy.write_row(row)
        connection.commit()
        written = time.perf_counter() - start
        start = time.perf_counter()
        found = connection.execute("SELECT * FROM bare").fetchall()
        read = time.perf_counter() - start
    if len(found) != len(rows):
        raise RuntimeError("rows are missing")
    return written, read


def transfer(running: Cluster, folder: Path, changes: int) -> Iterator[Figure]:
    """Push and pull of many changes, and the history sent once more."""
    place = Place(folder, running.new_database())
    first, second = codes(place, ["Ann", "Bo"])
    hub = Process.start(place)
    ann, bo = Laptop(hub.url, first, 1), Laptop(hub.url, second, 2)
    cases = [ann.chance.randbytes(16) for _ in range(max(1, changes * CASES // CHANGES))]
    for number in range(changes):
        ann.write(cases[number % len(cases)], f"a{number}", f"What was seen there, no. {number}.")
    copied, selected = bare(running.new_database(), ann)
    begun = hub.processor()
    pushed = measured(ann)
    half = hub.processor()
    pulled = measured(bo)
    ended = hub.processor()
    if ann.ids() != bo.ids():
        raise RuntimeError("the second laptop lacks something")
    what = f"{changes} changes"
    yield figure(f"push {what}: the hub's time", pushed.seconds, "s", baseline=copied)
    yield figure(f"push {what}: the hub's processor time", half - begun, "s")
    yield figure(f"push {what}: requests", pushed.requests, "requests", at_most=45)
    yield figure(f"pull {what}: the hub's time", pulled.seconds, "s", baseline=selected)
    yield figure(f"pull {what}: the hub's processor time", ended - half, "s")
    yield figure(f"pull {what}: requests", pulled.requests, "requests", at_most=25)
    # As after the hub was put back: the laptop no longer knows what is there.
    cursor = ann.local.cursor(ann.carrier.space)
    ann.local.begin_anew(ann.carrier.space, cursor)
    resent = measured(ann)
    share = resent.sent / pushed.sent
    yield figure(f"resent history of {what}: bytes", 100 * share, "% of the first", at_most=5)
    hub.stop()


def killed(folder: Path, kills: int) -> Iterator[Figure]:
    """The hub ends by kill -9 in the middle of what laptops do, again and again."""
    place, chance = Place(folder), random.Random(3)
    first, second = codes(place, ["Ann", "Bo"])
    hub = Process.start(place)
    ann, bo = Laptop(hub.url, first, 4), Laptop(hub.url, second, 5)
    case, acknowledged = ann.chance.randbytes(16), set[bytes]()
    lost, interrupted = 0, 0
    for number in range(kills):
        for place_ in range(20):
            ann.write(case, f"k{number}x{place_}", "x" * chance.randrange(400))
        killer = subprocess.Popen(
            ["/bin/sh", "-c", f"sleep {chance.random() * 0.15:.4f}; kill -9 {hub.running.pid}"]
        )
        interrupted += bool(ann.sync())
        interrupted += bool(bo.sync())
        killer.wait()
        hub.end()
        acknowledged |= ann.ids() - set(ann.local.outbox)
        hub = Process.start(place)
        for laptop in (ann, bo):
            laptop.turn_to(hub.url)
            laptop.seconds += 3_600
            if laptop.sync():
                raise RuntimeError("the hub does not answer after a kill")
        bo.seconds += 3_600
        bo.sync()
        lost += len(acknowledged - bo.ids())
    ann.seconds += 3_600
    ann.sync()
    bo.sync()
    if ann.ids() != bo.ids():
        lost += len(ann.ids() ^ bo.ids())
    hub.stop()
    yield figure("kill -9 of the hub in mid-sync", kills, "kills")
    yield figure("of those with an exchange cut off", interrupted, "exchanges")
    yield figure("acknowledged and lost, or doubled", lost, "changes", at_most=0)


def disturbed(folder: Path, tries: int) -> Iterator[Figure]:
    """Laptops behind a network that cuts, delays and repeats."""
    place = Place(folder)
    names = [f"laptop {number}" for number in range(4)]
    made = codes(place, names)
    hub = Process.start(place)
    with Chaos(hub.url, seed=9) as chaos:
        laptops = [Laptop(hub.url, code, 10 + n) for n, code in enumerate(made)]
        for laptop in laptops:
            laptop.turn_to(chaos.url)
        case, number = os.urandom(16), 0
        start = time.perf_counter()
        while chaos.tries < tries:
            number += 1
            laptop = laptops[number % len(laptops)]
            laptop.write(case, f"n{number}", f"note {number}")
            if number % 20 == 0:
                laptop.photo(case, f"e{number}", 90_000)
            laptop.sync()
            laptop.seconds += 3_600
        seconds = time.perf_counter() - start
        counted, spoiled = chaos.tries, chaos.spoiled
    for _ in range(3):
        for laptop in laptops:
            laptop.turn_to(hub.url)
            laptop.seconds += 3_600
            laptop.sync()
    wanted = {name for laptop in laptops for name in laptop.ids()}
    wrong = sum(len(wanted ^ laptop.ids()) for laptop in laptops)
    blobs = {name for laptop in laptops for name in laptop.local.blobs}
    wrong += sum(len(blobs - laptop.local.blobs.keys()) for laptop in laptops)
    hub.stop()
    yield figure("requests through a network that cuts, delays and repeats", counted, "requests")
    yield figure("of those spoiled", spoiled, "requests")
    yield figure("pace there", counted / seconds, "requests/s")
    yield figure("lost or doubled after all that", wrong, "changes and photos", at_most=0)


@contextmanager
def folders() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as home:
        yield Path(home)


def figures(options: Namespace) -> Iterator[Figure]:
    few = options.quick
    with folders() as home:
        if "transfer" in options.parts:
            with cluster() as running:
                yield from transfer(running, home / "transfer", 2_000 if few else CHANGES)
        if "kill" in options.parts:
            yield from killed(home / "kill", 2 if few else options.kills)
        if "chaos" in options.parts:
            yield from disturbed(home / "chaos", 200 if few else options.tries)


def main(argv: list[str]) -> int:
    arguments = parser(__doc__)
    arguments.add_argument("--kills", type=int, default=KILLS)
    arguments.add_argument("--tries", type=int, default=TRIES)
    arguments.add_argument("--parts", nargs="+", default=["transfer", "kill", "chaos"])
    return emit("hub", list(figures(arguments.parse_args(argv))))
