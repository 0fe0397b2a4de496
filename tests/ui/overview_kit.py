"""Rows of a team that was busy for some months, for looking at its figures."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import cache

from fieldapp.base.language import Text
from fieldapp.case.toolrecords import DIMENSIONS, MODES
from fieldapp.overview.rows import CaseRow, Promise, Work
from fieldapp.overview.said import OUTCOMES, Rating, Said, Shift
from fieldapp.playbook.library import Library

MONTH, TODAY = date(2026, 10, 1), date(2026, 11, 3)
LESSONS = (
    (
        "先问清楚停机是哪一天开始的，再说换件。",
        "Ask on which day it began to stop before talking of parts.",
    ),
    (
        "备件到货的日子写进约定，别只在电话里说。",
        "Write the day the part arrives into the agreement, not only on the phone.",
    ),
    (
        "换班前先听夜班说一遍，白天看不到的毛病夜里常有。",
        "Hear the night shift before the shift changes: some faults show at night alone.",
    ),
    (
        "合同里两种读法都念出来，再问对方是哪一种。",
        "Read both readings of the clause out loud, then ask which one they mean.",
    ),
    (
        "报价改了就当天告诉对方，改的原因写一行。",
        "Tell them of a changed offer the same day, with one line on why.",
    ),
    ("照片拍两张：整台一张，铭牌一张。", "Take two photos: the whole machine, and its plate."),
)
WELL = (
    ("先复述一遍，对方就不抢话了。", "Saying it back first, and they no longer talked over us."),
)
_WHO = ("李晓芳", "王强", "")
_IMPROVEMENTS = ("process", "document", "training", "tool")


@cache
def _library() -> Library:
    return Library()


def busy(count: int = 24, month: date = MONTH) -> tuple[CaseRow, ...]:
    """So many cases first reported in a month, and three quarters as many in the month before."""
    chance = random.Random(7)
    before = (month - timedelta(days=1)).replace(day=1)
    return (*_rows(chance, month, count, 0), *_rows(chance, before, 3 * count // 4, 1000))


def _rows(chance: random.Random, month: date, count: int, first: int) -> Iterator[CaseRow]:
    for number in range(first, first + count):
        start = datetime(month.year, month.month, 1, 8, tzinfo=UTC)
        issued = start + timedelta(days=chance.randrange(27), hours=chance.randrange(9))
        decided = issued + timedelta(hours=chance.randrange(3, 90))
        due = (issued + timedelta(days=chance.randrange(2, 12))).date()
        states = ("done", "done", "done", "open")
        yield CaseRow(
            case=f"{chance.getrandbits(128):032x}",
            reference=f"C-{number}",
            state="approved",
            issued=issued,
            decided=decided if chance.random() < 0.85 else None,
            promises=(Promise("us", due, chance.choice(states)),),  # type: ignore[arg-type]
            work=(Work("promise", Text.of(chance.choice(_WHO)), due),) if number % 4 == 0 else (),
            said=_said(chance, issued),
        )


def _said(chance: random.Random, issued: datetime) -> Said:
    playbook = _library().get(chance.choice(("pacts", "pacts", "disagreement", "objection")))
    assert playbook is not None
    steps = [step.id for step in playbook.steps[:4]]
    low = chance.randrange(1, 3)
    high = chance.randrange(3, 6)
    shifts = [Shift(0, "", high, low)]
    shifts += [
        Shift(place, step, high, chance.randrange(1, 6))
        for place, step in enumerate(steps, 1)
        if chance.random() < 0.7
    ]
    opened = issued - timedelta(hours=chance.randrange(6, 120))
    chosen = chance.sample(_IMPROVEMENTS, chance.randrange(0, 3))
    field = playbook.fields.get("improvements")
    names = [(playbook.id, playbook.title)]
    names += [(f"{playbook.id}/{step.id}", step.title) for step in playbook.steps]
    found = Said(
        title=Text.of("3 号灌装机反复停机"),
        method=playbook.id,
        engineer=Text.of(chance.choice(_WHO)),
        opened=opened,
        responded=opened + timedelta(minutes=chance.randrange(20, 400)),
        mode=chance.choice(MODES[:3]),
        outcome=chance.choice(OUTCOMES),
        causes=tuple(
            ("category", one)
            for one in chance.sample(("process", "process", "product", "people", "place"), 2)
        ),
        shifts=tuple(shifts),
        ratings=tuple(
            Rating("customer", one, 4.4, chance.choice((3.0, 3.5, 4.5)))
            for one in DIMENSIONS
            if chance.random() < 0.6
        ),
        names=tuple(names),
    )
    found = replace(found, causes=tuple(dict.fromkeys(found.causes)))
    if field is not None and chosen:
        told = [(f"improvements/{one}", c.label) for one in chosen if (c := field.choice(one))]
        found = replace(found, improvements=tuple(chosen), names=(*found.names, *told))
    if chance.random() < 0.4:
        found = replace(found, lesson=Text(*chance.choice(LESSONS)))
    if chance.random() < 0.2:
        found = replace(found, went_well=Text(*chance.choice(WELL)))
    return found
