"""What a person has dealt with: what was offered or told once is not offered again.

A picture or a notice is remembered by an HMAC of its SHA-256 under a key of the workspace, as blobs
are named, so that not even the open database tells which known one it was. One small row each in
`meta`.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable

from fieldapp.store.workspace import Workspace

_BYTES = 16


def note(workspace: Workspace, digests: Iterable[str]) -> None:
    """Remembers things by their SHA-256 (hex)."""
    meta = workspace.parts.meta
    with workspace.parts.database.writing():
        for digest in digests:
            meta.put(_name(workspace, digest), b"")


def unseen(workspace: Workspace, digests: Iterable[str]) -> frozenset[str]:
    """Those that were never noted."""
    meta = workspace.parts.meta
    return frozenset(one for one in digests if meta.get(_name(workspace, one)) is None)


def _name(workspace: Workspace, digest: str) -> str:
    keyed = hmac.digest(workspace.key.names, b"seen " + bytes.fromhex(digest), "sha256")
    return f"seen:{keyed[:_BYTES].hex()}"
