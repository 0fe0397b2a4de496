"""The monthly lessons summary as a document: what a team looks back on together, on a few pages.

It says what was, never who. What the reader is offered to try comes from a figure that stands
before it.
"""

# inventory 99, 130: the month's lessons as a summary on paper

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import datetime

from fieldapp.base.language import Lang, Text
from fieldapp.base.values import frozen
from fieldapp.overview import lessons_figures as figures
from fieldapp.overview.few import MINIMUM
from fieldapp.overview.ideas import ideas
from fieldapp.overview.lasting import in_one_unit, lasting
from fieldapp.overview.lessons import Summary
from fieldapp.report.blocks import (
    Block,
    Bullets,
    DecisionBox,
    Document,
    KeepTogether,
    KeyFigure,
    KeyFigures,
    MetaGrid,
    Note,
    Paragraph,
    Section,
    SectionTitle,
    Status,
    Subtitle,
    Words,
)
from fieldapp.report.layout.voice import ReportLang, Voice
from fieldapp.report.phrasing import both, iso_day, month

MOST_LESSONS = 40
"""Of one kind; more is nobody's reading at one meeting."""
MOST_CHARACTERS = 400
"""Of a lesson; the whole of it stands in its report."""

Part = tuple[str, Section, Callable[[Summary, Voice], Iterable[Block]]]


@frozen
class Issued:
    """For whom and when a summary is made. `team`: whose cases it tells of; empty: a laptop's.
    `source`: the language that leads where it is made in both."""

    lang: ReportLang
    source: Lang
    at: datetime
    team: str = ""


def lessons_paper(found: Summary, issued: Issued) -> Document:
    """The summary as a document of a few pages."""
    voice = Voice(issued.lang, issued.source)
    name = month(found.month.since)
    return Document(
        lang=voice.primary,
        kind=voice.say("lessons.kind"),
        title=voice.say("lessons.title", month=name),
        status=Status(voice.say("lessons.over" if found.is_over else "lessons.running")),
        running=voice.say("lessons.kind"),
        reach=voice.say("lessons.reach"),
        reference=f"{found.month.since:%Y-%m}",
        blocks=tuple(_blocks(found, issued, voice)),
        author=issued.team,
        subject=voice.term("lessons.kind"),
        created=issued.at,
        plain_notice=voice.say("plain_notice"),
    )


def _blocks(found: Summary, issued: Issued, voice: Voice) -> Iterator[Block]:
    yield _meta(found, issued, voice)
    if found.month.cases:
        yield _in_short(found, voice)
        yield from _key_figures(found, voice)
    else:
        yield _nothing(found, voice)
    if 0 < found.month.cases < MINIMUM:
        yield Note(voice.say("lessons.small_month", least=MINIMUM))
    *parts, last = _parts(found)
    for number, part in enumerate(parts, 1):
        yield from _section(number, part, found, voice)
    how = Paragraph(voice.say("lessons.how_told", least=MINIMUM), look="muted")
    yield KeepTogether((*_section(len(parts) + 1, last, found, voice), how))
    if voice.untranslated and voice.lang != "both":
        yield Paragraph(voice.say("untranslated", count=voice.untranslated), look="muted")
    if voice.shortened:
        yield Paragraph(voice.say("shortened"), look="muted")


def _parts(found: Summary) -> tuple[Part, ...]:
    """A month of few cases is told without the figures that need more."""
    if not found.month.cases:
        return _LASTING
    is_small = found.month.cases < MINIMUM
    return tuple(part for part in _PARTS if not is_small or part[0] in _OF_FEW)


def _section(number: int, part: Part, found: Summary, voice: Voice) -> Iterator[Block]:
    key, section, blocks = part
    yield SectionTitle(number, voice.say(f"lessons.section_{key}"), section, key)
    yield from blocks(found, voice)


def _meta(found: Summary, issued: Issued, voice: Voice) -> MetaGrid:
    here = found.month
    team = Words(issued.team) if issued.team else voice.say("lessons.this_laptop")
    return MetaGrid(
        (
            (voice.say("lessons.meta_cases"), team),
            (
                voice.say("lessons.meta_period"),
                Words(f"{iso_day(here.since)} – {iso_day(here.last)}"),
            ),
            (voice.say("lessons.meta_today"), Words(iso_day(here.today))),
            (voice.say("lessons.meta_least"), voice.say("lessons.meta_least_of", least=MINIMUM)),
        )
    )


def _in_short(found: Summary, voice: Voice) -> DecisionBox:
    """Three sentences at most."""
    now, before = found.month, found.before
    name, former = month(now.since), month(before.since)
    said = [
        both(
            "lessons.short_cases",
            month=name,
            former=former,
            count=now.cases,
            before=before.cases,
        )
    ]
    decision = next((one for one in now.spans if one.span == "decision"), None)
    if decision is not None and decision.median is not None:
        said.append(both("lessons.short_decision", half=lasting(decision.median)))
    top = next((one for one in ideas(found) if one.kind == "cause"), None)
    if top is not None:
        said.append(top.fact)
    return DecisionBox(voice.say("lessons.in_short"), voice.prose(said))


def _key_figures(found: Summary, voice: Voice) -> Iterator[Block]:
    now, before = found.month, found.before
    items = [
        KeyFigure(
            str(now.cases),
            "",
            voice.say("lessons.key_cases", before=before.cases),
            "background",
        )
    ]
    decision = next((one for one in now.spans if one.span == "decision"), None)
    if decision is not None and decision.median is not None:
        value, unit = in_one_unit(decision.median)
        unit_name = both(f"lessons.unit_{unit}").get(voice.primary)
        items.append(KeyFigure(value, unit_name, voice.say("lessons.key_decision"), "solution"))
    due = now.promises.kept + now.promises.missed
    if due:
        kept = f"{now.promises.kept} / {due}"
        items.append(KeyFigure(kept, "", voice.say("lessons.key_promises"), "benefit"))
    if told := len(found.learned.lessons):
        items.append(KeyFigure(str(told), "", voice.say("lessons.key_lessons"), "annex"))
    yield KeyFigures(tuple(items))


def _nothing(found: Summary, voice: Voice) -> Note:
    name, former = month(found.month.since), month(found.before.since)
    return Note(
        voice.say("lessons.empty", month=name),
        "info",
        (
            voice.say("lessons.empty_how"),
            voice.say("lessons.empty_before", month=former, count=found.before.cases),
        ),
    )


def _came_in(found: Summary, voice: Voice) -> Iterator[Block]:
    yield figures.came_in_table(found, voice)
    yield from _work(found, voice)


def _work(found: Summary, voice: Voice) -> Iterator[Block]:
    """What waits today, whichever month it is of."""
    said = [
        both(f"lessons.waits_{kind.kind}", count=kind.open, overdue=kind.overdue)
        for kind in found.month.kinds
        if kind.open
    ]
    today = both("lessons.as_of", day=found.month.today)
    if said:
        yield Paragraph(voice.prose([today, *said]))
    else:
        yield Paragraph(voice.prose([today, both("lessons.waits_nothing")]))


def _learned(found: Summary, voice: Voice) -> Iterator[Block]:
    learned = found.learned
    if not (learned.lessons or learned.went_well or learned.improvements):
        yield Paragraph(voice.say("lessons.no_lessons"), look="muted")
        return
    for key, texts in (("next_time", learned.lessons), ("went_well", learned.went_well)):
        if texts:
            yield Subtitle(voice.say(f"lessons.{key}"))
            shown = texts[:MOST_LESSONS]
            yield Bullets(tuple(Paragraph(voice.words(_brief(text))) for text in shown))
            yield from voice.more(len(texts) - len(shown))
    yield from figures.improvement_blocks(found, voice)


def _brief(text: Text) -> Text:
    """On one line after the other, without empty ones, and no longer than is read at a meeting."""
    return replace(text, zh=_cut(text.zh), en=_cut(text.en))


def _cut(text: str) -> str:
    lines = "\n".join(filter(None, (" ".join(line.split()) for line in text.splitlines())))
    return lines if len(lines) <= MOST_CHARACTERS else f"{lines[:MOST_CHARACTERS].rstrip()}…"


def _ideas(found: Summary, voice: Voice) -> Iterator[Block]:
    known = ideas(found)
    if not known:
        yield Paragraph(voice.say("lessons.no_ideas"), look="muted")
        return
    yield Paragraph(voice.say("lessons.ideas_hint"), look="muted")
    yield Bullets(tuple(Paragraph(voice.prose([one.fact, one.offer], (True,))) for one in known))


_PARTS: tuple[Part, ...] = (
    ("came_in", "background", _came_in),
    ("time", "solution", figures.time_blocks),
    ("causes", "impact", figures.cause_blocks),
    ("levels", "people", figures.emotion_blocks),
    ("promises", "benefit", figures.promise_blocks),
    ("surveys", "benefit", figures.survey_blocks),
    ("learned", "annex", _learned),
    ("ideas", "review", _ideas),
)
_OF_FEW = ("came_in", "promises", "learned", "ideas")
_LASTING: tuple[Part, ...] = (
    ("work", "background", _work),
    ("promises", "benefit", figures.promise_blocks),
)
"""What stands whether anything came in or not."""
