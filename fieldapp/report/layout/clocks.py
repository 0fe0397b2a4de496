"""When the customer was answered, beside the plan: moments, and the time between them.

A clock's time limit is not printed: it counts along a calendar that may change after the report.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING

from fieldapp.base.language import Text
from fieldapp.playbook.clocks import timed
from fieldapp.report.blocks import Block, Bullets, Paragraph
from fieldapp.report.phrasing import both

if TYPE_CHECKING:
    from fieldapp.report.layout.contributions import Reading


def clock_blocks(reading: Reading) -> Iterator[Block]:
    """For the supervisor: each stopped clock, with how long it took."""
    if reading.audience != "supervisor":
        return
    stopped = [
        both(
            "clocks.in_report",
            title=clock.clock.title,
            started=clock.started,
            ended=clock.ended,
            took=duration(clock.ended - clock.started),
        )
        for clock in timed(reading.case, reading.playbook)
        if clock.ended is not None and clock.ended >= clock.started
    ]
    if stopped:
        yield Bullets(tuple(Paragraph(reading.voice.words(text)) for text in stopped))


def duration(span: timedelta) -> Text:
    """`2 天 3 小时`: the two greatest units."""
    minutes = int(span.total_seconds() // 60)
    days, hours, rest = minutes // 1440, minutes // 60 % 24, minutes % 60
    if days:
        return both("clocks.days_hours" if hours else "clocks.days", days=days, hours=hours)
    if hours:
        return both("clocks.hours_minutes" if rest else "clocks.hours", hours=hours, minutes=rest)
    return both("clocks.minutes", minutes=rest)
