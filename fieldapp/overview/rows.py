"""What one case contributes to the figures of its team.

It is taken from the edition of the report that stands now, as supervisors are shown it, and from
what became of that report: nothing an engineer is still writing, nothing private, no mood of an
engineer and no step that was left out. Where the edition is gone, because something in it was
erased, what became of the report is still told.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Literal

from fieldapp.base.language import Text
from fieldapp.base.values import frozen
from fieldapp.case import hlc, ids, reportstate
from fieldapp.case.change import Change
from fieldapp.case.fold import Fold
from fieldapp.case.records import Commitment
from fieldapp.case.reportstate import WAITING, Report, State
from fieldapp.case.reviewrecords import APPROVED, CONDITIONS, DECLINED
from fieldapp.overview.said import Said, said
from fieldapp.playbook.model import Playbook
from fieldapp.report import audience
from fieldapp.report.asks import asked
from fieldapp.report.content import Content

PATIENCE = timedelta(days=5)
"""A report that names no day is to be decided on within so many."""
_FINAL = (APPROVED, CONDITIONS, DECLINED)

WorkKind = Literal["decision", "return", "promise"]
"""A report waits for a supervisor; it was returned to its engineer; we have promised something."""
PromiseState = Literal["open", "done", "cancelled"]


@frozen
class Promise:
    """Something promised: by `us` or by the `customer`. `due`: None where nobody has said."""

    party: str
    due: date | None
    state: PromiseState


@frozen
class Work:
    """Something that waits for somebody. `who`: empty for anybody of the team, or nobody named."""

    kind: WorkKind
    who: Text
    due: date | None


@frozen(kw_only=True)
class CaseRow:
    """One case."""

    case: str
    """Its id, hexadecimal."""
    reference: str
    """What people call it."""
    state: State
    issued: datetime
    """When its first report was issued: the month it counts in."""
    decided: datetime | None = None
    """When a supervisor first approved or declined it; to return it is no decision yet."""
    promises: tuple[Promise, ...] = ()
    work: tuple[Work, ...] = ()
    said: Said = Said()


@frozen
class Edition:
    """The edition that stands now, its playbook, and the log of its case."""

    content: Content
    playbook: Playbook
    changes: Sequence[Change]


def case_row(
    case: bytes, reports: Sequence[Report], fold: Fold, edition: Edition | None = None
) -> CaseRow | None:
    """What a case contributes; None if it has no report, or all of them were withdrawn.

    Args:
        case: its id, 16 bytes.
        reports: the first issued first.
        fold: at least its promises (`commitments/`), as they stand now.
        edition: of the current report; None where it is not to be had, or nobody knows what of it
            may be seen because its playbook is not.
    """
    current = reportstate.current(reports)
    if current is None:
        return None
    told, promised, deadline = Said(), tuple[Commitment, ...](), None
    if edition is not None:
        seen = audience.printed(edition.content.case, edition.playbook, "supervisor")
        told = said(seen, edition.playbook, edition.changes)
        promised = seen.commitments
        deadline = asked(edition.content, edition.playbook).deadline
    promises = list(_promises(fold, current, promised))
    return CaseRow(
        case=case.hex(),
        reference=ids.reference(case),
        state=current.state,
        issued=_issued(reports[0]),
        decided=_decided(reports),
        promises=tuple(Promise(p.party, _day(p.due), _state(p)) for p in promises),
        work=tuple(_work(current, told, promises, _day(deadline))),
        said=told,
    )


def _issued(report: Report) -> datetime:
    return report.issue.at or _moment(report.hlc)


def _decided(reports: Iterable[Report]) -> datetime | None:
    final = (
        ruling
        for report in reports
        for ruling in report.rulings
        if ruling.decides and ruling.review.decision in _FINAL
    )
    first = min(final, key=lambda ruling: ruling.hlc, default=None)
    return None if first is None else first.review.at or _moment(first.hlc)


def _promises(fold: Fold, report: Report, promised: Iterable[Commitment]) -> Iterator[Commitment]:
    """What the edition and the decisions on it promise, as it stands now."""
    conditions = (one for ruling in report.decisions for one in ruling.conditions)
    for promise in {one.id: one for one in (*promised, *conditions)}.values():
        status = fold.latest(f"commitments/{promise.id}/status")
        yield replace(promise, status=status if isinstance(status, str) else promise.status)


def _state(promise: Commitment) -> PromiseState:
    if promise.status == "done":
        return "done"
    return "cancelled" if promise.status == "cancelled" else "open"


def _work(
    report: Report, told: Said, promises: Iterable[Commitment], deadline: date | None
) -> Iterator[Work]:
    if report.state in WAITING:
        who = report.assigned.to_name if report.assigned else Text()
        yield Work("decision", who, deadline or (_issued(report) + PATIENCE).date())
    elif report.state == "returned":
        yield Work("return", told.engineer, None)
    for promise in promises:
        if _state(promise) == "open" and promise.party == "us":
            yield Work("promise", promise.who, _day(promise.due))


def _day(due: date | None) -> date | None:
    """The day of a day or moment."""
    return None if due is None else date(due.year, due.month, due.day)


def _moment(clock: int) -> datetime:
    return datetime.fromtimestamp(hlc.milliseconds(clock) / 1000, UTC)
