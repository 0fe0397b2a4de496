"""What is offered to make good, for the supervisor: each with its amount and who approved it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from fieldapp.case.toolrecords import Compensation
from fieldapp.report.blocks import Block, Cell, Column, Subtitle, Table, Words
from fieldapp.report.layout.voice import MOST_ROWS, Voice
from fieldapp.report.phrasing import Money, iso_day, money

if TYPE_CHECKING:
    from fieldapp.report.layout.contributions import Reading


def remedy_blocks(reading: Reading) -> Iterator[Block]:
    voice = reading.voice
    offers = [offer for offer in reading.case.compensations if offer.what]
    if reading.audience != "supervisor" or not offers:
        return
    yield Subtitle(voice.say("helpers.table_title"))
    columns = (
        Column(voice.say("helpers.column_what"), 2.6),
        Column(voice.say("helpers.column_amount"), 1.2, "right"),
        Column(voice.say("helpers.column_reason"), 2.4),
        Column(voice.say("helpers.column_approved"), 1.6),
    )
    yield Table(columns, tuple(_row(offer, voice) for offer in offers[:MOST_ROWS]))
    yield from voice.more(len(offers) - MOST_ROWS)


def _row(offer: Compensation, voice: Voice) -> tuple[Cell, ...]:
    unknown = voice.say("not_yet_known")
    amount = unknown
    if offer.amount is not None:
        amount = Words(money(Money(offer.amount, offer.currency or "CNY")))
    approved = voice.words(offer.approved_by)
    on = iso_day(offer.approved_on) if offer.approved_on else ""
    return (
        Cell(voice.words(offer.what)),
        Cell(amount),
        Cell(voice.words(offer.reason)),
        Cell(Words(" ".join(filter(None, (approved.plain, on))), approved.sub)),
    )
