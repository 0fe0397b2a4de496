"""Erased: what others ordered to be erased, as far as it may still be told: who, when and why."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from fieldapp.base.language import Text
from fieldapp.base.values import frozen
from fieldapp.case import hlc
from fieldapp.case.change import decode
from fieldapp.case.disputes import Hand
from fieldapp.case.erasure import Erasure
from fieldapp.case.records import COLLECTIONS
from fieldapp.store import erasures, seen
from fieldapp.store.workspace import Workspace


@frozen
class Notice:
    """An order to erase that came in and was obeyed. Of what it was, nothing is left to tell.

    `scope`: `case`, `item` or `person`. `collections`: what kinds of items it was about.
    """

    change: str
    """The order's id, hexadecimal."""
    case_id: bytes
    title: Text
    scope: str
    collections: tuple[str, ...]
    hand: Hand
    at: datetime
    reason: str


def notices(workspace: Workspace) -> tuple[Notice, ...]:
    """What others have had erased here and the person has not been told of, the latest first."""
    own, now = workspace.identity, workspace.machine.clock()
    found = []
    for order in erasures.ordered(workspace.parts):
        change = decode(order.frame.raw)
        erasure = Erasure.read(change)
        if erasure is None or order.private_of is not None or change.author == own.author:
            continue
        row = workspace.listing().row(change.case)
        kinds = {path.partition("/")[0] for path in erasure.paths}
        found.append(
            Notice(
                change=change.id.hex(),
                case_id=change.case,
                title=row.summary.title if row is not None else Text(),
                scope=erasure.scope,
                collections=tuple(sorted(kinds & COLLECTIONS.keys())),
                hand=Hand(change.author, change.device, change.hlc),
                at=hlc.shown(change.hlc, now).astimezone(now.tzinfo),
                reason=erasure.reason,
            )
        )
    fresh = seen.unseen(workspace, {notice.change for notice in found})
    return tuple(notice for notice in reversed(found) if notice.change in fresh)


def told(workspace: Workspace, some: Iterable[Notice]) -> None:
    """The person knows of these now."""
    seen.note(workspace, [notice.change for notice in some])
