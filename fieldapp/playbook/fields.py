"""What a playbook asks for: shared fields and their types."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field
from enum import Enum, IntEnum
from typing import Any, Literal, TypeVar, get_args

from fieldapp.base.language import Text
from fieldapp.base.values import frozen

MergePolicy = Literal["single", "append", "union", "supervisor"]


class FieldType(Enum):
    """How an answer is kept and read; fixed for ever by the field's id."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    CHOICE = "choice"
    CHOICES = "choices"
    NUMBER = "number"
    MONEY = "money"
    """A decimal; the field fixes the currency."""
    LEVEL = "level"
    """1 to 5 of the emotion level table."""
    DAY = "day"
    MOMENT = "moment"
    BOOLEAN = "boolean"
    RECORDS = "records"
    """A view on one of the case's collections."""
    HEADER = "header"
    """A part of the case's own header, at `Field.path`."""


class Visibility(IntEnum):
    """The widest reader of a field; who may see a wider one may see the narrower reader's too."""

    PRIVATE = 1
    """Never leaves the laptop."""
    INTERNAL = 2
    """Kept, and in the case a supervisor's edition carries; not printed."""
    SUPERVISOR = 3
    CUSTOMER = 4
    CRM = 5


class Section(Enum):
    """Where in the report a field belongs."""

    BACKGROUND = "background"
    IMPACT = "impact"
    SOLUTION = "solution"
    BENEFIT = "benefit"
    EVIDENCE = "evidence"
    PLAN = "plan"
    DECISION = "decision"
    NONE = "none"


_E = TypeVar("_E", bound=Enum)


def member(kind: type[_E], value: object, fallback: _E) -> _E:
    """The enum's member with that value; `fallback` for one only a newer version knows."""
    try:
        return kind(value)
    except ValueError:
        return fallback


def text_of(data: Mapping[str, str] | None) -> Text:
    """A compiled text.

    Raises:
        TypeError: it holds something else than strings.
    """
    zh, en = (data.get("zh", ""), data.get("en", "")) if data else ("", "")
    if not (isinstance(zh, str) and isinstance(en, str)):
        raise TypeError("a text is made of strings")
    return Text(zh, en)


@frozen
class Choice:
    id: str
    label: Text


@frozen(kw_only=True)
class Field:
    """One question or view, the same in every playbook that uses it."""

    id: str
    type: FieldType
    label: Text
    topic: str = ""
    help: Text = Text()
    merge: MergePolicy = "single"
    visibility: Visibility = Visibility.INTERNAL
    report: Section = Section.NONE
    personal: bool = False
    retention_days: int | None = None
    """None: the space's default."""
    always: bool = False
    """No guard and no `visible_when` hides it: safety, containment, calling for help."""
    choices: tuple[Choice, ...] = ()
    unit: Text = Text()
    currency: str = ""
    low: int | None = None
    high: int | None = None
    """Bounds of a number, inclusive."""
    record: str = ""
    """The collection of a records field."""
    where: Mapping[str, str | int | bool] = field(default_factory=dict)
    """Which of its records: equality on their fields."""
    needs: tuple[str, ...] = ()
    """What each record needs for a final report."""
    path: str = ""
    """Of a header field, such as `customer.company`."""

    @property
    def register(self) -> str:
        """Where in a case it lies: `answers/<id>`, a collection's name or a header path."""
        if self.type is FieldType.RECORDS:
            return self.record
        if self.type is FieldType.HEADER:
            return self.path.replace(".", "/")
        return f"answers/{self.id}"

    def choice(self, choice_id: str) -> Choice | None:
        return next((choice for choice in self.choices if choice.id == choice_id), None)

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Field:
        """A compiled field. What only a newer version knows falls back to the careful side."""
        merge = data.get("merge", "single")
        visibility = str(data.get("visibility", "internal")).upper()
        return cls(
            id=data["id"],
            type=member(FieldType, data["type"], FieldType.TEXT),
            label=text_of(data.get("label")),
            topic=data.get("topic", ""),
            help=text_of(data.get("help")),
            merge=merge if merge in get_args(MergePolicy) else "single",
            visibility=Visibility.__members__.get(visibility, Visibility.PRIVATE),
            report=member(Section, data.get("report", "none"), Section.NONE),
            personal=data.get("personal", False),
            retention_days=data.get("retention_days"),
            always=data.get("always", False),
            choices=tuple(
                Choice(choice["id"], text_of(choice.get("label")))
                for choice in _list(data, "choices")
            ),
            unit=text_of(data.get("unit")),
            currency=data.get("currency", ""),
            low=data.get("low"),
            high=data.get("high"),
            record=data.get("record", ""),
            where=data.get("where", {}),
            needs=tuple(_list(data, "needs")),
            path=data.get("path", ""),
        )


def _list(data: Mapping[str, Any], key: str) -> Sequence[Any]:
    found: Sequence[Any] = data.get(key, ())
    return found
