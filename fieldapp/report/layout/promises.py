"""How the promises stand, beside the plan: how many are kept, open, and past their day."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from fieldapp.case.pending import is_open
from fieldapp.playbook.tools.promises import is_overdue
from fieldapp.report.blocks import Block, Paragraph

if TYPE_CHECKING:
    from fieldapp.report.layout.contributions import Reading


def promise_blocks(reading: Reading) -> Iterator[Block]:
    """A line for the supervisor; the customer sees each promise in their own table."""
    promises = [one for one in reading.case.commitments if one.status != "cancelled"]
    if reading.audience != "supervisor" or not promises:
        return
    late = [one for one in promises if is_overdue(one, reading.on)]
    counts = {
        "total": len(promises),
        "done": sum(not is_open(one) for one in promises),
        "open": sum(is_open(one) for one in promises) - len(late),
        "late": len(late),
    }
    key = "promises.in_report_late" if late else "promises.in_report"
    yield Paragraph(reading.voice.say(key, day=reading.on, **counts), look="muted")
