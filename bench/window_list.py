"""The list of 100,000 cases in the window: jumps to anywhere in it, and a search while it is typed.

Everything is timed until the rows it leads to are painted, with what stands in them.
"""

from __future__ import annotations

import random
import sys
import tempfile
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from time import perf_counter

from PySide6.QtCore import QEvent, QObject, QPoint

from bench.common import Timing, emit, figure, parser
from bench.many_cases import CASES, fill, questions
from bench.window_kit import Bench
from fieldapp.ui.models.case_list import RowRole
from fieldapp.ui.sidebar import Sidebar

JUMPS, TEXTS = 500, 10


class RowsPainted(QObject):
    """Sees when the rows that are wanted now are painted, none of them still to be read."""

    def __init__(self, sidebar: Sidebar) -> None:
        super().__init__(sidebar)
        self.sidebar, self.is_painted = sidebar, False
        self._view = sidebar.list.viewport()
        self._view.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint and watched is self._view:
            self.is_painted |= self._is_found() and self._is_read()
        return False

    def is_done(self) -> bool:
        """Whether they are painted, or it is said that there are none."""
        says_none = not self.sidebar.list.isVisible()
        return self._is_found() and (self.is_painted or says_none)

    def _is_found(self) -> bool:
        found = self.sidebar.model.found
        return found is not None and found.wanted.text == self.sidebar.search.text()

    def _is_read(self) -> bool:
        view, model = self.sidebar.list, self.sidebar.model
        first = view.indexAt(QPoint(1, 1)).row()
        last = view.indexAt(QPoint(1, self._view.height() - 1)).row()
        if last < 0:
            last = model.rowCount() - 1
        return all(model.index(n, 0).data(RowRole) for n in range(max(first, 0), last + 1))


def main(argv: Sequence[str]) -> int:
    arguments = parser(__doc__).parse_args(argv)
    few, chance = arguments.quick, random.Random(11)
    cases = 2_000 if few else CASES
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(Path(folder))
        samples = bench.do(lambda workspace: fill(workspace, cases, chance))
        painted = RowsPainted(bench.open_window()._stack.sidebar)
        bench.settle()
        jumped = _jumps(bench, painted, 20 if few else JUMPS, chance)
        texts = [
            text
            for _ in range(1 if few else TEXTS)
            for text in questions(chance, chance.choice(samples))
        ]
        typed, cleared = _searches(bench, painted, texts)
        bench.close()
    return emit(
        "window_list",
        [
            figure("cases in the list", cases, ""),
            figure("jump to anywhere in it, p95", jumped.p95_ms, "ms", at_most=10),
            figure("the same, slowest", jumped.samples[-1] * 1000, "ms"),
            figure("a letter in the search until its rows are painted", typed.median_ms, "ms"),
            figure("the same, p95", typed.p95_ms, "ms", at_most=50),
            figure("the same, slowest", typed.samples[-1] * 1000, "ms"),
            figure("the search cleared, p95", cleared.p95_ms, "ms"),
            figure("letters typed", len(typed.samples), ""),
        ],
    )


def _until_painted(bench: Bench, painted: RowsPainted, act: Callable[[], object]) -> float:
    """Seconds from an act until the rows it leads to are painted."""
    painted.is_painted = False
    start = perf_counter()
    act()
    bench.until(painted.is_done)
    if not painted.is_painted:  # there are none, and that is still to be painted
        bench.app.processEvents()
    return perf_counter() - start


def _jumps(bench: Bench, painted: RowsPainted, jumps: int, chance: random.Random) -> Timing:
    bar = painted.sidebar.list.verticalScrollBar()
    times = []
    for _ in range(jumps):
        place = chance.randrange(bar.maximum())
        times.append(_until_painted(bench, painted, partial(bar.setValue, place)))
        bench.settle()
    return Timing(tuple(sorted(times)))


def _searches(bench: Bench, painted: RowsPainted, texts: Sequence[str]) -> tuple[Timing, Timing]:
    """Types each text letter by letter, as fast as what it finds is seen, and clears it again."""
    search = painted.sidebar.search
    search.setFocus()
    typed, cleared = [], []
    for text in texts:
        for letter in text:
            key = partial(bench.type_into, search, letter)
            typed.append(_until_painted(bench, painted, key))
            bench.settle()
        cleared.append(_until_painted(bench, painted, search.clear))
        bench.settle()
    return Timing(tuple(sorted(typed))), Timing(tuple(sorted(cleared)))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
