"""Expectations: stated, realistic, the gap, agreed; version by version, with day and reason."""

# inventory 70: expectations adjusted version by version, with day and reason
# inventory 72: what lies outside the agreed scope leads to a change request

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from fieldapp.base.findings import Finding, Severity
from fieldapp.base.language import LANGS
from fieldapp.case.records import Case, Statement
from fieldapp.case.toolrecords import Expectation
from fieldapp.playbook.model import Playbook
from fieldapp.playbook.tools.wording import short

_MOST = 3
"""Findings of one kind: a long list helps nobody."""


def current(case: Case) -> tuple[Expectation, ...]:
    """Those that no later version replaces, in order."""
    replaced = {one.replaces for one in case.expectations if one.replaces != one.id}
    return tuple(one for one in case.expectations if one.id not in replaced)


def versions(case: Case, expectation: Expectation) -> list[Expectation]:
    """An expectation and the versions before it, the latest first."""
    known = {one.id: one for one in case.expectations}
    found = [expectation]
    while (former := known.get(found[-1].replaces or "")) is not None and former not in found:
        found.append(former)
    return found


def unlisted(case: Case) -> tuple[Statement, ...]:
    """What they said they expect that stands in no expectation yet."""
    listed = {one.text.original.strip() for one in case.expectations}
    return tuple(
        said
        for said in case.statements
        if said.kind == "expectation" and said.text and said.text.original.strip() not in listed
    )


def is_covered(case: Case, expectation: Expectation) -> bool:
    """Whether a change request takes it up, in this or a former version."""
    ids = {one.id for one in versions(case, expectation)}
    return any(change.expectation in ids for change in case.changes)


def analyse(case: Case, playbook: Playbook, today: date) -> Iterator[Finding]:
    """What is still open between what they expect and what can be done."""
    now = [one for one in current(case) if one.text]
    outside = [one for one in now if one.scope == "outside" and not is_covered(case, one)]
    yield from _few("no_change", "scope", outside)
    yield from _few("no_date", "agreed_on", [e for e in now if e.agreed and not e.agreed_on])
    yield from _few("no_reason", "reason", [e for e in now if e.replaces and not e.reason])
    gaps = [one for one in now if (one.gap or one.realistic) and not one.agreed]
    yield from _few("not_agreed", "agreed", gaps)
    bare = [one for one in now if not (one.realistic or one.agreed)]
    yield from _few("no_realistic", "realistic", bare, Severity.INFO)
    yield from _few(
        "no_scope", "scope", [e for e in now if e.agreed and not e.scope], Severity.INFO
    )


def _few(
    code: str,
    part: str,
    found: Sequence[Expectation],
    severity: Severity = Severity.WARNING,
) -> Iterator[Finding]:
    for one in found[:_MOST]:
        named = {f"name_{lang}": short(one.text.get(lang)) for lang in LANGS}
        yield Finding(f"expectations.{code}", named, f"expectations/{one.id}/{part}", severity)
