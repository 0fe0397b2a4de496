"""Every text of a case that leaves the laptop, with its place and whose words it is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from fieldapp.base.language import Text
from fieldapp.base.values import frozen
from fieldapp.case.declaring import Kind
from fieldapp.case.record import Record
from fieldapp.case.records import (
    COLLECTIONS,
    GROUPS,
    WRITTEN_BY_HAND,
    Case,
    Cause,
    Statement,
    specs,
)
from fieldapp.playbook.fields import FieldType
from fieldapp.playbook.model import Playbook
from fieldapp.report.people import People

Whose = Literal["ours", "theirs", "name"]
"""`theirs` was said by the customer or in the customer's sense; `name` names somebody."""

MOST_READ = 20_000
"""Characters of one text that are looked at."""
_QUOTED = re.compile(r"“[^”]{0,2000}”|「[^」]{0,2000}」|『[^』]{0,2000}』|\"[^\"\n]{0,2000}\"")
_THEIR_FIELDS = {
    "remedy_sought",
    "paraphrase",
    "paraphrase_correction",
    "customer_condition",
    "concern_behind",
    "their_side",
}
"""Fields that give the customer's words or view."""
_NAMES = {"speaker", "who", "engineer", "supervisor", "company", "site", "contact"}


@frozen
class Passage:
    """A text at its place in the case, such as `statements/s1/text`."""

    where: str
    text: Text
    whose: Whose = "ours"

    def in_our_words(self, text: str) -> str:
        """The text without what it quotes."""
        return _QUOTED.sub("“”", text[:MOST_READ])


def walk(case: Case, playbook: Playbook) -> Iterator[Passage]:
    """The texts of a case that was already filtered for its readers."""
    people = People(case)
    for name in ("title", "engineer", "supervisor"):
        yield Passage(name, getattr(case, name), "name" if name in _NAMES else "ours")
    for group in GROUPS:
        part = getattr(case, group)
        for name in specs(type(part)):
            whose: Whose = "name" if name in _NAMES else "ours"
            yield Passage(f"{group}/{name}", getattr(part, name), whose)
    for collection in WRITTEN_BY_HAND:
        keys = [k for k, spec in specs(COLLECTIONS[collection]).items() if spec.kind is Kind.TEXT]
        for record in case.collection(collection):
            for key in keys:
                if text := getattr(record, key):
                    place = f"{collection}/{record.id}/{key}"
                    yield Passage(place, text, _whose(record, key, people))
    for name, answer in case.answers.items():
        field = playbook.fields.get(name)
        if field is not None and field.type not in (FieldType.TEXT, FieldType.LONG_TEXT):
            continue
        if isinstance(answer, Text | str) and answer:
            text = answer if isinstance(answer, Text) else Text.of(answer)
            yield Passage(f"answers/{name}", text, "theirs" if name in _THEIR_FIELDS else "ours")


def _whose(record: Record, key: str, people: People) -> Whose:
    if key in _NAMES:
        return "name"
    if isinstance(record, Statement):
        is_said = record.verbatim or people.is_customers(record.speaker)
        return "theirs" if is_said else "ours"
    if isinstance(record, Cause) and record.basis == "customer_statement":
        return "theirs"
    return "theirs" if key in {"word", "words"} else "ours"
