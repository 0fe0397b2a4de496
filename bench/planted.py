"""Planted bugs: each must be found by the crash, power cut or race run within its budget.

A harness that finds nothing in a broken store proves nothing about a whole one. Without a bug the
same points must pass. See docs/reliability.md.
"""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

from bench.common import Figure, emit, figure, parser
from bench.reliability.fleet import Job, Outcome, run

EACH = 400


@dataclass(frozen=True, slots=True)
class Hunt:
    """How a bug is looked for: by which kind of job, from which script on, at how many points. The
    first script is one in which it shows soon; those that follow are tried where it does not."""

    bug: str
    kind: str
    seed: int
    budget: int = 1_600


HUNTS = (
    Hunt("commit_split", "kill", 5),
    Hunt("acknowledged_early", "kill", 1),
    Hunt("synchronous_normal", "cut", 7),
    Hunt("synchronous_off", "cut", 7),
    Hunt("journal_in_memory", "kill", 3),
    Hunt("mark_before_commit", "kill", 4),
    Hunt("projection_outside", "kill", 4),
    Hunt("blob_not_synced", "cut", 6),
    Hunt("rename_not_synced", "cut", 6),
    Hunt("keys_in_place", "cut", 5),
    Hunt("photo_removed_early", "kill", 10),
    Hunt("erasure_spares_backups", "kill", 7),
    Hunt("backup_without_lock", "race", 1, budget=400),
)


def hunt(wanted: Hunt) -> Outcome:
    """One script after the other until the bug shows or the budget is spent.

    What the same job finds without the bug is not the bug, and does not count.
    """
    outcome = Outcome()
    seed = wanted.seed
    while not outcome.failures and outcome.points < wanted.budget:
        points = min(EACH, wanted.budget - outcome.points)
        job = Job(wanted.kind, seed, points, wanted.bug, first_only=True)
        found = run([job], quiet=True)
        if run([replace(job, points=found.points, bug="")], quiet=True).failures:
            found.failures.clear()
        outcome.add(found)
        seed += 1
    return outcome


def figures() -> list[Figure]:
    """One figure a bug: after how many points it was found."""
    with ThreadPoolExecutor(2) as pool:
        outcomes = pool.map(hunt, HUNTS)
        return [_figure(wanted, outcome) for wanted, outcome in zip(HUNTS, outcomes, strict=True)]


def _figure(wanted: Hunt, outcome: Outcome) -> Figure:
    found = outcome.failures[0].what.strip().splitlines()[-1] if outcome.failures else "not found"
    print(f"{wanted.bug}: {found[:200]}", file=sys.stderr, flush=True)
    what = f"{wanted.bug}: points until found by {wanted.kind}"
    points = outcome.points if outcome.failures else float("inf")
    return figure(what, points, "points", at_most=wanted.budget)


def main(argv: list[str]) -> int:
    parser(__doc__).parse_args(argv)
    return emit("planted", figures())
