"""A playbook as its readers know it. Opened from its compiled form; never changed afterwards."""

from __future__ import annotations

import hashlib
import json
import operator
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from fieldapp.base.findings import Severity
from fieldapp.base.language import Text
from fieldapp.base.values import frozen
from fieldapp.playbook.errors import ExpressionError, PlaybookError
from fieldapp.playbook.evaluation import Facts, holds
from fieldapp.playbook.expression import parse
from fieldapp.playbook.fields import Field, MergePolicy, Section, Visibility, text_of
from fieldapp.playbook.folders import FORMAT
from fieldapp.playbook.scripts import PracticeScript, script_of

OVERRIDE_REASON = "guard_override_reason"
"""The shared field that says why a step was opened in spite of its guard."""
LOWEST, HIGHEST = 1, 5
"""Emotion levels."""
UNKNOWN_LEVEL = (2, 3)
"""Where no level was read yet, phrases for a worried or dissatisfied customer are offered: the
careful middle, neither light talk nor an emergency."""


CRISIS = "crisis"
"""The role of the short form that a case is switched to in an emergency."""


@frozen
class Condition:
    """A condition of `fieldapp.playbook.expression`."""

    text: str

    def holds(self, facts: Facts, otherwise: bool = False) -> bool:
        """Whether it is true; `otherwise` for one only a newer version can read."""
        try:
            return holds(parse(self.text), facts)
        except ExpressionError:
            return otherwise

    @classmethod
    def of(cls, text: str | None) -> Condition | None:
        return cls(text) if text else None


@frozen
class Phrase:
    """Something to say, to ask or to avoid at the customer's emotion levels `low` to `high`."""

    text: Text
    low: int
    high: int
    kind: str = ""
    """Of a question: open, guiding or closed."""
    why: Text = Text()
    """Why to avoid it."""
    when: Condition | None = None
    """The cases it is for; None: every case."""

    def suits(self, level: int | None) -> bool:
        low, high = UNKNOWN_LEVEL if level is None else (level, level)
        return self.low <= max(high, LOWEST) and min(low, HIGHEST) <= self.high

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Phrase:
        low, high = map(operator.index, data["levels"])
        return cls(
            text_of(data["text"]),
            low,
            high,
            data.get("kind", ""),
            text_of(data.get("why")),
            Condition.of(data.get("when")),
        )


@frozen
class FieldUse:
    """A field's place in a step. Required means: needed to issue a final report."""

    field: Field
    required: bool = False
    visible_when: Condition | None = None
    required_when: Condition | None = None


@frozen
class Guard:
    """Folds its step while `when` holds, all but fields flagged `always`."""

    when: Condition
    reason: Text


@frozen
class Step:
    id: str
    title: Text
    purpose: Text
    fields: tuple[FieldUse, ...]
    say: tuple[Phrase, ...] = ()
    ask: tuple[Phrase, ...] = ()
    avoid: tuple[Phrase, ...] = ()
    minutes: int | None = None
    guard: Guard | None = None
    tools: tuple[str, ...] = ()
    """Ids of the tools that help here, see `fieldapp.playbook.tools`; of a newer version's, any."""


@frozen
class Rule:
    """A check of the playbook's own."""

    id: str
    when: Condition
    severity: Severity
    message: Text
    fix: Text
    field: str = ""


OPENED, ISSUED = "opened", "issued"
"""When the case was opened, and when its first report was issued, for clocks."""


@frozen
class Clock:
    """A time to answer in, by severity; see `fieldapp.playbook.clocks`.

    `start` is `OPENED` or the id of a day or moment field, `until` such an id, `ISSUED` or empty.
    `work_hours`: the severities whose minutes are counted along the work calendar.
    """

    id: str
    title: Text
    start: str
    minutes: Mapping[int, int]
    until: str = ""
    work_hours: frozenset[int] = frozenset()


@frozen
class Fit:
    """How much an answer of the chooser speaks for a playbook, or, below 0, against it."""

    answer: str
    points: int
    because: Text = Text()


@frozen
class Level:
    """A row of the emotion level table: what can be seen and heard, and what helps."""

    level: int
    label: Text
    signs: tuple[Text, ...]
    response: tuple[Text, ...]
    own: Text = Text()


@frozen
class Scale:
    id: str
    title: Text
    levels: tuple[Level, ...]

    def level(self, number: int) -> Level | None:
        return next((level for level in self.levels if level.level == number), None)


@dataclass(frozen=True)
class Playbook:
    """A guided method with all it needs: its fields and its emotion level table."""

    id: str
    version: str
    """SHA-256 (hex) of `compiled`."""
    title: Text
    summary: Text
    situations: tuple[str, ...]
    steps: tuple[Step, ...]
    fields: Mapping[str, Field]
    scale: Scale
    rules: tuple[Rule, ...] = ()
    clocks: tuple[Clock, ...] = ()
    report: Mapping[Section, tuple[str, ...]] = field(default_factory=dict)
    """Section -> ids of the fields that feed it, in order."""
    practice: tuple[PracticeScript, ...] = ()
    suits: tuple[Fit, ...] = ()
    role: str = ""
    """`CRISIS`, or empty for a method like any other."""
    compiled: bytes = field(default=b"", repr=False, compare=False)
    """The canonical bytes that travel with a case."""

    def step(self, step_id: str) -> Step | None:
        return next((step for step in self.steps if step.id == step_id), None)

    def visibility(self, field_id: str) -> Visibility:
        """The widest reader of a field; of one this playbook does not know, `INTERNAL`."""
        known = self.fields.get(field_id)
        return known.visibility if known else Visibility.INTERNAL

    def is_private(self, field_id: str) -> bool:
        """Whether answers to a field belong in the log that never leaves the laptop."""
        return self.visibility(field_id) is Visibility.PRIVATE

    def merge_policy(self, path: str) -> MergePolicy:
        """How a register of a case merges. `path`: such as `answers/problem` or `options/o1/risk`.

        `append` and `union` are about which items a collection holds, so a single register of an
        item merges as `single`, or by the supervisor where the field says so.
        """
        head, _, rest = path.partition("/")
        if head == "answers":
            known = self.fields.get(rest.partition("/")[0])
            return known.merge if known else "single"
        policy = self._policies.get(path) or self._policies.get(head, "single")
        return policy if policy == "supervisor" or not rest else "single"

    @cached_property
    def _policies(self) -> dict[str, MergePolicy]:
        """Collections and header paths -> policy; where fields differ, the supervisor's wins."""
        found: dict[str, MergePolicy] = {}
        for known in self.fields.values():
            if found.get(known.register) != "supervisor":
                found[known.register] = known.merge
        return found

    @classmethod
    def from_compiled(cls, data: bytes) -> Playbook:
        """Opens a compiled playbook, also one of a newer minor version, by itself.

        Raises:
            PlaybookError: the bytes are no compiled playbook this version can read.
        """
        try:
            content = json.loads(data)
            found = content["format"]
            opened = _opened(content, data) if found.partition(".")[0] == FORMAT else None
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise PlaybookError("playbook.compiled_damaged") from error
        if opened is None:
            raise PlaybookError("playbook.compiled_newer", format=found[:60])
        return opened


def _opened(content: Mapping[str, Any], data: bytes) -> Playbook:
    fields = {field_id: Field.of(known) for field_id, known in content["fields"].items()}
    body = content["playbook"]
    return Playbook(
        id=body["id"],
        version=hashlib.sha256(data).hexdigest(),
        title=text_of(body["title"]),
        summary=text_of(body.get("summary")),
        situations=tuple(body.get("situations", ())),
        steps=tuple(_step(step, fields) for step in body["steps"]),
        fields=fields,
        scale=_scale(content["scale"]),
        rules=tuple(_rule(rule) for rule in body.get("rules", ())),
        clocks=tuple(_clock(clock) for clock in body.get("clocks", ())),
        report={
            section: tuple(body.get("report", {}).get(section.value, ()))
            for section in Section
            if section is not Section.NONE
        },
        practice=tuple(script_of(script, body["id"]) for script in body.get("practice", ())),
        suits=tuple(_fit(fit) for fit in body.get("suits", ())),
        role=body.get("role", ""),
        compiled=data,
    )


def _step(data: Mapping[str, Any], fields: Mapping[str, Field]) -> Step:
    guard = data.get("guard")
    return Step(
        id=data["id"],
        title=text_of(data["title"]),
        purpose=text_of(data.get("purpose")),
        fields=tuple(
            FieldUse(
                fields[use["use"]],
                use.get("required", False),
                Condition.of(use.get("visible_when")),
                Condition.of(use.get("required_when")),
            )
            for use in data.get("fields", ())
        ),
        say=tuple(map(Phrase.of, data.get("say", ()))),
        ask=tuple(map(Phrase.of, data.get("ask", ()))),
        avoid=tuple(map(Phrase.of, data.get("avoid", ()))),
        minutes=data.get("minutes"),
        guard=Guard(Condition(guard["when"]), text_of(guard["reason"])) if guard else None,
        tools=tuple(map(str, data.get("tools", ()))),
    )


def _rule(data: Mapping[str, Any]) -> Rule:
    return Rule(
        id=data["id"],
        when=Condition(data["when"]),
        severity=Severity.__members__.get(data["severity"].upper(), Severity.WARNING),
        message=text_of(data["message"]),
        fix=text_of(data["fix"]),
        field=data.get("field", ""),
    )


def _clock(data: Mapping[str, Any]) -> Clock:
    minutes = {int(key): operator.index(limit) for key, limit in data["minutes"].items()}
    return Clock(
        data["id"],
        text_of(data["title"]),
        data["from"],
        minutes,
        data.get("until", ""),
        frozenset(map(operator.index, data.get("work_hours", ()))),
    )


def _fit(data: Mapping[str, Any]) -> Fit:
    return Fit(data["answer"], operator.index(data["points"]), text_of(data.get("because")))


def _scale(data: Mapping[str, Any]) -> Scale:
    levels = tuple(
        Level(
            level["level"],
            text_of(level["label"]),
            tuple(map(text_of, level.get("signs", ()))),
            tuple(map(text_of, level.get("response", ()))),
            text_of(level.get("own")),
        )
        for level in data["levels"]
    )
    return Scale(data["id"], text_of(data["title"]), levels)
