"""The customer: how they were in touch and when next, what was said at intake, and their trust."""

# inventory 71: meetings with agenda, what was decided, what is next
# inventory 95: meetings among ourselves, told apart from contacts with the customer
# inventory 98: how they are next in touch, and on which day
# inventory 187: intake after ISO 10002, and what is still to be asked

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal

from fieldapp.base.findings import Finding, Severity
from fieldapp.base.language import LANGS
from fieldapp.case.pending import is_open
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
    yield from _few("passed", [one for one in known if _has_passed(one, known, today)])
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


def _has_passed(contact: Contact, known: Sequence[Contact], today: date) -> bool:
    """Whether the day of the next contact is over, and no later contact has been noted."""
    due = contact.next_on
    if due is None or _day(due) >= today:
        return False
    later = (one for one in known if one is not contact and one.at is not None)
    return not any(_stamp(one) > _stamp(contact) for one in later)


def _day(due: date) -> date:
    return date(due.year, due.month, due.day)


def _few(code: str, found: Sequence[Contact]) -> Iterator[Finding]:
    for one in found[:_MOST]:
        said = one.next or one.text
        named = {f"name_{lang}": short(said.get(lang)) or "…" for lang in LANGS}
        yield Finding(f"customers.{code}", named, f"contacts/{one.id}/next_on", Severity.INFO)
