"""The hub's rules: what it takes, keeps and answers. It opens no connection and no file.

Whoever carries messages has found out which laptop speaks; everything else is decided here, alike
on every kind of shelf.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Any

from fieldapp.case.change import Change
from fieldapp.case.seal import Seal, SigningKey
from fieldapp.sync import door, hub_comparison, hub_files, notices, packing, refusal
from fieldapp.sync.admission import Noticed, admit
from fieldapp.sync.certificates import CertificateError, Notice, read
from fieldapp.sync.door import Admitted, Turned
from fieldapp.sync.exchange import CAUSE_MISSING, OTHER_FEED
from fieldapp.sync.hub_feed import Feed, Held, offers_of
from fieldapp.sync.messages import (
    BlobAsk,
    BlobGet,
    BlobPut,
    FilesHave,
    Have,
    LeftHave,
    Noted,
    PackGet,
    Packs,
    Problem,
    Pull,
    Push,
    Receipt,
    Report,
    Snapshot,
    Want,
)
from fieldapp.sync.roster import Roster
from fieldapp.sync.rows import Cursor, Fork, Refused, Scope
from fieldapp.sync.shelf import CERTIFICATE, LEFT, Entry, Party, Shelf
from fieldapp.sync.vector import ids_digest
from fieldapp.sync.wire import Message

_PLACED = (Have, Want, Push, Pull)
"""Questions of a laptop that speaks of a place of the feed; it must be one."""
_WRITING = frozenset({Push, BlobPut, Report})
_MOVES = 16
"""How often in a row a case may have been moved on."""


@dataclass(frozen=True, slots=True)
class Speaker:
    """The laptop that asks, as its token says."""

    device: bytes
    key: bytes


@dataclass(frozen=True, slots=True)
class _Request:
    """A question of a laptop that may ask it."""

    space: bytes
    speaker: Speaker
    roster: Roster


def revoked(roster: Roster, device: bytes, key: bytes) -> Problem:
    """What a laptop is told that may not speak any more, with what proves it."""
    certificates = roster.farewell(device, key)
    return Problem(code="sync.revoked", params={}, certificates=certificates)


class Hub:
    """A hub over a shelf.

    Args:
        key: the hub's own, certified in each of its spaces; it seals what it carries from one
            space to another.
        is_on_hold: whether nothing of a case of a space may be erased, by order of law.
        note: keeps, within the transaction, what a laptop of a space reports.
        obey: does, within the transaction, what changes wish of a hub that are new in a space.
        first_seen: when what comes now is seen for the first time, in milliseconds since 1970;
            None where it may have been here before.
    """

    def __init__(
        self,
        shelf: Shelf,
        key: SigningKey,
        is_on_hold: Callable[[bytes, bytes], bool] = lambda space, case: False,
        *,
        note: Callable[[bytes, Roster, bytes], None] = lambda space, roster, record: None,
        obey: Callable[[bytes, Sequence[Change]], None] = lambda space, changes: None,
        first_seen: Callable[[], int | None] = lambda: None,
    ) -> None:
        self._shelf = shelf
        self._is_on_hold = is_on_hold
        self._note = note
        self._obey = obey
        self._first_seen = first_seen
        self._key = key
        self._rules: dict[type[Message], Callable[[_Request, Any], Message]] = {
            Have: self._have,
            Want: self._want,
            Push: self._push,
            Pull: self._pull,
            Snapshot: self._snapshot,
            PackGet: self._pack_get,
            LeftHave: self._left_have,
            FilesHave: self._files_have,
            BlobAsk: self._blob_ask,
            BlobPut: self._blob_put,
            BlobGet: self._blob_get,
            Report: self._report,
        }

    def answer(self, space: bytes, speaker: Speaker, message: Message) -> Message:
        """What a hub answers, in one transaction. It says as little of another team's space as of
        one that does not exist."""
        rule = self._rules.get(type(message))
        if rule is None:
            return Problem(code="sync.message_unasked", params={"message": message.TYPE})
        with self._shelf.writing() if type(message) in _WRITING else self._shelf.reading():
            roster = self._shelf.roster(space)
            if roster is None or not roster.has_device(speaker.device):
                return Problem(code="sync.not_here", params={})
            if roster.speaker(speaker.device, speaker.key) is None:
                return revoked(roster, speaker.device, speaker.key)
            if isinstance(message, _PLACED) and (other := self._other_feed(space, message.cursor)):
                return other
            return rule(_Request(space, speaker, roster), message)

    # Certificates and moves: what administrators do

    def certify(self, space: bytes, raw: bytes) -> None:
        """Takes a certificate of the space, and tells all its laptops.

        Raises:
            CertificateError: it is none of this space.
        """
        with self._shelf.writing():
            self.take_certificate(space, raw)

    def take_certificate(self, space: bytes, raw: bytes) -> None:
        """The same within a transaction that others of the shelf's rows are written in."""
        name = hashlib.sha256(raw).digest()
        roster = self._shelf.roster(space)
        if roster is not None and name in roster.certificates:
            return
        certificate = read(raw, space)
        notice = certificate if isinstance(certificate, Notice) else None
        if notice and roster is not None and roster.is_outdated(notice):
            return
        self._shelf.keep_certificate(space, raw)
        entry = Entry.after(self._shelf.tip(space), CERTIFICATE, b"", name)
        self._shelf.extend(space, [entry])
        if notice:
            self._want_notices(space)

    def _want_notices(self, space: bytes) -> None:
        """What notices say is kept as the files of a case are, so that it comes and goes, is lost
        and brought again like these."""
        roster = self._shelf.roster(space)
        wanted = notices.wanted(roster) if roster else ()
        self._shelf.set_files(space, notices.CASE, {one.content: True for one in wanted})

    def move(self, space: bytes, case: bytes, target: bytes) -> None:
        """Moves a case to another team's space.

        Those who have it only from here keep what they have and are told that it has left; what
        they write before they know is taken on to where it is now. Orders to erase reach them
        still, those to come too.
        """
        with self._shelf.writing():
            self.take_over(space, case, target)

    def take_over(self, space: bytes, case: bytes, target: bytes) -> None:
        """The same within a transaction."""
        shelf = self._shelf
        tip = shelf.tip(space)
        changes = list(shelf.changes(space, case))
        seals = list(shelf.seals(space, case, [change.id for change in changes]))
        offers = offers_of(shelf, space, changes)
        admitted = [Admitted(one.change, one.frame) for one in offers]
        formers = {*shelf.formers(space, case), *shelf.formers(target, case), space}
        self._carry(target, admitted, seals)
        for name in shelf.files(space, case):
            if shelf.blob(space, name) is not None:
                shelf.share_blob(space, name, target)
        shelf.remove(space, case)
        shelf.set_moved(space, case, target)
        shelf.set_moved(target, case, None)
        shelf.set_formers(target, case, formers)
        shelf.extend(space, [Entry.after(tip, LEFT, case, case)])
        shelf.set_packs(space, [])
        orders = [one for one in admitted if one.change.erase is not None]
        self._carry(space, orders, seals)

    def lacking(self, space: bytes, case: bytes) -> frozenset[bytes]:
        """The photos and files that a case is not complete without."""
        files = self._shelf.files(space, case)
        wanted = (name for name, is_wanted in files.items() if is_wanted)
        return frozenset(name for name in wanted if self._shelf.blob(space, name) is None)

    # Taking changes

    def _push(self, request: _Request, push: Push) -> Message:
        space, batch = request.space, push.batch
        before = self._shelf.tip(space)
        for raw in batch.certificates:
            # What a hub lost that was put back, a revocation too, laptops bring again.
            with suppress(CertificateError):
                self.take_certificate(space, raw)
        held = Held(self._shelf, space, partial(self._place, space))
        roster, seen = self._shelf.roster(space), self._first_seen()
        sifted = door.sift(batch.frames, batch.seals, roster, held, seen=seen)
        rules = refusal.Rules(self._shelf, held.place, self._is_on_hold, push.waits)
        refused = rules.refused(sifted, roster, held)
        taken = [one for one in sifted.admitted if one.change.id not in refused]
        by_space: dict[bytes, list[Admitted]] = {}
        for one in taken:
            by_space.setdefault(held.place(one.change.case), []).append(one)
        has_gap = any(one.code == CAUSE_MISSING for one in refused.values())
        forks: list[Fork] = []
        new: list[tuple[bytes, Sequence[Change]]] = []
        for target, admitted in by_space.items():
            if target == space:
                noticed = admit(self._shelf, space, admitted, sifted.seals)
            else:
                noticed = self._carry(target, admitted, sifted.seals)
            forks += noticed.forks
            has_gap |= noticed.has_gap
            new.append((target, noticed.new))
            self._pass_on(target, noticed, sifted.seals)
        receipt = Receipt(
            digest=ids_digest(one.change.id for one in taken),
            refused=(*map(_refused, sifted.turned), *refused.values()),
            forks=tuple(forks),
            has_gap=has_gap,
            before=before,
            after=self._shelf.tip(space),
        )
        # What is done beyond this the laptop reads in the feed, behind the places of the receipt.
        for target, changes in new:
            self._obey(target, changes)
        return receipt

    def write(self, space: bytes, admitted: Sequence[Admitted]) -> None:
        """Takes changes that the hub itself has written, within a transaction."""
        self._pass_on(space, self._carry(space, admitted, ()), ())

    def _pass_on(self, space: bytes, noticed: Noticed, seals: Sequence[Seal]) -> None:
        """Orders to erase reach those too whom the case has left."""
        for order in noticed.orders:
            for former in set(self._shelf.formers(space, order.change.case)) - {space}:
                self._carry(former, [order], seals)

    def _place(self, space: bytes, case: bytes) -> bytes:
        """The space where a case is that was in this one."""
        for _ in range(_MOVES):
            target = self._shelf.moved_to(space, case)
            if target is None:
                break
            space = target
        return space

    def _carry(self, space: bytes, admitted: Sequence[Admitted], seals: Sequence[Seal]) -> Noticed:
        """Takes changes on into a space whose people may not know who wrote them."""
        changes = [one.change for one in admitted]
        own = [
            seal
            for start in range(0, len(changes), packing.PUSHED)
            for seal in packing.seals(changes[start : start + packing.PUSHED], self._key)
        ]
        names = {change.id for change in changes}
        held = [seal for seal in seals if seal.head in names]
        return admit(self._shelf, space, admitted, [*held, *own])

    # Telling the feed

    def _pull(self, request: _Request, pull: Pull) -> Message:
        before = pull.cursor if pull.cursor.epoch else Cursor(self._shelf.epoch)
        feed = Feed(self._shelf, request.space, request.roster)
        if not pull.scope.is_narrow:
            return feed.page(before)
        return feed.scoped(before, self._within(request, pull.scope))

    def _within(
        self, request: _Request, scope: Scope
    ) -> Callable[[Collection[bytes]], Collection[bytes]]:
        """Finds those of some cases that are of the scope of whoever asks."""
        speaker, roster = request.speaker, request.roster
        bound = roster.speaker(speaker.device, speaker.key)
        account = bound.account if bound is not None else b""
        who = Party(account, roster.devices_of(account))
        return lambda cases: self._shelf.within(request.space, cases, scope, who)

    def _other_feed(self, space: bytes, cursor: Cursor) -> Problem | None:
        """What to answer if a cursor is no place of the feed; None if it is one."""
        if not cursor.epoch or (
            cursor.epoch == self._shelf.epoch and self._shelf.link(space, cursor.seq) == cursor.link
        ):
            return None
        return Problem(code=OTHER_FEED, params={}, cursor=self._shelf.tip(space))

    # Snapshots

    def make_packs(self, space: bytes) -> None:
        """Packs the feed as it stands ahead, for laptops to come."""
        with self._shelf.writing():
            roster = self._shelf.roster(space)
            if roster is not None:
                self._shelf.set_packs(space, Feed(self._shelf, space, roster).packs())

    def _snapshot(self, request: _Request, ask: Snapshot) -> Message:
        cursor, fitting = ask.cursor, []
        for pack in self._shelf.packs(request.space):
            if cursor.is_at(pack.before):
                fitting.append(pack)
                cursor = pack.after
        return Packs(packs=tuple(fitting))

    def _pack_get(self, request: _Request, ask: PackGet) -> Message:
        data = self._shelf.pack(request.space, ask.sha256)
        if data is None:
            return Problem(code="sync.pack_gone", params={})
        return hub_files.part(ask.sha256, len(data), ask.offset, data[ask.offset :][: ask.length])

    # Comparing

    def _have(self, request: _Request, have: Have) -> Message:
        within = self._within(request, have.scope) if have.scope.is_narrow else None
        return hub_comparison.have(self._shelf, request.space, request.roster, have, within)

    def _want(self, request: _Request, want: Want) -> Message:
        return hub_comparison.want(self._shelf, request.space, request.roster, want)

    def _left_have(self, request: _Request, told: LeftHave) -> Message:
        place = partial(self._place, request.space)
        return hub_comparison.left_have(self._shelf, told, place)

    # Photos and files

    def _files_have(self, request: _Request, told: FilesHave) -> Message:
        return hub_files.lacking(self._shelf, request.space, told)

    def _blob_ask(self, request: _Request, ask: BlobAsk) -> Message:
        space = self._place(request.space, ask.case)
        return hub_files.state(self._shelf, space, request.speaker.device, ask)

    def _blob_put(self, request: _Request, put: BlobPut) -> Message:
        space = self._place(request.space, put.case)
        return hub_files.put(self._shelf, space, request.speaker.device, put)

    def _blob_get(self, request: _Request, ask: BlobGet) -> Message:
        return hub_files.get(self._shelf, request.space, ask)

    # What an administrator is to know

    def _report(self, request: _Request, told: Report) -> Message:
        self._note(request.space, request.roster, told.record)
        return Noted()


def _refused(turned: Turned) -> Refused:
    return Refused(turned.change, turned.finding.code, turned.finding.params)
