"""What is still to be done, over all cases: due now, open for a customer, taken into a calendar."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path

from fieldapp.base.language import Lang, Text
from fieldapp.base.values import frozen
from fieldapp.case import ids
from fieldapp.case.pending import Pending, end_of
from fieldapp.store.agenda import Thing
from fieldapp.store.workspace import Workspace
from fieldapp.usecases import calendarfile
from fieldapp.usecases.outputs import write_file

# inventory 26: what is due over all cases, called to mind
# inventory 83: what is past its day, over all cases

_FOR_THEM = ("promise", "contact")
"""What is open between a customer and us; the rest is how we work."""


@frozen
class Owed:
    """Something still to be done, and the case it is of."""

    case_id: bytes
    title: Text
    company: Text
    pending: Pending

    @property
    def reference(self) -> str:
        return ids.reference(self.case_id)


@frozen
class Due:
    """How much of our own and of the customers' is due: over already, and today."""

    over: int
    today: int


def whole(workspace: Workspace) -> tuple[Owed, ...]:
    """Everything that is open, the first first; undated ones last."""
    return _known(workspace, workspace.agenda().whole())


def of_customer(workspace: Workspace, company: Text, but: bytes = b"") -> tuple[Owed, ...]:
    """The promises and next contacts that are open for a customer in other cases than `but`."""
    things = workspace.agenda().of_customer(company)
    wanted = (one for one in things if one.pending.kind in _FOR_THEM and one.case != but)
    return _known(workspace, wanted)


def count(workspace: Workspace, now: datetime) -> Due:
    """How much is due by the end of a day, of which it is `now`."""
    agenda = workspace.agenda()
    over = agenda.count_until(now)
    # As things due that day end: by the machine's own clock, also where it is put back at night.
    return Due(over, agenda.count_until(end_of(now.date())) - over)


def save_calendar(owed: Sequence[Owed], path: Path, now: datetime, lang: Lang) -> int:
    """Writes what has a day as a calendar file, and says how many things they are.

    Raises:
        NotWrittenError: with the reason; what was there is still there.
    """
    entries = [
        calendarfile.Entry(f"{one.case_id.hex()}.{one.pending.item}", one.reference, one.pending)
        for one in owed
        if one.pending.due is not None
    ]
    write_file(path, calendarfile.calendar(entries, now, lang))
    return len(entries)


def _known(workspace: Workspace, things: Iterable[Thing]) -> tuple[Owed, ...]:
    found = []
    rows = {}
    for thing in things:
        if thing.case not in rows:
            rows[thing.case] = workspace.listing().row(thing.case)
        row = rows[thing.case]
        if row is not None:
            summary = row.summary
            found.append(Owed(thing.case, summary.title, summary.company, thing.pending))
    return tuple(found)
