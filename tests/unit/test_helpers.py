"""Help: the duty list as it is typed, the call for help, what may be offered and up to how much."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from pdf_reading import text_of
from report_kit import case_of, content_of, document, library, playbook, report_of
from store_kit import reopen, write
from usecase_kit import sample_in, workspace_in

from fieldapp.base import paths
from fieldapp.base.language import message
from fieldapp.case.records import Case
from fieldapp.case.toolrecords import Compensation
from fieldapp.playbook import compensation
from fieldapp.playbook.library import Library
from fieldapp.playbook.tools import analyse
from fieldapp.usecases import dutylist
from fieldapp.usecases.checking import check_case_file
from fieldapp.usecases.dutylist import Helper
from fieldapp.usecases.standing import standing

TODAY = date(2026, 11, 25)
KNOWN, _ = compensation.read([paths.forms()])


@pytest.mark.parametrize(
    ("line", "helper"),
    [
        (
            "李工，电气，138 0000 0000，工作日 8–18 点",
            ("李工", "电气", "138 0000 0000", "工作日 8–18 点"),
        ),
        ("李工\t138-0000-0000\t电气", ("李工", "电气", "138-0000-0000", "")),
        ("Li Wei | +86 (10) 6000 1234", ("Li Wei", "", "+86 (10) 6000 1234", "")),
        ("李工", ("李工", "", "", "")),
        ("李工, 电气, 8-18", ("李工", "电气", "", "8-18")),
    ],
)
def test_a_line_of_the_list_is_read_however_it_is_parted(
    line: str, helper: tuple[str, str, str, str]
) -> None:
    assert dutylist.parse(f"\n{line}\n\n") == (Helper(*helper),)


def test_the_list_is_told_as_it_is_read() -> None:
    helpers = (Helper("李工", "电气", "138 0000 0000", "8–18 点"), Helper("周主管"))
    assert dutylist.parse(dutylist.told(helpers)) == helpers


def test_the_list_is_kept_in_the_workspace_and_nowhere_else(tmp_path: Path) -> None:
    workspace = workspace_in(tmp_path)
    helpers = (Helper("李工", "电气", "138 0000 0000"),)
    assert dutylist.read(workspace) == ()
    dutylist.keep(workspace, helpers)
    workspace = reopen(workspace)
    assert dutylist.read(workspace) == helpers
    workspace.lock()
    for path in tmp_path.rglob("*"):
        assert not path.is_file() or "13800000000" not in path.read_bytes().hex()
        assert not path.is_file() or b"138 0000 0000" not in path.read_bytes()


def test_a_call_for_help_says_what_is_needed_and_nothing_of_feelings(tmp_path: Path) -> None:
    with workspace_in(tmp_path) as workspace:
        case_id = sample_in(workspace)
        write(workspace, case_id, severity=4, answers__legal_risk="present")
        now = standing(workspace, case_id, library())
        for lang in ("zh", "en"):
            said = dutylist.request(now, Helper("李工"), lang)  # type: ignore[arg-type]
            assert now.reference in said and "李工" in said
            assert now.case.customer.company.get(lang) in said  # type: ignore[arg-type]
            for statement in now.case.statements:
                if statement.kind == "feeling":
                    assert statement.text.get(lang) not in said  # type: ignore[arg-type]
        assert "没有表态" in dutylist.request(now, Helper("李工"), "zh")


# What may be offered


def offer(item: str, amount: str | None = None, **parts: Any) -> Compensation:
    return Compensation(
        id="r1", item=item, amount=Decimal(amount) if amount is not None else None, **parts
    )


def test_above_its_limit_an_offer_is_approved_first() -> None:
    assert KNOWN.needs_approval(offer("extra_service", "2000")) is None
    over = KNOWN.needs_approval(offer("extra_service", "2000.01"))
    assert over is not None and over.approver.zh == "服务主管"
    assert KNOWN.needs_approval(offer("refund")) is not None
    assert KNOWN.needs_approval(offer("meals")) is None
    assert KNOWN.needs_approval(offer("something_else", "9999")) is None
    assert KNOWN.needs_approval(offer("meals", "20", currency="EUR")) is not None
    approved = case(item="refund", amount=100, approved_by="周主管").compensations[0]
    assert KNOWN.needs_approval(approved) is None


def test_a_companys_own_catalogue_holds_and_a_broken_one_is_named(tmp_path: Path) -> None:
    text = paths.forms("compensation.yaml").read_text(encoding="utf-8")
    path = tmp_path / "compensation.yaml"
    path.write_text(text.replace("limit: 2000", "limit: 50.5"), encoding="utf-8")
    own = Library([tmp_path]).remedies.item("extra_service")
    assert own is not None and own.limit == Decimal("50.5")
    path.write_text(text.replace("limit: 2000", "limit: much"), encoding="utf-8")
    known = Library([tmp_path])
    assert known.remedies == KNOWN
    assert "compensation.yaml" in [finding.where.partition(":")[0] for finding in known.findings]


def case(**parts: Any) -> Case:
    rows = [{"id": "r1", "what": "借一台备机", **parts}]
    return case_of(document(format="fieldapp-case/1.1", compensations=rows))


def said(known: Case) -> dict[str, str]:
    found = analyse("helpers", known, playbook(), TODAY)
    return {finding.code.partition(".")[2]: finding.where for finding in found}


def test_an_offer_says_how_much_and_why_and_legal_steps_go_on_at_once() -> None:
    assert set(said(case())) == {"no_amount", "no_reason"}
    whole = {"amount": 300, "reason": "停机两天", "approved_by": "周主管", "given": True}
    assert said(case(**whole)) == {"no_day": "compensations/r1/approved_on"}
    legal = case_of(document(answers={"legal_risk": "present"}))
    assert said(legal) == {"legal": "answers/legal_risk"}


def test_the_supervisor_reads_what_is_offered_and_the_customer_does_not() -> None:
    rows = [{"what": "借一台备机", "amount": 300, "currency": "CNY", "reason": "停机两天"}]
    made = content_of(document(format="fieldapp-case/1.1", compensations=rows))
    ours = "".join(text_of(report_of(made)).split())
    assert "借一台备机" in ours and "¥300" in ours and "停机两天" in ours
    assert "备机" not in text_of(report_of(made, audience="customer"))


def test_an_offer_beyond_the_limit_is_named_before_the_report_goes_out(tmp_path: Path) -> None:
    offers: list[dict[str, Any]] = [
        {"id": "w1", "what": "免费到场两场", "item": "extra_service", "amount": 3200},
        {"id": "w2", "what": "退两个月", "item": "refund", "amount": 1},
        {"id": "w3", "what": "借一台", "item": "loan", "amount": 4000},
        {"id": "w4", "what": "住一晚", "item": "meals", "amount": 9000, "approved_by": "邵恒"},
    ]
    file = tmp_path / "case.json"
    file.write_text(
        json.dumps(document(format="fieldapp-case/1.1", compensations=offers)), encoding="utf-8"
    )
    found = {f.where: f for f in check_case_file(file) if f.where.startswith("compensations/")}
    assert {where: finding.code for where, finding in found.items()} == {
        "compensations/w1/approved_by": "helpers.over_limit",
        "compensations/w2/approved_by": "helpers.never_alone",
    }
    said = message(found["compensations/w1/approved_by"], "zh")
    assert "2,000 CNY" in said and "服务主管" in said and "免费到场两场" in said
