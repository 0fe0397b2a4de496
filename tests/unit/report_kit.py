"""Cases and editions for the tests of reports, made as a person makes them: from case files."""

from __future__ import annotations

import json
from datetime import datetime, timedelta, timezone
from functools import cache
from pathlib import Path
from typing import Any

from fieldapp.base import paths
from fieldapp.base.clock import system_clock, system_entropy
from fieldapp.case import casefile, ids, intake, view
from fieldapp.case.change import Identity
from fieldapp.case.edit import Edit
from fieldapp.case.log import CaseLog
from fieldapp.case.records import Case, Evidence
from fieldapp.playbook.library import Library
from fieldapp.playbook.model import Playbook
from fieldapp.report.compose import compose
from fieldapp.report.content import Content, Issue
from fieldapp.report.make import make_report
from fieldapp.report.pdf import Rendered

AT = datetime(2026, 11, 20, 18, 5, tzinfo=timezone(timedelta(hours=8)))
DRAFT = Issue(AT)
SAMPLES = ("telecom", "medical")
"""Those with pictures, one written and one composed: enough to try every edition on."""
ALL_SAMPLES = tuple(sorted(path.parent.name for path in paths.forms("samples").glob("*/case.json")))


@cache
def library() -> Library:
    return Library()


def playbook(name: str = "pacts") -> Playbook:
    found = library().get(name)
    assert found is not None
    return found


def case_of(document: dict[str, Any] | bytes, guide: Playbook | None = None) -> Case:
    """The case of a case file, through its log, private parts and all."""
    data = document if isinstance(document, bytes) else json.dumps(document).encode()
    file = casefile.read(data)
    guide = guide or playbook(file.document["playbook"])
    identity = Identity.new(system_entropy)
    shared = CaseLog(file.case_id, identity, system_clock, system_entropy)
    private = CaseLog(ids.private_id(file.case_id), identity, system_clock, system_entropy)
    edits = [Edit(log.fold, system_entropy) for log in (shared, private)]
    intake.take_in(file, *edits, guide.is_private)
    for log, edit in zip((shared, private), edits, strict=True):
        if edit:
            log._append({"ops": edit.ops}, edit.values)
    return view.project(file.case_id, shared.fold, private.fold)


def document(**parts: Any) -> dict[str, Any]:
    """A small case file, with these parts."""
    return {"format": "fieldapp-case/1", "id": "a" * 32, "title": "题", "playbook": "pacts"} | parts


def content_of(document: dict[str, Any] | bytes, issue: Issue = DRAFT) -> Content:
    case = case_of(document)
    return compose(case, playbook(case.playbook), issue)


def sample_file(name: str) -> Path:
    return paths.forms("samples", name, "case.json")


@cache
def sample(name: str, number: int = 1, *, final: bool = True) -> Content:
    return content_of(sample_file(name).read_bytes(), Issue(AT, number, final))


def photos_of(name: str) -> Any:
    folder = sample_file(name).parent

    def photo(evidence: Evidence) -> bytes | None:
        return (folder / evidence.file).read_bytes() if evidence.file else None

    return photo


def no_photos(evidence: Evidence) -> None:
    return None


def report_of(content: Content, photos: Any = no_photos, **edition: Any) -> Rendered:
    return make_report(content, playbook(content.case.playbook), photos, **edition)
