"""The action plan: who does what by when, and how it shows."""

from __future__ import annotations

from collections.abc import Iterator

from fieldapp.case.records import Commitment
from fieldapp.report.blocks import (
    Block,
    Bullets,
    Cell,
    Column,
    Paragraph,
    Run,
    Table,
    Tone,
    Words,
)
from fieldapp.report.content import Audience
from fieldapp.report.layout.voice import MOST_ROWS, Voice
from fieldapp.report.phrasing import iso_day

# inventory 183: action plan in the report
_NEXT = 3
"""Actions listed on the supervisor's phone, the most urgent first."""
_TONES: dict[str, Tone] = {
    "open": "neutral",
    "done": "good",
    "late": "bad",
    "cancelled": "neutral",
}


def plan_blocks(
    commitments: tuple[Commitment, ...], voice: Voice, audience: Audience, phone: bool
) -> Iterator[Block]:
    if not commitments:
        return
    numbered = list(enumerate(commitments, 1))
    if phone:
        yield from _listed(numbered, voice, audience)
        return
    yield Table(
        (
            Column(voice.say("column_action"), 2.9),
            Column(voice.say("column_owner"), 1.25),
            Column(voice.say("column_due"), 1.05),
            Column(voice.say(f"column_measure_{audience}"), 2.4),
            Column(voice.say("column_status"), 0.95),
        ),
        tuple(_row(number, action, voice, audience) for number, action in numbered[:MOST_ROWS]),
    )
    yield from voice.more(len(numbered) - MOST_ROWS)


def _listed(
    numbered: list[tuple[int, Commitment]], voice: Voice, audience: Audience
) -> Iterator[Block]:
    """On the phone: two lines each; for the supervisor the next of what is still to be done."""
    most = MOST_ROWS
    if audience == "supervisor":
        most = _NEXT
        numbered = [(n, action) for n, action in numbered if action.status in ("open", "late")]
        numbered.sort(key=lambda entry: iso_day(entry[1].due) if entry[1].due else "~")
    if numbered:
        shown = numbered[:most]
        yield Bullets(tuple(_brief(number, action, voice) for number, action in shown))
    yield from voice.more(len(numbered) - most)


def _brief(number: int, action: Commitment, voice: Voice) -> Paragraph:
    """An action in two lines: what, then who, by when and how it stands."""
    what = voice.words(action.what)
    missing = voice.say("not_yet_known").plain
    facts = (
        voice.words(action.who).plain or missing,
        iso_day(action.due) if action.due else missing,
        voice.say(f"status_{action.status}").plain,
    )
    return Paragraph(
        Words((Run(f"{number}. {what.plain}\n"), Run(" · ".join(facts), bold=True)), what.sub)
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
