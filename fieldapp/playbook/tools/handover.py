"""Hand-over: a page for whoever goes on: what matters to them, what was promised, what next."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from fieldapp.base.findings import Finding, Severity
from fieldapp.base.language import Text
from fieldapp.case.pending import is_open
from fieldapp.case.records import Case, Commitment, Statement
from fieldapp.playbook.model import Playbook

LINE = "handover"
"""The shared field for the line that is read first: internal, printed in no report."""


def line(case: Case) -> Text:
    """The line that was left; empty if there is none."""
    found = case.answers.get(LINE)
    return found if isinstance(found, Text) else Text.of(str(found or ""))


def wishes(case: Case) -> tuple[Statement, ...]:
    """What matters to them: what they said they expect, the latest first; nothing private."""
    said = [s for s in case.statements if s.kind == "expectation" and s.text and not s.private]
    return tuple(reversed(said))


def promised(case: Case) -> tuple[Commitment, ...]:
    """What is still to be kept, the first due first; nothing private."""
    kept = [one for one in case.commitments if is_open(one) and not one.private]
    return tuple(sorted(kept, key=lambda one: (one.due is None, str(one.due or ""))))


def analyse(case: Case, playbook: Playbook, today: date) -> Iterator[Finding]:
    """What whoever goes on would have to ask for."""
    if not (case.statements or case.commitments):
        return
    if not line(case):
        yield Finding("handover.no_line", {}, f"answers/{LINE}", Severity.INFO)
    if not wishes(case):
        yield Finding("handover.no_wish", {}, "statements", Severity.INFO)
