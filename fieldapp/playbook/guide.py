"""The engine: what a playbook makes of a case as it stands today.

Nothing is ever required during the talk. "Required" is about the final report alone, so a guard
puts off its step's fields but does not lift what the report needs of them, while a `visible_when`
that does not hold does. Conditions read what was answered, whether or not the field shows now.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date, datetime
from enum import Enum
from functools import cached_property, partial
from typing import Any

from fieldapp.base.findings import Finding, Severity
from fieldapp.base.language import LANGS, Text, tr
from fieldapp.base.values import frozen
from fieldapp.case.records import Case, EmotionReading
from fieldapp.playbook import answers
from fieldapp.playbook.answers import Answered, Reading
from fieldapp.playbook.evaluation import Facts
from fieldapp.playbook.expression import WHO
from fieldapp.playbook.fields import Field, FieldType
from fieldapp.playbook.model import OVERRIDE_REASON, FieldUse, Phrase, Playbook, Step


class Status(Enum):
    UNTOUCHED = "untouched"
    BEGUN = "begun"
    COMPLETE = "complete"
    """Begun, and nothing the final report needs of it is missing."""


@frozen
class FieldState:
    """A field in its step.

    `visible`: shown now. `required`: needed to issue a final report. `lacking`: records that need
    more for a final report, with the names of their empty fields. `misfit`: what is kept but does
    not fit the field's type.
    """

    field: Field
    visible: bool
    required: bool
    value: Answered = None
    misfit: Any = None
    lacking: tuple[tuple[str, tuple[str, ...]], ...] = ()

    @property
    def answered(self) -> bool:
        return self.value is not None

    @property
    def done(self) -> bool:
        return self.answered and not self.lacking


@frozen
class StepState:
    """A step. `folded`: its guard holds and it was not opened in spite of it; `reason` says why
    it is (or, opened, would be) folded and what opens it."""

    step: Step
    status: Status
    folded: bool
    reason: Text
    fields: tuple[FieldState, ...]

    @property
    def visible(self) -> tuple[FieldState, ...]:
        return tuple(state for state in self.fields if state.visible)


@frozen
class Coaching:
    """What helps at an emotion level."""

    say: tuple[Phrase, ...]
    ask: tuple[Phrase, ...]
    avoid: tuple[Phrase, ...]


@frozen
class Move:
    """What to turn to next; `field` is None where the step is folded or has nothing open."""

    state: StepState
    field: Field | None


class Guide:
    """One evaluation of a playbook over a case; make a new one when the case changes.

    Args:
        overrides: ids of steps opened in spite of their guard; None: those the case says.
    """

    def __init__(
        self,
        playbook: Playbook,
        case: Case,
        today: date,
        overrides: Collection[str] | None = None,
    ) -> None:
        self.playbook = playbook
        self.case = case
        self._overrides = frozenset(case.opened_steps if overrides is None else overrides)
        self._readings: dict[str, Reading] = {
            field_id: answers.read(field, case) for field_id, field in playbook.fields.items()
        }
        self.levels: dict[str, int] = {
            who: level for who in WHO if (level := _latest(case.emotions, who)) is not None
        }
        """Latest emotion level of `customer` and `engineer`, where there is one."""
        self._facts = Facts(
            {name: reading.for_conditions for name, reading in self._readings.items()},
            self.levels,
            case.severity,
            case.situation,
            today,
        )

    @cached_property
    def steps(self) -> tuple[StepState, ...]:
        """Every step, in order."""
        return tuple(self._step(step) for step in self.playbook.steps)

    def step(self, step_id: str) -> StepState | None:
        return next((state for state in self.steps if state.step.id == step_id), None)

    def value(self, field_id: str) -> Answered:
        """A field's typed value; None if it is unanswered or unknown to the playbook."""
        reading = self._readings.get(field_id)
        return reading.value if reading else None

    def coach(self, step: Step, level: int | None = None) -> Coaching:
        """Phrases of a step for the customer's emotion level, those for cases like this one first.

        Args:
            level: 1 to 5; None takes the customer's latest reading, and where there is none the
                careful middle (`model.UNKNOWN_LEVEL`).
        """
        level = self.levels.get("customer") if level is None else level
        say, ask, avoid = (
            tuple(sorted(filter(partial(self._suits, level), phrases), key=_is_general))
            for phrases in (step.say, step.ask, step.avoid)
        )
        return Coaching(say, ask, avoid)

    def _suits(self, level: int | None, phrase: Phrase) -> bool:
        return phrase.suits(level) and (phrase.when is None or phrase.when.holds(self._facts))

    def progress(self) -> tuple[int, int]:
        """(done, needed) of the distinct fields a final report needs."""
        needed = {state.field.id: state for _, state in self._required()}
        return sum(state.done for state in needed.values()), len(needed)

    def missing(self) -> tuple[Finding, ...]:
        """What a final report still needs, in the playbook's order.

        Codes `playbook.missing` (params field, step and their labels) and
        `playbook.item_incomplete` (also item and key: one finding for each empty field of a
        record). `where` is the place in the case. A record that is there must be whole whether or
        not its field is required.
        """
        found: dict[tuple[str, ...], Finding] = {}
        for step, state in self._wanted():
            field = state.field
            if state.required and not state.answered:
                found.setdefault((field.id,), _about("missing", step, field, field.register))
            for item, keys in state.lacking:
                for key in keys:
                    where = f"{field.register}/{item}/{key}"
                    named = {f"key_{lang}": tr(f"playbook.label_{key}", lang) for lang in LANGS}
                    finding = _about(
                        "item_incomplete", step, field, where, item=item, key=key, **named
                    )
                    found.setdefault((where,), finding)
        return tuple(found.values())

    def next_move(self) -> Move | None:
        """The first open field of the first step that is not complete; folded steps come last.

        None: nothing is left to do.
        """
        unfinished = [state for state in self.steps if state.status is not Status.COMPLETE]
        unfinished.sort(key=lambda state: state.folded)
        for state in unfinished:
            if state.folded:
                return Move(state, None)
            open_fields = [known for known in state.visible if not known.done]
            open_fields.sort(key=lambda known: not known.required)
            if open_fields:
                return Move(state, open_fields[0].field)
        return None

    def rules(self) -> tuple[Finding, ...]:
        """The playbook's own checks that apply, as `playbook.rule` with their texts as params."""
        found = []
        for rule in self.playbook.rules:
            if rule.when.holds(self._facts):
                about = self.playbook.fields.get(rule.field)
                params = {
                    "rule": rule.id,
                    "field": rule.field,
                    "zh": rule.message.get("zh"),
                    "en": rule.message.get("en"),
                    "fix_zh": rule.fix.get("zh"),
                    "fix_en": rule.fix.get("en"),
                }
                where = about.register if about else ""
                found.append(Finding("playbook.rule", params, where, rule.severity))
        return tuple(found)

    def overridden(self) -> tuple[Finding, ...]:
        """Steps opened in spite of their guard, until it is said why."""
        if self.case.answers.get(OVERRIDE_REASON):
            return ()
        return tuple(
            Finding(
                "playbook.override_unexplained",
                {"step": state.step.id, **_both("step", state.step.title)},
                f"answers/{OVERRIDE_REASON}",
                Severity.WARNING,
            )
            for state in self.steps
            if state.reason and not state.folded
        )

    def misfits(self) -> tuple[Finding, ...]:
        """Answers kept although they do not fit their field; they count as unanswered."""
        found = []
        for field_id, reading in self._readings.items():
            if reading.misfit is not None:
                field = self.playbook.fields[field_id]
                shown = {"value": str(reading.misfit)[:60], **_both("label", field.label)}
                params = {"field": field_id, **shown}
                found.append(Finding("playbook.misfit", params, field.register, Severity.WARNING))
        return tuple(found)

    def findings(self) -> tuple[Finding, ...]:
        """All of the above findings."""
        return self.missing() + self.rules() + self.overridden() + self.misfits()

    def _step(self, step: Step) -> StepState:
        guarded = step.guard is not None and step.guard.when.holds(self._facts)
        folded = guarded and step.id not in self._overrides
        fields = tuple(self._field(use, folded) for use in step.fields)
        reason = step.guard.reason if step.guard and guarded else Text()
        return StepState(step, _status(fields), folded, reason, fields)

    def _field(self, use: FieldUse, folded: bool) -> FieldState:
        field = use.field
        wanted = self._is_wanted(use)
        required = wanted and (
            use.required or (use.required_when is not None and use.required_when.holds(self._facts))
        )
        reading = self._readings[field.id]
        return FieldState(
            field,
            visible=wanted and (field.always or not folded),
            required=required,
            value=reading.value,
            misfit=reading.misfit,
            lacking=_lacking(field, reading) if wanted else (),
        )

    def _is_wanted(self, use: FieldUse) -> bool:
        return (
            use.field.always
            or use.visible_when is None
            or use.visible_when.holds(self._facts, otherwise=True)
        )

    def _wanted(self) -> Iterator[tuple[Step, FieldState]]:
        for state in self.steps:
            for known in state.fields:
                yield state.step, known

    def _required(self) -> Iterator[tuple[Step, FieldState]]:
        return ((step, known) for step, known in self._wanted() if known.required)


def _is_general(phrase: Phrase) -> bool:
    return phrase.when is None


def _latest(emotions: tuple[EmotionReading, ...], who: str) -> int | None:
    """The level last read: the later in time, of undated ones the later entered."""
    latest: EmotionReading | None = None
    for reading in emotions:
        if reading.who != who or reading.level is None:
            continue
        if latest is None or not _is_before(reading.at, latest.at):
            latest = reading
    return latest.level if latest else None


def _is_before(one: datetime | None, two: datetime | None) -> bool:
    if one is None or two is None:
        return False
    if (one.tzinfo is None) != (two.tzinfo is None):
        one, two = one.replace(tzinfo=None), two.replace(tzinfo=None)
    return one < two


def _status(fields: tuple[FieldState, ...]) -> Status:
    if not any(state.answered for state in fields):
        return Status.UNTOUCHED
    complete = all(state.done or not (state.required or state.lacking) for state in fields)
    return Status.COMPLETE if complete else Status.BEGUN


def _lacking(field: Field, reading: Reading) -> tuple[tuple[str, tuple[str, ...]], ...]:
    if field.type is not FieldType.RECORDS or not isinstance(reading.value, tuple):
        return ()
    found = (
        (record.id, answers.lacks(field, record))
        for record in reading.value
        if not isinstance(record, str)
    )
    return tuple((item, keys) for item, keys in found if keys)


def _both(name: str, text: Text) -> Mapping[str, str]:
    return {f"{name}_zh": text.get("zh"), f"{name}_en": text.get("en")}


def _about(code: str, step: Step, field: Field, where: str, **params: str) -> Finding:
    labels = {**_both("label", field.label), **_both("step", step.title)}
    named = {"field": field.id, "step": step.id, **labels, **params}
    return Finding(f"playbook.{code}", named, where, Severity.WARNING)
