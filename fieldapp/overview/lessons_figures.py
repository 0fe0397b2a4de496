"""The figures of a month on paper: time, causes, emotion levels, promises, surveys."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from fieldapp.base.language import LANGS, Text
from fieldapp.overview.few import MINIMUM, Told
from fieldapp.overview.figures import Change, Gap, Method, Pareto, Survey
from fieldapp.overview.lasting import lasting
from fieldapp.overview.lessons import Summary
from fieldapp.playbook.surveys import survey
from fieldapp.report.blocks import (
    Bar,
    Bars,
    BeforeAfter,
    Block,
    Cell,
    Column,
    KeepTogether,
    Pair,
    Paragraph,
    Run,
    Section,
    Subtitle,
    Table,
    Tone,
    Words,
)
from fieldapp.report.layout.voice import Voice
from fieldapp.report.phrasing import both

_MOST_BARS = 12
_SEPARATORS = {"zh": "、", "en": ", "}


def time_blocks(found: Summary, voice: Voice) -> Iterator[Block]:
    """How long things took, and the middle of the month before beside it."""
    before = {span.span: span for span in found.before.spans}
    rows = []
    for span in found.month.spans:
        former = before[span.span].median if span.span in before else None
        rows.append(
            (
                Cell(voice.say(f"lessons.span_{span.span}")),
                Cell(_number(span.cases, voice, is_told=span.median is not None)),
                Cell(_lasted(span.median, voice)),
                Cell(_lasted(span.tail, voice)),
                Cell(_lasted(former, voice)),
            )
        )
    yield Table(
        (
            Column(voice.say("lessons.column_span"), 3.0),
            Column(voice.say("lessons.column_cases"), 0.9, "right"),
            Column(voice.say("lessons.column_half"), 1.4, "right"),
            Column(voice.say("lessons.column_tail"), 1.4, "right"),
            Column(voice.say("lessons.column_half_before"), 1.4, "right"),
        ),
        tuple(rows),
    )


def cause_blocks(found: Summary, voice: Voice) -> Iterator[Block]:
    """Each list of causes as bars, what was found most often first."""
    if not found.month.causes:
        yield Paragraph(voice.say("lessons.no_causes"), look="muted")
    for pareto in found.month.causes:
        name = pareto.name or both("lessons.categories")
        told = [bar for bar in pareto.bars if bar.cases]
        parts: list[Block] = [Subtitle(voice.words(name))]
        if told:
            bars = tuple(
                Bar(voice.words(_cause(pareto, bar.id, bar.name)), *_share(bar.cases, pareto.cases))
                for bar in told[:_MOST_BARS]
            )
            parts.append(Bars(Words(), bars, "impact"))
            parts += voice.more(len(told) - len(bars))
        most = [_cause(pareto, bar.id, bar.name) for bar in pareto.bars if bar.is_most]
        few = [
            _cause(pareto, bar.id, bar.name)
            for bar in pareto.bars
            if bar.cases is None and not bar.is_most
        ]
        parts += listed("lessons.in_most", most, voice)
        parts += listed("lessons.in_too_few", few, voice)
        yield KeepTogether(tuple(parts))


def _cause(pareto: Pareto, name: str, text: Text) -> Text:
    return text or (both(f"report.category_{name}") if not pareto.name else Text.of(name))


def emotion_blocks(found: Summary, voice: Voice) -> Iterator[Block]:
    """How the customers' level went, by playbook and step."""
    told = [m for m in found.month.methods if any(c.size is not None for c in m.changes)]
    few = [m.name for m in found.month.methods if m not in told]
    if not told:
        yield Paragraph(voice.say("lessons.no_levels", least=MINIMUM), look="muted")
        return
    hint = Paragraph(voice.say("lessons.levels_hint"), look="muted")
    names = voice.say("lessons.level_before"), voice.say("lessons.level_after")
    pairs = tuple(_level_pair(m.name, c, voice) for m in told for c in _whole(m))
    chart = BeforeAfter(*names, pairs, shared_scale=True, section="people")
    yield KeepTogether((hint, chart))
    yield Table(
        (
            Column(voice.say("lessons.column_step"), 3.6),
            Column(voice.say("lessons.column_cases"), 0.9, "right"),
            Column(voice.say("lessons.level_before"), 1.1, "right"),
            Column(voice.say("lessons.level_after"), 1.1, "right"),
            Column(voice.say("lessons.column_change"), 1.1),
        ),
        tuple(_level_row(m, c, voice) for m in told for c in m.changes if c.size is not None),
    )
    hidden = [c.name for m in told for c in m.changes if c.size is None and c.name]
    yield from listed("lessons.in_too_few", [*few, *dict.fromkeys(hidden)], voice)


def _whole(method: Method) -> Iterator[Change]:
    yield from (c for c in method.changes if not c.step and c.size is not None)


def _level_pair(name: Text, change: Change, voice: Voice) -> Pair:
    before, after, size = change.before or 0, change.after or 0, change.size or 0
    return Pair(
        voice.words(name),
        Decimal(f"{before:.1f}"),
        f"{before:.1f}",
        Decimal(f"{after:.1f}"),
        f"{after:.1f}",
        signed(size),
        good=size <= 0,
    )


def _level_row(method: Method, change: Change, voice: Voice) -> tuple[Cell, ...]:
    words = voice.words(change.name or method.name)
    if not change.step:
        words = Words((Run(words.plain, bold=True),), words.sub)
    size = change.size or 0
    tone: Tone = "good" if size < 0 else "warning" if size > 0 else "neutral"
    return (
        Cell(words),
        Cell(_number(change.cases, voice, is_told=True) if change.step else _cases(change)),
        Cell(Words(f"{change.before:.1f}")),
        Cell(Words(f"{change.after:.1f}")),
        Cell(Words(signed(size)), tone),
    )


def _cases(change: Change) -> Words:
    """Of a whole case; hidden for the sake of another method."""
    return Words("—" if change.cases is None else str(change.cases))


def promise_blocks(found: Summary, voice: Voice) -> Iterator[Block]:
    """Our promises with a day in the month, and in the month before."""
    rows = []
    for name, tone in (("kept", "good"), ("missed", "warning")):
        now, before = (getattr(one.promises, name) for one in (found.month, found.before))
        mark: Tone | None = None
        if now:
            mark = "good" if tone == "good" else "warning"
        rows.append(
            (
                Cell(voice.say(f"lessons.promises_{name}"), mark),
                Cell(Words(str(now))),
                Cell(Words(str(before))),
            )
        )
    yield Table(_two_months(voice, "lessons.column_promises"), tuple(rows))
    if count := found.month.promises.open:
        yield Paragraph(voice.say("lessons.promises_open", count=count), look="muted")


def survey_blocks(found: Summary, voice: Voice) -> Iterator[Block]:
    """What was expected and found, customers and colleagues apart."""
    if not found.month.surveys:
        yield Paragraph(voice.say("lessons.no_surveys"), look="muted")
    for one in found.month.surveys:
        yield KeepTogether(tuple(_survey(one, voice)))


def _survey(one: Survey, voice: Voice) -> Iterator[Block]:
    yield Subtitle(voice.say(f"survey.gaps_{one.party}"))
    told = [gap for gap in one.gaps if gap.size is not None]
    if told:
        names = voice.say("survey.expected"), voice.say("survey.found")
        yield BeforeAfter(*names, tuple(_gap(gap, voice) for gap in told), shared_scale=True)
    few = [survey().dimensions[gap.dimension].label for gap in one.gaps if gap.size is None]
    yield from listed("lessons.asked_too_few", few, voice)


def _gap(gap: Gap, voice: Voice) -> Pair:
    expected, reached, size = gap.expected or 0, gap.found or 0, gap.size or 0
    return Pair(
        voice.words(survey().dimensions[gap.dimension].label),
        Decimal(f"{expected:.1f}"),
        f"{expected:.1f}",
        Decimal(f"{reached:.1f}"),
        f"{reached:.1f}",
        signed(size),
        good=size >= 0,
    )


def improvement_blocks(found: Summary, voice: Voice) -> Iterator[Block]:
    """What the lessons change, counted."""
    known = found.learned.improvements
    told = [one for one in known if one.cases]
    if told:
        section: Section = "benefit"
        yield Bars(
            voice.say("lessons.improvements"),
            tuple(
                Bar(voice.words(one.name), *_share(one.cases, found.month.cases)) for one in told
            ),
            section,
        )
    few = [one.name for one in known if one.cases is None]
    key = "lessons.in_too_few" if told else "lessons.improvements_few"
    yield from listed(key, few, voice)


# Parts


def listed(key: str, names: Iterable[Text], voice: Voice) -> Iterator[Paragraph]:
    """A sentence that lists names; nothing where there are none."""
    known = tuple(names)
    if known:
        zh, en = (_SEPARATORS[lang].join(name.get(lang) for name in known) for lang in LANGS)
        yield Paragraph(voice.say(key, names=Text(zh, en), least=MINIMUM), look="muted")


def _two_months(voice: Voice, first: str) -> tuple[Column, ...]:
    return (
        Column(voice.say(first), 3.6),
        Column(voice.say("lessons.column_month"), 1.2, "right"),
        Column(voice.say("lessons.column_before"), 1.2, "right"),
    )


def came_in_table(found: Summary, voice: Voice) -> Table:
    """What came in in both months, and how much of it has been decided by now."""
    months = (found.month, found.before)
    decided = [one for month in months for one in month.spans if one.span == "decision"]
    return Table(
        _two_months(voice, "lessons.column_came_in"),
        (
            (
                Cell(voice.say("lessons.came_in")),
                *(Cell(Words(str(month.cases))) for month in months),
            ),
            (
                Cell(voice.say("lessons.decided")),
                *(Cell(_number(s.cases, voice, is_told=s.median is not None)) for s in decided),
            ),
        ),
    )


def _number(number: Told, voice: Voice, *, is_told: bool) -> Words:
    """How many cases.

    Args:
        is_told: whether what they have in common is told: then they are not too few themselves,
            but most.
    """
    if number is not None:
        return Words(str(number))
    return voice.say("lessons.most" if is_told else "lessons.few")


def _lasted(minutes: int | None, voice: Voice) -> Words:
    return Words("—") if minutes is None else voice.words(lasting(minutes))


def _share(number: int | None, of: Told) -> tuple[Decimal, str]:
    """A bar's length, and what stands behind it."""
    shown = str(number) if of is None else f"{number} / {of}"
    return Decimal(number or 0), shown


def signed(size: float) -> str:
    """`+0.4`, `−1.2`, `0.0`."""
    return f"{size:+.1f}".replace("-", "−") if size else "0.0"
