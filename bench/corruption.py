"""Damage to every file a laptop keeps: named or harmless, and nothing readable thrown away.

2,000 times one file (database, journal, keys, high-water mark, photo, backup ...) gets a flipped
bit, a zeroed, swapped or scribbled page, or is cut short. See docs/reliability.md.
"""

from __future__ import annotations

from bench.common import emit, figure, parser
from bench.reliability.damage import HARMLESS, NAMED
from bench.reliability.fleet import run, shares

POINTS, QUICK = 2_000, 100
EACH = 100


def main(argv: list[str]) -> int:
    args = parser(__doc__)
    args.add_argument("--points", type=int)
    args.add_argument("--seed", type=int, default=1)
    options = args.parse_args(argv)
    points = options.points or (QUICK if options.quick else POINTS)
    outcome = run(shares("damage", points, EACH, seed=options.seed))
    figures = [
        figure("cases of damage", outcome.points, "cases", at_least=points),
        figure("unnoticed, or readable and thrown away", len(outcome.failures), "", at_most=0),
        figure("named when opened or checked", outcome.tally.get(NAMED, 0), "cases"),
        figure("harmless: all reads as before", outcome.tally.get(HARMLESS, 0), "cases"),
    ]
    return emit("corruption", figures)
