"""Sending by itself: after a decision a team's approved reports go to its customer system, where an
administrator has set that.

The hub keeps where the file with addresses and secrets lies, never what is in it. One node sends at
a time; what failed is kept as it is by hand, and tried again within the hour.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path

from sqlalchemy import delete, func, insert, select, update

from fieldapp.base.errors import FieldAppError
from fieldapp.base.values import frozen
from fieldapp.hub import audit, schema
from fieldapp.hub.crm import access, handing
from fieldapp.hub.crm.calls import Caller
from fieldapp.hub.node import Node

AGAIN = 3_600_000
"""Milliseconds after which what failed is tried again."""
_LEASE = 30 * 60_000
"""Milliseconds after which another node may begin: the one that began has ended in the middle."""
_SETTING = "crm:"
_log = logging.getLogger(__name__)


@frozen(kw_only=True)
class Automatic:
    """What a team has set, and how it went last.

    `access`: the file's place. `at`: when it was tried last, milliseconds since 1970; 0 for never.
    `fault`: a code, where nothing could be sent, and `tries` how often in a row. `seen`: what had
    been decided by then; empty where it is to be tried whatever was.
    """

    access: str
    at: int = 0
    sent: int = 0
    failed: int = 0
    fault: str = ""
    seen: str = ""
    busy: int = 0
    tries: int = 0

    @property
    def is_failing(self) -> bool:
        return bool(self.fault or self.failed)


def setting(node: Node, space: bytes) -> Automatic | None:
    """What is set; None where nothing goes by itself. Within a transaction."""
    here = schema.setting.c
    query = select(here.content).where(here.name == _name(space))
    row = node.shelf.work.row(query)
    return None if row is None else Automatic(**json.loads(row.content))


def set_up(node: Node, space: bytes, path: Path | None, *, by: bytes = audit.NOBODY) -> None:
    """Sends by itself from now on, or no more where there is no path.

    Raises:
        AccessError, MappingError: what is wrong with the file; nothing was set.
    """
    if path is not None:
        access.read(path)
    with node.writing() as connection:
        connection.execute(delete(schema.setting).where(schema.setting.c.name == _name(space)))
        if path is not None:
            made = Automatic(access=str(path.resolve()))
            row = {"name": _name(space), "content": _packed(made)}
            connection.execute(insert(schema.setting).values(row))
        is_on = "on" if path is not None else "off"
        audit.note(connection, space, node.now(), "crm_set", account=by, automatic=is_on)


def send_due(node: Node, caller: Callable[[], Caller] = Caller) -> int:
    """Sends for each team that has set it and of which something is due; for how many it did."""
    with node.reading():
        every = [space for space, _ in node.spaces.all() if setting(node, space) is not None]
    return sum(_send(node, space, caller) for space in every)


def try_again(node: Node, space: bytes, *, by: bytes) -> bool:
    """Lets what failed go with the next turn, and not only when its hour is over.

    Returns:
        False where nothing failed, or nothing goes by itself.
    """
    with node.writing() as connection:
        found = setting(node, space)
        if found is None or not found.is_failing:
            return False
        _keep(node, space, replace(found, seen=""))
        audit.note(connection, space, node.now(), "crm_again", account=by)
    return True


def _send(node: Node, space: bytes, caller: Callable[[], Caller]) -> bool:
    begun = _begin(node, space)
    if begun is None:
        return False
    done, fault = handing.Handed(), ""
    try:
        known = access.read(Path(begun.access))
        made = handing.prepare(node, space, known)
        link = handing.link_to(known, caller())
        try:
            done = handing.Handing(node, space, link).hand_over(made)
        finally:
            link.close()
    except FieldAppError as error:
        fault = error.finding.code
        _log.warning("nothing could be handed over by itself: %s", fault)
    _end(node, space, begun, done, fault)
    return True


def _begin(node: Node, space: bytes) -> Automatic | None:
    """Takes the turn, if it is due and no other node is at it."""
    now = node.now()
    with node.writing():
        found = setting(node, space)
        if found is None or found.busy > now:
            return None
        decided = decided_by(node, space)
        is_again = found.is_failing and not 0 <= now - found.at < AGAIN
        if decided == found.seen and not is_again:
            return None
        begun = replace(found, seen=decided, busy=now + _LEASE)
        _keep(node, space, begun)
    return begun


def _end(node: Node, space: bytes, begun: Automatic, done: handing.Handed, fault: str) -> None:
    now = node.now()
    with node.writing() as connection:
        if setting(node, space) is None:
            return  # it was ended meanwhile
        tries = begun.tries + 1 if fault else 0
        told = replace(
            begun, at=now, busy=0, sent=done.sent, failed=done.failed, fault=fault, tries=tries
        )
        _keep(node, space, told)
        if fault:
            audit.note(connection, space, now, "crm_not_reached", fault=fault)


def decided_by(node: Node, space: bytes) -> str:
    """Another one whenever something was decided, or is not approved any more."""
    here = schema.report.c
    query = select(func.count(here.issue), func.max(here.decided)).where(
        here.space_id == space, here.folder == "decided"
    )
    count, last = node.shelf.work.connection.execute(query).one()
    return f"{count}:{last}"


def _keep(node: Node, space: bytes, what: Automatic) -> None:
    here = schema.setting.c
    node.shelf.work.connection.execute(
        update(schema.setting).where(here.name == _name(space)).values(content=_packed(what))
    )


def _packed(what: Automatic) -> bytes:
    return json.dumps(asdict(what)).encode()


def _name(space: bytes) -> str:
    return f"{_SETTING}{space.hex()}"
