"""Looking back together before a case is closed: what was meant, what came of it, why, what next.

The questions are those of an after-action review (US Army, TC 25-20, 1993), put in our own words.
"""

# inventory 99, 130, 175, 213: feedback and reflection, and the lesson left for others

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from fieldapp.base.findings import Finding, Severity
from fieldapp.case.pending import is_open
from fieldapp.case.records import Case
from fieldapp.case.toolrecords import Debrief
from fieldapp.playbook.model import Playbook

LESSON = "lesson"
"""The shared field for what others are to learn."""


def says_something(debrief: Debrief) -> bool:
    """Whether anybody has written anything in it."""
    texts = (debrief.planned, debrief.happened, debrief.why, debrief.keep, debrief.change)
    return any((*texts, debrief.attendees))


def analyse(case: Case, playbook: Playbook, today: date) -> Iterator[Finding]:
    """What a debrief leaves open."""
    written = [one for one in case.debriefs if says_something(one)]
    if not written:
        return
    last = written[-1]
    if not case.answers.get(LESSON):
        yield Finding("debrief.no_lesson", {}, f"answers/{LESSON}", Severity.INFO)
    if not last.change:
        yield Finding("debrief.nothing_changes", {}, f"debriefs/{last.id}/change", Severity.INFO)
    elif not any(is_open(promise) for promise in case.commitments):
        yield Finding("debrief.nobody", {}, "commitments", Severity.INFO)
