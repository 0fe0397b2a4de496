"""The customer's short copy: the notes as they are read back, numbered as on the screen, and what
was answered. A page as a rule.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import groupby

from fieldapp.base.language import Lang
from fieldapp.case import ids
from fieldapp.case.records import Case
from fieldapp.playbook.model import Playbook
from fieldapp.report import audience, notes, spoken
from fieldapp.report.blocks import Block, Document, Paragraph, Run, Status, Subtitle, Words
from fieldapp.report.layout import card, replies
from fieldapp.report.layout.voice import Voice
from fieldapp.report.notes import Note


def lay_out_copy(
    case: Case, playbook: Playbook, lang: Lang, *, at: datetime, contact: str = ""
) -> Document:
    """The copy of a case's notes as they stand.

    Args:
        case: as its owner sees it.
        contact: how the customer reaches us, in one line.
    """
    voice = Voice(lang, case.title.src)
    printed = audience.printed(case, playbook, "customer")
    reference = ids.reference(bytes.fromhex(case.id)) if case.id else ""
    known = card.contact_card(printed, playbook, at.date(), reference, contact)
    answered = tuple(replies.reply_blocks(printed, notes.replies(case, playbook), voice))
    return Document(
        lang=voice.primary,
        kind=voice.say("kind_copy"),
        title=voice.words(printed.title),
        status=Status(voice.say("status_not_approved"), "warning"),
        running=voice.say("kind_copy"),
        reach=voice.say("reach_customer"),
        reference=reference,
        blocks=(
            card.card_block(known, voice),
            Paragraph(voice.say("copy_as_of", at=at), look="muted"),
            *_noted(notes.showing(case, playbook, lang), voice),
            *((Subtitle(voice.say("title_answers")), *answered) if answered else ()),
            Paragraph(voice.say("not_approved_notice"), look="muted"),
        ),
        created=at,
        plain_notice=voice.say("plain_notice"),
    )


def _noted(shown: notes.Showing, voice: Voice) -> Iterator[Block]:
    numbered = enumerate(shown.notes, 1)
    for part, group in groupby(numbered, key=lambda entry: entry[1].part):
        yield Subtitle(Words(spoken.heading(part, shown.lang)))
        yield from (Paragraph(_line(number, note, shown.lang)) for number, note in group)
    if not shown.notes:
        yield Paragraph(voice.say("gap_noted"), look="muted")


def _line(number: int, note: Note, lang: Lang) -> Words:
    """`4. Agreed standard: what it says`, and beside or below it whose it is."""
    label = spoken.label(note, lang)
    head = f"{number}. " if not label else f"{number}. {label}{'：' if lang == 'zh' else ': '}"
    runs = (Run(head, bold=True), Run(spoken.said(note, lang)))
    found = spoken.details(note, lang)
    if found == (note.who,):
        return Words((*runs, Run(f" — {note.who}")))
    return Words(runs, " · ".join(found))
