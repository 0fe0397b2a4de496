"""A customer over all cases: which there are, and what is still open for them."""

# inventory 7: who else they use or consider, said before a visit
# inventory 37: contacts, trust and what is open, over all cases of a customer
# inventory 63: contacts with a customer, over all their cases
# inventory 190: needs they mentioned and whether they come back, over all their cases

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime

from fieldapp.base.language import LANGS, Text
from fieldapp.base.values import frozen
from fieldapp.case.pending import customer_keys
from fieldapp.case.records import Case
from fieldapp.case.toolrecords import Contact
from fieldapp.playbook import answers
from fieldapp.playbook.library import Library
from fieldapp.playbook.model import Playbook
from fieldapp.playbook.tools import BUSINESS
from fieldapp.playbook.tools.customers import INTAKE, PLAN, asked, trust, with_customer
from fieldapp.store.listing import Row
from fieldapp.store.workspace import Workspace
from fieldapp.usecases import agenda, cases
from fieldapp.usecases.agenda import Owed

MOST = 50
"""Cases of one customer that are shown."""
_READ = 12
"""Those of them that are read whole."""
_PAGE = 200
_PAGES = 5
"""Pages of what is found that are looked through: a name may stand in many others' cases."""


@frozen
class Met:
    """A contact with a customer, and the case it was about."""

    case: Row
    contact: Contact


@frozen
class Trusted:
    """Their trust before and after one case, each 1 to 5, and the day it was opened."""

    on: date | None
    before: int | None
    after: int | None


@frozen
class Noted:
    """What a case says of their business: a field of `BUSINESS` and its answer."""

    case: Row
    field: str
    text: Text


@frozen
class Account:
    """What is known of a customer besides the open case: their other cases, the one changed last
    first, what is still open in them, the contacts noted there, their trust and what was noted of
    their business, the latest first."""

    cases: tuple[Row, ...] = ()
    owed: tuple[Owed, ...] = ()
    contacts: tuple[Met, ...] = ()
    trust: tuple[Trusted, ...] = ()
    noted: tuple[Noted, ...] = ()


@frozen
class Intake:
    """What is on record of a customer and their complaint.

    `said`: label and answer. `unsaid`: labels of what the playbook asks for and nobody has said.
    """

    said: tuple[tuple[Text, Text], ...]
    unsaid: tuple[Text, ...]


def intake(case: Case, playbook: Playbook) -> Intake:
    """What was said at intake, and how it was agreed to keep in touch."""
    from fieldapp.report.telling import Teller

    teller = Teller(case, playbook, "supervisor")
    said, unsaid = [], []
    for field in asked(playbook, (*INTAKE, *PLAN)):
        is_private = field.id in case.private_answers
        told = Text() if is_private else teller.value(field)
        if told:
            said.append((field.label, told))
        elif field.id in INTAKE and not is_private:
            unsaid.append(field.label)
    return Intake(tuple(said), tuple(unsaid))


def account(workspace: Workspace, library: Library, company: Text, but: bytes) -> Account:
    """A customer, by either of their names, whatever its spaces and letter case.

    Args:
        but: the open case, which is left out.
    """
    keys = set(customer_keys(company))
    if not keys:
        return Account()
    found: dict[bytes, Row] = {}
    for name in dict.fromkeys(company.get(lang) for lang in LANGS):
        for row in _named(workspace, name):
            if row.case != but and keys & set(customer_keys(row.summary.company)):
                found[row.case] = row
    latest = sorted(found.values(), key=lambda row: row.recency, reverse=True)[:MOST]
    owed = agenda.of_customer(workspace, company, but)
    known = [(row, cases.load(workspace, row.case, library)) for row in latest[:_READ]]
    by_opening = sorted(known, key=lambda pair: _stamp(pair[0].summary.opened), reverse=True)
    return Account(
        tuple(latest),
        owed,
        _met(known),
        tuple(line for _, case in by_opening for line in trusted(case)),
        tuple(note for row, case in by_opening for note in _noted(row, case, library)),
    )


def trusted(case: Case) -> Iterator[Trusted]:
    """The trust of one case; nothing where none was noted."""
    before, after = trust(case)
    if before is not None or after is not None:
        yield Trusted(case.opened.date() if case.opened else None, before, after)


def _noted(row: Row, case: Case, library: Library) -> Iterator[Noted]:
    """What is shown of their business, in words."""
    playbook = library.get(case.playbook)
    if playbook is None:
        return
    for name in BUSINESS:
        field = playbook.fields.get(name)
        value = answers.read(field, case).value if field is not None else None
        if field is None or name in case.private_answers:
            continue
        chosen = field.choice(value) if isinstance(value, str) else None
        if text := chosen.label if chosen else value:
            assert isinstance(text, Text)
            yield Noted(row, name, text)


def _stamp(opened: datetime | None) -> float:
    return opened.timestamp() if opened else float("-inf")


def _met(known: Iterable[tuple[Row, Case]]) -> tuple[Met, ...]:
    """The contacts noted in some cases, the latest first; undated and private ones left out."""
    found = [
        (contact.at.timestamp(), Met(row, contact))
        for row, case in known
        for contact in with_customer(case)
        if contact.at is not None
    ]
    return tuple(met for _, met in sorted(found, key=lambda pair: pair[0], reverse=True))


def _named(workspace: Workspace, name: str) -> list[Row]:
    """The cases in which a name stands anywhere."""
    found: list[Row] = []
    before: int | None = None
    for _ in range(_PAGES):
        page = workspace.search(name, limit=_PAGE, before=before) if name else []
        found += page
        if len(page) < _PAGE:
            break
        before = page[-1].recency
    return found
