"""Races between processes: backups beside a writer must verify, rival writers lose nothing."""

from __future__ import annotations

import traceback
from contextlib import ExitStack
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

_CASES = (bytes(16), bytes([1]) * 16)
_CASE = _CASES[0]
_RIVALS = 4
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


def rivals(job: Job, space: Path) -> Outcome:
    """Four processes commit the job's number of edits to the same two cases at the same time."""
    session = Session(space, machine(space, f"rivals {job.seed}"))
    session.create()
    session.workspace.lock()
    each = job.points // _RIVALS

    def commit_all(number: int, theirs: Connection) -> None:
        with _unlocked(space, f"rival {number}") as workspace:
            theirs.recv()
            for edit in range(each):
                case = _CASES[edit % len(_CASES)]
                workspace.commit(case, partial(_write_own, f"answers/of_{number}_{edit}", edit))
        theirs.send("done")

    with ExitStack() as stack:
        waiting = [
            stack.enter_context(beside(partial(commit_all, number))) for number in range(_RIVALS)
        ]
        for connection in waiting:
            connection.send("go")
        for connection in waiting:
            assert connection.recv() == "done"
    outcome = Outcome(each * _RIVALS)
    with _unlocked(space, "reader") as workspace:
        findings = workspace.verify()
        kept = sum(len(list(workspace.load(case).shared.paths("answers/"))) for case in _CASES)
        if findings or kept != outcome.points:
            what = f"{kept} of {outcome.points} edits are there; {findings}"
            outcome.failures.append(Failure(job.seed, 0, "rivals", what))
    return outcome


def _write_own(path: str, content: int, writing: Writing) -> None:
    writing.shared.write(path, content)


def _write_title(title: str, writing: Writing) -> None:
    writing.shared.write("title", title)


def _unlocked(space: Path, who: str) -> Workspace:
    laptop = machine(space, who)
    return Workspace.unlock(workspace_folder(space), passcode=FIRST_PASSCODE, machine=laptop)
