"""Seals: Ed25519 signatures (RFC 8032) over the heads of chains, and the key that makes them.

One seal vouches for a whole chain up to its head, at the cost of one signature a push instead of
one a change.
"""

from __future__ import annotations

from fieldapp.base.clock import Entropy
from fieldapp.base.values import frozen
from fieldapp.case import codec
from fieldapp.case.change import Change

_CONTEXT = b"fieldapp seal 1"


class SigningKey:
    """A device's private key. `seed`: 32 random bytes, to be kept encrypted."""

    def __init__(self, seed: bytes) -> None:
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        self._key = Ed25519PrivateKey.from_private_bytes(seed)
        self.seed = seed
        self.public: bytes = self._key.public_key().public_bytes_raw()

    @classmethod
    def new(cls, entropy: Entropy) -> SigningKey:
        return cls(entropy(32))

    def sign(self, message: bytes) -> bytes:
        return self._key.sign(message)


def verify(public: bytes, signature: bytes, message: bytes) -> bool:
    """Whether a signature is of this key over this message; false for malformed parts too."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


@frozen
class Seal:
    """A device's word that its chain runs up to `head` at `seq`."""

    case: bytes
    device: bytes
    incarnation: bytes
    seq: int
    head: bytes
    key: bytes
    signature: bytes

    @classmethod
    def over(cls, change: Change, key: SigningKey) -> Seal:
        """Seals the chain that ends with a change."""
        signed = _signed(*change.chain, change.seq, change.id)
        return cls(*change.chain, change.seq, change.id, key.public, key.sign(signed))

    def is_valid(self) -> bool:
        """Whether the signature fits; not whether the key may be trusted."""
        signed = _signed(self.case, self.device, self.incarnation, self.seq, self.head)
        return verify(self.key, self.signature, signed)


def _signed(case: bytes, device: bytes, incarnation: bytes, seq: int, head: bytes) -> bytes:
    return _CONTEXT + codec.pack([case, device, incarnation, seq, head])
