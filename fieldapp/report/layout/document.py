"""The two documents, the supervisor's report and the customer's summary, block by block."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from fieldapp.base.language import Text
from fieldapp.base.values import frozen
from fieldapp.case.records import Case
from fieldapp.playbook.model import Playbook
from fieldapp.report import audience as audiences
from fieldapp.report.blocks import (
    Block,
    Document,
    Edition,
    Paragraph,
    Section,
    SectionTitle,
    Status,
    Subtitle,
)
from fieldapp.report.content import Audience, Content
from fieldapp.report.layout import (
    actions,
    card,
    closing,
    elements,
    front,
    persons,
    replies,
)
from fieldapp.report.layout.contributions import Chapter, Reading, contributed
from fieldapp.report.layout.exhibits import Exhibits, PhotoSource
from fieldapp.report.layout.voice import ReportLang, Voice
from fieldapp.report.notes import Reply
from fieldapp.report.notes import replies as replies_of


@frozen
class Approval:
    """A supervisor's approval of an issue."""

    by: Text
    at: datetime


@dataclass(frozen=True)
class _Edition:
    """What every part of a document needs to know."""

    content: Content
    case: Case
    """What this edition may show."""
    playbook: Playbook
    audience: Audience
    phone: bool
    voice: Voice
    exhibits: Exhibits
    approval: Approval | None
    contact: str

    @cached_property
    def replies(self) -> tuple[Reply, ...]:
        """How the customer answered; whether it holds is seen from the whole case."""
        return replies_of(self.content.case, self.playbook)

    def element(self, name: str) -> Iterator[Block]:
        element = self.content.element(self.audience, name)
        yield from elements.element_blocks(
            element, self.voice, self.exhibits, brief=self.phone and self.audience == "supervisor"
        )

    def contributed(self, chapter: Chapter) -> Iterator[Block]:
        """What the tools add to a chapter."""
        on = self.content.issue.at.date()
        yield from contributed(
            chapter,
            Reading(self.case, self.playbook, self.voice, self.audience, self.phone, on),
        )

    def title(self, number: int, key: str, section: Section) -> SectionTitle:
        return SectionTitle(number, self.voice.say(f"section_{key}"), section, key)


def lay_out(
    content: Content,
    playbook: Playbook,
    photos: PhotoSource,
    *,
    lang: ReportLang = "zh",
    edition: Edition = "a4",
    audience: Audience = "supervisor",
    approval: Approval | None = None,
    contact: str = "",
    for_signing: bool = False,
) -> Document:
    """The document of one edition, without attachments.

    Args:
        for_signing: with the fields that an issued edition is signed in.
        playbook: the one the content was composed with.
        photos: gives a picture's kept rendition.
        contact: how the customer reaches us, in one line; in the customer's edition only.
    """
    case = audiences.printed(content.case, playbook, audience)
    voice = Voice(lang, content.case.title.src)
    phone = edition == "phone"
    whole_evidence = {item.id: item for item in content.case.evidence}
    exhibits = Exhibits(case, voice, lambda item: photos(whole_evidence[item.id]), phone)
    whole = _Edition(content, case, playbook, audience, phone, voice, exhibits, approval, contact)
    blocks = list(_report(whole) if audience == "supervisor" else _summary(whole))
    return Document(
        lang=voice.primary,
        kind=voice.say(f"kind_{audience}"),
        title=voice.words(case.title),
        status=_status(whole),
        running=voice.say(f"kind_{audience}"),
        reach=voice.say(f"reach_{audience}"),
        reference=_reference(content),
        blocks=tuple(blocks),
        author=voice.line(case.engineer),
        subject=f"{voice.term(f'kind_{audience}')} {content.reference}".strip(),
        keywords=tuple(filter(None, (content.reference, voice.line(case.customer.company)))),
        created=content.issue.at,
        to_sign=closing.to_sign(voice) if for_signing else (),
        plain_notice=voice.say("plain_notice"),
    )


def lay_out_plainly(
    content: Content,
    playbook: Playbook,
    *,
    lang: ReportLang,
    audience: Audience,
    for_signing: bool = False,
) -> Document:
    """The report's sentences and nothing else, for content that cannot be laid out."""
    voice = Voice(lang, content.case.title.src)
    title = audiences.printed(content.case, playbook, audience).title
    return Document(
        lang=voice.primary,
        kind=voice.say(f"kind_{audience}"),
        title=voice.words(title),
        status=Status(voice.say("status_draft")),
        running=voice.say(f"kind_{audience}"),
        reach=voice.say(f"reach_{audience}"),
        reference=_reference(content),
        blocks=tuple(
            Paragraph(voice.words(sentence.text))
            for element in content.elements[audience]
            for sentence in element.sentences
        ),
        created=content.issue.at,
        to_sign=closing.to_sign(voice) if for_signing else (),
        plain_notice=voice.say("plain_notice"),
    )


def _reference(content: Content) -> str:
    issue = content.issue.number
    return f"{content.reference}-{issue}" if issue else content.reference


def _status(whole: _Edition) -> Status:
    say = whole.voice.say
    if whole.approval is not None:
        return Status(say("status_approved"), "good")
    if whole.audience == "customer":
        return Status(say("status_not_approved"), "warning")
    if not whole.content.issue.number:
        return Status(say("status_draft"), "neutral")
    return Status(
        say("status_final" if whole.content.issue.final else "status_preliminary"), "warning"
    )


def _report(whole: _Edition) -> Iterator[Block]:
    """The supervisor's report."""
    content, case, voice = whole.content, whole.case, whole.voice
    yield front.glance(content, case, voice, whole.phone)
    yield front.decision(content.element("supervisor", "decision"), voice)
    yield from front.key_figures(case, whole.playbook, voice)
    yield from front.not_yet_known(content, voice, whole.phone)
    yield whole.title(1, "background", "background")
    yield from whole.element("background")
    yield whole.title(2, "impact", "impact")
    yield from whole.element("impact")
    yield from whole.contributed("impact")
    yield from whole.exhibits.blocks()
    yield whole.title(3, "solution", "solution")
    yield from whole.element("solution")
    yield from whole.contributed("solution")
    yield Subtitle(voice.say("title_plan"))
    yield from whole.element("plan")
    yield from actions.plan_blocks(case.commitments, voice, "supervisor", whole.phone)
    yield from whole.contributed("plan")
    yield whole.title(4, "benefit", "benefit")
    yield from whole.element("benefit")
    yield from whole.contributed("benefit")
    number = 5
    if case.statements or case.emotions or whole.replies:
        yield whole.title(number, "people", "people")
        yield from persons.person_blocks(case, voice, whole.exhibits, whole.phone)
        yield from persons.timeline_blocks(case, whole.playbook, voice, whole.phone)
        yield from replies.confirmation_blocks(case, whole.replies, voice, whole.phone)
        yield from whole.contributed("people")
        number += 1
    yield from _remarks(whole)
    yield whole.title(number, "review", "review")
    yield closing.review_box(content, voice, "supervisor")


def _summary(whole: _Edition) -> Iterator[Block]:
    """The customer's summary: what was noted, agreed, and comes next."""
    content, case, voice = whole.content, whole.case, whole.voice
    known = card.contact_card(
        case, whole.playbook, content.issue.at.date(), content.reference, whole.contact
    )
    yield card.card_block(known, voice)
    yield front.glance(content, case, voice, whole.phone)
    if whole.approval is None:
        yield Paragraph(voice.say("not_approved_notice"), look="muted")
    yield whole.title(1, "noted", "background")
    yield from whole.element("noted")
    yield from whole.contributed("noted")
    yield from whole.exhibits.blocks()
    yield whole.title(2, "agreed", "solution")
    yield from whole.element("agreed")
    yield from whole.contributed("agreed")
    yield whole.title(3, "next", "benefit")
    yield from whole.element("next")
    yield from actions.plan_blocks(case.commitments, voice, "customer", whole.phone)
    yield from whole.contributed("next")
    yield from _remarks(whole)
    yield whole.title(4, "confirm", "review")
    yield from replies.reply_blocks(case, whole.replies, voice)
    yield closing.review_box(content, voice, "customer")


def _remarks(whole: _Edition) -> Iterator[Block]:
    """What the reader should know about this edition itself."""
    voice = whole.voice
    if whole.phone and whole.audience == "supervisor":
        yield Paragraph(voice.say("phone_remark", count=voice.left_out), look="muted")
    if voice.untranslated and whole.voice.lang != "both":
        yield Paragraph(voice.say("untranslated", count=voice.untranslated), look="muted")
    if voice.shortened:
        yield Paragraph(voice.say("shortened"), look="muted")
