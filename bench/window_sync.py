"""The window while a large exchange goes on: how long its events wait for the exchange, at most.

A laptop with its window open pulls many changes from a hub and then pushes as many of its own. A
timer of the window's own thread ticks all the while; the longest time between two of its ticks is
the longest that a key would have waited. Of that counts what the program itself computed meanwhile,
in whatever thread, but not what the window's thread waited for a processor that others had: the
machine may be busy. Beside it stands how long events wait in the same window while nothing syncs
and it is painted whole now and then, as it is when a strip appears that says how far something is.
"""

from __future__ import annotations

import ctypes
import gc
import os
import random
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from time import perf_counter, process_time

from PySide6.QtCore import QObject, Qt, QTimer

from bench.common import Figure, emit, figure, parser
from bench.hub import Laptop, Process, codes
from bench.syncing.laptop import Clock
from bench.syncing.local import MemoryLocal
from bench.window_kit import Bench
from fieldapp.case.edit import Edit
from fieldapp.case.log import Frame
from fieldapp.hub.node import Place
from fieldapp.ui import hubs
from fieldapp.ui.thrift import Thrift
from fieldapp.usecases.syncing.carrier import Carrier
from fieldapp.usecases.syncing.joining import Joining
from fieldapp.usecases.workspaces import Workspace

CHANGES, CASES = 20_000, 200
IDLE_SECONDS = 5.0
SETTLED_SECONDS = 2.0
"""What follows the window's opening is done by then."""
PAINTED_MS = 500
PATIENCE_SECONDS = 600.0


@dataclass(frozen=True, slots=True)
class Gap:
    """Between two ticks, in milliseconds: how long it was, and how much of it is the program's."""

    wall: float
    ours: float


class Queue:
    """How long the thread that makes it has waited for a processor; on Linux alone, else never."""

    def __init__(self) -> None:
        self._text = ctypes.create_string_buffer(64)
        self._file: int | None = None
        if sys.platform == "linux":
            told = f"/proc/self/task/{threading.get_native_id()}/schedstat"
            self._file = os.open(told, os.O_RDONLY)
            # Read without letting go of Python's lock, which would be waited for itself.
            self._read = ctypes.PyDLL(None).pread

    def seconds(self) -> float:
        if self._file is None:
            return 0.0
        length = self._read(self._file, self._text, 64, 0)
        return int(self._text.raw[:length].split()[1]) / 1e9


class Pulse(QObject):
    """Ticks as often as it can and keeps the times between."""

    def __init__(self) -> None:
        super().__init__()
        self.gaps: list[Gap] = []
        self._queue = Queue()
        self._last = self._now()
        self._timer = QTimer(self, interval=1, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)

    def start(self) -> None:
        self.gaps = []
        self._last = self._now()
        self._timer.start()

    def stop(self) -> list[Gap]:
        """The gaps so far."""
        self._timer.stop()
        return self.gaps

    def _tick(self) -> None:
        now = self._now()
        wall, computed, queued = (
            1_000 * (one - former) for one, former in zip(now, self._last, strict=True)
        )
        self.gaps.append(Gap(wall, max(0.0, min(wall - queued, computed))))
        self._last = now

    def _now(self) -> tuple[float, float, float]:
        return perf_counter(), process_time(), self._queue.seconds()


def main(argv: Sequence[str]) -> int:
    arguments = parser(__doc__)
    arguments.add_argument("--changes", type=int, default=CHANGES)
    options = arguments.parse_args(argv)
    changes = 600 if options.quick else options.changes
    gc.disable()  # as the program does
    import fieldapp.ui.widgets.progress  # noqa: F401  # compiled already where it is installed

    with tempfile.TemporaryDirectory() as home:
        found = list(_figures(Path(home), changes))
    return emit("window_sync", found)


def _figures(home: Path, changes: int) -> Iterator[Figure]:
    first, second = codes(place := Place(home / "hub"), ["Ann", "Bo"])
    hub = Process.start(place)
    ann = Laptop(hub.url, first, 1)
    cases = [ann.chance.randbytes(16) for _ in range(max(1, changes * CASES // CHANGES))]
    for number in range(changes):
        ann.write(cases[number % len(cases)], f"a{number}", f"What was seen there, no. {number}.")
    if ann.sync():
        raise RuntimeError(f"{ann.failures}")
    hubs.FIRST_MS = hubs.SOON_MS = 50
    bench, pulse = Bench(home), Pulse()
    window = bench.open_window()
    Thrift(bench.desk, lambda: window.custody.gate.quiet, window)
    bench.until(_waiting(SETTLED_SECONDS))
    painting = QTimer(interval=PAINTED_MS)
    painting.timeout.connect(window.update)
    _, idle = _measured(bench, pulse, _waiting(IDLE_SECONDS), painting.start)
    painting.stop()
    bench.do(lambda workspace: _join(workspace, hub.url, second))
    pulled = _measured(bench, pulse, lambda: _is_here(bench), window.hubs.sync_now)
    yield from _told(f"a pull of {changes} changes", *pulled, idle)
    window.hubs.stop()
    frames = _strangers(changes)
    bench.do(lambda workspace: workspace.admit(frames))
    pushed = _measured(bench, pulse, lambda: _is_there(bench), window.hubs.sync_now)
    yield from _told(f"a push of {changes} changes", *pushed, idle)
    window.hubs.stop()
    bench.close()
    hub.stop()


def _told(what: str, seconds: float, gaps: Sequence[Gap], idle: Sequence[Gap]) -> Iterator[Figure]:
    """Each beside what it is while nothing syncs."""
    ours, still = sorted(gap.ours for gap in gaps), sorted(gap.ours for gap in idle)
    wall, at_rest = max(gap.wall for gap in gaps), max(gap.wall for gap in idle)
    yield figure(f"{what}: it took", seconds, "s")
    yield figure(
        f"{what}: the longest an event waited", ours[-1], "ms", baseline=still[-1], at_most=10
    )
    yield figure(
        f"{what}: 99.9 of 100 waited no longer than",
        _most(ours),
        "ms",
        baseline=_most(still),
    )
    yield figure(f"{what}: the longest, with what others took", wall, "ms", baseline=at_rest)


def _most(waited: Sequence[float]) -> float:
    """What 99.9 of 100 do not exceed, of some that are sorted."""
    return waited[int(len(waited) * 0.999)]


def _measured(
    bench: Bench,
    pulse: Pulse,
    is_done: Callable[[], bool],
    begin: Callable[[], object] = lambda: None,
) -> tuple[float, list[Gap]]:
    """Seconds that something takes, and the gaps meanwhile."""
    pulse.start()
    start = perf_counter()
    begin()
    bench.until(is_done, PATIENCE_SECONDS)
    return perf_counter() - start, pulse.stop()


def _waiting(seconds: float) -> Callable[[], bool]:
    end = perf_counter() + seconds
    return lambda: perf_counter() >= end


def _join(workspace: Workspace, url: str, code: str) -> None:
    joining = Joining.begin(workspace, url, code)
    with Carrier() as carrier:
        joining.accept(workspace, carrier.carry(joining.hub, b"", b"", joining.question))


def _is_here(bench: Bench) -> bool:
    """Whether all has come, and nothing goes on any more."""
    state = bench.window.hubs.state
    return bool(state and state.complete and not state.is_busy and bench.desk.is_idle)


def _is_there(bench: Bench) -> bool:
    state = bench.window.hubs.state
    return bool(state and not state.is_busy and not state.waiting and bench.desk.is_idle)


def _strangers(changes: int) -> list[Frame]:
    """Changes of somebody who is of no team, as a bundle brings them."""
    chance = random.Random(4)
    local = MemoryLocal(Clock(datetime.now(UTC)), chance.randbytes)
    cases = [chance.randbytes(16) for _ in range(max(1, changes * CASES // CHANGES))]
    for number in range(changes):
        write = partial(_write, number)
        local.commit(cases[number % len(cases)], write)
    kept = (change for one in local.cases_here.values() for change in one.changes.values())
    return [local.frame(change) for change in kept]


def _write(number: int, edit: Edit) -> None:
    edit.write(f"answers/b{number}", f"What was done about it, no. {number}.")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
