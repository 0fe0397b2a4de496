"""A full, failing or read-only disk: the script goes on in the open workspace once it works again.

The step that met the fault must raise an error of ours, the workspace must stay readable while the
disk is full, and in the end everything must be there, as if nothing had been.
"""

from __future__ import annotations

import errno
import random
import shutil
import traceback
from multiprocessing.connection import Connection
from pathlib import Path

from bench.reliability.calls import Action, Calls, Strike
from bench.reliability.fleet import Failure, Job, Outcome
from bench.reliability.laptop import PLAY, machine
from bench.reliability.observation import check, observe, patience
from bench.reliability.processes import beside
from bench.reliability.rehearsal import Rehearsal
from bench.reliability.script import Script
from bench.reliability.steps import Session
from fieldapp.base.errors import FieldAppError

FAULTS = (
    (Action.FAIL_ON, errno.ENOSPC),
    (Action.FAIL_ONCE, errno.ENOSPC),
    (Action.FAIL_ONCE, errno.EIO),
    (Action.FAIL_ON, errno.EROFS),
)


def fault_points(calls: Calls, rehearsal: Rehearsal, job: Job, space: Path) -> Outcome:
    """Lets the disk fail at the job's number of calls; the tally counts the errors people saw."""
    outcome = Outcome()
    laptop = space / "laptop"
    chance = random.Random(f"fault {job.seed}")
    for _ in range(job.points):
        action, error = chance.choice(FAULTS)
        strike = Strike(action, chance.randint(1, rehearsal.count), error)
        shutil.copytree(rehearsal.start, laptop)
        outcome.points += 1
        try:
            for code in _endured(calls, rehearsal.script, laptop, strike):
                outcome.count(code)
            with patience():
                check(observe(rehearsal.script, laptop), rehearsal.script.ledgers()[-1])
        except Exception:
            where = f"{action.name} {errno.errorcode[error]} {calls.met}"
            what = traceback.format_exc()
            outcome.failures.append(Failure(job.seed, strike.at, where, what))
        shutil.rmtree(laptop)
    return outcome


def _endured(calls: Calls, script: Script, laptop: Path, strike: Strike) -> list[str]:
    """The codes of the errors met.

    Raises:
        RuntimeError: something was raised that is no error of ours.
    """

    def perform(theirs: Connection) -> None:
        try:
            calls.arm(laptop, strike)
            readable = strike.error == errno.ENOSPC
            theirs.send((_persist(calls, script, laptop, readable), ""))
        except Exception:
            theirs.send(([], traceback.format_exc()))

    with beside(perform) as connection:
        met, trouble = connection.recv()
    if trouble:
        raise RuntimeError(trouble)
    codes: list[str] = met
    return codes


def _persist(calls: Calls, script: Script, root: Path, readable: bool) -> list[str]:
    """Does each step; once more, with a working disk, where it failed.

    Args:
        readable: whether reading must work while writing does not.
    """
    session = Session(root, machine(root, f"play {script.seed}", PLAY))
    met: list[str] = []
    if not script.creates:
        passcode = script.ledgers()[0].passcode
        try:
            session.unlock(passcode)
        except FieldAppError as error:
            met.append(error.finding.code)
            calls.disarm()
            session.unlock(passcode)
    for step in script.steps:
        try:
            step.do(session)
        except FieldAppError as error:
            met.append(error.finding.code)
            if readable and not session.is_locked:
                session.workspace.listing().page()
            calls.disarm()
            step.do(session)
    return met
