"""The report page's content: each sentence with what it rests on, and what is still amiss."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from store_kit import write
from usecase_kit import case_in, library, sample_in, workspace_in

from fieldapp.base.findings import Severity
from fieldapp.base.language import LANGS, Text, message
from fieldapp.store.workspace import Workspace, Writing
from fieldapp.usecases import drafting, erasing, issuing
from fieldapp.usecases.drafting import Line, ReportDraft
from fieldapp.usecases.places import Places


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with workspace_in(tmp_path) as found:
        yield found


def lines(draft: ReportDraft, part: str) -> list[Line]:
    found = next(one for one in draft.parts if one.id == part)
    return [line for told in found.paragraphs for line in told]


def test_every_sentence_leads_to_what_it_rests_on(workspace: Workspace) -> None:
    case_id = sample_in(workspace, "medical")
    draft = drafting.report_draft(workspace, case_id, library())
    assert [part.id for part in draft.parts] == [
        "decision",
        "background",
        "impact",
        "solution",
        "plan",
        "benefit",
    ]
    told = [line for part in draft.parts for line in lines(draft, part.id)]
    assert all(line.grounds and line.place for line in told if line.origin == "composed")
    quoted = next(line for line in told if line.place == "statements/s1")
    names = [(ground.place, ground.name.zh, ground.name.en) for ground in quoted.grounds]
    assert names == [
        ("statements/s1", "事实 1", "Fact 1"),
        ("evidence/e3", "图 3", "Fig. 3"),
    ]
    assert quoted.grounds[0].words.zh.startswith("合同附件")
    answered = next(line for line in told if line.place == "answers/downtime")
    assert answered.grounds[0].name.zh == "累计停用时间"


def test_what_the_author_wrote_says_so_and_leads_to_its_own_place(workspace: Workspace) -> None:
    case_id = sample_in(workspace)
    draft = drafting.report_draft(workspace, case_id, library())
    impact = next(part for part in draft.parts if part.id == "impact")
    assert (impact.is_authored, impact.place) == (True, "report/impact")
    assert {line.place for line in lines(draft, "impact")} == {"report/impact"}
    decision = next(part for part in draft.parts if part.id == "decision")
    assert (decision.is_authored, decision.place) == (False, "")


def test_an_empty_case_shows_what_is_not_known_and_where_to_say_it(workspace: Workspace) -> None:
    case_id = b"e" * 16
    write(workspace, case_id, title="新案例", playbook="pacts")
    draft = drafting.report_draft(workspace, case_id, library())
    assert all(part.gaps for part in draft.parts if part.id != "decision")
    gap = next(line for line in lines(draft, "background") if "问题描述" in line.text.zh)
    assert (gap.place, gap.grounds) == ("answers/problem", ())
    done, needed = draft.progress
    assert done < needed
    assert len(draft.missing) >= needed - done
    assert draft.is_changed
    assert draft.editions == ()


def test_advice_comes_gravest_first_and_says_where(workspace: Workspace) -> None:
    case_id = sample_in(workspace)

    def spoil(writing: Writing) -> None:
        writing.shared.set_text(
            "report/impact", Text.of("这都怪客户不懂。患者身份证 11010519491231002X。")
        )
        writing.shared.set_text("commitments/k4/who", Text())

    workspace.commit(case_id, spoil)
    draft = drafting.report_draft(workspace, case_id, library())
    severities = [finding.severity for finding in draft.advice]
    assert severities == sorted(severities, reverse=True)
    assert Severity.ERROR in severities
    places = {finding.where for finding in draft.advice}
    assert {"report/impact", "commitments/k4/who"} <= places
    assert all(message(finding, lang) for finding in draft.advice for lang in LANGS)


def test_ones_own_words_begin_with_the_composed_ones(workspace: Workspace) -> None:
    case_id = sample_in(workspace)
    text = drafting.composed_text(workspace, case_id, "impact", library())
    assert text.zh.startswith("四天断线 41 次")
    assert "受影响 36 人。" in text.zh
    assert "People affected: 36." in text.en
    assert text.zh.count("\n") == text.en.count("\n")
    workspace.commit(case_id, lambda writing: writing.shared.set_text("report/impact", text))
    draft = drafting.report_draft(workspace, case_id, library())
    assert next(part for part in draft.parts if part.id == "impact").is_authored
    assert drafting.composed_text(workspace, case_id, "impact", library()) == text


def test_gaps_are_not_put_into_the_authors_mouth(workspace: Workspace) -> None:
    case_id = b"e" * 16
    write(workspace, case_id, title="新案例", playbook="pacts")
    assert not drafting.composed_text(workspace, case_id, "impact", library())


def test_editions_are_listed_and_a_change_since_is_noticed(workspace: Workspace) -> None:
    case_id = sample_in(workspace)
    issuing.issue(workspace, case_id, library(), final=False)
    issuing.issue(workspace, case_id, library(), final=True)
    draft = drafting.report_draft(workspace, case_id, library())
    assert [(one.number, one.final, one.is_kept) for one in draft.editions] == [
        (2, True, True),
        (1, False, True),
    ]
    assert not draft.is_changed
    write(workspace, case_id, severity=2)
    assert drafting.report_draft(workspace, case_id, library()).is_changed
    erasing.erase(
        workspace, case_id, erasing.one_item(workspace, case_id, "statements/s1", "asked for")
    )
    draft = drafting.report_draft(workspace, case_id, library())
    assert [one.is_kept for one in draft.editions] == [False, False]
    assert draft.is_changed


def test_places_have_names_in_both_languages(workspace: Workspace) -> None:
    case_id = sample_in(workspace)
    case = case_in(workspace, case_id)
    places = Places(case, library().get(case.playbook) or pytest.fail("no playbook"))
    feeling = next(one for one in case.statements if one.kind == "feeling")
    expected = {
        f"statements/{feeling.id}/text": ("情感 1", "Feeling 1"),
        "statements": ("所有发言", "All that was said"),
        "customer/company": None,
        "report/impact": None,
        "answers/problem": None,
        "nowhere/at/all": ("", ""),
        "statements/none": ("", ""),
    }
    for place, name in expected.items():
        found = places.name(place)
        if name is None:
            assert found.zh and found.en
        else:
            assert (found.zh, found.en) == name
    own = next(one for one in case.emotions if one.who == "engineer")
    assert places.name(f"emotions/{own.id}").zh == "我的状态 1"
