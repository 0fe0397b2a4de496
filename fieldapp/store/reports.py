"""How the report of every case stands, as far as reviews say so, whoever wrote them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Any

from fieldapp.base.values import frozen
from fieldapp.store.database import Database

if TYPE_CHECKING:
    from fieldapp.case.fold import Fold
    from fieldapp.case.reportstate import State

MOST = 200
AUTHOR = 16
"""Bytes of an author's id."""


@frozen
class Standing:
    """The last report of a case that was issued; one that was withdrawn only where all were.

    `author`: who issued it. `hands`: who wrote reviews of it. Whether those count, who reads this
    asks; `state` takes them as if they did. `at`: when that state came about, in milliseconds
    since 1970 by the writer's clock.
    """

    case: bytes
    author: bytes
    state: State
    at: int
    hands: frozenset[bytes] = frozenset()


class Reports:
    """The table `report`. Writing needs the caller's transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, case: bytes, shared: Fold) -> None:
        """Replaces what is known of a case."""
        self._database.write("DELETE FROM report WHERE case_id = ?", (case,))
        if not shared.known_items("issues"):
            return
        standing = _standing(case, shared)
        if standing is not None:
            self._database.write(
                "INSERT INTO report VALUES (?, ?, ?, ?, ?)",
                (
                    case,
                    standing.author,
                    standing.state,
                    standing.at,
                    b"".join(sorted(standing.hands)),
                ),
            )

    def of(self, states: Collection[State], limit: int = MOST) -> list[Standing]:
        """The reports in some states, the latest first."""
        return self._read(f"WHERE state IN ({_marks(states)})", [*states], limit)

    def reviewed(self, states: Collection[State], known: Collection[bytes]) -> list[Standing]:
        """The reports in some states that somebody has reviewed who is none of those known."""
        where = f"WHERE state IN ({_marks(states)}) AND hands != ?"
        found = self._read(where, [*states, b""], -1)
        return [one for one in found if not one.hands <= set(known)]

    def clear(self) -> None:
        self._database.write("DELETE FROM report")

    def _read(self, where: str, parameters: Sequence[Any], limit: int) -> list[Standing]:
        rows = self._database.rows(
            f"SELECT * FROM report {where} ORDER BY at DESC, case_id LIMIT ?",  # noqa: S608
            (*parameters, limit),
        )
        return [
            Standing(case, author, state, at, hands_of(hands))
            for case, author, state, at, hands in rows
        ]


def _marks(wanted: Collection[object]) -> str:
    return ", ".join("?" * len(wanted))


def hands_of(kept: bytes) -> frozenset[bytes]:
    """The authors whose ids are kept one after the other."""
    return frozenset(kept[at : at + AUTHOR] for at in range(0, len(kept), AUTHOR))


def _standing(case: bytes, shared: Fold) -> Standing | None:
    # Loaded here: most cases have no report yet.
    from fieldapp.case import hlc
    from fieldapp.case.reportstate import current, reports

    known = reports(shared, lambda _: True)
    report = current(known) or (known[-1] if known else None)
    if report is None:
        return None
    came = [ruling.hlc for ruling in report.decisions] or [report.hlc]
    hands = frozenset(ruling.author for ruling in report.rulings)
    return Standing(case, report.author, report.state, hlc.milliseconds(max(came)), hands)
