"""A race: one process commits without pause, another makes backups, each of which must verify."""

from __future__ import annotations

import traceback
from functools import partial
from itertools import count
from multiprocessing.connection import Connection
from pathlib import Path

from bench.reliability import bugs
from bench.reliability.calls import Calls
from bench.reliability.fleet import Failure, Job, Outcome
from bench.reliability.laptop import machine, workspace_folder
from bench.reliability.processes import beside
from bench.reliability.steps import FIRST_PASSCODE, Session
from fieldapp.store import backups
from fieldapp.store.errors import StoreError
from fieldapp.store.keys import KeyFile
from fieldapp.store.workspace import Workspace, Writing

_CASE = bytes(16)
_TEXT = "客户 router 信号 " * 400


def race(calls: Calls, job: Job, space: Path) -> Outcome:
    """Makes the job's number of backups beside a writer; the bug is with the one who makes them."""
    outcome = Outcome()
    session = Session(space, machine(space, f"race {job.seed}"))
    session.create()
    session.workspace.lock()
    key = KeyFile.read(session.folder)[0].open_with_passcode(FIRST_PASSCODE)

    def write_on(theirs: Connection) -> None:
        with _unlocked(space, "writer") as workspace:
            for number in count():
                workspace.commit(_CASE, partial(_write_title, f"{number} {_TEXT}"))

    def back_up(theirs: Connection) -> None:
        bugs.plant(job.bug, calls)
        with _unlocked(space, "backups") as workspace:
            while theirs.recv():
                theirs.send(workspace.backups.make()[0])

    with beside(write_on), beside(back_up) as maker:
        for number in range(1, job.points + 1):
            maker.send(True)
            outcome.points += 1
            try:
                backups.verify(maker.recv(), key)
            except (StoreError, EOFError):
                what = traceback.format_exc()
                outcome.failures.append(Failure(job.seed, number, "backup", what))
                if job.first_only:
                    break
    with _unlocked(space, "reader") as workspace:
        assert not (findings := workspace.verify()), findings
        outcome.tally["commits meanwhile"] = len(workspace.changes(_CASE))
    return outcome


def _write_title(title: str, writing: Writing) -> None:
    writing.shared.write("title", title)


def _unlocked(space: Path, who: str) -> Workspace:
    laptop = machine(space, who)
    return Workspace.unlock(workspace_folder(space), passcode=FIRST_PASSCODE, machine=laptop)
