"""A laptop of a world on its real, encrypted store, seen as the worlds see one in memory."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path

from fieldapp.base.clock import Clock, Entropy
from fieldapp.base.findings import Finding, Severity
from fieldapp.case import codec
from fieldapp.case.change import Change, Identity, Value, decode, encode
from fieldapp.case.edit import Edit
from fieldapp.case.files import wanted_files
from fieldapp.case.fold import Fold
from fieldapp.case.log import Frame
from fieldapp.case.seal import SigningKey
from fieldapp.store.erase import Wish
from fieldapp.store.keychain import NoSecrets
from fieldapp.store.machine import Machine
from fieldapp.store.slots import Kdf
from fieldapp.store.spaces import Membership
from fieldapp.store.transaction import Admission
from fieldapp.store.workspace import Workspace
from fieldapp.sync.door import Turned
from fieldapp.sync.local import Intake
from fieldapp.sync.roster import Roster
from fieldapp.sync.rows import Scope
from fieldapp.usecases.syncing import teams
from fieldapp.usecases.syncing.local import StoreLocal

_PASSCODE = "of a world"
_CHEAP = Kdf(passes=1, memory_kib=8, lanes=1)


@dataclass(slots=True)
class _Hands:
    """The clock on the wall: another one may be hung up."""

    clock: Clock

    def __call__(self) -> datetime:
        return self.clock()


class StoredCase:
    """A case in a workspace."""

    def __init__(self, workspace: Workspace, case: bytes) -> None:
        self._workspace = workspace
        self._case = case

    @cached_property
    def changes(self) -> dict[bytes, Change]:
        changes = self._workspace.changes(self._case)
        return {change.id: change for change in changes}

    @property
    def fold(self) -> Fold:
        return self._workspace.load(self._case).shared

    @property
    def blobs(self) -> set[bytes]:
        return {bytes.fromhex(name) for name in self._workspace.blobs(self._case)}

    @property
    def home(self) -> bytes:
        return self._workspace.parts.spaces.home(self._case)[0]


class StoredLocal(StoreLocal):
    """`StoreLocal` over a workspace in a folder of its own, and what a person does besides.

    Args:
        place: a folder of the world's, where nothing is.
        made: all stores of the world; copies of this one are added.
        copied: another laptop's folder that this one is a copy of.
    """

    def __init__(
        self,
        clock: Clock,
        entropy: Entropy,
        place: Path,
        made: list[StoredLocal],
        copied: Path | None = None,
    ) -> None:
        self._folder = place
        self._made = made
        self._entropy = entropy
        self._hands = _Hands(clock)
        self.ever_turned: set[bytes] = set()
        self.turned_from_hub: set[bytes] = set()
        self.left_out: set[tuple[bytes, bytes]] = set()
        machine = Machine(NoSecrets(), place / "state", self._hands, entropy, _CHEAP)
        folder = place / "workspace"
        if copied is None:
            workspace, _ = Workspace.create(folder, passcode=_PASSCODE, machine=machine)
        else:
            shutil.copytree(copied, place)
            workspace = Workspace.unlock(folder, passcode=_PASSCODE, machine=machine)
        super().__init__(workspace)

    def copied(self) -> StoredLocal:
        """The same store on another disk."""
        place = self._folder.with_name(self._entropy(6).hex())
        twin = StoredLocal(self._hands.clock, self._entropy, place, self._made, self._folder)
        twin.ever_turned = set(self.ever_turned)
        twin.turned_from_hub = set(self.turned_from_hub)
        twin.left_out = set(self.left_out)
        self._made.append(twin)
        return twin

    def damage(self) -> tuple[Finding, ...]:
        """What the full check finds, but for the forks that clones make."""
        return tuple(one for one in self._workspace.verify() if one.severity is Severity.ERROR)

    def close(self) -> None:
        self._workspace.lock()

    def use_clock(self, clock: Clock) -> None:
        self._hands.clock = clock

    # What is here

    @property
    def identity(self) -> Identity:
        return self._workspace.identity

    @property
    def key(self) -> SigningKey:
        return self._workspace.device_key

    @property
    def cases_here(self) -> dict[bytes, StoredCase]:
        parts = self._workspace.parts
        names = {*parts.shared.cases(), *(case for case, _, _ in parts.spaces.homes())}
        return {name: StoredCase(self._workspace, name) for name in sorted(names)}

    @property
    def quarantine(self) -> dict[bytes, Turned]:
        held = self._workspace.parts.quarantine.all()
        named = ((hashlib.sha256(one.frame.raw).digest(), one) for one in held)
        return {name: Turned(one.frame, one.finding, name) for name, one in named}

    @property
    def refused(self) -> list[tuple[bytes, Finding]]:
        return self._workspace.parts.outbox.refused()

    @property
    def outbox(self) -> dict[bytes, Change]:
        parts = self._workspace.parts
        waiting = {case: parts.outbox.of(case) for case in parts.outbox.cases()}
        return {
            change.id: change
            for case, names in waiting.items()
            for change in self._workspace.changes(case)
            if change.id in names
        }

    @property
    def heard(self) -> dict[bytes, bytes]:
        """What notices say, by its hash."""
        kept = self._workspace.parts.notices
        return {bytes.fromhex(name): kept.get(name) or b"" for name in kept.here()}

    @property
    def blobs(self) -> dict[bytes, None]:
        return {bytes.fromhex(name): None for name in self._workspace.parts.blobs.all()}

    @property
    def rosters(self) -> dict[bytes, Roster]:
        joined = self._workspace.parts.spaces.memberships()
        return {one.space: self.roster(one.space) for one in joined}

    def values(self, case: bytes) -> Mapping[bytes, Value]:
        return self._workspace.load(case).shared.values

    def wanted(self, case: bytes) -> set[bytes]:
        return {bytes.fromhex(name) for name in wanted_files(self._workspace.load(case).shared)}

    def frame(self, change: Change) -> Frame:
        return Frame(change.raw, self._workspace.parts.shared.values(change.case, change.named))

    # What a person does

    def commit(self, case: bytes, write: Callable[[Edit], object]) -> Change | None:
        return self._workspace.commit(case, lambda writing: write(writing.shared)).shared

    def erase(self, case: bytes, wish: Wish) -> Change:
        return self._workspace.erase(case, wish)

    def write_later(self, case: bytes, content: str) -> Change:
        value = Value.of(content, self._entropy)
        parts = self._workspace.parts
        with self._workspace.transaction() as transaction:
            tip = parts.shared.tip(case, transaction.identity)
            _, last = parts.counter.read()
            made = encode(case, transaction.identity, tip, last + 1, {"ops": []})
            body = {"merge": {"into": [value.hash]}, "as": 2}
            change = decode(codec.pack(codec.unpack(made.raw) | {"body_v": 2, "body": body}))
            transaction.take(change, Frame(change.raw, {value.hash: value}), Admission())
        return change

    def put_blob(self, case: bytes, data: bytes) -> bytes:
        return bytes.fromhex(self._workspace.put_blob(case, data))

    def join(self, space: bytes, certificates: Iterable[bytes]) -> None:
        spaces = self._workspace.parts.spaces
        joined = len(spaces.memberships())
        one = Membership(space, "", "", "", b"", b"", b"", 0, joined, 0, 0)
        with self._writing():
            spaces.put_membership(one)
            named = ((hashlib.sha256(raw).digest(), raw) for raw in certificates)
            spaces.put_certificates(space, named)

    def set_scope(self, space: bytes, scope: Scope) -> None:
        teams.set_scope(self._workspace, space, own=scope.own, since=scope.since)

    def place(self, case: bytes, space: bytes) -> None:
        with self._writing():
            self._workspace.parts.spaces.settle_home(case, space)

    def lose_values(self, case: bytes, hashes: Collection[bytes]) -> None:
        parts = self._workspace.parts
        with self._writing():
            parts.shared.drop_values(case, hashes)
            parts.folds.discard(case)
        parts.folds.forget()

    def take(self, space: bytes, intake: Intake) -> None:
        turned = {one.change for one in intake.turned}
        self.ever_turned |= turned
        self.turned_from_hub |= turned if intake.is_on_hub else set()
        super().take(space, intake)
