"""A script played undisturbed: what it calls, and what is to be seen after each of its steps."""

from __future__ import annotations

import os
import shutil
import traceback
from dataclasses import dataclass
from pathlib import Path

from bench.reliability.calls import Call, Calls, read_log
from bench.reliability.disk import Disk
from bench.reliability.observation import Observation, check, observe, patience
from bench.reliability.play import play
from bench.reliability.script import Script


class RehearsalError(Exception):
    """The script does not even go through undisturbed."""


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """`start` is the laptop before the first step; `seen[k]` what k steps leave there.

    `count` is the number of counted calls, `disk` the disk before the first of them, and `log` all
    of them, with a mark (the number of steps done) after each step.
    """

    script: Script
    bug: str
    start: Path
    seen: tuple[Observation, ...]
    count: int
    disk: Disk
    log: tuple[Call, ...]


def rehearse(calls: Calls, script: Script, space: Path, bug: str = "") -> Rehearsal:
    """Plays the script in `space`, where the laptop is always `laptop`: a workspace remembers where
    its second folder of backups is.

    Raises:
        RehearsalError: something is raised, or a step does not show what it should.
    """
    start, stages, laptop = space / "start", space / "stages", space / "laptop"
    script.prepare(laptop)
    shutil.copytree(laptop, start)
    shutil.copytree(laptop, stages / "0")
    disk = Disk(laptop)
    path = space / "log"
    log = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND)

    def after(done: int) -> None:
        calls.mark(str(done))
        shutil.copytree(laptop, stages / str(done))

    ending = play(calls, script, laptop, bug=bug, log=log, after=after)
    os.close(log)
    if ending.trouble:
        raise RehearsalError(ending.trouble)
    count, recorded = calls.count, tuple(read_log(path.read_bytes()))
    path.unlink()
    seen = []
    for done, ledger in enumerate(script.ledgers()):
        shutil.rmtree(laptop)
        (stages / str(done)).rename(laptop)
        try:
            with patience():
                seen.append(observe(script, laptop))
            check(seen[-1], ledger)
        except Exception as error:
            raise RehearsalError(f"after {done} steps: {traceback.format_exc()}") from error
    shutil.rmtree(laptop)
    return Rehearsal(script, bug, start, tuple(seen), count, disk, recorded)
