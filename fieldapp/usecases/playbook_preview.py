"""A playbook on paper, for its author: every step with its phrases, fields and guard in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from fieldapp.base.language import Lang, Text, tr
from fieldapp.playbook.expression import parse
from fieldapp.playbook.fields import Section as ReportSection
from fieldapp.playbook.model import (
    Clock,
    Condition,
    FieldUse,
    Phrase,
    Playbook,
    Rule,
    Scale,
    Step,
)
from fieldapp.playbook.wording import in_words
from fieldapp.report.blocks import (
    Block,
    Bullets,
    Cell,
    Column,
    Document,
    MetaGrid,
    Note,
    Paragraph,
    Section,
    SectionTitle,
    Status,
    Subtitle,
    Table,
    Words,
)

_LOOKS: tuple[Section, ...] = ("background", "solution", "impact", "benefit", "people")
"""The steps' colours, in turn."""


def preview(playbook: Playbook, lang: Lang) -> Document:
    """The playbook as a document in one language."""
    return _Preview(playbook, lang).document()


class _Preview:
    def __init__(self, playbook: Playbook, lang: Lang) -> None:
        self._playbook = playbook
        self._lang: Lang = lang

    def document(self) -> Document:
        playbook = self._playbook
        title = self._text(playbook.title)
        return Document(
            lang=self._lang,
            kind=self._word("kind"),
            title=title,
            status=Status(self._word("status"), "info"),
            running=title,
            reach=self._word("status"),
            reference=f"{playbook.id} · {playbook.version[:12]}",
            blocks=tuple(self._blocks()),
            subject=playbook.summary.get(self._lang),
        )

    def _blocks(self) -> Iterable[Block]:
        playbook = self._playbook
        yield Paragraph(self._text(playbook.summary), "lead")
        situations = self._listed(map(self._say_situation, playbook.situations))
        yield Paragraph(Words(self._say("situations", situations=situations)), "muted")
        for number, step in enumerate(playbook.steps, 1):
            look = _LOOKS[(number - 1) % len(_LOOKS)]
            yield SectionTitle(number, self._text(step.title), look, f"step-{step.id}")
            yield from self._step(step)
        number = len(playbook.steps)
        for key, blocks in (
            ("rules", self._rules(playbook.rules)),
            ("clocks", self._clocks(playbook.clocks)),
            ("report", self._report()),
            ("scale", self._scale(playbook.scale)),
            ("practice", self._practice()),
        ):
            if blocks:
                number += 1
                yield SectionTitle(number, self._word(key), "annex", key)
                yield from blocks

    def _step(self, step: Step) -> Iterable[Block]:
        yield Paragraph(self._text(step.purpose), "lead")
        if step.minutes:
            yield Paragraph(Words(self._say("minutes", minutes=step.minutes)), "muted")
        if step.guard:
            kept = [use.field.label for use in step.fields if use.field.always]
            yield Note(
                Words(self._say("folded", when=self._condition(step.guard.when))),
                "warning",
                (
                    self._text(step.guard.reason),
                    *((Words(self._say("kept", fields=self._labels(kept))),) if kept else ()),
                ),
            )
        for key, phrases in (("say", step.say), ("ask", step.ask), ("avoid", step.avoid)):
            if phrases:
                yield Subtitle(self._word(key))
                yield self._phrases(key, phrases)
        yield Subtitle(self._word("fields"))
        yield self._fields(step.fields)

    def _phrases(self, key: str, phrases: Sequence[Phrase]) -> Table:
        columns = [Column(self._word("level"), 0.6), Column(self._word("text"), 5)]
        if key == "ask":
            columns.append(Column(self._word("kind_of_question"), 1))
        if key == "avoid":
            columns.append(Column(self._word("why"), 3.5))
        rows = []
        for phrase in sorted(phrases, key=lambda phrase: (phrase.low, phrase.high)):
            cells = [Cell(Words(_range(phrase))), Cell(self._spoken(phrase))]
            if key == "ask":
                cells.append(Cell(self._word(phrase.kind)))
            if key == "avoid":
                cells.append(Cell(self._text(phrase.why)))
            rows.append(tuple(cells))
        return Table(tuple(columns), tuple(rows), title_column=1)

    def _spoken(self, phrase: Phrase) -> Words:
        text = phrase.text.get(self._lang)
        if phrase.when is None:
            return Words(text)
        return Words(text, self._say("shown_when", when=self._condition(phrase.when)))

    def _fields(self, uses: Sequence[FieldUse]) -> Table:
        columns = (
            Column(self._word("label"), 2.4),
            Column(self._word("type"), 1.2),
            Column(self._word("required"), 2),
            Column(self._word("visible"), 2.6),
            Column(self._word("reader"), 1.4),
        )
        rows = tuple(
            (
                Cell(self._text(use.field.label)),
                Cell(self._word(f"type_{use.field.type.value}")),
                Cell(Words(self._required(use))),
                Cell(Words(self._visible(use))),
                Cell(self._word(f"reader_{use.field.visibility.name.lower()}")),
            )
            for use in uses
        )
        return Table(columns, rows)

    def _required(self, use: FieldUse) -> str:
        if use.required:
            return self._say("needed")
        if use.required_when:
            return self._say("needed_when", when=self._condition(use.required_when))
        return self._say("optional")

    def _visible(self, use: FieldUse) -> str:
        if use.field.always:
            return self._say("always")
        if use.visible_when:
            return self._say("shown_when", when=self._condition(use.visible_when))
        return self._say("shown")

    def _rules(self, rules: Sequence[Rule]) -> list[Block]:
        columns = (
            Column(self._word("when"), 2.4),
            Column(self._word("message"), 3),
            Column(self._word("fix"), 3),
        )
        rows = tuple(
            (
                Cell(Words(self._condition(rule.when))),
                Cell(self._text(rule.message)),
                Cell(self._text(rule.fix)),
            )
            for rule in rules
        )
        return [Table(columns, rows, title_column=1)] if rows else []

    def _clocks(self, clocks: Sequence[Clock]) -> list[Block]:
        items = tuple(Paragraph(Words(self._clock(clock))) for clock in clocks)
        return [Bullets(items)] if items else []

    def _clock(self, clock: Clock) -> str:
        known = self._playbook.fields.get(clock.start)
        start = known.label.get(self._lang) if known else self._say("opened")
        limits = (
            self._say("limit", severity=severity, time=self._time(minutes))
            for severity, minutes in sorted(clock.minutes.items())
        )
        title = clock.title.get(self._lang)
        return self._say("clock", title=title, start=start, limits=self._listed(limits))

    def _time(self, minutes: int) -> str:
        if minutes % 60:
            return self._say("some_minutes", count=minutes)
        return self._say("hours", count=minutes // 60)

    def _report(self) -> list[Block]:
        columns = (Column(self._word("section"), 1), Column(self._word("fields"), 5))
        rows = tuple(
            (
                Cell(self._word(f"section_{section.value}")),
                Cell(Words(self._labels([self._playbook.fields[name].label for name in names]))),
            )
            for section, names in self._playbook.report.items()
            if names and section is not ReportSection.NONE
        )
        return [Table(columns, rows)] if rows else []

    def _scale(self, scale: Scale) -> list[Block]:
        columns = (
            Column(self._word("level"), 1.2),
            Column(self._word("signs"), 3),
            Column(self._word("response"), 3),
        )
        rows = tuple(
            (
                Cell(Words(f"{level.level} {level.label.get(self._lang)}")),
                Cell(Words(self._lines(level.signs))),
                Cell(Words(self._lines(level.response))),
            )
            for level in scale.levels
        )
        return [Table(columns, rows)]

    def _practice(self) -> list[Block]:
        items = tuple(
            (self._text(script.title), Words(self._say("nodes", count=len(script.nodes))))
            for script in self._playbook.practice
        )
        return [MetaGrid(items)] if items else []

    def _say(self, key: str, **params: str | int) -> str:
        return tr(f"playbook.preview_{key}", self._lang, **params)

    def _say_situation(self, situation: str) -> str:
        return tr(f"playbook.situation_{situation}", self._lang)

    def _word(self, key: str) -> Words:
        return Words(self._say(key))

    def _text(self, text: Text) -> Words:
        return Words(text.get(self._lang))

    def _condition(self, condition: Condition) -> str:
        return in_words(parse(condition.text), self._playbook.fields, self._lang)

    def _listed(self, texts: Iterable[str]) -> str:
        return self._say("comma").join(texts)

    def _labels(self, labels: Iterable[Text]) -> str:
        return self._listed(label.get(self._lang) for label in labels)

    def _lines(self, texts: Iterable[Text]) -> str:
        return "\n".join(text.get(self._lang) for text in texts)


def _range(phrase: Phrase) -> str:
    return str(phrase.low) if phrase.low == phrase.high else f"{phrase.low}–{phrase.high}"
