"""The messages: what a laptop asks of a hub, and what it is answered.

All are about one space, which the carrier names beside them (`/v1/spaces/{space}/...`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from fieldapp.sync import batch as batches
from fieldapp.sync import forms, rows
from fieldapp.sync.batch import Batch
from fieldapp.sync.rows import (
    Cursor,
    Fork,
    Holding,
    Listed,
    Names,
    Pack,
    Refused,
    Scope,
    Wanted,
)
from fieldapp.sync.wire import Message, message

PART = 256 * 1024
"""Bytes of a photo or file that travel at once."""
MAX_PART = 1024 * 1024
MAX_BLOB = 64 * 1024 * 1024


# Comparing


@message(
    "have",
    cursor=rows.cursor,
    roster=rows.digest,
    first=rows.case,
    last=rows.case,
    cases=rows.listed,
    scope=rows.scope,
)
@dataclass(frozen=True, slots=True, kw_only=True)
class Have(Message):
    """All cases the laptop holds from `first` to `last`, in order. `cursor`, as in every question
    about what the hub holds: how far the laptop has read."""

    cursor: Cursor
    roster: bytes
    """Digest of its certificates."""
    first: bytes
    last: bytes
    cases: tuple[Listed, ...]
    scope: Scope = Scope()
    """Which cases the laptop wants to hear of that it does not list."""


@message(
    "differs",
    certificates=batches.certificates,
    last=rows.case,
    same=rows.digest,
    cases=rows.holdings,
)
@dataclass(frozen=True, slots=True, kw_only=True)
class Differs(Message):
    """The cases up to `last` of which the hub holds something else, also those not listed."""

    certificates: tuple[bytes, ...]
    """All of them, if the laptop's are others."""
    last: bytes
    same: bytes
    """SHA-256 over case and whole digest of those that are equal."""
    cases: tuple[Holding, ...]


@message("want", cursor=rows.cursor, cases=rows.wanted)
@dataclass(frozen=True, slots=True, kw_only=True)
class Want(Message):
    """Asks for what the hub has of cases and the laptop has not."""

    cursor: Cursor
    cases: tuple[Wanted, ...]


@message("found", batch=batches.form)
@dataclass(frozen=True, slots=True, kw_only=True)
class Found(Message):
    """As much of what was wanted as fits."""

    batch: Batch


# Changes


@message("push", cursor=rows.cursor, batch=batches.form, waits=forms.Added(forms.flag, False))
@dataclass(frozen=True, slots=True, kw_only=True)
class Push(Message):
    """Changes for the hub."""

    cursor: Cursor
    batch: Batch
    waits: bool = False
    """What would come in without what was before it is to be refused: the laptop compares then, and
    brings it again with all that it has. What it does not have keeps nothing back after that."""


@message(
    "receipt",
    digest=rows.digest,
    refused=forms.rows(
        forms.row(Refused, rows.digest, forms.text(64), forms.params), batches.MAX_FRAMES
    ),
    forks=forms.rows(
        forms.row(Fork, rows.case, rows.case, forms.binary(8), forms.number), batches.MAX_FRAMES
    ),
    has_gap=forms.flag,
    before=rows.cursor,
    after=rows.cursor,
)
@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt(Message):
    """The hub's word that it holds what was pushed, durably."""

    digest: bytes
    """Over the ids of all pushed changes that it holds now: see `vector.ids_digest`."""
    refused: tuple[Refused, ...]
    forks: tuple[Fork, ...]
    has_gap: bool
    """What comes before some of it is not here: the laptop should compare."""
    before: Cursor
    after: Cursor
    """What of it was new takes exactly the places after `before`, up to `after`."""


@message("pull", cursor=rows.cursor, scope=rows.scope)
@dataclass(frozen=True, slots=True, kw_only=True)
class Pull(Message):
    """Asks for what came after a place in the feed. With a scope and without a place it asks for
    the end of the feed: what lies before it, comparing finds."""

    cursor: Cursor
    scope: Scope = Scope()


@message(
    "page",
    before=rows.cursor,
    after=rows.cursor,
    ahead=forms.number,
    batch=batches.form,
    left=forms.binary(0, 16),
    outside=forms.Added(forms.rows(rows.digest, batches.MAX_FRAMES), default=()),
)
@dataclass(frozen=True, slots=True, kw_only=True)
class Page(Message):
    """A stretch of the feed, from `before` to `after`."""

    before: Cursor
    after: Cursor
    ahead: int
    """So much of the feed comes after it."""
    batch: Batch
    left: bytes
    """The case that left the space after all of this; empty as a rule."""
    outside: tuple[bytes, ...] = ()
    """Changes of cases outside the scope: orders to erase, for whoever has these."""


# Photos and files, packs of a snapshot


@message("blob_ask", case=rows.case, sha256=rows.digest)
@dataclass(frozen=True, slots=True, kw_only=True)
class BlobAsk(Message):
    """Asks how much of a blob of a case the hub has."""

    case: bytes
    sha256: bytes


@message("left_have", cases=rows.names)
@dataclass(frozen=True, slots=True, kw_only=True)
class LeftHave(Message):
    """What the laptop holds of cases that have left the space."""

    cases: tuple[Names, ...]


@message("left_lack", cases=rows.names)
@dataclass(frozen=True, slots=True, kw_only=True)
class LeftLack(Message):
    """What of it the hub does not have where they are now."""

    cases: tuple[Names, ...]


@message("files_have", cases=rows.names)
@dataclass(frozen=True, slots=True, kw_only=True)
class FilesHave(Message):
    """The blobs that the laptop takes to be on the hub."""

    cases: tuple[Names, ...]


@message("files_lack", cases=rows.names)
@dataclass(frozen=True, slots=True, kw_only=True)
class FilesLack(Message):
    """Those of them that are not."""

    cases: tuple[Names, ...]


@message("blob_state", sha256=rows.digest, held=forms.number, whole=forms.flag)
@dataclass(frozen=True, slots=True, kw_only=True)
class BlobState(Message):
    """`held`: so many bytes from the beginning; `whole`: all, and they are what their name says."""

    sha256: bytes
    held: int
    whole: bool


@message(
    "blob_put",
    case=rows.case,
    sha256=rows.digest,
    size=forms.number,
    offset=forms.number,
    data=forms.data(MAX_PART),
)
@dataclass(frozen=True, slots=True, kw_only=True)
class BlobPut(Message):
    """A part of a blob that is `size` bytes long."""

    case: bytes
    sha256: bytes
    size: int
    offset: int
    data: bytes


@message("blob_get", case=rows.case, sha256=rows.digest, offset=forms.number, length=forms.number)
@dataclass(frozen=True, slots=True, kw_only=True)
class BlobGet(Message):
    """Asks for a part of a blob."""

    case: bytes
    sha256: bytes
    offset: int
    length: int


@message(
    "part", sha256=rows.digest, size=forms.number, offset=forms.number, data=forms.data(MAX_PART)
)
@dataclass(frozen=True, slots=True, kw_only=True)
class Part(Message):
    """A part of a blob or a pack that is `size` bytes long."""

    sha256: bytes
    size: int
    offset: int
    data: bytes


@message("snapshot", cursor=rows.cursor)
@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot(Message):
    """Asks which packs continue from a place in the feed."""

    cursor: Cursor


@message(
    "packs",
    packs=rows.packs,
)
@dataclass(frozen=True, slots=True, kw_only=True)
class Packs(Message):
    """Packs in the order of the feed, each beginning where the one before ends."""

    packs: tuple[Pack, ...]


@message("pack_get", sha256=rows.digest, offset=forms.number, length=forms.number)
@dataclass(frozen=True, slots=True, kw_only=True)
class PackGet(Message):
    """Asks for a part of a pack."""

    sha256: bytes
    offset: int
    length: int


# What an administrator is to know


@message("report", record=forms.data(2 * 1024))
@dataclass(frozen=True, slots=True, kw_only=True)
class Report(Message):
    """For the hub's log: see `companykey.Record`."""

    record: bytes


@message("noted")
@dataclass(frozen=True, slots=True, kw_only=True)
class Noted(Message):
    """It is in the log."""


# What went wrong


@message(
    "problem",
    code=forms.text(64),
    params=forms.params,
    cursor=rows.cursor,
    wait=forms.number,
    certificates=batches.farewell,
)
@dataclass(frozen=True, slots=True, kw_only=True)
class Problem(Message):
    """The hub will not do it. `wait`: seconds after which to try again, where it says so.

    `sync.other_feed` carries the end of the feed there is instead, `sync.revoked` the proof.
    """

    code: str
    params: Mapping[str, str | int]
    cursor: Cursor = Cursor()
    wait: int = 0
    certificates: tuple[bytes, ...] = ()
    """See `Roster.farewell`."""
