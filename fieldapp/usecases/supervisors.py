"""Supervisors: whose word about a report counts on this laptop.

In a team the team's certificates say so. Without one it is a contact of whom this laptop's person
has confirmed it, by the key that sealed what they wrote, and on one's own laptop oneself.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING

from fieldapp.base.values import frozen
from fieldapp.case.fold import Head
from fieldapp.case.reportstate import Counts, Ruling
from fieldapp.store.workspace import Workspace

if TYPE_CHECKING:
    from fieldapp.case.change import Change
    from fieldapp.sync.roster import Roster
    from fieldapp.usecases.syncing.local import StoreLocal

_SPEAKERS, _CONFIRMED = "speakers", "supervisors"


@frozen
class Speaker:
    """Who writes on the laptop with a key, as its bundles say."""

    author: bytes
    device: bytes


class Supervision:
    """What is known of supervisors at one moment. It belongs to the workspace's thread."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._own = workspace.identity.author
        self._teams = [one.space for one in workspace.parts.spaces.memberships()]
        self._known: StoreLocal | None = None
        self._rosters: dict[bytes, Roster] = {}
        self._trusted = _trusted(workspace)

    def counts(self, case: bytes) -> Counts:
        """Whose words count in a case."""
        space = self.space_of(case)
        if not space:
            return _Vouched(self._workspace, lambda: self._local, case, self._trusted)
        roster = self._roster(space)
        return lambda head: roster.supervised(head.author, head.hlc)

    def space_of(self, case: bytes) -> bytes:
        """The team whose supervisors decide on a case; empty for none."""
        home, _ = self._workspace.parts.spaces.home(case)
        return home or self.first

    @property
    def first(self) -> bytes:
        """The team of what is of no other yet; empty for none."""
        return self._teams[0] if self._teams else b""

    def deciding(self, space: bytes) -> frozenset[bytes]:
        """Whose word counts in a team's cases, whenever they say it; `space` empty: in those of no
        team."""
        return self._roster(space).supervisors() if space else frozenset((self._own,))

    def may_decide(self, case: bytes) -> bool:
        """Whether this laptop's person may write reviews in a case: anybody where it is of none of
        their teams, for there the reader says whose word counts."""
        space = self.space_of(case)
        return space not in self._teams or self._own in self.deciding(space)

    def fingerprint(self) -> bytes:
        """Another one as soon as somebody else's word counts."""
        spaces = self._workspace.parts.spaces
        counts = [f"{space.hex()}:{spaces.count_certificates(space)}" for space in self._teams]
        trusted = [f"{key.hex()}:{who.author.hex()}" for key, who in self._trusted.items()]
        return " ".join((*counts, *sorted(trusted))).encode()

    def authors(self) -> frozenset[bytes]:
        """Everybody whose word may count, in some case."""
        found = {speaker.author for speaker in self._trusted.values()} | {self._own}
        for space in self._teams:
            found |= self._roster(space).supervisors()
        return frozenset(found)

    def is_supervisor(self) -> bool:
        """Whether this laptop's person is one in a team."""
        return any(self._own in self._roster(space).supervisors() for space in self._teams)

    def unconfirmed(self, rulings: Iterable[Ruling]) -> Mapping[str, bytes]:
        """By the review's id, the key of the contact who wrote what cannot be verified here, where
        nobody has said yet whether they decide."""
        by_author = {who.author: key for key, who in _speakers(self._workspace).items()}
        found = {
            one.review.id: by_author[one.author]
            for one in rulings
            if one.doubt == "unverified" and one.author in by_author
        }
        return {name: key for name, key in found.items() if key not in self._trusted}

    @property
    def _local(self) -> StoreLocal:
        from fieldapp.usecases.syncing.local import StoreLocal

        if self._known is None:
            self._known = StoreLocal(self._workspace)
        return self._known

    def _roster(self, space: bytes) -> Roster:
        if space not in self._rosters:
            from fieldapp.usecases.syncing.rosters import Rosters

            self._rosters[space] = Rosters(self._workspace).of(space)
        return self._rosters[space]


def confirm(workspace: Workspace, key: bytes, *, decides: bool = True) -> None:
    """Notes whether the contact with a key decides on reports, as this laptop's person says."""
    known = _confirmed(workspace)
    kept = known | {key} if decides else known - {key}
    workspace.put_note(_CONFIRMED, json.dumps(sorted(one.hex() for one in kept)).encode())


def confirmed(workspace: Workspace) -> frozenset[bytes]:
    """The keys of the contacts that decide on reports."""
    return frozenset(_confirmed(workspace))


def heard(workspace: Workspace, key: bytes, speaker: Speaker) -> None:
    """Notes who writes with the key of a contact, as a bundle of theirs says."""
    known = _speakers(workspace)
    if known.get(key) != speaker:
        rows = {
            one.hex(): [who.author.hex(), who.device.hex()]
            for one, who in sorted((known | {key: speaker}).items())
        }
        workspace.put_note(_SPEAKERS, json.dumps(rows).encode())


def _trusted(workspace: Workspace) -> Mapping[bytes, Speaker]:
    """The contacts that decide, by key."""
    confirmed = _confirmed(workspace)
    return {key: who for key, who in _speakers(workspace).items() if key in confirmed}


def _speakers(workspace: Workspace) -> dict[bytes, Speaker]:
    rows = json.loads(workspace.note(_SPEAKERS) or b"{}")
    return {
        bytes.fromhex(key): Speaker(*(bytes.fromhex(name) for name in names))
        for key, names in rows.items()
    }


def _confirmed(workspace: Workspace) -> set[bytes]:
    return {bytes.fromhex(key) for key in json.loads(workspace.note(_CONFIRMED) or b"[]")}


class _Vouched:
    """Whether a change was written on a trusted contact's laptop and is covered by its seal."""

    def __init__(
        self,
        workspace: Workspace,
        local: Callable[[], StoreLocal],
        case: bytes,
        trusted: Mapping[bytes, Speaker],
    ) -> None:
        self._workspace = workspace
        self._local = local
        self._case = case
        self._keys = {speaker: key for key, speaker in trusted.items()}
        self._changes: dict[bytes, Change] = {}

    def __call__(self, head: Head) -> bool:
        if head.author == self._workspace.identity.author:
            return True
        if not self._changes:
            self._changes = {one.id: one for one in self._workspace.changes(self._case)}
        change = self._changes[head.id.change]
        key = self._keys.get(Speaker(change.author, change.device))
        return key is not None and self._is_sealed(change, key)

    def _is_sealed(self, change: Change, key: bytes) -> bool:
        local = self._local()
        waiting = [change]
        while waiting:
            one = waiting.pop()
            if any(seal.key == key for seal in local.seals([one])):
                return True
            waiting += local.successors(one)
        return False
