"""What the customer wants, and what it does for their satisfaction."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from fieldapp.playbook.tools.kano import class_of, in_order
from fieldapp.report.blocks import Block, Bullets, Cell, Column, Paragraph, Subtitle, Table
from fieldapp.report.phrasing import both

if TYPE_CHECKING:
    from fieldapp.report.layout.contributions import Reading

_MOST = 30


def requirement_blocks(reading: Reading) -> Iterator[Block]:
    """A table for the supervisor; a list on the phone."""
    voice, requirements = reading.voice, in_order(reading.case)
    if reading.audience != "supervisor" or not requirements:
        return
    yield Subtitle(voice.say("kano.title"))
    shown = [(one, class_of(one) or "open") for one in requirements[:_MOST]]
    if reading.phone:
        said = (voice.labelled(both(f"kano.class_{name}"), one.text) for one, name in shown)
        yield Bullets(tuple(map(Paragraph, said)))
    else:
        columns = (
            Column(voice.say("kano.title"), 2.2),
            Column(voice.say("kano.class"), 1.0),
            Column(voice.say("kano.means"), 2.6),
        )
        rows = tuple(
            (
                Cell(voice.words(one.text)),
                Cell(voice.say(f"kano.class_{name}")),
                Cell(voice.say(f"kano.means_{name}")),
            )
            for one, name in shown
        )
        yield Table(columns, rows)
    yield from voice.more(len(requirements) - len(shown))
