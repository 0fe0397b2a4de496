"""A second laptop of a team, from nothing: all cases in its list and one of them open.

A hub of its own process on SQLite has cases of ten changes each and packs made of them; the laptop
is an encrypted workspace on the disk, and asks over HTTP as `fieldapp sync` does.
"""

from __future__ import annotations

import sys
import tempfile
import time
from argparse import Namespace
from collections.abc import Iterator
from pathlib import Path

from bench.common import Figure, emit, figure, parser
from bench.hub import Laptop, Process, codes
from bench.many_cases import workspace_in
from fieldapp.hub.node import Place, open_node
from fieldapp.playbook.library import Library
from fieldapp.sync.wire import Message
from fieldapp.usecases import cases
from fieldapp.usecases.syncing.carrier import Carrier
from fieldapp.usecases.syncing.joining import Joining
from fieldapp.usecases.syncing.rounds import sync
from fieldapp.usecases.syncing.session import Errand

CASES, MANY = 2_000, 20_000
CHANGES = 10
_REGISTERS = (
    *("title", "customer/company", "customer/site", "situation", "engineer"),
    *("statements/s1/text", "statements/s2/text", "report/background", "report/impact"),
)


def filled(folder: Path, count: int) -> tuple[Place, str]:
    """A hub with so many cases, and a code for one more laptop."""
    place = Place(folder)
    first, second = codes(place, ["Ann", "Bo"])
    hub = Process.start(place)
    try:
        ann = Laptop(hub.url, first, 1)
        for number in range(count):
            case = ann.chance.randbytes(16)
            ann.local.place(case, ann.carrier.space)
            ann.local.commit(case, lambda edit: edit.write("playbook", "pacts"))
            for name in _REGISTERS:
                text = "complaint" if name == "situation" else f"Pump {number} leaks at the flange."
                ann.local.commit(
                    case,
                    lambda edit, name=name, text=text: edit.write(name, text),  # type: ignore[misc]
                )
        print(f"{count} cases written", file=sys.stderr)
        if ann.sync():
            raise RuntimeError(f"{ann.failures}")
    finally:
        hub.stop()
    node = open_node(place)
    try:
        with node.reading():
            spaces = node.spaces.all()
        for space, _ in spaces:
            node.hub.make_packs(space)
    finally:
        node.close()
    return place, second


def measured(folder: Path, count: int) -> tuple[float, float]:
    """Seconds until all cases are in the list, and until one more of them is open."""
    place, code = filled(folder / "hub", count)
    hub = Process.start(place)
    workspace = workspace_in(folder / "laptop")
    try:
        with Carrier() as carrier:

            def carry(errand: Errand) -> Message:
                return carrier.carry(errand.hub, errand.token, errand.space, errand.question)

            start = time.perf_counter()
            joining = Joining.begin(workspace, hub.url, code)
            joining.accept(workspace, carrier.carry(joining.hub, b"", b"", joining.question))
            done = sync(workspace, carry)
            rows = workspace.listing().page(limit=50)
            listed = time.perf_counter() - start
            if done.troubles or workspace.listing().count() != count:
                raise RuntimeError(f"{workspace.listing().count()} cases, {done.troubles}")
            start = time.perf_counter()
            cases.load(workspace, rows[-1].case, Library())
            return listed, time.perf_counter() - start
    finally:
        workspace.lock()
        hub.stop()


def figures(options: Namespace) -> Iterator[Figure]:
    counts = [50, 500] if options.quick else options.cases
    first: float | None = None
    for count in counts:
        with tempfile.TemporaryDirectory() as home:
            seconds, opening = measured(Path(home), count)
        limit = 8.0 if count == CASES else None
        each = seconds / count * 1000
        yield figure(f"{count} cases from nothing", seconds, "s", at_most=limit)
        yield figure("a case of these", each, "ms", baseline=first or each, ratio_at_most=1.5)
        yield figure("and one of them opened", opening * 1000, "ms")
        first = first or each


def main(argv: list[str]) -> int:
    arguments = parser(__doc__)
    arguments.add_argument("--cases", type=int, nargs="+", default=[CASES, MANY])
    return emit("second_laptop", list(figures(arguments.parse_args(argv))))
