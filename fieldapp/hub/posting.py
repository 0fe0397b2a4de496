"""Posting: what waits to be told is told, tried again for a day, and then given up."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, delete, select, update

from fieldapp.base.language import LANGS, Lang, tr
from fieldapp.case import ids
from fieldapp.hub import channels, preferences, schema
from fieldapp.hub.alerts import TEAM, Channel
from fieldapp.hub.beside import Beside
from fieldapp.hub.channels import ChannelError
from fieldapp.hub.node import Node

EVERY = 15.0
"""Seconds."""
AGAIN = tuple(minutes * 60_000 for minutes in (1, 5, 15, 60, 240, 480, 720))
"""After how many milliseconds an alert is tried again; then it is given up."""
_HELD = 300_000
"""For so long no other node tries what one has taken."""
_AT_ONCE = 500
_log = logging.getLogger(__name__)
Alert = Row[Any]


def post(node: Node) -> int:
    """Tells what is due; whatever waits for one person goes in one message.

    Returns:
        How many messages were taken.
    """
    with node.reading():
        every = [space for space, _ in node.spaces.all()]
    return sum(_post(node, space) for space in every)


def _post(node: Node, space: bytes) -> int:
    now, here = node.now(), schema.alert.c
    query = select(schema.alert).where(here.space_id == space, here.due <= now)
    query = query.order_by(here.due).limit(_AT_ONCE)
    with node.reading() as connection:
        due = connection.execute(query).all()
    if not due:
        return 0
    whose: dict[bytes, list[Alert]] = defaultdict(list)
    for row in node.write(lambda connection: _taken(connection, due, now)):
        whose[row.account].append(row)
    return sum(_tell(node, space, account, rows) for account, rows in whose.items())


def _taken(connection: Connection, due: Sequence[Alert], now: int) -> list[Alert]:
    """The alerts that no other node has begun with."""
    here = schema.alert.c
    return [
        row
        for row in due
        if connection.execute(
            update(schema.alert)
            .where(here.space_id == row.space_id, here.id == row.id, here.due == row.due)
            .values(due=now + _HELD)
        ).rowcount
    ]


def _tell(node: Node, space: bytes, account: bytes, rows: Sequence[Alert]) -> bool:
    with node.reading():
        channel = node.alerts.channel(space, account)
        lang = preferences.known(node.shelf, space, account).lang
    if channel is None:
        return False
    langs: tuple[Lang, ...] = tuple(one for one in LANGS if lang in ("", one))
    fault = _sent(channel, *message(rows, langs))
    if fault:
        _log.warning("an alert was not taken: %s", fault)
    node.write(lambda connection: _note(node, connection, channel, rows, fault))
    return not fault


def _sent(channel: Channel, subject: str, text: str) -> str:
    """Why not; empty if it was."""
    try:
        channels.send(channel.address, subject, text)
    except ChannelError as error:
        return error.finding.code
    except Exception as error:  # whatever a service's library raises, the others are told
        _log.warning("an alert could not be sent: %s", type(error).__name__)
        return "alerts.not_taken"
    return ""


def _note(
    node: Node, connection: Connection, channel: Channel, rows: Sequence[Alert], fault: str
) -> None:
    """What was told goes; what was not is tried again later, or given up."""
    now, here = node.now(), schema.alert.c
    for row in rows:
        this = (here.space_id == row.space_id) & (here.id == row.id)
        if not fault or row.tries >= len(AGAIN):
            connection.execute(delete(schema.alert).where(this))
        else:
            later = {"tries": row.tries + 1, "due": now + AGAIN[row.tries]}
            connection.execute(update(schema.alert).where(this).values(**later))
    node.alerts.note(rows[0].space_id, channel.account, fault, now)


def message(rows: Sequence[Alert], langs: Sequence[Lang]) -> tuple[str, str]:
    """Subject and text: numbers and where they can be read, nothing of what they say."""
    first = rows[0]
    if len(rows) == 1:
        subject = [tr(f"alerts.{first.kind}", one, number=_number(first)) for one in langs]
    else:
        subject = [tr("alerts.several", one, count=len(rows)) for one in langs]
    lines = []
    for row in rows:
        lines += [tr(f"alerts.{row.kind}", one, number=_number(row)) for one in langs]
        # An engineer reads it on the laptop.
        is_for_web = row.kind == "waiting" or row.account == TEAM
        lines += [channels.link(row.space_id, row.case_id, row.issue)] if is_for_web else []
    return " / ".join(subject), "\n".join(filter(None, lines))


def _number(row: Alert) -> str:
    return f"{ids.reference(row.case_id)}-{row.number}"


class Posting(Beside):
    """Posts beside the hub's requests."""

    def __init__(self, node: Node) -> None:
        super().__init__("posting")
        self._node = node

    def pause(self) -> float:
        return EVERY

    def work(self) -> None:
        post(self._node)
