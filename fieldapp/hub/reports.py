"""The rows of the supervisors' inbox and of their teams' figures, kept up with the transaction that
lets changes in.

They say what issued editions say, how these stand, and what they promise: never what an engineer is
still writing. They may be thrown away and made again at any time.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import lru_cache
from typing import Any, ParamSpec, TypeVar

from sqlalchemy import Connection, Row, Table, delete, insert, select, tuple_

from fieldapp.base.values import frozen
from fieldapp.case import reportstate
from fieldapp.case.change import Change
from fieldapp.case.fold import Fold, Head
from fieldapp.case.reportstate import Report
from fieldapp.case.typed import without_surrogates
from fieldapp.hub import schema, terms
from fieldapp.hub.objects import ObjectError
from fieldapp.hub.report_rows import Filled, Said, are_same, filled, promised
from fieldapp.hub.rosters import Rosters
from fieldapp.hub.summaries import Summary, summary
from fieldapp.hub.team_rows import TeamRows, clear
from fieldapp.hub.term_rows import TermRows
from fieldapp.hub.work import Work, chunks, of_case
from fieldapp.overview.rows import CaseRow, Edition, case_row
from fieldapp.playbook.errors import PlaybookError
from fieldapp.playbook.library import Library
from fieldapp.playbook.model import Playbook
from fieldapp.report.content import Content
from fieldapp.report.errors import ReportError

SETTING = "reports"
VERSION = b"3"
"""Of how rows are made: where another one was there they are made again."""
_DECIDING = ("issues/", "reviews/", "remarks/")
_PROMISING = "commitments/"
_log = logging.getLogger(__name__)
_P = ParamSpec("_P")
_T = TypeVar("_T")


Alert = Callable[[bytes, bytes, Mapping[str, str], Sequence[Filled]], None]
"""Told of a case whose rows were made again because something came: in which folder each issue was,
and how they are now."""


@frozen
class Made:
    """The rows of a case: of its reports, of what the current one promises, of its team's
    figures."""

    reports: list[Filled]
    promises: list[Filled]
    figures: CaseRow | None


class Reports(Rosters, TeamRows, TermRows):
    """The part of a shelf that tells what has been issued."""

    alert: Alert = staticmethod(lambda *_: None)

    def append(self, space: bytes, change: Change) -> None:
        super().append(space, change)
        paths = [op.path for op in change.ops]
        if change.erase is not None or any(path.startswith(_DECIDING) for path in paths):
            self.work.reported[space, change.case] = True
        elif any(path.startswith(_PROMISING) for path in paths):
            self.work.reported.setdefault((space, change.case), False)

    def remove_case(self, space: bytes, case: bytes) -> None:
        super().remove_case(space, case)
        self._keep(space, case, Made([], [], None))
        self.write_tallies(self.work)
        self.work.reported.pop((space, case), None)

    def _add_blob(self, space: bytes, sha256: bytes, data: bytes) -> None:
        super()._add_blob(space, sha256, data)
        # Changes come ahead of the editions and playbooks they name.
        named, known = schema.file.c, schema.report.c
        query = select(named.case_id).where(named.space_id == space, named.sha256 == sha256)
        cases = {row.case_id for row in self.work.rows(query)}
        for some in chunks(cases):
            here = select(known.case_id).where(known.space_id == space, known.case_id.in_(some))
            for row in self.work.rows(here.where(known.is_whole.is_(False))):
                self.work.reported[space, row.case_id] = True

    def write_reports(self, work: Work) -> None:
        unsure = [name for name, is_sure in work.reported.items() if not is_sure]
        known = schema.report.c
        issued: set[tuple[bytes, bytes]] = set()
        for some in chunks(unsure):
            query = select(known.space_id, known.case_id).distinct()
            rows = work.rows(query.where(tuple_(known.space_id, known.case_id).in_(some)))
            issued |= {(row.space_id, row.case_id) for row in rows}
        for (space, case), is_sure in work.reported.items():
            if is_sure or (space, case) in issued:
                read = {row.issue: row for row in self._rows(schema.report, space, case)}
                made = self._made(space, case, read)
                self._keep(space, case, made)
                former = {name: row.folder for name, row in read.items()}
                self.alert(space, case, former, made.reports)
        work.reported.clear()
        self.write_tallies(work)

    def rebuild_reports(self, space: bytes, case: bytes) -> None:
        """Makes a case's rows again, in this transaction."""
        self._keep(space, case, self._made(space, case, {}))
        self.write_tallies(self.work)

    def has_right_reports(self, space: bytes, case: bytes) -> bool:
        """Whether a case's rows are what they would be if they were made now."""
        made = self._made(space, case, {})
        return (
            are_same(made.reports, self._rows(schema.report, space, case))
            and are_same(made.promises, self._rows(schema.promise, space, case))
            and terms.entries(made.reports, made.promises) == self.terms_of(space, case)
            and self.is_team_row(space, case, made.figures)
        )

    # What is there of one case

    def papers(self, space: bytes, case: bytes) -> Fold:
        """What a case says of its reports, decisions and promises; the rest of it is not read."""
        return self._papers(space, case, self.changes(space, case))

    def _papers(self, space: bytes, case: bytes, changes: Sequence[Change]) -> Fold:
        about = [one for one in changes if _concerns(one)]
        named = {op.value for one in about for op in one.ops if _is_told(op.path) and op.value}
        fold, values = Fold(), self.values(space, case, named)
        for change in about:
            fold.apply(change, values)
        return fold

    def counts(self, space: bytes, head: Head) -> bool:
        """Whether what somebody wrote is a supervisor's word."""
        roster = self.roster(space)
        return roster is not None and roster.supervised(head.author, head.hlc)

    def issued(self, space: bytes, case: bytes, fold: Fold) -> list[Report]:
        """The reports of a case whose editions may be here, the first issued first."""
        return self._here(space, case, self._known(space, fold))

    def _known(self, space: bytes, fold: Fold) -> Sequence[Report]:
        return reportstate.reports(fold, lambda head: self.counts(space, head))

    def _here(self, space: bytes, case: bytes, known: Sequence[Report]) -> list[Report]:
        # An edition that may contain what was erased is named no more.
        files = {name.hex() for name in self.files(space, case)}
        return [report for report in known if report.issue.content in files]

    def content(self, space: bytes, sha256: str) -> Content | None:
        """Frozen content; None if it is not here or cannot be read."""
        data = self.whole_blob(space, sha256)
        if data is None:
            return None
        try:
            return Content.from_bytes(_encodable(data))
        except (ReportError, ValueError):
            return None

    def playbook(self, space: bytes, content: Content) -> Playbook | None:
        """The playbook that content was composed with; None if it is not to be had."""
        version = content.playbook_version
        found = _built_in(version)
        if found is None and (compiled := self.whole_blob(space, version)):
            found = _opened(compiled)
        return found if found is not None and found.version == version else None

    def whole_blob(self, space: bytes, sha256: str) -> bytes | None:
        """A photo, file or edition by its name (hexadecimal); None if it is not here."""
        try:
            name = bytes.fromhex(sha256)
            size = self.blob(space, name) if len(name) == 32 else None
            return None if size is None else self.read_blob(space, name, 0, size)
        except (ValueError, ObjectError):
            return None

    # Rows

    def _made(self, space: bytes, case: bytes, read: Mapping[str, Row[Any]]) -> Made:
        """The rows of a case.

        Args:
            read: rows whose content has been read before.
        """
        changes = self.changes(space, case)
        fold = self._papers(space, case, changes)
        known = self._known(space, fold)
        issued = self._here(space, case, known)
        current = reportstate.current(issued)
        made, edition = Made([], [], None), None
        for report in issued:
            is_current = report is current
            row = None if is_current else read.get(report.issue.id)
            said, opened = self._said(space, report, row)
            made.reports.append(filled(report, said, self._assigned(space, report)))
            if is_current and isinstance(said, Summary):
                made.promises.extend(promised(report, said, fold))
                if opened and report is reportstate.current(known):
                    edition = Edition(*opened, changes)
        figures = _safely(case_row, case, known, fold, edition)
        return Made(made.reports, made.promises, figures)

    def _said(
        self, space: bytes, report: Report, read: Row[Any] | None
    ) -> tuple[Said, tuple[Content, Playbook] | None]:
        """What an issue says: as it was read before, or from its frozen content; None if that is
        not here yet or cannot be read. With it the content and playbook, if they were opened."""
        issue = report.issue
        if read is not None and read.is_whole and read.content.hex() == issue.content:
            return read, None
        content = self.content(space, issue.content)
        if content is None:
            return None, None
        playbook = self.playbook(space, content)
        said = _safely(summary, content, playbook)
        return said, (content, playbook) if playbook else None

    def _assigned(self, space: bytes, report: Report) -> str:
        """The account (hexadecimal) that was asked to decide; empty for none, or an unknown one."""
        roster = self.roster(space)
        if report.assigned is None or roster is None:
            return ""
        try:
            account = roster.account_of(bytes.fromhex(report.assigned.to))
        except ValueError:
            return ""
        return account.hex() if account else ""

    def _keep(self, space: bytes, case: bytes, made: Made) -> None:
        execute, of = self.work.connection.execute, {"space_id": space, "case_id": case}
        for table, rows in ((schema.report, made.reports), (schema.promise, made.promises)):
            execute(delete(table).where(of_case(table, space, case)))
            if rows:
                execute(insert(table), [of | row for row in rows])
        self.keep_team_row(space, case, made.figures)
        self.keep_terms(space, case, terms.entries(made.reports, made.promises))

    def _rows(self, table: Table, space: bytes, case: bytes) -> Sequence[Row[Any]]:
        return self.work.rows(select(table).where(of_case(table, space, case)))


def _safely(make: Callable[_P, _T], *args: _P.args, **kwargs: _P.kwargs) -> _T | None:
    """What is made of a report; None where that fails: whatever is in its content, the changes must
    come in."""
    try:
        return make(*args, **kwargs)
    except Exception as error:
        _log.warning("a report could not be told: %s", type(error).__name__)
        return None


@lru_cache(maxsize=64)
def _built_in(version: str) -> Playbook | None:
    return Library().by_version(version) if version in _versions() else None


@lru_cache(maxsize=1)
def _versions() -> Collection[str]:
    return {playbook.version for playbook in Library().playbooks}


@lru_cache(maxsize=16)
def _opened(compiled: bytes) -> Playbook | None:
    try:
        return Playbook.from_compiled(compiled)
    except PlaybookError:
        return None


def _encodable(content: bytes) -> bytes:
    """Frozen content without halves of surrogate pairs: JSON can name them, but nothing can print
    them."""
    if b"\\ud" not in content.lower():
        return content
    return without_surrogates(json.dumps(json.loads(content), ensure_ascii=False)).encode()


def _is_told(path: str) -> bool:
    return path.startswith((*_DECIDING, _PROMISING))


def _concerns(change: Change) -> bool:
    return change.erase is not None or any(_is_told(op.path) for op in change.ops)


def bring_up(shelf: Reports) -> None:
    """Makes all rows again where they are none, or another version's; a case a transaction."""
    here = schema.setting.c
    with shelf.reading():
        query = select(here.content).where(here.name == SETTING)
        if shelf.work.connection.execute(query).scalar() == VERSION:
            return
        held = schema.held_case.c
        rows = shelf.work.rows(select(held.space_id, held.case_id).where(held.digest.is_not(None)))
    with shelf.writing():
        clear(shelf.work.connection)
    for row in rows:
        with shelf.writing():
            shelf.rebuild_reports(row.space_id, row.case_id)
    with shelf.writing():
        forget(shelf.work.connection)
        shelf.work.connection.execute(insert(schema.setting).values(name=SETTING, content=VERSION))


def forget(connection: Connection) -> None:
    """All rows are made again when a node opens next."""
    connection.execute(delete(schema.setting).where(schema.setting.c.name == SETTING))
