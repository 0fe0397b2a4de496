"""The terms by which cases are found in the inbox's lists, kept with the rows that they are of."""

from __future__ import annotations

from sqlalchemy import delete, insert, select, tuple_

from fieldapp.hub import schema
from fieldapp.hub.terms import Entry
from fieldapp.hub.work import Transactions, chunks, of_case


class TermRows(Transactions):
    """The part of a shelf that keeps terms."""

    def keep_terms(self, space: bytes, case: bytes, wanted: set[Entry]) -> None:
        """Lets a case be found by these, and by nothing else."""
        there, here = self.terms_of(space, case), schema.term.c
        of = of_case(schema.term, space, case)
        for some in chunks(there - wanted):
            gone = tuple_(here.view, here.rank, here.term).in_(some)
            self.work.connection.execute(delete(schema.term).where(of, gone))
        if new := wanted - there:
            rows = [{"space_id": space, "case_id": case} | one._asdict() for one in new]
            self.work.connection.execute(insert(schema.term), rows)

    def terms_of(self, space: bytes, case: bytes) -> set[Entry]:
        """By what a case is found."""
        here = schema.term.c
        query = select(here.view, here.rank, here.term)
        rows = self.work.rows(query.where(of_case(schema.term, space, case)))
        return {Entry(row.view, row.rank, row.term) for row in rows}
