"""The hub's shelf on a database and an object storage: `fieldapp.sync.shelf` says what it is for.

On PostgreSQL a writer holds the row of a feed (`tip`) from before it reads what stands in the space
until it ends; writers of one space wait for each other and nobody waits for another space.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import insert, select

from fieldapp.hub import schema
from fieldapp.hub.reports import Reports
from fieldapp.sync.rows import Cursor
from fieldapp.sync.shelf import Entry


class SqlShelf(Reports):
    """One for all threads of a node; each has its own transaction."""

    def add_space(self, space: bytes, name: str, root: bytes) -> None:
        """A space without anybody in it. `root`: its root key, wrapped."""
        execute = self.work.connection.execute
        row = {"name": name, "root": root, "made": self.now()}
        execute(insert(schema.space).values(space_id=space, **row))
        execute(insert(schema.feed).values(space_id=space, seq=0, link=b"", certified=0))

    def is_on_hold(self, space: bytes, case: bytes) -> bool:
        """Whether nothing of a case may be erased, by order of law."""
        here = schema.hold.c
        query = select(here.at).where(here.space_id == space, here.case_id == case)
        return self.work.row(query) is not None

    # The feed

    def link(self, space: bytes, seq: int) -> bytes | None:
        if seq == 0:
            return b""
        here = schema.entry.c
        row = self.work.row(select(here.link).where(here.space_id == space, here.seq == seq))
        return None if row is None else row.link

    def entries(self, space: bytes, after: int, limit: int) -> Sequence[Entry]:
        here = schema.entry.c
        rows = self.work.rows(
            select(here.seq, here.link, here.kind, here.case_id, here.name)
            .where(here.space_id == space, here.seq > after)
            .order_by(here.seq)
            .limit(limit)
        )
        return [Entry(row.seq, row.link, row.kind, row.case_id, row.name) for row in rows]

    def extend(self, space: bytes, entries: Sequence[Entry]) -> None:
        if not entries:
            return
        work = self.work
        for one in entries:
            work.later(
                schema.entry,
                space_id=space,
                seq=one.seq,
                link=one.link,
                kind=one.kind,
                case_id=one.case,
                name=one.name,
            )
        last = entries[-1]
        work.tips[space] = Cursor(self.epoch, last.seq, last.link)
        work.extended.add(space)
