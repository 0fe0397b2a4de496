"""How record types are declared: kinds of fields, and what a field and a collection say of
themselves to everything that keeps, shows, edits or prints them."""

from __future__ import annotations

from dataclasses import field
from enum import Enum
from typing import Any, Literal

from fieldapp.base.language import Text
from fieldapp.base.values import frozen

NO_TEXT = Text()
SHEET = (1000, 400)
"""Width and height of the sheet that strokes of a pen are drawn on."""


class Kind(Enum):
    """What a field holds and so how its registers are read."""

    TEXT = "text"
    """`Text`: one scalar register, or one a language."""
    CHOICE = "choice"
    """One of `choices`."""
    INT = "int"
    DECIMAL = "decimal"
    BOOL = "bool"
    MOMENT = "moment"
    """A date and time with its offset, ISO 8601; kept as written."""
    DAY = "day"
    """A calendar day, or a moment."""
    REF = "ref"
    """The id of an item of `refers_to`."""
    REFS = "refs"
    """A set of such ids: one register an element."""
    FILE = "file"
    """A path relative to the case file; in the store a blob's name stands beside it."""
    HASH = "hash"
    """A SHA-256 in hexadecimal: the name of a blob or of a compiled playbook."""
    STROKES = "strokes"
    """Strokes of a pen as SVG path data: `M120 80L132 91L140 88M300 75L301 75`, whole numbers on
    a sheet of `SHEET`, the first point of each stroke after an M."""


Reader = Literal["internal", "supervisor", "customer", "crm"]
"""The widest reader of a field, see `fieldapp.playbook.fields.Visibility`."""


@frozen
class Spec:
    """How one field of a record is kept.

    `since`: the minor version of the case file that brought it; `newer`: choices that 1.1 brought.
    `reader`: who else may read it; empty for what the record's collection says. `is_long`: a text
    of several lines. `by_hand`: a case file may state it. `note`: what the reference page says.
    """

    kind: Kind
    choices: tuple[str, ...] = ()
    refers_to: str = ""
    low: int | None = None
    high: int | None = None
    since: int = 0
    newer: tuple[str, ...] = ()
    reader: Reader | None = None
    is_long: bool = False
    by_hand: bool = True
    note: str = ""


@frozen
class Collection:
    """How the records of one kind are kept.

    Args:
        reader: the widest reader of their fields, where those say nothing else.
        unsaid: the widest reader of records that no field of the playbook shows.
        since: the minor version of the case file that brought them.
        by_hand: a case file may hold them.
        is_private: they live in the log that never leaves the laptop, all of them.
    """

    record: type[Any]
    reader: Reader = "supervisor"
    unsaid: Reader = "supervisor"
    since: int = 0
    by_hand: bool = True
    is_private: bool = False


def spec(kind: Kind, default: Any, **options: Any) -> Any:
    return field(default=default, metadata={"spec": Spec(kind, **options)})


def text(**options: Any) -> Any:
    return spec(Kind.TEXT, NO_TEXT, **options)


def choice(*choices: str, default: str = "", **options: Any) -> Any:
    return spec(Kind.CHOICE, default, choices=choices, **options)


def records(record: type[Any], **options: Any) -> Any:
    return field(default=(), metadata={"collection": Collection(record, **options)})
