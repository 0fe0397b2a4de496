"""The bundle: changes and files that go by stick or mail, as they lie inside their encryption.

First a line that says what it is, then the length and the bytes of its list, then what the list
names, one after the other, each with its size and its SHA-256. The list is signed by the laptop
that made it. Whoever reads gives the bytes as they come; nothing is kept beyond the limits, and
what does not fit the list ends the reading at once.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

from fieldapp.case import codec, seal
from fieldapp.case.seal import SigningKey
from fieldapp.sync import batch as batches
from fieldapp.sync import forms, rows, wire
from fieldapp.sync.batch import Batch
from fieldapp.sync.errors import SyncError, WireError
from fieldapp.sync.messages import MAX_BLOB, Found
from fieldapp.sync.wire import MAX_PACKED, Message, message

MAGIC = b"fieldapp bundle 1\n"
MAX_ENTRIES = 100_000
MAX_BYTES = 2 * 1024**3
"""Of a whole bundle, without its encryption."""
MAX_LIST = 12 * 1024 * 1024
_LENGTH = 4
_CONTEXT = b"fieldapp bundle 1"


class BundleError(SyncError):
    """It is no bundle, or not as it was made. Nothing of it was taken in."""


class Entry(NamedTuple):
    """Something in a bundle: changes where `case` is empty, else a photo or file of a case."""

    case: bytes
    sha256: bytes
    size: int
    """Bytes."""


@message(
    "bundle",
    device=rows.case,
    author=rows.case,
    key=forms.binary(32),
    person=forms.text(100),
    space=forms.binary(0, 16),
    at=forms.number,
    certificates=batches.certificates,
    entries=forms.rows(
        forms.row(Entry, forms.binary(0, 16), rows.digest, forms.number), MAX_ENTRIES
    ),
    signature=forms.binary(64),
)
@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle(Message):
    """The list."""

    device: bytes
    author: bytes
    key: bytes
    """Public, of the laptop that made it."""
    person: str
    """What its person is called, as it says."""
    space: bytes
    """Whose cases they are; empty where they are nobody's."""
    at: int
    """When it was made, by its own clock; milliseconds since 1970."""
    certificates: tuple[bytes, ...]
    entries: tuple[Entry, ...]
    signature: bytes

    @property
    def size(self) -> int:
        """Bytes of all entries."""
        return sum(entry.size for entry in self.entries)

    def sealed(self, key: SigningKey) -> Bundle:
        """The same, signed."""
        return replace(self, signature=key.sign(self._signed()))

    def is_signed(self) -> bool:
        return seal.verify(self.key, self.signature, self._signed())

    def _signed(self) -> bytes:
        stated = {**self.plain(), "signature": b""}
        return _CONTEXT + hashlib.sha256(codec.pack(stated, limit=MAX_LIST)).digest()


def head(listed: Bundle) -> bytes:
    """The beginning of a bundle; its entries follow in their order.

    Raises:
        BundleError: it is beyond the limits.
    """
    if listed.size > MAX_BYTES or len(listed.entries) > MAX_ENTRIES:
        raise BundleError("sync.bundle_too_large", limit=MAX_BYTES // 2**20)
    data = wire.encode(listed)
    return MAGIC + len(data).to_bytes(_LENGTH, "big") + data


def changes(batch: Batch) -> tuple[Entry, bytes]:
    """Changes as they lie in a bundle."""
    data = wire.encode(Found(batch=batch))
    return Entry(b"", hashlib.sha256(data).digest(), len(data)), data


def read_changes(data: bytes) -> Batch:
    """Raises: BundleError: they are none."""
    try:
        found = wire.decode(data)
    except WireError as error:
        raise BundleError("sync.bundle_damaged") from error
    if not isinstance(found, Found):
        raise BundleError("sync.bundle_damaged")
    return found.batch


Take = Callable[[Bundle, Entry, bytes], object]
"""Is given each entry when it is whole and what the list says."""


class Reader:
    """Reads a bundle from its bytes as they come."""

    def __init__(self, take: Take) -> None:
        self.listed: Bundle | None = None
        self._take = take
        self._held = bytearray()
        self._wanted = len(MAGIC) + _LENGTH
        """So many bytes make the next piece."""
        self._has_length = False
        self._entries: Iterator[Entry] = iter(())
        self._entry: Entry | None = None

    def feed(self, data: bytes) -> None:
        """Takes bytes in.

        Raises:
            BundleError: they are not what a bundle holds there.
        """
        view = memoryview(data)
        while view:
            if self._is_done:
                raise BundleError("sync.bundle_damaged")
            some = view[: self._wanted - len(self._held)]
            self._held += some
            view = view[len(some) :]
            if len(self._held) == self._wanted:
                self._piece()

    def end(self) -> Bundle:
        """The list of a bundle that has been read to its end.

        Raises:
            BundleError: something is missing.
        """
        if self.listed is None or not self._is_done:
            raise BundleError("sync.bundle_damaged")
        return self.listed

    @property
    def _is_done(self) -> bool:
        return self.listed is not None and self._entry is None

    def _piece(self) -> None:
        piece, self._held = bytes(self._held), bytearray()
        if self.listed is not None and self._entry is not None:
            self._whole(self.listed, self._entry, piece)
            self._next(self.listed)
        elif self._has_length:
            self._read_list(piece)
        else:
            self._begin(piece)

    def _begin(self, piece: bytes) -> None:
        if not piece.startswith(MAGIC):
            raise BundleError("sync.bundle_unknown")
        self._wanted = int.from_bytes(piece[len(MAGIC) :], "big")
        self._has_length = True
        if not 0 < self._wanted <= MAX_PACKED:
            raise BundleError("sync.bundle_damaged")

    def _read_list(self, piece: bytes) -> None:
        try:
            listed = wire.decode(piece)
            is_good = isinstance(listed, Bundle) and listed.is_signed()
        except (WireError, codec.CodecError) as error:
            raise BundleError("sync.bundle_damaged") from error
        if not isinstance(listed, Bundle) or not is_good:
            raise BundleError("sync.bundle_damaged")
        if listed.size > MAX_BYTES or any(entry.size > MAX_BLOB for entry in listed.entries):
            raise BundleError("sync.bundle_too_large", limit=MAX_BYTES // 2**20)
        self.listed = listed
        self._entries = iter(listed.entries)
        self._next(listed)

    def _whole(self, listed: Bundle, entry: Entry, piece: bytes) -> None:
        if hashlib.sha256(piece).digest() != entry.sha256:
            raise BundleError("sync.bundle_damaged")
        self._take(listed, entry, piece)

    def _next(self, listed: Bundle) -> None:
        """Goes on to the next entry that holds something."""
        self._entry = None
        for entry in self._entries:
            if entry.size > 0:
                self._entry, self._wanted = entry, entry.size
                return
            self._whole(listed, entry, b"")
