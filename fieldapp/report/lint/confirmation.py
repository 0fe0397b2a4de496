"""Whether what the customer answered to the notes still stands. That nobody asked them is for the
playbook's own rules.
"""

from __future__ import annotations

from collections.abc import Iterator

from fieldapp.base.findings import Finding, Severity
from fieldapp.case.records import Case
from fieldapp.playbook.model import Playbook
from fieldapp.report.notes import standing_reply


def check(case: Case, playbook: Playbook) -> Iterator[Finding]:
    reply = standing_reply(case, playbook)
    if reply is None:
        return
    where = f"acknowledgements/{reply.given.id}"
    if reply.given.answer == "right" and not reply.holds:
        yield Finding("report.lint_changed_since_read_back", {}, where, Severity.INFO)
    if reply.given.answer == "not_quite" and reply.holds:
        yield Finding("report.lint_not_quite", {}, where, Severity.WARNING)
