"""What can still be read of a damaged database: every row that its own hash proves, and the rest
that lies in whole pages.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from fieldapp.base.findings import Finding, Severity
from fieldapp.case import ids
from fieldapp.case.change import Change, MalformedChange, Value, decode
from fieldapp.case.erasure import Erasure
from fieldapp.case.log import Frame
from fieldapp.store import carving, journal
from fieldapp.store.carving import Pages, Row
from fieldapp.store.database import NAME, Database
from fieldapp.store.drafts import Draft, Drafts, done_by
from fieldapp.store.log import PRIVATE, SHARED, Log
from fieldapp.store.meta import Meta
from fieldapp.store.pages import Page, PageFile
from fieldapp.store.playbooks import Playbooks
from fieldapp.store.quarantine import Quarantine
from fieldapp.store.spaces import Spaces

_SPACE = (0, 16)
"""Bytes of a space's id, or of none."""


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
    homes: dict[bytes, tuple[bytes, bytes]] = field(default_factory=dict)
    """Case -> the space it is of, and the one it has left."""
    playbooks: dict[str, bytes] = field(default_factory=dict)
    quarantine: dict[bytes, Row] = field(default_factory=dict)
    damaged: list[Finding] = field(default_factory=list)
    """The pages that were not as they were written, or are gone."""

    def frames(self) -> list[tuple[Frame, bytes | None]]:
        """The changes with their values, in order of arrival; the case where they are private."""
        found = []
        for _, change, private_of in sorted(self.changes.values(), key=lambda entry: entry[0]):
            values = {name: self.values[name] for name in change.named & self.values.keys()}
            found.append((Frame(change.raw, values), private_of))
        return found

    # From damaged bytes

    def carve(self, path: Path, key: bytes) -> None:
        """Takes what a database file and its journal still hold, and names what is gone.

        No connection may be open; there need not be a file.

        Raises:
            OSError: the file cannot be read at all.
        """
        file = PageFile(path.read_bytes() if path.is_file() else b"", key)
        # A journal is there if a commit was interrupted: then its pages are those that stand.
        former = list(journal.former_pages(path, file.decrypt))
        whole = {page.number: page for page in former if page.whole}

        def standing(number: int) -> Page | None:
            return whole.get(number) or file.page(number)

        for page in former:
            self._take_page(page, standing)
        for number in range(1, file.count + 1):
            found = file.page(number)
            if (found is None or not found.whole) and number not in whole:
                finding = Finding("store.page_damaged", {"page": number}, NAME, Severity.WARNING)
                self.damaged.append(finding)
            if found is not None:
                for pages in (standing, file.page) if whole else (file.page,):
                    self._take_page(found, pages)
        self._note_missing(standing(1), file)

    def _note_missing(self, first: Page | None, file: PageFile) -> None:
        """Says that the file is empty or shorter than its first page has it."""
        if file.count == 0:
            self.damaged.append(
                Finding("store.database_missing", where=NAME, severity=Severity.WARNING)
            )
        elif first is not None and first.whole and file.count < first.file_pages:
            params = {"missing": first.file_pages - file.count, "pages": first.file_pages}
            self.damaged.append(Finding("store.database_cut", params, NAME, Severity.WARNING))

    def _take_page(self, page: Page, pages: Pages) -> None:
        for row in carving.rows(page, pages):
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
            case [bytes() as case, bytes() as home, bytes() as former] if (
                len(case) == ids.CASE_ID_BYTES and len(former) in _SPACE and len(home) in _SPACE
            ):
                self.homes.setdefault(case, (home, former))
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
        """Takes what a backup has: it is not lost. Its drafts and quarantine only as far as no
        newer change has done away with them."""
        newer = set(self.changes)
        for log in (Log(database, SHARED), Log(database, PRIVATE)):
            for case in log.cases():
                self.values |= log.values(case)
                for n, name, raw in log.raw(case):
                    newer.discard(name)
                    self._take_change(case, n, raw)
        playbooks = Playbooks(database)
        for version in playbooks.versions():
            if data := playbooks.get(version):
                self.playbooks.setdefault(version, data)
        self._add_teams(database)
        since = _Since(self.changes[name] for name in newer)
        drafts = Drafts(database)
        for case in drafts.cases():
            for draft in drafts.of(case):
                if not since.is_done(case, draft):
                    self.drafts.setdefault((case, draft.private, draft.path), draft)
        for row in Quarantine(database).rows():
            if row[1] not in since.erased_in:
                self.quarantine.setdefault(row[0], row)

    def _add_teams(self, database: Database) -> None:
        """Takes which teams the laptop belongs to, whose cases are, and who its contacts are."""
        spaces = Spaces(database, Meta(database))
        for case, home, former in spaces.homes():
            self.homes.setdefault(case, (home, former))
        for name, content in spaces.kept():
            self.meta.setdefault(name, content)


class _Since:
    """What the changes since a backup have done away with."""

    def __init__(self, changes: Iterable[tuple[int, Change, bytes | None]]) -> None:
        self._written: set[tuple[bytes, bool, str]] = set()
        self._erasures: list[tuple[bytes, bool, Erasure]] = []
        for _, change, private_of in changes:
            case, private = private_of or change.case, private_of is not None
            self._written |= {(case, private, path) for path in done_by(change)}
            if change.erase is not None and (erasure := Erasure.read(change)):
                self._erasures.append((case, private, erasure))
        self.erased_in = {case for case, _, _ in self._erasures}

    def is_done(self, case: bytes, draft: Draft) -> bool:
        """Whether its text has been written, or was to be erased."""
        return (case, draft.private, draft.path) in self._written or any(
            erasure.covers(draft.path)
            for erased_in, private, erasure in self._erasures
            if (erased_in, private) == (case, draft.private)
        )
