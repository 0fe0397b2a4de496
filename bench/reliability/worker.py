"""A watched process: does the job its argument describes and prints the outcome."""

from __future__ import annotations

import gc
import json
import sys
import time

from bench.reliability.calls import Calls
from bench.reliability.cut import power_cuts
from bench.reliability.fleet import Job, Outcome, scratch
from bench.reliability.kill import kill_points
from bench.reliability.rehearsal import rehearse
from bench.reliability.script import Script
from fieldapp.store import journal

# Opening waits this long to see whether another program is writing. None is, on our laptops.
journal._MOMENT = 0.0


def work(job: Job) -> Outcome:
    start = time.perf_counter()
    calls = Calls()
    with scratch() as space:
        rehearsal = rehearse(calls, Script(job.seed), space, job.bug)
        gc.freeze()
        match job.kind:
            case "kill":
                outcome = kill_points(calls, rehearsal, job, space)
            case "cut":
                outcome = power_cuts(rehearsal, job, space)
    outcome.seconds = time.perf_counter() - start
    return outcome


if __name__ == "__main__":
    print(work(Job(**json.loads(sys.argv[1]))).to_json())
