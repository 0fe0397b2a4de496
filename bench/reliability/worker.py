"""A watched process: does the job its argument describes and prints the outcome."""

from __future__ import annotations

import gc
import json
import sys
import time
from pathlib import Path

from bench.reliability.calls import Calls
from bench.reliability.cut import power_cuts
from bench.reliability.damage import damage_cases
from bench.reliability.faults import fault_points
from bench.reliability.fleet import Failure, Job, Outcome, scratch
from bench.reliability.kill import kill_points
from bench.reliability.race import race, rivals
from bench.reliability.rehearsal import RehearsalError, rehearse
from bench.reliability.script import Script
from fieldapp.store import journal

# Opening waits this long to see whether another program is writing. None is, on our laptops.
journal._MOMENT = 0.0


def work(job: Job) -> Outcome:
    start = time.perf_counter()
    with scratch() as space:
        outcome = _work(job, space)
    outcome.seconds = time.perf_counter() - start
    return outcome


def _work(job: Job, space: Path) -> Outcome:
    calls = Calls()
    if job.kind == "race":
        return race(calls, job, space)
    if job.kind == "rivals":
        return rivals(job, space)
    # Making a workspace that fails half-way gives another recovery code the second time.
    script = Script(job.seed, may_create=job.kind != "fault")
    try:
        rehearsal = rehearse(calls, script, space, job.bug)
    except RehearsalError as error:
        if not job.bug:
            raise
        return Outcome(1, failures=[Failure(job.seed, 0, "undisturbed", str(error))])
    gc.freeze()
    if job.kind == "kill":
        return kill_points(calls, rehearsal, job, space)
    if job.kind == "fault":
        return fault_points(calls, rehearsal, job, space)
    if job.kind == "damage":
        return damage_cases(calls, rehearsal, job, space)
    return power_cuts(rehearsal, job, space)


if __name__ == "__main__":
    print(work(Job(**json.loads(sys.argv[1]))).to_json())
