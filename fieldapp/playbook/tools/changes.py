"""Change requests: which state may follow which, and what each needs to be said.

The order is that of change control: asked for, its effects worked out, reviewed, decided, done,
checked. A step back is possible where something was found to be missing, never past a decision.
"""

# inventory 77: the change request, from draft to verified
# inventory 78: its review, with who took part, by what it was judged and what was decided

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from fieldapp.base.findings import Finding, Severity
from fieldapp.base.language import LANGS, tr
from fieldapp.case.records import Case
from fieldapp.case.toolrecords import CHANGE_STATES, ChangeRequest
from fieldapp.playbook.model import Playbook
from fieldapp.playbook.tools.wording import short

FOLLOWS: dict[str, tuple[str, ...]] = {
    "draft": ("assessed",),
    "assessed": ("reviewed", "draft"),
    "reviewed": ("approved", "rejected", "deferred", "assessed"),
    "approved": ("done",),
    "rejected": (),
    "deferred": ("reviewed",),
    "done": ("verified", "approved"),
    "verified": (),
}
"""What a state may become, the usual way first."""
IMPACTS = ("scope_impact", "schedule_impact", "quality_impact", "risk")
_DRAFTED = ("title", "text", "reason", "requested_by", "requested_on")
_DECIDED = ("reviewed_on", "attendees", "criteria", "decided_by")
NEEDS: dict[str, tuple[str, ...]] = {
    "draft": (),
    "assessed": (*_DRAFTED, *IMPACTS),
    "reviewed": (*_DRAFTED, *IMPACTS, "reviewed_on", "attendees", "criteria"),
    "approved": (*_DRAFTED, *IMPACTS, *_DECIDED),
    "rejected": (*_DRAFTED, *IMPACTS, *_DECIDED, "minutes"),
    "deferred": (*_DRAFTED, *IMPACTS, *_DECIDED, "due"),
    "done": (*_DRAFTED, *IMPACTS, *_DECIDED, "done_on"),
    "verified": (*_DRAFTED, *IMPACTS, *_DECIDED, "done_on", "verified_by", "verified_on", "proof"),
}
"""What must be said for a request to be in a state."""
SECTIONS: dict[str, tuple[str, ...]] = {
    "asked": (
        "title",
        "text",
        "reason",
        "cause",
        "requested_by",
        "requested_on",
        "baseline",
        "expectation",
    ),
    "effects": (
        "scope_impact",
        "schedule_impact",
        "days",
        "cost",
        "currency",
        "quality_impact",
        "risk",
        "alternatives",
    ),
    "review": (
        "reviewed_on",
        "attendees",
        "criteria",
        "minutes",
        "decided_by",
        "condition",
        "due",
    ),
    "outcome": ("done_on", "verified_by", "verified_on", "proof"),
}
"""The parts of the form."""
_MOST = 3


def lacks(change: ChangeRequest, state: str) -> tuple[str, ...]:
    """What is still to be said before a request may be in a state, in the form's order."""
    return tuple(name for name in NEEDS.get(state, ()) if _is_open(getattr(change, name)))


def next_states(change: ChangeRequest) -> tuple[str, ...]:
    """What a request may become now, the usual way first."""
    return FOLLOWS.get(change.state, ())


def is_open(change: ChangeRequest) -> bool:
    """Whether something is still to be decided or done."""
    return change.state not in ("rejected", "verified")


def is_decided(change: ChangeRequest) -> bool:
    return change.state in CHANGE_STATES[3:]


def analyse(case: Case, playbook: Playbook, today: date) -> Iterator[Finding]:
    """What a request lacks for the state it says it is in, and what is due again."""
    for change in case.changes:
        for name in lacks(change, change.state)[:1]:
            yield _about("lacks", change, name)
        if change.state == "draft" and change.title:
            for name in lacks(change, "assessed")[:1]:
                yield _about("draft_lacks", change, name, Severity.INFO)
        if change.state == "deferred" and change.due and _day(change.due) <= today:
            yield _about("look_again", change, "due")
        if change.state == "approved" and change.due and _day(change.due) < today:
            yield _about("late", change, "due")


def _is_open(value: object) -> bool:
    return value in (None, "") or not value


def _day(due: date) -> date:
    return date(due.year, due.month, due.day)


def _about(
    code: str, change: ChangeRequest, part: str, severity: Severity = Severity.WARNING
) -> Finding:
    named = {f"name_{lang}": short(change.title.get(lang)) for lang in LANGS}
    named |= {f"part_{lang}": tr(f"playbook.label_{part}", lang) for lang in LANGS}
    named |= {f"state_{lang}": tr(f"forms.state_{change.state}", lang) for lang in LANGS}
    return Finding(f"changes.{code}", named, f"changes/{change.id}/{part}", severity)
