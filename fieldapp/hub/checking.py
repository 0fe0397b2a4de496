"""Checking a hub: whether what it has is whole."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field

from sqlalchemy import Connection, select

from fieldapp.hub import audit_seals, schema
from fieldapp.hub.node import Node
from fieldapp.hub.objects import ObjectError, Objects
from fieldapp.sync.shelf import Entry
from fieldapp.sync.vector import case_digest

_AT_ONCE = 2_000
"""Places of a feed that are read together."""


@dataclass(slots=True)
class Checked:
    """What was looked at, and what is wrong: code and how often."""

    cases: int = 0
    changes: int = 0
    objects: int = 0
    faults: dict[str, int] = field(default_factory=dict)

    def add(self, fault: str, count: int = 1) -> None:
        if count:
            self.faults[fault] = self.faults.get(fault, 0) + count


def check(node: Node) -> Checked:
    """Reads everything: whether each feed is whole, the audit log as it was sealed, each case what
    its digest says, and every object there and what its name says. Rows of the inbox and figures
    of teams that are not what the cases say are made again."""
    found, wrong, sums = Checked(), list[tuple[bytes, bytes]](), list[bytes]()
    with node.reading() as connection:
        for space, _ in node.spaces.all():
            _check_feed(node, space, found)
            broken = audit_seals.count_broken(connection, node.me.key.public, space)
            found.add("hub.fault_audit", broken)
            for case in node.keeping.cases(space):
                _check_case(node, space, case, found)
                if not node.shelf.has_right_reports(space, case):
                    wrong.append((space, case))
            if not node.shelf.has_right_tallies(space):
                sums.append(space)
        _check_objects(node, found)
    for space, case in wrong:
        _make_again(node, space, case)
    for space in sums:
        _count_again(node, space)
    found.add("hub.fault_report", len(wrong))
    found.add("hub.fault_tally", len(sums))
    return found


def _make_again(node: Node, space: bytes, case: bytes) -> None:
    node.write(lambda _: node.shelf.rebuild_reports(space, case))


def _count_again(node: Node, space: bytes) -> None:
    node.write(lambda _: node.shelf.rebuild_tallies(space))


def _check_feed(node: Node, space: bytes, found: Checked) -> None:
    tip, end = node.shelf.tip(space)._replace(seq=0, link=b""), node.shelf.tip(space)
    while some := node.shelf.entries(space, tip.seq, _AT_ONCE):
        for one in some:
            wanted = Entry.after(tip, one.kind, one.case, one.name)
            if one != wanted:
                found.add("hub.fault_feed")
                return
            tip = tip._replace(seq=one.seq, link=one.link)
    if tip != end:
        found.add("hub.fault_feed")


def _check_case(node: Node, space: bytes, case: bytes, found: Checked) -> None:
    shelf = node.shelf
    ids, hashes = shelf.names(space, case)
    found.cases += 1
    found.changes += len(ids)
    try:
        changes = shelf.changes(space, case)
        values = shelf.values(space, case, hashes)
    except ObjectError:
        found.add("hub.fault_object")
        return
    if {change.id for change in changes} != set(ids):
        found.add("hub.fault_change")
    found.add("hub.fault_value", sum(value.hash != name for name, value in values.items()))
    (listed,) = shelf.listings(space, case, case)
    if listed.digest != case_digest(ids, hashes):
        found.add("hub.fault_digest")


def _check_objects(node: Node, found: Checked) -> None:
    there = set(node.objects.keys())
    found.objects = len(there)
    connection = node.shelf.work.connection
    wanted = set(_wanted(connection))
    found.add("hub.fault_object", len(wanted - there))
    found.add("hub.fault_orphan", len(there - wanted))
    here = schema.blob.c
    for row in connection.execute(select(here.sha256, here.object)).all():
        if row.object in there and _hash_of(node.objects, row.object) != row.sha256:
            found.add("hub.fault_blob")


def _hash_of(objects: Objects, name: str) -> bytes:
    try:
        return hashlib.sha256(objects.get(name)).digest()
    except ObjectError:
        return b""


def _wanted(connection: Connection) -> Iterator[str]:
    for table in schema.metadata.sorted_tables:
        if "object" in table.c:
            names = connection.execute(select(table.c.object).where(table.c.object != ""))
            yield from (row.object for row in names)
