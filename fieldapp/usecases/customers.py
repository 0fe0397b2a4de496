"""A customer over all cases: which there are, and what is still open for them."""

from __future__ import annotations

from fieldapp.base.language import LANGS, Text
from fieldapp.base.values import frozen
from fieldapp.case.pending import customer_keys
from fieldapp.case.records import Case
from fieldapp.playbook.model import Playbook
from fieldapp.playbook.tools.customers import INTAKE, PLAN, asked
from fieldapp.store.listing import Row
from fieldapp.store.workspace import Workspace
from fieldapp.usecases import agenda
from fieldapp.usecases.agenda import Owed

MOST = 50
"""Cases of one customer that are shown."""
_PAGE = 200
_PAGES = 5
"""Pages of what is found that are looked through: a name may stand in many others' cases."""


@frozen
class Account:
    """What is known of a customer besides the open case: their other cases, the one changed last
    first, and what is still open in them."""

    cases: tuple[Row, ...] = ()
    owed: tuple[Owed, ...] = ()


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


def account(workspace: Workspace, company: Text, but: bytes) -> Account:
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
    return Account(tuple(latest), agenda.of_customer(workspace, company, but))


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
