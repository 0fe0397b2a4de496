"""What a case contributes to its team's figures: what its edition says and what became of it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from case_kit import Laptop, Ticking
from report_kit import library
from test_case_reviews import Team, decide, issue

from fieldapp.base.language import Text
from fieldapp.case.edit import Edit
from fieldapp.overview.packed import packed, unpacked
from fieldapp.overview.rows import CaseRow, Edition, Promise, Work, case_row
from fieldapp.overview.said import Rating, Said, Shift
from fieldapp.playbook.model import Playbook
from fieldapp.report.compose import compose
from fieldapp.report.content import Content, Issue

OPENED = datetime(2026, 11, 20, 9, tzinfo=UTC)
ISSUED = datetime(2026, 11, 21, 18, tzinfo=UTC)
CANARY = "canary"
"""In everything that nobody but the engineer may see."""


def guide() -> Playbook:
    found = library().get("disagreement")
    assert found is not None
    return found


def add(laptop: Laptop, item: str, **fields: object) -> None:
    def write(edit: Edit) -> None:
        edit.add(*item.split("/"))
        for name, content in fields.items():
            edit.write(f"{item}/{name}", content)

    laptop.edit(write)


def talk(eve: Laptop) -> None:
    """A case from its opening to what was agreed."""
    eve.write("opened", OPENED.isoformat())
    eve.say("title", "Two readings of one clause")
    eve.say("engineer", "Eve")
    eve.write("answers/first_response_at", (OPENED + timedelta(hours=2)).isoformat())
    add(eve, "emotions/m1", who="customer", level=4)
    eve.say("answers/impact_summary", "A week late")
    add(eve, "emotions/m2", who="customer", level=5)
    add(eve, "emotions/own", who="engineer", level=5, word=CANARY)
    eve.say("answers/paraphrase", "You were told otherwise")
    add(eve, "emotions/m3", who="customer", level=3)
    add(eve, "emotions/m4", who="customer", level=2)
    eve.choose("answers/disagreement_causes", "left_out", "goals")
    add(eve, "causes/c1", text="Late", category="process")
    add(eve, "causes/c2", text="Nobody told them", parent="c1", root=True)
    add(eve, "stances/s1", mode="avoiding", reason="Not now")
    add(eve, "stances/s2", mode="collaborating")
    eve.write("answers/customer_response", "declines")
    eve.write("answers/acceptance_result", "partly")
    eve.say("customer/company", "Hengfeng Dairy")
    eve.say("customer/contact", "Mr Zhao")
    eve.say("answers/lesson", "Read the clause out loud to Mr Zhao of Hengfeng Dairy, as Bo did")
    eve.say("answers/went_well", "Hengfeng was asked first")
    add(eve, "commitments/p1", what="Send the draft", who="Eve", party="us", due="2026-11-23")
    add(eve, "commitments/p2", what="Name somebody", party="customer", due="2026-11-22")
    add(eve, "commitments/p3", what="Call", who="Bo", party="us")
    add(eve, "surveys/v1", asked="customer")
    add(
        eve,
        "survey_ratings/r1",
        survey="v1",
        dimension="empathy",
        question="a",
        expected=4,
        found=2,
    )
    add(
        eve,
        "survey_ratings/r2",
        survey="v1",
        dimension="empathy",
        question="b",
        expected=5,
        found=5,
    )
    add(eve, "askings/a1", text=CANARY)
    eve.say("answers/our_interests", CANARY)
    eve.private.commit(lambda edit: edit.set_text("answers/private_note", Text.of(CANARY)))


def content_of(eve: Laptop) -> Content:
    return compose(eve.see(), guide(), Issue(ISSUED, 1))


def row_of(team: Team, content: Content | None) -> CaseRow | None:
    log = team.eve.log
    edition = Edition(content, guide(), [*log.changes.values()]) if content else None
    return case_row(team.eve.case, team.of(team.eve), log.fold, edition)


def test_a_row_says_what_a_supervisor_may_see_and_what_became_of_it() -> None:
    team = Team()
    eve, sam = team.eve, team.sam
    talk(eve)
    assert row_of(team, content_of(eve)) is None  # nothing was issued yet
    content = content_of(eve)
    issue(eve, 1)
    eve.write("issues/i1/at", ISSUED.isoformat())
    sam.take(eve)
    waiting = row_of(team, content)
    assert waiting is not None
    assert CANARY not in packed(waiting)
    assert unpacked(packed(waiting)) == waiting
    assert waiting == CaseRow(
        case=eve.case.hex(),
        reference="C-AAAQEAYE",
        state="issued",
        issued=ISSUED,
        promises=(
            Promise("us", date(2026, 11, 23), "open"),
            Promise("customer", date(2026, 11, 22), "open"),
            Promise("us", None, "open"),
        ),
        work=(
            Work("decision", Text(), date(2026, 11, 26)),
            Work("promise", Text.of("Eve"), date(2026, 11, 23)),
            Work("promise", Text.of("Bo"), None),
        ),
        said=Said(
            title=Text.of("Two readings of one clause"),
            method="disagreement",
            engineer=Text.of("Eve"),
            opened=OPENED,
            responded=OPENED + timedelta(hours=2),
            mode="collaborating",
            outcome="partly",
            causes=(
                ("category", "process"),
                ("disagreement_causes", "goals"),
                ("disagreement_causes", "left_out"),
            ),
            own_words=(Text.of("Nobody told them"),),
            shifts=(Shift(0, "", 4, 2), Shift(2, "listen", 4, 5), Shift(3, "feedback", 5, 2)),
            ratings=(Rating("customer", "empathy", 4.5, 3.5),),
            lesson=Text.of(
                "Read the clause out loud to the customer of the customer, as our colleague did"
            ),
            went_well=Text.of("Hengfeng was asked first"),
            names=waiting.said.names,
        ),
    )
    names = {name: text.en for name, text in waiting.said.names}
    assert names["disagreement"] == guide().title.en
    assert names["disagreement/listen"] == "Structured listening"
    assert names["disagreement_causes/left_out"] == "Something was left out"

    decide(sam, "returned")
    eve.take(sam)
    returned = row_of(team, content)
    assert returned is not None and returned.decided is None
    assert Work("return", Text.of("Eve"), None) in returned.work

    decide(sam, "conditions")
    eve.take(sam)
    eve.write("commitments/p1/status", "done")
    eve.write("commitments/p3/status", "cancelled")
    decided = row_of(team, content)
    assert decided is not None and decided.decided == datetime(2026, 11, 25, 9, tzinfo=UTC)
    assert {p.state for p in decided.promises[:3]} == {"done", "open", "cancelled"}
    assert len(decided.promises) == 4  # with the condition
    assert [one.kind for one in decided.work] == ["promise"]

    gone = row_of(team, None)  # its edition was erased
    assert gone is not None and (gone.said, gone.state) == (Said(), "conditions")
    assert gone.decided == decided.decided and len(gone.promises) == 1

    eve.write("issues/i1/withdrawn", ISSUED.isoformat())
    assert row_of(team, content) is None


def test_what_came_in_all_at_once_is_of_no_step() -> None:
    eve = Laptop("eve", clock=Ticking())

    def write(edit: Edit) -> None:
        edit.set_text("answers/impact_summary", Text.of("Late"))
        for place, level in enumerate((4, 2)):
            edit.add("emotions", f"m{place}")
            edit.write(f"emotions/m{place}/who", "customer")
            edit.write(f"emotions/m{place}/level", level)
        edit.set_text("answers/paraphrase", Text.of("So you say"))

    eve.edit(write)
    content = content_of(eve)
    issue(eve, 1)
    team = Team()
    team.eve = eve
    row = row_of(team, content)
    assert row is not None and row.said.shifts == (Shift(0, "", 4, 2),)
