"""What the tools add to a report: each in its chapter, for the readers it is meant for.

A contribution is given the case as its edition may show it (`report.audience.printed`), so it
cannot tell what its reader may not see; what is private or not printed is not in it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Literal

from fieldapp.base.values import frozen
from fieldapp.case.records import Case
from fieldapp.playbook.model import Playbook
from fieldapp.report.blocks import Block
from fieldapp.report.content import Audience
from fieldapp.report.layout import (
    agreements,
    clocks,
    contacts,
    debriefs,
    duties,
    promises,
    reasons,
    remedies,
    requirements,
    stances,
    surveys,
)
from fieldapp.report.layout.voice import Voice

Chapter = Literal["impact", "solution", "plan", "benefit", "people", "noted", "agreed", "next"]
"""Where it stands: the supervisor's chapters, then those of the customer's summary."""


@frozen
class Reading:
    """What a contribution is made from. `on`: the day the report is of."""

    case: Case
    playbook: Playbook
    voice: Voice
    audience: Audience
    phone: bool
    on: date


@frozen
class Contribution:
    """What a tool adds to a chapter; nothing where it has nothing to tell."""

    tool: str
    chapter: Chapter
    blocks: Callable[[Reading], Iterator[Block]]


CONTRIBUTIONS: tuple[Contribution, ...] = (
    Contribution("causes", "solution", reasons.cause_blocks),
    Contribution("modes", "solution", stances.stance_blocks),
    Contribution("options", "solution", reasons.option_blocks),
    Contribution("options", "benefit", reasons.balance_blocks),
    Contribution("kano", "solution", requirements.requirement_blocks),
    Contribution("survey", "benefit", surveys.survey_blocks),
    Contribution("debrief", "benefit", debriefs.debrief_blocks),
    Contribution("promises", "plan", promises.promise_blocks),
    Contribution("clocks", "plan", clocks.clock_blocks),
    Contribution("expectations", "solution", agreements.expectation_blocks),
    Contribution("expectations", "agreed", agreements.agreed_blocks),
    Contribution("changes", "plan", agreements.change_blocks),
    Contribution("helpers", "solution", remedies.remedy_blocks),
    Contribution("responsibilities", "plan", duties.duty_blocks),
    Contribution("customers", "plan", contacts.contact_blocks),
)
"""In the order they are set within a chapter."""


def contributed(chapter: Chapter, reading: Reading) -> Iterator[Block]:
    """What the tools add to a chapter."""
    for contribution in CONTRIBUTIONS:
        if contribution.chapter == chapter:
            yield from contribution.blocks(reading)
