"""Certificates of spaces, and the rosters that they make."""

from __future__ import annotations

from sqlalchemy import delete, insert, select, update

from fieldapp.hub import schema
from fieldapp.hub.files import Files
from fieldapp.hub.work import Version
from fieldapp.sync.roster import Roster

_AT_ONCE = 500


class Rosters(Files):
    """The part of a shelf that keeps certificates."""

    def roster(self, space: bytes) -> Roster | None:
        work = self.work
        if space in work.rosters:
            return work.rosters[space].roster
        here = schema.feed.c
        row = work.row(select(here.certified).where(here.space_id == space))
        if row is None:
            return None
        known = self._rosters.get(space)
        if known is None or known.certified != row.certified:
            known = Version(row.certified, self._read(space, known.roster if known else None))
        work.rosters[space] = known
        if not work.is_writing:
            self._rosters[space] = known
        return known.roster

    def _read(self, space: bytes, former: Roster | None) -> Roster:
        """The roster as it is; what was known before need not be checked again."""
        issued, rows = schema.certificate.c, self.work.rows
        names = {one.id for one in rows(select(issued.id).where(issued.space_id == space))}
        if former is not None:
            roster, lacking = former.copy(), sorted(names - former.certificates.keys())
            for start in range(0, len(lacking), _AT_ONCE):
                some = lacking[start : start + _AT_ONCE]
                query = select(issued.raw).where(issued.space_id == space, issued.id.in_(some))
                roster.add(one.raw for one in rows(query))
            if roster.certificates.keys() <= names:
                return roster
        roster = Roster(space)
        roster.add(one.raw for one in rows(select(issued.raw).where(issued.space_id == space)))
        return roster

    def keep_certificate(self, space: bytes, raw: bytes) -> None:
        work = self.work
        self.tip(space)
        work.rosters.pop(space, None)
        known = self.roster(space)
        if known is None:
            return
        roster = known.copy()
        roster.add([raw])
        made = roster.certificates.keys() - known.certificates.keys()
        if not made:
            return
        execute, issued = work.connection.execute, schema.certificate.c
        gone = sorted(known.certificates.keys() - roster.certificates.keys())
        if gone:
            execute(delete(schema.certificate).where(issued.space_id == space, issued.id.in_(gone)))
        execute(insert(schema.certificate).values(space_id=space, id=made.pop(), raw=raw))
        here = schema.feed.c
        execute(
            update(schema.feed).where(here.space_id == space).values(certified=here.certified + 1)
        )
        work.rosters[space] = Version(work.rosters[space].certified + 1, roster)
