"""Looking back: what a debrief leaves open, and what a report tells of it to whom."""

from __future__ import annotations

from datetime import date

from pdf_reading import text_of
from report_kit import case_of, content_of, document, playbook, report_of

from fieldapp.playbook.tools import analyse

TODAY = date(2026, 11, 25)
DEBRIEF = {
    "id": "d1",
    "on": "2026-11-24",
    "attendees": "Service, sales",
    "planned": "Swap the part in one visit",
    "happened": "Two visits, the part was of the older kind",
    "why": "The list of parts had not been updated",
}


def codes(**parts: object) -> dict[str, str]:
    case = case_of(document(format="fieldapp-case/1.1", **parts))
    return {found.code: found.where for found in analyse("debrief", case, playbook(), TODAY)}


def test_it_asks_for_the_lesson_for_what_changes_and_for_who_does_it() -> None:
    assert codes(debriefs=[DEBRIEF]) == {
        "debrief.no_lesson": "answers/lesson",
        "debrief.nothing_changes": "debriefs/d1/change",
    }
    changing = DEBRIEF | {"change": "Update the list with each delivery"}
    told = {"lesson": "Ask for the list's date first"}
    assert codes(debriefs=[changing], answers=told) == {"debrief.nobody": "commitments"}
    assert codes(debriefs=[changing], answers=told, commitments=[{"what": "Update it"}]) == {}
    assert codes(debriefs=[{"id": "d1", "on": "2026-11-24"}]) == {}


def test_the_supervisor_reads_it_and_the_customer_does_not() -> None:
    made = content_of(document(format="fieldapp-case/1.1", debriefs=[DEBRIEF]))
    told = text_of(report_of(made, lang="en"))
    assert "Looking back · 2026-11-24" in told and "older kind" in told
    assert "older kind" not in text_of(report_of(made, lang="en", audience="customer"))
