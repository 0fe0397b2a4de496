"""The vault: what the hub keeps secret in its database, encrypted under a key that is not in it.

The key is 32 bytes in a file of its own (`hub.key`), or in `FIELDAPP_HUB_KEY` where several nodes
share a database. Without it nobody can enrol a laptop or speak as the hub; cases can be read.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from fieldapp.base.clock import Entropy
from fieldapp.hub.errors import HubError
from fieldapp.hub.variables import variable

KEY_BYTES = 32
VARIABLE = "FIELDAPP_HUB_KEY"
FILE = "hub.key"
_NONCE = 12


class Vault:
    """Wraps small secrets (AES-256-GCM)."""

    def __init__(self, key: bytes, entropy: Entropy) -> None:
        self._cipher = AESGCM(key)
        self._entropy = entropy
        self.mark = hashlib.sha256(b"fieldapp hub key 1" + key).digest()[:16]
        """Tells one key from another."""

    def wrap(self, secret: bytes, purpose: bytes) -> bytes:
        """`purpose`: what it is for, and of what; it opens for the same alone."""
        nonce = self._entropy(_NONCE)
        return nonce + self._cipher.encrypt(nonce, secret, purpose)

    def unwrap(self, wrapped: bytes, purpose: bytes) -> bytes:
        """Raises: HubError: another key made it."""
        try:
            return self._cipher.decrypt(wrapped[:_NONCE], wrapped[_NONCE:], purpose)
        except (InvalidTag, ValueError) as error:
            raise HubError("hub.key_wrong") from error


def read_key(folder: Path) -> bytes | None:
    """The hub's key, from its variable or file; None if there is none yet.

    Raises:
        HubError: it is not 32 bytes in hexadecimal digits, or cannot be read.
    """
    text = variable(VARIABLE)
    path = folder / FILE
    if not text and path.exists():
        try:
            text = path.read_text(encoding="ascii")
        except (OSError, ValueError) as error:
            raise HubError("hub.key_unreadable", where=str(path)) from error
    if not text.strip():
        return None
    try:
        key = bytes.fromhex(text)
    except ValueError:
        key = b""
    if len(key) != KEY_BYTES:
        raise HubError("hub.key_unreadable", where=VARIABLE if text else str(path))
    return key


def make_key(folder: Path, entropy: Entropy) -> bytes:
    """A new key in its file, which only its owner may read."""
    key = entropy(KEY_BYTES)
    folder.mkdir(parents=True, exist_ok=True)
    handle = os.open(folder / FILE, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(key.hex() + "\n")
        file.flush()
        os.fsync(file.fileno())
    return key
