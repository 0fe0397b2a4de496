"""The engine's laptop, on the encrypted workspace."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from contextlib import nullcontext
from datetime import timedelta

from fieldapp.case.change import Change, MalformedChange, decode
from fieldapp.case.log import Frame
from fieldapp.case.seal import Seal
from fieldapp.store.spaces import Place
from fieldapp.store.transaction import Admission, Transaction
from fieldapp.sync.local import Intake, Settled
from fieldapp.sync.packing import Offer, Writer
from fieldapp.sync.rows import Cursor, Scope
from fieldapp.sync.vector import PREFIX, Step
from fieldapp.usecases.company import escrow
from fieldapp.usecases.syncing.files import StoreFiles

COMPARED_EVERY = timedelta(days=1)


class StoreLocal(StoreFiles):
    """`fieldapp.sync.local.Local` over a workspace. It belongs to the workspace's thread."""

    # Who

    @property
    def writer(self) -> Writer:
        return Writer(self._workspace.identity.device, self._workspace.device_key)

    @property
    def incarnation(self) -> bytes:
        return self._workspace.identity.incarnation

    def renew(self) -> None:
        with self._workspace.transaction() as transaction:
            transaction.renew()

    # Reading the feed

    def cursor(self, space: bytes) -> Cursor:
        return Cursor(*self._workspace.parts.spaces.place(space))

    def scope(self, space: bytes) -> Scope:
        member = self._workspace.parts.spaces.membership(space)
        return Scope(member.own, member.since) if member else Scope()

    def holds(self, case: bytes) -> bool:
        return bool(self._workspace.parts.shared.ids(case))

    def take(self, space: bytes, intake: Intake) -> None:
        spaces = self._workspace.parts.spaces
        with self._workspace.transaction() as transaction:
            self._take_changes(transaction, space, intake)
            spaces.put_seals(intake.seals)
            if space and intake.certificates:
                self._rosters.keep(space, intake.certificates)
                self.told += 1
            if intake.cursor is not None:
                spaces.set_place(space, Place(*intake.cursor), self._now())
            if intake.came:
                spaces.set_home(intake.came, space)
            if intake.left and spaces.home(intake.left)[0] in (b"", space):
                spaces.set_home(intake.left, b"", space)

    def _take_changes(self, transaction: Transaction, space: bytes, intake: Intake) -> None:
        parts = self._workspace.parts
        admission = Admission()
        is_held = parts.quarantine.count() > 0
        orders: set[bytes] = set()
        others: set[bytes] = set()
        for one in intake.admitted:
            change = one.change
            is_sent = intake.is_on_hub
            is_new = transaction.take(change, one.frame, admission, is_sent=is_sent)
            if is_new and self._is_own(change, transaction):
                transaction.renew()
            if is_held:
                parts.quarantine.release_change(change)
            (orders if change.erase is not None else others).add(change.case)
        self.tally.received += admission.admitted
        if intake.is_on_hub:
            parts.outbox.drop(one.change.id for one in intake.admitted)
            for case in others:
                parts.spaces.set_home(case, space)
        for case in orders if intake.is_on_hub else orders | others:
            parts.spaces.settle_home(case, space)
        for turned in intake.turned:
            if not self._holds(turned.frame):
                transaction.set_aside(turned.frame, turned.finding, admission)

    @staticmethod
    def _is_own(change: Change, transaction: Transaction) -> bool:
        who = transaction.identity
        return (change.device, change.incarnation) == (who.device, who.incarnation)

    def _holds(self, frame: Frame) -> bool:
        try:
            change = decode(frame.raw)
        except MalformedChange:
            return False
        return bool(self.known([change]))

    def begin_anew(self, space: bytes, cursor: Cursor) -> None:
        parts = self._workspace.parts
        with self._writing():
            parts.spaces.set_place(space, Place(*cursor), self._now())
            parts.spaces.set_due(space)
            parts.outbox.offer_refused(space)
            parts.outbox.put_all(space)
            parts.shipping.forget_sent(space)

    # Sending changes

    def offers(self, space: bytes, limit: int) -> Sequence[Offer]:
        parts = self._workspace.parts
        self._adopt()
        offers = []
        for n, case in parts.outbox.first(space, limit):
            (kept,) = parts.shared.changes(case, n - 1, n)
            values = parts.shared.values(case, kept.change.named)
            offers.append(Offer(kept.change, Frame(kept.change.raw, values)))
        return offers

    def _adopt(self) -> None:
        """What was begun here is of the space that was joined first. Not before all feeds have
        been read for once: they may say more."""
        spaces = self._workspace.parts.spaces
        joined = spaces.memberships()
        if joined and all(spaces.place(one.space).epoch for one in joined):
            homeless = spaces.homeless()
            with self._writing() if homeless else nullcontext():
                for case in homeless:
                    spaces.set_home(case, joined[0].space)

    def known(self, changes: Sequence[Change]) -> Collection[bytes]:
        shared = self._workspace.parts.shared
        return [one.id for one in changes if one.id in shared.at(one.case, one, one.seq)]

    def successors(self, change: Change) -> Sequence[Change]:
        following = self._workspace.parts.shared.following(change)
        return [one for one in following if one.prev == change.id]

    def seals(self, changes: Sequence[Change]) -> Sequence[Seal]:
        spaces = self._workspace.parts.spaces
        return [seal for change in changes for seal in spaces.seals(change)]

    def settle(self, space: bytes, settled: Settled) -> None:
        parts = self._workspace.parts
        with self._writing():
            dropped = parts.outbox.drop(settled.taken)
            self.tally.sent += 0 if settled.were_there else dropped
            for change, why in settled.refused.items():
                parts.outbox.refuse(change, why)
            if settled.cursor is not None:
                parts.spaces.set_place(space, Place(*settled.cursor), self._now())

    def reports(self, space: bytes) -> Sequence[bytes]:
        return escrow.reports(self._workspace, space)

    def reported(self, space: bytes, record: bytes) -> None:
        escrow.reported(self._workspace, space, record)

    # Comparing

    def cases(self, space: bytes) -> Sequence[bytes]:
        return self._workspace.parts.spaces.cases(space)

    def listing(self, case: bytes) -> tuple[Collection[bytes], Collection[bytes]]:
        shared = self._workspace.parts.shared
        return shared.ids(case), shared.hashes(case)

    def steps(self, case: bytes) -> Iterable[Step]:
        return [Step.of(kept.change) for kept in self._workspace.parts.shared.changes(case)]

    def bare(self, case: bytes) -> Collection[bytes]:
        shared = self._workspace.parts.shared
        fold = self._workspace.load(case).shared
        held = {*shared.hashes(case), *fold.erased_values()}
        return {kept.change.id for kept in shared.changes(case) if kept.change.named - held}

    def naming(self, case: bytes, prefixes: Collection[bytes]) -> Collection[bytes]:
        shared = self._workspace.parts.shared
        wanted = {name for name in shared.hashes(case) if name[:PREFIX] in set(prefixes)}
        if not wanted:
            return ()
        return {kept.change.id for kept in shared.changes(case) if kept.change.named & wanted}

    def offer_again(self, space: bytes, case: bytes, changes: Collection[bytes]) -> None:
        if not changes:
            return
        parts = self._workspace.parts
        with self._writing():
            for kept in parts.shared.changes(case):
                if kept.change.id in changes:
                    parts.outbox.put(kept.n, kept.change)

    def left(self, space: bytes) -> Collection[bytes]:
        return self._workspace.parts.spaces.left(space)

    def is_due(self, space: bytes) -> bool:
        compared = self._workspace.parts.spaces.compared(space)
        if compared is None:
            return False
        # A clock that was put back must not keep it from ever being due again.
        age = self._now() - compared
        return not 0 <= age < COMPARED_EVERY / timedelta(milliseconds=1)

    def compare_soon(self, space: bytes) -> None:
        with self._writing():
            self._workspace.parts.spaces.set_due(space)

    def asked(self, space: bytes) -> int:
        return self._workspace.parts.spaces.times_due(space)

    def compared(self, space: bytes) -> None:
        parts = self._workspace.parts
        with self._writing():
            parts.spaces.set_compared(space, self._now())
            parts.outbox.offer_refused(space)
