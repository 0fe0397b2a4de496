"""Help: what is offered to make good, and what goes to the supervisor and to legal at once."""

# inventory 193: legal steps are flagged and go to the supervisor
# inventory 65: whom to call, at hand without a network

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from fieldapp.base.findings import Finding, Severity
from fieldapp.base.language import LANGS
from fieldapp.case.records import Case
from fieldapp.case.toolrecords import Compensation
from fieldapp.playbook.model import Playbook
from fieldapp.playbook.tools.wording import short

LEGAL = "legal_risk"
"""The shared field that says whether legal steps were raised."""


def analyse(case: Case, playbook: Playbook, today: date) -> Iterator[Finding]:
    """What is to be said of an offer, and whether somebody is to be told."""
    if LEGAL in playbook.fields and case.answers.get(LEGAL) == "present":
        yield Finding("helpers.legal", {}, f"answers/{LEGAL}", Severity.WARNING)
    for offer in case.compensations:
        if not offer.what and not offer.item:
            continue
        if offer.amount is None:
            yield _about("no_amount", offer, "amount", Severity.INFO)
        if not offer.reason:
            yield _about("no_reason", offer, "reason", Severity.INFO)
        if offer.given and offer.approved_by and offer.approved_on is None:
            yield _about("no_day", offer, "approved_on", Severity.WARNING)


def _about(code: str, offer: Compensation, part: str, severity: Severity) -> Finding:
    named = {f"name_{lang}": short(offer.what.get(lang)) for lang in LANGS}
    return Finding(f"helpers.{code}", named, f"compensations/{offer.id}/{part}", severity)
