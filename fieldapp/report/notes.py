"""What is read back to the customer: the notes they may see, and which of their answers still hold.

An answer, and a signature under it, is bound to what was shown, by the SHA-256 of its canonical
bytes: JSON without spaces, UTF-8. What people wrote is in them, in the order and the language it
was shown in; headings, labels and the form of dates are not. An answer holds as long as the same
would be shown now.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date
from functools import cached_property
from typing import Any, Literal, get_args

from fieldapp.base.language import LANGS, Lang, Text
from fieldapp.base.values import frozen
from fieldapp.case.records import Acknowledgement, Case, Commitment, Statement
from fieldapp.case.typed import day, without_surrogates
from fieldapp.playbook import answers
from fieldapp.playbook.model import Playbook
from fieldapp.report import audience

FORMAT = "fieldapp-shown/1"

Part = Literal["understood", "said", "hoped", "agreed", "open", "next"]
PARTS: tuple[Part, ...] = get_args(Part)

_KINDS: dict[str, Part] = {"fact": "said", "expectation": "hoped"}
_ANSWERS: dict[Part, tuple[str, ...]] = {
    "understood": ("paraphrase", "paraphrase_correction", "reading_theirs"),
    "hoped": ("remedy_sought",),
    "agreed": (
        "solution_steps",
        "customer_condition",
        "expectation_agreed",
        "duty_split",
        "agreed_standard",
        "acceptance_check",
    ),
    "open": ("open_points", "not_possible"),
    "next": (
        "follow_up_date",
        "follow_up_channel",
        "communication_plan",
        "review_date",
        "escalation_contact",
    ),
}
"""Fields read back. What the engineer completes later is not among them: it would undo what the
customer has just confirmed."""


@frozen
class Note:
    """One of the notes. All of it is shown, and nothing else."""

    part: Part
    text: str = ""
    field: str = ""
    """Id of the playbook's field it answers."""
    who: str = ""
    """Who said it, or is to do it."""
    quoted: bool = False
    on: date | None = None
    """The day an answer names, or by which something is to be done."""
    measure: str = ""
    condition: str = ""


@dataclass(frozen=True)
class Showing:
    """The notes as shown in one language, numbered in this order."""

    lang: Lang
    notes: tuple[Note, ...] = ()

    @cached_property
    def data(self) -> bytes:
        """The canonical bytes."""
        listed = [[_plain(getattr(note, name)) for name in _NAMES] for note in self.notes]
        document = {"format": FORMAT, "lang": self.lang, "notes": listed}
        text = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return without_surrogates(text).encode()

    @property
    def hash(self) -> str:
        """SHA-256 (hex) of the canonical bytes."""
        return hashlib.sha256(self.data).hexdigest()

    def of(self, part: Part) -> tuple[Note, ...]:
        return tuple(note for note in self.notes if note.part == part)

    @classmethod
    def from_data(cls, data: bytes) -> Showing | None:
        """What was shown, from its canonical bytes; None if they are damaged or of a later form."""
        try:
            document = json.loads(data)
            notes = tuple(_note(dict(zip(_NAMES, row, strict=True))) for row in document["notes"])
            found = cls(document["lang"], notes)
        except (ValueError, KeyError, TypeError, RecursionError):
            return None
        return found if found.data == data else None


_NAMES = tuple(field.name for field in fields(Note))


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _note(parts: dict[str, Any]) -> Note:
    return Note(**parts | {"on": None if parts["on"] is None else day(parts["on"])})


def showing(case: Case, playbook: Playbook, lang: Lang) -> Showing:
    """What the customer would be shown now: only what a customer's edition may print.

    Args:
        case: as its owner sees it, or as a supervisor's edition carries it.
    """
    printed = audience.printed(case, playbook, "customer")
    notes = [*_records(printed, lang), *_answers(printed, playbook, lang)]
    return Showing(lang, tuple(sorted(notes, key=lambda note: PARTS.index(note.part))))


def _answers(case: Case, playbook: Playbook, lang: Lang) -> Iterator[Note]:
    for part, names in _ANSWERS.items():
        for name in names:
            field = playbook.fields.get(name)
            value = answers.read(field, case).value if field is not None else None
            if field is None or value is None:
                continue
            if isinstance(value, date):
                yield Note(part, field=name, on=value)
            elif isinstance(value, Text):
                yield Note(part, value.get(lang), name)
            elif isinstance(value, str) and (choice := field.choice(value)):
                yield Note(part, choice.label.get(lang), name)


def _records(case: Case, lang: Lang) -> Iterator[Note]:
    yield from (_said(statement, lang) for statement in case.statements if statement.text)
    yield from (Note("agreed", option.title.get(lang)) for option in case.options if option.title)
    for action in case.commitments:
        if action.what and action.status != "cancelled":
            yield _action(action, lang)


def _said(statement: Statement, lang: Lang) -> Note:
    who = statement.speaker.get(lang)
    text = statement.text.get(lang)
    part = _KINDS.get(statement.kind, "said")
    return Note(part, text, who=who, quoted=statement.verbatim)


def _action(action: Commitment, lang: Lang) -> Note:
    return Note(
        "agreed",
        action.what.get(lang),
        who=action.who.get(lang),
        on=action.due,
        measure=action.measure.get(lang),
        condition=action.condition.get(lang),
    )


# Answers


@frozen
class Reply:
    """An answer of the customer's. `holds`: what was shown to them would be shown now."""

    given: Acknowledgement
    holds: bool


def replies(case: Case, playbook: Playbook) -> tuple[Reply, ...]:
    """Every answer the customer gave, the earliest first."""
    given = sorted(case.acknowledgements, key=lambda a: a.at.timestamp() if a.at else 0.0)
    now = {lang: showing(case, playbook, lang).hash for lang in LANGS} if given else {}
    return tuple(Reply(a, bool(a.shown) and now.get(_lang(a)) == a.shown) for a in given)


def _lang(given: Acknowledgement) -> Lang:
    return "en" if given.lang == "en" else "zh"


def standing_reply(case: Case, playbook: Playbook) -> Reply | None:
    """The answer that counts now: the last one to what would be shown now, not counting those who
    would rather not say; else the last of all. None if nobody was asked."""
    known = replies(case, playbook)
    counting = [r for r in known if r.holds and r.given.answer in ("right", "not_quite")]
    return next(reversed(counting or known), None)


@frozen
class Changes:
    """What is no longer shown and what is new, in order. Both empty: only the order is another."""

    gone: tuple[Note, ...]
    new: tuple[Note, ...]


def changes(before: Showing, now: Showing) -> Changes:
    """How what is shown now differs from what was shown."""
    return Changes(_without(before.notes, now.notes), _without(now.notes, before.notes))


def _without(notes: tuple[Note, ...], others: tuple[Note, ...]) -> tuple[Note, ...]:
    left = Counter(notes) - Counter(others)
    found = []
    for note in reversed(notes):
        if left[note] > 0:
            left[note] -= 1
            found.append(note)
    return tuple(reversed(found))
