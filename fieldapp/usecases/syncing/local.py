"""The engine's laptop, on the encrypted workspace."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import timedelta

from fieldapp.base.findings import Finding
from fieldapp.case.change import Change, MalformedChange, decode
from fieldapp.case.log import Frame
from fieldapp.case.seal import Seal
from fieldapp.store.errors import BlobError
from fieldapp.store.projections import FILES
from fieldapp.store.shipping import FileOf
from fieldapp.store.spaces import Place
from fieldapp.store.transaction import Admission, Transaction
from fieldapp.store.workspace import Workspace
from fieldapp.sync import notices
from fieldapp.sync.errors import BlobUnreadableError
from fieldapp.sync.local import BlobName, Intake, Settled
from fieldapp.sync.packing import Offer, Writer
from fieldapp.sync.roster import Roster
from fieldapp.sync.rows import Cursor, Scope
from fieldapp.sync.vector import PREFIX, Step
from fieldapp.usecases.company import escrow
from fieldapp.usecases.company.told import needed

COMPARED_EVERY = timedelta(days=1)


@dataclass(slots=True)
class Tally:
    """How many changes and files have come and gone."""

    received: int = 0
    sent: int = 0
    files_received: int = 0
    files_sent: int = 0


class StoreLocal:
    """`fieldapp.sync.local.Local` over a workspace. It belongs to the workspace's thread."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self.tally = Tally()
        self.told = 0
        """How often the company has told something new."""
        self._rosters: dict[bytes, tuple[int, Roster]] = {}
        """With how many certificates it was made of."""
        self._read: tuple[str, bytes] = ("", b"")
        """The file that was read last, to be read on."""

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

    def roster(self, space: bytes) -> Roster:
        # Another program may have taken certificates in, or a transaction have failed.
        spaces = self._workspace.parts.spaces
        count = spaces.count_certificates(space)
        known, roster = self._rosters.get(space, (-1, Roster(space)))
        if known != count:
            roster = Roster(space)
            roster.add(spaces.certificates(space))
            self._rosters[space] = (count, roster)
        return roster

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
                before = spaces.count_certificates(space)
                named = ((hashlib.sha256(raw).digest(), raw) for raw in intake.certificates)
                spaces.put_certificates(space, named)
                self.told += 1
                known, roster = self._rosters.get(space, (-1, None))
                if roster is not None and known == before:
                    # They are in it already.
                    self._rosters[space] = (spaces.count_certificates(space), roster)
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
            self.tally.sent += parts.outbox.drop(settled.taken)
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

    def left(self, space: bytes) -> Mapping[bytes, Collection[bytes]]:
        device = self._workspace.identity.device
        changes = self._workspace.parts.shared.changes
        return {
            case: [kept.change.id for kept in changes(case) if kept.change.device == device]
            for case in self._workspace.parts.spaces.left(space)
        }

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

    # Photos and files

    def to_send(self, space: bytes) -> Sequence[BlobName]:
        self._workspace.settle(FILES)
        shipping = self._workspace.parts.shipping
        told = [
            one
            for one in self._told(space, is_here=True)
            if not shipping.is_sent(space, one.case, one.sha256.hex())
        ]
        return [*told, *_names(shipping.to_send(space))]

    def to_fetch(self, space: bytes) -> Sequence[BlobName]:
        self._workspace.settle(FILES)
        files = _names(self._workspace.parts.shipping.missing(space))
        return [*self._told(space, is_here=False), *files]

    def _told(self, space: bytes, *, is_here: bool) -> list[BlobName]:
        """What the notices of a space say that is to be here, and is, or is not."""
        parts = self._workspace.parts
        here = parts.notices.here()
        return [
            BlobName(notices.CASE, one.content, one.size)
            for known in self.roster(space).notices.values()
            for one in needed(parts, known)
            if (one.content.hex() in here) is is_here
        ]

    def read(self, blob: BlobName, offset: int, length: int) -> bytes:
        name = blob.sha256.hex()
        if self._read[0] != name:
            self._read = (name, self._whole(name))
        data = self._read[1][offset : offset + length]
        if offset + length >= len(self._read[1]):
            self._read = ("", b"")
        return data

    def _whole(self, name: str) -> bytes:
        known = self._workspace.playbook(name) or self._workspace.parts.notices.get(name)
        if known is not None:
            return known
        try:
            return self._workspace.get_blob(name)
        except BlobError as error:
            raise BlobUnreadableError("sync.blob_unreadable", blob=name[:12]) from error

    def sent(
        self, space: bytes, blob: BlobName, refused: Finding | None, *, was_lacking: bool
    ) -> None:
        if refused is None:
            with self._writing():
                self._workspace.parts.shipping.set_sent(space, blob.case, blob.sha256.hex())
            self.tally.files_sent += was_lacking

    def on_hub(self, space: bytes) -> Sequence[BlobName]:
        self._workspace.settle(FILES)
        shipping = self._workspace.parts.shipping
        told = [
            one
            for one in self._told(space, is_here=True)
            if shipping.is_sent(space, one.case, one.sha256.hex())
        ]
        return [*told, *_names(shipping.on_hub(space))]

    def send_again(self, space: bytes, blobs: Collection[BlobName]) -> None:
        with self._writing():
            gone = ((blob.case, blob.sha256.hex()) for blob in blobs)
            self._workspace.parts.shipping.set_unsent(space, gone)

    def received(self, blob: BlobName) -> int:
        return self._workspace.parts.shipping.received(blob.sha256.hex())

    def keep_whole(self, blob: BlobName, data: bytes) -> None:
        """Keeps a file that has come as one and is what its name says, if it is wanted and not
        here.

        Raises:
            BlobUnreadableError: it is not wanted.
        """
        name = blob.sha256.hex()
        self._workspace.settle(FILES)
        if not self._is_wanted(blob):
            raise BlobUnreadableError("sync.blob_unwanted")
        if name in self._workspace.blobs(blob.case) or self._workspace.playbook(name) is not None:
            return
        with self._writing():
            self._put(blob.case, name, data)

    def _is_wanted(self, blob: BlobName) -> bool:
        if blob.case != notices.CASE:
            return self._workspace.parts.shipping.is_wanted(blob.case, blob.sha256.hex())
        joined = self._workspace.parts.spaces.memberships()
        told = (one for member in joined for one in notices.wanted(self.roster(member.space)))
        return any(one.content == blob.sha256 for one in told)

    def _put(self, case: bytes, name: str, data: bytes) -> None:
        parts = self._workspace.parts
        if case == notices.CASE:
            parts.notices.put(name, data)
            self.told += 1
            return
        if parts.shipping.is_playbook(case, name):
            parts.playbooks.put(data)
        else:
            parts.blobs.put(case, data)
        self.tally.files_received += 1

    def keep(self, blob: BlobName, offset: int, data: bytes, size: int) -> None:
        parts, name = self._workspace.parts, blob.sha256.hex()
        self._workspace.settle(FILES)
        if not self._is_wanted(blob):
            with self._writing():
                parts.shipping.drop_parts(name)
            raise BlobUnreadableError("sync.blob_unwanted")
        with self._writing():
            parts.shipping.add_part(name, offset, data)
            if offset + len(data) < size:
                return
            whole = parts.shipping.parts(name)
            parts.shipping.drop_parts(name)
            is_right = hashlib.sha256(whole).hexdigest() == name
            if is_right:
                self._put(blob.case, name, whole)
        if not is_right:
            raise BlobUnreadableError("sync.blob_altered")

    def _writing(self) -> AbstractContextManager[None]:
        """One transaction that adds nothing to a log."""
        return self._workspace.parts.database.writing()

    def _now(self) -> int:
        return int(self._workspace.machine.clock().timestamp() * 1000)


def _names(files: Iterable[FileOf]) -> list[BlobName]:
    return [BlobName(case, bytes.fromhex(name), size) for case, name, size in files]
