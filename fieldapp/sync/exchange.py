"""Exchanges: reading the feed and sending changes, each one question after the other.

An exchange is a generator: it yields a message for the hub and is sent the answer. It holds nothing
of its own between two of them, so it may be thrown away at any `yield` and begun anew.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Generator, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import TypeVar

from fieldapp.base.findings import Finding
from fieldapp.case.change import Change, MalformedChange, decode
from fieldapp.sync import door, packing
from fieldapp.sync.batch import MAX_FRAMES, Batch
from fieldapp.sync.errors import AnswerError, RefusedError
from fieldapp.sync.local import Intake, Local, Settled
from fieldapp.sync.messages import Found, Page, Problem, Pull, Push, Receipt, Want
from fieldapp.sync.packing import Offer
from fieldapp.sync.rows import Cursor, Wanted
from fieldapp.sync.vector import Chains, ids_digest
from fieldapp.sync.wire import Message

OTHER_FEED = "sync.other_feed"
CAUSE_MISSING = "sync.cause_missing"
Exchange = Generator[Message, Message, None]
Pushing = Generator[Message, Message, dict[bytes, Change]]
"""Returns what the hub has refused as `CAUSE_MISSING`, by id."""
Completing = Generator[Message, Message, Batch]
Answer = TypeVar("Answer", bound=Message)
OFFERED = packing.PUSHED
WANTED = 200
"""Cases a question."""


def expect(answer: Message, wanted: type[Answer]) -> Answer:
    """The answer, if it is of the kind that was asked for.

    Raises:
        RefusedError: the hub says why not.
        AnswerError: it is something else.
    """
    if isinstance(answer, wanted):
        return answer
    if isinstance(answer, Problem):
        raise RefusedError(Finding(answer.code, answer.params), answer.wait)
    raise AnswerError("sync.answer_unfit", asked=wanted.TYPE, answered=answer.TYPE)


def pull(local: Local, space: bytes) -> Exchange:
    """Reads the feed to its end; with a scope from where it begins to be read."""
    while True:
        cursor, scope = local.cursor(space), local.scope(space)
        page = expect((yield Pull(cursor=cursor, scope=scope)), Page)
        if not cursor.is_at(page.before) or (page.ahead and page.after == page.before):
            raise AnswerError("sync.answer_unfit", asked=Page.TYPE, answered=Page.TYPE)
        if scope != local.scope(space):
            # Another one is wanted now: what is outside of the former one would be passed over.
            continue
        if scope.is_narrow and not cursor.epoch and not page.ahead:
            # What lies before the end of the feed, comparing finds.
            local.begin_anew(space, page.after)
        batch = _heeded(local, page)
        if scope.is_narrow or local.is_due(space):
            # A comparison that is due may be so because the scope was narrower before.
            batch = yield from _complete(local, space, batch)
        take_in(local, space, batch, is_on_hub=True, cursor=page.after, left=page.left)
        if not page.ahead:
            return


def _heeded(local: Local, page: Page) -> Batch:
    """What of a page within a scope is of use here: an order to erase must not be the beginning of
    a case that is not wanted."""
    outside = set(page.outside)
    if not outside:
        return page.batch
    gone = {
        change.raw
        for change in _changes(page.batch)
        if change.id in outside and not local.holds(change.case)
    }
    frames = tuple(frame for frame in page.batch.frames if frame.raw not in gone)
    return replace(page.batch, frames=frames)


def _changes(batch: Batch) -> Iterator[Change]:
    for frame in batch.frames:
        with suppress(MalformedChange):
            yield decode(frame.raw)


def _complete(local: Local, space: bytes, batch: Batch) -> Completing:
    """Fetches what a page within a scope does not have of its cases: the beginning of one that
    comes within it only now, and of one that is here what came while it was outside. A case is here
    whole or not at all, and so the page is kept last.

    Returns:
        What is to be kept of the page.
    """
    named: dict[bytes, set[bytes]] = {}
    for change in _changes(batch):
        named.setdefault(change.case, set()).update(door.causes(change), (change.id,))
    shown = {hashlib.sha256(frame.raw).digest() for frame in batch.frames}
    here = {case: {step.id for step in local.steps(case)} for case in named}
    begun = [case for case in named if not here[case] or named[case] - here[case] - shown]
    yield from _fetch(local, space, begun)
    batch = _still_there(local, batch, set(begun))
    take_in(local, space, batch, is_on_hub=True)
    yield from _fetch(local, space, [case for case in named if case not in begun])
    return batch


def _still_there(local: Local, batch: Batch, fetched: Collection[bytes]) -> Batch:
    """A page without what the hub had no more when the cases were fetched that it is of: they have
    left the space since the page was made, and the page alone would bring effects without their
    causes. Orders to erase reach whoever has such a case from before."""
    told = [one for one in _changes(batch) if one.case in fetched and one.erase is None]
    here = set(local.known(told))
    gone = {change.raw for change in told if change.id not in here}
    return replace(batch, frames=tuple(one for one in batch.frames if one.raw not in gone))


def _fetch(local: Local, space: bytes, waiting: list[bytes]) -> Exchange:
    """Fetches what the hub has of cases and is not here, until no more comes of it."""
    asked: tuple[Wanted, ...] = ()
    while waiting:
        some, former = waiting[:WANTED], asked
        asked = tuple(Wanted(case, Chains(local.steps(case)).runs(), ()) for case in some)
        found = expect((yield Want(cursor=local.cursor(space), cases=asked)), Found)
        if asked == former or not found.batch.frames:
            waiting, asked = waiting[WANTED:], ()
        else:
            take_in(local, space, found.batch, is_on_hub=True)


def push(local: Local, space: bytes, *, waits: bool = False) -> Pushing:
    """Sends what the hub has not acknowledged, until it has, or has refused it.

    Args:
        waits: see `Push`.
    """
    held: dict[bytes, Change] = {}
    while offers := local.offers(space, OFFERED):
        held |= yield from _push(local, space, offers, waits=waits)
    return held


def push_without_causes(local: Local, space: bytes, held: Mapping[bytes, Change]) -> Pushing:
    """Sends what the hub holds back for want of what was before it, though that is not to be had
    here: what both have has been compared, and the hub has refused it or it cannot be sent.

    At this moment nothing else is to be sent. Before a second message more may have joined, and be
    what is wanted: so the rest, most of which follows what the first has brought, waits again.

    Args:
        held: all that was held back since the comparison.
    """
    for case in {change.case for change in held.values()}:
        names = [name for name, change in held.items() if change.case == case]
        local.offer_again(space, case, names)
    yield from _push(local, space, local.offers(space, OFFERED), waits=False)
    return (yield from push(local, space, waits=True))


def _push(local: Local, space: bytes, offers: Sequence[Offer], *, waits: bool) -> Pushing:
    """Sends the first of some offers, or as many more as can be checked at once."""
    if too_large := _too_large(offers):
        local.settle(space, Settled((), too_large))
        return {}
    batch, pushed = _batch(local, space, offers)
    ask = Push(cursor=local.cursor(space), batch=batch, waits=waits)
    refused = _settle(local, space, expect((yield ask), Receipt), pushed)
    return {name: pushed[name] for name, why in refused.items() if why.code == CAUSE_MISSING}


def _batch(
    local: Local, space: bytes, offers: Sequence[Offer]
) -> tuple[Batch, dict[bytes, Change]]:
    """What is sent of some offers, or of more, and the changes it holds."""
    roster = local.roster(space)
    batch, is_closed = packing.pack(offers, local.writer, roster, local)
    if not is_closed and len(offers) == OFFERED:
        offers = local.offers(space, MAX_FRAMES)
        batch, _ = packing.pack(offers, local.writer, roster, local)
    return batch, {one.change.id: one.change for one in offers[: len(batch.frames)]}


def _too_large(offers: Sequence[Offer]) -> dict[bytes, Finding]:
    return {
        offer.change.id: Finding("sync.change_too_large", {"change": offer.change.id.hex()[:12]})
        for offer in offers
        if offer.size > packing.MAX_FRAME
    }


def _settle(
    local: Local, space: bytes, receipt: Receipt, pushed: Mapping[bytes, Change]
) -> dict[bytes, Finding]:
    """Believes a receipt only if it names exactly what was sent.

    Returns:
        What was refused.
    """
    refused = {
        change: Finding(code, params)
        for change, code, params in receipt.refused
        if change in pushed
    }
    taken = pushed.keys() - refused.keys()
    if receipt.digest != ids_digest(taken):
        raise AnswerError("sync.receipt_unfit")
    device, incarnation = local.writer.device, local.incarnation
    if any(f.device == device and f.incarnation == incarnation for f in receipt.forks):
        local.renew()
    if receipt.has_gap:
        local.compare_soon(space)
    # What was new takes the places right after those that were read: no need to read it back. But
    # what was written here may bring a case within the scope, and then the rest of it is due.
    is_next = local.cursor(space).is_at(receipt.before) and not local.scope(space).is_narrow
    cursor = receipt.after if is_next else None
    for change in _cut_off(pushed, refused):
        del refused[change]
    local.settle(space, Settled(taken, refused, cursor))
    return refused


def _cut_off(pushed: Mapping[bytes, Change], refused: Mapping[bytes, Finding]) -> set[bytes]:
    """What was refused because the seal over it was over a later change, and that was refused. It
    goes at once under a seal of its own."""
    bare = {name for name, finding in refused.items() if finding.code == door.SEAL_MISSING}
    cut_off: set[bytes] = set()
    for name in refused.keys() - bare:
        before = pushed[name].prev
        while before in bare - cut_off:
            cut_off.add(before)
            before = pushed[before].prev
    return cut_off


def take_in(
    local: Local,
    space: bytes,
    batch: Batch,
    *,
    is_on_hub: bool,
    cursor: Cursor | None = None,
    left: bytes = b"",
) -> tuple[Finding, ...]:
    """The door for what comes from elsewhere, whatever brings it.

    Args:
        space: empty on a laptop that belongs to none.
        is_on_hub: the hub sent it; else it was given by hand.

    Returns:
        What is wrong with what was turned away.
    """
    roster = local.roster(space) if space else None
    certificates, findings = roster.add(batch.certificates) if roster else ([], [])
    sifted = door.sift(batch.frames, batch.seals, roster, local, is_by_hand=not is_on_hub)
    local.take(
        space,
        Intake(sifted.admitted, sifted.turned, sifted.seals, certificates, is_on_hub, cursor, left),
    )
    return (*findings, *(turned.finding for turned in sifted.turned))
