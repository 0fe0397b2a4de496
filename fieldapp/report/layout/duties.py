"""Who answers for what: the table in the report, and the responsibility letter 责任书."""

# inventory 82: the responsibility letter

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from fieldapp.base.language import Text
from fieldapp.case.records import Case
from fieldapp.case.toolrecords import Duty, Stakeholder
from fieldapp.playbook.tools.responsibilities import accountable, duties_of
from fieldapp.report.blocks import (
    Block,
    Cell,
    Column,
    Document,
    KeepTogether,
    MetaGrid,
    Note,
    Paragraph,
    ReviewBox,
    SectionTitle,
    Status,
    Subtitle,
    Table,
    Words,
)
from fieldapp.report.layout.change_paper import Paper
from fieldapp.report.layout.voice import MOST_ROWS, Voice
from fieldapp.report.people import name_of
from fieldapp.report.phrasing import iso_day

if TYPE_CHECKING:
    from fieldapp.report.layout.contributions import Reading


def duty_blocks(reading: Reading) -> Iterator[Block]:
    """For the supervisor, not on the phone: each task with its parties."""
    case, voice = reading.case, reading.voice
    duties = [duty for duty in case.duties if duty.what]
    if reading.audience != "supervisor" or reading.phone or not duties:
        return
    yield Subtitle(voice.say("responsibilities.table_title"))
    columns = (
        Column(voice.say("responsibilities.column_task"), 2.8),
        Column(voice.say("responsibilities.column_accountable"), 1.4),
        Column(voice.say("responsibilities.column_responsible"), 1.5),
        Column(voice.say("responsibilities.column_others"), 1.7),
        Column(voice.say("responsibilities.column_due"), 1.1),
    )
    yield Table(columns, tuple(_row(case, duty, voice) for duty in duties[:MOST_ROWS]))
    yield from voice.more(len(duties) - MOST_ROWS)


def _row(case: Case, duty: Duty, voice: Voice) -> tuple[Cell, ...]:
    party = accountable(case, duty)
    unknown = voice.say("not_yet_known")
    others = (*duty.consulted, *duty.informed)
    return (
        Cell(voice.words(duty.what)),
        Cell(_name(party, voice)) if party else Cell(unknown, "warning"),
        Cell(_named(case, duty.responsible, voice)),
        Cell(_named(case, others, voice)),
        Cell(Words(iso_day(duty.due)) if duty.due else unknown),
    )


def _named(case: Case, ids: Iterable[str], voice: Voice) -> Words:
    """The parties of these ids by name alone."""
    wanted = dict.fromkeys(ids)
    parties = [party.title for party in case.stakeholders if party.id in wanted]
    zh, en = "、".join(name_of(p.zh) for p in parties), ", ".join(name_of(p.en) for p in parties)
    return voice.words(Text(zh, en, voice.primary))


def _name(party: Stakeholder, voice: Voice) -> Words:
    """Without the department or post, for which a column has no room."""
    title = party.title
    return voice.words(replace(title, zh=name_of(title.zh), en=name_of(title.en)))


def letter(paper: Paper, parties: Iterable[Stakeholder]) -> Document:
    """The letter of these parties: what each answers for, with a line to sign."""
    case = paper.case
    voice = Voice(paper.lang, case.title.src)
    return Document(
        lang=voice.primary,
        kind=voice.say("responsibilities.letter_kind"),
        title=voice.words(case.title),
        status=Status(voice.say("responsibilities.letter_status")),
        running=voice.say("responsibilities.letter_kind"),
        reach=voice.say("responsibilities.letter_reach"),
        reference=f"{paper.reference}-R",
        blocks=tuple(_letter(paper, tuple(parties), voice)),
        created=paper.now,
        plain_notice=voice.say("plain_notice"),
    )


def _letter(paper: Paper, parties: tuple[Stakeholder, ...], voice: Voice) -> Iterator[Block]:
    case = paper.case
    known = (
        ("meta_customer", voice.words(case.customer.company)),
        ("meta_engineer", voice.words(case.engineer)),
        ("meta_supervisor", voice.words(case.supervisor)),
    )
    items = [(voice.say(key), words) for key, words in known if words.plain]
    items.append((voice.say("responsibilities.meta_day"), Words(iso_day(paper.now))))
    yield MetaGrid(tuple(items))
    yield Note(voice.say("responsibilities.letter_note"), "info")
    for number, party in enumerate(parties, 1):
        yield SectionTitle(number, voice.words(party.title), "solution", party.id)
        yield _tasks(case, duties_of(case, party), voice)
        sign = ReviewBox(
            Words(),
            (),
            voice.say("responsibilities.letter_needs"),
            ((voice.say("responsibilities.signer"), voice.words(party.title).plain),),
            voice.say("sign"),
            "",
        )
        yield KeepTogether((sign,))
    if not parties:
        yield Paragraph(voice.say("not_yet_known"), look="gap")


def _tasks(case: Case, duties: Iterable[Duty], voice: Voice) -> Table:
    columns = (
        Column(voice.say("responsibilities.column_task"), 2.8),
        Column(voice.say("responsibilities.column_measure"), 2.2),
        Column(voice.say("responsibilities.column_responsible"), 1.5),
        Column(voice.say("responsibilities.column_due"), 1.1),
    )
    rows = (
        (
            Cell(voice.words(duty.what)),
            Cell(_or_open(duty.measure, voice)),
            Cell(_named(case, duty.responsible, voice)),
            Cell(Words(iso_day(duty.due)) if duty.due else voice.say("not_yet_known")),
        )
        for duty in duties
    )
    return Table(columns, tuple(rows))


def _or_open(text: Text, voice: Voice) -> Words:
    return voice.words(text) if text else voice.say("not_yet_known")
