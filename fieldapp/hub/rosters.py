"""Certificates of spaces, and the rosters that they make."""

from __future__ import annotations

from sqlalchemy import insert, select, update

from fieldapp.hub import schema
from fieldapp.hub.files import Files
from fieldapp.sync.roster import Roster


class Rosters(Files):
    """The part of a shelf that keeps certificates."""

    def roster(self, space: bytes) -> Roster | None:
        work = self.work
        if space in work.rosters:
            return work.rosters[space]
        here = schema.feed.c
        row = work.row(select(here.certified).where(here.space_id == space))
        if row is None:
            return None
        known = self._rosters.get(space)
        if known is None or len(known.certificates) != row.certified:
            known = Roster(space)
            issued = schema.certificate.c
            query = select(issued.raw).where(issued.space_id == space)
            known.add(one.raw for one in work.rows(query))
        work.rosters[space] = known
        if not work.is_writing:
            self._rosters[space] = known
        return known

    def keep_certificate(self, space: bytes, raw: bytes) -> None:
        work = self.work
        self.tip(space)
        work.rosters.pop(space, None)
        known = self.roster(space)
        if known is None:
            return
        roster = known.copy()
        kept, _ = roster.add([raw])
        if len(roster.certificates) == len(known.certificates) or not kept:
            return
        name = next(iter(roster.certificates.keys() - known.certificates.keys()))
        execute = work.connection.execute
        execute(insert(schema.certificate).values(space_id=space, id=name, raw=raw))
        here = schema.feed.c
        execute(
            update(schema.feed)
            .where(here.space_id == space)
            .values(certified=len(roster.certificates))
        )
        work.rosters[space] = roster
