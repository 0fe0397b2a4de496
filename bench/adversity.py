"""A disk that is full, fails or turns read-only at a counted call; processes that race each other.

At 2,000 calls the disk refuses: people must see an error of ours, lose nothing and go on when the
disk works again. Four processes commit to the same cases at once, and backups are made beside a
writer. See docs/reliability.md.
"""

from __future__ import annotations

from bench.common import emit, figure, parser
from bench.reliability.fleet import Job, run, shares

FAULTS, QUICK_FAULTS = 2_000, 60
EDITS, QUICK_EDITS = 4_000, 400
BACKUPS, QUICK_BACKUPS = 200, 20
EACH = 100


def main(argv: list[str]) -> int:
    args = parser(__doc__)
    args.add_argument("--seed", type=int, default=1)
    options = args.parse_args(argv)
    quick, seed = options.quick, options.seed
    faults = run(shares("fault", QUICK_FAULTS if quick else FAULTS, EACH, seed=seed))
    rivals = run([Job("rivals", seed, QUICK_EDITS if quick else EDITS)])
    races = run([Job("race", seed, QUICK_BACKUPS if quick else BACKUPS)])
    figures = [
        figure("calls at which the disk refused", faults.points, "points"),
        figure("lost, unnamed or not to be gone on from", len(faults.failures), "", at_most=0),
        *(figure(f"people saw {code}", n, "times") for code, n in sorted(faults.tally.items())),
        figure("edits of four processes at once", rivals.points, "edits"),
        figure("edits lost among them", len(rivals.failures), "", at_most=0),
        figure("backups beside a writer", races.points, "backups"),
        figure("commits meanwhile", races.tally["commits meanwhile"], "commits"),
        figure("backups that do not verify", len(races.failures), "", at_most=0),
    ]
    return emit("adversity", figures)
