"""Comparing: what a laptop and a hub hold, case by case, in as few bytes as it takes.

It finds what was acknowledged and is gone, what is there and need not be sent again, and what
either lacks: what the laptop lacks is fetched at once, what the hub lacks goes back into the
outbox.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from fieldapp.sync.batch import Batch
from fieldapp.sync.errors import AnswerError
from fieldapp.sync.exchange import WANTED, Exchange, expect, take_in
from fieldapp.sync.local import Intake, Local, Settled
from fieldapp.sync.messages import (
    Differs,
    FilesHave,
    FilesLack,
    Found,
    Have,
    LeftHave,
    LeftLack,
    Push,
    Receipt,
    Want,
)
from fieldapp.sync.rows import Holding, Listed, Names, Scope, Wanted
from fieldapp.sync.vector import PREFIX, Chains, Reach, case_digest

LISTED = 1_000
"""Cases a question."""
NAMED = 2_000
"""Photos and files, or changes of cases that have left, a question."""
_FIRST, _LAST = bytes(16), b"\xff" * 16


@dataclass(frozen=True, slots=True)
class _Told:
    """A case as the hub was told of it: what has been written since is not in it."""

    case: bytes
    ids: tuple[bytes, ...]
    digest: bytes

    @classmethod
    def of(cls, local: Local, case: bytes) -> _Told:
        ids, values = local.listing(case)
        return cls(case, tuple(ids), case_digest(ids, values))


def compare(local: Local, space: bytes) -> Exchange:
    """Compares all cases of a space. If that is asked for once more meanwhile, it stays due: what
    was wanted when, and passed over in the feed, cannot be told afterwards, not even if the scope
    is the same again."""
    first, scope, asked = _FIRST, local.scope(space), local.asked(space)
    while first:
        here = [case for case in _listed(local, space, scope) if case >= first]
        last = here[LISTED - 1] if len(here) > LISTED else _LAST
        told = [_Told.of(local, case) for case in here[:LISTED]]
        listed = tuple(Listed(one.case, one.digest[:PREFIX]) for one in told)
        roster = local.roster(space).digest()
        cursor = local.cursor(space)
        ask = Have(cursor=cursor, roster=roster, first=first, last=last, cases=listed, scope=scope)
        differs = expect((yield ask), Differs)
        if not first <= differs.last <= last:
            raise AnswerError("sync.answer_unfit", asked=Differs.TYPE, answered=Differs.TYPE)
        if differs.certificates:
            yield from _certificates(local, space, differs.certificates)
        told = [one for one in told if one.case <= differs.last]
        yield from _settle(local, space, told, differs)
        first = _after(differs.last)
    yield from _left(local, space)
    yield from _files(local, space)
    if asked == local.asked(space):
        local.compared(space)


def _listed(local: Local, space: bytes, scope: Scope) -> Sequence[bytes]:
    """The cases that the hub is told of. Within a scope it says nothing of others, so that of those
    that have left the space, and are here, orders to erase are asked for."""
    cases = local.cases(space)
    if scope.is_narrow:
        left = (case for case in local.left(space) if local.holds(case))
        cases = sorted({*cases, *left})
    return cases


def _left(local: Local, space: bytes) -> Exchange:
    """Of a case that has left, what was sent from here may have come to the hub late, and be gone.
    Whoever wrote it may have left too, or never have been of the space: so all that is here is
    asked for. The end of a chain would not do: orders to erase go ahead of what is before them."""
    here = [(case, step.id) for case in sorted(local.left(space)) for step in local.steps(case)]
    while here:
        some, here = here[:NAMED], here[NAMED:]
        lacking = expect((yield LeftHave(cases=_by_case(some))), LeftLack)
        gone = {(case, name) for case, names in lacking.cases for name in names}
        lost = [(case, name) for case, name in some if (case, name[:PREFIX]) in gone]
        there = {name for _, name in some} - {name for _, name in lost}
        local.settle(space, Settled(there, {}, were_there=True))
        for case in sorted({case for case, _ in lost}):
            local.offer_again(space, case, {name for of, name in lost if of == case})


def _files(local: Local, space: bytes) -> Exchange:
    """What has been acknowledged of photos and files, and is gone, is to be sent again."""
    sent = sorted(local.on_hub(space))
    while sent:
        some, sent = sent[:NAMED], sent[NAMED:]
        told = _by_case((blob.case, blob.sha256) for blob in some)
        lacking = expect((yield FilesHave(cases=told)), FilesLack)
        gone = {(case, name) for case, names in lacking.cases for name in names}
        local.send_again(space, [b for b in some if (b.case, b.sha256[:PREFIX]) in gone])


def _by_case(named: Iterable[tuple[bytes, bytes]]) -> tuple[Names, ...]:
    """Pairs of a case and a name, as a question has them."""
    by_case: dict[bytes, list[bytes]] = {}
    for case, name in named:
        by_case.setdefault(case, []).append(name[:PREFIX])
    return tuple(Names(case, tuple(names)) for case, names in by_case.items())


def _certificates(local: Local, space: bytes, theirs: tuple[bytes, ...]) -> Exchange:
    """Takes the hub's certificates, and brings it those it has lost."""
    take_in(local, space, Batch(certificates=theirs), is_on_hub=True)
    ours = {certificate.raw for certificate in local.roster(space).certificates.values()}
    if lost := tuple(sorted(ours - set(theirs))):
        push = Push(cursor=local.cursor(space), batch=Batch(certificates=lost))
        expect((yield push), Receipt)


def _settle(local: Local, space: bytes, told: Sequence[_Told], differs: Differs) -> Exchange:
    others = {holding.case for holding in differs.cases}
    equal = [one for one in told if one.case not in others]
    there = {holding.case for holding in differs.cases if holding.runs and not holding.has_left}
    # Eight bytes may be alike by chance; the whole digests are not.
    if differs.same == same_digest((one.case, one.digest) for one in equal):
        for one in equal:
            local.settle(space, Settled(one.ids, {}, were_there=True))
        there.update(one.case for one in equal)
    for holding in differs.cases:
        if holding.has_left:
            local.take(space, Intake(left=holding.case))
    # Of a case that left and came back nothing is told in the feed if nothing is left of it but
    # orders to erase.
    for case in sorted(there.difference(local.cases(space))):
        local.take(space, Intake(came=case))
    yield from _fetch(local, space, differs.cases)
    for holding in differs.cases:
        if not holding.has_left:
            _note(local, space, holding)


def same_digest(cases: Iterable[tuple[bytes, bytes]]) -> bytes:
    """One name for cases and their digests (32 bytes)."""
    return hashlib.sha256(b"".join(case + digest for case, digest in sorted(cases))).digest()


def _after(case: bytes) -> bytes:
    """The case id after one; empty after the last."""
    return b"" if case == _LAST else (int.from_bytes(case, "big") + 1).to_bytes(16, "big")


def _fetch(local: Local, space: bytes, holdings: Sequence[Holding]) -> Exchange:
    """Fetches what the hub has of these cases and is not here, until no more comes of it."""
    lacking = _lacking(local, holdings)
    while lacking:
        some = list(lacking)[:WANTED]
        wanted = tuple(lacking[case] for case in some)
        ask = Want(cursor=local.cursor(space), cases=wanted)
        found = expect((yield ask), Found)
        take_in(local, space, found.batch, is_on_hub=True)
        now = _lacking(local, [holding for holding in holdings if holding.case in lacking])
        if all(now.get(case) == lacking[case] for case in some):
            # Nothing came of it: what is missing is not to be had.
            now = {case: wanted for case, wanted in now.items() if case not in some}
        lacking = now


def _lacking(local: Local, holdings: Iterable[Holding]) -> dict[bytes, Wanted]:
    """What is to be asked for, by case."""
    lacking = {}
    for holding in holdings:
        steps = list(local.steps(holding.case))
        chains = Chains(steps)
        bare = local.bare(holding.case)
        again = {Reach(*step[1:4], step.seq) for step in steps if step.id in bare}
        if again or chains.lacks(holding.runs):
            # Where one of the two is far ahead, the other does not know the ends of its runs. Each
            # sees from the one or the other of these what both have.
            common = chains.held_by(holding.runs)
            shared = Chains(step for step in steps if step.id in common)
            runs = tuple(dict.fromkeys((*shared.runs(), *chains.runs())))
            lacking[holding.case] = Wanted(holding.case, runs, tuple(sorted(again)))
    return lacking


def _note(local: Local, space: bytes, holding: Holding) -> None:
    """What the hub has of a case need not be sent; what it lacks is offered again."""
    steps = list(local.steps(holding.case))
    held = Chains(steps).held_by(holding.runs)
    lacking = {step.id for step in steps} - held
    lacking.update(local.naming(holding.case, holding.missing))
    local.settle(space, Settled(held - lacking, {}, were_there=True))
    local.offer_again(space, holding.case, lacking)
