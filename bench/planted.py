"""Planted bugs: each must be found by the crash, power cut or race run within its budget.

A harness that finds nothing in a broken store proves nothing about a whole one. Without a bug the
same points must pass. See docs/reliability.md.
"""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from bench.common import Figure, emit, figure, parser
from bench.reliability.fleet import Job, Outcome, run

EACH = 400


@dataclass(frozen=True, slots=True)
class Hunt:
    """How a bug is looked for: the kind of job, and at most so many points."""

    bug: str
    kind: str
    budget: int


HUNTS = (
    Hunt("commit_split", "kill", 2_000),
    Hunt("acknowledged_early", "kill", 400),
    Hunt("synchronous_normal", "cut", 2_000),
    Hunt("synchronous_off", "cut", 2_000),
    Hunt("journal_in_memory", "kill", 2_000),
    Hunt("mark_before_commit", "kill", 2_000),
    Hunt("projection_outside", "kill", 4_000),
    Hunt("blob_not_synced", "cut", 4_000),
    Hunt("rename_not_synced", "cut", 4_000),
    Hunt("keys_in_place", "cut", 8_000),
    Hunt("photo_removed_early", "kill", 4_000),
    Hunt("erasure_spares_backups", "kill", 2_000),
    Hunt("backup_without_lock", "race", 400),
)


def hunt(wanted: Hunt, seed: int) -> Outcome:
    """One script after the other until the bug shows or the budget is spent."""
    outcome = Outcome()
    while not outcome.failures and outcome.points < wanted.budget:
        points = min(EACH, wanted.budget - outcome.points)
        job = Job(wanted.kind, seed, points, wanted.bug, first_only=True)
        outcome.add(run([job], quiet=True))
        seed += 1
    return outcome


def figures(seed: int) -> list[Figure]:
    """One figure a bug: after how many points it was found."""
    with ThreadPoolExecutor(2) as pool:
        outcomes = pool.map(lambda wanted: hunt(wanted, seed), HUNTS)
        return [_figure(wanted, outcome) for wanted, outcome in zip(HUNTS, outcomes, strict=True)]


def _figure(wanted: Hunt, outcome: Outcome) -> Figure:
    found = outcome.failures[0].what.strip().splitlines()[-1] if outcome.failures else "not found"
    print(f"{wanted.bug}: {found[:200]}", file=sys.stderr, flush=True)
    what = f"{wanted.bug}: points until found by {wanted.kind}"
    points = outcome.points if outcome.failures else float("inf")
    return figure(what, points, "points", at_most=wanted.budget)


def main(argv: list[str]) -> int:
    args = parser(__doc__)
    args.add_argument("--seed", type=int, default=1)
    return emit("planted", figures(args.parse_args(argv).seed))
