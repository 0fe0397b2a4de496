"""Rows of which cases there are, where they have gone, and what is known of each."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, delete, insert, or_, select, update

from fieldapp.hub import schema
from fieldapp.hub.work import Kept, Transactions, Work, chunks, of_case
from fieldapp.sync.rows import Scope
from fieldapp.sync.shelf import LEFT, Listing, Party


class HeldCases(Transactions):
    """The part of a shelf that knows of cases. A case is there from when its digest is set."""

    def within(
        self, space: bytes, cases: Collection[bytes], scope: Scope, who: Party
    ) -> Collection[bytes]:
        self.write_cases(self.work)
        found = set(cases)
        if scope.since:
            here = schema.held_case.c
            recent = or_(here.touched >= scope.since, here.touched == 0)
            query = select(here.case_id).where(here.space_id == space, recent)
            found = self._those(query, here.case_id, found)
        if scope.own:
            written, given = schema.change.c, schema.party.c
            by = select(written.case_id).where(
                written.space_id == space, written.device.in_(who.devices)
            )
            to = select(given.case_id).where(given.space_id == space, given.account == who.account)
            found = self._those(by.distinct(), written.case_id, found) | self._those(
                to, given.case_id, found
            )
        return found

    def _those(
        self, query: Select[Any], column: ColumnElement[bytes], cases: Collection[bytes]
    ) -> set[bytes]:
        return {
            row.case_id
            for some in chunks(cases)
            for row in self.work.rows(query.where(column.in_(some)))
        }

    def listings(self, space: bytes, first: bytes, last: bytes) -> Sequence[Listing]:
        self.write_cases(self.work)
        here = schema.held_case.c
        rows = self.work.rows(
            select(here.case_id, here.digest)
            .where(here.space_id == space, here.case_id.between(first, last))
            .where(here.digest.is_not(None))
            .order_by(here.case_id)
        )
        return [Listing(row.case_id, row.digest) for row in rows]

    def has_erasure(self, space: bytes, case: bytes) -> bool:
        return self.kept(space, case).has_erasure

    def set_digest(self, space: bytes, case: bytes, digest: bytes) -> None:
        self.set_case(space, case, digest=digest)

    def settle(self) -> None:
        """Writes what is gathered: what is new in this transaction is as if it were not."""
        self.work.flush()
        self.write_cases(self.work)

    # Moving

    def moved_to(self, space: bytes, case: bytes) -> bytes | None:
        return self.kept(space, case).target

    def set_moved(self, space: bytes, case: bytes, target: bytes | None) -> None:
        if self.kept(space, case).target != target:
            self.kept(space, case).target = target
            self.set_case(space, case, target=target)

    def formers(self, space: bytes, case: bytes) -> Collection[bytes]:
        here = schema.former.c
        query = select(here.was_in).where(of_case(schema.former, space, case))
        return {row.was_in for row in self.work.rows(query)}

    def left_after(self, space: bytes, cases: Collection[bytes], seq: int) -> Collection[bytes]:
        here = schema.former.c
        query = select(here.case_id).where(here.space_id == space, here.was_in == space)
        back = {row.case_id for row in self.work.rows(query)}.intersection(cases)
        if not back:
            return ()
        entry = schema.entry.c
        query = select(entry.case_id).where(entry.space_id == space, entry.seq > seq)
        query = query.where(entry.kind == LEFT, entry.case_id.in_(back))
        return {row.case_id for row in self.work.rows(query)}

    def set_formers(self, space: bytes, case: bytes, spaces: Collection[bytes]) -> None:
        execute = self.work.connection.execute
        execute(delete(schema.former).where(of_case(schema.former, space, case)))
        rows = [{"space_id": space, "case_id": case, "was_in": one} for one in spaces]
        if rows:
            execute(insert(schema.former), rows)

    # What is known of a case

    def kept(self, space: bytes, case: bytes) -> Kept:
        """What is known of a case without its changes."""
        known = self.work.cases.get((space, case))
        if known is None:
            self.write_cases(self.work)
            here = schema.held_case.c
            row = self.work.row(
                select(here.has_erasure, here.target, here.touched).where(
                    of_case(schema.held_case, space, case)
                )
            )
            if row is None:
                known = Kept.new()
            else:
                known = Kept(False, row.has_erasure, row.target, touched=row.touched)
            self.work.cases[space, case] = known
        return known

    def _named(self, space: bytes, case: bytes) -> Kept:
        """The same with the names of its changes and values."""
        kept = self.kept(space, case)
        if not kept.has_names:
            kept.has_names = True
            here = schema.change.c
            query = select(here.id, here.device, here.incarnation, here.seq)
            rows = query.where(of_case(schema.change, space, case)).order_by(here.arrival)
            for row in self.work.rows(rows):
                kept.add(row.id, (row.device, row.incarnation, row.seq))
            hashes = select(schema.value.c.hash).where(of_case(schema.value, space, case))
            kept.hashes = {row.hash for row in self.work.rows(hashes)}
        return kept

    def set_case(self, space: bytes, case: bytes, **content: Any) -> None:
        """Writes to the row of a case, which is made if there is none; all of them together, before
        anything reads such rows or at the end."""
        self.kept(space, case)
        self.work.case_rows.setdefault((space, case), {}).update(content)

    def write_cases(self, work: Work) -> None:
        new, known = [], dict[tuple[str, ...], list[dict[str, Any]]]()
        for (space, case), content in work.case_rows.items():
            kept = work.cases[space, case]
            if kept.is_new:
                row: dict[str, Any] = {
                    "digest": None,
                    "has_erasure": False,
                    "target": None,
                    "touched": 0,
                } | content
                new.append({"space_id": space, "case_id": case} | row)
                kept.is_new = False
            else:
                row = {f"new_{name}": part for name, part in content.items()}
                names = tuple(sorted(content))
                known.setdefault(names, []).append({"of_space": space, "of_case": case} | row)
        work.case_rows.clear()
        if new:
            work.connection.execute(insert(schema.held_case), new)
        here = schema.held_case.c
        for names, rows in known.items():
            query = update(schema.held_case).where(
                here.space_id == bindparam("of_space"), here.case_id == bindparam("of_case")
            )
            content = {name: bindparam(f"new_{name}") for name in names}
            work.connection.execute(query.values(content), rows)
