"""The customer: how they were in touch and when next, how it began, what was said at intake, and
their trust."""

# inventory 68: the kick-off: what they need, by what they judge it, who agreed to it
# inventory 71: meetings with agenda, what was decided, what is next
# inventory 95: meetings among ourselves, told apart from contacts with the customer
# inventory 98: how they are next in touch, and on which day
# inventory 187: intake after ISO 10002, and what is still to be asked

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal

from fieldapp.base.findings import Finding, Severity
from fieldapp.base.language import LANGS, Text, tr
from fieldapp.case.pending import Pending, is_open
from fieldapp.case.records import Case
from fieldapp.case.toolrecords import Contact
from fieldapp.playbook.fields import Field
from fieldapp.playbook.model import Playbook
from fieldapp.playbook.tools.wording import short

INTAKE = (
    "opened",
    "channel",
    "product",
    "serial_number",
    "contract_ref",
    "usage_context",
    "problem",
    "occurred_at",
    "recurrence",
    "extent",
    "remedy_sought",
    "earlier_contacts",
    "decision_maker",
)
"""The fields of a complaint's intake, after the form in annex B of ISO 10002:2018, as far as a
playbook asks for them."""
PLAN = ("communication_plan", "escalation_contact", "follow_up_date", "follow_up_channel")
"""How it was agreed to keep in touch."""
TRUST = ("trust_before", "trust_after")
QUIET = timedelta(days=14)
"""So long without a word, while something is open, is worth asking about."""
_MOST = 3
"""Findings of one kind: a long list helps nobody."""


def in_order(case: Case) -> list[Contact]:
    """All contacts, the latest first; those without a time last."""
    known = enumerate(case.contacts)
    order = sorted(known, key=lambda pair: (_stamp(pair[1]), pair[0]), reverse=True)
    return [contact for _, contact in order]


def _stamp(contact: Contact) -> float:
    return contact.at.timestamp() if contact.at else float("-inf")


def with_customer(case: Case) -> list[Contact]:
    """Contacts with the customer, none that is private, the latest first."""
    return [one for one in in_order(case) if one.kind != "team" and not one.private]


def trust(case: Case) -> tuple[int | None, int | None]:
    """Trust before and after, each 1 to 5."""
    before, after = (case.answers.get(name) for name in TRUST)
    return _level(before), _level(after)


def _level(answer: object) -> int | None:
    return int(answer) if isinstance(answer, int | Decimal) else None


def asked(playbook: Playbook, names: Sequence[str]) -> list[Field]:
    """Those of some fields that a playbook asks for and that are not private."""
    known = (playbook.fields.get(name) for name in names)
    return [field for field in known if field is not None and not playbook.is_private(field.id)]


def analyse(case: Case, playbook: Playbook, today: date) -> Iterator[Finding]:
    """Where nobody has been in touch for long, and what of the next contact is not said yet."""
    known = with_customer(case)
    yield from _silence(case, known, today)
    undated = [one for one in known if (one.next or one.next_by) and not one.next_on]
    yield from _few("no_day", undated)
    passed = [one for one in _awaited(known) if one.next_on and _day(one.next_on) < today]
    yield from _few("passed", passed)
    for one in case.kickoffs[-1:]:
        if one.needs and not one.private and not (one.agreed_by and one.agreed_on):
            where = f"kickoffs/{one.id}/agreed_{'on' if one.agreed_by else 'by'}"
            yield Finding("customers.kickoff_open", {}, where, Severity.INFO)
    before, after = trust(case)
    if before is not None and after is not None and after < before:
        params = {"before": str(before), "after": str(after)}
        yield Finding("customers.less_trust", params, "answers/trust_after", Severity.INFO)


def _silence(case: Case, known: Sequence[Contact], today: date) -> Iterator[Finding]:
    dated = [one for one in known if one.at is not None]
    is_waiting = any(is_open(one) and not one.private for one in case.commitments)
    if not (dated and is_waiting):
        return
    last = dated[0]
    assert last.at is not None
    days = today - last.at.date()
    if days > QUIET:
        where = f"contacts/{last.id}/next_on"
        yield Finding("customers.quiet", {"days": str(days.days)}, where, Severity.INFO)


def next_contacts(case: Case) -> Iterator[Pending]:
    """When they are to be in touch again, as far as a day was named and it has not come about."""
    again = Text(tr("customers.again", "zh"), tr("customers.again", "en"))
    team = [one for one in in_order(case) if one.kind == "team" and not one.private]
    for known in (with_customer(case), team):
        for one in _awaited(known):
            item = f"contacts/{one.id}/next_on"
            yield Pending("contact", item, one.next or again, one.who, due=one.next_on)


def _awaited(known: Sequence[Contact]) -> Iterator[Contact]:
    """Those whose next contact has a day and is still to come: no later one was noted on that day
    or after it, nor one that names the next itself."""
    for one in known:
        due = one.next_on
        later = (other for other in known if due is not None and _stamp(other) > _stamp(one))
        if due and not any(other.next_on or _is_by(other, _day(due)) for other in later):
            yield one


def _is_by(contact: Contact, day: date) -> bool:
    return contact.at is not None and contact.at.date() >= day


def _day(due: date) -> date:
    return date(due.year, due.month, due.day)


def _few(code: str, found: Sequence[Contact]) -> Iterator[Finding]:
    for one in found[:_MOST]:
        said = one.next or one.text
        named = {f"name_{lang}": short(said.get(lang)) or "…" for lang in LANGS}
        yield Finding(f"customers.{code}", named, f"contacts/{one.id}/next_on", Severity.INFO)
