"""Fifty supervisors browse at two nodes on one PostgreSQL, alone, and while 200 laptops sync.

The laptops are those of `hub_load`, at 70% of what these two nodes carry, measured before in the
same run; the inbox is that of `inbox`. Supervisors ask from a process of their own, so that no page
waits for the side of the bench that plays the laptops; but all of it shares the processor.
"""

from __future__ import annotations

import random
import tempfile
import threading
import time
from argparse import Namespace
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import psycopg

from bench.common import Figure, Timing, emit, figure, parser
from bench.hub import Process
from bench.hub_load import (
    LAPTOPS,
    PUSHES,
    SECONDS,
    SHARE,
    Crowd,
    Outcome,
    most,
    offered,
    percentile,
    serving,
)
from bench.inbox import PROMISES, REPORTS, SUPERVISORS, Reader, Team
from bench.syncing.postgres import cluster
from fieldapp.hub.node import Place

THINKING = 2.0
"""Seconds between two pages of one supervisor."""
_WAYS = ("inbox", "inbox?view=decided", "inbox?view=promises", "account")


def browse(urls: Sequence[str], space: bytes, sessions: Sequence[str], seconds: float) -> Timing:
    """Supervisors go through lists and pages, each at one of the nodes; what every page took."""
    taken: list[float] = []
    end = time.monotonic() + seconds

    def look(number: int) -> None:
        chance = random.Random(number)
        reader = Reader(urls[number % len(urls)], space, sessions[number])
        while time.monotonic() < end:
            time.sleep(chance.random() * 2 * THINKING)
            start = time.perf_counter()
            reader.get(chance.choice(_WAYS))
            taken.append(time.perf_counter() - start)
        reader.close()

    threads = [threading.Thread(target=look, args=(n,)) for n in range(len(sessions))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Timing(tuple(sorted(taken)))


class Office:
    """The supervisors, in a process of their own."""

    def __init__(
        self, nodes: Sequence[Process], team: Team, elsewhere: ProcessPoolExecutor
    ) -> None:
        self._nodes = nodes
        self._team = team
        self._elsewhere = elsewhere

    def alone(self, seconds: float) -> Timing:
        urls = [one.url for one in self._nodes]
        asked = (urls, self._team.space, self._team.sessions, seconds)
        return self._elsewhere.submit(browse, *asked).result()

    def beside(self, crowd: Crowd, rate: float, seconds: float) -> tuple[Timing, Outcome]:
        """The same while laptops sync."""
        outcomes: list[Outcome] = []
        laptops = threading.Thread(target=lambda: outcomes.append(offered(crowd, rate, seconds)))
        laptops.start()
        busy = self.alone(seconds)
        laptops.join()
        return busy, outcomes[0]


def browsing(
    nodes: Sequence[Process], crowd: Crowd, office: Office, seconds: float
) -> Iterator[Figure]:
    office.alone(min(5.0, seconds))  # what is loaded at first
    idle = office.alone(seconds)
    rate, full = most(crowd, seconds)
    before = sum(one.processor() for one in nodes)
    busy, outcome = office.beside(crowd, SHARE * rate, seconds)
    used = sum(one.processor() for one in nodes) - before
    pushes = Timing(tuple(sorted(outcome.pushes)))
    yield figure(f"{len(nodes)} nodes carry of laptops alone", rate, "requests/s")
    yield figure("errors meanwhile", full.errors, "requests", at_most=0)
    yield figure(f"{SUPERVISORS} supervisors browsing alone, p50", idle.median_ms, "ms")
    yield figure("p95", idle.p95_ms, "ms")
    yield figure("while laptops sync at 70% of it, p50", busy.median_ms, "ms")
    yield figure("p95", busy.p95_ms, "ms", baseline=idle.p95_ms, ratio_at_most=3)
    yield figure("pages asked for meanwhile", len(busy.samples) / seconds, "pages/s")
    yield figure("requests of laptops meanwhile", outcome.count / seconds, "requests/s")
    yield figure("of those pushes", len(pushes.samples) / outcome.count * 100, "%")
    yield figure("errors", outcome.errors, "requests", at_most=0)
    yield figure("a push, p50", pushes.median_ms, "ms")
    yield figure("a push, p99", percentile(pushes, 0.99) * 1000, "ms")
    yield figure("processor time of both nodes", used / seconds * 100, "% of a core")


def figures(options: Namespace) -> Iterator[Figure]:
    if options.quick:
        options.laptops, options.seconds, options.ahead, options.reports = 20, 3.0, 60, 2_000
    with tempfile.TemporaryDirectory() as home, cluster() as running:
        place = Place(Path(home), running.new_database())
        team = Team(place, options.reports, options.reports * PROMISES // REPORTS)
        with psycopg.connect(place.database, autocommit=True) as bare:
            bare.execute("VACUUM ANALYZE")
        with (
            ProcessPoolExecutor(1, get_context("spawn")) as elsewhere,
            serving(place, laptops=options.laptops, ahead=options.ahead) as (nodes, crowd),
        ):
            office = Office(nodes, team, elsewhere)
            yield from browsing(nodes, crowd, office, options.seconds)


def main(argv: list[str]) -> int:
    arguments = parser(__doc__)
    arguments.add_argument("--laptops", type=int, default=LAPTOPS)
    arguments.add_argument("--seconds", type=float, default=SECONDS)
    arguments.add_argument("--ahead", type=int, default=PUSHES)
    arguments.add_argument("--reports", type=int, default=REPORTS)
    return emit("inbox_load", list(figures(arguments.parse_args(argv))))
