"""What the database says about itself: whose workspace it is and who writes in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fieldapp.case.change import Identity
from fieldapp.store.database import Database

if TYPE_CHECKING:
    from fieldapp.case.seal import SigningKey

WORKSPACE, AUTHOR, DEVICE, INCARNATION = "workspace", "author", "device", "incarnation"
DEVICE_SEED, PROJECTIONS = "device_seed", "projections"
SECOND_FOLDER = "second_folder"
SECOND_KEPT = "second_kept"
"""The latest backup that was made there, see `SecondKept` (packed)."""


class Meta:
    """The table `meta`. Writing needs the caller's transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, name: str) -> bytes | None:
        row = self._database.row("SELECT content FROM meta WHERE name = ?", (name,))
        return row[0] if row else None

    def put(self, name: str, content: bytes) -> None:
        self._database.write("INSERT OR REPLACE INTO meta VALUES (?, ?)", (name, content))

    def drop(self, name: str) -> None:
        self._database.write("DELETE FROM meta WHERE name = ?", (name,))

    def names(self, prefix: str) -> list[str]:
        """What follows a prefix in the names that begin with it."""
        rows = self._database.rows(
            "SELECT substr(name, ?) FROM meta WHERE substr(name, 1, ?) = ? ORDER BY name",
            (len(prefix) + 1, len(prefix), prefix),
        )
        return [name for (name,) in rows]

    def identity(self) -> Identity | None:
        found = [self.get(name) for name in (AUTHOR, DEVICE, INCARNATION)]
        parts = [part for part in found if part is not None]
        return Identity(*parts) if len(parts) == len(found) else None

    def put_identity(self, identity: Identity) -> None:
        self.put(AUTHOR, identity.author)
        self.put(DEVICE, identity.device)
        self.put(INCARNATION, identity.incarnation)

    def device_key(self) -> SigningKey | None:
        from fieldapp.case.seal import SigningKey

        seed = self.get(DEVICE_SEED)
        return SigningKey(seed) if seed is not None else None
