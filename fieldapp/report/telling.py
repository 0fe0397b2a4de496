"""Records and answers as sentences. Nothing is said that was not captured.

A fact is stated plainly only if evidence stands behind it; else it is somebody's account of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from functools import cached_property

from fieldapp.base.language import LANGS, Lang, Text
from fieldapp.case.declaring import NO_TEXT
from fieldapp.case.record import Record
from fieldapp.case.records import Case, Cause, Commitment, Evidence, Option, Statement
from fieldapp.playbook import answers
from fieldapp.playbook.fields import Field, FieldType
from fieldapp.playbook.model import Playbook
from fieldapp.report import sentences
from fieldapp.report.content import Audience, Paragraph, Sentence
from fieldapp.report.phrasing import Money, Value, bare, both, ended, number

MOST_ITEMS = 12
"""Records of one field told in sentences; the tables and the attached case have them all."""

MOST_FACTS = 4
"""Facts told in a supervisor's section; the section on the people has what everybody said."""

_PROSE: Mapping[Audience, frozenset[str]] = {
    "supervisor": frozenset(
        {"problem", "impact_summary", "benefit_summary", "cause_summary", "decision_needed"}
    ),
    "customer": frozenset({"problem", "impact_summary"}),
}
"""Fields whose answer is the section's own text and needs no label."""

_TOLD = {
    "downtime",
    "users_affected",
    "delay_days",
    "loss_per_month",
    "one_off_cost",
    "benefit_per_year",
    "payback_days",
    "decision_amount",
    "decision_due",
}
"""Fields whose figure is told in a sentence of its own, `report.say_<id>`."""


class Teller:
    """Tells a case, as one audience may see it, in the playbook's terms."""

    def __init__(self, case: Case, playbook: Playbook, audience: Audience) -> None:
        self._case = case
        self._playbook = playbook
        self._audience = audience
        self._src: Lang = case.title.src
        self._evidence = {item.id for item in case.evidence}
        self._told: set[str] = set()

    def say(self, key: str, **params: Value) -> Text:
        return both(key, self._src, **params)

    def fields(self, field_ids: Iterable[str]) -> tuple[Paragraph, ...]:
        """Paragraphs for the answered ones of these fields, in order; a record is told once."""
        paragraphs: list[Paragraph] = []
        figures: list[Sentence] = []
        for field_id in field_ids:
            field = self._playbook.fields.get(field_id)
            if field is None or field.type is FieldType.HEADER:
                continue
            if field_id in _TOLD:
                figures += self._figure(field)
                continue
            if figures:
                paragraphs.append(tuple(figures))
                figures = []
            if field.type is FieldType.RECORDS:
                paragraphs += self._answered_records(field)
            else:
                paragraphs += self._answer(field)
        if figures:
            paragraphs.append(tuple(figures))
        return tuple(paragraphs)

    # Answers

    def value(self, field: Field) -> Text:
        """A field's answer as words; empty where there is none."""
        value = answers.read(field, self._case).value
        match value:
            case None:
                return NO_TEXT
            case Text():
                return value
            case bool():
                return self.say("yes" if value else "no")
            case Decimal() if field.type is FieldType.LEVEL:
                level = self._playbook.scale.level(int(value))
                label = level.label if level else NO_TEXT
                return self.say("level", level=int(value), label=label)
            case Decimal() if field.currency:
                return self._same(Money(value, field.currency))
            case Decimal():
                shown = number(value)
                return Text(
                    f"{shown} {field.unit.zh}".strip(),
                    f"{shown} {field.unit.en}".strip(),
                    self._src,
                )
            case date():
                return self._same(value)
        chosen = (value,) if isinstance(value, str) else value
        labels = [field.choice(str(choice)) for choice in chosen]
        zh, en = (
            joint.join(choice.label.get(lang) for choice in labels if choice)
            for joint, lang in (("、", LANGS[0]), (", ", LANGS[1]))
        )
        return Text(zh, en, self._src)

    def _same(self, value: Value) -> Text:
        return self.say("value", value=value)

    def _answer(self, field: Field) -> Iterator[Paragraph]:
        text = self.value(field)
        if not text:
            return
        rests_on = (field.register,)
        if field.id in _PROSE[self._audience]:
            for paragraph in sentences.split(text):
                yield tuple(Sentence(sentence, rests_on) for sentence in paragraph)
        else:
            yield (Sentence(text, rests_on, label=field.label),)

    def _figure(self, field: Field) -> Iterator[Sentence]:
        value = answers.read(field, self._case).value
        if isinstance(value, Decimal | date):
            filled: Value = value
            if isinstance(value, Decimal) and field.currency:
                filled = Money(value, field.currency)
            text = self.say(f"say_{field.id}", value=filled)
            yield Sentence(text, (field.register,))

    # Records

    def _answered_records(self, field: Field) -> Iterator[Paragraph]:
        records = answers.read(field, self._case).value
        if isinstance(records, tuple):
            yield from self.records(field.record, [r for r in records if isinstance(r, Record)])

    def records(self, collection: str, records: Iterable[Record]) -> Iterator[Paragraph]:
        """A paragraph for each of these records that was not told before."""
        if collection == "commitments":
            if found := [r for r in records if isinstance(r, Commitment)]:
                yield tuple(self._plan(found))
            return
        tell = _TELLERS.get(collection)
        if tell is None:
            return
        fresh = [record for record in records if f"{collection}/{record.id}" not in self._told]
        said = [line for record in fresh if (line := tell(self, record)) is not None]
        self._told.update(line.rests_on[0] for line in said)
        most, rest = MOST_ITEMS, "more_items"
        if collection == "statements" and self._audience == "supervisor":
            said = [line for line in said if line.rests_on[0] in self._facts]
            said.sort(key=lambda line: len(line.rests_on) < 2)
            most, rest = MOST_FACTS, "more_statements"
        for line in said[:most]:
            yield (line,)
        if len(said) > most:
            yield (Sentence(self.say(rest, count=len(said) - most), (collection,)),)

    @cached_property
    def _facts(self) -> set[str]:
        return {f"statements/{s.id}" for s in self._case.statements if s.kind == "fact"}

    def _statement(self, record: Record) -> Sentence | None:
        if not isinstance(record, Statement) or not record.text:
            return None
        known = [f"evidence/{ref}" for ref in record.evidence if ref in self._evidence]
        text, speaker = bare(record.text), record.speaker
        if record.kind == "fact" and known and not record.verbatim:
            said = ended(record.text)
        else:
            key = "say_quote" if record.verbatim else f"say_{record.kind}"
            if record.verbatim and record.kind != "fact":
                key = f"say_{record.kind}_quote"
            who = speaker or self.say("somebody")
            said = ended(self.say(key, speaker=who, text=record.text if record.verbatim else text))
        return Sentence(said, (f"statements/{record.id}", *known))

    def _cause(self, record: Record) -> Sentence | None:
        """Root causes only; the diagram shows the way to them."""
        if not isinstance(record, Cause) or not record.root or not record.text:
            return None
        known = [f"evidence/{ref}" for ref in record.evidence if ref in self._evidence]
        key = "say_root" if record.basis == "fact" and known else f"say_root_{record.basis}"
        said = ended(self.say(key, text=bare(record.text)))
        return Sentence(said, (f"causes/{record.id}", *known))

    def _option(self, record: Record) -> Sentence | None:
        if not isinstance(record, Option) or not record.chosen or not record.title:
            return None
        parts = [self.say("say_chosen", title=bare(record.title))]
        for key, amount in (("cost", record.cost), ("benefit", record.benefit)):
            if amount is not None:
                money = Money(amount, record.currency or "CNY")
                parts.append(self.say(f"say_chosen_{key}", amount=money))
        if record.reason:
            parts.append(ended(self.say("say_chosen_reason", reason=bare(record.reason))))
        return Sentence(_joined(parts), (f"options/{record.id}",))

    def _reading(self, record: Record) -> Sentence | None:
        if not isinstance(record, Evidence) or record.value is None or not record.caption:
            return None
        value = Text(
            f"{number(record.value)} {record.unit.get('zh')}".strip(),
            f"{number(record.value)} {record.unit.get('en')}".strip(),
        )
        said = self.say("say_reading", caption=bare(record.caption), value=value)
        return Sentence(said, (f"evidence/{record.id}",))

    def _plan(self, actions: list[Commitment]) -> Iterator[Sentence]:
        """How many actions there are and how they stand."""
        going = [action for action in actions if action.status != "cancelled"]
        yield self._counted("say_actions", going)
        for key, status in (("say_actions_done", "done"), ("say_actions_late", "late")):
            if some := [action for action in going if action.status == status]:
                yield self._counted(key, some)
        waiting = [a for a in going if a.status in ("open", "late") and a.due is not None]
        if waiting:
            first = min(waiting, key=lambda action: str(action.due))
            if first.due is not None:
                said = self.say("say_next_due", day=date(*first.due.timetuple()[:3]))
                yield Sentence(said, (f"commitments/{first.id}",))

    def _counted(self, key: str, actions: list[Commitment]) -> Sentence:
        places = tuple(f"commitments/{action.id}" for action in actions[:MOST_ITEMS])
        return Sentence(self.say(key, count=len(actions)), places)


_TELLERS: dict[str, Callable[[Teller, Record], Sentence | None]] = {
    "statements": Teller._statement,
    "causes": Teller._cause,
    "options": Teller._option,
    "evidence": Teller._reading,
}


def _joined(texts: list[Text]) -> Text:
    zh = "".join(text.zh for text in texts)
    return Text(zh, " ".join(text.en for text in texts), texts[0].src)
