"""Kill -9 at a counted call: the script is played again and again, each time killed elsewhere."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

from bench.reliability.calls import Action, Calls, Strike
from bench.reliability.fleet import Failure, Job, Outcome
from bench.reliability.observation import complaint
from bench.reliability.play import Players
from bench.reliability.rehearsal import Rehearsal

Point = tuple[int, Action]


def points(rehearsal: Rehearsal, wanted: int, chance: random.Random) -> list[Point]:
    """Different points; the first is the end of the script, where nothing is killed."""
    all_points = [
        (at, action)
        for at in range(1, rehearsal.count + 1)
        for action in (Action.KILL, Action.KILL_HALFWAY)
    ]
    chosen = chance.sample(all_points, min(wanted - 1, len(all_points)))
    return [(rehearsal.count + 1, Action.KILL), *chosen]


def kill_points(calls: Calls, rehearsal: Rehearsal, job: Job, space: Path) -> Outcome:
    """Kills at the job's points and compares what is found with what had been acknowledged."""
    outcome = Outcome()
    laptop = space / "laptop"
    chance = random.Random(f"kill {job.seed}")
    with Players(calls, rehearsal.script, rehearsal.bug) as players:
        for at, action in points(rehearsal, job.points, chance):
            shutil.copytree(rehearsal.start, laptop)
            ending = players.play(laptop, Strike(action, at))
            what = ending.trouble or complaint(rehearsal, laptop, ending.acknowledged)
            shutil.rmtree(laptop)
            outcome.points += 1
            outcome.count(calls.met.partition(" ")[0] if ending.killed else "end")
            if what:
                where = f"{action.name} {calls.met}"
                outcome.failures.append(Failure(job.seed, at, where, what))
                if job.first_only:
                    break
    return outcome
