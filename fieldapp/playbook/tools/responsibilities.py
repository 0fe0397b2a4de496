"""Responsibilities: who has a part in it, and for each task one who is accountable (RACI).

Parties are placed by interest and influence (Mendelow, 1991): it says with whom to work it out and
whom to keep informed, and is printed nowhere.
"""

# inventory 8: the parties with their interest and influence
# inventory 81: tasks divided, exactly one accountable for each

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date

from fieldapp.base.findings import Finding, Severity
from fieldapp.base.language import LANGS, Text
from fieldapp.case.records import Case
from fieldapp.case.toolrecords import Duty, Stakeholder
from fieldapp.playbook.model import Playbook
from fieldapp.playbook.tools.wording import short

LETTERS = ("accountable", "responsible", "consulted", "informed")
HIGH = 4
"""Interest or influence from which a party is not to be forgotten."""
_MOST = 3
_LOAD = 5
"""Tasks one party may be accountable for before it is asked about."""


def letters(duty: Duty, party_id: str) -> tuple[str, ...]:
    """What a party is in a task, of `LETTERS`."""
    found = []
    for name in LETTERS:
        value = getattr(duty, name)
        if party_id == value or (isinstance(value, tuple) and party_id in value):
            found.append(name)
    return tuple(found)


def accountable(case: Case, duty: Duty) -> Stakeholder | None:
    """Who is accountable for a task; None if nobody is, or they are not there any more."""
    return next((party for party in case.stakeholders if party.id == duty.accountable), None)


def duties_of(case: Case, party: Stakeholder) -> tuple[Duty, ...]:
    """The tasks a party is accountable for."""
    return tuple(duty for duty in case.duties if duty.accountable == party.id)


def analyse(case: Case, playbook: Playbook, today: date) -> Iterator[Finding]:
    """What is nobody's, and who might be forgotten."""
    named = [duty for duty in case.duties if duty.what]
    disputed = {place.partition("/@")[0] for place in case.disputed}
    for duty in named:
        if f"duties/{duty.id}/accountable" in disputed:
            yield _about("two_accountable", duty, "accountable")
    nobodys = [duty for duty in named if accountable(case, duty) is None]
    yield from _few("no_accountable", "accountable", nobodys)
    idle = [duty for duty in named if not duty.responsible and duty not in nobodys]
    yield from _few("no_responsible", "responsible", idle)
    yield from _few("no_due", "due", [duty for duty in named if duty.due is None])
    yield from _parties(case)


def _parties(case: Case) -> Iterator[Finding]:
    load = Counter(duty.accountable for duty in case.duties if duty.accountable)
    for party in case.stakeholders:
        weighs = (party.interest or 0) >= HIGH and (party.influence or 0) >= HIGH
        is_in = any(letters(duty, party.id) for duty in case.duties)
        if case.duties and weighs and not is_in:
            yield _party("left_out", party)
        if load[party.id] > _LOAD:
            yield _party("loaded", party, count=load[party.id])
    names = Counter(party.title.original.strip() for party in case.stakeholders if party.title)
    for party in case.stakeholders:
        if names[party.title.original.strip()] > 1:
            yield _party("twice", party)
            return


def _few(code: str, part: str, duties: Sequence[Duty]) -> Iterator[Finding]:
    return (_about(code, duty, part) for duty in duties[:_MOST])


def _about(code: str, duty: Duty, part: str) -> Finding:
    where = f"duties/{duty.id}/{part}"
    return Finding(f"responsibilities.{code}", _names(duty.what), where, Severity.WARNING)


def _party(code: str, party: Stakeholder, **params: int) -> Finding:
    where = f"stakeholders/{party.id}/title"
    named: dict[str, str | int] = {**_names(party.title), **params}
    return Finding(f"responsibilities.{code}", named, where, Severity.INFO)


def _names(text: Text) -> dict[str, str]:
    return {f"name_{lang}": short(text.get(lang)) for lang in LANGS}
