"""Expectations and change requests in the report: what was agreed, what is to change."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from fieldapp.base.language import Text
from fieldapp.case.toolrecords import ChangeRequest, Expectation
from fieldapp.playbook.tools.expectations import current
from fieldapp.report.blocks import (
    Block,
    Bullets,
    Cell,
    Column,
    Paragraph,
    Subtitle,
    Table,
    Tone,
    Words,
)
from fieldapp.report.layout.voice import MOST_ROWS, Voice
from fieldapp.report.phrasing import Money, both, iso_day, money, number

if TYPE_CHECKING:
    from fieldapp.report.layout.contributions import Reading

_STATES: dict[str, Tone] = {
    "approved": "good",
    "done": "good",
    "verified": "good",
    "rejected": "bad",
    "deferred": "warning",
}
_SCOPES: dict[str, Tone] = {"inside": "good", "outside": "warning", "unclear": "neutral"}


def expectation_blocks(reading: Reading) -> Iterator[Block]:
    """For the supervisor: stated against realistic and agreed; on the phone what was agreed."""
    voice = reading.voice
    found = [one for one in current(reading.case) if one.text]
    if reading.audience != "supervisor" or not found:
        return
    yield Subtitle(voice.say("expectations.table_title"))
    if reading.phone:
        agreed = [_agreed(one) if one.agreed else one.text for one in found[:MOST_ROWS]]
        yield Bullets(tuple(Paragraph(voice.words(text)) for text in agreed))
        return
    columns = (
        Column(voice.say("expectations.column_stated"), 2.4),
        Column(voice.say("expectations.column_realistic"), 2.2),
        Column(voice.say("expectations.column_gap"), 1.6),
        Column(voice.say("expectations.column_agreed"), 2.4),
        Column(voice.say("expectations.column_scope"), 1.1),
    )
    yield Table(columns, tuple(_expectation(one, voice) for one in found[:MOST_ROWS]))
    yield from voice.more(len(found) - MOST_ROWS)


def _expectation(one: Expectation, voice: Voice) -> tuple[Cell, ...]:
    scope = voice.say(f"expectations.scope_{one.scope}") if one.scope else Words()
    return (
        Cell(voice.words(one.text)),
        Cell(voice.words(one.realistic)),
        Cell(voice.words(one.gap)),
        Cell(voice.words(_agreed(one)) if one.agreed else voice.say("not_yet_known")),
        Cell(scope, _SCOPES.get(one.scope)),
    )


def agreed_blocks(reading: Reading) -> Iterator[Block]:
    """For the customer: what was agreed, each with its day."""
    found = [one for one in current(reading.case) if one.agreed]
    if reading.audience != "customer" or not found:
        return
    yield Bullets(tuple(Paragraph(reading.voice.words(_agreed(one))) for one in found[:MOST_ROWS]))


def _agreed(one: Expectation) -> Text:
    if one.agreed_on is None:
        return one.agreed
    return both("expectations.agreed_line", agreed=one.agreed, day=iso_day(one.agreed_on))


def change_blocks(reading: Reading) -> Iterator[Block]:
    """For the supervisor: each request with its state and what it moves."""
    voice, changes = reading.voice, reading.case.changes
    if reading.audience != "supervisor" or not changes:
        return
    yield Subtitle(voice.say("changes.table_title"))
    columns = (
        Column(voice.say("changes.column_change"), 3.2),
        Column(voice.say("changes.column_state"), 1.2),
        Column(voice.say("changes.column_schedule"), 1.2, "right"),
        Column(voice.say("changes.column_cost"), 1.2, "right"),
        Column(voice.say("changes.column_decided"), 1.8),
    )
    yield Table(columns, tuple(_change(one, voice) for one in changes[:MOST_ROWS]))
    yield from voice.more(len(changes) - MOST_ROWS)


def _change(one: ChangeRequest, voice: Voice) -> tuple[Cell, ...]:
    days = Words()
    if one.days is not None:
        sign = "+" if one.days > 0 else ""
        days = voice.say("changes.figure_days", days=f"{sign}{number(one.days)}")
    cost = Words(money(Money(one.cost, one.currency or "CNY"))) if one.cost is not None else Words()
    decided = voice.words(one.decided_by)
    on = iso_day(one.reviewed_on) if one.reviewed_on else ""
    return (
        Cell(voice.words(one.title)),
        Cell(voice.say(f"changes.state_{one.state}"), _STATES.get(one.state, "neutral")),
        Cell(days),
        Cell(cost),
        Cell(Words(" ".join(filter(None, (decided.plain, on))), decided.sub)),
    )
