"""Exposure: what of this workspace lies nowhere else: in no second backup, on no hub, in no copy
that was given out.

A backup holds everything up to a change of the order of arrival, and a copy that was given out the
shared changes of its case up to one; a hub holds the changes of its cases that are not in the
outbox, and the files it has acknowledged. Private changes are in backups alone.
"""

from __future__ import annotations

from typing import NamedTuple

from fieldapp.store.database import Database

_HOMELESS = (
    "NOT EXISTS (SELECT 1 FROM case_home h WHERE h.case_id = l.case_id "
    "AND (h.home != x'' OR h.former != x''))"
)
_THROUGH = (
    "max(:n, coalesce((SELECT max(k.n) FROM case_copy k "
    "WHERE k.case_id = l.case_id AND k.kind != 'file'), 0))"
)
"""The last change of a case that lies in the second backup or in a copy."""
_WAITING = "EXISTS (SELECT 1 FROM outbox o WHERE o.case_id = l.case_id AND o.n > @through)"
_LATER = "EXISTS (SELECT 1 FROM change c WHERE c.case_id = l.case_id AND c.n > @through)"
_FILES = (
    "EXISTS (SELECT 1 FROM case_file f JOIN blob b ON b.case_id = f.case_id "
    "AND b.sha256 = f.sha256 WHERE f.case_id = l.case_id AND f.is_playbook = 0 AND NOT EXISTS "
    "(SELECT 1 FROM blob_sent s WHERE s.case_id = f.case_id AND s.sha256 = f.sha256))"
)
_EXPOSED = (
    f"FROM case_list l WHERE l.recency > :n AND {_LATER} "
    f"AND ({_HOMELESS} OR {_WAITING} OR {_FILES})"
).replace("@through", _THROUGH)
_OWN = (
    "FROM case_list l WHERE l.recency > :n AND EXISTS "
    "(SELECT 1 FROM private_change p WHERE p.case_id = l.case_id AND p.n > :n)"
)

_ALONE = (
    "SELECT count(*) FROM change l WHERE l.case_id = :case AND l.n > @through "
    "AND (@homeless OR EXISTS (SELECT 1 FROM outbox o WHERE o.n = l.n))"
)
_ALONE = _ALONE.replace("@homeless", _HOMELESS).replace("@through", _THROUGH)
_ARRIVALS = "SELECT l.id FROM change l WHERE l.case_id = :case AND l.n > @through"
_ARRIVALS = _ARRIVALS.replace("@through", _THROUGH)


class Alone(NamedTuple):
    """Of one case: how many changes, shared and private, are only here."""

    shared: int
    private: int


class Exposure:
    """Reads only. `through`: the last change that the second backup holds; 0 for none."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def count(self, through: int) -> int:
        """How many cases have something that is only here, apart from what is private."""
        return self._number(f"SELECT count(*) {_EXPOSED}", n=through)

    def count_own(self, through: int) -> int:
        """How many cases have private changes that are only here."""
        return self._number(f"SELECT count(*) {_OWN}", n=through)

    def cases(self, through: int, limit: int) -> list[bytes]:
        """The cases that have something that is only here, the last changed first."""
        rows = self._database.rows(
            f"SELECT l.case_id {_EXPOSED} ORDER BY l.recency DESC LIMIT :limit",
            {"n": through, "limit": limit},
        )
        return [case for (case,) in rows]

    def alone(self, case: bytes, through: int) -> Alone:
        """How much of a case is only here."""
        shared = self._number(_ALONE, case=case, n=through)
        private = self._number(
            "SELECT count(*) FROM private_change WHERE case_id = :case AND n > :n",
            case=case,
            n=through,
        )
        return Alone(shared, private)

    def arrivals(self, case: bytes, through: int) -> frozenset[bytes]:
        """The ids of a case's shared changes that neither the second backup nor a copy holds."""
        rows = self._database.rows(_ARRIVALS, {"case": case, "n": through})
        return frozenset(name for (name,) in rows)

    def sent(self, case: bytes) -> frozenset[str]:
        """The files of a case that a hub has said to have whole."""
        rows = self._database.rows("SELECT sha256 FROM blob_sent WHERE case_id = ?", (case,))
        return frozenset(name for (name,) in rows)

    def _number(self, sql: str, **parameters: bytes | int) -> int:
        ((count,),) = self._database.rows(sql, parameters)
        return int(count)
