"""A node: one process of the hub, with everything it works with.

Nodes keep nothing that another one would miss; any number of them may share a database, an object
storage and a key.
"""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Connection, insert, update

from fieldapp.base.clock import Clock, Entropy, system_clock, system_entropy
from fieldapp.case.change import Change
from fieldapp.hub import provider, reports, scanning, schema, seconds, spaces, vault
from fieldapp.hub.alerts import Alerts
from fieldapp.hub.companykeys import CompanyKeys
from fieldapp.hub.database import Database, retried
from fieldapp.hub.deciding import Deciding
from fieldapp.hub.directory import Directory
from fieldapp.hub.enrolments import Enrolments
from fieldapp.hub.errors import HubError
from fieldapp.hub.handing import Handing
from fieldapp.hub.keeping import Keeping
from fieldapp.hub.notices import Notices
from fieldapp.hub.objects import Objects, open_objects
from fieldapp.hub.passwords import Passwords
from fieldapp.hub.pen import Pen
from fieldapp.hub.people import People
from fieldapp.hub.provider import Provider
from fieldapp.hub.seconds import Seconds
from fieldapp.hub.shelf import SqlShelf
from fieldapp.hub.spaces import Spaces
from fieldapp.hub.tokens import DAY, Caller
from fieldapp.hub.upgrade import bring_up
from fieldapp.hub.vault import Vault
from fieldapp.sync.hub_state import Hub
from fieldapp.sync.roster import LATE, Roster

DATABASE, BLOBS = "hub.sqlite", "blobs"
_FLUSH = 60.0
"""Seconds after which counted readings are written."""
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a hub keeps its data.

    Args:
        folder: its key, and what follows unless it is said to lie elsewhere.
        database, blobs: addresses; empty for SQLite and a folder in `folder`.
    """

    folder: Path
    database: str = ""
    blobs: str = ""

    @property
    def database_url(self) -> str:
        return self.database or f"sqlite:///{self.folder / DATABASE}"

    @property
    def blobs_url(self) -> str:
        return self.blobs or str(self.folder / BLOBS)


class Node:
    """Opened by `open_node`."""

    def __init__(
        self,
        database: Database,
        objects: Objects,
        keeper: Vault,
        clock: Clock,
        entropy: Entropy,
    ) -> None:
        self.database = database
        self.objects = objects
        self.vault = keeper
        self.entropy = entropy
        self.clock = clock
        self.passwords = Passwords()
        self.shelf = SqlShelf(database, objects, self.now)
        with self.shelf.writing():
            self.me = spaces.begin(self.shelf.work.connection, keeper, entropy)
            self._restored = spaces.restored(self.shelf.work.connection)
        self.hub = Hub(
            self.shelf,
            self.me.key,
            self.shelf.is_on_hold,
            note=self._note,
            obey=self._obey,
            first_seen=self._first_seen,
        )
        self.spaces = Spaces(self.shelf, self.hub, keeper, self.me, entropy)
        self.alerts = Alerts(self.shelf, keeper, entropy)
        self.shelf.alert = self.alerts.of_reports
        self.people = People(self.shelf, self.hub, self.spaces, entropy)
        self.seconds = Seconds(self.shelf, keeper, entropy)
        seconds.setting()
        seconds.grace()
        scanning.address()
        self.directory = Directory(self.shelf, self.spaces, self.people)
        known = provider.setting()
        self.provider = Provider(known, keeper, entropy) if known else None
        self.notices = Notices(self.shelf, self.hub, self.spaces, entropy)
        self.keys = CompanyKeys(self.shelf, self.notices, entropy)
        self.enrolments = Enrolments(self.shelf, self.hub, self.spaces, self.notices, entropy)
        pen = Pen(self.shelf, self.hub, self.me, clock)
        self.deciding = Deciding(
            self.shelf,
            self.hub,
            self.spaces,
            told=self.notices,
            me=self.me,
            pen=pen,
            entropy=entropy,
        )
        self.keeping = Keeping(self.shelf, self.people, pen, self.me, entropy)
        self.handing = Handing(
            self.shelf,
            self.hub,
            self.spaces,
            people=self.people,
            keeping=self.keeping,
            pen=pen,
            me=self.me,
            entropy=entropy,
        )
        reports.bring_up(self.shelf)
        self._counted: Counter[tuple[bytes, int, bytes, bytes, str]] = Counter()
        self._counting = threading.Lock()
        self._flush_at = time.monotonic() + _FLUSH

    def _note(self, space: bytes, roster: Roster, record: bytes) -> None:
        self.keys.note(space, roster, record)

    def _obey(self, space: bytes, changes: Sequence[Change]) -> None:
        self.handing.obey(space, changes)

    def _first_seen(self) -> int | None:
        """Now; None while laptops may be bringing back what a restore has lost."""
        now = self.now()
        return None if now <= self._restored + LATE else now

    def now(self) -> int:
        """Milliseconds since 1970."""
        return int(self.clock().timestamp() * 1000)

    def close(self) -> None:
        self.flush()
        self.database.close()

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction in which certificates and rows of people are written."""
        with self.shelf.writing():
            yield self.shelf.work.connection

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        with self.shelf.reading():
            yield self.shelf.work.connection

    def write(self, work: Callable[[Connection], Result]) -> Result:
        """The result of a transaction, tried again while others are in its way."""

        def once() -> Result:
            with self.writing() as connection:
                return work(connection)

        return retried(once)

    # Readings: how often what was read, for the audit log

    def count_reading(self, caller: Caller, kind: str) -> None:
        """Counts that a laptop read something; written once in a while, and when the node ends."""
        key = (caller.space, self.now() // DAY, caller.account, caller.device or bytes(16), kind)
        with self._counting:
            self._counted[key] += 1
            is_due = time.monotonic() > self._flush_at
        if is_due:
            self.flush()

    def flush(self) -> None:
        with self._counting:
            counted, self._counted = self._counted, Counter()
            self._flush_at = time.monotonic() + _FLUSH
        if counted:
            self.write(lambda connection: _add_readings(connection, counted))


def _add_readings(
    connection: Connection, counted: Counter[tuple[bytes, int, bytes, bytes, str]]
) -> None:
    here = schema.reading.c
    for (space, day, account, device, kind), count in counted.items():
        row = (
            (here.space_id == space)
            & (here.day == day)
            & (here.account == account)
            & (here.device == device)
            & (here.kind == kind)
        )
        done = connection.execute(
            update(schema.reading).where(row).values(count=here.count + count)
        )
        if not done.rowcount:
            connection.execute(
                insert(schema.reading).values(
                    space_id=space, day=day, account=account, device=device, kind=kind, count=count
                )
            )


@dataclass(frozen=True, slots=True)
class Empty:
    """Where a backup may be put back: tables without rows, a storage, and the hub's key."""

    database: Database
    objects: Objects
    vault: Vault
    entropy: Entropy = system_entropy
    clock: Clock = system_clock

    def now(self) -> int:
        """Milliseconds since 1970."""
        return int(self.clock().timestamp() * 1000)


def open_empty(place: Place) -> Empty:
    """Opens a place for a backup.

    Raises:
        DatabaseError, ObjectError: they cannot be reached, or are of a later version.
        HubError: the key is not there.
    """
    key = vault.read_key(place.folder)
    if key is None:
        raise HubError("hub.key_missing", where=str(place.folder / vault.FILE))
    database = Database(place.database_url)
    try:
        bring_up(database)
        return Empty(database, open_objects(place.blobs_url), Vault(key, system_entropy))
    except BaseException:
        database.close()
        raise


def open_node(
    place: Place, *, clock: Clock = system_clock, entropy: Entropy = system_entropy
) -> Node:
    """Opens a hub; where there is none yet, makes one.

    Raises:
        DatabaseError, ObjectError: they cannot be reached, or are of a later version.
        HubError: the key is missing, or another one.
    """
    database = Database(place.database_url)
    try:
        bring_up(database)
        key = _key(place, database, entropy)
        objects = open_objects(place.blobs_url)
        return Node(database, objects, Vault(key, entropy), clock, entropy)
    except BaseException:
        database.close()
        raise


def _key(place: Place, database: Database, entropy: Entropy) -> bytes:
    """The hub's key; a new hub gets one."""
    key = vault.read_key(place.folder)
    if key is not None:
        return key
    with database.reading() as connection:
        if spaces.is_begun(connection):
            raise HubError("hub.key_missing", where=str(place.folder / vault.FILE))
    return vault.make_key(place.folder, entropy)
