"""The sample cases: each goes its playbook's whole way to a final report, in both languages."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader
from report_kit import ALL_SAMPLES, playbook, sample, sample_file
from usecase_kit import case_in, library, sample_in, workspace_in

from fieldapp.base.findings import Severity
from fieldapp.base.language import LANGS, Lang
from fieldapp.playbook.guide import Status
from fieldapp.usecases import issuing
from fieldapp.usecases.drafting import report_draft
from fieldapp.usecases.reporting import Wish
from fieldapp.usecases.standing import standing

PLAYBOOKS = {
    "contract": "conflict",
    "departments": "disagreement",
    "flight": "negotiation",
    "laundry": "negotiation",
    "medical": "pacts",
    "outage": "difficult",
    "telecom": "objection",
}
"""The cases the sources tell of, each with the method that fits it."""


def test_the_seven_cases_are_there_with_fitting_methods() -> None:
    assert {name: sample(name).case.playbook for name in ALL_SAMPLES} == PLAYBOOKS
    for name in ALL_SAMPLES:
        assert sample(name).case.situation in playbook(PLAYBOOKS[name]).situations, name


@pytest.mark.parametrize("name", ALL_SAMPLES)
def test_a_sample_walks_to_its_final_report(tmp_path: Path, name: str) -> None:
    workspace = workspace_in(tmp_path)
    case_id = sample_in(workspace, name)
    stands = standing(workspace, case_id, library())
    assert stands.missing == ()
    assert all(state.status is Status.COMPLETE for state in stands.steps)
    assert not any(state.folded for state in stands.steps)
    draft = report_draft(workspace, case_id, library())
    grave = [finding for finding in draft.advice if finding.severity is Severity.ERROR]
    assert grave == []
    for lang in LANGS:
        issued = issuing.issue(workspace, case_id, library(), final=True, wish=Wish(lang=lang))
        assert issued.made.content.issue.final
        pages = PdfReader(BytesIO(issued.made.pdf)).pages
        assert 3 <= len(pages) <= 9
        title = case_in(workspace, case_id).title.get(lang)
        text = "".join("".join(page.extract_text() for page in pages).split())
        assert "".join(title.split())[:12] in text


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("name", ALL_SAMPLES)
def test_a_sample_says_everything_in_both_languages(name: str, lang: Lang) -> None:
    bare = [place for place, text in _texts(sample_file(name)) if not text.get(lang, "").strip()]
    assert bare == []


def _texts(data: object, place: str = "") -> list[tuple[str, dict[str, str]]]:
    """Every bilingual text of a file with its place."""
    if isinstance(data, dict):
        if data.keys() & set(LANGS):
            return [(place, data)]
        return [found for key, value in data.items() for found in _texts(value, f"{place}/{key}")]
    if isinstance(data, list):
        return [found for n, value in enumerate(data) for found in _texts(value, f"{place}/{n}")]
    return []
