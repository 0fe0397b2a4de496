"""The card read before a visit: what is open, what they expect, last contacts, what to bring."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from fieldapp.base.language import Text
from fieldapp.case.records import Case
from fieldapp.playbook.tools.customers import with_customer
from fieldapp.playbook.tools.expectations import current
from fieldapp.report.blocks import (
    Block,
    Bullets,
    Document,
    MetaGrid,
    Paragraph,
    SectionTitle,
    Status,
    Subtitle,
)
from fieldapp.report.layout.change_paper import Paper
from fieldapp.report.layout.contacts import contact_table
from fieldapp.report.layout.handover_card import more_blocks, promise_blocks, wish_blocks
from fieldapp.report.layout.voice import Voice
from fieldapp.report.phrasing import both

_CONTACTS = 3
"""Contacts that are told at most; who went there before knows the rest."""
_USES = ("product", "usage_context", "competitors")


def visit_card(paper: Paper, most: int = 6) -> Document:
    """The card as a document.

    Args:
        most: promises and expectations that are listed; the others are counted.
    """
    voice = Voice(paper.lang, paper.case.title.src)
    return Document(
        lang=voice.primary,
        kind=voice.say("customers.card"),
        title=voice.words(paper.case.title),
        status=Status(voice.say("handover.internal"), "warning"),
        running=voice.say("customers.card"),
        reach=voice.say("customers.reach"),
        reference=paper.reference,
        blocks=tuple(_blocks(paper, most, voice)),
        created=paper.now,
        plain_notice=voice.say("plain_notice"),
    )


def _blocks(paper: Paper, most: int, voice: Voice) -> Iterator[Block]:
    case = paper.case
    known = (
        ("report.meta_customer", case.customer.company),
        ("handover.site", case.customer.site),
        ("report.meta_contact", case.customer.contact),
    )
    yield MetaGrid(
        tuple((voice.words(both(key)), voice.words(text)) for key, text in known if text)
    )
    for name in _USES:
        if text := _answer(case, name):
            yield Paragraph(voice.labelled(both(f"customers.{name}"), text))
    yield SectionTitle(1, voice.say("customers.owed"), "solution", "owed")
    yield from promise_blocks(paper, most, voice)
    yield SectionTitle(2, voice.say("customers.expect"), "people", "expect")
    yield from wish_blocks(paper, most, voice)
    agreed = [one.agreed for one in current(case) if one.agreed and not one.private]
    if agreed:
        yield Subtitle(voice.say("customers.baseline"))
        yield Bullets(tuple(Paragraph(voice.words(text)) for text in agreed[:most]))
        yield from more_blocks(len(agreed) - most, voice)
    yield SectionTitle(3, voice.say("customers.bring"), "benefit", "bring")
    things = _on_one_line(_answer(case, "materials"))
    yield Paragraph(voice.words(things or both("customers.nothing_to_bring")))
    yield SectionTitle(4, voice.say("customers.contacts"), "background", "contacts")
    contacts = with_customer(case)[: min(_CONTACTS, (most + 1) // 2)]
    if contacts:
        yield contact_table(contacts, voice)
    else:
        yield Paragraph(voice.say("customers.no_contacts"), look="muted")


def _on_one_line(text: Text) -> Text:
    """A list of a thing a line, one after the other."""
    return replace(text, zh="；".join(text.zh.split("\n")), en="; ".join(text.en.split("\n")))


def _answer(case: Case, name: str) -> Text:
    """What was answered to a field of words; empty where nothing was, or where it is private."""
    found = "" if name in case.private_answers else case.answers.get(name, "")
    return found if isinstance(found, Text) else Text.of(str(found))
