"""What can still be read of a damaged database: every row that its own hash proves, and the rest
that lies in whole pages.
"""

from __future__ import annotations

import hashlib
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from fieldapp.base.findings import Finding, Severity
from fieldapp.case import ids
from fieldapp.case.change import Change, MalformedChange, Value, decode
from fieldapp.case.log import Frame
from fieldapp.store import carving, journal
from fieldapp.store.carving import Row
from fieldapp.store.database import NAME, Database
from fieldapp.store.drafts import Draft
from fieldapp.store.log import PRIVATE, SHARED, Log
from fieldapp.store.pages import Page, PageFile


@dataclass(slots=True)
class Remains:
    """Changes, values and what else was found, from however many sources."""

    changes: dict[bytes, tuple[int, Change, bytes | None]] = field(default_factory=dict)
    """Id -> (place in the order of arrival, change, the case if it is of its private log)."""
    values: dict[bytes, Value] = field(default_factory=dict)
    meta: dict[str, bytes] = field(default_factory=dict)
    drafts: dict[tuple[bytes, bool, str], Draft] = field(default_factory=dict)
    blobs: set[tuple[bytes, str]] = field(default_factory=set)
    """(case, SHA-256) of the photos and files that cases were known to use."""
    playbooks: dict[str, bytes] = field(default_factory=dict)
    quarantine: dict[bytes, Row] = field(default_factory=dict)
    damaged: list[Finding] = field(default_factory=list)
    """The pages that were not as they were written."""

    def frames(self) -> list[tuple[Frame, bytes | None]]:
        """The changes with their values, in order of arrival; the case where they are private."""
        found = []
        for _, change, private_of in sorted(self.changes.values(), key=lambda entry: entry[0]):
            named = {op.value for op in change.ops if op.value is not None}
            values = {name: self.values[name] for name in named & self.values.keys()}
            found.append((Frame(change.raw, values), private_of))
        return found

    # From damaged bytes

    def carve(self, path: Path, key: bytes) -> None:
        """Takes what a database file and its journal still hold. No connection may be open.

        Raises:
            OSError: the file cannot be read at all.
        """
        file = PageFile(path.read_bytes(), key)
        for number in range(1, file.count + 1):
            page = file.page(number)
            if page is None or not page.whole:
                finding = Finding("store.page_damaged", {"page": number}, NAME, Severity.WARNING)
                self.damaged.append(finding)
            if page is not None:
                self._take_page(page, file)
        with suppress(journal.JournalDamaged):
            for number, raw in journal.pages(path):
                if former := file.decrypt(number, raw):
                    self._take_page(former, file)

    def _take_page(self, page: Page, file: PageFile) -> None:
        for row in carving.rows(page, file.page):
            self._take_proven(row)
            if page.whole:
                self._take_trusted(row)

    def _take_proven(self, row: Row) -> None:
        match row:
            case [bytes() as case, int() as n, bytes() as name, _, _, int(), bytes() as raw] if (
                hashlib.sha256(raw).digest() == name
            ):
                self._take_change(case, n, raw)
            case [bytes(), bytes() as name, bytes() as salt, bytes() as data] if (
                hashlib.sha256(salt + data).digest() == name
            ):
                self.values.setdefault(name, Value(salt, data))
            case [str() as version, bytes() as data] if hashlib.sha256(data).hexdigest() == version:
                self.playbooks[version] = data
            case [bytes() as name, _, bytes() as frame, str(), str(), int()] if (
                hashlib.sha256(frame).digest() == name
            ):
                self.quarantine[name] = row

    def _take_trusted(self, row: Row) -> None:
        match row:
            case [str() as name, bytes() as content] if len(name) < 64:
                self.meta.setdefault(name, content)
            case [bytes() as case, str() as sha256, int()] if len(sha256) == 64:
                self.blobs.add((case, sha256))
            case [bytes() as case, int() as private, str() as path, str() as text, int() as at]:
                draft = Draft(path, text, bool(private), at)
                self.drafts.setdefault((case, draft.private, path), draft)

    def _take_change(self, case: bytes, n: int, raw: bytes) -> None:
        with suppress(MalformedChange):
            change = decode(raw)
            if change.case == ids.private_id(case):
                self.changes.setdefault(change.id, (n, change, case))
            elif change.case == case:
                self.changes.setdefault(change.id, (n, change, None))

    # From a whole database

    def add(self, database: Database) -> None:
        """Takes the logs of a backup: what it has is not lost."""
        for log in (Log(database, SHARED), Log(database, PRIVATE)):
            for case in log.cases():
                self.values |= log.values(case)
                for n, _, raw in log.raw(case):
                    self._take_change(case, n, raw)
