"""The action plan: who does what by when, and how it shows."""

from __future__ import annotations

from collections.abc import Iterator

from fieldapp.case.records import Commitment
from fieldapp.report.blocks import Block, Cell, Column, Table, Tone, Words
from fieldapp.report.content import Audience
from fieldapp.report.layout.voice import Voice
from fieldapp.report.phrasing import iso_day

_TONES: dict[str, Tone] = {
    "open": "neutral",
    "done": "good",
    "late": "bad",
    "cancelled": "neutral",
}


def plan_table(
    commitments: tuple[Commitment, ...], voice: Voice, audience: Audience
) -> Iterator[Block]:
    if not commitments:
        return
    yield Table(
        (
            Column(voice.say("column_action"), 3.1),
            Column(voice.say("column_owner"), 1.25),
            Column(voice.say("column_due"), 1.05),
            Column(voice.say("column_measure"), 2.0),
            Column(voice.say("column_status"), 0.95),
        ),
        tuple(
            _row(number, action, voice, audience) for number, action in enumerate(commitments, 1)
        ),
    )


def _row(number: int, action: Commitment, voice: Voice, audience: Audience) -> tuple[Cell, ...]:
    what = voice.words(action.what)
    if action.condition:
        condition = voice.say("condition", text=action.condition)
        what = Words(f"{what.plain}\n{condition.plain}", f"{what.sub}\n{condition.sub}".strip())
    missing = voice.say("not_yet_known")
    shows = [voice.words(text) for text in (action.measure, action.proof) if text]
    who = voice.words(action.who) if action.who else missing
    if action.party == "customer" and audience == "supervisor":
        side = voice.say("side_customer")
        who = Words(f"{who.plain}\n{side.plain}", who.sub)
    return (
        Cell(Words(f"{number}. {what.plain}", what.sub)),
        Cell(who),
        Cell(Words(iso_day(action.due)) if action.due else missing),
        Cell(
            Words("\n".join(w.plain for w in shows), "\n".join(w.sub for w in shows if w.sub))
            if shows
            else missing
        ),
        Cell(voice.say(f"status_{action.status}"), _TONES[action.status]),
    )
