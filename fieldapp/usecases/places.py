"""Places in a case by name: what stands on a chip, and what it is short for.

Records are numbered by kind in the order the person sees them; evidence as in the report.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property

from fieldapp.base.language import LANGS, Text, tr
from fieldapp.case.declaring import NO_TEXT
from fieldapp.case.record import Record
from fieldapp.case.records import (
    COLLECTIONS,
    WRITTEN_BY_HAND,
    Case,
    EmotionReading,
    Evidence,
    Statement,
)
from fieldapp.playbook.fields import Field
from fieldapp.playbook.model import Playbook

_SAYING = ("text", "what", "title", "caption", "word", "words")
"""The fields of records that say what they are about."""


@dataclass(frozen=True)
class Places:
    """The places of one case, as it stands."""

    case: Case
    playbook: Playbook

    def name(self, place: str) -> Text:
        """A place in a word or two: `事实 3`, `图 1`, a field's label. Empty where it has none.

        Args:
            place: an item, a register or a collection, such as `statements/s1/text`.
        """
        if place in COLLECTIONS:
            return _both(f"all_{place}")
        item = "/".join(place.split("/")[:2])
        if known := self._marks.get(item):
            return known
        field = self._fields.get(place) or self._fields.get(item)
        return field.label if field is not None else NO_TEXT

    def words(self, place: str) -> Text:
        """What a record says, or an answer where it is a text; empty where there is none."""
        head, _, rest = place.partition("/")
        name = rest.partition("/")[0]
        if head == "answers":
            answer = self.case.answers.get(name)
            return answer if isinstance(answer, Text) else NO_TEXT
        record = self._records.get(f"{head}/{name}")
        texts = (getattr(record, key, None) for key in _SAYING)
        return next((text for text in texts if isinstance(text, Text) and text), NO_TEXT)

    @cached_property
    def _records(self) -> dict[str, Record]:
        return {
            f"{name}/{record.id}": record
            for name in WRITTEN_BY_HAND
            for record in self.case.collection(name)
        }

    @cached_property
    def _marks(self) -> dict[str, Text]:
        counts: Counter[str] = Counter()
        marks = {}
        for place, record in self._records.items():
            kind = _kind(place, record)
            counts[kind] += 1
            zh, en = (
                tr(f"drafting.mark_{kind}", lang, number=counts[kind]) for lang in ("zh", "en")
            )
            marks[place] = Text(zh, en)
        return marks

    @cached_property
    def _fields(self) -> dict[str, Field]:
        """Register -> the field of the playbook that it belongs to."""
        fields: dict[str, Field] = {}
        for field in self.playbook.fields.values():
            fields.setdefault(field.register, field)
        return fields


def _both(key: str, **params: int) -> Text:
    zh, en = (tr(f"drafting.{key}", lang, **params) for lang in LANGS)
    return Text(zh, en)


def _kind(place: str, record: Record) -> str:
    if isinstance(record, Statement | Evidence):
        return record.kind
    if isinstance(record, EmotionReading):
        return f"emotion_{record.who}"
    return place.partition("/")[0]
