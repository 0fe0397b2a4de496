"""The company's key: what opens the workspace of somebody who cannot, by two people together.

Its secret is never kept anywhere. It is split into shares, one for each of some administrators; any
two make it whole (Shamir's scheme over GF(256), a straight line a byte), one says nothing about it.
Laptops know the public key and wrap their data key for it. Who used it writes a record, signed by
the laptop's own key, for the hub's log.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Sequence
from dataclasses import field
from typing import Any

from fieldapp.base import grouped
from fieldapp.base.clock import Entropy
from fieldapp.base.errors import FieldAppError
from fieldapp.base.values import frozen
from fieldapp.case import codec, seal
from fieldapp.case.seal import SigningKey
from fieldapp.sync import forms
from fieldapp.sync.errors import SyncError
from fieldapp.sync.forms import Misfit

FORMAT = "fieldapp-recovery/1"
NEEDED = 2
MOST_SHARES = 9
MAX_REASON = 300
MAX_RECORD = 2 * 1024
_SECRET, _MARK = 16, 3
_CONTEXT = b"fieldapp recovery 1"


class ShareError(SyncError):
    """What was typed is no share, or the shares do not belong together."""


@frozen
class Share:
    """One person's part. `number`: which it is; `mark`: tells of which key it is a part."""

    number: int
    part: bytes = field(repr=False)
    mark: bytes = b""

    def __str__(self) -> str:
        return grouped.write(bytes([self.number]) + self.part + self.mark)

    @classmethod
    def parse(cls, typed: str) -> Share:
        """Reads what somebody typed.

        Raises:
            ShareError: too short or long, or a group is mistyped; it is named.
        """
        try:
            read = grouped.read(typed)
        except grouped.MistypedError as error:
            if error.group:
                raise ShareError("company.share_typo", group=error.group) from error
            wanted = grouped.CHARACTERS
            raise ShareError("company.share_length", typed=error.typed, wanted=wanted) from error
        return cls(read[0], read[1 : 1 + _SECRET], read[1 + _SECRET :])


def make(count: int, entropy: Entropy) -> tuple[bytes, list[Share]]:
    """A new key: its public half (X25519), and its shares."""
    secret, slope = entropy(_SECRET), entropy(_SECRET)
    public = public_of(_private(secret))
    shares = [
        Share(
            number,
            bytes(base ^ _times(rise, number) for base, rise in zip(secret, slope, strict=True)),
            _mark(public),
        )
        for number in range(1, count + 1)
    ]
    return public, shares


def whole(shares: Sequence[Share]) -> bytes:
    """The private half (X25519), of two shares.

    Raises:
        ShareError: they are one and the same, or of different keys.
    """
    one, two = shares
    if one.number == two.number:
        raise ShareError("company.share_twice")
    # Where the line through both meets zero.
    scale = _inverse(one.number ^ two.number)
    secret = bytes(
        _times(_times(first, two.number) ^ _times(second, one.number), scale)
        for first, second in zip(one.part, two.part, strict=True)
    )
    private = _private(secret)
    if not one.mark == two.mark == _mark(public_of(private)):
        raise ShareError("company.share_other")
    return private


def public_of(private: bytes) -> bytes:
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

    return X25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()


def _private(secret: bytes) -> bytes:
    return hashlib.sha256(b"fieldapp company key 1" + secret).digest()


def _mark(public: bytes) -> bytes:
    return hashlib.sha256(b"fieldapp company mark 1" + public).digest()[:_MARK]


def _times(one: int, two: int) -> int:
    """In GF(256) with x^8 + x^4 + x^3 + x + 1."""
    product = 0
    while two:
        if two & 1:
            product ^= one
        one = (one << 1) ^ (0x11B if one & 0x80 else 0)
        two >>= 1
    return product


def _inverse(one: int) -> int:
    found = 1
    for _ in range(254):
        found = _times(found, one)
    return found


# The record


@frozen
class Record:
    """A workspace was opened with the company's key. `device`: the laptop's; `at`: milliseconds
    since 1970, by the clock of whoever did it; `shares`: their numbers."""

    workspace: bytes
    device: bytes
    at: int
    shares: tuple[int, ...]
    reason: str

    def signed(self, key: SigningKey) -> bytes:
        stated = self._stated()
        return codec.pack(stated | {"sig": key.sign(_CONTEXT + codec.pack(stated))})

    def _stated(self) -> dict[str, Any]:
        return {
            "v": 1,
            "workspace": self.workspace,
            "device": self.device,
            "at": self.at,
            "shares": list(self.shares),
            "reason": self.reason,
        }

    @classmethod
    def read(cls, raw: bytes) -> tuple[Record, bytes]:
        """A record and its signature.

        Raises:
            ShareError: it is none.
        """
        try:
            found = codec.parse(raw, MAX_RECORD)
            made = cls(
                forms.binary(16)(found["workspace"]),
                forms.binary(16)(found["device"]),
                forms.number(found["at"]),
                forms.rows(forms.number, NEEDED)(found["shares"]),
                forms.text(MAX_REASON)(found["reason"]),
            )
            return made, forms.binary(64)(found["sig"])
        except (Misfit, KeyError, TypeError, FieldAppError) as error:
            raise ShareError("company.record_malformed") from error

    def is_by(self, key: bytes, signature: bytes) -> bool:
        """Whether a laptop's key has signed it."""
        return seal.verify(key, signature, _CONTEXT + codec.pack(self._stated()))


def readable(record: Record, raw: bytes, at: str) -> bytes:
    """The file of a signed record, which a person can read. `at`: its moment in words."""
    content = {
        "format": FORMAT,
        "workspace": record.workspace.hex(),
        "laptop": record.device.hex(),
        "at": at,
        "shares": list(record.shares),
        "reason": record.reason,
        "record": base64.b64encode(raw).decode(),
    }
    return json.dumps(content, ensure_ascii=False, indent=1).encode() + b"\n"


def of_file(content: bytes) -> bytes:
    """The signed record of such a file.

    Raises:
        ShareError: it is none.
    """
    try:
        return base64.b64decode(json.loads(content)["record"], validate=True)
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise ShareError("company.record_malformed") from error
