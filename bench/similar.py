"""Similar cases among 100,000: from a typed title to the cases, their reasons and lessons."""

from __future__ import annotations

import random
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter

from bench.common import Timing, emit, figure, parser
from bench.many_cases import CASES, fill, workspace_in
from fieldapp.playbook.library import Library
from fieldapp.usecases.similar import similar

ROUNDS, TITLE = 200, 40


def main(argv: Sequence[str]) -> int:
    arguments = parser(__doc__).parse_args(argv)
    few, chance, library = arguments.quick, random.Random(11), Library()
    cases = 2_000 if few else CASES
    times: list[float] = []
    found = 0
    with tempfile.TemporaryDirectory() as folder, workspace_in(Path(folder)) as workspace:
        samples = fill(workspace, cases, chance)
        for _ in range(20 if few else ROUNDS):
            text = chance.choice(samples)
            start = chance.randrange(max(1, len(text) - TITLE))
            began = perf_counter()
            found += bool(similar(workspace, library, text[start : start + TITLE], "客户"))
            times.append(perf_counter() - began)
    return emit(
        "similar",
        [
            figure("cases", cases, ""),
            figure("titles with a similar case", found, f"of {len(times)}"),
            figure(
                "typed title to similar cases, p95",
                Timing(tuple(sorted(times))).p95_ms,
                "ms",
                at_most=60,
            ),
        ],
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
