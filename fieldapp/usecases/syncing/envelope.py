"""The envelope of a bundle: age (age-encryption.org/v1), for the keys that laptops have anyway.

A laptop's Ed25519 key stands in it as age takes SSH keys. Bytes go through as they come; nothing is
ever whole in memory or on the disk.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)

from fieldapp.case.seal import SigningKey
from fieldapp.sync.bundle import MAX_BYTES, BundleError

_AGE = b"age-encryption.org/"


class _Source:
    """What an iterator gives, as a file that is read. `failure`: what it has raised; whoever reads
    may have made something else of it."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._held = b""
        self.failure: BaseException | None = None

    def read(self, size: int = -1) -> bytes:
        while not self._held:
            try:
                piece = next(self._pieces, None)
            except BaseException as error:
                self.failure = error
                raise
            if piece is None:
                return b""
            self._held = piece
        some = self._held if size < 0 else self._held[:size]
        self._held = self._held[len(some) :]
        return some


class _Sink:
    """A file that is written. `failure`: what the disk has said."""

    def __init__(self, target: BinaryIO) -> None:
        self._target = target
        self.failure: BaseException | None = None

    def write(self, data: bytes) -> int:
        try:
            return self._target.write(data)
        except OSError as error:
            self.failure = error
            raise

    def flush(self) -> None:
        self._target.flush()


class _Drain:
    """What is written goes to a function."""

    def __init__(self, take: Callable[[bytes], object]) -> None:
        self._take = take

    def write(self, data: bytes) -> int:
        self._take(bytes(data))
        return len(data)

    def flush(self) -> None:
        """Nothing is kept back."""


def seal(pieces: Iterator[bytes], recipients: Iterable[bytes], target: BinaryIO) -> None:
    """Encrypts to public keys.

    Raises:
        OSError: from the disk.
        Exception: whatever `pieces` raises, as it is.
    """
    import pyrage

    keys = [pyrage.ssh.Recipient.from_str(_public(key)) for key in recipients]
    source, sink = _Source(pieces), _Sink(target)
    try:
        pyrage.encrypt_io(source, sink, keys)
    except (pyrage.EncryptError, OSError):
        if source.failure is None and sink.failure is None:
            raise
    # Of what fails at the very end nothing is said by itself: the bundle would be cut short.
    if failure := source.failure or sink.failure:
        raise failure


def open_(path: Path, key: SigningKey, take: Callable[[bytes], object]) -> None:
    """Decrypts a file piece by piece.

    Raises:
        BundleError: it is none, is damaged, or not meant for this laptop.
        OSError: the file cannot be read.
    """
    import pyrage

    with path.open("rb") as file:
        if not file.read(len(_AGE)) == _AGE:
            raise BundleError("sync.bundle_unknown")
        if path.stat().st_size > 2 * MAX_BYTES:
            raise BundleError("sync.bundle_too_large", limit=MAX_BYTES // 2**20)
    with path.open("rb") as file:
        identity = pyrage.ssh.Identity.from_buffer(_private(key))
        try:
            pyrage.decrypt_io(file, _Drain(take), [identity])
        except pyrage.DecryptError as error:
            raise BundleError("sync.bundle_not_for_us") from error
        except OSError as error:
            # A piece is not as it was encrypted, or the end is missing.
            raise BundleError("sync.bundle_damaged") from error


def _public(key: bytes) -> str:
    made = Ed25519PublicKey.from_public_bytes(key).public_bytes(
        serialization.Encoding.OpenSSH, serialization.PublicFormat.OpenSSH
    )
    return made.decode()


def _private(key: SigningKey) -> bytes:
    return Ed25519PrivateKey.from_private_bytes(key.seed).private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.OpenSSH,
        serialization.NoEncryption(),
    )
