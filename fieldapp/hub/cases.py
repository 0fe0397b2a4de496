"""Rows of cases: their changes, values and seals."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import (
    Row,
    and_,
    delete,
    select,
    tuple_,
)

from fieldapp.case import hlc
from fieldapp.case.change import Change, Value, Values, decode
from fieldapp.case.seal import Seal
from fieldapp.hub import schema
from fieldapp.hub.held_cases import HeldCases
from fieldapp.hub.work import Kept, chunks, of_case


class Cases(HeldCases):
    """The part of a shelf that keeps what cases hold."""

    def names(self, space: bytes, case: bytes) -> tuple[Collection[bytes], Collection[bytes]]:
        kept = self._named(space, case)
        return kept.ids.keys(), kept.hashes

    def changes(
        self, space: bytes, case: bytes, ids: Collection[bytes] | None = None
    ) -> Sequence[Change]:
        ahead = self.work.changes
        if ids is not None and ahead and all((space, name) in ahead for name in ids):
            return [ahead[space, name] for name in ids]
        here = schema.change.c
        query = select(here.raw, here.object).where(of_case(schema.change, space, case))
        query = query.order_by(here.arrival)
        if ids is None:
            return self._decoded(self.work.rows(query))
        found: list[Change] = []
        for some in chunks(ids):
            found += self._decoded(self.work.rows(query.where(here.id.in_(some))))
        return found

    def _decoded(self, rows: Iterable[Row[Any]]) -> list[Change]:
        return [decode(self.get_large(row.raw, row.object)) for row in rows]

    def values(self, space: bytes, case: bytes, hashes: Collection[bytes]) -> Values:
        ahead = self.work.values
        if ahead and all((space, case, name) in ahead for name in hashes):
            found_ahead = ((name, ahead[space, case, name]) for name in hashes)
            return {name: value for name, value in found_ahead if value is not None}
        here = schema.value.c
        query = select(here.hash, here.salt, here.data, here.object)
        query = query.where(of_case(schema.value, space, case))
        found: dict[bytes, Value] = {}
        for some in chunks(hashes):
            for row in self.work.rows(query.where(here.hash.in_(some))):
                data = self.get_large(row.data, row.object)
                found[row.hash] = Value(row.salt, data)
        return found

    def at(self, space: bytes, change: Change) -> Collection[bytes]:
        places = self._named(space, change.case).places
        return places.get((change.device, change.incarnation, change.seq), ())

    def successors(self, space: bytes, change: Change) -> Sequence[Change]:
        kept = self.work.cases.get((space, change.case))
        if kept is not None and kept.has_names:
            after = (change.device, change.incarnation, change.seq + 1)
            if not kept.places.get(after):
                return ()
        here = schema.change.c
        rows = self.work.rows(
            select(here.raw, here.object).where(
                of_case(schema.change, space, change.case),
                here.device == change.device,
                here.incarnation == change.incarnation,
                here.seq == change.seq + 1,
                here.prev == change.id,
            )
        )
        return self._decoded(rows)

    def append(self, space: bytes, change: Change) -> None:
        kept = self._named(space, change.case)
        raw, name = self.put_large(space, "change", change.raw)
        self.work.later(
            schema.change,
            space_id=space,
            case_id=change.case,
            id=change.id,
            device=change.device,
            incarnation=change.incarnation,
            seq=change.seq,
            prev=change.prev,
            arrival=len(kept.ids),
            raw=raw,
            object=name,
        )
        kept.add(change.id, (change.device, change.incarnation, change.seq))
        at = min(hlc.milliseconds(change.hlc), self.now())
        if at > kept.touched:
            kept.touched = at
            self.set_case(space, change.case, touched=at)
        if change.erase is not None and not kept.has_erasure:
            kept.has_erasure = True
            self.set_case(space, change.case, has_erasure=True)

    def add_values(self, space: bytes, case: bytes, values: Mapping[bytes, Value]) -> None:
        hashes = self._named(space, case).hashes
        for name in values.keys() - hashes:
            data, large = self.put_large(space, "value", values[name].data)
            salt = values[name].salt
            row = {"hash": name, "salt": salt, "data": data, "object": large}
            self.work.later(schema.value, space_id=space, case_id=case, **row)
        hashes.update(values)

    def drop_values(self, space: bytes, case: bytes, hashes: Iterable[bytes]) -> None:
        kept = self._named(space, case).hashes
        here = schema.value.c
        for some in chunks(kept & set(hashes)):
            condition = and_(of_case(schema.value, space, case), here.hash.in_(some))
            rows = self.work.rows(select(here.object).where(condition, here.object != ""))
            self.doom(space, [row.object for row in rows])
            self.work.connection.execute(delete(schema.value).where(condition))
            kept -= set(some)

    # Seals

    def add_seals(self, space: bytes, seals: Iterable[Seal]) -> None:
        new = {(one.case, one.head, one.key): one for one in seals if self._holds(space, one)}
        here = schema.seal.c
        query = select(here.case_id, here.head, here.key)
        for some in chunks({(case, head) for case, head, _ in new}):
            for row in self.work.rows(
                query.where(here.space_id == space, tuple_(here.case_id, here.head).in_(some))
            ):
                new.pop((row.case_id, row.head, row.key), None)
        for one in new.values():
            signed = {"head": one.head, "key": one.key, "signature": one.signature}
            self.work.later(schema.seal, space_id=space, case_id=one.case, **signed)

    def _holds(self, space: bytes, one: Seal) -> bool:
        return one.head in self._named(space, one.case).ids

    def seals(self, space: bytes, case: bytes, heads: Collection[bytes]) -> Sequence[Seal]:
        if self.work.is_writing and self.kept(space, case).is_new:
            return ()
        ahead = self.work.seals
        if ahead and all((space, head) in ahead for head in heads):
            return [one for head in heads for one in ahead[space, head]]
        sealed, of = schema.seal.c, schema.change.c
        query = (
            select(of.device, of.incarnation, of.seq, sealed.head, sealed.key, sealed.signature)
            .join_from(
                schema.seal,
                schema.change,
                and_(
                    of.space_id == sealed.space_id,
                    of.case_id == sealed.case_id,
                    of.id == sealed.head,
                ),
            )
            .where(of_case(schema.seal, space, case))
        )
        found = (
            row
            for some in chunks(heads)
            for row in self.work.rows(query.where(sealed.head.in_(some)))
        )
        return [
            Seal(case, of.device, of.incarnation, of.seq, of.head, of.key, of.signature)
            for of in found
        ]

    def remove_case(self, space: bytes, case: bytes) -> None:
        """All of a case but its files."""
        self.work.flush()
        for table in (schema.change, schema.value):
            here = table.c
            rows = self.work.rows(
                select(here.object).where(of_case(table, space, case), here.object != "")
            )
            self.doom(space, [row.object for row in rows])
        for table in (schema.seal, schema.value, schema.change):
            self.work.connection.execute(delete(table).where(of_case(table, space, case)))
        self.set_case(space, case, digest=None, has_erasure=False)
        self.write_cases(self.work)
        self.work.cases.pop((space, case), None)

    # What is fetched ahead

    def expect_cases(self, space: bytes, cases: Collection[bytes]) -> None:
        work = self.work
        waiting = [case for case in cases if (space, case) not in work.cases]
        if len(waiting) < 2:
            return
        here, named, of = schema.held_case.c, schema.change.c, schema.value.c
        for some in chunks(waiting):
            query = select(here.case_id, here.has_erasure, here.target, here.touched)
            rows = work.rows(query.where(here.space_id == space, here.case_id.in_(some)))
            for row in rows:
                kept = Kept(False, row.has_erasure, row.target, touched=row.touched)
                kept.has_names, kept.files = True, {}
                work.cases[space, row.case_id] = kept
            for case in set(some) - {row.case_id for row in rows}:
                work.cases[space, case] = Kept.new()
            there = [row.case_id for row in rows]
            if not there:
                continue
            steps = select(named.case_id, named.id, named.device, named.incarnation, named.seq)
            steps = steps.where(named.space_id == space, named.case_id.in_(there))
            for row in work.rows(steps.order_by(named.case_id, named.arrival)):
                work.cases[space, row.case_id].add(row.id, (row.device, row.incarnation, row.seq))
            hashes = select(of.case_id, of.hash).where(of.space_id == space, of.case_id.in_(there))
            for row in work.rows(hashes):
                work.cases[space, row.case_id].hashes.add(row.hash)
            self._expect_files(space, there)

    def _expect_files(self, space: bytes, cases: list[bytes]) -> None:
        here = schema.file.c
        query = select(here.case_id, here.sha256, here.is_wanted)
        for row in self.work.rows(query.where(here.space_id == space, here.case_id.in_(cases))):
            files = self.work.cases[space, row.case_id].files
            if files is not None:
                files[row.sha256] = row.is_wanted

    def expect_changes(self, space: bytes, ids: Mapping[bytes, Collection[bytes]]) -> None:
        work = self.work
        if work.is_writing or len(ids) < 2:
            return
        pairs = [(case, name) for case, names in ids.items() for name in names]
        here = schema.change.c
        for some in chunks(pairs):
            query = select(here.raw, here.object).where(
                here.space_id == space, tuple_(here.case_id, here.id).in_(some)
            )
            found = self._decoded(work.rows(query))
            work.changes.update(((space, change.id), change) for change in found)
            self._expect_values(space, found)
            self._expect_seals(space, found)

    def _expect_values(self, space: bytes, changes: Collection[Change]) -> None:
        here = schema.value.c
        query = select(here.case_id, here.hash, here.salt, here.data, here.object)
        wanted = {(change.case, name) for change in changes for name in change.named}
        ahead = self.work.values
        ahead.update(((space, *one), None) for one in wanted)
        for some in chunks(wanted):
            for row in self.work.rows(
                query.where(here.space_id == space, tuple_(here.case_id, here.hash).in_(some))
            ):
                data = self.get_large(row.data, row.object)
                ahead[space, row.case_id, row.hash] = Value(row.salt, data)

    def _expect_seals(self, space: bytes, changes: Collection[Change]) -> None:
        here, ahead = schema.seal.c, self.work.seals
        by_name = {change.id: change for change in changes}
        ahead.update(((space, name), []) for name in by_name)
        query = select(here.head, here.key, here.signature)
        pairs = [(change.case, change.id) for change in changes]
        for some in chunks(pairs):
            for row in self.work.rows(
                query.where(here.space_id == space, tuple_(here.case_id, here.head).in_(some))
            ):
                of = by_name[row.head]
                seal = Seal(*of.chain, of.seq, row.head, row.key, row.signature)
                ahead[space, row.head].append(seal)
