"""What a supervisor would send a report back for. Nothing here holds a report back.

Findings point at the place in the case (`where`: `statements/s1/text`, `report/impact`). Words
quoted from somebody are theirs and not looked at, except for personal data.
"""

from __future__ import annotations

from itertools import chain, islice

from fieldapp.base.findings import Finding
from fieldapp.case.records import Case
from fieldapp.playbook.model import Playbook
from fieldapp.report import audience
from fieldapp.report.content import Content
from fieldapp.report.lint import claims, confirmation, personal, plans, translation, words
from fieldapp.report.lint.passages import walk

__all__ = ["lint"]

_MOST_OF_A_KIND = 100


def lint(case: Case, playbook: Playbook, content: Content) -> tuple[Finding, ...]:
    """The findings on a case and the report composed from it.

    Args:
        case: as its owner sees it; what is private is not looked at, nobody else reads it.
    """
    shown = audience.carried(case, playbook, "supervisor")
    passages = [passage for passage in walk(shown, playbook) if passage.text]
    checks = (
        plans.check(shown, playbook, content.issue.at.date()),
        claims.check(shown, content, passages),
        confirmation.check(shown, playbook),
        personal.check(passages),
        words.check(passages),
        translation.check(passages),
    )
    return tuple(chain.from_iterable(islice(check, _MOST_OF_A_KIND) for check in checks))
