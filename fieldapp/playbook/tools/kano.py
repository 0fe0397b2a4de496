"""Kano: what a requirement does for satisfaction, from a pair of questions about it.

Asked is how it would be with it and how without it (Kano, Seraku, Takahashi & Tsuji 1984). The
answers and their wording are our own; the table is theirs.
"""

# inventory 114: requirements in classes

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from fieldapp.base.findings import Finding, Severity
from fieldapp.base.language import LANGS
from fieldapp.case.records import Case
from fieldapp.case.toolrecords import VIEWS, Requirement
from fieldapp.playbook.model import Playbook
from fieldapp.playbook.tools.wording import short

CLASSES = ("must_be", "performance", "attractive", "indifferent", "reverse", "questionable")
"""Must-be 必备, one-dimensional 期望, attractive 魅力, indifferent 无差异, reverse 反向,
questionable 可疑, in the order they are seen to."""
_TABLE = {
    "glad": "QAAAO",
    "expected": "RIIIM",
    "indifferent": "RIIIM",
    "bearable": "RIIIM",
    "unwelcome": "RRRRQ",
}
"""With it (a row) against without it (a column, in the order of `VIEWS`)."""
_LETTERS = dict(zip("MOAIRQ", CLASSES, strict=True))
_MOST = 3
"""Findings of one kind: a long list helps nobody."""


def class_of(requirement: Requirement) -> str:
    """Which of `CLASSES` a requirement is of; empty until both questions are answered."""
    present, absent = requirement.present, requirement.absent
    if present not in VIEWS or absent not in VIEWS:
        return ""
    return _LETTERS[_TABLE[present][VIEWS.index(absent)]]


def in_order(case: Case) -> list[Requirement]:
    """What must be there first; what is not told yet, last."""
    places = {name: place for place, name in enumerate((*CLASSES, ""))}
    return sorted(case.requirements, key=lambda one: places[class_of(one)])


def analyse(case: Case, playbook: Playbook, today: date) -> Iterator[Finding]:
    """Which answers do not go together, which are missing, what would rather be left out."""
    for code, severity in (
        ("questionable", Severity.WARNING),
        ("reverse", Severity.INFO),
        ("half", Severity.INFO),
    ):
        found = [one for one in case.requirements if _code(one) == code]
        for one in found[:_MOST]:
            named = {f"name_{lang}": short(one.text.get(lang)) for lang in LANGS}
            where = f"requirements/{one.id}/{'present' if one.absent else 'absent'}"
            yield Finding(f"kano.{code}", named, where, severity)


def _code(requirement: Requirement) -> str:
    is_half = bool(requirement.text) and bool(requirement.present) != bool(requirement.absent)
    return "half" if is_half else class_of(requirement)
