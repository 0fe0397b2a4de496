"""What the hub's rules ask of whatever keeps its data.

Every key begins with the space. What `writing` encloses is kept as a whole or not at all; the
feed's counter is advanced last in it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import NamedTuple, Protocol

from fieldapp.case.change import Change, Value, Values
from fieldapp.case.seal import Seal
from fieldapp.sync.roster import Roster
from fieldapp.sync.rows import LINK, Cursor, Pack, Scope

CHANGE, CERTIFICATE, LEFT = 1, 2, 3
"""Kinds of entries of a feed."""


class Entry(NamedTuple):
    """One place of a space's feed."""

    seq: int
    link: bytes
    kind: int
    case: bytes
    """Empty for a certificate."""
    name: bytes
    """The change's id; the certificate's id; for a case that left, its id again."""

    @classmethod
    def after(cls, tip: Cursor, kind: int, case: bytes, name: bytes) -> Entry:
        link = hashlib.sha256(tip.link + bytes([kind]) + case + name).digest()[:LINK]
        return cls(tip.seq + 1, link, kind, case, name)


class Party(NamedTuple):
    """Who asks for their own cases: an account, and all laptops it has had."""

    account: bytes
    devices: frozenset[bytes]


class Listing(NamedTuple):
    """A case and its digest; see `vector.case_digest`."""

    case: bytes
    digest: bytes


class Shelf(Protocol):
    """Where a hub keeps what it holds."""

    @property
    def epoch(self) -> bytes:
        """Random; another one whenever the data was put back from a backup."""
        ...

    def writing(self) -> AbstractContextManager[None]:
        """One transaction."""
        ...

    def reading(self) -> AbstractContextManager[None]:
        """Everything as it stands at one moment."""
        ...

    # What will be asked for next, so that it may be fetched at once. Nothing depends on it.

    def expect_cases(self, space: bytes, cases: Collection[bytes]) -> None:
        """Changes of these cases come in."""
        ...

    def expect_changes(self, space: bytes, ids: Mapping[bytes, Collection[bytes]]) -> None:
        """These changes, by case, go out, with their values and seals."""
        ...

    # Certificates

    def roster(self, space: bytes) -> Roster | None:
        """None: there is no such space."""
        ...

    def keep_certificate(self, space: bytes, raw: bytes) -> None:
        """Keeps it, and drops what the roster does not keep any more."""
        ...

    # The feed

    def tip(self, space: bytes) -> Cursor:
        """The end of the feed. Within `writing`, nobody else writes in the space from now on."""
        ...

    def link(self, space: bytes, seq: int) -> bytes | None:
        """The link at a place of the feed; None if it is not that long, empty at its beginning."""
        ...

    def entries(self, space: bytes, after: int, limit: int) -> Sequence[Entry]: ...

    def extend(self, space: bytes, entries: Sequence[Entry]) -> None:
        """Adds to the end of the feed, which becomes the last entry's place."""
        ...

    # Cases

    def within(
        self, space: bytes, cases: Collection[bytes], scope: Scope, who: Party
    ) -> Collection[bytes]:
        """Those of some cases that are of somebody's scope."""
        ...

    def listings(self, space: bytes, first: bytes, last: bytes) -> Sequence[Listing]:
        """The cases from first to last, in order."""
        ...

    def names(self, space: bytes, case: bytes) -> tuple[Collection[bytes], Collection[bytes]]:
        """The ids of a case's changes, and the hashes of its values."""
        ...

    def changes(
        self, space: bytes, case: bytes, ids: Collection[bytes] | None = None
    ) -> Sequence[Change]:
        """All changes of a case, or those of these that are here, in order of arrival."""
        ...

    def values(self, space: bytes, case: bytes, hashes: Collection[bytes]) -> Values: ...

    def at(self, space: bytes, change: Change) -> Collection[bytes]:
        """The ids of the changes at a change's place in its chain."""
        ...

    def successors(self, space: bytes, change: Change) -> Sequence[Change]:
        """The changes that name this one as their predecessor."""
        ...

    def has_erasure(self, space: bytes, case: bytes) -> bool: ...

    def append(self, space: bytes, change: Change) -> None: ...

    def add_values(self, space: bytes, case: bytes, values: Mapping[bytes, Value]) -> None: ...

    def drop_values(self, space: bytes, case: bytes, hashes: Iterable[bytes]) -> None: ...

    def set_digest(self, space: bytes, case: bytes, digest: bytes) -> None: ...

    def add_seals(self, space: bytes, seals: Iterable[Seal]) -> None: ...

    def seals(self, space: bytes, case: bytes, heads: Collection[bytes]) -> Sequence[Seal]: ...

    # Moving

    def moved_to(self, space: bytes, case: bytes) -> bytes | None:
        """The space that a case of this one was moved to."""
        ...

    def set_moved(self, space: bytes, case: bytes, target: bytes | None) -> None: ...

    def formers(self, space: bytes, case: bytes) -> Collection[bytes]:
        """The spaces that a case of this one has been in before; this one too if it has been away
        and is back."""
        ...

    def left_after(self, space: bytes, cases: Collection[bytes], seq: int) -> Collection[bytes]:
        """Which of some cases have left after a place of the feed and come back."""
        ...

    def set_formers(self, space: bytes, case: bytes, spaces: Collection[bytes]) -> None: ...

    def remove(self, space: bytes, case: bytes) -> None:
        """Removes all of a case but its places in the feed."""
        ...

    def share_blob(self, space: bytes, sha256: bytes, target: bytes) -> None:
        """Makes a whole blob of one space one of another too."""
        ...

    # Photos and files

    def files(self, space: bytes, case: bytes) -> Mapping[bytes, bool]:
        """The blobs that values of a case name (SHA-256), and whether every holder wants them."""
        ...

    def set_files(self, space: bytes, case: bytes, files: Mapping[bytes, bool]) -> None:
        """What is named by no case of the space any more is removed."""
        ...

    def blob(self, space: bytes, sha256: bytes) -> int | None:
        """The size of a whole blob; None if it is not here."""
        ...

    def read_blob(self, space: bytes, sha256: bytes, offset: int, length: int) -> bytes: ...

    def part(self, space: bytes, sha256: bytes, device: bytes) -> int:
        """How many bytes of a blob a laptop has sent."""
        ...

    def add_part(self, space: bytes, sha256: bytes, device: bytes, data: bytes) -> None: ...

    def read_part(self, space: bytes, sha256: bytes, device: bytes) -> bytes: ...

    def end_part(self, space: bytes, sha256: bytes, device: bytes, *, is_whole: bool) -> None:
        """Makes what a laptop has sent the blob, or drops it."""
        ...

    # Packs

    def packs(self, space: bytes) -> Sequence[Pack]:
        """In the order of the feed."""
        ...

    def pack(self, space: bytes, sha256: bytes) -> bytes | None: ...

    def set_packs(self, space: bytes, packs: Sequence[tuple[Pack, bytes]]) -> None:
        """In place of those that are there."""
        ...
