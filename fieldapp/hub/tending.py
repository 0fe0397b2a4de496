"""Tending: what a hub does once in a while by itself, by one of its nodes."""

from __future__ import annotations

import random
from contextlib import suppress

from sqlalchemy import Connection, delete, func, insert, select, update

from fieldapp.hub import audit_seals, schema
from fieldapp.hub.beside import Beside
from fieldapp.hub.database import retried
from fieldapp.hub.node import Node
from fieldapp.hub.objects import ObjectError
from fieldapp.hub.tokens import DAY

EVERY = 3_600
"""Seconds."""
_PARTS_DAYS = 30
"""After so many days half a photo that nobody went on with is dropped."""
_PACKED = 2_000
"""Places of a feed after which it is worth packing it anew; or a quarter of what is packed."""
_LEASE = "tended"


def tend(node: Node) -> dict[str, int]:
    """What a hub does once in a while by itself: erases what is too old, drops what nobody goes on
    with, packs feeds ahead for new laptops, seals the audit log.

    Returns:
        How much of what.
    """
    done = {"erased": 0, "dropped": _drop_old(node), "packed": 0, "sealed": 0}
    with node.reading():
        every = node.spaces.all()
    for space, _ in every:
        with node.reading():
            cases = node.keeping.cases(space) if node.keeping.retention(space) else []
        for case in cases:
            done["erased"] += _erase_old(node, space, case)
        done["packed"] += _pack(node, space)
        done["sealed"] += _seal(node, space)
    return done


def _seal(node: Node, space: bytes) -> bool:
    return node.write(lambda c: audit_seals.seal(c, node.me.key, space, node.now()))


def _erase_old(node: Node, space: bytes, case: bytes) -> bool:
    return node.write(lambda _: node.keeping.erase_old(space, case))


def _drop_old(node: Node) -> int:
    now = node.now()

    def drop(connection: Connection) -> int:
        part, token, code = schema.part.c, schema.token.c, schema.code.c
        old = part.at < now - _PARTS_DAYS * DAY
        rows = connection.execute(select(part.space_id, part.object).where(old)).all()
        for row in rows:
            node.shelf.doom(row.space_id, [row.object])
        connection.execute(delete(schema.part).where(old))
        # A spent token is remembered for as long as somebody could show it.
        connection.execute(delete(schema.token).where(token.ends < now - 365 * DAY))
        connection.execute(delete(schema.code).where(code.ends < now - DAY))
        return len(rows)

    dropped = node.write(drop)
    with node.reading() as connection:
        rows = connection.execute(select(schema.garbage.c.space_id, schema.garbage.c.object)).all()
    with suppress(ObjectError):
        node.shelf.sweep([(row.space_id, row.object) for row in rows])
    return dropped + len(rows)


def _pack(node: Node, space: bytes) -> bool:
    with node.reading() as connection:
        here = schema.pack.c
        packed = connection.execute(
            select(func.coalesce(func.max(here.after_seq), 0)).where(here.space_id == space)
        ).scalar_one()
        tip = node.shelf.tip(space)
    if tip.seq - packed < max(_PACKED, packed // 4):
        return False
    retried(lambda: node.hub.make_packs(space))
    return True


class Tending(Beside):
    """Tends a hub beside its requests."""

    def __init__(self, node: Node) -> None:
        super().__init__("tending")
        self._node = node

    def pause(self) -> float:
        # Not all nodes at once.
        return EVERY / 60 * (0.5 + random.random())  # noqa: S311

    def work(self) -> None:
        # Loaded with the first turn: a hub that sends nothing by itself has no use for it before.
        from fieldapp.hub.crm import automatic

        automatic.send_due(self._node)
        if is_due(self._node):
            tend(self._node)


def is_due(node: Node) -> bool:
    """Whether it is this node's turn: none has done it within the hour."""
    now = node.now()

    def take(connection: Connection) -> bool:
        here = schema.setting.c
        query = select(here.content).where(here.name == _LEASE).with_for_update()
        found = connection.execute(query).scalar()
        if found is None:
            connection.execute(insert(schema.setting).values(name=_LEASE, content=_number(now)))
            return True
        if now - int.from_bytes(found) < EVERY * 1000:
            return False
        connection.execute(
            update(schema.setting).where(here.name == _LEASE).values(content=_number(now))
        )
        return True

    return node.write(take)


def _number(moment: int) -> bytes:
    return moment.to_bytes(8)
