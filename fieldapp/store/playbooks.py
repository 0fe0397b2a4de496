"""Compiled playbooks, kept by version (SHA-256 of their bytes) for the cases they guide."""

from __future__ import annotations

import hashlib

from fieldapp.store.database import Database


class Playbooks:
    """The table `playbook`. Writing needs the caller's transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, data: bytes) -> str:
        version = hashlib.sha256(data).hexdigest()
        self._database.write("INSERT OR IGNORE INTO playbook VALUES (?, ?)", (version, data))
        return version

    def get(self, version: str) -> bytes | None:
        row = self._database.row("SELECT data FROM playbook WHERE version = ?", (version,))
        return row[0] if row else None

    def versions(self) -> list[str]:
        rows = self._database.rows("SELECT version FROM playbook ORDER BY version")
        return [version for (version,) in rows]
