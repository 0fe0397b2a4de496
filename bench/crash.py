"""Kill -9 at a counted system call: no acknowledged step may be lost, none may be half done.

20,000 times a real workspace is edited, photographed, backed up, erased, locked and opened again
by a process that is killed with SIGKILL just before a chosen write, fsync, rename ..., or after
half of the bytes of a write. See docs/reliability.md.
"""

from __future__ import annotations

from bench.common import emit, figure, parser
from bench.reliability.fleet import run, shares

POINTS, QUICK = 20_000, 200
EACH = 500


def main(argv: list[str]) -> int:
    args = parser(__doc__)
    args.add_argument("--points", type=int)
    args.add_argument("--seed", type=int, default=1)
    options = args.parse_args(argv)
    points = options.points or (QUICK if options.quick else POINTS)
    outcome = run(shares("kill", points, min(EACH, points), seed=options.seed))
    figures = [
        figure("points killed at", outcome.points, "points", at_least=points),
        figure("points after which something was lost", len(outcome.failures), "", at_most=0),
        figure("points a second and core", outcome.points / outcome.seconds, "1/s"),
        *(figure(f"killed at {call}", n, "points") for call, n in sorted(outcome.tally.items())),
    ]
    return emit("crash", figures)
