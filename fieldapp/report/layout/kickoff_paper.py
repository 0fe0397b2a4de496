"""The kick-off as a paper of its own: what working together is measured against, signed by both."""

# inventory 68: what was agreed at the beginning, on paper and signed by both sides

from __future__ import annotations

from collections.abc import Iterator

from fieldapp.base.language import Text
from fieldapp.case.toolrecords import Kickoff
from fieldapp.playbook.tools.expectations import current
from fieldapp.playbook.tools.kano import in_order as requirements
from fieldapp.report.blocks import (
    Block,
    Bullets,
    Document,
    KeepTogether,
    MetaGrid,
    Note,
    Paragraph,
    ReviewBox,
    Section,
    SectionTitle,
    Status,
    Words,
)
from fieldapp.report.layout.change_paper import Paper
from fieldapp.report.layout.voice import Voice
from fieldapp.report.phrasing import both, iso_day

_MOST = 12
_SECTIONS: tuple[tuple[str, Section], ...] = (
    ("needs", "people"),
    ("success", "benefit"),
    ("excluded", "impact"),
    ("touch", "background"),
)


def kickoff_paper(paper: Paper, kickoff: Kickoff) -> Document:
    """The sheet as a document of a page or two."""
    voice = Voice(paper.lang, paper.case.title.src)
    is_agreed = bool(kickoff.agreed_by and kickoff.agreed_on)
    state = voice.say(f"customers.kickoff_{'agreed' if is_agreed else 'draft'}")
    return Document(
        lang=voice.primary,
        kind=voice.say("customers.kickoff"),
        title=voice.words(paper.case.customer.company or paper.case.title),
        status=Status(state, "good" if is_agreed else "neutral"),
        running=voice.say("customers.kickoff"),
        reach=voice.say("customers.kickoff_reach"),
        reference=f"{paper.reference}-K",
        blocks=tuple(_blocks(paper, kickoff, voice)),
        created=paper.now,
        plain_notice=voice.say("plain_notice"),
    )


def _blocks(paper: Paper, kickoff: Kickoff, voice: Voice) -> Iterator[Block]:
    case = paper.case
    known = (
        ("report.meta_customer", case.customer.company),
        ("handover.site", case.customer.site),
        ("customers.kickoff_ours", case.engineer),
        ("customers.kickoff_present", kickoff.attendees),
    )
    items = [(voice.words(both(key)), voice.words(text)) for key, text in known if text]
    if kickoff.on:
        items.append((voice.say("customers.kickoff_on"), Words(iso_day(kickoff.on))))
    yield MetaGrid(tuple(items))
    yield Note(voice.say("customers.kickoff_note"), "info")
    for number, (part, section) in enumerate(_SECTIONS, 1):
        yield SectionTitle(number, voice.say(f"customers.kickoff_{part}"), section, part)
        text: Text = getattr(kickoff, part)
        if text:
            yield Paragraph(voice.words(text))
        else:
            yield Paragraph(voice.say("not_yet_known"), look="gap")
        if part == "needs":
            yield from _listed([one.text for one in requirements(case) if not one.private], voice)
    agreed = [one.agreed for one in current(case) if one.agreed and not one.private]
    if agreed:
        number = len(_SECTIONS) + 1
        yield SectionTitle(number, voice.say("customers.baseline"), "solution", "baseline")
        yield from _listed(agreed, voice)
    yield KeepTogether((_sign(paper, kickoff, voice),))


def _listed(texts: list[Text], voice: Voice) -> Iterator[Block]:
    shown = [text for text in texts if text][:_MOST]
    if shown:
        yield Bullets(tuple(Paragraph(voice.words(text)) for text in shown))
        yield from voice.more(len(texts) - len(shown))


def _sign(paper: Paper, kickoff: Kickoff, voice: Voice) -> ReviewBox:
    customer = kickoff.agreed_by or paper.case.customer.contact
    return ReviewBox(
        voice.say("customers.kickoff_sign"),
        (),
        voice.say("comments"),
        (
            (voice.say("customers.kickoff_theirs"), voice.words(customer).plain),
            (voice.say("customers.kickoff_ours"), voice.words(paper.case.engineer).plain),
        ),
        voice.say("sign"),
        "",
    )
