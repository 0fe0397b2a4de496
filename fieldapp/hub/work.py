"""A transaction of the shelf while it lasts: what it has read, and what it is yet to write.

Rows to insert are gathered and written together, the feed's last; whatever reads rows of the kind
writes them first. Objects are put at once and taken back if the transaction fails; those let go are
removed when it is kept.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import ColumnElement, Connection, Row, Select, Table, and_, delete, insert, select

from fieldapp.case.change import Change, Value
from fieldapp.case.seal import Seal
from fieldapp.hub import schema
from fieldapp.hub.database import Database, DatabaseError
from fieldapp.hub.objects import ObjectError, Objects, new_key
from fieldapp.sync.roster import Roster
from fieldapp.sync.rows import Cursor

LARGE = 1024 * 1024
"""Bytes; what is larger lies in object storage."""
_AT_ONCE = 400
"""Names a query."""
_ORDER = (schema.change, schema.value, schema.seal, schema.file, schema.entry)
Item = TypeVar("Item")
Now = Callable[[], int]
"""Milliseconds since 1970."""
Place = tuple[bytes, bytes, int]
"""Device, incarnation, number."""


@dataclass(slots=True)
class Kept:
    """What is known of a case without its content."""

    is_new: bool
    has_erasure: bool
    target: bytes | None
    ids: dict[bytes, Place] = field(default_factory=dict)
    places: dict[Place, list[bytes]] = field(default_factory=dict)
    hashes: set[bytes] = field(default_factory=set)
    files: dict[bytes, bool] | None = None
    touched: int = 0
    has_names: bool = False
    """`ids`, `places` and `hashes` have been read."""

    @classmethod
    def new(cls) -> Kept:
        """Of a case that nothing is known of."""
        return cls(is_new=True, has_erasure=False, target=None, has_names=True, files={})

    def add(self, name: bytes, place: Place) -> None:
        self.ids[name] = place
        self.places.setdefault(place, []).append(name)


class Version(NamedTuple):
    """A roster, and how many certificates had come to its space by then."""

    certified: int
    roster: Roster


@dataclass(slots=True)
class Work:
    """One transaction."""

    connection: Connection
    is_writing: bool
    epoch: bytes = b""
    tips: dict[bytes, Cursor] = field(default_factory=dict)
    """Of the feeds whose rows are held."""
    extended: set[bytes] = field(default_factory=set)
    rosters: dict[bytes, Version] = field(default_factory=dict)
    cases: dict[tuple[bytes, bytes], Kept] = field(default_factory=dict)
    pending: dict[Table, list[dict[str, Any]]] = field(default_factory=dict)
    case_rows: dict[tuple[bytes, bytes], dict[str, Any]] = field(default_factory=dict)
    """What is to be written to the rows of cases."""
    changes: dict[tuple[bytes, bytes], Change] = field(default_factory=dict)
    values: dict[tuple[bytes, bytes, bytes], Value | None] = field(default_factory=dict)
    seals: dict[tuple[bytes, bytes], list[Seal]] = field(default_factory=dict)
    """What was fetched ahead, by space and name; a value by its case too, None where it is not
    here."""
    new_objects: list[str] = field(default_factory=list)
    doomed: list[tuple[bytes, str]] = field(default_factory=list)
    reported: dict[tuple[bytes, bytes], bool] = field(default_factory=dict)
    """Cases whose rows of the inbox are to be made again; False: only if they have any."""
    tallied: dict[bytes, Counter[tuple[int, int, str]]] = field(default_factory=dict)
    """By space, what is to be added to its team's tallies: by month, day and key."""

    def later(self, table: Table, **row: Any) -> None:
        """Inserts a row before anything reads its table, or at the end."""
        self.pending.setdefault(table, []).append(row)

    def flush(self, tables: Collection[Table] = _ORDER) -> None:
        """Writes what is gathered for some tables, or for all."""
        for table in _ORDER:
            if table in tables and (rows := self.pending.pop(table, None)):
                self.connection.execute(insert(table), rows)

    def rows(self, query: Select[Any]) -> Sequence[Row[Any]]:
        self._written(query)
        return self.connection.execute(query).all()

    def row(self, query: Select[Any]) -> Row[Any] | None:
        self._written(query)
        return self.connection.execute(query).first()

    def _written(self, query: Select[Any]) -> None:
        """Writes what the query might ask for. A column of no table may be of any."""
        if self.pending:
            tables = {getattr(column, "table", None) for column in query.selected_columns}
            self.flush(_ORDER if None in tables else [t for t in _ORDER if t in tables])


class Transactions:
    """What the parts of the shelf stand on."""

    def __init__(self, database: Database, objects: Objects, now: Now) -> None:
        self.database = database
        self.objects = objects
        self.now = now
        self._open = threading.local()
        self._rosters: dict[bytes, Version] = {}
        """By space, as they were last read; none of them is ever changed."""

    @property
    def work(self) -> Work:
        found: Work = self._open.work
        return found

    @contextmanager
    def writing(self) -> Iterator[None]:
        with self.database.writing() as connection:
            work = Work(connection, is_writing=True)
            with self._working(work):
                yield
                work.flush()
                self.write_cases(work)
                self.write_reports(work)
                self.advance(work)
                self._let_go(work)
        self._rosters.update(work.rosters)
        self.sweep(work.doomed)

    @contextmanager
    def reading(self) -> Iterator[None]:
        with (
            self.database.reading() as connection,
            self._working(Work(connection, is_writing=False)),
        ):
            yield

    @contextmanager
    def looking(self) -> Iterator[None]:
        """Reading without a transaction, which costs a way to the database and back at either end:
        each query sees what stands when it is asked."""
        with (
            self.database.looking() as connection,
            self._working(Work(connection, is_writing=False)),
        ):
            yield

    @contextmanager
    def _working(self, work: Work) -> Iterator[None]:
        """Until the commit is asked for, a failure takes back what was put into the storage."""
        self._open.work = work
        try:
            yield
        except BaseException:
            for name in work.new_objects:
                with suppress(ObjectError):
                    self.objects.remove(name)
            raise
        finally:
            del self._open.work

    def write_cases(self, work: Work) -> None:
        """Writes what has become of the rows of cases; see `HeldCases.set_case`."""

    def write_reports(self, work: Work) -> None:
        """Makes the inbox's rows of cases again; see `Reports`."""

    def advance(self, work: Work) -> None:
        """Writes the new ends of the feeds."""
        for space in work.extended:
            tip = work.tips[space]
            work.connection.execute(
                schema.feed.update()
                .where(schema.feed.c.space_id == space)
                .values(seq=tip.seq, link=tip.link)
            )

    # Objects

    def put_object(self, space: bytes, kind: str, data: bytes) -> str:
        name = new_key(space, kind)
        self.work.new_objects.append(name)
        self.objects.put(name, data)
        return name

    def put_large(self, space: bytes, kind: str, data: bytes) -> tuple[bytes, str]:
        """What stands in the row, and the object that has the rest of it."""
        if len(data) <= LARGE:
            return data, ""
        return b"", self.put_object(space, kind, data)

    def get_large(self, data: bytes, name: str) -> bytes:
        return self.objects.get(name) if name else data

    def doom(self, space: bytes, names: Iterable[str]) -> None:
        """Lets objects go with this transaction."""
        self.work.doomed += [(space, name) for name in names if name]

    def _let_go(self, work: Work) -> None:
        if work.doomed:
            at = self.now()
            rows = [{"space_id": s, "object": name, "at": at} for s, name in work.doomed]
            work.connection.execute(insert(schema.garbage), rows)

    def sweep(self, doomed: Sequence[tuple[bytes, str]]) -> None:
        """Removes objects that were let go; what cannot be removed now stays noted."""
        if not doomed:
            return
        removed = []
        for space, name in doomed:
            with suppress(ObjectError):
                self.objects.remove(name)
                removed.append((space, name))
        with suppress(DatabaseError), self.database.writing() as connection:
            for space, name in removed:
                here = schema.garbage.c
                connection.execute(
                    delete(schema.garbage).where(here.space_id == space, here.object == name)
                )

    # The row of a feed

    @property
    def epoch(self) -> bytes:
        """Random; another one whenever the data was put back from a backup."""
        work = self.work
        if not work.epoch:
            here = schema.setting.c
            row = work.row(select(here.content).where(here.name == "epoch"))
            work.epoch = row[0] if row else b""
        return work.epoch

    def tip(self, space: bytes) -> Cursor:
        """The end of the feed; a writer holds it from now on."""
        work = self.work
        if space in work.tips:
            return work.tips[space]
        here = schema.feed.c
        query = select(here.seq, here.link).where(here.space_id == space)
        row = work.row(query.with_for_update() if work.is_writing else query)
        if row is None:
            return Cursor(self.epoch)
        tip = Cursor(self.epoch, row.seq, row.link)
        work.tips[space] = tip
        return tip


def chunks(names: Iterable[Item]) -> Iterator[list[Item]]:
    """As many names as a query takes."""
    waiting = iter(names)
    while some := list(islice(waiting, _AT_ONCE)):
        yield some


def of_case(table: Table, space: bytes, case: bytes) -> ColumnElement[bool]:
    """The rows of a case in a table."""
    return and_(table.c.space_id == space, table.c.case_id == case)
