"""Requirements in classes: the table of Kano, what is asked again, what a report tells."""

from __future__ import annotations

from datetime import date

import pytest
from pdf_reading import text_of
from report_kit import case_of, content_of, document, playbook, report_of

from fieldapp.case.toolrecords import VIEWS, Requirement
from fieldapp.playbook.tools import analyse
from fieldapp.playbook.tools.kano import class_of, in_order

TODAY = date(2026, 11, 25)


@pytest.mark.parametrize(
    ("present", "absent", "expected"),
    [
        ("expected", "unwelcome", "must_be"),
        ("glad", "unwelcome", "performance"),
        ("glad", "indifferent", "attractive"),
        ("indifferent", "bearable", "indifferent"),
        ("unwelcome", "expected", "reverse"),
        ("expected", "glad", "reverse"),
        ("glad", "glad", "questionable"),
        ("unwelcome", "unwelcome", "questionable"),
        ("glad", "", ""),
        ("", "glad", ""),
    ],
)
def test_the_class_of_a_pair_of_answers(present: str, absent: str, expected: str) -> None:
    assert class_of(Requirement(id="q", present=present, absent=absent)) == expected


def test_the_other_way_round_a_requirement_is_reversed() -> None:
    turned = {"must_be": "reverse", "performance": "reverse", "attractive": "reverse"}
    for present in VIEWS:
        for absent in VIEWS:
            one = class_of(Requirement(id="q", present=present, absent=absent))
            other = class_of(Requirement(id="q", present=absent, absent=present))
            if one in turned:
                assert other == "reverse"


ROWS = (
    {"id": "q1", "text": "Weekly figures", "present": "glad", "absent": "indifferent"},
    {"id": "q2", "text": "Call back within a day", "present": "expected", "absent": "unwelcome"},
    {"id": "q3", "text": "A red housing", "present": "glad", "absent": "glad"},
    {"id": "q4", "text": "Night shifts", "present": "unwelcome"},
)


def test_what_must_be_there_comes_first_and_doubtful_pairs_are_asked_again() -> None:
    case = case_of(document(format="fieldapp-case/1.1", requirements=list(ROWS)))
    assert [one.id for one in in_order(case)] == ["q2", "q1", "q3", "q4"]
    said = {f.code: f.where for f in analyse("kano", case, playbook(), TODAY)}
    assert said == {
        "kano.questionable": "requirements/q3/present",
        "kano.half": "requirements/q4/absent",
    }


def test_the_supervisor_reads_the_classes_and_the_customer_does_not() -> None:
    made = content_of(document(format="fieldapp-case/1.1", requirements=list(ROWS)))
    told = text_of(report_of(made, lang="en"))
    assert "Must-be" in told and "Call back within a day" in told
    phone = text_of(report_of(made, lang="en", edition="phone"))
    assert "Must-be" in phone
    assert "Must-be" not in text_of(report_of(made, lang="en", audience="customer"))
