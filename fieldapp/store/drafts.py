"""Drafts: text that is still being typed, safe before it becomes a change."""

from __future__ import annotations

from collections.abc import Iterable

from fieldapp.base.values import frozen
from fieldapp.case.change import Change
from fieldapp.store.database import Database

HELD = "~"
"""A path that begins so is no place of the case: what is typed there is somebody's who has not
handed it in. It becomes no change, whatever happens."""


@frozen
class Draft:
    """What stands in an editor. `at`: milliseconds since 1970."""

    path: str
    text: str
    private: bool
    at: int

    @property
    def is_held(self) -> bool:
        return self.path.startswith(HELD)


def done_by(change: Change) -> set[str]:
    """The paths whose drafts a change does away with: what it writes, and texts it writes a
    language of."""
    registers = {op.path for op in change.ops}
    return registers | {path.rpartition("/@")[0] for path in registers}


class Drafts:
    """The table `draft`. Writing needs the caller's transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, case: bytes, draft: Draft) -> None:
        self._database.write(
            "INSERT OR REPLACE INTO draft VALUES (?, ?, ?, ?, ?)",
            (case, draft.private, draft.path, draft.text, draft.at),
        )

    def of(self, case: bytes) -> list[Draft]:
        rows = self._database.rows(
            "SELECT path, text, private, at FROM draft WHERE case_id = ? ORDER BY at, path", (case,)
        )
        return [Draft(path, text, bool(private), at) for path, text, private, at in rows]

    def cases(self) -> list[bytes]:
        return [case for (case,) in self._database.rows("SELECT DISTINCT case_id FROM draft")]

    def clear(self, case: bytes, paths: Iterable[str], *, private: bool) -> None:
        self._database.write_many(
            "DELETE FROM draft WHERE case_id = ? AND private = ? AND path = ?",
            ((case, private, path) for path in paths),
        )

    def clear_case(self, case: bytes) -> None:
        """All but what is held."""
        self._database.write(
            "DELETE FROM draft WHERE case_id = ? AND substr(path, 1, 1) <> ?", (case, HELD)
        )
