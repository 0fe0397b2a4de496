"""Cases as the figures of a team see them, as different as those of a large one."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, datetime, timedelta

from fieldapp.base.language import Text
from fieldapp.case.records import SERVICE
from fieldapp.case.toolrecords import DIMENSIONS, MODES
from fieldapp.overview.rows import CaseRow, Promise, PromiseState, Work
from fieldapp.overview.said import OUTCOMES, Rating, Said, Shift
from fieldapp.playbook.library import Library

PEOPLE = 200
DAYS = 400
"""Over which they are spread, the last of them today."""
_STATES: tuple[PromiseState, ...] = ("open", "done", "cancelled")


def cases(count: int, chance: random.Random, now: datetime) -> Iterator[CaseRow]:
    methods = [playbook for playbook in Library().playbooks if playbook.steps]
    for number in range(count):
        issued = now - timedelta(minutes=chance.randrange(DAYS * 1440))
        opened = issued - timedelta(minutes=chance.randrange(5 * 1440))
        decided = issued + timedelta(minutes=chance.randrange(8 * 1440))
        is_open = now - issued < timedelta(days=30)
        due = (issued + timedelta(days=chance.randrange(60))).date()
        state = "open" if is_open else chance.choices(_STATES, (1, 18, 1))[0]
        yield CaseRow(
            case=f"{number:032x}",
            reference="C-AAAAAAAA",
            state="issued" if is_open else "approved",
            issued=issued,
            decided=None if is_open else decided,
            promises=(Promise("us", due, state),),
            work=tuple(_work(chance, due, state, is_open=is_open)),
            said=_said(chance, chance.choice(methods).id, opened),
        )


def _work(
    chance: random.Random, due: date, state: PromiseState, *, is_open: bool
) -> Iterator[Work]:
    who = Text.of(f"Engineer {chance.randrange(PEOPLE)}")
    if is_open:
        yield Work("decision", Text.of(f"Supervisor {chance.randrange(50)}"), due)
    if state == "open":
        yield Work("promise", who, due)


def _said(chance: random.Random, method: str, opened: datetime) -> Said:
    before, after = chance.randrange(2, 6), chance.randrange(1, 5)
    steps = chance.sample(range(1, 6), 2)
    return Said(
        title=Text.of("Pump 7 leaks at the north gate"),
        method=method,
        engineer=Text.of("Ann Li"),
        opened=opened,
        responded=opened + timedelta(minutes=chance.randrange(1440)),
        mode=chance.choice(MODES),
        outcome=chance.choice(OUTCOMES),
        causes=tuple(("category", one) for one in chance.sample(SERVICE, 2)),
        own_words=(Text.of("A seal that was not changed in time"),),
        shifts=(
            Shift(0, "", before, after),
            *(Shift(place, f"step{place}", before, after) for place in sorted(steps)),
        ),
        ratings=tuple(
            Rating("customer", one, float(chance.randrange(3, 6)), float(chance.randrange(1, 6)))
            for one in DIMENSIONS
        ),
        lesson=Text.of("Look at the seal each spring"),
        names=((method, Text("方法", "A method")),),
    )
