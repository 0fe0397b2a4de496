"""Integrity: what is checked at every opening, and the full check.

SQLCipher authenticates every page, so that damage never reads as content; the hashes of changes,
values and photos then show what a whole but wrong page would hide. Findings name what is damaged.
"""

from __future__ import annotations

import hashlib
import re
from collections import deque
from collections.abc import Iterator

from fieldapp.base.findings import Finding, Severity
from fieldapp.case.change import Change, MalformedChange, decode
from fieldapp.store.database import NAME, Database
from fieldapp.store.errors import BlobError, DamagedError, StoreError, plain_errors
from fieldapp.store.log import Log
from fieldapp.store.parts import Parts

QUICK_BYTES = 64 * 1024 * 1024
"""Up to this size every page is authenticated at every opening, in about 3 ms a megabyte."""
_PAGE = re.compile(r"page (\d+)")


def check_pages(database: Database) -> Iterator[Finding]:
    """Authenticates every page of the file."""
    with database.reading():
        complaints = database.rows("PRAGMA cipher_integrity_check")
    for (text,) in complaints:
        found = _PAGE.search(text)
        yield Finding("store.page_damaged", {"page": int(found[1]) if found else 0}, NAME)


def is_whole(database: Database) -> bool:
    """Whether the tables hang together and hold as many changes as were kept."""
    ((verdict,),) = database.rows("PRAGMA quick_check(1)")
    ((kept, counted),) = database.rows(
        "SELECT (SELECT count(*) FROM change) + (SELECT count(*) FROM private_change), n FROM tip"
    )
    return bool(verdict == "ok" and kept == counted)


def check_opening(database: Database, *, thorough: bool) -> None:
    """Raises: DamagedError: a page is not as it was written."""
    with plain_errors(database.path.parent):
        size = database.path.stat().st_size
    if not thorough and size > QUICK_BYTES:
        return
    damaged = list(check_pages(database))
    if not damaged:
        return
    problem = DamagedError("store.database_damaged", where=str(database.path.parent))
    if len(damaged) > _free_pages(database) or not _is_readable(database):
        raise problem
    _rewrite_free_pages(database)
    if any(check_pages(database)):
        raise problem


def _free_pages(database: Database) -> int:
    try:
        ((count,),) = database.rows("PRAGMA freelist_count")
    except StoreError:
        return 0
    return int(count)


def _is_readable(database: Database) -> bool:
    """Whether every page that holds something can be read: SQLite's own check passes some over."""
    try:
        if database.rows("PRAGMA integrity_check(1)") != [("ok",)]:
            return False
        tables = database.rows(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND rootpage > 0"
        )
        for (table,) in tables:
            deque(database.each(f"SELECT * FROM [{table}]"), maxlen=0)  # noqa: S608 - our tables
    except StoreError:
        return False
    return True


def _rewrite_free_pages(database: Database) -> None:
    """Writes every free page anew: a value that fills them all is put in and taken out again.

    SQLite does not journal a page that was free when a transaction began. A crash half-way through
    writing one leaves it torn, though nothing was in it.
    """
    ((size,),) = database.rows("PRAGMA page_size")
    with database.writing():
        database.write("CREATE TABLE filler (content BLOB)")
        filler = _free_pages(database) * int(size)
        database.write("INSERT INTO filler VALUES (zeroblob(?))", (filler,))
    with database.writing():
        database.write("DROP TABLE filler")


def verify(parts: Parts, device: bytes) -> Iterator[Finding]:
    """The full check: pages, tables, every chain, every value, every photo.

    Args:
        device: this laptop's, whose chains must be whole.
    """
    database = parts.database
    yield from check_pages(database)
    try:
        for (text,) in database.rows("PRAGMA integrity_check(20)"):
            if text != "ok":
                yield Finding("store.structure_damaged", {"detail": text[:200]}, NAME)
        with database.writing():
            database.write("INSERT INTO search (search) VALUES ('integrity-check')")
        for log in (parts.shared, parts.private):
            for case in log.cases():
                yield from _check_case(parts, log, case, device)
        yield from _check_counter(parts)
        for name in parts.blobs.all():
            try:
                parts.blobs.files.get(name)
            except BlobError as error:
                yield error.finding
    except StoreError as error:
        yield error.finding


def _check_case(parts: Parts, log: Log, case: bytes, device: bytes) -> Iterator[Finding]:
    from fieldapp.case import log as case_log

    where = case.hex()
    changes: list[Change] = []
    for n, name, raw in log.raw(case):
        if hashlib.sha256(raw).digest() != name:
            yield Finding("store.change_damaged", {"n": n}, where)
            continue
        try:
            changes.append(decode(raw))
        except MalformedChange as error:
            yield Finding(error.finding.code, error.finding.params, where)
    for finding in case_log.verify(changes):
        yield Finding(finding.code, finding.params, where, Severity.WARNING)
    values = log.values(case)
    for name, value in values.items():
        if value.hash != name:
            yield Finding("store.value_damaged", {"value": name.hex()[:12]}, where)
    # Of what others wrote, a value may never have come; of what was written here, all are here.
    fold = parts.folds.load(case).of(log)
    for change in changes:
        for op in change.ops if change.device == device else ():
            if op.value is not None and op.value not in values and not fold.is_erased(op):
                yield Finding("store.value_damaged", {"value": op.value.hex()[:12]}, where)


def _check_counter(parts: Parts) -> Iterator[Finding]:
    mark, _ = parts.counter.read()
    kept = parts.shared.count() + parts.private.count()
    if kept != mark.n:
        yield Finding("store.rolled_back", {"saved": mark.n, "found": kept}, NAME)
