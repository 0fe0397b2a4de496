"""Copies of cases that were given out of the workspace, and up to which change each one goes."""

from __future__ import annotations

from typing import Literal, NamedTuple

from fieldapp.store.database import Database

Kind = Literal["bundle", "laptop", "file"]
"""A bundle on another disk, a colleague's laptop, or a case file on another disk, which holds what
a case says and not how it came to that."""


class Place(NamedTuple):
    """Where copies are: of how many cases, and when the last one was made, milliseconds."""

    kind: Kind
    place: str
    at: int
    cases: int


class Copies:
    """The table `case_copy`. Writing needs the caller's transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, case: bytes, kind: Kind, place: str, n: int, at: int) -> None:
        """A place holds all shared changes of a case up to the `n`th, and the files they name."""
        self._database.write(
            "INSERT INTO case_copy VALUES (?, ?, ?, ?, ?) ON CONFLICT (case_id, kind, place) "
            "DO UPDATE SET n = max(n, excluded.n), at = excluded.at",
            (case, kind, place, n, at),
        )

    def reached(self, case: bytes) -> int:
        """Up to which change copies go that hold the history too; 0 for none."""
        row = self._database.row(
            "SELECT coalesce(max(n), 0) FROM case_copy WHERE case_id = ? AND kind != 'file'",
            (case,),
        )
        return int(row[0]) if row else 0

    def file(self, case: bytes) -> tuple[str, int] | None:
        """The latest case file: where it is, and when it was made."""
        return self._database.row(
            "SELECT place, at FROM case_copy WHERE case_id = ? AND kind = 'file' "
            "ORDER BY at DESC LIMIT 1",
            (case,),
        )

    def places(self, limit: int) -> list[Place]:
        """Where copies with the history are, the latest first."""
        rows = self._database.rows(
            "SELECT kind, place, max(at), count(*) FROM case_copy WHERE kind != 'file' "
            "GROUP BY kind, place ORDER BY max(at) DESC LIMIT ?",
            (limit,),
        )
        return [Place(*row) for row in rows]
