"""Practising: what there is to practise, how it went, and what to take next.

Results are the engineer's own. They lie in this laptop's encrypted store beside no case, are never
synced, exported or printed, and no supervisor sees them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from fieldapp.base.language import Text
from fieldapp.base.values import frozen
from fieldapp.playbook.library import Library
from fieldapp.playbook.practice import SKILLS, Run, Said, Score, begin, scripts
from fieldapp.playbook.scripts import PracticeScript
from fieldapp.store.workspace import Workspace
from fieldapp.usecases.playbooks import own_in_use

__all__ = ["SKILLS", "Board", "Result", "Run", "Said", "Score", "Task", "begin", "board", "keep"]

KEPT = 200
"""Results that are kept; the oldest go first."""
_NOTE = "practice"


@frozen
class Result:
    """One finished go. `skills`: skill -> (earned, possible)."""

    script: str
    at: datetime
    score: Score
    skills: Mapping[str, Score]


@frozen
class Task:
    """A script to practise. `steps`: id -> title of the method's steps; `last`: how it went."""

    script: PracticeScript
    method: Text
    steps: Mapping[str, Text]
    last: Result | None = None
    times: int = 0


@frozen
class Board:
    """All there is to practise. `next`: what to take next; `weak`: the skills to work on, the
    weakest first."""

    tasks: tuple[Task, ...]
    next: str
    weak: tuple[str, ...]


def board(workspace: Workspace, library: Library) -> Board:
    """What there is to practise, and how it went so far.

    Raises:
        StoreError: from the disk.
    """
    known, _ = scripts(library.playbooks, own_in_use())
    results = _results(workspace)
    tasks = tuple(_task(script, results, library) for script in known)
    return Board(tasks, _next(tasks), _weak(results))


def keep(workspace: Workspace, run: Run) -> Result:
    """Keeps how a finished go went.

    Raises:
        StoreError: it was not kept.
    """
    now = workspace.machine.clock().replace(microsecond=0)
    result = Result(run.script.id, now, run.score, run.by_skill)
    kept = [*_results(workspace), result][-KEPT:]
    workspace.put_note(_NOTE, json.dumps([_plain(one) for one in kept]).encode())
    return result


def _task(script: PracticeScript, results: Iterable[Result], library: Library) -> Task:
    mine = [result for result in results if result.script == script.id]
    method = library.get(script.playbook)
    steps = {step.id: step.title for step in method.steps} if method is not None else {}
    title = method.title if method is not None else Text()
    return Task(script, title, steps, mine[-1] if mine else None, len(mine))


def _next(tasks: tuple[Task, ...]) -> str:
    """The first that was never tried, else the one that went worst, the longest ago of those."""
    fresh = [task.script.id for task in tasks if task.last is None]
    tried = [task.last for task in tasks if task.last is not None]
    if fresh or not tried:
        return fresh[0] if fresh else ""
    return min(tried, key=lambda last: (_share(last.score), last.at)).script


def _weak(results: list[Result]) -> tuple[str, ...]:
    """Skills below full, by all that is kept."""
    totals: dict[str, Score] = {}
    for result in results:
        for skill, score in result.skills.items():
            sum_ = totals.get(skill, Score())
            totals[skill] = Score(sum_.earned + score.earned, sum_.possible + score.possible)
    below = [skill for skill, score in totals.items() if not score.is_full]
    return tuple(sorted(below, key=lambda skill: _share(totals[skill])))


def _share(score: Score) -> float:
    return score.earned / score.possible if score.possible else 1.0


def _results(workspace: Workspace) -> list[Result]:
    """Those kept; what cannot be read is left out."""
    try:
        listed = json.loads(workspace.note(_NOTE) or b"[]")
        return [_result(one) for one in listed]
    except (ValueError, KeyError, TypeError):
        return []


def _plain(result: Result) -> dict[str, Any]:
    return {
        "script": result.script,
        "at": result.at.isoformat(),
        "score": [result.score.earned, result.score.possible],
        "skills": {name: [one.earned, one.possible] for name, one in result.skills.items()},
    }


def _result(data: Mapping[str, Any]) -> Result:
    skills = {str(name): Score(*map(int, one)) for name, one in data["skills"].items()}
    score = Score(*map(int, data["score"]))
    return Result(str(data["script"]), datetime.fromisoformat(data["at"]), score, skills)
