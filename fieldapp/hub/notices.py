"""What the company tells the laptops of its teams: playbooks, lists of words, what it has set, what
people are called. `fieldapp.sync.notices` says how it travels.

Playbooks and lists are added once for all teams (`stock`), and then given to one team after the
other.
"""

from __future__ import annotations

import hashlib

from sqlalchemy import delete, insert, select

from fieldapp.base.clock import Entropy
from fieldapp.base.values import frozen
from fieldapp.hub import audit, schema
from fieldapp.hub.errors import HubError, NotFoundError
from fieldapp.hub.shelf import SqlShelf
from fieldapp.hub.spaces import Spaces
from fieldapp.sync import notices
from fieldapp.sync.certificates import DeviceCertificate, Notice
from fieldapp.sync.hub_state import Hub

EVERYWHERE = bytes(16)
"""The space of what is all teams'."""


@frozen
class Stocked:
    """Something that may be given to teams. `version`: SHA-256 of its content."""

    topic: str
    name: str
    version: bytes
    at: int


class Notices:
    """Within the shelf's transactions. `by`, everywhere: the account of whoever does it."""

    def __init__(self, shelf: SqlShelf, hub: Hub, spaces: Spaces, entropy: Entropy) -> None:
        self._shelf = shelf
        self._hub = hub
        self._spaces = spaces
        self._entropy = entropy

    # What a team is told

    def standing(self, space: bytes) -> list[Notice]:
        """The notices that hold in a space."""
        roster = self._shelf.roster(space)
        latest = [known[0] for known in roster.notices.values()] if roster else []
        return sorted((one for one in latest if one.content), key=lambda one: (one.topic, one.name))

    def content(self, space: bytes, topic: str, name: str) -> bytes:
        """What the latest notice says; empty where there is none."""
        latest = self._latest(space, topic, name)
        size = self._shelf.blob(space, latest.content) if latest and latest.content else None
        if latest is None or size is None:
            return b""
        return self._shelf.read_blob(space, latest.content, 0, size)

    def give(
        self, space: bytes, topic: str, name: str, content: bytes, *, by: bytes = audit.NOBODY
    ) -> None:
        """Tells a team something from now on; what it has been told already is not told again.

        Raises:
            HubError: it is too large.
        """
        if len(content) > notices.MAX_CONTENT:
            raise HubError("hub.notice_large", limit=notices.MAX_CONTENT // 2**20)
        digest = hashlib.sha256(content).digest()
        self._shelf.tip(space)
        latest = self._latest(space, topic, name)
        if latest is None or latest.content != digest:
            self._tell(space, topic, name, content)
            self._note(space, "notice_given", topic, name, by)
        self._shelf.keep_blob(space, content)

    def withdraw(self, space: bytes, topic: str, name: str, *, by: bytes = audit.NOBODY) -> None:
        """Raises: NotFoundError: the team was told nothing of the kind."""
        self._shelf.tip(space)
        latest = self._latest(space, topic, name)
        if latest is None or not latest.content:
            raise NotFoundError("hub.notice_unknown", name=name)
        self._tell(space, topic, name, b"")
        self._note(space, "notice_withdrawn", topic, name, by)

    def tell_people(self, space: bytes) -> None:
        """Tells a team what those are called who write in its cases; to nobody else is it told."""
        here = schema.account.c
        rows = self._shelf.work.rows(select(here.account, here.name).where(here.space_id == space))
        names = {row.account: row.name for row in rows}
        roster = self._shelf.roster(space)
        called = {
            one.author: names[one.account]
            for one in (roster.certificates.values() if roster else ())
            if isinstance(one, DeviceCertificate) and one.account in names
        }
        known = self.content(space, notices.PEOPLE, "")
        if not known or notices.read_people(known) != called:
            self._tell(
                space, notices.PEOPLE, "", content := notices.people(called, self._entropy(16))
            )
            self._shelf.keep_blob(space, content)

    def _latest(self, space: bytes, topic: str, name: str) -> Notice | None:
        roster = self._shelf.roster(space)
        known = roster.notices.get((topic, name), ()) if roster else ()
        return known[0] if known else None

    def _tell(self, space: bytes, topic: str, name: str, content: bytes) -> None:
        latest = self._latest(space, topic, name)
        number = latest.number + 1 if latest else 1
        now = self._shelf.now()
        raw = self._spaces.root(space).notice(topic, name, number, content, now)
        self._hub.take_certificate(space, raw)

    def _note(self, space: bytes, action: str, topic: str, name: str, by: bytes) -> None:
        connection, now = self._shelf.work.connection, self._shelf.now()
        audit.note(connection, space, now, action, account=by, topic=topic, name=name)

    # What may be given to teams

    def add(self, topic: str, name: str, content: bytes) -> Stocked:
        """Adds a version of something; the same one again is kept once."""
        made = Stocked(topic, name, hashlib.sha256(content).digest(), self._shelf.now())
        here, execute = schema.stock.c, self._shelf.work.connection.execute
        same = (here.topic == topic) & (here.name == name) & (here.version == made.version)
        execute(delete(schema.stock).where(here.space_id == EVERYWHERE, same))
        row = {"topic": topic, "name": name, "version": made.version, "at": made.at}
        execute(insert(schema.stock).values(space_id=EVERYWHERE, content=content, **row))
        return made

    def stocked(self) -> list[Stocked]:
        """Everything that was added, the latest first."""
        here = schema.stock.c
        query = select(here.topic, here.name, here.version, here.at)
        rows = self._shelf.work.rows(
            query.where(here.space_id == EVERYWHERE).order_by(here.at.desc(), here.version)
        )
        return [Stocked(row.topic, row.name, row.version, row.at) for row in rows]

    def stage(
        self, space: bytes, name: str, version: str = "", *, by: bytes = audit.NOBODY
    ) -> Stocked:
        """Gives a team something that was added.

        Args:
            version: how it begins, in hexadecimal digits; the latest where it is empty.

        Raises:
            NotFoundError: nothing of the kind was added.
        """
        fitting = (
            one
            for one in self.stocked()
            if one.name == name and one.version.hex().startswith(version.lower())
        )
        chosen = next(fitting, None)
        if chosen is None:
            raise NotFoundError("hub.notice_unknown", name=name)
        here = schema.stock.c
        row = self._shelf.work.row(
            select(here.content).where(
                here.space_id == EVERYWHERE,
                here.topic == chosen.topic,
                here.name == chosen.name,
                here.version == chosen.version,
            )
        )
        if row is not None:
            self.give(space, chosen.topic, chosen.name, row.content, by=by)
        return chosen
