"""The encrypted database: SQLCipher 4 with a raw key, through sqlite-utils.

`journal_mode=TRUNCATE` with `synchronous=EXTRA`: slower than a WAL, but one flipped bit in an
unmerged WAL loses acknowledged commits unnoticed. The file may never be opened by other means
while a connection is open in this process: closing any descriptor of it drops SQLite's locks.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from sqlcipher3 import dbapi2

from fieldapp.store.errors import StoreError, plain_errors

if TYPE_CHECKING:
    from sqlite_utils import Database as Tables

Parameters = Sequence[Any] | Mapping[str, Any]
"""Of a statement: for `?`, or by name for `:name`."""
NAME = "db.sqlite"
OLDEST_SQLITE = (3, 51, 3)
BUSY_SECONDS = 5.0
SALT_BYTES = 16
_SETTINGS = (
    "cipher_log_level=NONE",
    "cipher_page_size=4096",
    "cipher_use_hmac=ON",
    "cipher_hmac_algorithm=HMAC_SHA512",
    "cipher_kdf_algorithm=PBKDF2_HMAC_SHA512",
    "cipher_plaintext_header_size=0",
    "journal_mode=TRUNCATE",
    "synchronous=EXTRA",
    "fullfsync=ON",
    "secure_delete=ON",
    "temp_store=MEMORY",
    "cell_size_check=ON",
    "trusted_schema=OFF",
    "cache_size=-16000",
)


class SqliteTooOldError(StoreError):
    """The SQLite this installation brings can lose commits."""


class Database:
    """A connection; belongs to the thread that opened it.

    Every method raises `StoreError` for what SQLite and the disk report.
    """

    def __init__(self, path: Path, key: bytes) -> None:
        """Opens the database, or makes an empty one.

        Raises:
            SqliteTooOldError: below 3.51.3, where a race can lose commits.
            DamagedError: not a database under this key.
        """
        if dbapi2.sqlite_version_info < OLDEST_SQLITE:
            raise SqliteTooOldError(
                "store.sqlite_too_old",
                found=dbapi2.sqlite_version,
                wanted=".".join(map(str, OLDEST_SQLITE)),
            )
        self.path = path
        with plain_errors(path.parent):
            salt = b"" if path.is_file() and path.stat().st_size else usual_salt(key)
            self._connection = dbapi2.connect(str(path), timeout=BUSY_SECONDS, isolation_level=None)
            try:
                self._connection.execute(f"PRAGMA key = \"x'{(key + salt).hex()}'\"")
                for setting in _SETTINGS:
                    self._connection.execute(f"PRAGMA {setting}")
                self._connection.execute("SELECT count(*) FROM sqlite_master")
            except dbapi2.Error:
                self._connection.close()
                raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc_info: object) -> None:
        self.close()

    def close(self) -> None:
        self._connection.close()

    @property
    def tables(self) -> Tables:
        """The connection for sqlite-utils, which is loaded for that: only new tables need it."""
        from sqlite_utils import Database as Tables

        return Tables(self._connection, execute_plugins=False)

    def rows(self, sql: str, parameters: Parameters = ()) -> list[tuple[Any, ...]]:
        """All rows of a query."""
        with plain_errors(self.path.parent):
            found: list[tuple[Any, ...]] = self._connection.execute(sql, parameters).fetchall()
            return found

    def each(self, sql: str, parameters: Sequence[Any] = ()) -> Iterator[tuple[Any, ...]]:
        """The rows of a query one after the other, however many."""
        with plain_errors(self.path.parent):
            yield from self._connection.execute(sql, parameters)

    def row(self, sql: str, parameters: Parameters = ()) -> tuple[Any, ...] | None:
        """The first row of a query."""
        with plain_errors(self.path.parent):
            found: tuple[Any, ...] | None = self._connection.execute(sql, parameters).fetchone()
            return found

    def write(self, sql: str, parameters: Parameters = ()) -> int:
        """One statement inside `writing`; returns how many rows it changed."""
        with plain_errors(self.path.parent):
            changed: int = self._connection.execute(sql, parameters).rowcount
            return changed

    def write_many(self, sql: str, parameters: Iterator[Sequence[Any]]) -> None:
        with plain_errors(self.path.parent):
            self._connection.executemany(sql, parameters)

    @contextmanager
    def writing(self) -> Iterator[None]:
        """One transaction: all of it is kept, or nothing. It does not nest.

        Raises:
            BusyError: another program writes.
        """
        with plain_errors(self.path.parent):
            self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
            with plain_errors(self.path.parent):
                self._connection.execute("COMMIT")
        except BaseException:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            raise

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Holds the file as it is: nobody else's commit is written meanwhile."""
        self.write("BEGIN")
        try:
            self.rows("SELECT count(*) FROM sqlite_master")
            yield
        finally:
            self._connection.execute("ROLLBACK")

    def rest(self) -> None:
        """Gives back the memory of what was read; it is read again when it is wanted."""
        self.rows("PRAGMA shrink_memory")

    def data_version(self) -> int:
        """Changes when another connection has committed; this one's own commits do not count."""
        ((version,),) = self.rows("PRAGMA data_version")
        return int(version)

    def copy_to(self, path: Path, key: bytes) -> None:
        """A consistent copy under the same or another key, while others may read."""
        with Database(path, key) as copy, plain_errors(path.parent):
            self._connection.backup(copy._connection)


def usual_salt(key: bytes) -> bytes:
    """The salt a new database gets. It need not be random, for the key is; being known, it cannot
    be lost with the first page, and no page could be authenticated without it."""
    return hmac.digest(key, b"fieldapp 1 salt", "sha256")[:SALT_BYTES]


def library_version() -> str:
    """The SQLite the encrypted database is kept with, such as `3.53.4`."""
    version: str = dbapi2.sqlite_version
    return version
