"""How a conflict is handled, in a sentence: the mode, why, and when it is taken up again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from fieldapp.base.language import Text
from fieldapp.playbook.tools.modes import current
from fieldapp.report.blocks import Block, Paragraph, Subtitle
from fieldapp.report.phrasing import bare, both, ended

if TYPE_CHECKING:
    from fieldapp.report.layout.contributions import Reading


def stance_blocks(reading: Reading) -> Iterator[Block]:
    stance = current(reading.case)
    if stance is None or not stance.mode:
        return
    parts = [both("modes.reported", mode=both(f"modes.mode_{stance.mode}"))]
    if stance.reason:
        parts.append(both("modes.reported_reason", reason=bare(stance.reason)))
    if stance.mode == "avoiding" and stance.back_on is not None:
        parts.append(both("modes.reported_back", day=stance.back_on))
    text = Text("".join(p.zh for p in parts), "".join(p.en for p in parts), reading.voice.primary)
    yield Subtitle(reading.voice.say("modes.in_report"))
    yield Paragraph(reading.voice.words(ended(text)))
