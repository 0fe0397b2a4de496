"""Quarantine: frames that could not come in, kept whole, with what is wrong with them."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from fieldapp.base.findings import Finding
from fieldapp.base.values import frozen
from fieldapp.case.change import Change, MalformedChange, Value, decode
from fieldapp.store.database import Database
from fieldapp.store.packing import pack, unpack

if TYPE_CHECKING:
    from fieldapp.case.log import Frame


@frozen
class Held:
    """A frame in quarantine. `at`: milliseconds since 1970."""

    id: bytes
    frame: Frame
    finding: Finding
    at: int


class Quarantine:
    """The table `quarantine`. Writing needs the caller's transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, frame: Frame, finding: Finding, at: int) -> None:
        values = [[name, value.salt, value.data] for name, value in sorted(frame.values.items())]
        packed = pack([frame.raw, values])
        self._database.write(
            "INSERT OR IGNORE INTO quarantine VALUES (?, ?, ?, ?, ?, ?)",
            (
                hashlib.sha256(packed).digest(),
                case_of(frame),
                packed,
                finding.code,
                json.dumps(dict(finding.params)),
                at,
            ),
        )

    def put_back(self, row: tuple[Any, ...]) -> None:
        """Keeps a row as it was found in another database."""
        self._database.write("INSERT OR IGNORE INTO quarantine VALUES (?, ?, ?, ?, ?, ?)", row)

    def rows(self) -> list[tuple[Any, ...]]:
        """What `put_back` takes."""
        return self._database.rows("SELECT * FROM quarantine")

    def all(self) -> list[Held]:
        rows = self._database.rows(
            "SELECT id, frame, code, params, at FROM quarantine ORDER BY at, id"
        )
        return [
            Held(name, _unpack(packed), Finding(code, json.loads(params)), at)
            for name, packed, code, params, at in rows
        ]

    def count(self) -> int:
        ((count,),) = self._database.rows("SELECT count(*) FROM quarantine")
        return int(count)

    def release(self, name: bytes) -> None:
        """Lets a frame go that has come in after all."""
        self._database.write("DELETE FROM quarantine WHERE id = ?", (name,))

    def release_change(self, change: Change) -> None:
        """Lets go of every frame of a change that has come in."""
        rows = self._database.rows(
            "SELECT id, frame FROM quarantine WHERE case_id = ?", (change.case,)
        )
        for name, packed in rows:
            if _unpack(packed).raw == change.raw:
                self.release(name)

    def clear_case(self, case: bytes) -> None:
        self._database.write("DELETE FROM quarantine WHERE case_id = ?", (case,))


def case_of(frame: Frame) -> bytes | None:
    """The case that a frame says it is of; None if it cannot be read."""
    try:
        return decode(frame.raw).case
    except MalformedChange:
        return None


def _unpack(packed: bytes) -> Frame:
    from fieldapp.case.log import Frame

    raw, values = unpack(packed)
    return Frame(raw, {name: Value(salt, data) for name, salt, data in values})
