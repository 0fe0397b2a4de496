"""What a report's edition says that counts for its team, taken from it as supervisors are shown it.

Ids are those of the playbook; `names` says what people call them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from statistics import fmean

from fieldapp.base.language import Text
from fieldapp.base.values import frozen
from fieldapp.case.change import Change
from fieldapp.case.records import Case, Cause, EmotionReading
from fieldapp.case.toolrecords import DIMENSIONS
from fieldapp.playbook import answers
from fieldapp.playbook.model import Playbook
from fieldapp.playbook.tools import modes
from fieldapp.playbook.tools.causes import Tree
from fieldapp.playbook.tools.survey import ratings_of
from fieldapp.report.people import People

CATEGORY = "category"
"""The list of causes that every method has: the categories of the tree of causes."""
CAUSE_LISTS = ("disagreement_causes", "change_cause")
"""Fields of playbooks in which causes are chosen from a list."""
IMPROVEMENTS = "improvements"
OUTCOMES = ("agreed", "partly", "open", "declined")
"""What came of it with the customer."""
_ACCEPTED = {"passed": "agreed", "partly": "partly", "failed": "declined"}
_ANSWERED = {
    "agrees": "agreed",
    "agrees_with_changes": "partly",
    "considers": "open",
    "declines": "declined",
}
_EMOTIONS = "emotions/"


@frozen
class Shift:
    """The customer's emotion level (1 calm to 5 safety at risk) before a step and after it.

    `step`: the one in which it was noted, and `place` its number in the playbook, from 1; empty and
    0 for the whole case, from its first reading to its last.
    """

    place: int
    step: str
    before: int
    after: int


@frozen
class Rating:
    """What one person expected and found of a service in one dimension: means from 1 to 5.

    `party`: a `customer` or a `colleague`.
    """

    party: str
    dimension: str
    expected: float
    found: float


@frozen(kw_only=True)
class Said:
    """All of it empty: the edition is not to be had."""

    title: Text = Text()
    method: str = ""
    """Id of the playbook."""
    engineer: Text = Text()
    opened: datetime | None = None
    responded: datetime | None = None
    """When a person first answered the customer."""
    mode: str = ""
    """Way of handling the conflict, one of `toolrecords.MODES`; empty where none was chosen."""
    outcome: str = ""
    """One of `OUTCOMES`; empty where nobody has said."""
    causes: tuple[tuple[str, str], ...] = ()
    """(list, cause) of each that was found, once: of `CATEGORY` and of `CAUSE_LISTS`."""
    own_words: tuple[Text, ...] = ()
    """The same as the engineer put it, the ends of the tree."""
    shifts: tuple[Shift, ...] = ()
    ratings: tuple[Rating, ...] = ()
    lesson: Text = Text()
    went_well: Text = Text()
    """Both without anybody's name: they are passed on."""
    improvements: tuple[str, ...] = ()
    """What the lesson changes, ids of the choices of `IMPROVEMENTS`."""
    names: tuple[tuple[str, Text], ...] = ()
    """What is called how: a method by its id, a step as `method/step`, a list of causes by its id,
    a cause chosen from it as `list/cause`, an improvement as `improvements/id`."""


def said(seen: Case, playbook: Playbook, changes: Iterable[Change]) -> Said:
    """What an edition says.

    Args:
        seen: its case as a supervisor is shown it (`report.audience.printed`).
        changes: the case's log: where in the talk something was noted.
    """
    ends = Tree.of(seen.causes).ends
    causes = dict.fromkeys((*_categories(seen, ends), *_chosen(seen, playbook, *CAUSE_LISTS)))
    shifts = tuple(_shifts(seen, playbook, changes))
    improvements = tuple(_chosen(seen, playbook, IMPROVEMENTS))
    responded = _answer(seen, playbook, "first_response_at")
    return Said(
        title=seen.title,
        method=playbook.id,
        engineer=seen.engineer,
        opened=seen.opened,
        responded=responded if isinstance(responded, datetime) else None,
        mode=_mode(seen),
        outcome=_outcome(seen, playbook),
        causes=tuple(causes),
        own_words=tuple(cause.text for cause in ends if cause.text),
        shifts=shifts,
        ratings=tuple(_ratings(seen)),
        lesson=_passed_on(seen, playbook, "lesson"),
        went_well=_passed_on(seen, playbook, "went_well"),
        improvements=tuple(choice for _, choice in improvements),
        names=tuple(_names(playbook, (*causes, *improvements), shifts)),
    )


def _answer(seen: Case, playbook: Playbook, name: str) -> answers.Answered:
    field = playbook.fields.get(name)
    return answers.read(field, seen).value if field else None


def _passed_on(seen: Case, playbook: Playbook, name: str) -> Text:
    """What was written for others to learn from: whom it happened to is not theirs to know."""
    found = _answer(seen, playbook, name)
    return People(seen).without_any_names(found) if isinstance(found, Text) else Text()


def _mode(seen: Case) -> str:
    """The mode it was handled in: as it was weighed last, and else that of the chosen option."""
    stance = modes.current(seen)
    if stance is not None and stance.mode:
        return stance.mode
    return next((option.mode for option in seen.options if option.chosen and option.mode), "")


def _outcome(seen: Case, playbook: Playbook) -> str:
    """What was tried counts before what was said about it."""
    tried = _ACCEPTED.get(str(_answer(seen, playbook, "acceptance_result")), "")
    return tried or _ANSWERED.get(str(_answer(seen, playbook, "customer_response")), "")


# Causes


def _categories(seen: Case, ends: Iterable[Cause]) -> Iterator[tuple[str, str]]:
    """The categories in which the chains of causes end; a link without one has that above it."""
    tree = Tree.of(seen.causes)
    for end in ends:
        known = (cause.category for cause in tree.way_up(end.id) if cause.category)
        if category := next(known, ""):
            yield CATEGORY, category


def _chosen(seen: Case, playbook: Playbook, *lists: str) -> Iterator[tuple[str, str]]:
    """(list, choice) of each that was chosen from some lists."""
    for name in lists:
        found = _answer(seen, playbook, name)
        several = found if isinstance(found, tuple) else (found,)
        yield from ((name, cause) for cause in several if isinstance(cause, str))


# Emotion levels


def _shifts(seen: Case, playbook: Playbook, changes: Iterable[Change]) -> Iterator[Shift]:
    """How the customer's level went, over the whole case and by step."""
    noted = _noted(playbook, changes)
    found = [
        (*noted.get(reading.id, (0, "")), reading)
        for reading in seen.emotions
        if reading.who == "customer" and reading.level
    ]
    found.sort(key=lambda one: _when(one[0], one[2]))
    levels = [(step, reading.level or 0) for _, step, reading in found]
    if len(levels) > 1:
        yield Shift(0, "", levels[0][1], levels[-1][1])
    for number, step in enumerate((step.id for step in playbook.steps), 1):
        found_in = [place for place, (of, _) in enumerate(levels) if of == step]
        if found_in and (before := max(found_in[0] - 1, 0)) < found_in[-1]:
            yield Shift(number, step, levels[before][1], levels[found_in[-1]][1])


def _when(hlc: int, reading: EmotionReading) -> tuple[float, int]:
    """A reading's place among the others: when it was taken, or else when it was noted."""
    return (reading.at.timestamp() if reading.at else (hlc >> 16) / 1000, hlc)


def _noted(playbook: Playbook, changes: Iterable[Change]) -> Mapping[str, tuple[int, str]]:
    """Reading -> when it was noted (a clock's reading), and the step that was being written in.

    That is the step of the answer written last before it; empty where nobody can say, as of what
    was taken in from a file all at once. Only places and times of what was written are looked at,
    never what it says.
    """
    homes = _homes(playbook)
    step = ""
    found: dict[str, tuple[int, str]] = {}
    for change in sorted(changes, key=lambda one: (one.hlc, one.id)):
        steps = {homes.get(_register(op.path), "") for op in change.ops} - {""}
        if steps:
            step = steps.pop() if len(steps) == 1 else ""
        for op in change.ops:
            if op.path.startswith(_EMOTIONS):
                found.setdefault(op.path.split("/", 2)[1], (change.hlc, step))
    return found


def _homes(playbook: Playbook) -> Mapping[str, str]:
    """Register -> the one step that asks for it; empty where several do.

    Levels are read in any step, wherever the playbook asks for them.
    """
    found: dict[str, str] = {}
    for step in playbook.steps:
        for register in {use.field.register for use in step.fields} - {_EMOTIONS[:-1]}:
            found[register] = "" if register in found else step.id
    return found


def _register(path: str) -> str:
    """The place of a field that a path belongs to."""
    first, _, rest = path.partition("/")
    if first in ("answers", "customer", "report"):
        return f"{first}/{rest.partition('/')[0]}"
    return first


# Surveys


def _ratings(seen: Case) -> Iterator[Rating]:
    for response in seen.surveys:
        rated = ratings_of(seen, response.id).values()
        for dimension in DIMENSIONS:
            pairs = [
                (one.expected, one.found)
                for one in rated
                if one.dimension == dimension and one.expected and one.found
            ]
            if pairs:
                expected, found = (fmean(column) for column in zip(*pairs, strict=True))
                yield Rating(response.asked, dimension, expected, found)


def _names(
    playbook: Playbook, chosen: Sequence[tuple[str, str]], shifts: Iterable[Shift]
) -> Iterator[tuple[str, Text]]:
    yield playbook.id, playbook.title
    for shift in shifts:
        if step := playbook.step(shift.step):
            yield f"{playbook.id}/{step.id}", step.title
    for name in dict.fromkeys(name for name, _ in chosen if name != CATEGORY):
        yield name, playbook.fields[name].label
    for name, one in chosen:
        if name != CATEGORY and (choice := playbook.fields[name].choice(one)):
            yield f"{name}/{one}", choice.label
