"""What the rows of the inbox say: of a report, and of what it promises."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Row

from fieldapp.case.fold import Fold
from fieldapp.case.hlc import milliseconds
from fieldapp.case.reportstate import Report
from fieldapp.hub.summaries import Summary, condition
from fieldapp.overview.rows import PATIENCE

DAY = 86_400_000
PATIENCE_DAYS = PATIENCE.days
"""After so many days, or the day it asks for, a report waits for every supervisor of the team."""
UNDATED = 100_000 * DAY
"""Behind every deadline."""
_MOST = 2**31 - 1
"""What a whole number of a database takes."""
PAST = "past"
"""The folder that no list shows."""
_FOLDERS = {
    "issued": "waiting",
    "disputed": "waiting",
    "returned": "returned",
    "approved": "decided",
    "conditions": "decided",
    "declined": "decided",
    "withdrawn": PAST,
    "superseded": PAST,
}
Filled = dict[str, Any]
"""A row without its key."""
Said = Summary | Row[Any] | None
"""What a report says: read now, or before; None if it cannot be read yet."""


def filled(report: Report, said: Said, assigned: str) -> Filled:
    """The row of a report.

    Args:
        assigned: the account (hexadecimal) that was asked to decide; empty for none.
    """
    issue = report.issue
    at = int(issue.at.timestamp() * 1000) if issue.at else 0
    row: Filled = {
        "issue": issue.id,
        "number": min(issue.number or 0, _MOST),
        "folder": _FOLDERS[report.state],
        "state": report.state,
        "issued": at,
        "decided": None,
        "escalates": at + PATIENCE_DAYS * DAY,
        "assigned": assigned,
        "rank": UNDATED + at,
        "content": bytes.fromhex(issue.content),
        "is_whole": said is not None,
        "is_light": False,
        "deadline": None,
        "told": "{}",
        "words": "",
    } | _from(said)
    if row["deadline"] is not None:
        row |= {"rank": row["deadline"] * DAY, "escalates": (row["deadline"] + 1) * DAY}
    if report.decisions:
        row["decided"] = milliseconds(report.decisions[-1].hlc)
    if row["folder"] != "waiting":
        row["rank"] = -(row["decided"] or at)
    return row


def _from(said: Said) -> Filled:
    if said is None:
        return {}
    if isinstance(said, Summary):
        return {
            "is_light": said.is_light,
            "deadline": None if said.deadline is None else days(said.deadline),
            "told": json.dumps(said.told),
            "words": said.words,
        }
    return {name: getattr(said, name) for name in ("is_light", "deadline", "told", "words")}


def promised(report: Report, said: Summary, fold: Fold) -> Iterator[Filled]:
    """What the current report and the decisions on it promise, as it stands now."""
    asked = [one for ruling in report.decisions for one in ruling.conditions]
    made = (condition(one, said) for one in asked)
    for one in (*said.promises, *(one for one in made if one is not None)):
        status = fold.latest(f"commitments/{one.item}/status")
        yield {
            "item": one.item,
            "issue": report.issue.id,
            "due": days(one.due),
            "is_open": status not in ("done", "cancelled"),
            "told": json.dumps(one.told),
            "words": one.words,
        }


def are_same(made: Sequence[Filled], kept: Sequence[Row[Any]]) -> bool:
    """Whether rows are as they are made."""
    keys = {"space_id", "case_id"}
    there = [{k: v for k, v in row._mapping.items() if k not in keys} for row in kept]
    return len(made) == len(there) and all(row in there for row in made)


def days(day: date) -> int:
    """Days since 1970."""
    return day.toordinal() - date(1970, 1, 1).toordinal()
