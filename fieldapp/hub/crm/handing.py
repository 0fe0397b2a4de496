"""Handing over: what a team's approved reports say to a customer system, put there row by row.

A row that has not changed since is not sent again; one that was not taken is kept with its fault,
shown, and tried with the next hand-over. Of a row the hub keeps hashes and their id alone.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Row as Kept
from sqlalchemy import delete, insert, select

from fieldapp.base.findings import Finding, Severity
from fieldapp.base.values import frozen
from fieldapp.crm.mapping import Module
from fieldapp.crm.rows import Row, Rows, rows, together
from fieldapp.hub import audit, schema
from fieldapp.hub.crm.access import CrmAccess
from fieldapp.hub.crm.calls import Caller, CallError
from fieldapp.hub.crm.fxiaoke import FxiaokeLink
from fieldapp.hub.crm.link import Link, Outcome
from fieldapp.hub.crm.zoho import ZohoLink
from fieldapp.hub.node import Node

APPROVED = ("approved", "conditions")
AWAY, WAITING = "AWAY", "WAITING"
"""Faults of ours: nobody answered; what the row points to was not taken."""


@frozen(kw_only=True)
class Handed:
    """How many rows were sent, were there already, were not taken."""

    sent: int = 0
    same: int = 0
    failed: int = 0


def prepare(node: Node, space: bytes, access: CrmAccess) -> Rows:
    """What the approved reports of a team say, each as it was issued, and what does not fit."""
    here, made = schema.report.c, []
    with node.reading() as connection:
        query = select(here.case_id, here.content).where(
            here.space_id == space, here.state.in_(APPROVED), here.is_whole
        )
        for row in connection.execute(query.order_by(here.case_id)).all():
            content = node.shelf.content(space, row.content.hex())
            guide = node.shelf.playbook(space, content) if content else None
            # Without its playbook nobody knows what of a case may leave.
            if content is None or guide is None:
                where = row.case_id.hex()[:8]
                made.append(
                    Rows(
                        mapping=access.mapping,
                        findings=(Finding("crm.no_playbook", {}, where, Severity.WARNING),),
                    )
                )
                continue
            case = replace(content.case, id=row.case_id.hex())
            made.append(rows(case, guide, access.mapping, access.lang))
    return together(access.mapping, made)


def link_to(access: CrmAccess, caller: Caller) -> Link:
    return (ZohoLink if access.system == "zoho" else FxiaokeLink)(access, caller)


def failures(node: Node, space: bytes) -> Sequence[Kept[Any, Any, Any, Any]]:
    """The rows that were not taken: system, module, fault and when."""
    here = schema.crm_row.c
    query = select(here.system, here.module, here.fault, here.at).where(
        here.space_id == space, here.fault != ""
    )
    with node.reading() as connection:
        found: Sequence[Kept[Any, Any, Any, Any]] = connection.execute(
            query.order_by(here.at)
        ).all()
        return found


class Handing:
    """One hand-over of a team's rows."""

    def __init__(self, node: Node, space: bytes, link: Link) -> None:
        self._node = node
        self._space = space
        self._link = link
        self._done = {"sent": 0, "same": 0, "failed": 0}
        self._tries: dict[tuple[str, bytes], int] = {}
        """How often each row was tried in vain before."""
        self._settled: set[tuple[str, str]] = set()
        """Module and key of the rows of which it is known what became of them."""

    def hand_over(self, made: Rows) -> Handed:
        """Puts rows there, those of a module after those they point to.

        Raises:
            CallError: the system is away or refuses us; the rows left are kept as not taken.
        """
        system, ids = made.mapping.system, dict[tuple[str, str], str]()
        known, due = self._known(system), list[Row]()
        self._tries = {name: one.tries for name, one in known.items() if one.fault}
        for row in made.rows:
            kept = known.get((row.module, hash_of(row.key)))
            if kept is not None and kept.theirs:
                ids[row.module, row.key] = kept.theirs
            if kept is None or kept.fault or kept.sent != _digest(row):
                due.append(row)
        self._done["same"] = len(made.rows) - len(due)
        try:
            for module in made.mapping.modules:
                self._put(system, module, [row for row in due if row.module == module.name], ids)
        except CallError:
            left = [row for row in due if (row.module, row.key) not in self._settled]
            self._keep(system, [Outcome(row=row, fault=AWAY) for row in left], ids)
            raise
        finally:
            self._note()
        return Handed(**self._done)

    def _put(
        self, system: str, module: Module, some: Sequence[Row], ids: dict[tuple[str, str], str]
    ) -> None:
        ready = list[Row]()
        for row in some:
            if all((c.target.module, c.told) in ids for c in row.cells if c.target.module):
                ready.append(row)
            else:
                self._keep(system, [Outcome(row=row, fault=WAITING)], ids)
        for start in range(0, len(ready), self._link.most):
            part = ready[start : start + self._link.most]
            outcomes = self._link.put(module, part, ids)
            ids |= {(one.row.module, one.row.key): one.theirs for one in outcomes if one.theirs}
            self._keep(system, outcomes, ids)

    def _known(self, system: str) -> dict[tuple[str, bytes], Any]:
        """What became of rows before, by module and the hash of the key."""
        here = schema.crm_row.c
        columns = (here.module, here.key, here.theirs, here.sent, here.fault, here.tries)
        query = select(*columns).where(here.space_id == self._space, here.system == system)
        with self._node.reading() as connection:
            rows = connection.execute(query).all()
        return {(row.module, row.key): row for row in rows}

    def _keep(
        self, system: str, outcomes: Sequence[Outcome], ids: dict[tuple[str, str], str]
    ) -> None:
        """Keeps what became of rows, in a transaction of its own."""
        here, now = schema.crm_row.c, self._node.now()
        with self._node.writing() as connection:
            for one in outcomes:
                row = one.row
                key = hash_of(row.key)
                of = {
                    "space_id": self._space,
                    "system": system,
                    "module": row.module,
                    "key": key,
                }
                same = [here[name] == value for name, value in of.items()]
                connection.execute(delete(schema.crm_row).where(*same))
                connection.execute(
                    insert(schema.crm_row).values(
                        **of,
                        theirs=ids.get((row.module, row.key), ""),
                        sent=_digest(row),
                        fault=one.fault,
                        at=now,
                        tries=1 + self._tries.get((row.module, key), 0) if one.fault else 0,
                    )
                )
                self._done["failed" if one.fault else "sent"] += 1
                self._settled.add((row.module, row.key))

    def _note(self) -> None:
        with self._node.writing() as connection:
            now, done = self._node.now(), self._done
            action = "crm_handed_over"
            audit.note(
                connection, self._space, now, action, sent=done["sent"], failed=done["failed"]
            )


def hash_of(key: str) -> bytes:
    """What is kept of what a row is recognised by."""
    return hashlib.sha256(key.encode()).digest()


def _digest(row: Row) -> bytes:
    """Names what a row says."""
    said = [[cell.target.to, cell.told] for cell in row.cells]
    return hashlib.sha256(json.dumps(said).encode()).digest()
