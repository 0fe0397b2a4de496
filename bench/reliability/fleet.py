"""Jobs and their outcomes: each job in a watched process of its own, as many as there are cores.

A job is one script (one seed) interrupted, cut or damaged at many points; its process prints the
outcome as JSON. The same job always gives the same outcome.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path

from bench.reliability.calls import environment

TIMEOUT_SECONDS = 1800
_SHARED_MEMORY = Path("/dev/shm")
_ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Job:
    """`kind` names a function of `bench.reliability.worker`, `bug` one of `bugs.BUGS`, if any."""

    kind: str
    seed: int
    points: int
    bug: str = ""
    first_only: bool = False
    """Whether one failure is enough."""


@dataclass(frozen=True, slots=True)
class Failure:
    """A point after which something was not as it must be."""

    seed: int
    point: int
    where: str
    """The call, such as `halfway through WRITE db.sqlite`."""
    what: str


@dataclass(slots=True)
class Outcome:
    """What came of one or more jobs. `tally` counts what the kind of job wants counted."""

    points: int = 0
    seconds: float = 0.0
    failures: list[Failure] = field(default_factory=list)
    tally: dict[str, int] = field(default_factory=dict)

    def count(self, name: str) -> None:
        self.tally[name] = self.tally.get(name, 0) + 1

    def add(self, other: Outcome) -> None:
        self.points += other.points
        self.seconds += other.seconds
        self.failures += other.failures
        for name, number in other.tally.items():
            self.tally[name] = self.tally.get(name, 0) + number

    def to_json(self) -> str:
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> Outcome:
        read = json.loads(text)
        read["failures"] = [Failure(**one) for one in read["failures"]]
        return cls(**read)


class WorkerError(Exception):
    """A watched process ended without an outcome: the harness is broken, not the store."""


@contextmanager
def scratch() -> Iterator[Path]:
    """A folder in memory, where there is such a place; it vanishes afterwards."""
    place = _SHARED_MEMORY if os.access(_SHARED_MEMORY, os.W_OK) else None
    with tempfile.TemporaryDirectory(prefix="fieldapp-", dir=place) as folder:
        yield Path(folder).resolve()


def run(jobs: Iterable[Job], *, quiet: bool = False) -> Outcome:
    """All jobs' outcomes added up; says on standard error what was lost."""
    total = Outcome()
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for outcome in pool.map(_run, jobs):
            for failure in () if quiet else outcome.failures:
                print(failure, file=sys.stderr, flush=True)
            total.add(outcome)
    return total


def shares(kind: str, points: int, each: int, *, seed: int, bug: str = "") -> list[Job]:
    """So many points as jobs of at most `each`, with seeds that follow each other."""
    full, rest = divmod(points, each)
    sizes = [each] * full + ([rest] if rest else [])
    return [Job(kind, seed + place, size, bug) for place, size in enumerate(sizes)]


def _run(job: Job) -> Outcome:
    done = subprocess.run(
        [sys.executable, "-m", "bench.reliability.worker", json.dumps(asdict(job))],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        cwd=_ROOT,
        env=environment(),
        timeout=TIMEOUT_SECONDS,
        text=True,
        check=False,
    )
    if done.returncode:
        raise WorkerError(f"{job}\n{done.stderr[-4000:]}")
    return Outcome.from_json(done.stdout.splitlines()[-1])
