"""The list of what has been erased, kept beside backups and replayed before a restore is used."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from fieldapp.case.log import Frame
from fieldapp.store.files import make_folder, write_atomically
from fieldapp.store.keys import DataKey
from fieldapp.store.packing import pack, unpack
from fieldapp.store.parts import Parts

NAME = "erasures"
_NONCE = 12
_CONTEXT = b"fieldapp erasures 1"


@dataclass(frozen=True, slots=True)
class Erased:
    """An erasure's change."""

    frame: Frame
    private_of: bytes | None
    """The case whose private log it is of; None for a shared log."""


def digest(parts: Parts) -> str:
    """One name (SHA-256, hex) for all that has been erased so far."""
    rows = parts.database.rows("SELECT raw FROM erasure")
    names = sorted(hashlib.sha256(raw).digest() for (raw,) in rows)
    return hashlib.sha256(b"".join(names)).hexdigest()


def write_list(root: Path, parts: Parts, key: DataKey) -> None:
    """Adds this workspace's erasures to the list in a folder of backups.

    Raises:
        OSError: from the disk.
    """
    here = parts.database.rows("SELECT private_of, raw FROM erasure ORDER BY n")
    listed = [[erased.private_of, erased.frame.raw] for erased in read_list(root, key)]
    listed += [[private_of, raw] for private_of, raw in here if [private_of, raw] not in listed]
    if not listed:
        return
    make_folder(root)
    nonce = parts.machine.entropy(_NONCE)
    sealed = AESGCM(key.blobs).encrypt(nonce, pack(listed), _CONTEXT)
    write_atomically(root / NAME, nonce + sealed)


def read_list(root: Path, key: DataKey) -> list[Erased]:
    """The erasures listed in a folder of backups; none where there is no list of this workspace."""
    try:
        data = (root / NAME).read_bytes()
        listed = unpack(AESGCM(key.blobs).decrypt(data[:_NONCE], data[_NONCE:], _CONTEXT))
    except (OSError, InvalidTag, ValueError):
        return []
    return [Erased(Frame(raw), private_of) for private_of, raw in listed]
