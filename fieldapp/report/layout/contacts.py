"""How it began, when they were in touch, what came of it, and their trust before and after."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from fieldapp.base.language import Text
from fieldapp.case.toolrecords import Contact, Kickoff
from fieldapp.playbook.tools.customers import in_order, trust
from fieldapp.report.blocks import (
    Block,
    Cell,
    Column,
    Paragraph,
    Subtitle,
    Table,
    Words,
)
from fieldapp.report.layout.voice import Voice
from fieldapp.report.phrasing import both, iso_day

if TYPE_CHECKING:
    from fieldapp.report.layout.contributions import Reading

_MOST = 3
_PARTS = ("needs", "success", "excluded", "touch", "agreed_by")


def contact_blocks(reading: Reading) -> Iterator[Block]:
    """For the supervisor, not on the phone: the kick-off, then the last contacts."""
    known, voice = in_order(reading.case), reading.voice
    if reading.audience != "supervisor" or reading.phone:
        return
    for kickoff in reading.case.kickoffs:
        yield from _kickoff_blocks(kickoff, voice)
    if not known:
        return
    yield Subtitle(voice.say("customers.contacts"))
    yield contact_table(known[:_MOST], voice)
    yield from voice.more(len(known) - _MOST)
    yield from _trust(trust(reading.case), voice)


def _kickoff_blocks(kickoff: Kickoff, voice: Voice) -> Iterator[Block]:
    said = [(part, getattr(kickoff, part)) for part in _PARTS]
    if not any(text for _, text in said):
        return
    title = both("customers.kickoff")
    if on := kickoff.agreed_on or kickoff.on:
        title = Text(f"{title.zh} · {iso_day(on)}", f"{title.en} · {iso_day(on)}", title.src)
    yield Subtitle(voice.words(title))
    for part, text in said:
        if text:
            yield Paragraph(voice.labelled(both(f"customers.kickoff_{part}"), text))


def _trust(levels: tuple[int | None, int | None], voice: Voice) -> Iterator[Block]:
    """Nothing until both are known."""
    before, after = levels
    if before is not None and after is not None:
        told = both("customers.trust_line", before=before, after=after)
        yield Paragraph(voice.labelled(both("customers.trust"), told))


def contact_table(contacts: Sequence[Contact], voice: Voice) -> Table:
    """Day, way, with whom and about what, what came of it, when next."""
    columns = tuple(
        Column(voice.say(f"customers.{name}"), weight)
        for name, weight in (
            ("when", 1.0),
            ("how", 0.8),
            ("about", 2.2),
            ("outcome", 2.0),
            ("next", 1.6),
        )
    )
    return Table(columns, tuple(_row(one, voice) for one in contacts), title_column=2)


def _row(contact: Contact, voice: Voice) -> tuple[Cell, ...]:
    due = Text.of(iso_day(contact.next_on)) if contact.next_on else Text()
    way = both(f"forms.next_by_{contact.next_by}") if contact.next_by else Text()
    return (
        Cell(Words(iso_day(contact.at) if contact.at else "")),
        Cell(voice.say(f"forms.kind_{contact.kind}")),
        Cell(_labelled(contact.who, contact.text, voice)),
        Cell(voice.words(contact.outcome)),
        Cell(_labelled(due, contact.next or way, voice)),
    )


def _labelled(label: Text, text: Text, voice: Voice) -> Words:
    return voice.labelled(label, text) if label and text else voice.words(label or text)
