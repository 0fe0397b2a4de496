"""Rows of cases: their changes, values and seals."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, Table, and_, delete, insert, select, update

from fieldapp.case.change import Change, Value, Values, decode
from fieldapp.case.seal import Seal
from fieldapp.hub import schema
from fieldapp.hub.work import Kept, Transactions, chunks
from fieldapp.sync.shelf import Listing


class Cases(Transactions):
    """The part of a shelf that keeps cases. A case is there from when its digest is set."""

    def listings(self, space: bytes, first: bytes, last: bytes) -> Sequence[Listing]:
        here = schema.held_case.c
        rows = self.work.rows(
            select(here.case_id, here.digest)
            .where(here.space_id == space, here.case_id.between(first, last))
            .where(here.digest.is_not(None))
            .order_by(here.case_id)
        )
        return [Listing(row.case_id, row.digest) for row in rows]

    def names(self, space: bytes, case: bytes) -> tuple[Collection[bytes], Collection[bytes]]:
        kept = self._named(space, case)
        return kept.ids.keys(), kept.hashes

    def changes(
        self, space: bytes, case: bytes, ids: Collection[bytes] | None = None
    ) -> Sequence[Change]:
        here = schema.change.c
        query = select(here.raw, here.object).where(_of(schema.change, space, case))
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
        here = schema.value.c
        query = select(here.hash, here.salt, here.data, here.object)
        query = query.where(_of(schema.value, space, case))
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
                _of(schema.change, space, change.case),
                here.device == change.device,
                here.incarnation == change.incarnation,
                here.seq == change.seq + 1,
                here.prev == change.id,
            )
        )
        return self._decoded(rows)

    def has_erasure(self, space: bytes, case: bytes) -> bool:
        return self.kept(space, case).has_erasure

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
        hashes |= values.keys()

    def drop_values(self, space: bytes, case: bytes, hashes: Iterable[bytes]) -> None:
        kept = self._named(space, case).hashes
        here = schema.value.c
        for some in chunks(kept & set(hashes)):
            condition = and_(_of(schema.value, space, case), here.hash.in_(some))
            rows = self.work.rows(select(here.object).where(condition, here.object != ""))
            self.doom(space, [row.object for row in rows])
            self.work.connection.execute(delete(schema.value).where(condition))
            kept -= set(some)

    def set_digest(self, space: bytes, case: bytes, digest: bytes) -> None:
        self.set_case(space, case, digest=digest)

    # Seals

    def add_seals(self, space: bytes, seals: Iterable[Seal]) -> None:
        new = {(one.case, one.head, one.key): one for one in seals if self._holds(space, one)}
        for case in {case for case, _, _ in new}:
            heads = {head for of, head, _ in new if of == case}
            for known in self.seals(space, case, heads):
                new.pop((case, known.head, known.key), None)
        for one in new.values():
            row = {"head": one.head, "key": one.key, "signature": one.signature}
            self.work.later(schema.seal, space_id=space, case_id=one.case, **row)

    def _holds(self, space: bytes, one: Seal) -> bool:
        return one.head in self._named(space, one.case).ids

    def seals(self, space: bytes, case: bytes, heads: Collection[bytes]) -> Sequence[Seal]:
        if self.work.is_writing and self.kept(space, case).is_new:
            return ()
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
            .where(_of(schema.seal, space, case))
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

    # Moving

    def moved_to(self, space: bytes, case: bytes) -> bytes | None:
        return self.kept(space, case).target

    def set_moved(self, space: bytes, case: bytes, target: bytes | None) -> None:
        if self.kept(space, case).target != target:
            self.kept(space, case).target = target
            self.set_case(space, case, target=target)

    def formers(self, space: bytes, case: bytes) -> Collection[bytes]:
        here = schema.former.c
        query = select(here.was_in).where(_of(schema.former, space, case))
        return {row.was_in for row in self.work.rows(query)}

    def set_formers(self, space: bytes, case: bytes, spaces: Collection[bytes]) -> None:
        execute = self.work.connection.execute
        execute(delete(schema.former).where(_of(schema.former, space, case)))
        rows = [{"space_id": space, "case_id": case, "was_in": one} for one in spaces]
        if rows:
            execute(insert(schema.former), rows)

    def remove_case(self, space: bytes, case: bytes) -> None:
        """All of a case but its files."""
        self.work.flush()
        for table in (schema.change, schema.value):
            here = table.c
            rows = self.work.rows(
                select(here.object).where(_of(table, space, case), here.object != "")
            )
            self.doom(space, [row.object for row in rows])
        for table in (schema.seal, schema.value, schema.change):
            self.work.connection.execute(delete(table).where(_of(table, space, case)))
        self.set_case(space, case, digest=None, has_erasure=False)
        self.work.cases.pop((space, case), None)

    # What is known of a case

    def kept(self, space: bytes, case: bytes) -> Kept:
        """What is known of a case without its changes."""
        known = self.work.cases.get((space, case))
        if known is None:
            here = schema.held_case.c
            row = self.work.row(
                select(here.has_erasure, here.target).where(_of(schema.held_case, space, case))
            )
            if row is None:
                known = Kept(is_new=True, has_erasure=False, target=None, has_names=True, files={})
            else:
                target = None if row.target is None else row.target
                known = Kept(is_new=False, has_erasure=row.has_erasure, target=target)
            self.work.cases[space, case] = known
        return known

    def _named(self, space: bytes, case: bytes) -> Kept:
        """The same with the names of its changes and values."""
        kept = self.kept(space, case)
        if not kept.has_names:
            kept.has_names = True
            here = schema.change.c
            query = select(here.id, here.device, here.incarnation, here.seq)
            rows = query.where(_of(schema.change, space, case)).order_by(here.arrival)
            for row in self.work.rows(rows):
                kept.add(row.id, (row.device, row.incarnation, row.seq))
            hashes = select(schema.value.c.hash).where(_of(schema.value, space, case))
            kept.hashes = {row.hash for row in self.work.rows(hashes)}
        return kept

    def set_case(self, space: bytes, case: bytes, **content: Any) -> None:
        """Writes to the row of a case, which it makes if there is none."""
        execute = self.work.connection.execute
        kept = self.kept(space, case)
        if kept.is_new:
            row = {"digest": None, "has_erasure": False, "target": None} | content
            execute(insert(schema.held_case).values(space_id=space, case_id=case, **row))
            kept.is_new = False
        else:
            execute(
                update(schema.held_case).where(_of(schema.held_case, space, case)).values(**content)
            )


def _of(table: Table, space: bytes, case: bytes) -> ColumnElement[bool]:
    return and_(table.c.space_id == space, table.c.case_id == case)
