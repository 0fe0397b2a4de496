"""Which photos, files and playbooks cases want, which are here, and which are on a hub."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from fieldapp.store.database import Database

_WORDS = {
    "@file": "f.case_id, f.sha256, coalesce("
    "(SELECT size FROM blob b WHERE b.case_id = f.case_id AND b.sha256 = f.sha256), "
    "(SELECT length(data) FROM playbook p WHERE p.version = f.sha256), 0)",
    "@homes": "case_file f JOIN case_home h ON h.case_id = f.case_id",
    "@here": "(EXISTS (SELECT 1 FROM blob b WHERE b.case_id = f.case_id AND b.sha256 = f.sha256) "
    "OR EXISTS (SELECT 1 FROM playbook p WHERE p.version = f.sha256))",
    "@sent": "EXISTS (SELECT 1 FROM blob_sent s "
    "WHERE s.space = :s AND s.case_id = f.case_id AND s.sha256 = f.sha256)",
}
"""What stands for these words in the statements."""


class FileOf(NamedTuple):
    """A photo, file or playbook of a case. `size`: bytes, 0 where it is not known."""

    case: bytes
    sha256: str
    size: int


class Shipping:
    """The tables `case_file` (a projection), `blob_sent` and `blob_part`.

    Writing needs the caller's transaction.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    # What cases want

    def put(self, case: bytes, files: Iterable[tuple[str, bool]]) -> None:
        """Replaces what a case wants: (SHA-256, whether it is its playbook)."""
        self._database.write("DELETE FROM case_file WHERE case_id = ?", (case,))
        self._database.write_many(
            "INSERT INTO case_file VALUES (?, ?, ?)",
            ((case, name, is_playbook) for name, is_playbook in files),
        )

    def clear(self) -> None:
        self._database.write("DELETE FROM case_file")

    def is_wanted(self, case: bytes, sha256: str) -> bool:
        found = "SELECT 1 FROM case_file WHERE case_id = ? AND sha256 = ?"
        return self._database.row(found, (case, sha256)) is not None

    def is_playbook(self, case: bytes, sha256: str) -> bool:
        row = self._database.row(
            "SELECT is_playbook FROM case_file WHERE case_id = ? AND sha256 = ?", (case, sha256)
        )
        return bool(row and row[0])

    def missing(self, space: bytes) -> list[FileOf]:
        """What the cases of a space want and is not here."""
        return self._files("SELECT @file FROM @homes WHERE h.home = :s AND NOT @here", space)

    def of(self, case: bytes) -> list[FileOf]:
        """What a case wants and is here."""
        return self._files("SELECT @file FROM case_file f WHERE f.case_id = :s AND @here", case)

    def to_send(self, space: bytes) -> list[FileOf]:
        """What is here, wanted and not known to be on the hub, of cases all of which is there."""
        return self._files(
            "SELECT @file FROM @homes "
            "WHERE (h.home = :s OR h.former = :s) AND @here AND NOT @sent AND NOT EXISTS "
            "(SELECT 1 FROM outbox o WHERE o.case_id = f.case_id AND o.code IS NULL)",
            space,
        )

    def on_hub(self, space: bytes) -> list[FileOf]:
        """What is here and wanted, and the hub has said to have whole."""
        return self._files("SELECT @file FROM case_file f WHERE @here AND @sent", space)

    def unsent(self) -> list[FileOf]:
        """The photos and files that are here, wanted, and on no hub as far as is known."""
        return self._files(
            "SELECT @file FROM case_file f WHERE is_playbook = 0 AND @here AND NOT EXISTS "
            "(SELECT 1 FROM blob_sent s WHERE s.case_id = f.case_id AND s.sha256 = f.sha256)"
        )

    def bytes_unsent(self) -> int:
        """The bytes of all that is here, wanted, and on no hub as far as is known."""
        files = self._files(
            "SELECT @file FROM case_file f WHERE @here AND NOT EXISTS "
            "(SELECT 1 FROM blob_sent s WHERE s.case_id = f.case_id AND s.sha256 = f.sha256)"
        )
        return sum(file.size for file in files)

    def _files(self, sql: str, of: bytes = b"") -> list[FileOf]:
        for word, meaning in _WORDS.items():
            sql = sql.replace(word, meaning)
        rows = self._database.rows(sql + " ORDER BY f.case_id, f.sha256", {"s": of})
        return [FileOf(*row) for row in rows]

    # What has been sent

    def set_sent(self, space: bytes, case: bytes, sha256: str) -> None:
        self._database.write(
            "INSERT OR IGNORE INTO blob_sent VALUES (?, ?, ?)", (space, case, sha256)
        )

    def is_sent(self, space: bytes, case: bytes, sha256: str) -> bool:
        found = "SELECT 1 FROM blob_sent WHERE space = ? AND case_id = ? AND sha256 = ?"
        return self._database.row(found, (space, case, sha256)) is not None

    def set_unsent(self, space: bytes, files: Iterable[tuple[bytes, str]]) -> None:
        """The hub does not have these after all: (case, SHA-256)."""
        self._database.write_many(
            "DELETE FROM blob_sent WHERE space = ? AND case_id = ? AND sha256 = ?",
            ((space, case, name) for case, name in files),
        )

    def forget_sent(self, space: bytes) -> None:
        self._database.write("DELETE FROM blob_sent WHERE space = ?", (space,))

    # What is coming in

    def received(self, sha256: str) -> int:
        """How many bytes from its beginning are here."""
        row = self._database.row(
            "SELECT coalesce(sum(length(data)), 0) FROM blob_part WHERE sha256 = ?", (sha256,)
        )
        return int(row[0]) if row else 0

    def add_part(self, sha256: str, start: int, data: bytes) -> None:
        """Keeps a part; what was here from its beginning on is dropped."""
        self._database.write(
            "DELETE FROM blob_part WHERE sha256 = ? AND start >= ?", (sha256, start)
        )
        self._database.write("INSERT INTO blob_part VALUES (?, ?, ?)", (sha256, start, data))

    def parts(self, sha256: str) -> bytes:
        """All parts together."""
        rows = self._database.rows(
            "SELECT data FROM blob_part WHERE sha256 = ? ORDER BY start", (sha256,)
        )
        return b"".join(data for (data,) in rows)

    def drop_parts(self, sha256: str) -> None:
        self._database.write("DELETE FROM blob_part WHERE sha256 = ?", (sha256,))
