"""Where to go for what a finding is about."""

from __future__ import annotations

from fieldapp.base.findings import Finding
from fieldapp.ui.context import Place


def place_of(finding: Finding) -> Place:
    """The page and place of the case that a finding is about.

    Several fields may show one collection, so a missing field goes by its own name.
    """
    where = finding.where
    if finding.code == "playbook.missing":
        return Place("guide", str(finding.params["field"]))
    if where.startswith(("report/", "acknowledgements/")):
        return Place("report", where)
    return Place("evidence" if where.startswith("evidence/") else "guide", where)
