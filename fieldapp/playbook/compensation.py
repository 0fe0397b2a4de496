"""The catalogue of what may be offered to make good, and up to how much an engineer decides alone.

It is data, `compensation.yaml` in a forms folder: the built-in one, or a company's own instead.
"""

# inventory 221: what may be offered, with the limit from which somebody approves it

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path

from fieldapp.base.findings import Finding, Severity
from fieldapp.base.language import LANGS, Text
from fieldapp.base.values import frozen
from fieldapp.case.records import Case
from fieldapp.case.toolrecords import Compensation
from fieldapp.playbook import schema, source
from fieldapp.playbook.fields import text_of

FILE = "compensation.yaml"


@frozen
class Remedy:
    """One thing that may be offered. `limit`: up to here an engineer decides alone."""

    id: str
    title: Text
    limit: Decimal
    approver: Text


@frozen
class Remedies:
    """All of them; `currency` (ISO 4217) is that of the limits."""

    items: tuple[Remedy, ...] = ()
    currency: str = ""

    def item(self, name: str) -> Remedy | None:
        return next((known for known in self.items if known.id == name), None)

    def needs_approval(self, offered: Compensation) -> Remedy | None:
        """The item whose limit an offer is above, while nobody has approved it; None if it may be
        made. Of an amount nobody has said it is not known yet."""
        known = self.item(offered.item)
        if known is None or offered.approved_by:
            return None
        if offered.amount is None:
            return known if known.limit == 0 else None
        is_other = bool(offered.currency) and offered.currency.upper() != self.currency
        return known if is_other or offered.amount > known.limit else None


def check(case: Case, remedies: Remedies) -> Iterator[Finding]:
    """Offers that go beyond what an engineer decides alone, and that nobody has approved."""
    for offer in case.compensations:
        known = remedies.needs_approval(offer)
        if known is None or offer.private:
            continue
        params = {"limit": f"{known.limit:,} {remedies.currency}".strip()}
        for lang in LANGS:
            params[f"name_{lang}"] = (offer.what or known.title).get(lang)
            params[f"who_{lang}"] = known.approver.get(lang)
        code = "over_limit" if known.limit else "never_alone"
        where = f"compensations/{offer.id}/approved_by"
        yield Finding(f"helpers.{code}", params, where, Severity.WARNING)


def read(folders: Sequence[Path]) -> tuple[Remedies, tuple[Finding, ...]]:
    """The catalogue of the last folder that has a good one, and what is wrong with others."""
    findings: list[Finding] = []
    for folder in reversed(folders):
        path = folder / FILE
        if not path.is_file():
            continue
        node, found = source.read(path)
        faults = [*found, *(schema.check(node, "compensation", FILE) if node is not None else ())]
        if node is not None and not faults:
            content = node.plain()
            items = (
                Remedy(
                    entry["id"],
                    text_of(entry["title"]),
                    Decimal(entry["limit"]),
                    text_of(entry.get("approver")),
                )
                for entry in content["items"]
            )
            return Remedies(tuple(items), content.get("currency", "")), tuple(findings)
        findings += faults
    return Remedies(), tuple(findings)
