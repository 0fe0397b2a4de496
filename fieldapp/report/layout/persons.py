"""The people: facts, feelings and expectations by person, and how the emotions went."""

from __future__ import annotations

from collections.abc import Iterator

from fieldapp.base.language import Text
from fieldapp.case.records import Case, EmotionReading, Statement
from fieldapp.playbook.model import Playbook
from fieldapp.report.blocks import (
    Block,
    Bullets,
    Cell,
    Column,
    EmotionPoint,
    EmotionTimeline,
    Paragraph,
    Run,
    Subtitle,
    Table,
    Words,
)
from fieldapp.report.layout.exhibits import Exhibits
from fieldapp.report.layout.voice import Voice

_KINDS = ("fact", "feeling", "expectation")
_MOST_PERSONS, _MOST_BRIEF = 30, 3
_MOST_SAID = 12
"""Statements of one kind of one person; a cell is no place for more."""
_MOST_READINGS = 42


def person_blocks(case: Case, voice: Voice, exhibits: Exhibits, brief: bool) -> Iterator[Block]:
    persons: dict[str, list[Statement]] = {}
    for statement in case.statements:
        persons.setdefault(statement.speaker.original.strip(), []).append(statement)
    if not persons:
        return
    if brief:
        told = [line for said in persons.values() for line in _brief(said, voice)]
        yield Bullets(tuple(told[:_MOST_BRIEF]))
        voice.left_out += max(0, len(told) - _MOST_BRIEF)
        return
    rows = [_row(said, voice, exhibits) for said in list(persons.values())[:_MOST_PERSONS]]
    yield Table(
        (
            Column(voice.say("column_who"), 1.05),
            Column(voice.say("column_facts"), 2.6),
            Column(voice.say("column_feelings"), 1.6),
            Column(voice.say("column_expectations"), 1.9),
        ),
        tuple(rows),
    )
    yield from voice.more(len(persons) - len(rows))


def _brief(said: list[Statement], voice: Voice) -> Iterator[Paragraph]:
    """What a person feels and hopes for, in a line or two; facts are in their sections."""
    speaker = said[0].speaker
    name = (voice.words(speaker) if speaker else voice.say("nobody")).plain
    for key, kind in (("column_expectations", "expectation"), ("column_feelings", "feeling")):
        line = next((s for s in said if s.kind == kind), None)
        if line is not None:
            words = _quoted(line, voice)
            label = Run(f"{name} · {voice.say(key).plain}  ", bold=True)
            yield Paragraph(Words((label, Run(words.plain)), words.sub))
            return


def _row(said: list[Statement], voice: Voice, exhibits: Exhibits) -> tuple[Cell, ...]:
    speaker = said[0].speaker
    name = voice.words(speaker) if speaker else voice.say("nobody")
    cells = [Cell(name)]
    for kind in _KINDS:
        lines = [s for s in said if s.kind == kind]
        words = [_said(s, voice, exhibits) for s in lines[:_MOST_SAID]]
        if more := len(lines) - len(words):
            words.append(voice.say("more_items", count=more))
        cells.append(Cell(_stacked(words)))
    return tuple(cells)


def _said(statement: Statement, voice: Voice, exhibits: Exhibits) -> Words:
    words = _quoted(statement, voice)
    numbers = exhibits.numbers(statement.evidence)
    return Words(f"{words.plain} [{numbers}]", words.sub) if numbers else words


def _quoted(statement: Statement, voice: Voice) -> Words:
    words = voice.words(statement.text)
    if not statement.verbatim:
        return words
    return Words(f"“{words.plain}”", f"“{words.sub}”" if words.sub else "")


def _stacked(words: list[Words]) -> Words:
    """Lines of one cell, with a mark each where there are several."""
    mark = "· " if len(words) > 1 else ""
    main = "\n".join(mark + w.plain for w in words)
    return Words(main, "\n".join(mark + w.sub for w in words if w.sub))


def timeline_blocks(case: Case, playbook: Playbook, voice: Voice, brief: bool) -> Iterator[Block]:
    """The customer's readings, and those of the engineer's own that were ticked to share."""
    readings = [r for r in case.emotions if r.level is not None]
    if not readings:
        return
    if brief:
        yield from _course(readings, playbook, voice)
        return
    yield Subtitle(voice.say("title_timeline"))
    lanes = [who for who in ("customer", "engineer") if any(r.who == who for r in readings)]
    yield EmotionTimeline(
        tuple(voice.say(f"lane_{who}") for who in lanes),
        {level.level: voice.words(level.label) for level in playbook.scale.levels},
        tuple(
            EmotionPoint(r.at, r.level or 1, lanes.index(r.who), _label(r.word, r.trigger, voice))
            for r in readings[:_MOST_READINGS]
        ),
    )
    yield from voice.more(len(readings) - _MOST_READINGS)


def _course(
    readings: list[EmotionReading], playbook: Playbook, voice: Voice
) -> Iterator[Paragraph]:
    """How the customer's emotion went, from the first reading to the last."""
    levels = [playbook.scale.level(r.level or 0) for r in readings if r.who == "customer"]
    first, last = (levels[0], levels[-1]) if levels else (None, None)
    if first is not None and last is not None:
        yield Paragraph(
            voice.say(
                "emotion_course",
                first=first.label,
                last=last.label,
                one=first.level,
                two=last.level,
                count=len(levels),
            )
        )


def _label(word: Text, trigger: Text, voice: Voice) -> Words:
    """What was heard or seen; where that was not noted, what set it off."""
    return voice.words(word or trigger)
