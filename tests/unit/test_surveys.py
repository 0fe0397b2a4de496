"""The survey: gaps by dimension, what is said of them, what a report tells to whom."""

from __future__ import annotations

from datetime import date

from pdf_reading import text_of
from report_kit import case_of, content_of, document, playbook, report_of

from fieldapp.base.language import LANGS, detect, message
from fieldapp.case.records import Case
from fieldapp.case.toolrecords import DIMENSIONS
from fieldapp.playbook.surveys import survey
from fieldapp.playbook.tools import analyse
from fieldapp.playbook.tools.survey import gaps, ratings_of

TODAY = date(2026, 11, 25)


def rating(ident: str, of: str, question: str, *figures: int | None) -> dict[str, object]:
    dimension = next(one.dimension for one in survey().questions if one.id == question)
    known = {"id": ident, "survey": of, "question": question, "dimension": dimension}
    sides = zip(("expected", "found"), figures, strict=True)
    return {**known, **{side: figure for side, figure in sides if figure is not None}}


def surveyed(*ratings: dict[str, object], **first: object) -> Case:
    surveys = [{"id": "v1", **first}, {"id": "v2", "asked": "colleague"}]
    parts = {"surveys": surveys, "survey_ratings": list(ratings)}
    return case_of(document(format="fieldapp-case/1.1", **parts))


def test_a_gap_is_what_was_found_less_what_was_expected_of_what_was_rated_both_ways() -> None:
    case = surveyed(
        rating("r1", "v1", "in_time", 5, 3),
        rating("r2", "v1", "lasting", 4, 4),
        rating("r3", "v1", "understood", 3, None),
        rating("r4", "v2", "in_time", 2, 5),
    )
    (gap,) = gaps(case, "customer")
    assert (gap.dimension, gap.expected, gap.found, gap.count) == ("reliability", 4.5, 3.5, 2)
    assert gap.size == -1.0
    (other,) = gaps(case, "colleague")
    assert other.size == 3.0


def test_a_question_that_two_laptops_rated_counts_once_in_its_response() -> None:
    case = surveyed(rating("r1", "v1", "candid", 5, 3), rating("r2", "v1", "candid", 1, 1))
    assert ratings_of(case, "v1")["candid"].id == "r1"


def test_where_it_fell_short_it_says_what_helps() -> None:
    case = surveyed(
        rating("r1", "v1", "in_time", 5, 3),
        rating("r2", "v1", "candid", 4, 4),
        recommend=4,
    )
    said = analyse("survey", case, playbook(), TODAY)
    codes = {finding.code for finding in said}
    assert codes == {"survey.short_customer", "survey.reluctant", "survey.unanswered"}
    short = next(finding for finding in said if finding.code == "survey.short_customer")
    assert "−2.0" in message(short, "en")
    assert "reliab" in message(short, "en").lower()
    for lang in LANGS:
        assert all(detect(message(finding, lang)) == lang for finding in said)


def test_every_dimension_is_asked_in_both_wordings() -> None:
    asked = survey()
    assert {one.dimension for one in asked.questions} == set(DIMENSIONS) == set(asked.dimensions)
    for question in asked.questions:
        assert all(text.zh and text.en for text in question.text.values())


def test_the_supervisor_reads_the_gaps_and_the_customer_nothing_of_it() -> None:
    ratings = [rating("r1", "v1", "in_time", 5, 3)]
    parts = {
        "surveys": [{"id": "v1", "recommend": 7, "words": "The second visit was well prepared."}],
        "survey_ratings": ratings,
    }
    whole = document(format="fieldapp-case/1.1", **parts)
    made = content_of(whole)
    told = text_of(report_of(made, lang="en"))
    assert "Would recommend (0 to 10): 7" in told
    assert "−2.0" in told and "well prepared" in told
    customer = text_of(report_of(made, lang="en", audience="customer"))
    assert "recommend" not in customer and "well prepared" not in customer
