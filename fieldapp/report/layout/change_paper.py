"""A change request 需求变更申请单 as a paper of its own: ours, or the customer's copy."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from fieldapp.base.language import Text
from fieldapp.base.values import frozen
from fieldapp.case.records import Case
from fieldapp.case.toolrecords import ChangeRequest
from fieldapp.playbook.tools.changes import is_decided
from fieldapp.report.blocks import (
    Block,
    Cell,
    Column,
    Document,
    MetaGrid,
    Note,
    Paragraph,
    ReviewBox,
    SectionTitle,
    Status,
    Table,
    Tone,
    Words,
)
from fieldapp.report.layout.voice import ReportLang, Voice
from fieldapp.report.phrasing import Money, both, iso_day, money, number

_TONES: dict[str, Tone] = {
    "approved": "good",
    "done": "good",
    "verified": "good",
    "rejected": "bad",
    "deferred": "warning",
}
_IMPACTS = ("scope", "schedule", "cost", "quality", "risk")
_NOT_THEIRS = ("cost", "risk")
"""Effects that the customer's copy does not tell: what it costs us and what we fear."""


@frozen
class Paper:
    """What a paper of its own is made of. `reference`: what people call the case."""

    case: Case
    reference: str
    now: datetime
    lang: ReportLang
    is_for_customer: bool = False


def change_paper(paper: Paper, change: ChangeRequest) -> Document:
    """The request as a document of one or two pages."""
    voice = Voice(paper.lang, paper.case.title.src)
    number_ = 1 + paper.case.changes.index(change)
    return Document(
        lang=voice.primary,
        kind=voice.say("changes.paper_kind"),
        title=voice.words(change.title),
        status=Status(
            voice.say(f"changes.state_{change.state}"), _TONES.get(change.state, "neutral")
        ),
        running=voice.say("changes.paper_kind"),
        reach=voice.say("reach_customer" if paper.is_for_customer else "changes.paper_reach"),
        reference=f"{paper.reference}-CR{number_}",
        blocks=tuple(_blocks(paper, change, voice)),
        created=paper.now,
        plain_notice=voice.say("plain_notice"),
    )


def _blocks(paper: Paper, change: ChangeRequest, voice: Voice) -> Iterator[Block]:
    case = paper.case
    yield MetaGrid(
        tuple(
            _known(
                voice,
                ("report.meta_customer", case.customer.company),
                ("changes.meta_requested_by", change.requested_by),
                ("changes.meta_requested_on", change.requested_on),
                ("changes.meta_due", change.due),
                ("changes.meta_cause", _cause(change)),
                ("changes.meta_baseline", change.baseline),
            )
        )
    )
    yield SectionTitle(1, voice.say("changes.section_what"), "background", "what")
    yield from _said(voice, change.text)
    yield SectionTitle(2, voice.say("changes.section_why"), "impact", "why")
    yield from _said(voice, change.reason)
    yield SectionTitle(3, voice.say("changes.section_effects"), "solution", "effects")
    yield _effects(paper, change, voice)
    if change.alternatives and not paper.is_for_customer:
        yield Paragraph(voice.labelled(both("changes.alternatives"), change.alternatives))
    yield SectionTitle(4, voice.say("changes.section_decision"), "benefit", "decision")
    yield from _review(paper, change, voice)
    yield _sign(paper, change, voice)


def _effects(paper: Paper, change: ChangeRequest, voice: Voice) -> Table:
    rows = []
    for name in _IMPACTS:
        if paper.is_for_customer and name in _NOT_THEIRS:
            continue
        words, figure = _effect(change, name, voice)
        rows.append((Cell(voice.say(f"changes.effect_{name}")), Cell(words), Cell(figure)))
    columns = (
        Column(voice.say("changes.column_on"), 1.0),
        Column(voice.say("changes.column_effect"), 4.0),
        Column(voice.say("changes.column_figure"), 1.4, "right"),
    )
    return Table(columns, tuple(rows))


def _effect(change: ChangeRequest, name: str, voice: Voice) -> tuple[Words, Words]:
    """What is said of one effect, and its figure where it has one."""
    text: Text = change.risk if name == "risk" else getattr(change, f"{name}_impact", Text())
    figure = Words()
    if name == "schedule" and change.days is not None:
        sign = "+" if change.days > 0 else ""
        figure = voice.say("changes.figure_days", days=f"{sign}{number(change.days)}")
    if name == "cost":
        if change.cost is None:
            return voice.say("not_yet_known"), figure
        return Words(), Words(money(Money(change.cost, change.currency or "CNY")))
    return (voice.words(text) if text else voice.say("not_yet_known")), figure


def _review(paper: Paper, change: ChangeRequest, voice: Voice) -> Iterator[Block]:
    """How it was looked at and what came of it."""
    if not is_decided(change):
        yield Note(voice.say("changes.undecided"), "info")
    known: list[tuple[str, Text | date | None]] = [("changes.meta_reviewed_on", change.reviewed_on)]
    if not paper.is_for_customer:
        known += [
            ("changes.meta_attendees", change.attendees),
            ("changes.meta_criteria", change.criteria),
            ("changes.meta_decided_by", change.decided_by),
        ]
    known += [
        ("changes.meta_condition", change.condition),
        ("changes.meta_done_on", change.done_on),
        ("changes.meta_verified_on", change.verified_on),
    ]
    if not paper.is_for_customer:
        known += [
            ("changes.meta_verified_by", change.verified_by),
            ("changes.meta_proof", change.proof),
        ]
    if items := tuple(_known(voice, *known)):
        yield MetaGrid(items)
    if change.minutes and not paper.is_for_customer:
        yield Paragraph(voice.labelled(both("changes.minutes"), change.minutes))


def _sign(paper: Paper, change: ChangeRequest, voice: Voice) -> ReviewBox:
    side = "customer" if paper.is_for_customer else "ours"
    choices = () if is_decided(change) else ("approve", "reject", "defer")
    return ReviewBox(
        voice.say("changes.sign_title"),
        tuple(voice.say(f"changes.choice_{choice}") for choice in choices),
        voice.say("comments"),
        (
            (voice.say("changes.signer_requester"), voice.words(change.requested_by).plain),
            (voice.say(f"changes.signer_{side}"), ""),
        ),
        voice.say("sign"),
        "",
    )


def _cause(change: ChangeRequest) -> Text:
    return both(f"changes.cause_{change.cause}") if change.cause else Text()


def _said(voice: Voice, text: Text) -> Iterator[Block]:
    if text:
        yield Paragraph(voice.words(text))
    else:
        yield Paragraph(voice.say("not_yet_known"), look="gap")


def _known(voice: Voice, *pairs: tuple[str, Text | date | None]) -> Iterator[tuple[Words, Words]]:
    """Label and value of what is known."""
    for key, value in pairs:
        if isinstance(value, Text) and value:
            yield voice.words(both(key)), voice.words(value)
        elif isinstance(value, date):
            yield voice.words(both(key)), Words(iso_day(value))
