"""Responsibilities: one accountable for each task, nobody forgotten, and the letter."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from case_kit import CASE, meet, pair
from pdf_reading import text_of
from report_kit import case_of, content_of, document, playbook, report_of
from usecase_kit import library, workspace_in

from fieldapp.case.records import Case
from fieldapp.playbook.tools import analyse
from fieldapp.playbook.tools.responsibilities import accountable, letters
from fieldapp.report.pdf import Rendered
from fieldapp.usecases import beginning, paperwork
from fieldapp.usecases.beginning import NewCase
from fieldapp.usecases.editing import Add, apply
from fieldapp.usecases.paperwork import Asked, GoneError

TODAY = date(2026, 11, 25)
PARTIES: list[dict[str, Any]] = [
    {"id": "p1", "title": "罗斌", "side": "delivery", "interest": 3, "influence": 4},
    {"id": "p2", "title": "唐悦", "side": "service", "interest": 4, "influence": 2},
]
TASK: dict[str, Any] = {
    "id": "d1",
    "what": "装好小基站",
    "measure": "路测合格",
    "due": "2026-12-01",
    "accountable": "p1",
    "responsible": ["p1", "p2"],
    "informed": ["p2"],
}


def case(tasks: list[dict[str, Any]], parties: list[dict[str, Any]] = PARTIES) -> Case:
    return case_of(document(format="fieldapp-case/1.1", duties=tasks, stakeholders=parties))


def said(tasks: list[dict[str, Any]], parties: list[dict[str, Any]] = PARTIES) -> dict[str, str]:
    found = analyse("responsibilities", case(tasks, parties), playbook(), TODAY)
    return {finding.code.partition(".")[2]: finding.where for finding in found}


def test_a_task_with_one_who_answers_is_left_in_peace() -> None:
    assert said([TASK]) == {}
    found = case([TASK])
    assert letters(found.duties[0], "p1") == ("accountable", "responsible")
    assert letters(found.duties[0], "p2") == ("responsible", "informed")


@pytest.mark.parametrize(
    ("change", "code", "part"),
    [
        ({"accountable": ""}, "no_accountable", "accountable"),
        ({"accountable": "p9"}, "no_accountable", "accountable"),
        ({"responsible": []}, "no_responsible", "responsible"),
        ({"due": ""}, "no_due", "due"),
    ],
)
def test_what_is_open_leads_to_its_place(change: dict[str, Any], code: str, part: str) -> None:
    assert said([TASK | change]) == {code: f"duties/d1/{part}"}


def test_two_laptops_that_name_different_people_are_asked_to_settle() -> None:
    ann, bo = pair()
    ann.add("duties", "d1")
    ann.say("duties/d1/what", "装好小基站")
    meet(ann, bo)
    ann.write("duties/d1/accountable", "p1")
    bo.write("duties/d1/accountable", "p2")
    meet(ann, bo)
    assert ann.case == CASE
    found = [f.code for f in analyse("responsibilities", ann.see(), playbook(), TODAY)]
    assert "responsibilities.two_accountable" in found


def test_whoever_weighs_is_not_forgotten() -> None:
    owner = {"id": "p3", "title": "业主方", "interest": 4, "influence": 5}
    assert said([TASK], [*PARTIES, owner]) == {"left_out": "stakeholders/p3/title"}
    assert said([TASK | {"consulted": ["p3"]}], [*PARTIES, owner]) == {}


def test_one_who_answers_for_very_much_and_one_who_stands_twice_are_asked_about() -> None:
    many = [TASK | {"id": f"d{n}"} for n in range(6)]
    assert said(many) == {"loaded": "stakeholders/p1/title"}
    twice = [*PARTIES, {"id": "p3", "title": "罗斌"}]
    assert said([TASK], twice)["twice"] == "stakeholders/p1/title"


def test_the_supervisor_reads_the_division_and_nothing_of_interest_or_influence() -> None:
    parties = [party | {"wants": "别影响排班"} for party in PARTIES]
    made = content_of(document(format="fieldapp-case/1.1", duties=[TASK], stakeholders=parties))
    ours = "".join(text_of(report_of(made)).split())
    assert "责任分工" in ours and "装好小基站" in ours and "罗斌" in ours
    assert "别影响排班" not in ours
    theirs = text_of(report_of(made, audience="customer"))
    assert "装好小基站" not in theirs and "罗斌" not in theirs


def test_the_letter_has_a_section_for_each_who_answers(tmp_path: Path) -> None:
    with workspace_in(tmp_path) as workspace:
        new = NewCase("恒丰乳业", "停机", "pacts")
        case_id = beginning.begin(workspace, new, library())
        records = [("stakeholders", party) for party in PARTIES] + [("duties", TASK)]
        wishes = []
        for name, row in records:
            values = {key: value for key, value in row.items() if key != "id"}
            wishes.append(Add(name, values, row["id"]))
        apply(workspace, case_id, wishes, lambda _: False)
        path = tmp_path / "letter.pdf"
        paperwork.save_letter(workspace, library(), Asked(case_id, "", "zh"), path)
        told = "".join(text_of(Rendered(path.read_bytes(), 1, False)).split())
        for words in ("责任书", "罗斌", "装好小基站", "路测合格", "2026-12-01", "签字/日期"):
            assert words in told
        assert "2唐悦" not in told
        paperwork.save_letter(workspace, library(), Asked(case_id, "p2", "en"), path)
        assert "Responsibility letter" in text_of(Rendered(path.read_bytes(), 1, False))
        with pytest.raises(GoneError):
            paperwork.save_letter(workspace, library(), Asked(case_id, "p9", "zh"), path)


def test_nobody_is_accountable_who_is_not_there() -> None:
    assert accountable(case([TASK | {"accountable": "p9"}]), case([TASK]).duties[0]) is not None
    gone = case([TASK | {"accountable": "p9"}])
    assert accountable(gone, gone.duties[0]) is None
