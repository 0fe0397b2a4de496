"""Rows of photos, files and packs; their bytes lie in object storage."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import and_, delete, func, insert, select, update

from fieldapp.hub import schema
from fieldapp.hub.cases import Cases
from fieldapp.hub.work import chunks
from fieldapp.sync.rows import Cursor, Pack


class Files(Cases):
    """The part of a shelf that keeps photos, files and packs."""

    def remove(self, space: bytes, case: bytes) -> None:
        """Removes all of a case but its places in the feed."""
        self.set_files(space, case, {})
        self.remove_case(space, case)

    def files(self, space: bytes, case: bytes) -> Mapping[bytes, bool]:
        kept = self.kept(space, case)
        if kept.files is None:
            here = schema.file.c
            query = select(here.sha256, here.is_wanted)
            rows = self.work.rows(query.where(here.space_id == space, here.case_id == case))
            kept.files = {bytes(row.sha256): row.is_wanted for row in rows}
        return kept.files

    def set_files(self, space: bytes, case: bytes, files: Mapping[bytes, bool]) -> None:
        known = dict(self.files(space, case))
        if self.kept(space, case).is_new:
            # What stands for a case has no changes that would make it one.
            self.set_case(space, case)
        here, execute = schema.file.c, self.work.connection.execute
        of_case = and_(here.space_id == space, here.case_id == case)
        for name in files.keys() - known.keys():
            row = {"sha256": name, "is_wanted": files[name]}
            self.work.later(schema.file, space_id=space, case_id=case, **row)
        other = {name for name in files.keys() & known.keys() if files[name] != known[name]}
        gone = known.keys() - files.keys()
        if other or gone:
            self.work.flush()
        for name in other:
            row_of = and_(of_case, here.sha256 == name)
            execute(update(schema.file).where(row_of).values(is_wanted=files[name]))
        for some in chunks(gone):
            execute(delete(schema.file).where(of_case, here.sha256.in_(some)))
        self.kept(space, case).files = dict(files)
        self._forget(space, gone)

    def _forget(self, space: bytes, names: Collection[bytes]) -> None:
        """Removes those that no case of the space names any more."""
        here, execute = schema.file.c, self.work.connection.execute
        for some in chunks(names):
            query = select(here.sha256).where(here.space_id == space, here.sha256.in_(some))
            gone = set(some) - {bytes(row.sha256) for row in self.work.rows(query)}
            for table in (schema.blob, schema.part):
                condition = and_(table.c.space_id == space, table.c.sha256.in_(gone))
                rows = self.work.rows(select(table.c.object).where(condition))
                self.doom(space, [row.object for row in rows])
                execute(delete(table).where(condition))

    # Whole blobs

    def blob(self, space: bytes, sha256: bytes) -> int | None:
        found = self._blob(space, sha256)
        return None if found is None else found[0]

    def _blob(self, space: bytes, sha256: bytes) -> tuple[int, str] | None:
        here = schema.blob.c
        query = select(here.size, here.object)
        row = self.work.row(query.where(here.space_id == space, here.sha256 == sha256))
        return None if row is None else (row.size, row.object)

    def read_blob(self, space: bytes, sha256: bytes, offset: int, length: int) -> bytes:
        found = self._blob(space, sha256)
        if found is None:
            return b""
        size, name = found
        length = min(length, size - offset)
        return self.objects.get(name, offset, length) if length > 0 else b""

    def share_blob(self, space: bytes, sha256: bytes, target: bytes) -> None:
        found = self._blob(space, sha256)
        if found is not None and self._blob(target, sha256) is None:
            self._add_blob(target, sha256, self.objects.get(found[1]))

    def keep_blob(self, space: bytes, data: bytes) -> bytes:
        """Keeps what the hub itself has made, in the transaction of the change that names it.

        Returns:
            Its name.
        """
        sha256 = hashlib.sha256(data).digest()
        if self._blob(space, sha256) is None:
            self._add_blob(space, sha256, data)
        return sha256

    def _add_blob(self, space: bytes, sha256: bytes, data: bytes) -> None:
        name = self.put_object(space, "blob", data)
        row = {"sha256": sha256, "size": len(data), "object": name}
        self.work.connection.execute(insert(schema.blob).values(space_id=space, **row))

    # Parts

    def part(self, space: bytes, sha256: bytes, device: bytes) -> int:
        here = schema.part.c
        row = self.work.row(
            select(func.coalesce(func.sum(here.size), 0)).where(
                here.space_id == space, here.sha256 == sha256, here.device == device
            )
        )
        return 0 if row is None else int(row[0])

    def add_part(self, space: bytes, sha256: bytes, device: bytes, data: bytes) -> None:
        row = {
            "space_id": space,
            "sha256": sha256,
            "device": device,
            "start": self.part(space, sha256, device),
            "size": len(data),
            "at": self.now(),
            "object": self.put_object(space, "part", data),
        }
        self.work.connection.execute(insert(schema.part).values(**row))

    def read_part(self, space: bytes, sha256: bytes, device: bytes) -> bytes:
        here = schema.part.c
        rows = self.work.rows(
            select(here.object)
            .where(here.space_id == space, here.sha256 == sha256, here.device == device)
            .order_by(here.start)
        )
        return b"".join(self.objects.get(row.object) for row in rows)

    def end_part(self, space: bytes, sha256: bytes, device: bytes, *, is_whole: bool) -> None:
        data = self.read_part(space, sha256, device) if is_whole else b""
        here = schema.part.c
        of = and_(here.space_id == space, here.sha256 == sha256)
        if not is_whole:
            of = and_(of, here.device == device)
        rows = self.work.rows(select(here.object).where(of))
        self.doom(space, [row.object for row in rows])
        self.work.connection.execute(delete(schema.part).where(of))
        if not is_whole:
            return
        # With the feed in hand nobody erases what names it, and nobody else completes it.
        self.tip(space)
        named = schema.file.c
        is_named = self.work.row(
            select(named.case_id).where(named.space_id == space, named.sha256 == sha256).limit(1)
        )
        if is_named and self._blob(space, sha256) is None:
            self._add_blob(space, sha256, data)

    # Packs

    def packs(self, space: bytes) -> Sequence[Pack]:
        here = schema.pack.c
        query = select(schema.pack).where(here.space_id == space).order_by(here.place)
        return [
            Pack(
                bytes(row.sha256),
                row.size,
                Cursor(self.epoch, row.before_seq, row.before_link),
                Cursor(self.epoch, row.after_seq, row.after_link),
            )
            for row in self.work.rows(query)
        ]

    def pack(self, space: bytes, sha256: bytes) -> bytes | None:
        here = schema.pack.c
        query = select(here.object).where(here.space_id == space, here.sha256 == sha256)
        row = self.work.row(query)
        return None if row is None else self.objects.get(row.object)

    def set_packs(self, space: bytes, packs: Sequence[tuple[Pack, bytes]]) -> None:
        here, execute = schema.pack.c, self.work.connection.execute
        rows = self.work.rows(select(here.object).where(here.space_id == space))
        self.doom(space, [row.object for row in rows])
        execute(delete(schema.pack).where(here.space_id == space))
        for place, (pack, data) in enumerate(packs):
            row = {
                "space_id": space,
                "place": place,
                "sha256": pack.sha256,
                "size": pack.size,
                "before_seq": pack.before.seq,
                "before_link": pack.before.link,
                "after_seq": pack.after.seq,
                "after_link": pack.after.link,
                "object": self.put_object(space, "pack", data),
            }
            execute(insert(schema.pack).values(**row))
