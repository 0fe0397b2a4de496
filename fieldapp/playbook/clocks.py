"""Clocks of a case: which run, until when, which have been stopped, and whether in time.

A clock counts from when the case was opened or from an answer, to the answer named by its `until`;
one that counts from and to the same answer begins anew with each, and a clock that led up to it is
done with the first. All stop with the final report.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from fieldapp.base.values import frozen
from fieldapp.case.pending import Pending, is_open
from fieldapp.case.records import Case
from fieldapp.playbook import answers
from fieldapp.playbook.calendar import ALWAYS, WorkCalendar
from fieldapp.playbook.model import ISSUED, OPENED, Clock, Playbook

if TYPE_CHECKING:
    from collections.abc import Iterator


@frozen
class Timed:
    """A clock that was started. `ended`: when it was stopped; `is_over`: it need not go on.

    Moments have the offset of the answer they come from, or of the case's opening.
    """

    clock: Clock
    started: datetime
    due: datetime
    ended: datetime | None = None
    is_over: bool = False

    @property
    def runs(self) -> bool:
        return self.ended is None and not self.is_over

    @property
    def in_time(self) -> bool:
        """Whether it was stopped before its time was up."""
        return self.ended is not None and self.ended <= self.due


def timed(case: Case, playbook: Playbook, calendar: WorkCalendar = ALWAYS) -> tuple[Timed, ...]:
    """The clocks of a case that were started and have a time for its severity, in order."""
    return tuple(_timed(case, playbook, calendar))


def pending(case: Case, playbook: Playbook, calendar: WorkCalendar) -> Iterator[Pending]:
    """What the clocks that run say is to be done; one nobody can stop is told on its page only."""
    for clock in timed(case, playbook, calendar):
        if clock.runs and clock.clock.until not in ("", ISSUED):
            item = f"answers/{clock.clock.until}"
            yield Pending("clock", item, clock.clock.title, due=clock.due)


def _timed(case: Case, playbook: Playbook, calendar: WorkCalendar) -> Iterator[Timed]:
    is_final = any(issue.final for issue in case.issues)
    is_settled = bool(case.commitments) and not any(map(is_open, case.commitments))
    again = {clock.start for clock in playbook.clocks if clock.start == clock.until}
    for clock in playbook.clocks:
        started = _moment(case, playbook, clock.start)
        minutes = clock.minutes.get(case.severity or 0)
        if started is None or minutes is None:
            continue
        due = _due(clock, started, minutes, case, calendar)
        if due is None:
            continue
        is_again = clock.start == clock.until
        ended = None if is_again else _moment(case, playbook, clock.until)
        if ended is not None and clock.until in again:
            continue  # each news after the first would change when it was stopped
        yield Timed(clock, started, due, ended, is_final or (is_again and is_settled))


def _due(
    clock: Clock, started: datetime, minutes: int, case: Case, calendar: WorkCalendar
) -> datetime | None:
    if case.severity in clock.work_hours:
        return calendar.after(started, minutes)
    return started + timedelta(minutes=minutes)


def _moment(case: Case, playbook: Playbook, name: str) -> datetime | None:
    """When the case was opened, first issued, or what an answer says; a day is its beginning."""
    zone = case.opened.tzinfo if case.opened else None
    found: object = None
    if name == OPENED:
        found = case.opened
    elif name == ISSUED:
        dated = [issue.at for issue in case.issues if issue.at is not None]
        found = min(dated, key=lambda at: at.timestamp(), default=None)
    elif field := playbook.fields.get(name):
        found = answers.read(field, case).value
    if isinstance(found, datetime):
        return found if found.tzinfo or zone is None else found.replace(tzinfo=zone)
    if isinstance(found, date):
        return datetime(found.year, found.month, found.day, tzinfo=zone)
    return None
