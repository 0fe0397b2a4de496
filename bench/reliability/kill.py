"""Kill -9 at a counted call: the script is played again and again, each time killed elsewhere."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

from bench.reliability.calls import Action, Calls, Kind, Strike
from bench.reliability.fleet import Failure, Job, Outcome
from bench.reliability.observation import complaint
from bench.reliability.play import players
from bench.reliability.rehearsal import Rehearsal

Point = tuple[int, Action]


def points(rehearsal: Rehearsal, wanted: int, chance: random.Random) -> list[Point]:
    """Different points; the first is the end of the script, where nothing is killed.

    Every second one is at a turn, where another file is touched or in another way than before: most
    calls only write the next page.
    """
    actions = (Action.KILL, Action.KILL_HALFWAY)
    anywhere = [(at, action) for at in range(1, rehearsal.count + 1) for action in actions]
    log = [call for call in rehearsal.log if call.kind is not Kind.MARK]
    turns = [
        (at, action)
        for at, (call, before) in enumerate(zip(log[1:], log, strict=False), 2)
        for action in actions
        if (call.kind, call.path) != (before.kind, before.path)
    ]
    chosen = chance.sample(turns, min(wanted // 2, len(turns)))
    others = sorted(set(anywhere) - set(chosen))
    chosen += chance.sample(others, min(wanted - 1 - len(chosen), len(others)))
    chance.shuffle(chosen)
    return [(rehearsal.count + 1, Action.KILL), *chosen]


def kill_points(calls: Calls, rehearsal: Rehearsal, job: Job, space: Path) -> Outcome:
    """Kills at the job's points and compares what is found with what had been acknowledged."""
    outcome = Outcome()
    laptop = space / "laptop"
    chance = random.Random(f"kill {job.seed}")
    with players(calls, rehearsal.script, rehearsal.bug) as play:
        for at, action in points(rehearsal, job.points, chance):
            shutil.copytree(rehearsal.start, laptop)
            ending = play(laptop, Strike(action, at))
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
