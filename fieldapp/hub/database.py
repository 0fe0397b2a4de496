"""The database: SQLite or PostgreSQL, opened by its address.

A writing transaction of SQLite takes the file's only writing lock when it begins. On PostgreSQL a
writer holds the row of each feed it extends (`schema.feed`), and readers see everything as it stood
when they began.
"""

from __future__ import annotations

import logging
import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import (
    ArgumentError,
    DBAPIError,
    DisconnectionError,
    IntegrityError,
    OperationalError,
)
from sqlalchemy.pool import ConnectionPoolEntry

from fieldapp.base.errors import FieldAppError

Result = TypeVar("Result")
TRIES = 8
"""How often a transaction is tried that another one stands in the way of."""
_OTHERS = frozenset({"40001", "40P01", "55P03"})
"""PostgreSQL's names for a transaction that others stand in the way of."""
_OLDEST_SQLITE = (3, 51, 3)
"""Below it a database may lose what was committed."""
_BUSY_MS = 30_000
_TRUSTED = 5.0
"""Seconds for which a connection is not asked whether it still stands."""
_RESTED = "rested"
_log = logging.getLogger(__name__)


class DatabaseError(FieldAppError):
    """The database cannot be opened, does not answer, or is of another version."""


class BusyError(DatabaseError):
    """Others are in the way; nothing was kept, and it may be tried again."""


class Database:
    """An open database.

    Args:
        url: as SQLAlchemy takes it: `sqlite:///hub.sqlite` or `postgresql://user@host/name`.
    """

    def __init__(self, url: str, *, pool: int = 8) -> None:
        try:
            parsed = make_url(url)
        except ArgumentError as error:
            raise DatabaseError("hub.database_unknown") from error
        self.is_sqlite = parsed.drivername == "sqlite"
        if self.is_sqlite:
            self.engine = _open_sqlite(parsed.database or "")
        elif parsed.drivername in ("postgresql", "postgresql+psycopg"):
            self.engine = create_engine(
                parsed.set(drivername="postgresql+psycopg"),
                isolation_level="READ COMMITTED",
                pool_size=pool,
                max_overflow=pool,
                pool_timeout=10,
                connect_args={"connect_timeout": 10},
            )
            # Rows that are asked for are a table to PostgreSQL, which it joins; given as a list, it
            # would hold each row of a space against each of them.
            self.engine.dialect.tuple_in_values = True
            event.listen(self.engine, "connect", _prepare_postgresql)
            event.listen(self.engine, "checkin", _put_down)
            event.listen(self.engine, "checkout", _pick_up)
        else:
            raise DatabaseError("hub.database_unknown")
        self._reader = self._looker = self.engine
        if not self.is_sqlite:
            self._reader = self.engine.execution_options(isolation_level="REPEATABLE READ")
            self._looker = self.engine.execution_options(isolation_level="AUTOCOMMIT")

    def close(self) -> None:
        self.engine.dispose()

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """One transaction, kept as a whole or not at all.

        Raises:
            BusyError: it may be tried again.
        """
        with _named(), self.engine.connect() as connection:
            if self.is_sqlite:
                connection.exec_driver_sql("BEGIN IMMEDIATE")
            yield connection
            connection.commit()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Everything as it stands at one moment."""
        with _named(), self._reader.connect() as connection:
            if self.is_sqlite:
                connection.exec_driver_sql("BEGIN")
            yield connection

    @contextmanager
    def looking(self) -> Iterator[Connection]:
        """For queries that each see what stands when it is asked; nothing else is said to the
        database."""
        with _named(), self._looker.connect() as connection:
            yield connection


def retried(work: Callable[[], Result]) -> Result:
    """The result of a transaction, tried again while others stand in its way.

    Raises:
        BusyError: they still do.
    """
    for attempt in range(1, TRIES):
        try:
            return work()
        except BusyError:
            _log.info("transaction tried again")
            time.sleep(random.random() * 0.02 * 2**attempt)  # noqa: S311
    return work()


@contextmanager
def _named() -> Iterator[None]:
    """Tells what another try may help against from what it does not."""
    try:
        yield
    except DBAPIError as error:
        state = getattr(error.orig, "sqlstate", None)
        # Of two who add the same row at once the second one finds it at its next try.
        if state in _OTHERS or isinstance(error, IntegrityError) or _is_locked(error):
            raise BusyError("hub.busy") from error
        if isinstance(error, OperationalError) or error.connection_invalidated:
            raise DatabaseError("hub.database_away") from error
        raise


def _is_locked(error: DBAPIError) -> bool:
    return isinstance(error, OperationalError) and "database is locked" in str(error.orig)


def _prepare_postgresql(connection: Any, _: object) -> None:
    """Compiling a query takes longer than any of ours, and its guess at their cost is too high."""
    connection.execute("SET jit = off")
    connection.commit()


def _put_down(_: Any, record: ConnectionPoolEntry) -> None:
    record.info[_RESTED] = time.monotonic()


def _pick_up(connection: Any, record: ConnectionPoolEntry, _: Any) -> None:
    """Leaves a connection that has lain for long alone if nobody is at its other end any more."""
    since = record.info.get(_RESTED)
    if since is None or time.monotonic() - since < _TRUSTED:
        return
    try:
        connection.execute("SELECT 1")
        connection.rollback()
    except Exception as error:
        raise DisconnectionError from error


def _open_sqlite(path: str) -> Engine:
    """SQLite through sqlcipher3's own library, which is newer than the system's."""
    from sqlcipher3 import dbapi2

    if dbapi2.sqlite_version_info < _OLDEST_SQLITE:
        raise DatabaseError("hub.sqlite_old", version=dbapi2.sqlite_version)
    if path:
        Path(path).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(f"sqlite:///{path}", module=dbapi2)

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _: object) -> None:
        connection.isolation_level = None  # transactions begin where we say
        for pragma in (
            "journal_mode=TRUNCATE",
            "synchronous=EXTRA",
            "foreign_keys=ON",
            "secure_delete=ON",
            f"busy_timeout={_BUSY_MS}",
        ):
            connection.execute(f"PRAGMA {pragma}").close()

    return engine
