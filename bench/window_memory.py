"""Memory of the whole program after an hour's work at the window, with 20 cases and 100,000.

The hour is compressed: twelve visits with as many keys and pages as they take, one after the other
without the time in which somebody thinks, listens and walks. Each is a case from its name to its
preliminary report, with six notes, levels, an answer in each step, a photo, a promise; then another
case and back, both looks, the list, searches, all pages, the palette, the cover. After each the
program is left alone for seven seconds. What is counted is what Linux counts as resident: the
program's own memory and the libraries it shares with others, as on a laptop where nothing else
uses them.

What is loaded when it is first used (reports, photos, each page) is there after the first visit;
from then on memory may not grow.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from bench.common import emit, figure, parser
from bench.many_cases import CASES
from bench.visits.hour import VISITS
from bench.window_start import FEW, made

HOUR = 12
Held = dict[str, float]


def main(argv: Sequence[str]) -> int:
    arguments = parser(__doc__).parse_args(argv)
    visits = 2 if arguments.quick else HOUR
    many = 2_000 if arguments.quick else CASES
    os.environ |= {"QT_QPA_PLATFORM": "offscreen", VISITS: str(visits)}
    with tempfile.TemporaryDirectory() as home:
        few, all_ = (worked(Path(home, str(cases)), cases) for cases in (FEW, many))
    start, first, *_, end = (held["now"] for held in few)
    return emit(
        "window_memory",
        [
            figure("keys pressed in the hour", few[-1]["keys"], ""),
            figure(
                "after the hour, against after its first visit",
                end,
                "MB",
                baseline=first,
                ratio_at_most=1.1,
            ),
            figure(
                "after the hour, against the start, when nothing but a case is loaded",
                end,
                "MB",
                baseline=start,
                ratio_at_most=1.1,
            ),
            figure("at the start with 100,000 cases", all_[0]["now"], "MB", at_most=200),
            figure("after the hour with 100,000 cases", all_[-1]["now"], "MB", at_most=200),
            figure("at most in the hour with 100,000 cases", all_[-1]["most"], "MB", at_most=200),
        ],
    )


def worked(home: Path, cases: int) -> list[Held]:
    """What the program held at the start and after each visit.

    Raises:
        RuntimeError: it did not get through the hour.
    """
    start = made(home, cases)
    command = [sys.executable, "-m", "bench.visits.program", "hour"]
    done = subprocess.run(command, env=start.env, stdout=subprocess.PIPE, check=False)
    told: list[Held] = [json.loads(line) for line in done.stdout.splitlines()]
    if done.returncode:
        raise RuntimeError(f"the hour ended with {done.returncode}: {told[-1:]}")
    return told


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
