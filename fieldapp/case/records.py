"""The typed records of a case, in the field's terms: what every projection and every tool reads.

A record is a read-only view of registers in the log; it is never edited in place. A record type is
declared once, as its class and a line in `Case`, for the view, the case file, the editions and the
editor alike; see `docs/tools.md`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field, fields
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from fieldapp.base.language import Text
from fieldapp.base.values import frozen
from fieldapp.case import declaring as d
from fieldapp.case.declaring import Collection, Kind, Spec
from fieldapp.case.record import Record
from fieldapp.case.reviewrecords import Remark, Review
from fieldapp.case.toolrecords import (
    MODES,
    Asking,
    ChangeRequest,
    Compensation,
    Contact,
    Debrief,
    Doubt,
    Duty,
    Expectation,
    Kickoff,
    Requirement,
    Stakeholder,
    Stance,
    SurveyRating,
    SurveyResponse,
)

SITUATIONS = (
    "complaint",
    "objection",
    "disagreement",
    "contract_dispute",
    "emergency",
    "requirement_change",
    "cross_department",
)


SERVICE = ("people", "process", "product", "policy", "place", "partner")
"""Categories of causes in a service."""
SIX_M = ("people", "machine", "material", "method", "measurement", "environment")
"""Categories of causes in making things: man, machine, material, method, measurement, Mother
Nature."""
CATEGORIES = (*SERVICE, *SIX_M[1:])


@frozen(kw_only=True)
class Statement(Record):
    """What someone said or showed: a fact 事实, a feeling 情感 or an expectation 期待."""

    kind: str = d.choice("fact", "feeling", "expectation", default="fact")
    text: Text = d.text()
    speaker: Text = d.text()
    verbatim: bool = d.spec(Kind.BOOL, False)
    at: datetime | None = d.spec(Kind.MOMENT, None)
    evidence: tuple[str, ...] = d.spec(Kind.REFS, (), refers_to="evidence")


@frozen(kw_only=True)
class EmotionReading(Record):
    """A level (1 calm to 5 safety at risk) with the word quoted or the behaviour observed.

    The engineer's own readings are private unless `share` is ticked.
    """

    who: str = d.choice("customer", "engineer", default="customer")
    level: int | None = d.spec(Kind.INT, None, low=1, high=5)
    word: Text = d.text()
    trigger: Text = d.text()
    at: datetime | None = d.spec(Kind.MOMENT, None)
    share: bool = d.spec(Kind.BOOL, False)


@frozen(kw_only=True)
class Cause(Record):
    """A node of the cause tree.

    The categories are those of a service, and with people the six M of making things.
    """

    parent: str | None = d.spec(Kind.REF, None, refers_to="causes", reader="customer")
    text: Text = d.text(reader="customer")
    category: str = d.choice(*CATEGORIES, newer=CATEGORIES[6:])
    basis: str = d.choice("fact", "assumption", "customer_statement", default="assumption")
    evidence: tuple[str, ...] = d.spec(Kind.REFS, (), refers_to="evidence")
    root: bool = d.spec(Kind.BOOL, False, reader="customer")


@frozen(kw_only=True)
class Option(Record):
    """A way to solve it. `cost` and `benefit` are amounts in `currency` (ISO 4217).

    The benefit is what comes in over `benefit_months`; where these are not known, it pays back in
    an unknown time. `for_customer` says in their terms what it means for them; only an option that
    is `offered` is ever shown to them before it is chosen.
    """

    title: Text = d.text(reader="customer")
    cost: Decimal | None = d.spec(Kind.DECIMAL, None)
    benefit: Decimal | None = d.spec(Kind.DECIMAL, None)
    currency: str = d.spec(Kind.CHOICE, "", note="ISO 4217")
    feasibility: int | None = d.spec(Kind.INT, None, low=1, high=5)
    risk: Text = d.text()
    mode: str = d.choice(*MODES)
    chosen: bool = d.spec(Kind.BOOL, False, reader="customer")
    reason: Text = d.text()
    benefit_months: Decimal | None = d.spec(Kind.DECIMAL, None, since=1)
    acceptance: str = d.choice("prefers", "accepts", "unsure", "declines", since=1)
    their_words: Text = d.text(since=1, is_long=True)
    for_customer: Text = d.text(since=1, reader="customer", is_long=True)
    offered: bool = d.spec(Kind.BOOL, False, since=1, reader="customer")


@frozen(kw_only=True)
class Commitment(Record):
    """Who does what by when, and how it is shown to be done."""

    what: Text = d.text()
    who: Text = d.text()
    party: str = d.choice("us", "customer", default="us")
    due: date | None = d.spec(Kind.DAY, None)
    measure: Text = d.text()
    condition: Text = d.text()
    proof: Text = d.text(reader="supervisor")
    status: str = d.choice("open", "done", "late", "cancelled", default="open")
    review: str | None = d.spec(
        Kind.REF, None, refers_to="reviews", reader="supervisor", since=1, by_hand=False
    )
    """Of what a report was approved on condition of: the approval."""


@frozen(kw_only=True)
class Evidence(Record):
    """A photo, a file or a number. `blob`: SHA-256 (hex) of the kept file, where there is one."""

    kind: str = d.choice("photo", "file", "number", default="photo")
    caption: Text = d.text()
    file: str = d.spec(Kind.FILE, "")
    blob: str = d.spec(Kind.HASH, "", by_hand=False)
    value: Decimal | None = d.spec(Kind.DECIMAL, None)
    unit: Text = d.text()
    at: datetime | None = d.spec(Kind.MOMENT, None)


@frozen(kw_only=True)
class Acknowledgement(Record):
    """What the customer answered when the notes were read back to them.

    It is bound to what was shown, and holds no longer once that has changed; it is never deleted.
    """

    who: Text = d.text(note="name or role; may be empty")
    answer: str = d.choice("right", "not_quite", "declined")
    how: str = d.choice(
        "on_screen", "told", default="told", note="given by themselves, or said to us"
    )
    words: Text = d.text(note="what they corrected or do not agree with, verbatim")
    at: datetime | None = d.spec(Kind.MOMENT, None)
    lang: str = d.choice("zh", "en", note="of the notes that were shown")
    shown: str = d.spec(Kind.HASH, "")
    """SHA-256 (hex) of what was shown, see `fieldapp.report.notes`."""
    blob: str = d.spec(Kind.HASH, "", by_hand=False)
    """The same, where what was shown is kept here, so that it can be told what has changed."""
    signature: str = d.spec(Kind.STROKES, "")
    """It acknowledges the notes and waives nothing; empty as a rule."""


@frozen(kw_only=True)
class Issue(Record):
    """An issued report: content frozen and one primary PDF kept. Made by issuing, never by hand."""

    number: int | None = d.spec(Kind.INT, None, low=1)
    final: bool = d.spec(Kind.BOOL, False)
    at: datetime | None = d.spec(Kind.MOMENT, None)
    reason: Text = d.text()
    """Why it was issued as final although something was missing; empty as a rule."""
    content: str = d.spec(Kind.HASH, "")
    """SHA-256 (hex) of the frozen content, also the name of its blob."""
    pdf: str = d.spec(Kind.HASH, "")
    """SHA-256 (hex) of the primary PDF, also the name of its blob."""
    unsigned: str = d.choice("file", "stopped", "program")
    """Why the primary PDF carries no signature: it could not be signed, what signs ended in the
    middle, or failed in a way nobody foresaw. Empty: it was signed when it was issued."""
    withdrawn: datetime | None = d.spec(Kind.MOMENT, None)
    withdrawn_reason: Text = d.text()


@frozen(kw_only=True)
class Customer:
    company: Text = d.text()
    site: Text = d.text()
    contact: Text = d.text()


@frozen(kw_only=True)
class ReportText:
    """What the author wrote for the report's four elements; empty ones are composed."""

    background: Text = d.text()
    impact: Text = d.text()
    solution: Text = d.text()
    benefit: Text = d.text()


@frozen
class Conflict:
    """One register with several values: who set which, and when (milliseconds since 1970)."""

    path: str
    values: tuple[tuple[Any, bytes, int], ...]
    """(value, author, time) of each distinct head, in (clock, id) order."""


@frozen
class Revived:
    """An item somebody deleted while somebody else edited it; it is shown whole."""

    item: str
    deleted_by: tuple[bytes, ...]
    edited_by: tuple[bytes, ...]


@frozen
class ErasedStub:
    """What an erasure leaves: by whom, when (milliseconds since 1970), why, and what."""

    author: bytes
    at: int
    reason: str
    scope: str
    target: str


Answer = str | int | Decimal | bool | Text | tuple[str, ...]
"""An answer to a playbook's field; a tuple is a set of choices, sorted."""


@frozen(kw_only=True)
class Case:
    """A whole case as everyone reads it."""

    id: str = ""
    """Hexadecimal case id; empty in a case file that names none."""
    file_id: str = ""
    """The id its case file gave it, where that was another name than `id`."""
    file_format: str = ""
    """The format of its case file, where that was of a newer minor version than ours."""
    title: Text = d.text()
    playbook: str = ""
    playbook_version: str = ""
    """SHA-256 (hex) of the compiled playbook the case is guided by."""
    situation: str = d.choice(*SITUATIONS)
    severity: int | None = d.spec(Kind.INT, None, low=1, high=5)
    customer: Customer = Customer()
    engineer: Text = d.text()
    supervisor: Text = d.text()
    opened: datetime | None = d.spec(Kind.MOMENT, None)
    opened_steps: tuple[str, ...] = d.spec(Kind.REFS, (), since=1)
    """Ids of the playbook's steps that were opened in spite of their guard."""
    statements: tuple[Statement, ...] = d.records(Statement, reader="customer")
    emotions: tuple[EmotionReading, ...] = d.records(EmotionReading)
    causes: tuple[Cause, ...] = d.records(Cause)
    options: tuple[Option, ...] = d.records(Option)
    commitments: tuple[Commitment, ...] = d.records(Commitment, reader="customer")
    evidence: tuple[Evidence, ...] = d.records(Evidence, reader="customer")
    acknowledgements: tuple[Acknowledgement, ...] = d.records(
        Acknowledgement, reader="customer", unsaid="customer", since=1
    )
    stances: tuple[Stance, ...] = d.records(Stance, since=1)
    requirements: tuple[Requirement, ...] = d.records(Requirement, since=1)
    debriefs: tuple[Debrief, ...] = d.records(Debrief, since=1)
    surveys: tuple[SurveyResponse, ...] = d.records(SurveyResponse, since=1)
    survey_ratings: tuple[SurveyRating, ...] = d.records(SurveyRating, since=1)
    expectations: tuple[Expectation, ...] = d.records(Expectation, unsaid="customer", since=1)
    changes: tuple[ChangeRequest, ...] = d.records(ChangeRequest, since=1)
    stakeholders: tuple[Stakeholder, ...] = d.records(Stakeholder, since=1)
    duties: tuple[Duty, ...] = d.records(Duty, since=1)
    compensations: tuple[Compensation, ...] = d.records(Compensation, since=1)
    contacts: tuple[Contact, ...] = d.records(Contact, since=1)
    kickoffs: tuple[Kickoff, ...] = d.records(Kickoff, since=1)
    askings: tuple[Asking, ...] = d.records(Asking, reader="internal", unsaid="internal", since=1)
    doubts: tuple[Doubt, ...] = d.records(Doubt, since=1, is_private=True)
    issues: tuple[Issue, ...] = d.records(Issue, by_hand=False)
    reviews: tuple[Review, ...] = d.records(Review, by_hand=False)
    """As they are written; which of them count, and for what, `reportstate` says."""
    remarks: tuple[Remark, ...] = d.records(Remark, by_hand=False)
    answers: Mapping[str, Answer] = field(default_factory=dict)
    private_answers: frozenset[str] = frozenset()
    """Ids of those `answers` that live in the private log."""
    report: ReportText = ReportText()
    extras: Mapping[str, Any] = field(default_factory=dict)
    """`x-...` keys and keys of a newer minor version, kept as they came."""

    conflicts: tuple[Conflict, ...] = ()
    revived: tuple[Revived, ...] = ()
    misfits: Mapping[str, Any] = field(default_factory=dict)
    """Path -> raw value of registers that do not fit their type; they count as unanswered."""
    adrift: tuple[str, ...] = ()
    """Ids of causes hung on the root because their parent is missing or made a circle."""
    erased: tuple[ErasedStub, ...] = ()

    def collection(self, name: str) -> tuple[Record, ...]:
        """The records of a collection of `COLLECTIONS`, in order."""
        records: tuple[Record, ...] = getattr(self, name)
        return records

    @property
    def disputed(self) -> tuple[str, ...]:
        """Where a person is to decide, sorted: places with several values, a text's languages
        together, and items deleted by some and written in by others."""
        places = {place_of(conflict.path) for conflict in self.conflicts}
        return tuple(sorted(places | {revived.item for revived in self.revived}))


def place_of(path: str) -> str:
    """The place a register belongs to: a text's without its language."""
    return path.rpartition("/@")[0] if "/@" in path else path


KEPT: dict[str, Collection] = {
    f.name: f.metadata["collection"] for f in fields(Case) if "collection" in f.metadata
}
"""Every collection of a case."""

COLLECTIONS: dict[str, type[Record]] = {name: kept.record for name, kept in KEPT.items()}
"""The record of each collection."""

WRITTEN_BY_HAND = tuple(name for name, kept in KEPT.items() if kept.by_hand)
"""The collections a case file may hold."""

GROUPS: dict[str, type[Customer] | type[ReportText]] = {
    "customer": Customer,
    "report": ReportText,
}


def specs(record: type[Any]) -> dict[str, Spec]:
    """Field name -> how it is kept, in declared order, of a record, a group or `Case`."""
    return {f.name: f.metadata["spec"] for f in fields(record) if "spec" in f.metadata}


def defaults(record: type[Any]) -> dict[str, Any]:
    """Field name -> what an unanswered field counts as, of a record, a group or `Case`."""
    return {f.name: f.default for f in fields(record) if "spec" in f.metadata}
