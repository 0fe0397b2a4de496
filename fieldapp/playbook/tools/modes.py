"""Modes: which of five ways of handling a conflict fits it, why, and what it risks.

Five questions of our own, each answer speaking for some modes and against others; no questionnaire
of anybody else's. The advice is an opinion with its reasons, and the person chooses.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from fieldapp.base.findings import Finding, Severity
from fieldapp.base.language import Text, tr
from fieldapp.base.values import frozen
from fieldapp.case.pending import Pending
from fieldapp.case.records import Case
from fieldapp.case.toolrecords import MODES, Stance
from fieldapp.playbook.model import Playbook

# inventory 28: a tool for the five modes
QUESTIONS = ("nature", "closeness", "ours", "theirs", "pressure")
ENOUGH = 3
"""Answers without which no advice is given."""
_HIGH, _LOW = 4, 2

# In the order of MODES: competing, collaborating, compromising, avoiding, accommodating.
# inventory 29, 30, 31, 32, 33: what speaks for each of the five modes
_POINTS: Mapping[str, tuple[int, int, int, int, int]] = {
    # inventory 34: nature of the conflict
    "nature_safety": (8, 1, -6, -8, -8),
    "nature_rules": (2, 1, -1, -1, -2),
    "nature_facts": (0, 2, -1, 0, 0),
    "nature_goals": (-1, 2, 1, -1, 0),
    "nature_resources": (0, 1, 2, -1, 0),
    "nature_personal": (-3, 1, 0, 1, 1),
    # inventory 14, 35: how close they are, and for how long
    "closeness_once": (1, -1, 0, 1, 0),
    "closeness_sometimes": (0, 0, 1, 0, 0),
    "closeness_long": (-2, 2, 0, -1, 1),
    "stakes_both": (-1, 3, 1, -3, -3),
    "stakes_ours": (2, 1, 0, -2, -3),
    "stakes_theirs": (-3, 0, 0, 0, 3),
    "stakes_neither": (-2, -1, 0, 2, 1),
    "stakes_middle": (0, 1, 2, -1, 0),
    "pressure_today": (1, -2, 1, -1, 1),
    "pressure_days": (0, 0, 1, 0, 0),
    "pressure_weeks": (-1, 2, 0, 1, 0),
}
"""What each answer speaks for, and against (our own weights)."""


@frozen
class Advice:
    """What is said of one mode. `score`: the higher, the better it fits.

    `speaks_for` and `against` name what was answered, as in `modes.why_<name>`.
    """

    mode: str
    score: int
    speaks_for: tuple[str, ...]
    against: tuple[str, ...]


def answered(stance: Stance) -> int:
    """How many of the questions are answered."""
    return sum(getattr(stance, name) not in (None, "") for name in QUESTIONS)


def advise(stance: Stance) -> tuple[Advice, ...]:
    """The five modes, the best fitting first; empty while too little is answered."""
    if answered(stance) < ENOUGH:
        return ()
    names = _speaking(stance)
    found = []
    for place, mode in enumerate(MODES):
        points = {name: _POINTS[name][place] for name in names}
        found.append(
            Advice(
                mode,
                sum(points.values()),
                tuple(sorted((n for n in names if points[n] > 0), key=lambda n: -points[n])),
                tuple(sorted((n for n in names if points[n] < 0), key=points.__getitem__)),
            )
        )
    return tuple(sorted(found, key=lambda advice: -advice.score))


def _speaking(stance: Stance) -> list[str]:
    """What was answered, by its name among the points."""
    names = [
        f"{question}_{answer}"
        for question in ("nature", "closeness", "pressure")
        if (answer := getattr(stance, question))
    ]
    if stance.ours is not None and stance.theirs is not None:
        names.append(f"stakes_{_stakes(stance.ours, stance.theirs)}")
    return names


def _stakes(ours: int, theirs: int) -> str:
    if ours >= _HIGH and theirs >= _HIGH:
        return "both"
    if ours <= _LOW and theirs <= _LOW:
        return "neither"
    if ours >= _HIGH:
        return "ours"
    return "theirs" if theirs >= _HIGH else "middle"


def current(case: Case) -> Stance | None:
    """The stance at hand: the one weighed last."""
    return case.stances[-1] if case.stances else None


def returns(case: Case) -> Iterator[Pending]:
    """What was avoided for now, on the day it is taken up again."""
    stance = current(case)
    if stance is not None and stance.mode == "avoiding" and stance.back_on is not None:
        what = Text(tr("modes.taken_up_again", "zh"), tr("modes.taken_up_again", "en"))
        yield Pending("return", f"stances/{stance.id}/back_on", what, due=stance.back_on)


def analyse(case: Case, playbook: Playbook, today: date) -> Iterator[Finding]:
    """What the mode that was chosen asks for."""
    stance = current(case)
    if stance is None:
        return
    where = f"stances/{stance.id}"
    if stance.mode == "avoiding" and stance.back_on is None:
        yield Finding("modes.no_date", {}, f"{where}/back_on", Severity.WARNING)
    back = _day(stance.back_on)
    if stance.mode == "avoiding" and back is not None and back < today:
        params = {"day": back.isoformat()}
        yield Finding("modes.date_passed", params, f"{where}/back_on", Severity.WARNING)
    if stance.mode and not stance.reason:
        yield Finding("modes.no_reason", {}, f"{where}/reason", Severity.INFO)
    advice = advise(stance)
    if stance.nature == "safety" and stance.mode not in ("", "competing"):
        yield Finding("modes.safety_first", {}, f"{where}/mode", Severity.WARNING)
    elif stance.mode and advice and advice[0].mode != stance.mode:
        yield Finding("modes.other_than_advised", {}, f"{where}/reason", Severity.INFO)
    chosen = next((option for option in case.options if option.chosen and option.mode), None)
    if chosen is not None and stance.mode and chosen.mode != stance.mode:
        yield Finding("modes.option_differs", {}, f"options/{chosen.id}/mode", Severity.INFO)


def _day(moment: date | None) -> date | None:
    """The day of a day or moment."""
    return None if moment is None else date(moment.year, moment.month, moment.day)
