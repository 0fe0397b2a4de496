"""The guide: what an engineer sees of a playbook as the talk goes on."""

import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from playbook_cases import OPENED, TODAY, angry, guide, talk

from fieldapp.base.findings import Severity
from fieldapp.base.language import LANGS, Text, message
from fieldapp.case.records import Case, Commitment, Customer, Statement
from fieldapp.playbook.clocks import timed
from fieldapp.playbook.fields import Visibility
from fieldapp.playbook.guide import FieldState, Guide, Status
from fieldapp.playbook.model import Playbook


def state(of: Guide, field_id: str) -> FieldState:
    return next(known for step in of.steps for known in step.fields if known.field.id == field_id)


def missing(of: Guide) -> list[str | int]:
    return [f.params["field"] for f in of.missing()]


def codes(findings: tuple[Any, ...]) -> list[str]:
    return [f.code for f in findings]


DEAL = Commitment(id="k1", what=Text(zh="换件"), who=Text(zh="王工"), due=date(2026, 12, 1))


def test_an_empty_case_is_untouched_and_asks_for_the_first_needed_thing() -> None:
    fresh = guide()
    assert [step.status for step in fresh.steps] == [Status.UNTOUCHED, Status.UNTOUCHED]
    assert not any(step.folded for step in fresh.steps)
    assert missing(fresh) == ["wish", "fix_kind", "deals"]
    assert fresh.progress() == (0, 3)
    move = fresh.next_move()
    assert move is not None and move.field is not None
    assert (move.state.step.id, move.field.id) == ("listen", "wish")


def test_a_finished_case_needs_nothing_more() -> None:
    done = guide(
        answers={
            "wish": Text(zh="换一台"),
            "fix_kind": "parts",
            "parts_due": "2026-12-01",
            "explained": True,
        },
        commitments=(DEAL,),
    )
    assert [step.status for step in done.steps] == [Status.COMPLETE, Status.COMPLETE]
    assert done.progress() == (4, 4)
    assert done.findings() == ()
    assert done.next_move() is None


def test_missing_names_field_step_and_place_in_both_languages() -> None:
    first = guide().missing()[0]
    assert (first.code, first.where) == ("playbook.missing", "answers/wish")
    assert (first.params["field"], first.params["step"]) == ("wish", "listen")
    assert "诉求" in message(first, "zh") and "听" in message(first, "zh")
    assert "Wish" in message(first, "en") and "Listen" in message(first, "en")


def test_anger_folds_the_solution_until_the_paraphrase_is_confirmed() -> None:
    upset = guide(emotions=(angry(),))
    solve = upset.steps[1]
    assert solve.folded
    assert solve.reason.en == "Say it back first."
    assert [known.field.id for known in solve.visible] == ["danger"]
    heard = guide(emotions=(angry(),), answers={"heard": "yes"})
    assert not heard.steps[1].folded
    calmer = guide(emotions=(angry(), angry(2)))
    assert not calmer.steps[1].folded


def test_a_folded_step_puts_off_its_fields_but_the_final_report_still_needs_them() -> None:
    upset = guide(emotions=(angry(),), answers={"wish": "换一台"})
    assert missing(upset) == ["fix_kind", "deals"]
    move = upset.next_move()
    assert move is not None
    assert (move.state.step.id, move.state.folded, move.field) == ("solve", True, None)


def test_nothing_ever_hides_safety() -> None:
    upset = guide(emotions=(angry(5),))
    assert all(known.visible for step in upset.steps for known in step.fields if known.field.always)


def test_a_step_opened_in_spite_of_its_guard_shows_and_asks_for_the_reason() -> None:
    opened = guide(("solve",), emotions=(angry(),))
    assert not opened.steps[1].folded
    assert state(opened, "fix_kind").visible
    assert opened.steps[1].reason
    assert codes(opened.overridden()) == ["playbook.override_unexplained"]
    assert all(
        "Solve" in message(f, "en") and "解" in message(f, "zh") for f in opened.overridden()
    )
    told = guide(("solve",), emotions=(angry(),), answers={"guard_override_reason": "设备要停"})
    assert told.overridden() == ()
    kept = Guide(talk(), Case(emotions=(angry(),), opened_steps=("solve",)), TODAY)
    assert kept.steps == opened.steps
    assert guide((), emotions=(angry(),), opened_steps=("solve",)).steps[1].folded
    needless = guide(("solve", "listen", "unheard_of"))
    assert needless.overridden() == ()


def test_a_field_that_is_not_called_for_is_neither_shown_nor_needed() -> None:
    assert not state(guide(answers={"fix_kind": "visit"}), "parts_due").visible
    assert "parts_due" not in missing(guide(answers={"fix_kind": "visit"}))
    assert state(guide(answers={"fix_kind": "parts"}), "parts_due").visible
    assert "parts_due" in missing(guide(answers={"fix_kind": "parts"}))


def test_required_when_follows_the_case() -> None:
    assert not state(guide(severity=3), "price").required
    assert state(guide(severity=4), "price").required


def test_every_record_that_is_there_must_be_whole() -> None:
    half = Commitment(id="k2", what=Text(zh="回电"))
    found = [f for f in guide(commitments=(DEAL, half)).missing() if "deals" in f.params.values()]
    assert [f.where for f in found] == ["commitments/k2/who", "commitments/k2/due"]
    assert "期限" in message(found[1], "zh") and "due date" in message(found[1], "en")
    assert guide(commitments=(DEAL, half)).steps[1].status is Status.BEGUN


def test_a_view_shows_only_its_kind_of_record() -> None:
    said = (
        Statement(id="s1", kind="fact", text=Text(zh="断网"), speaker=Text(zh="李")),
        Statement(id="s2", kind="feeling", text=Text(zh="着急")),
    )
    facts = state(guide(statements=said), "said_facts")
    assert facts.value == (said[0],)
    assert facts.done


@pytest.mark.parametrize(
    ("field_id", "raw", "value"),
    [
        ("wish", "换", Text(zh="换")),
        ("wish", Text(en="replace", src="en"), Text(en="replace", src="en")),
        ("heard", "yes", "yes"),
        ("heard", Text(en="yes", src="en"), "yes"),
        ("teams", ("sales", "quality"), ("quality", "sales")),
        ("teams", "sales", ("sales",)),
        ("hours_lost", 4, Decimal(4)),
        ("hours_lost", Decimal("4.5"), Decimal("4.5")),
        ("price", "46000.50", Decimal("46000.50")),
        ("calm", 5, Decimal(5)),
        ("review_on", "2026-12-01", date(2026, 12, 1)),
        ("seen_at", "2026-11-20T09:30:00+00:00", OPENED),
        ("explained", False, False),
    ],
)
def test_answers_are_read_by_their_fields_type(field_id: str, raw: Any, value: Any) -> None:
    found = state(guide(answers={field_id: raw}), field_id)
    assert (found.value, found.misfit) == (value, None)


@pytest.mark.parametrize(
    ("field_id", "raw"),
    [
        ("wish", 7),
        ("heard", "maybe"),
        ("heard", True),
        ("teams", ("sale",)),
        ("hours_lost", "many"),
        ("hours_lost", True),
        ("hours_lost", -1),
        ("hours_lost", Decimal("NaN")),
        ("price", "1e99"),
        ("calm", 6),
        ("calm", Decimal("2.5")),
        ("review_on", "soon"),
        ("seen_at", 20261120),
        ("explained", "yes"),
        ("explained", 1),
    ],
)
def test_an_answer_that_does_not_fit_is_kept_listed_and_counts_as_unanswered(
    field_id: str, raw: Any
) -> None:
    case = guide(answers={field_id: raw, "fix_kind": "visit"})
    found = state(case, field_id)
    assert not found.answered
    assert found.misfit is not None
    assert codes(case.misfits()) == ["playbook.misfit"]
    assert all(message(case.misfits()[0], lang) for lang in LANGS)


def test_of_a_set_the_known_choices_count_and_the_others_are_listed() -> None:
    found = state(guide(answers={"teams": ("sales", "legal")}), "teams")
    assert (found.value, found.misfit) == (("sales",), ("legal",))


@pytest.mark.parametrize("blank", ["", "  ", Text(), Text(zh=" "), ()])
def test_blank_is_unanswered_and_no_misfit(blank: Any) -> None:
    case = guide(answers={"wish": blank})
    assert not state(case, "wish").answered
    assert case.misfits() == ()


def test_another_playbooks_answers_are_left_alone() -> None:
    assert guide(answers={"of_another": {"strange": 1}}).misfits() == ()


def test_a_register_the_view_could_not_type_is_listed() -> None:
    assert codes(guide(misfits={"answers/price": {"amount": 1}}).misfits()) == ["playbook.misfit"]


def test_a_header_field_shows_the_cases_header() -> None:
    assert state(guide(title=Text(zh="断网")), "headline").value == Text(zh="断网")
    assert not state(guide(), "headline").answered


def test_phrases_follow_the_customers_latest_level() -> None:
    listen = talk().steps[0]
    said = [phrase.text.en for phrase in guide(emotions=(angry(5),)).coach(listen).say]
    assert said == ["I am listening."]
    assert guide().coach(listen).say[0].text.en == "Please tell me."
    assert guide().coach(listen, 9).say[0].text.en == "I am listening."
    assert guide().coach(listen, 1).avoid[0].why.zh == "说了做不到。"


def test_a_phrase_for_some_cases_is_offered_in_those_and_first() -> None:
    solve = talk().steps[1]
    assert [phrase.text.en for phrase in guide().coach(solve).say] == ["Let us look together."]
    said = guide(answers={"fix_kind": "parts"}).coach(solve).say
    assert [phrase.text.en for phrase in said] == ["Which part?", "Let us look together."]
    assert len(guide(answers={"fix_kind": "parts"}).coach(solve, 4).say) == 1


def test_the_latest_reading_is_the_later_in_time_or_else_the_later_entered() -> None:
    later = OPENED + timedelta(hours=1)
    assert guide(emotions=(angry(4, later), angry(2, OPENED))).levels == {"customer": 4}
    assert guide(emotions=(angry(4), angry(2))).levels == {"customer": 2}
    assert guide(emotions=(angry(4), angry(None))).levels == {"customer": 4}
    assert guide(emotions=(angry(3, who="engineer"),)).levels == {"engineer": 3}
    naive = datetime(2026, 11, 20, 8, 0)
    assert guide(emotions=(angry(4, OPENED), angry(1, naive))).levels == {"customer": 4}


def test_the_playbooks_rules_speak_both_languages() -> None:
    found = guide(answers={"fix_kind": "visit"}).rules()
    assert [(f.code, f.severity, f.where) for f in found] == [
        ("playbook.rule", Severity.WARNING, "answers/explained")
    ]
    assert message(found[0], "zh") == "办法还没有说明。用一句话说清。"
    assert message(found[0], "en") == "The fix is not explained yet. Say it in a sentence."


def test_clocks_run_by_severity() -> None:
    def ends(**case: Any) -> list[tuple[str, datetime]]:
        known = guide(**case)
        return [(each.clock.id, each.due) for each in timed(known.case, known.playbook)]

    assert ends(severity=5, opened=OPENED) == [("reply", OPENED + timedelta(minutes=30))]
    assert ends(severity=2, opened=OPENED) == []
    assert ends(severity=5) == []
    review = ends(severity=3, opened=OPENED, answers={"review_on": "2026-12-01"})
    assert review == [("review", datetime(2026, 12, 2, tzinfo=UTC))]


def test_who_may_see_and_how_it_merges() -> None:
    playbook = talk()
    assert playbook.visibility("own_note") is Visibility.PRIVATE
    assert playbook.visibility("wish") is Visibility.CUSTOMER
    assert playbook.visibility("unheard_of") is Visibility.INTERNAL
    assert playbook.is_private("own_note") and not playbook.is_private("wish")
    assert playbook.merge_policy("answers/wish") == "append"
    assert playbook.merge_policy("answers/wish/@zh") == "append"
    assert playbook.merge_policy("answers/teams/sales") == "union"
    assert playbook.merge_policy("answers/price") == "supervisor"
    assert playbook.merge_policy("answers/unheard_of") == "single"
    assert playbook.merge_policy("commitments") == "union"
    assert playbook.merge_policy("commitments/k1/what") == "single"
    assert playbook.merge_policy("title") == "single"


_ANSWERS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.decimals(),
    st.text(max_size=8),
    st.builds(Text, st.text(max_size=3), st.text(max_size=3)),
    st.lists(st.sampled_from(["sales", "quality", "x"])).map(tuple),
    st.just({"odd": [1]}),
    st.just(((1,), None)),
)


@given(
    st.dictionaries(st.sampled_from(sorted(talk().fields)), _ANSWERS),
    st.lists(st.builds(angry, st.none() | st.integers(1, 5))).map(tuple),
    st.none() | st.integers(-3, 9),
)
def test_any_case_has_a_guide(answers: Any, emotions: Any, severity: Any) -> None:
    shown = guide(answers=answers, emotions=emotions, severity=severity, customer=Customer())
    done, needed = shown.progress()
    assert 0 <= done <= needed
    for finding in shown.findings():
        assert all(message(finding, lang) for lang in LANGS)
    assert (done == needed and not shown.missing()) or missing(shown)


def large(fields: int) -> Playbook:
    """A playbook of as many fields, a third of them with conditions."""
    content = json.loads(talk().compiled)
    wish = content["fields"]["wish"]
    uses = []
    for number in range(fields):
        content["fields"][f"f{number}"] = {**wish, "id": f"f{number}"}
        use = {"use": f"f{number}", "required": number % 2 == 0}
        if number % 3 == 0:
            use["visible_when"] = f"${{f{number - 1}}} != '' and not(severity() > {number})"
        uses.append(use)
    content["playbook"]["steps"][0]["fields"] = uses
    return Playbook.from_compiled(json.dumps(content).encode())


def test_a_case_of_three_hundred_fields_is_evaluated() -> None:
    case = Case(answers={f"f{number}": "文字" for number in range(0, 300, 2)}, severity=3)
    shown = Guide(large(300), case, TODAY)
    assert shown.findings() and shown.progress() and shown.next_move()
