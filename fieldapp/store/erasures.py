"""The list of what has been erased, kept beside backups and replayed before a restore is used."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from fieldapp.base.findings import Finding, Severity
from fieldapp.base.values import frozen
from fieldapp.store.files import make_folder, write_atomically
from fieldapp.store.keys import DataKey
from fieldapp.store.packing import pack, unpack
from fieldapp.store.parts import Parts

if TYPE_CHECKING:
    from fieldapp.case.log import Frame

_NONCE = 12
_CONTEXT = b"fieldapp erasures 1"


@frozen
class Erased:
    """An erasure's change."""

    frame: Frame
    private_of: bytes | None
    """The case whose private log it is of; None for a shared log."""


def ordered(parts: Parts) -> list[Erased]:
    """The orders to erase that were obeyed here, in order of arrival."""
    from fieldapp.case.log import Frame

    rows = parts.database.rows("SELECT private_of, raw FROM erasure ORDER BY n")
    return [Erased(Frame(raw), private_of) for private_of, raw in rows]


def digest(parts: Parts) -> str:
    """One name (SHA-256, hex) for all that has been erased so far."""
    rows = parts.database.rows("SELECT raw FROM erasure")
    names = sorted(hashlib.sha256(raw).digest() for (raw,) in rows)
    return hashlib.sha256(b"".join(names)).hexdigest()


def is_listed(root: Path, parts: Parts, workspace: bytes, key: DataKey) -> bool:
    """Whether the list in a folder of backups names all that has been erased here."""
    rows = parts.database.rows("SELECT raw FROM erasure")
    listed, findings = read_list(root, workspace, key)
    return not findings and {raw for (raw,) in rows} <= {one.frame.raw for one in listed}


def write_list(root: Path, parts: Parts, workspace: bytes, key: DataKey) -> tuple[Finding, ...]:
    """Adds the workspace's erasures to its list in a folder of backups.

    Returns:
        A finding if the list there was damaged; it is kept beside the new one.

    Raises:
        OSError: from the disk.
    """
    here = parts.database.rows("SELECT private_of, raw FROM erasure ORDER BY n")
    known, findings = read_list(root, workspace, key)
    listed = [[erased.private_of, erased.frame.raw] for erased in known]
    listed += [[private_of, raw] for private_of, raw in here if [private_of, raw] not in listed]
    if not listed:
        return findings
    make_folder(root)
    path = root / file_name(workspace)
    if findings:
        path.replace(path.with_suffix(".damaged"))
    nonce = parts.machine.entropy(_NONCE)
    sealed = AESGCM(key.blobs).encrypt(nonce, pack(listed), _CONTEXT)
    write_atomically(path, nonce + sealed)
    return findings


def read_list(
    root: Path, workspace: bytes, key: DataKey
) -> tuple[list[Erased], tuple[Finding, ...]]:
    """A workspace's erasures as listed in a folder of backups, and a finding if the list there
    cannot be read. None are listed where there is no list.
    """
    from fieldapp.case.log import Frame

    path = root / file_name(workspace)
    try:
        data = path.read_bytes()
        listed = unpack(AESGCM(key.blobs).decrypt(data[:_NONCE], data[_NONCE:], _CONTEXT))
    except FileNotFoundError:
        return [], ()
    except (OSError, InvalidTag, ValueError):
        finding = Finding("store.erasures_damaged", {}, str(path), Severity.WARNING)
        return [], (finding,)
    return [Erased(Frame(raw), private_of) for private_of, raw in listed], ()


def file_name(workspace: bytes) -> str:
    """Several workspaces may have their backups in one folder, each its own list."""
    return f"erasures-{workspace.hex()}"
