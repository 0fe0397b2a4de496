"""The window in a case of 300 fields and 200 records: keys, other cases, steps, language, theme.

Everything is timed until it is painted. Keys are typed as fast as they are done with, drafts kept
and changes made as often as somebody who types causes them.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from time import perf_counter

from bench import long_case
from bench.common import Timing, emit, figure, parser
from bench.window_kit import Bench, Painted
from fieldapp.base import paths
from fieldapp.ui.context import Place
from fieldapp.ui.pages.guide import GuidePage
from fieldapp.ui.pages.step_view import StepView
from fieldapp.ui.session import Session
from fieldapp.ui.widgets.editors import TextEdit
from fieldapp.usecases import importing
from fieldapp.usecases.workspaces import Workspace

KEYS = 1_000
A_DRAFT, A_CHANGE = 25, 250
"""Keys between drafts and between changes, at some five keys a second."""
TEXT = "客户说三号灌装机又停了 and nobody knew why "


def main(argv: Sequence[str]) -> int:
    arguments = parser(__doc__).parse_args(argv)
    few = arguments.quick
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        bench = Bench(home, long_case.library(home / "forms"))
        long, other, *samples = bench.do(lambda workspace: _cases(workspace, bench, home))
        bench.open_window()
        switch = _switches(bench, [long, other], 3 if few else 15)
        sample = _switches(bench, samples, 3 if few else 15)
        _open(bench, long)
        fresh, known = _steps(bench, 1 if few else 5)
        key, change = _keys(bench, 100 if few else KEYS)
        looks = bench.window.looks
        language = _looks(bench, lambda: looks.speak("en" if looks.lang == "zh" else "zh"), few)
        theme = _looks(bench, looks.turn, few)
        bench.close()
    return emit(
        "window_case",
        [
            figure("key in a case of 300 fields and 200 records, p95", key.p95_ms, "ms", at_most=8),
            figure("the same, slowest of 1,000", key.samples[-1] * 1000, "ms"),
            figure("showing a change that has been kept, p95", change.p95_ms, "ms"),
            figure("to another case", sample.median_ms, "ms", at_most=80),
            figure("to another case of 300 fields", switch.median_ms, "ms", at_most=80),
            figure("to another step of 60 fields", fresh.median_ms, "ms", at_most=60),
            figure("to a step that was shown before", known.median_ms, "ms", at_most=60),
            figure("to the other language", language.median_ms, "ms", at_most=400),
            figure("to the other theme", theme.median_ms, "ms", at_most=400),
        ],
    )


def _cases(workspace: Workspace, bench: Bench, home: Path) -> list[bytes]:
    """Two of 300 fields, and two samples."""
    known = bench.desk.library
    long = [long_case.take_in(workspace, known, home, number) for number in (1, 2)]
    names = ("telecom", "medical")
    files = [paths.forms("samples", name, "case.json") for name in names]
    taken = importing.keep_all(workspace, importing.check_files(files, known), known)
    return [*long, *(one.case_id for one in taken)]


def _guide(bench: Bench) -> GuidePage:
    page = bench.window._pages["guide"]
    assert isinstance(page, GuidePage)
    return page


def _session(bench: Bench) -> Session:
    assert bench.window.session is not None
    return bench.window.session


def _step(bench: Bench) -> StepView | None:
    """The step that is shown, once there is one."""
    page = bench.window._pages.get("guide")
    return page._views.get(page.step_id) if isinstance(page, GuidePage) else None


def _until_painted(bench: Bench, act: Callable[[], object], former: StepView | None) -> float:
    """Seconds from an act until another step than the former one is painted."""
    seen: list[Painted] = []

    def is_painted() -> bool:
        view = _step(bench)
        if not seen and view is not None and view is not former:
            seen.append(Painted(view))
        return bool(seen) and seen[0].is_done

    start = perf_counter()
    act()
    bench.until(is_painted)
    return perf_counter() - start


def _open(bench: Bench, case_id: bytes) -> float:
    place = Place("guide", "")
    former = _step(bench)
    return _until_painted(bench, lambda: bench.window.open_case(case_id, place), former)


def _switches(bench: Bench, cases: Sequence[bytes], rounds: int) -> Timing:
    times = []
    for _ in range(rounds):
        for case_id in cases:
            times.append(_open(bench, case_id))
            bench.settle()
    return Timing(tuple(sorted(times[len(cases) :])))


def _steps(bench: Bench, rounds: int) -> tuple[Timing, Timing]:
    """To each step for the first time, and again."""
    fresh: list[float] = []
    known: list[float] = []
    for _ in range(rounds):
        bench.window._stack.drop_pages()
        bench.window.go(Place("guide", "step_0"))
        bench.settle()
        for times in (fresh, known):
            for number in (*range(1, long_case.STEPS), 0):
                times.append(_to_step(bench, f"step_{number}"))
                bench.settle()
    return Timing(tuple(sorted(fresh))), Timing(tuple(sorted(known)))


def _to_step(bench: Bench, step: str) -> float:
    guide = _guide(bench)
    view = guide._views.get(step)
    if view is None:
        return _until_painted(bench, lambda: guide.go(step), _step(bench))
    seen = Painted(view)
    start = perf_counter()
    guide.go(step)
    bench.until(lambda: seen.is_done)
    took = perf_counter() - start
    seen.deleteLater()
    return took


def _keys(bench: Bench, keys: int) -> tuple[Timing, Timing]:
    """Seconds a key takes until it is painted, and what shows a change that was kept."""
    guide = _guide(bench)
    guide.go("step_1")
    bench.settle()
    view = _step(bench)
    assert view is not None
    name = next(name for name in view.fields if name.startswith("long_"))
    editor = view.fields[name].editor.control
    assert isinstance(editor, TextEdit)
    editor.setFocus()
    session = _session(bench)
    typed, shown = [], []
    stands = session._show

    def timed(standing: object) -> None:
        start = perf_counter()
        stands(standing)  # type: ignore[arg-type]
        shown.append(perf_counter() - start)

    session._show = timed  # type: ignore[method-assign,assignment]
    for number in range(1, keys + 1):
        typed.append(bench.type_into(editor, TEXT[number % len(TEXT)]))
        if number % A_CHANGE == 0:
            session.commit()
        elif number % A_DRAFT == 0:
            session.keep_drafts()
    session.commit()
    bench.settle()
    return Timing(tuple(sorted(typed))), Timing(tuple(sorted(shown)))


def _looks(bench: Bench, change: Callable[[], object], few: bool) -> Timing:
    times = []
    for _ in range(2 if few else 9):
        times.append(_until_painted(bench, change, _step(bench)))
        bench.settle()
    return Timing(tuple(sorted(times)))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
