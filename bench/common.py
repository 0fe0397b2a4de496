"""What every bench shares: time, memory, the machine and the JSON on standard output.

A bench is a module of this package with `main(argv) -> int`; it measures, builds figures and ends
with `return emit("name", figures)`. Whatever else it has to say goes to standard error.
"""

from __future__ import annotations

import argparse
import gc
import json
import math
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path


def parser(doc: str | None) -> argparse.ArgumentParser:
    """The arguments every bench takes; a bench adds its own."""
    made = argparse.ArgumentParser(description=(doc or "").partition("\n")[0])
    made.add_argument("--quick", action="store_true", help="small numbers: only to see it run")
    return made


@dataclass(frozen=True, slots=True)
class Timing:
    """Wall times of one piece of work, in seconds, sorted."""

    samples: tuple[float, ...]

    @property
    def median(self) -> float:
        return statistics.median(self.samples)

    @property
    def p95(self) -> float:
        """The nearest-rank 95th percentile; with fewer than 20 samples that is the slowest."""
        return self.samples[math.ceil(0.95 * len(self.samples)) - 1]

    @property
    def median_ms(self) -> float:
        return self.median * 1000

    @property
    def p95_ms(self) -> float:
        return self.p95 * 1000


def timed(work: Callable[[], object], *, repeat: int = 9, warmup: int = 1) -> Timing:
    """The wall times of `repeat` runs after `warmup` unmeasured ones, garbage collected before."""
    for _ in range(warmup):
        work()
    samples = []
    for _ in range(repeat):
        gc.collect()
        start = time.perf_counter()
        work()
        samples.append(time.perf_counter() - start)
    return Timing(tuple(sorted(samples)))


def timed_pair(
    ours: Callable[[], object],
    baseline: Callable[[], object],
    *,
    repeat: int = 9,
    warmup: int = 1,
) -> tuple[Timing, Timing]:
    """Both works' wall times, run in turns, so that a busy machine slows both alike."""
    pairs = [
        (timed(ours, repeat=1, warmup=0), timed(baseline, repeat=1, warmup=0))
        for _ in range(warmup + repeat)
    ][warmup:]
    first, second = zip(*pairs, strict=True)
    return (
        Timing(tuple(sorted(t.samples[0] for t in first))),
        Timing(tuple(sorted(t.samples[0] for t in second))),
    )


@dataclass(frozen=True, slots=True)
class ChildRun:
    """A finished child process: its wall time and the most memory it ever held."""

    seconds: float
    peak_rss_mb: float
    returncode: int
    stdout: bytes


# The kernel counts the memory of the process a child was started from towards the child's peak,
# so the child is started from this small one and not from a bench with its data loaded.
_LAUNCHER = """
import os, sys, time
start = time.perf_counter()
pid = os.posix_spawnp(sys.argv[1], sys.argv[1:], os.environ)
_, status, usage = os.wait4(pid, 0)
seconds = time.perf_counter() - start
os.write(2, f"\\n{seconds} {usage.ru_maxrss} {os.waitstatus_to_exitcode(status)}".encode())
"""


def run_child(argv: Sequence[str], *, env: dict[str, str] | None = None) -> ChildRun:
    """Run a command with no input and wait for it (Linux).

    Raises:
        RuntimeError: the command could not be started.
    """
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", _LAUNCHER, *argv],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        env=env,
        check=False,
    )
    complaints, _, last = done.stderr.rstrip().rpartition(b"\n")
    if done.returncode:
        raise RuntimeError(f"{argv[0]} could not be started: {last.decode(errors='replace')}")
    sys.stderr.buffer.write(complaints)
    seconds, kilobytes, code = last.split()
    return ChildRun(float(seconds), int(kilobytes) / 1024, int(code), done.stdout)


@contextmanager
def bytecode_at_hand() -> Iterator[dict[str, str]]:
    """An environment in which children keep compiled modules, as installed programs have them: to
    be given to all runs, the first of which compiles."""
    kept = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    with tempfile.TemporaryDirectory() as folder:
        yield {**kept, "PYTHONPYCACHEPREFIX": folder}


def python_child(*args: str, env: dict[str, str] | None = None) -> ChildRun:
    """`run_child` for this interpreter, as in `python_child("-m", "fieldapp", "report", ...)`."""
    return run_child([sys.executable, *args], env=env)


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured number; `ratio` is value / baseline; `ok` is None where nothing is asked."""

    what: str
    value: float
    unit: str
    baseline: float | None = None
    ratio: float | None = None
    reach: str = ""
    ok: bool | None = None


def figure(
    what: str,
    value: float,
    unit: str,
    *,
    at_most: float | None = None,
    at_least: float | None = None,
    baseline: float | None = None,
    ratio_at_most: float | None = None,
    ratio_at_least: float | None = None,
) -> Figure:
    """A figure and whether it reaches what is asked of it (every limit given must hold).

    Raises:
        ValueError: a limit on the ratio without a baseline.
    """
    ratio = None if baseline is None else value / baseline if baseline else math.inf
    if ratio is None and (ratio_at_most, ratio_at_least) != (None, None):
        raise ValueError(f"{what}: a ratio needs a baseline")
    reach: list[str] = []
    held: list[bool] = []
    for measured, unit_name, at_most_one, at_least_one in (
        (value, f" {unit}", at_most, at_least),
        (ratio, " x baseline", ratio_at_most, ratio_at_least),
    ):
        if measured is not None and at_most_one is not None:
            reach.append(f"<= {at_most_one:g}{unit_name}")
            held.append(measured <= at_most_one)
        if measured is not None and at_least_one is not None:
            reach.append(f">= {at_least_one:g}{unit_name}")
            held.append(measured >= at_least_one)
    return Figure(
        what,
        value,
        unit,
        baseline,
        ratio,
        " and ".join(reach),
        all(held) if held else None,
    )


def machine() -> dict[str, str | int | float]:
    """What the figures were measured on, without names that identify the machine."""
    found: dict[str, str | int | float] = {
        "system": f"{platform.system()} {platform.machine()}",
        "python": f"{platform.python_implementation()} {platform.python_version()}",
        "cores": os.cpu_count() or 0,
    }
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        models = [x for x in cpuinfo.read_text().splitlines() if x.startswith("model name")]
        found["cpu"] = models[0].partition(":")[2].strip() if models else platform.machine()
    if hasattr(os, "getloadavg"):
        found["load"] = round(os.getloadavg()[0], 2)
    return found


def _rounded(figures: Sequence[Figure]) -> list[dict[str, object]]:
    """Figures as JSON takes them: four significant digits, no infinity."""

    def tidy(item: object) -> object:
        if not isinstance(item, float):
            return item
        return float(f"{item:.4g}") if math.isfinite(item) else None

    return [{key: tidy(item) for key, item in asdict(one).items()} for one in figures]


def emit(bench: str, figures: Sequence[Figure]) -> int:
    """Print the bench's one JSON object; the exit code says whether every figure is reached."""
    answer = {"bench": bench, "figures": _rounded(figures), "machine": machine()}
    print(json.dumps(answer, ensure_ascii=False, indent=2))
    return 1 if any(one.ok is False for one in figures) else 0
