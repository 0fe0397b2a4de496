"""Seals on the audit log: once an hour a team's new lines are hashed on from those before, and
signed with the hub's key, which is not in the database. Lines that somebody has changed, removed or
put in since show in `hub check`. Whoever keeps the last link, as the exported log tells it, also
sees that the end was cut off.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, Row, insert, select

from fieldapp.case import codec
from fieldapp.case.seal import SigningKey, verify
from fieldapp.hub import schema

MARGIN = 600_000
"""Milliseconds for which a line may still be on its way from another node."""
_SEAL = b"fieldapp audit seal 1"


def seal(connection: Connection, key: SigningKey, space: bytes, now: int) -> bool:
    """Seals the lines that have come since the last seal; whether there were any.

    Args:
        now: milliseconds since 1970.
    """
    here = schema.audit_seal.c
    mine = select(schema.audit_seal).where(here.space_id == space)
    last = connection.execute(mine.order_by(here.number.desc()).limit(1)).first()
    number, since, link = (last.number, last.until, last.link) if last else (0, -1, b"")
    until = now - MARGIN
    count, link = _hashed(connection, space, since, until, link)
    if not count:
        return False
    connection.execute(
        insert(schema.audit_seal).values(
            space_id=space,
            number=number + 1,
            until=until,
            lines=count,
            link=link,
            signature=key.sign(_told(space, number + 1, until, count, link)),
        )
    )
    return True


def count_broken(connection: Connection, public: bytes, space: bytes) -> int:
    """How many seals do not hold: their lines, the ones before, or the signature are others."""
    broken, number, since, link = 0, 0, -1, b""
    for row in _seals(connection, space):
        count, found = _hashed(connection, space, since, row.until, link)
        told = _told(space, row.number, row.until, row.lines, row.link)
        is_whole = (
            row.number == number + 1
            and (row.lines, row.link) == (count, found)
            and verify(public, row.signature, told)
        )
        broken += not is_whole
        number, since, link = row.number, row.until, row.link
    return broken


def lines(connection: Connection, space: bytes, since: int) -> Iterator[dict[str, Any]]:
    """The seals of a log from a moment on, for whoever keeps it elsewhere."""
    for row in _seals(connection, space):
        if row.until >= since:
            told = {"number": row.number, "lines": row.lines, "link": row.link.hex()}
            yield {"at": row.until, "action": "sealed", **told}


def _seals(connection: Connection, space: bytes) -> list[Row[Any]]:
    here = schema.audit_seal.c
    query = select(schema.audit_seal).where(here.space_id == space).order_by(here.number)
    return list(connection.execute(query))


def _hashed(
    connection: Connection, space: bytes, since: int, until: int, link: bytes
) -> tuple[int, bytes]:
    """How many lines there are after a moment and up to another, and what they hash to."""
    here, count, digest = schema.audit.c, 0, hashlib.sha256(link)
    query = (
        select(here.id, here.at, here.account, here.action, here.subject, here.detail)
        .where(here.space_id == space, here.at > since, here.at <= until)
        .order_by(here.at, here.id)
    )
    for row in connection.execute(query):
        digest.update(codec.pack(list(row)))
        count += 1
    return count, digest.digest()


def _told(space: bytes, number: int, until: int, lines: int, link: bytes) -> bytes:
    """What a seal signs."""
    return _SEAL + codec.pack([space, number, until, lines, link])
