"""The hand-over card: one page for whoever goes on, with a QR code to take it along by phone."""

from __future__ import annotations

from collections.abc import Iterator

from fieldapp.base.language import Text
from fieldapp.playbook.tools.handover import line, promised, wishes
from fieldapp.report.blocks import (
    Block,
    Bullets,
    Cell,
    Column,
    Document,
    MetaGrid,
    Paragraph,
    ReviewBox,
    SectionTitle,
    Status,
    Table,
    Words,
)
from fieldapp.report.layout.change_paper import Paper
from fieldapp.report.layout.voice import Voice
from fieldapp.report.phrasing import both, iso_day

_CODE_BYTES = 300
"""Of the QR code, so that it stays coarse enough to be read off paper."""


def handover_card(paper: Paper, next_step: Text, most: int = 6) -> Document:
    """The card as a document.

    Args:
        next_step: what comes next in the playbook; empty where nothing is open.
        most: wishes and promises that are listed; the others are counted.
    """
    voice = Voice(paper.lang, paper.case.title.src)
    return Document(
        lang=voice.primary,
        kind=voice.say("handover.title"),
        title=voice.words(paper.case.title),
        status=Status(voice.say("handover.internal"), "warning"),
        running=voice.say("handover.title"),
        reach=voice.say("handover.reach"),
        reference=paper.reference,
        blocks=tuple(_blocks(paper, next_step, most, voice)),
        created=paper.now,
        plain_notice=voice.say("plain_notice"),
    )


def _blocks(paper: Paper, next_step: Text, most: int, voice: Voice) -> Iterator[Block]:
    case = paper.case
    known = (
        ("report.meta_customer", case.customer.company),
        ("handover.site", case.customer.site),
        ("report.meta_contact", case.customer.contact),
        ("report.meta_engineer", case.engineer),
    )
    yield MetaGrid(
        tuple((voice.words(both(key)), voice.words(text)) for key, text in known if text)
    )
    if said := line(case):
        yield Paragraph(voice.words(said), look="lead")
    yield SectionTitle(1, voice.say("handover.matters"), "people", "matters")
    yield from wish_blocks(paper, most, voice)
    yield SectionTitle(2, voice.say("handover.promised"), "solution", "promised")
    yield from promise_blocks(paper, most, voice)
    yield SectionTitle(3, voice.say("handover.next"), "benefit", "next")
    yield Paragraph(voice.words(next_step or both("handover.nothing_next")))
    yield ReviewBox(
        voice.say("handover.taken_over"),
        (),
        voice.say("comments"),
        (
            (voice.say("handover.giver"), voice.words(case.engineer).plain),
            (voice.say("handover.taker"), ""),
        ),
        voice.say("sign"),
        _code(paper, next_step, voice),
    )


def wish_blocks(paper: Paper, most: int, voice: Voice) -> Iterator[Block]:
    """What they expect, the latest first."""
    said = wishes(paper.case)
    if not said:
        yield Paragraph(voice.say("not_yet_known"), look="gap")
        return
    yield Bullets(tuple(Paragraph(voice.words(one.text)) for one in said[:most]))
    yield from more_blocks(len(said) - most, voice)


def promise_blocks(paper: Paper, most: int, voice: Voice) -> Iterator[Block]:
    """What is still to be kept, the first due first."""
    open_ones = promised(paper.case)
    if not open_ones:
        yield Paragraph(voice.say("handover.nothing_promised"), look="muted")
        return
    columns = (
        Column(voice.say("column_action"), 3.0),
        Column(voice.say("column_owner"), 1.4),
        Column(voice.say("column_due"), 1.1),
    )
    missing = voice.say("not_yet_known")
    rows = tuple(
        (
            Cell(voice.words(one.what)),
            Cell(voice.words(one.who) if one.who else missing),
            Cell(Words(iso_day(one.due)) if one.due else missing),
        )
        for one in open_ones[:most]
    )
    yield Table(columns, rows)
    yield from more_blocks(len(open_ones) - most, voice)


def more_blocks(count: int, voice: Voice) -> Iterator[Block]:
    """That so many are not listed on the card; nothing where there are none."""
    if count > 0:
        yield Paragraph(voice.say("handover.more", count=count), look="muted")


def _code(paper: Paper, next_step: Text, voice: Voice) -> str:
    """What the QR code holds: as plain text, for whatever reads it without a network."""
    case, lang = paper.case, voice.primary
    known = (case.customer.company, case.customer.contact, line(case), next_step)
    parts = [paper.reference, *(text.get(lang) for text in known)]
    for one in promised(case)[:2]:
        due = f"{iso_day(one.due)} " if one.due else ""
        parts.append(due + one.what.get(lang))
    return _cut("\n".join(filter(None, parts)), _CODE_BYTES)


def _cut(text: str, most: int) -> str:
    """As much of a text as fits into so many bytes of UTF-8."""
    return text.encode()[:most].decode(errors="ignore")
