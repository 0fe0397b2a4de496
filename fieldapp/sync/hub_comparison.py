"""Comparing on the hub's side: what it holds of cases, and parts of them that are asked for."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace

from fieldapp.case.change import Change
from fieldapp.case.fold import fold
from fieldapp.sync import packing
from fieldapp.sync.comparison import same_digest
from fieldapp.sync.hub_feed import Feed, offers_of
from fieldapp.sync.messages import Differs, Found, Have, LeftHave, LeftLack, Want
from fieldapp.sync.packing import Offer
from fieldapp.sync.roster import Roster
from fieldapp.sync.rows import Holding, Names
from fieldapp.sync.shelf import Shelf
from fieldapp.sync.vector import PREFIX, Chains, Step

DIFFERING = 1_000
"""Cases an answer."""


def have(
    shelf: Shelf,
    space: bytes,
    roster: Roster,
    told: Have,
    within: Callable[[Collection[bytes]], Collection[bytes]] | None = None,
) -> Differs:
    """What differs from what a laptop says it has.

    Args:
        within: finds those of some cases that the laptop wants to hear of without listing them.
    """
    digests = {case: digest for case, digest in told.cases if told.first <= case <= told.last}
    here = dict(shelf.listings(space, told.first, told.last))
    if within is not None:
        unlisted = here.keys() - digests.keys()
        for case in unlisted - set(within(unlisted)):
            del here[case]
    differing: list[Holding] = []
    same: list[tuple[bytes, bytes]] = []
    last = told.last
    for case in sorted(digests.keys() | here.keys()):
        is_here = case in here and shelf.moved_to(space, case) is None
        if is_here and digests.get(case) == here[case][:PREFIX]:
            same.append((case, here[case]))
        elif len(differing) < DIFFERING:
            differing.append(_holding(shelf, space, case))
        else:
            last = differing[-1].case
            break
    certificates = () if told.roster == roster.digest() else roster.certificates.values()
    return Differs(
        certificates=tuple(certificate.raw for certificate in certificates),
        last=last,
        same=same_digest((case, digest) for case, digest in same if case <= last),
        cases=tuple(differing),
    )


def _holding(shelf: Shelf, space: bytes, case: bytes) -> Holding:
    changes = shelf.changes(space, case)
    if shelf.moved_to(space, case) is not None:
        # Only orders to erase are left of it.
        return Holding(case, True, Chains(map(Step.of, changes)).runs(), ())
    missing = tuple(sorted(name[:PREFIX] for name in _missing(shelf, space, case, changes)))
    return Holding(case, False, Chains(map(Step.of, changes)).runs(), missing)


def _missing(shelf: Shelf, space: bytes, case: bytes, changes: Sequence[Change]) -> set[bytes]:
    """The hashes of the values that changes name, and that neither lie here nor were erased."""
    _, held = shelf.names(space, case)
    named = {name for change in changes for name in change.named}
    return named - set(held) - fold(changes, {}).erased_values()


def left_have(shelf: Shelf, told: LeftHave, place: Callable[[bytes], bytes]) -> LeftLack:
    """What is not here of cases that have left; a change that lacks a value is not here either, for
    whoever asks may have the value.

    Args:
        place: the space in which a case is now.
    """
    lacking = []
    for case, names in told.cases:
        changes = shelf.changes(place(case), case)
        missing = _missing(shelf, place(case), case, changes)
        here = {one.id[:PREFIX] for one in changes if missing.isdisjoint(one.named)}
        if gone := tuple(name for name in names if name not in here):
            lacking.append(Names(case, gone))
    return LeftLack(cases=tuple(lacking))


def want(shelf: Shelf, space: bytes, roster: Roster, asked: Want) -> Found:
    """As much of what is asked for as fits, and who vouches for it: the laptop may not have read of
    them yet, and may want other cases by then."""
    lacking: list[Offer] = []
    again: list[Offer] = []
    for case, runs, reaches in asked.cases:
        changes = shelf.changes(space, case)
        chains = Chains(map(Step.of, changes))
        there, wanted = chains.held_by(runs), chains.within(reaches)
        lacking += offers_of(shelf, space, [one for one in changes if one.id not in there])
        twice = [one for one in changes if one.id in there & wanted]
        again += offers_of(shelf, space, twice)
        if len(lacking) >= packing.PULLED:
            break
    # What has come without a value may have none anywhere: it must not keep back what is new.
    offers = [*lacking, *again]
    batch, _ = Feed(shelf, space, roster).batch(offers, is_all=True)
    writers = {one.change.device for one in offers[: len(batch.frames)]}
    certificates = roster.vouching(writers, {seal.key for seal in batch.seals})
    return Found(batch=replace(batch, certificates=certificates))
