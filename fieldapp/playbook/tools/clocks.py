"""Clocks: what keeps them from being counted, and answers that cannot be right."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from fieldapp.base.findings import Finding, Severity
from fieldapp.case.records import Case
from fieldapp.playbook import answers
from fieldapp.playbook.model import Playbook


def analyse(case: Case, playbook: Playbook, today: date) -> Iterator[Finding]:
    """What is missing for the clocks to be counted, and what does not fit."""
    if case.opened is None:
        return
    if case.severity is None and playbook.clocks:
        yield Finding("clocks.no_severity", {}, "severity", Severity.WARNING)
    for name in dict.fromkeys(clock.until for clock in playbook.clocks):
        field = playbook.fields.get(name)
        found = answers.read(field, case).value if field is not None else None
        if not isinstance(found, datetime):
            continue
        if found.tzinfo and case.opened.tzinfo and found < case.opened:
            yield Finding("clocks.before_opened", _names(playbook, name), f"answers/{name}")
        elif found.date() > today:
            yield Finding("clocks.in_future", _names(playbook, name), f"answers/{name}")


def _names(playbook: Playbook, name: str) -> dict[str, str]:
    label = playbook.fields[name].label
    return {"name_zh": label.get("zh"), "name_en": label.get("en")}
