"""The list's summary of a case: what a row shows and what search reads."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from fieldapp.base.language import Text
from fieldapp.base.values import frozen

if TYPE_CHECKING:
    from fieldapp.case.pending import Pending
    from fieldapp.case.records import Case


@frozen
class Summary:
    """One row of the list."""

    title: Text
    company: Text
    site: Text
    playbook: str
    situation: str
    severity: int | None
    opened: datetime | None
    state: str
    """`open`, `issued` (preliminary), `final` or `erased`."""
    open_commitments: int
    conflicts: int
    """Places where a person is to decide."""
    level: int | None
    """The customer's latest emotion level, where one was shared."""
    due: date | None = None
    """When the first of what is still to be done is due: a day or a moment."""


def summarise(case: Case, pending: Sequence[Pending] = ()) -> Summary:
    """The summary of a case, and of what is still to be done in it."""
    from fieldapp.case.pending import first_due

    readings = [r for r in case.emotions if r.who == "customer" and r.level is not None]
    dated = [r for r in readings if r.at is not None]
    last = max(dated, key=lambda r: r.at.timestamp() if r.at else 0) if dated else None
    if last is None and readings:
        last = readings[-1]
    return Summary(
        title=case.title,
        company=case.customer.company,
        site=case.customer.site,
        playbook=case.playbook,
        situation=case.situation,
        severity=case.severity,
        opened=case.opened,
        state=_state(case),
        open_commitments=sum(c.status in {"open", "late"} for c in case.commitments),
        conflicts=len(case.disputed),
        level=last.level if last is not None else None,
        due=first_due(pending),
    )


def _state(case: Case) -> str:
    if any(stub.scope == "case" for stub in case.erased):
        return "erased"
    if any(issue.final for issue in case.issues):
        return "final"
    return "issued" if case.issues else "open"


def texts(case: Case) -> Iterator[str]:
    """Every text of a case that search may find: not what is private."""
    for text in _all_texts(case):
        if text.zh:
            yield text.zh
        if text.en:
            yield text.en


def _all_texts(case: Case) -> Iterator[Text]:
    # Loaded here: who only reads summaries has no use for the records.
    from fieldapp.case.declaring import Kind
    from fieldapp.case.records import COLLECTIONS, GROUPS, specs

    yield from (case.title, case.engineer, case.supervisor)
    for name, group in GROUPS.items():
        yield from (getattr(getattr(case, name), key) for key in specs(group))
    for name, record in COLLECTIONS.items():
        keys = [key for key, spec in specs(record).items() if spec.kind is Kind.TEXT]
        for item in case.collection(name):
            if not item.private:
                yield from (getattr(item, key) for key in keys)
    for name, answer in case.answers.items():
        if name in case.private_answers:
            continue
        if isinstance(answer, Text):
            yield answer
        elif isinstance(answer, str):
            yield Text.of(answer)
