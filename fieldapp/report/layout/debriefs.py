"""What the team saw when it looked back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from fieldapp.base.language import Text
from fieldapp.playbook.tools.debrief import says_something
from fieldapp.report.blocks import Block, Paragraph, Subtitle
from fieldapp.report.phrasing import both, iso_day

if TYPE_CHECKING:
    from fieldapp.report.layout.contributions import Reading

_PARTS = ("attendees", "planned", "happened", "why", "keep", "change")


def debrief_blocks(reading: Reading) -> Iterator[Block]:
    """For the supervisor; on the phone only what changes."""
    voice = reading.voice
    if reading.audience != "supervisor":
        return
    for debrief in filter(says_something, reading.case.debriefs):
        title = both("debrief.title")
        if debrief.on:
            day = iso_day(debrief.on)
            title = Text(f"{title.zh} · {day}", f"{title.en} · {day}", title.src)
        yield Subtitle(voice.words(title))
        for part in ("change",) if reading.phone else _PARTS:
            if text := getattr(debrief, part):
                label = both(f"playbook.label_{part}")
                label = Text(label.zh, label.en[:1].upper() + label.en[1:], label.src)
                yield Paragraph(voice.labelled(label, text))
