"""Slots: the ways in. Each wraps the workspace's data key under another key (AES-256-GCM).

- `passcode`: argon2id (RFC 9106, second recommended choice: 64 MiB, 3 passes, 4 lanes);
- `recovery`: HKDF-SHA-256 of the printed recovery code, which is random and long enough;
- `keyring`: a random key that the system's keyring keeps;
- `company`: what X25519 makes of the company's public key and one used once, through HKDF-SHA-256.

Two kinds are no ways in. `held` wraps the person's own slots (the first three kinds) for a public
key in the same way as `company` wraps the data key: the workspace is locked by order until somebody
has the private one. `released` says which orders have been obeyed and lifted.

A slot is a plain JSON object; everything in it but the wrapped key is authenticated with it, and so
is the workspace it belongs to. Slots of other kinds are kept as they are.
"""

from __future__ import annotations

import base64
import json
import unicodedata
from collections.abc import Iterable
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from fieldapp.base.clock import Entropy
from fieldapp.base.values import frozen
from fieldapp.store.errors import DamagedError
from fieldapp.store.recovery import RecoveryCode

PASSCODE, RECOVERY, KEYRING, COMPANY = "passcode", "recovery", "keyring", "company"
HELD, RELEASED = "held", "released"
PERSONAL = (PASSCODE, RECOVERY, KEYRING)
KEY_BYTES = 32
_SALT, _NONCE = 16, 12
_MAX_PASSES, _MAX_MEMORY_KIB, _MAX_LANES = 64, 2 * 1024 * 1024, 64

Slot = dict[str, Any]


@frozen
class Hold:
    """By which orders a workspace is locked: the public keys (X25519) that they name, the latest
    first. The rest is to be told whoever tries to open it.

    `team`: whose administrator is to be asked; `at`: when it was locked, milliseconds since 1970;
    `waiting`: changes and files that no hub has.
    """

    orders: tuple[bytes, ...]
    team: str
    at: int
    waiting: int


@frozen
class Kdf:
    """What argon2id is made to cost."""

    passes: int = 3
    memory_kib: int = 64 * 1024
    lanes: int = 4

    def derive(self, passcode: str, salt: bytes) -> bytes:
        from argon2.low_level import Type, hash_secret_raw

        normal = unicodedata.normalize("NFKC", passcode)
        return hash_secret_raw(
            normal.encode("utf-8", "surrogatepass"),
            salt,
            time_cost=self.passes,
            memory_cost=self.memory_kib,
            parallelism=self.lanes,
            hash_len=KEY_BYTES,
            type=Type.ID,
        )


def for_passcode(
    workspace: bytes, data_key: bytes, passcode: str, kdf: Kdf, entropy: Entropy
) -> Slot:
    salt = entropy(_SALT)
    slot = {
        "kind": PASSCODE,
        "salt": _text(salt),
        "passes": kdf.passes,
        "memory_kib": kdf.memory_kib,
        "lanes": kdf.lanes,
    }
    return _wrap(slot, workspace, data_key, kdf.derive(passcode, salt), entropy)


def for_recovery(workspace: bytes, data_key: bytes, code: RecoveryCode, entropy: Entropy) -> Slot:
    salt = entropy(_SALT)
    slot = {"kind": RECOVERY, "salt": _text(salt)}
    return _wrap(slot, workspace, data_key, _stretch(code, salt), entropy)


def for_keyring(workspace: bytes, data_key: bytes, name: str, key: bytes, entropy: Entropy) -> Slot:
    """`name` is the keyring entry that keeps `key`."""
    return _wrap({"kind": KEYRING, "name": name}, workspace, data_key, key, entropy)


def for_company(workspace: bytes, data_key: bytes, public: bytes, entropy: Entropy) -> Slot:
    """`public`: the company's key (X25519, 32 bytes)."""
    slot = {"kind": COMPANY, "public": _text(public)}
    return _wrap_for(slot, workspace, data_key, public, entropy)


def company_key(slot: Slot) -> bytes | None:
    """The public key that a slot is for; None if it is no company's."""
    try:
        return _bytes(slot["public"]) if slot["kind"] == COMPANY else None
    except (KeyError, TypeError, ValueError):
        return None


def for_hold(workspace: bytes, personal: Iterable[Slot], hold: Hold, entropy: Entropy) -> Slot:
    """The person's own slots, wrapped for the latest of the orders."""
    slot = {
        "kind": HELD,
        "public": _text(hold.orders[0]),
        "orders": [_text(order) for order in hold.orders],
        "team": hold.team,
        "at": hold.at,
        "waiting": hold.waiting,
    }
    content = json.dumps(list(personal)).encode()
    return _wrap_for(slot, workspace, content, hold.orders[0], entropy)


def hold_of(slot: Slot) -> Hold:
    """Raises: DamagedError: what a `held` slot says is not readable."""
    try:
        orders = tuple(_bytes(order) for order in slot["orders"])
        return Hold(orders, str(slot["team"]), int(slot["at"]), int(slot["waiting"]))
    except (KeyError, TypeError, ValueError) as error:
        raise DamagedError("store.keys_damaged") from error


def released(orders: Iterable[bytes]) -> Slot:
    """Says that these orders have been lifted."""
    return {"kind": RELEASED, "orders": [_text(order) for order in orders]}


def lifted(slot: Slot) -> frozenset[bytes]:
    """The orders that a `released` slot names; none of what is not readable."""
    try:
        return frozenset(_bytes(order) for order in slot["orders"])
    except (KeyError, TypeError, ValueError):
        return frozenset()


def open_passcode(slot: Slot, workspace: bytes, passcode: str) -> bytes | None:
    """The data key; None if the passcode is another one.

    Raises:
        DamagedError: the slot asks for a key derivation beyond all reason, or is not readable.
    """
    try:
        kdf = Kdf(int(slot["passes"]), int(slot["memory_kib"]), int(slot["lanes"]))
        salt = _bytes(slot["salt"])
    except (KeyError, TypeError, ValueError) as error:
        raise DamagedError("store.keys_damaged") from error
    if not (
        0 < kdf.passes <= _MAX_PASSES
        and 8 <= kdf.memory_kib <= _MAX_MEMORY_KIB
        and 0 < kdf.lanes <= _MAX_LANES
        and len(salt) >= 8
    ):
        raise DamagedError("store.keys_damaged")
    return _unwrap(slot, workspace, kdf.derive(passcode, salt))


def open_recovery(slot: Slot, workspace: bytes, code: RecoveryCode) -> bytes | None:
    """The data key; None if the code is another one."""
    try:
        salt = _bytes(slot["salt"])
    except (KeyError, TypeError, ValueError) as error:
        raise DamagedError("store.keys_damaged") from error
    return _unwrap(slot, workspace, _stretch(code, salt))


def open_keyring(slot: Slot, workspace: bytes, key: bytes) -> bytes | None:
    """The data key; None if the keyring keeps another slot's key."""
    return _unwrap(slot, workspace, key)


def open_company(slot: Slot, workspace: bytes, private: bytes) -> bytes | None:
    """The data key; None if the slot is for another key.

    Args:
        private: the company's key (X25519, 32 bytes).
    """
    return _unwrap_with(slot, workspace, private)


def open_hold(slot: Slot, workspace: bytes, private: bytes) -> list[Slot] | None:
    """The person's own slots; None if the key (X25519, 32 bytes) is another one."""
    content = _unwrap_with(slot, workspace, private)
    return None if content is None else list(json.loads(content))


def _wrap_for(
    slot: Slot, workspace: bytes, content: bytes, public: bytes, entropy: Entropy
) -> Slot:
    """Wraps something so that whoever has the private half of a key (X25519) can open it."""
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

    once = X25519PrivateKey.from_private_bytes(entropy(KEY_BYTES))
    shared = once.exchange(X25519PublicKey.from_public_bytes(public))
    own = once.public_key().public_bytes_raw()
    slot = slot | {"once": _text(own)}
    return _wrap(slot, workspace, content, _agreed(shared, own + public), entropy)


def _unwrap_with(slot: Slot, workspace: bytes, private: bytes) -> bytes | None:
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

    try:
        own, public = _bytes(slot["once"]), _bytes(slot["public"])
        shared = X25519PrivateKey.from_private_bytes(private).exchange(
            X25519PublicKey.from_public_bytes(own)
        )
    except (KeyError, TypeError, ValueError) as error:
        raise DamagedError("store.keys_damaged") from error
    return _unwrap(slot, workspace, _agreed(shared, own + public))


def _agreed(shared: bytes, salt: bytes) -> bytes:
    return HKDF(SHA256(), KEY_BYTES, salt, b"fieldapp company slot 1").derive(shared)


def _stretch(code: RecoveryCode, salt: bytes) -> bytes:
    return HKDF(SHA256(), KEY_BYTES, salt, b"fieldapp recovery slot 1").derive(code.secret)


def _wrap(slot: Slot, workspace: bytes, data_key: bytes, key: bytes, entropy: Entropy) -> Slot:
    slot = slot | {"nonce": _text(entropy(_NONCE))}
    wrapped = AESGCM(key).encrypt(_bytes(slot["nonce"]), data_key, _bound(slot, workspace))
    return slot | {"wrapped": _text(wrapped)}


def _unwrap(slot: Slot, workspace: bytes, key: bytes) -> bytes | None:
    try:
        nonce, wrapped = _bytes(slot["nonce"]), _bytes(slot["wrapped"])
        return AESGCM(key).decrypt(nonce, wrapped, _bound(slot, workspace))
    except InvalidTag:
        return None
    except (KeyError, TypeError, ValueError) as error:
        raise DamagedError("store.keys_damaged") from error


def _bound(slot: Slot, workspace: bytes) -> bytes:
    """What is authenticated: the slot without the wrapped key, and whose slot it is."""
    rest = {name: part for name, part in slot.items() if name != "wrapped"}
    return b"fieldapp slot 1\0" + workspace + json.dumps(rest, sort_keys=True).encode()


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def _bytes(text: str) -> bytes:
    return base64.b64decode(text, validate=True)
