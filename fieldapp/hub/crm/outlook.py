"""How the hand-over to a customer system stands: of one report, and of a team."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

from sqlalchemy import Row, func, select

from fieldapp.base.values import frozen
from fieldapp.crm.rows import key_of
from fieldapp.hub import schema
from fieldapp.hub.crm import automatic
from fieldapp.hub.crm.automatic import AGAIN, Automatic
from fieldapp.hub.crm.handing import APPROVED, AWAY, WAITING, hash_of
from fieldapp.hub.node import Node

State = Literal["sent", "failed", "due", "nothing"]
_MOST = 2_000
"""Approved reports, the last decided first, among which those that failed are looked for."""

_KINDS = 20
"""Kinds of faults that are told."""


@frozen(kw_only=True)
class Handover:
    """What became of an approved report.

    Args:
        state: `nothing`: its turn was there, and the case has nothing that they take.
        at: when it was sent, or tried last; milliseconds since 1970, 0 where it never was.
        tries: how often in vain.
        again: when it is tried again by itself; 0: with the next turn of the hub, which is within
            minutes; None: only by hand.
        fault: their code for why, or one of ours.
    """

    state: State
    at: int = 0
    tries: int = 0
    again: int | None = None
    fault: str = ""


@frozen
class Refused:
    """Rows of one kind that the customer system did not take, by its code for why."""

    module: str
    fault: str
    count: int


@frozen
class Failed:
    """A report of which something was not taken."""

    case: str
    issue: str
    told: str
    """JSON, see `schema.report`."""
    number: int
    handover: Handover


def of_report(node: Node, space: bytes, case: bytes, issue: str) -> Handover | None:
    """How it stands with one; None where it is not approved, or nothing is handed over here.
    Within a transaction."""
    here = schema.report.c
    query = select(here.state, here.decided, here.is_whole).where(
        here.space_id == space, here.case_id == case, here.issue == issue
    )
    report = node.shelf.work.row(query)
    if report is None or report.state not in APPROVED or not report.is_whole:
        return None
    known, kept = automatic.setting(node, space), _kept(node, space, case)
    if known is None and not kept:
        return None
    found = _failure(known, kept, report.decided or 0, node.now())
    if found is not None:
        return found
    if known is not None and known.seen != automatic.decided_by(node, space):
        return Handover(state="due", again=0)
    if kept:
        return Handover(state="sent", at=max(one.at for one in kept))
    return Handover(state="nothing", at=known.at if known else 0)


def failed(node: Node, space: bytes) -> list[Failed]:
    """The approved reports of which something was not taken, the last decided first, as far as
    they are among the last ones. Within a transaction."""
    row, here = schema.crm_row.c, schema.report.c
    query = select(row.key).where(row.space_id == space, row.fault != "")
    keys = {one.key for one in node.shelf.work.rows(query)}
    if not keys:
        return []
    approved = select(schema.report).where(
        here.space_id == space, here.state.in_(APPROVED), here.is_whole
    )
    latest = approved.order_by(here.decided.desc(), here.case_id).limit(_MOST)
    known, now = automatic.setting(node, space), node.now()
    found = list[Failed]()
    for one in node.shelf.work.rows(latest):
        if hash_of(key_of(one.case_id.hex())) not in keys:
            continue
        handover = _failure(known, _kept(node, space, one.case_id), one.decided or 0, now)
        if handover is not None:
            found.append(Failed(one.case_id.hex(), one.issue, one.told, one.number, handover))
    return found


def refused(node: Node, space: bytes) -> list[Refused]:
    """What they answered, the most frequent first. Within a transaction."""
    here = schema.crm_row.c
    query = (
        select(here.module, here.fault, func.count().label("many"))
        .where(here.space_id == space, here.fault.not_in(("", AWAY, WAITING)))
        .group_by(here.module, here.fault)
        .order_by(func.count().desc(), here.module, here.fault)
        .limit(_KINDS)
    )
    return [Refused(one.module, one.fault, one.many) for one in node.shelf.work.rows(query)]


def _failure(
    known: Automatic | None, kept: Sequence[Row[Any]], decided: int, now: int
) -> Handover | None:
    """Why something of a report, or of the whole team, could not be sent; None where all was."""
    again = None if known is None else _again(known, now)
    faults = [one for one in kept if one.fault]
    if faults:
        # What it waits for says less than why that was not taken.
        first = min(faults, key=lambda one: bool(one.fault == WAITING))
        at, tries = max(one.at for one in faults), max(one.tries for one in faults)
        return Handover(state="failed", at=at, tries=tries, again=again, fault=first.fault)
    if known is None or not known.fault or any(one.at >= decided for one in kept):
        return None
    return Handover(state="failed", at=known.at, tries=known.tries, again=again, fault=known.fault)


def _again(known: Automatic, now: int) -> int:
    """When failed rows go again: the turn after the hour is over, or at once where that is set."""
    due = known.at + AGAIN
    return due if known.is_failing and known.seen and not known.busy and now < due else 0


def _kept(node: Node, space: bytes, case: bytes) -> Sequence[Row[Any]]:
    """What is known of the rows of a case."""
    here = schema.crm_row.c
    query = select(here.fault, here.at, here.tries).where(
        here.space_id == space, here.key == hash_of(key_of(case.hex()))
    )
    return node.shelf.work.rows(query)
