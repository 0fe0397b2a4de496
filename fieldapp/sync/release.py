"""The release: what opens again to its person a laptop that was locked because it left its team.

A revocation names a public key (X25519), so nobody but who holds the space's root can lock anything
with it. What a laptop locks by the order of a revocation it wraps for that key. The private half is
made of a code that the root can make again at any time and that is kept nowhere; told to a person
it gives back to them what they could open before, and to nobody else anything.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import field

from fieldapp.base import grouped
from fieldapp.base.values import frozen
from fieldapp.sync.companykey import public_of
from fieldapp.sync.errors import SyncError

_SECRET = b"fieldapp release secret 1"
_KEY = b"fieldapp release key 1"


class ReleaseError(SyncError):
    """What was typed is no release code."""


@frozen
class ReleaseCode:
    """To be read out or typed. `secret`: `grouped.SECRET_BYTES` bytes."""

    secret: bytes = field(repr=False)

    @classmethod
    def made(cls, root: bytes, order: bytes) -> ReleaseCode:
        """The code for an order.

        Args:
            root: the seed of the space's root key.
            order: what the order says, whatever it is: each has a code of its own.
        """
        made = hmac.digest(root, _SECRET + order, hashlib.sha256)
        return cls(made[: grouped.SECRET_BYTES])

    @classmethod
    def parse(cls, typed: str) -> ReleaseCode:
        """Reads what somebody typed.

        Raises:
            ReleaseError: too short or long, or a group is mistyped; it is named.
        """
        try:
            return cls(grouped.read(typed))
        except grouped.MistypedError as error:
            if error.group:
                raise ReleaseError("leaving.code_typo", group=error.group) from error
            wanted = grouped.CHARACTERS
            raise ReleaseError("leaving.code_length", typed=error.typed, wanted=wanted) from error

    def __str__(self) -> str:
        return grouped.write(self.secret)

    @property
    def private(self) -> bytes:
        """X25519."""
        return hashlib.sha256(_KEY + self.secret).digest()

    @property
    def public(self) -> bytes:
        """X25519."""
        return public_of(self.private)
