"""Alerts: a supervisor is told that a report waits, its engineer that it was answered.

Outside the hub nothing is told but a report's number, and where it can be read. What waits to be
told is written in the transaction that lets the change in, so that it is told once and not lost.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, time, timedelta
from typing import Any, Literal

from sqlalchemy import delete, insert, select, update

from fieldapp.base.clock import Entropy
from fieldapp.base.values import frozen
from fieldapp.hub import schema
from fieldapp.hub.shelf import SqlShelf
from fieldapp.hub.vault import Vault
from fieldapp.sync.certificates import REVIEWERS

Rhythm = Literal["now", "daily", "off"]
Kind = Literal["waiting", "answered"]
RHYTHMS: tuple[Rhythm, ...] = ("now", "daily", "off")
TEAM = bytes(16)
"""The account of what the whole team is told."""
MORNING = time(8)
"""When what gathered is told, by the clock of the hub's machine."""
_ADDRESS = b"alert address"
_ANSWERED = ("returned", "decided")


@frozen
class Channel:
    """Where somebody is told. `failed`: milliseconds since 1970."""

    account: bytes
    address: str
    rhythm: Rhythm
    fault: str = ""
    failed: int | None = None


class Alerts:
    """Within the shelf's transactions."""

    def __init__(self, shelf: SqlShelf, vault: Vault, entropy: Entropy) -> None:
        self._shelf = shelf
        self._vault = vault
        self._entropy = entropy

    # Channels

    def channels(self, space: bytes) -> list[Channel]:
        here = schema.channel.c
        rows = self._shelf.work.rows(select(schema.channel).where(here.space_id == space))
        return [self._channel(space, row) for row in rows]

    def channel(self, space: bytes, account: bytes) -> Channel | None:
        here = schema.channel.c
        query = select(schema.channel).where(here.space_id == space, here.account == account)
        row = self._shelf.work.row(query)
        return None if row is None else self._channel(space, row)

    def put(self, space: bytes, account: bytes, address: str, rhythm: Rhythm) -> None:
        """Sets where somebody is told and how often; nowhere without an address, which is then not
        kept."""
        known = self.channel(space, account)
        if known is not None and (known.address, known.rhythm) == (address, rhythm):
            return
        execute = self._shelf.work.connection.execute
        is_silent = not address or rhythm == "off"
        for table in (schema.channel, schema.alert) if is_silent else (schema.channel,):
            here = table.c
            execute(delete(table).where(here.space_id == space, here.account == account))
        if address:
            wrapped = self._vault.wrap(address.encode(), _ADDRESS + space + account)
            row = {"address": wrapped, "rhythm": rhythm, "fault": ""}
            execute(insert(schema.channel).values(space_id=space, account=account, **row))

    def note(self, space: bytes, account: bytes, fault: str, at: int) -> None:
        """Notes how a try to tell somebody went."""
        here = schema.channel.c
        self._shelf.work.connection.execute(
            update(schema.channel)
            .where(here.space_id == space, here.account == account)
            .values(fault=fault, failed=at if fault else None)
        )

    def _channel(self, space: bytes, row: Any) -> Channel:
        address = self._vault.unwrap(row.address, _ADDRESS + space + row.account).decode()
        return Channel(row.account, address, row.rhythm, row.fault, row.failed)

    # What waits to be told

    def of_reports(
        self,
        space: bytes,
        case: bytes,
        before: Mapping[str, str],
        rows: Sequence[Mapping[str, Any]],
    ) -> None:
        """Writes what is to be told of a case's reports. `before`: in which folders they were."""
        for row in rows:
            was, now = before.get(row["issue"], ""), row["folder"]
            if now == "waiting" and not was:
                self._write(space, case, row, "waiting", self._reviewers(space, case, row))
            elif was == "waiting" and now in _ANSWERED:
                self._write(space, case, row, "answered", self._author(space, case, row["issue"]))

    def _reviewers(self, space: bytes, case: bytes, row: Mapping[str, Any]) -> set[bytes]:
        """Whom a report waits for: those who were asked and who stand in for them, or all of the
        team; never who wrote it."""
        here, chosen = schema.account.c, schema.preference.c
        work, now = self._shelf.work, self._shelf.now()
        rows = work.rows(
            select(here.account).where(
                here.space_id == space, here.role.in_(REVIEWERS), here.ended.is_(None)
            )
        )
        every = {one.account for one in rows}
        if row["assigned"]:
            asked = bytes.fromhex(row["assigned"])
            deputies = work.rows(
                select(chosen.deputy).where(
                    chosen.space_id == space, chosen.account == asked, chosen.deputy_until > now
                )
            )
            every &= {asked, *(one.deputy for one in deputies)}
        return every - self._author(space, case, row["issue"])

    def _author(self, space: bytes, case: bytes, issue: str) -> set[bytes]:
        """The account that issued a report, as far as it is known."""
        roster = self._shelf.roster(space)
        issued = self._shelf.issued(space, case, self._shelf.papers(space, case))
        author = next((one.author for one in issued if one.issue.id == issue), None)
        account = roster.account_of(author) if roster is not None and author else None
        return {account} if account else set()

    def _write(
        self, space: bytes, case: bytes, row: Mapping[str, Any], kind: Kind, whom: Iterable[bytes]
    ) -> None:
        here, now, told = schema.channel.c, self._shelf.now(), {TEAM, *whom}
        of = {"space_id": space, "case_id": case, "issue": row["issue"], "number": row["number"]}
        query = select(here.account, here.rhythm).where(
            here.space_id == space, here.rhythm != "off"
        )
        for channel in self._shelf.work.rows(query):
            if channel.account in told:
                due = now if channel.rhythm == "now" else next_morning(now)
                self._shelf.work.connection.execute(
                    insert(schema.alert).values(
                        **of,
                        id=self._entropy(16),
                        account=channel.account,
                        kind=kind,
                        made=now,
                        due=due,
                        tries=0,
                    )
                )

    def waiting(self, space: bytes) -> Collection[bytes]:
        """The accounts that something waits for, one for each alert."""
        here = schema.alert.c
        return [
            row.account
            for row in self._shelf.work.rows(select(here.account).where(here.space_id == space))
        ]


def next_morning(now: int) -> int:
    """When what gathers from a moment on is told; milliseconds since 1970."""
    moment = datetime.fromtimestamp(now / 1000).astimezone()
    morning = moment.replace(hour=MORNING.hour, minute=MORNING.minute, second=0, microsecond=0)
    if morning <= moment:
        morning += timedelta(days=1)
    return int(morning.timestamp() * 1000)
