"""A script played undisturbed: what it calls, and what is to be seen after each of its steps."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from bench.reliability.calls import Call, Calls, read_log
from bench.reliability.disk import Disk
from bench.reliability.observation import Observation, check, observe
from bench.reliability.play import play
from bench.reliability.script import Script


class RehearsalError(Exception):
    """The script does not even go through undisturbed."""


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """`start` is the laptop before the first step; `seen[k]` what k steps leave there.

    `count`, `disk` and `log` are of the play with the bug, if any: how many calls are counted, the
    disk before the first, and the calls with a mark (the number of steps done) after each step.
    """

    script: Script
    bug: str
    start: Path
    seen: tuple[Observation, ...]
    count: int
    disk: Disk
    log: tuple[Call, ...]


def rehearse(calls: Calls, script: Script, space: Path, bug: str = "") -> Rehearsal:
    """Plays the script in `space`; the observations are those without the bug.

    The laptop is always `space / "laptop"`, as a workspace remembers where its second folder is.

    Raises:
        RehearsalError: something is raised, or a step does not show what it should.
    """
    start, stages, laptop = space / "start", space / "stages", space / "laptop"
    script.prepare(laptop)
    shutil.copytree(laptop, start)
    shutil.copytree(laptop, stages / "0")
    ending = play(calls, script, laptop, after=lambda done: _copy(laptop, stages / str(done)))
    _insist(not ending.trouble, ending.trouble)
    seen = []
    for done in range(ending.acknowledged + 1):
        shutil.rmtree(laptop)
        (stages / str(done)).rename(laptop)
        seen.append(observe(script, laptop))
    for found, ledger in zip(seen, script.ledgers(), strict=True):
        check(found, ledger)
    shutil.rmtree(laptop)

    shutil.copytree(start, laptop)
    disk = Disk(laptop)
    path = space / "log"
    log = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND)
    ending = play(calls, script, laptop, bug=bug, log=log, after=lambda done: calls.mark(str(done)))
    os.close(log)
    _insist(not ending.trouble, ending.trouble)
    recorded = tuple(read_log(path.read_bytes()))
    shutil.rmtree(laptop)
    path.unlink()
    return Rehearsal(script, bug, start, tuple(seen), calls.count, disk, recorded)


def _copy(source: Path, target: Path) -> None:
    shutil.copytree(source, target)


def _insist(held: bool, otherwise: str) -> None:
    if not held:
        raise RehearsalError(otherwise)
