"""The records that the tools of the methods write, each declared as in `records`."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from fieldapp.base.language import Text
from fieldapp.base.values import frozen
from fieldapp.case import declaring as d
from fieldapp.case.declaring import Kind
from fieldapp.case.record import Record

MODES = ("competing", "collaborating", "compromising", "avoiding", "accommodating")
"""Ways of handling a conflict."""
BIASES = ("confirmation", "survivorship", "knowledge", "availability", "desirability")
"""Ways of thinking that lead astray."""
SCOPES = ("inside", "outside", "unclear")
CHANGE_STATES = (
    "draft",
    "assessed",
    "reviewed",
    "approved",
    "rejected",
    "deferred",
    "done",
    "verified",
)
VIEWS = ("glad", "expected", "indifferent", "bearable", "unwelcome")
"""How somebody would take it, the answers to both questions about a requirement."""
DIMENSIONS = ("tangibles", "reliability", "responsiveness", "assurance", "empathy")
"""What a service is judged by, after SERVQUAL (Parasuraman, Zeithaml & Berry 1988)."""
CHANNELS = ("visit", "call", "mail", "message", "meeting")
"""How people are in touch; `team` besides is a meeting among ourselves."""


@frozen(kw_only=True)
class Stance(Record):
    """How a conflict is weighed, and the mode it is handled in.

    Five modes by how far one's own concerns and the other's are followed (Blake and Mouton;
    Thomas); the questions and their weights are ours, see `fieldapp.playbook.tools.modes`.
    """

    nature: str = d.choice("safety", "rules", "facts", "goals", "resources", "personal")
    closeness: str = d.choice("once", "sometimes", "long")
    ours: int | None = d.spec(Kind.INT, None, low=1, high=5, note="what is at stake for us")
    theirs: int | None = d.spec(Kind.INT, None, low=1, high=5, note="and for them")
    pressure: str = d.choice("today", "days", "weeks", note="how soon it must be settled")
    mode: str = d.choice(*MODES)
    reason: Text = d.text(is_long=True)
    back_on: date | None = d.spec(Kind.DAY, None, note="when it is taken up again")
    at: datetime | None = d.spec(Kind.MOMENT, None)


@frozen(kw_only=True)
class Doubt(Record):
    """A question about one's own thinking, and what one made of it. Private, always."""

    bias: str = d.choice(*BIASES)
    asked: str = d.spec(Kind.CHOICE, "", note="which question it was")
    about: str = d.spec(Kind.CHOICE, "", note="the place of the case that brought it up")
    aside: bool = d.spec(Kind.BOOL, False, note="it does not apply")
    answer: Text = d.text(is_long=True)
    at: datetime | None = d.spec(Kind.MOMENT, None)


@frozen(kw_only=True)
class Asking(Record):
    """A question for the talk: one of the playbook's that was asked, or one's own."""

    text: Text = d.text()
    kind: str = d.choice("open", "guiding", "closed", default="open")
    step: str = d.spec(Kind.CHOICE, "", note="id of the playbook's step")
    done: bool = d.spec(Kind.BOOL, False, note="it was asked")
    at: datetime | None = d.spec(Kind.MOMENT, None)


@frozen(kw_only=True)
class Expectation(Record):
    """An expectation and what became of it: stated, realistic, the gap, agreed.

    A later version names the one it replaces, with its day and reason; nothing is overwritten.
    """

    text: Text = d.text(is_long=True, reader="customer")
    realistic: Text = d.text(is_long=True)
    gap: Text = d.text(is_long=True)
    agreed: Text = d.text(is_long=True, reader="customer")
    agreed_on: date | None = d.spec(Kind.DAY, None, reader="customer")
    scope: str = d.choice(*SCOPES, note="of what was agreed before")
    reason: Text = d.text(note="why this version differs from the one it replaces")
    replaces: str | None = d.spec(Kind.REF, None, refers_to="expectations")


@frozen(kw_only=True)
class ChangeRequest(Record):
    """A wish to change what was agreed 需求变更申请单, from draft to verified.

    `days`: working days the schedule moves by. `cost` is an amount in `currency` (ISO 4217).
    """

    title: Text = d.text()
    text: Text = d.text(is_long=True)
    reason: Text = d.text()
    cause: str = d.choice("market", "own_plans", "site", "regulation", "design", "other")
    requested_by: Text = d.text()
    requested_on: date | None = d.spec(Kind.DAY, None)
    baseline: Text = d.text(note="what was agreed before: a clause, a plan, a version")
    expectation: str | None = d.spec(Kind.REF, None, refers_to="expectations")
    state: str = d.choice(*CHANGE_STATES, default="draft")
    scope_impact: Text = d.text(is_long=True)
    schedule_impact: Text = d.text(is_long=True)
    days: Decimal | None = d.spec(Kind.DECIMAL, None)
    cost: Decimal | None = d.spec(Kind.DECIMAL, None)
    currency: str = d.spec(Kind.CHOICE, "", note="ISO 4217")
    quality_impact: Text = d.text(is_long=True)
    risk: Text = d.text(is_long=True)
    alternatives: Text = d.text(is_long=True)
    reviewed_on: date | None = d.spec(Kind.DAY, None)
    attendees: Text = d.text()
    criteria: Text = d.text(is_long=True)
    minutes: Text = d.text(is_long=True)
    decided_by: Text = d.text()
    condition: Text = d.text()
    due: date | None = d.spec(Kind.DAY, None, note="to be done by; deferred: to be looked at again")
    done_on: date | None = d.spec(Kind.DAY, None)
    verified_by: Text = d.text()
    verified_on: date | None = d.spec(Kind.DAY, None)
    proof: Text = d.text()


@frozen(kw_only=True)
class Stakeholder(Record):
    """Somebody with a part in it, by name or role. What is thought of them is printed nowhere."""

    title: Text = d.text()
    side: str = d.choice("customer", "sales", "delivery", "service", "supplier", "other")
    interest: int | None = d.spec(Kind.INT, None, low=1, high=5, reader="internal")
    influence: int | None = d.spec(Kind.INT, None, low=1, high=5, reader="internal")
    wants: Text = d.text(is_long=True, reader="internal")


@frozen(kw_only=True)
class Duty(Record):
    """A task and its four kinds of parties (RACI); one alone is accountable."""

    what: Text = d.text()
    measure: Text = d.text()
    due: date | None = d.spec(Kind.DAY, None)
    accountable: str | None = d.spec(Kind.REF, None, refers_to="stakeholders")
    responsible: tuple[str, ...] = d.spec(Kind.REFS, (), refers_to="stakeholders")
    consulted: tuple[str, ...] = d.spec(Kind.REFS, (), refers_to="stakeholders")
    informed: tuple[str, ...] = d.spec(Kind.REFS, (), refers_to="stakeholders")


@frozen(kw_only=True)
class Compensation(Record):
    """Something offered to make good, and who approved it. `item`: an id of the catalogue."""

    what: Text = d.text()
    item: str = d.spec(Kind.CHOICE, "", note="id of the company's catalogue")
    amount: Decimal | None = d.spec(Kind.DECIMAL, None)
    currency: str = d.spec(Kind.CHOICE, "", note="ISO 4217")
    reason: Text = d.text()
    approved_by: Text = d.text()
    approved_on: date | None = d.spec(Kind.DAY, None)
    given: bool = d.spec(Kind.BOOL, False)


@frozen(kw_only=True)
class Requirement(Record):
    """Something that is wanted, and how it would be taken with it and without it."""

    text: Text = d.text(is_long=True)
    present: str = d.choice(*VIEWS, note="if it were there")
    absent: str = d.choice(*VIEWS, note="if it were not")


@frozen(kw_only=True)
class Debrief(Record):
    """A look back together: what was meant, what came of it, why, what stays and what changes."""

    on: date | None = d.spec(Kind.DAY, None)
    attendees: Text = d.text()
    planned: Text = d.text(is_long=True)
    happened: Text = d.text(is_long=True)
    why: Text = d.text(is_long=True)
    keep: Text = d.text(is_long=True)
    change: Text = d.text(is_long=True)


@frozen(kw_only=True)
class SurveyResponse(Record):
    """What somebody thought of a service, asked once it was done. A customer's or a colleague's."""

    asked: str = d.choice("customer", "colleague", default="customer")
    how: str = d.choice("on_screen", "phone", "paper", default="phone")
    who: Text = d.text(note="name or role; may be empty")
    at: datetime | None = d.spec(Kind.MOMENT, None)
    recommend: int | None = d.spec(Kind.INT, None, low=0, high=10)
    words: Text = d.text(is_long=True, note="what they add, verbatim")


@frozen(kw_only=True)
class SurveyRating(Record):
    """One question of a survey: 1 (not at all) to 5 (wholly), expected and found."""

    survey: str | None = d.spec(Kind.REF, None, refers_to="surveys")
    question: str = d.spec(Kind.CHOICE, "", note="id of a question of the survey")
    dimension: str = d.choice(*DIMENSIONS)
    expected: int | None = d.spec(Kind.INT, None, low=1, high=5)
    found: int | None = d.spec(Kind.INT, None, low=1, high=5)


@frozen(kw_only=True)
class Contact(Record):
    """A time they were in touch: how, with whom, about what, what came of it, and what is next."""

    kind: str = d.choice(*CHANNELS, "team", default="call")
    at: datetime | None = d.spec(Kind.MOMENT, None)
    who: Text = d.text(note="name or role; may be several")
    text: Text = d.text(is_long=True, note="what it was about; of a meeting, its agenda")
    outcome: Text = d.text(is_long=True, note="what came of it; of a meeting, what was decided")
    next: Text = d.text()
    next_on: date | None = d.spec(Kind.DAY, None)
    next_by: str = d.choice(*CHANNELS)


@frozen(kw_only=True)
class Kickoff(Record):
    """How working together began: what they need, by what they will judge it, what is left out,
    how to keep in touch, and who agreed to it. What came later is measured against it."""

    on: date | None = d.spec(Kind.DAY, None)
    attendees: Text = d.text(note="names or roles, of both sides")
    needs: Text = d.text(is_long=True)
    success: Text = d.text(is_long=True, note="by what they will judge it")
    excluded: Text = d.text(is_long=True, note="what it does not include")
    touch: Text = d.text(reader="customer", note="how often, how and by whom to keep in touch")
    agreed_by: Text = d.text(note="who agreed to it on the customer's side")
    agreed_on: date | None = d.spec(Kind.DAY, None)
