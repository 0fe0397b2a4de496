"""Expectations with their versions, and change requests with their states and papers."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pdf_reading import text_of
from report_kit import case_of, content_of, document, playbook, report_of
from store_kit import write
from usecase_kit import case_in, library, sample_in, workspace_in

from fieldapp.case.records import Case
from fieldapp.case.toolrecords import CHANGE_STATES
from fieldapp.playbook.tools import analyse
from fieldapp.playbook.tools.changes import FOLLOWS, NEEDS, lacks, next_states
from fieldapp.playbook.tools.expectations import current, unlisted, versions
from fieldapp.report.pdf import Rendered
from fieldapp.usecases import paperwork
from fieldapp.usecases.paperwork import Asked, GoneError

TODAY = date(2026, 11, 25)
INSIDE: dict[str, Any] = {
    "id": "x1",
    "text": "信号不断",
    "realistic": "雨棚下做不到",
    "agreed": "42 个点复测，低于 -95 的不超过 2 个",
    "agreed_on": "2026-11-20",
    "scope": "inside",
}
ASKED: dict[str, Any] = {
    "id": "k1",
    "title": "地下车库覆盖",
    "text": "两层加室内分布",
    "reason": "夜间分拣移到地下",
    "requested_by": "何静",
    "requested_on": "2026-11-20",
}
WORKED_OUT = ASKED | {
    "scope_impact": "多两层",
    "schedule_impact": "多七天",
    "days": 6,
    "cost": 86000,
    "currency": "CNY",
    "quality_impact": "验收点多 12 个",
    "risk": "夜间进场许可未定",
}
DECIDED = WORKED_OUT | {
    "reviewed_on": "2026-11-22",
    "attendees": "罗斌、唐悦",
    "criteria": "合同附件 2",
    "decided_by": "周主管",
    "minutes": "先做电梯口",
}


def case(**parts: Any) -> Case:
    return case_of(document(format="fieldapp-case/1.1", **parts))


def said(tool: str, **parts: Any) -> dict[str, str]:
    found = analyse(tool, case(**parts), playbook(), TODAY)
    return {finding.code.partition(".")[2]: finding.where for finding in found}


# Expectations


def test_what_is_agreed_inside_the_scope_is_left_in_peace() -> None:
    assert said("expectations", expectations=[INSIDE]) == {}


def test_what_lies_outside_asks_for_a_change_request_until_there_is_one() -> None:
    outside = {"id": "x2", "text": "车库也要", "scope": "outside"}
    assert said("expectations", expectations=[outside])["no_change"] == "expectations/x2/scope"
    covered = said("expectations", expectations=[outside], changes=[ASKED | {"expectation": "x2"}])
    assert "no_change" not in covered


def test_a_new_version_keeps_the_former_one_and_says_why() -> None:
    renewed = INSIDE | {"id": "x2", "replaces": "x1", "agreed_on": "2026-11-24"}
    found = case(expectations=[INSIDE, renewed])
    assert [one.id for one in current(found)] == ["x2"]
    assert [one.id for one in versions(found, found.expectations[1])] == ["x2", "x1"]
    assert said("expectations", expectations=[INSIDE, renewed]) == {
        "no_reason": "expectations/x2/reason"
    }


def test_versions_that_name_each_other_do_not_go_on_for_ever() -> None:
    found = case(
        expectations=[INSIDE | {"replaces": "x2"}, INSIDE | {"id": "x2", "replaces": "x1"}]
    )
    assert len(versions(found, found.expectations[0])) == 2


def test_a_gap_is_to_be_settled_with_a_day() -> None:
    open_ = {"id": "x1", "text": "当天修好", "realistic": "三天", "gap": "两天"}
    assert said("expectations", expectations=[open_]) == {"not_agreed": "expectations/x1/agreed"}
    undated = INSIDE | {"agreed_on": None}
    assert said("expectations", expectations=[undated]) == {"no_date": "expectations/x1/agreed_on"}


def test_what_they_said_they_expect_is_offered_once() -> None:
    spoken = [{"kind": "expectation", "text": text} for text in ("信号不断", "给个日期")]
    found = case(statements=spoken, expectations=[INSIDE])
    assert [one.text.zh for one in unlisted(found)] == ["给个日期"]


def test_the_customer_reads_what_was_agreed_and_nothing_of_the_gap() -> None:
    made = content_of(
        document(format="fieldapp-case/1.1", expectations=[INSIDE | {"gap": "预算不够"}])
    )
    ours = "".join(text_of(report_of(made)).split())
    assert "雨棚下做不到" in ours and "预算不够" in ours and "在范围内" in ours
    theirs = "".join(text_of(report_of(made, audience="customer")).split())
    assert "42个点复测" in theirs and "2026-11-20" in theirs
    assert "雨棚下做不到" not in theirs and "预算不够" not in theirs


# Change requests


def test_every_state_is_known_and_a_decision_is_not_taken_back() -> None:
    assert set(FOLLOWS) == set(NEEDS) == set(CHANGE_STATES)
    assert FOLLOWS["rejected"] == FOLLOWS["verified"] == ()
    before = {"draft", "assessed", "reviewed"}
    for state in CHANGE_STATES[3:]:
        assert set(FOLLOWS[state]) & before <= ({"reviewed"} if state == "deferred" else set())


@pytest.mark.parametrize(
    ("row", "state", "missing"),
    [
        (ASKED, "assessed", ("scope_impact", "schedule_impact", "quality_impact", "risk")),
        (WORKED_OUT, "assessed", ()),
        (WORKED_OUT, "reviewed", ("reviewed_on", "attendees", "criteria")),
        (DECIDED, "approved", ()),
        (DECIDED, "deferred", ("due",)),
        (DECIDED | {"minutes": ""}, "rejected", ("minutes",)),
        (DECIDED, "done", ("done_on",)),
        (DECIDED, "verified", ("done_on", "verified_by", "verified_on", "proof")),
    ],
)
def test_a_state_needs_what_was_done_for_it(
    row: dict[str, Any], state: str, missing: tuple[str, ...]
) -> None:
    (change,) = case(changes=[row]).changes
    assert lacks(change, state) == missing


def test_a_request_goes_the_usual_way_first() -> None:
    (change,) = case(changes=[ASKED]).changes
    assert next_states(change) == ("assessed",)
    (reviewed,) = case(changes=[DECIDED | {"state": "reviewed"}]).changes
    assert next_states(reviewed) == ("approved", "rejected", "deferred", "assessed")


def test_a_state_that_is_claimed_without_its_grounds_is_noticed() -> None:
    bold = said("changes", changes=[WORKED_OUT | {"state": "approved"}])
    assert bold == {"lacks": "changes/k1/reviewed_on"}
    put_off = DECIDED | {"state": "deferred", "due": "2026-11-25"}
    assert said("changes", changes=[put_off]) == {"look_again": "changes/k1/due"}
    late = DECIDED | {"state": "approved", "due": "2026-11-24"}
    assert said("changes", changes=[late]) == {"late": "changes/k1/due"}
    assert said("changes", changes=[late | {"due": "2026-11-25"}]) == {}


def test_the_supervisor_sees_the_requests_and_the_customers_edition_does_not() -> None:
    rows = [DECIDED | {"state": "approved"}]
    made = content_of(document(format="fieldapp-case/1.1", changes=rows))
    ours = "".join(text_of(report_of(made)).split())
    assert "地下车库覆盖" in ours and "已批准" in ours and "+6个工作日" in ours
    assert "地下车库" not in text_of(report_of(made, audience="customer"))


def test_the_request_is_a_paper_of_its_own_and_the_customers_copy_tells_less(
    tmp_path: Path,
) -> None:
    with workspace_in(tmp_path) as workspace:
        case_id = sample_in(workspace)
        registers = {f"changes__k1__{name}": value for name, value in DECIDED.items()}
        registers |= {"changes__k1__cost": "86000", "changes__k1__days": "6"}
        del registers["changes__k1__id"]
        write(workspace, case_id, **{"changes__k1__@life": True, **registers})
        assert case_in(workspace, case_id).changes[0].title.zh == "地下车库覆盖"
        said_to = {}
        for is_customer in (False, True):
            path = tmp_path / f"{is_customer}.pdf"
            asked = Asked(case_id, "k1", "zh", is_customer)
            paperwork.save_change(workspace, library(), asked, path)
            said_to[is_customer] = "".join(text_of(Rendered(path.read_bytes(), 1, False)).split())
        for text in said_to.values():
            assert "需求变更申请单" in text and "两层加室内分布" in text and "+6个工作日" in text
            assert "-CR1" in text
        for secret in ("¥86,000", "夜间进场许可未定", "罗斌", "先做电梯口"):
            assert secret in said_to[False] and secret not in said_to[True]
        with pytest.raises(GoneError):
            paperwork.save_change(workspace, library(), Asked(case_id, "k9", "zh"), path)
