"""Another playbook in the middle of a case: from the wish until its step is painted.

In it are the change on the disk, reading the case again, and the page built anew; everything
captured is there afterwards.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from time import perf_counter

from bench.common import Timing, emit, figure, parser
from bench.window_kit import Bench, Painted
from fieldapp.base import paths
from fieldapp.ui import crisis
from fieldapp.ui.context import Place
from fieldapp.ui.pages.guide import GuidePage
from fieldapp.ui.session import Session
from fieldapp.usecases import importing, switching
from fieldapp.usecases.workspaces import Workspace

PLAYBOOKS = ("pacts", "conflict", "disagreement", "negotiation", "difficult", "objection")


def main(argv: Sequence[str]) -> int:
    arguments = parser(__doc__).parse_args(argv)
    rounds = 1 if arguments.quick else 6
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(Path(folder))
        case_id = bench.do(lambda workspace: _sample(workspace, bench))
        bench.open_window()
        bench.window.open_case(case_id, Place("guide"))
        bench.settle()
        bench.until(lambda: _session(bench).standing is not None)
        switches = [_switch(bench, name) for _ in range(rounds) for name in PLAYBOOKS]
        turns = [_turn(bench) for _ in range(2 * rounds)]
        standing = _session(bench).standing
        kept = 0 if standing is None else len(standing.case.answers)
        bench.close()
    switch, turn = (Timing(tuple(sorted(times))) for times in (switches, turns))
    return emit(
        "playbook_switch",
        [
            figure("to another playbook", switch.median_ms, "ms", at_most=100),
            figure("the same, p95", switch.p95_ms, "ms"),
            figure("into the crisis form and back", turn.median_ms, "ms", at_most=100),
            figure("answers in the case after all of it", kept, "answers"),
        ],
    )


def _sample(workspace: Workspace, bench: Bench) -> bytes:
    known = bench.desk.library
    path = paths.forms("samples", "telecom", "case.json")
    (taken,) = importing.keep_all(workspace, importing.check_files([path], known), known)
    return taken.case_id


def _session(bench: Bench) -> Session:
    assert bench.window.session is not None
    return bench.window.session


def _switch(bench: Bench, playbook: str) -> float:
    session, library = _session(bench), bench.desk.library
    return _until_painted(
        bench,
        lambda: session.perform(
            lambda workspace: switching.switch(workspace, session.case_id, playbook, library)
        ),
    )


def _turn(bench: Bench) -> float:
    return _until_painted(bench, lambda: crisis.turn(bench.window._context()))


def _until_painted(bench: Bench, act: Callable[[], object]) -> float:
    """Seconds from an act until a step of another playbook is painted."""
    former = bench.window._pages.get("guide")
    seen: list[Painted] = []

    def is_painted() -> bool:
        page = bench.window._pages.get("guide")
        if not seen and isinstance(page, GuidePage) and page is not former:
            view = page._views.get(page.step_id)
            seen.extend([Painted(view)] if view is not None else [])
        return bool(seen) and seen[0].is_done

    start = perf_counter()
    act()
    bench.until(is_painted)
    took = perf_counter() - start
    bench.settle()
    return took


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
