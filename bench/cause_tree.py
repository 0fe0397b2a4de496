"""A cause tree of 300 nodes, edited in its window: how long each thing keeps the window busy.

A person sees a stutter where the window's thread is busy for longer than a frame (16 ms): with a
key until its letter is painted, with moving on until the next cause is, and with showing what the
worker has kept. Its own time is counted, not that of other programs on the machine. The baseline is
the same in a tree of 30.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import thread_time

from bench.common import Figure, Timing, emit, figure, parser
from bench.window_kit import Bench
from fieldapp.base.language import Text
from fieldapp.case.records import CATEGORIES
from fieldapp.playbook.tools.causes import Tree
from fieldapp.ui.context import Place
from fieldapp.ui.pages.tools.causes import View
from fieldapp.ui.pages.tools.frame import ToolFrame
from fieldapp.ui.pages.tools.page import ToolPage
from fieldapp.ui.widgets.editors import LineEdit
from fieldapp.usecases import beginning, editing
from fieldapp.usecases.editing import Add, Put
from fieldapp.usecases.workspaces import Workspace

FRAME_MS = 16
NODES, FEW = 300, 30
BASES = ("fact", "assumption", "customer_statement")


@dataclass(frozen=True, slots=True)
class Edited:
    """Seconds the window is busy with each."""

    key: Timing
    move: Timing
    shown: Timing
    fishbone: Timing
    says: Timing


def main(argv: Sequence[str]) -> int:
    arguments = parser(__doc__).parse_args(argv)
    rounds = 3 if arguments.quick else 40
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(Path(folder))
        cases = bench.do(lambda ws: [_case(ws, bench, count) for count in (FEW, NODES)])
        bench.open_window()
        few, many = (_edit(bench, case_id, rounds) for case_id in cases)
        bench.close()

    def told(what: str, name: str) -> Figure:
        times: Timing = getattr(many, name)
        baseline = getattr(few, name).p95_ms
        return figure(
            f"{what}, {NODES} causes, p95", times.p95_ms, "ms", baseline=baseline, at_most=FRAME_MS
        )

    return emit(
        "cause_tree",
        [
            told("a key in the words of a cause", "key"),
            told("on to the next cause", "move"),
            told("showing what was changed, added or moved", "shown"),
            told("the same in the fishbone", "fishbone"),
            told("what is said of the tree", "says"),
        ],
    )


def _case(workspace: Workspace, bench: Bench, nodes: int) -> bytes:
    """A case with a tree of so many causes, five levels deep."""
    new = beginning.NewCase(playbook="pacts", customer="恒丰乳业", line="3 号灌装机反复停机")
    case_id: bytes = beginning.begin(workspace, new, bench.desk.library)
    wishes = []
    for number in range(nodes):
        parent = None if number % 5 == 0 else f"c{number - 1}"
        words = f"原因 {number}：更新之后第 {number} 项检查没有做，值班的人也不知道要做"
        values = {
            "text": Text.of(words),
            "parent": parent,
            "category": CATEGORIES[number // 5 % 6],
            "basis": BASES[number % 3],
            "root": number % 5 == 4,
        }
        wishes.append(Add("causes", values, f"c{number}"))
    editing.apply(workspace, case_id, wishes, lambda _: False)
    return case_id


def _edit(bench: Bench, case_id: bytes, rounds: int) -> Edited:
    window = bench.window
    window.open_case(case_id, Place("guide"))
    bench.settle()
    window.go(Place("tool", "causes"))
    bench.settle()
    page = window._pages["tool"]
    assert isinstance(page, ToolPage) and page.frame is not None
    view = page.frame.view
    assert isinstance(view, View)
    key = _keys(bench, view, rounds)
    move = _moves(bench, view, rounds)
    shown = _changes(bench, view, rounds)
    view._show_view(1)
    bench.settle()
    return Edited(key, move, shown, _changes(bench, view, rounds), _says(page.frame, rounds))


def _keys(bench: Bench, view: View, rounds: int) -> Timing:
    view.choose("c1")
    view.edit()
    bench.settle()
    editor = view.list.findChild(LineEdit)
    assert editor is not None
    times = []
    for number in range(rounds):
        start = thread_time()
        bench.type_into(editor, "原因abc"[number % 5])
        times.append(thread_time() - start)
    bench.window.session.commit()  # type: ignore[union-attr]
    bench.settle()
    return _timing(times)


def _moves(bench: Bench, view: View, rounds: int) -> Timing:
    """From cause to cause; what stands below and beside the list follows later, by itself."""
    times = []
    for number in range(rounds):
        start = thread_time()
        view.choose(f"c{number % FEW}")
        bench.app.processEvents()
        moved = thread_time()
        view._follow()
        bench.app.processEvents()
        times += [moved - start, thread_time() - moved]
    return _timing(times)


def _says(frame: ToolFrame, rounds: int) -> Timing:
    """What the tool says of the tree."""
    times = []
    for _ in range(rounds):
        Tree._last = None  # as after a change
        start = thread_time()
        frame._analyse()
        times.append(thread_time() - start)
    return _timing(times)


def _changes(bench: Bench, view: View, rounds: int) -> Timing:
    """What the window does with each change the worker has kept, until it is painted."""
    session = bench.window.session
    assert session is not None
    times: list[float] = []
    stands = session._show

    def timed(standing: object) -> None:
        start = thread_time()
        stands(standing)  # type: ignore[arg-type]
        bench.app.processEvents()
        times.append(thread_time() - start)

    session._show = timed  # type: ignore[method-assign,assignment]
    for number in range(rounds):
        for act in _acts(view, number):
            act()
            bench.settle()
    session._show = stands  # type: ignore[method-assign]
    return _timing(times)


def _acts(view: View, number: int) -> tuple[Callable[[], object], ...]:
    case = view.context.case
    place = f"causes/c{number % FEW}"
    return (
        lambda: case.write(Put(f"{place}/basis", BASES[(number + 1) % 3])),
        lambda: case.write(Add("causes", {"parent": f"c{number % FEW}", "basis": "fact"})),
        lambda: case.write(Put(f"{place}/parent", None)),
    )


def _timing(times: list[float]) -> Timing:
    return Timing(tuple(sorted(times)))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
