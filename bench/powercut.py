"""Power cuts: the real store's system calls, replayed on a disk that loses what was not synced.

50,000 images of a workspace, each as it could be found after the power went between two calls:
unsynced writes dropped, kept, torn, reordered or garbled, unsynced names there or not. Each is
opened; no acknowledged step may be lost. As a control the same replay must find losses when the
store runs with synchronous=NORMAL and OFF. See docs/reliability.md.
"""

from __future__ import annotations

from bench.common import emit, figure, parser
from bench.reliability.fleet import Job, run, shares

POINTS, QUICK = 50_000, 600
EACH = 1_250
CONTROLS = {"synchronous_normal": "NORMAL", "synchronous_off": "OFF"}


def main(argv: list[str]) -> int:
    args = parser(__doc__)
    args.add_argument("--points", type=int)
    args.add_argument("--seed", type=int, default=1)
    options = args.parse_args(argv)
    points = options.points or (QUICK if options.quick else POINTS)
    outcome = run(shares("cut", points, min(EACH, points), seed=options.seed))
    images = outcome.tally["different images"]
    figures = [
        figure("power cuts", outcome.points, "points", at_least=points),
        figure("different images opened", images, "images"),
        figure("images in which something was lost", len(outcome.failures), "", at_most=0),
        figure("images a second and core", images / outcome.seconds, "1/s"),
    ]
    for bug, setting in CONTROLS.items():
        caught = run(
            [Job("cut", options.seed, min(EACH, points), bug, first_only=True)], quiet=True
        )
        figures.append(
            figure(f"control: losses found with {setting}", len(caught.failures), "", at_least=1)
        )
    return emit("powercut", figures)
