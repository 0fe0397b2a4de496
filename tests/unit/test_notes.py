"""What is read back: only what the customer may see, and answers that hold as long as it stands."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from case_kit import examples
from hypothesis import given
from hypothesis import strategies as st
from report_kit import DRAFT, SAMPLES, case_of, document, playbook, sample_file

from fieldapp.base.language import LANGS, Lang
from fieldapp.case.records import Acknowledgement, Case
from fieldapp.playbook.fields import Visibility
from fieldapp.report.compose import compose
from fieldapp.report.content import Content
from fieldapp.report.notes import (
    PARTS,
    Note,
    Showing,
    changes,
    replies,
    showing,
    standing_reply,
)

Document = dict[str, Any]

TALK: Document = document(
    format="fieldapp-case/1.1",
    customer={"company": "澜川物流", "contact": "何静"},
    engineer="顾明远",
    supervisor="沈岚",
    severity=3,
    statements=[
        {"id": "s1", "kind": "fact", "text": {"zh": "每天断线", "en": "It drops daily"},
         "speaker": "何静", "verbatim": True, "evidence": ["e1"]},
        {"id": "s2", "kind": "expectation", "text": "周五前要有日期", "speaker": "何静"},
        {"id": "s3", "kind": "feeling", "text": "我很难堪", "speaker": "何静"},
        {"id": "s4", "kind": "fact", "text": "量过 42 个点", "speaker": "顾明远"},
    ],
    emotions=[{"id": "r1", "who": "customer", "level": 4, "word": "难堪"}],
    causes=[{"id": "c1", "text": "天线下倾", "category": "product", "basis": "assumption"}],
    options=[
        {"id": "o1", "title": "调回下倾角", "chosen": True, "cost": 100, "reason": "最快"},
        {"id": "o2", "title": "新建基站", "cost": 900},
    ],
    commitments=[
        {"id": "k1", "what": "顾明远到场复测", "who": "顾明远", "party": "us", "due": "2026-11-23",
         "measure": "42 个点都合格", "condition": "业主同意", "proof": "记录", "status": "open"},
        {"id": "k2", "what": "取得业主同意", "who": "何静", "party": "customer"},
    ],
    evidence=[{"id": "e1", "kind": "number", "caption": "断线", "value": 41, "unit": "次"}],
    answers={
        "paraphrase": "断线影响装卸，您要一个写下来的日期。",
        "paraphrase_confirmed": "not_asked",
        "problem": "终端断线",
        "impact_summary": "装卸变慢",
        "concern_behind": "怕总部追问",
        "still_unclear": "夜间情况",
        "open_points": "月租是否减免",
        "follow_up_date": "2026-11-12",
        "follow_up_channel": "visit",
        "escalation_contact": "我方：区域服务主管",
        "agreed_in_writing": False,
        "private_note": "别着急",
    },
    report={"background": "背景。", "solution": "方案。"},
)  # fmt: skip


def noted(of: Document = TALK, lang: Lang = "zh") -> list[tuple[str, str]]:
    return [(note.part, note.text or str(note.on)) for note in shown(of, lang).notes]


def shown(of: Document = TALK, lang: Lang = "zh") -> Showing:
    return showing(case_of(of), playbook(), lang)


def test_the_customer_is_shown_what_they_may_see_part_by_part() -> None:
    assert noted() == [
        ("understood", "断线影响装卸，您要一个写下来的日期。"),
        ("said", "每天断线"),
        ("hoped", "周五前要有日期"),
        ("agreed", "我方工程师到场复测"),
        ("agreed", "取得业主同意"),
        ("open", "月租是否减免"),
        ("next", "2026-11-12"),
        ("next", "上门"),
        ("next", "我方：区域服务主管"),
    ]


def test_each_note_says_whose_it_is_and_what_it_depends_on() -> None:
    said, hoped = shown().of("said")[0], shown().of("hoped")[0]
    assert (said.who, said.quoted, hoped.quoted) == ("何静", True, False)
    ours, theirs = shown().of("agreed")
    assert ours == Note(
        "agreed",
        "我方工程师到场复测",
        who="我方工程师",
        on=date(2026, 11, 23),
        measure="42 个点都合格",
        condition="业主同意",
    )
    assert theirs.who == "何静"
    assert [note.field for note in shown().of("next")] == [
        "follow_up_date",
        "follow_up_channel",
        "escalation_contact",
    ]


def test_a_note_without_a_translation_is_shown_as_it_was_said() -> None:
    assert [text for part, text in noted(lang="en") if part in ("said", "hoped")] == [
        "It drops daily",
        "周五前要有日期",
    ]


def test_the_chosen_option_is_shown_where_the_playbook_lets_the_customer_see_it() -> None:
    guide = playbook()
    fields = {
        name: replace(field, visibility=Visibility.CUSTOMER) if field.record == "options" else field
        for name, field in guide.fields.items()
    }
    found = showing(case_of(TALK), replace(guide, fields=fields), "zh")
    assert found.of("agreed")[0] == Note("agreed", "调回下倾角")


def test_an_action_that_was_cancelled_is_no_longer_agreed() -> None:
    talk = deepcopy(TALK)
    talk["commitments"][1]["status"] = "cancelled"
    assert ("agreed", "取得业主同意") not in noted(talk)


def test_nothing_noted_nothing_shown() -> None:
    assert shown(document()) == Showing("zh")


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("name", SAMPLES)
def test_whoever_holds_the_case_sees_the_same_notes(name: str, lang: Lang) -> None:
    """The owner, the reader of frozen content, and whoever takes the case out of a report."""
    case = case_of(sample_file(name).read_bytes())
    guide = playbook(case.playbook)
    content = compose(case, guide, DRAFT)
    frozen = Content.from_bytes(content.to_bytes()).case
    first = showing(case, guide, lang)
    assert {note.part for note in first.notes} == set(PARTS)
    assert showing(content.case, guide, lang) == showing(frozen, guide, lang) == first


# What an answer is bound to


def test_the_canonical_bytes_are_as_documented() -> None:
    """`docs/case-format.md` promises them to other implementations."""
    found = Showing("en", (Note("agreed", "测", who="何静", on=date(2026, 11, 23)),))
    assert found.data.decode() == (
        '{"format":"fieldapp-shown/1","lang":"en","notes":'
        '[["agreed","测","","何静",false,"2026-11-23","",""]]}'
    )
    assert found.hash == hashlib.sha256(found.data).hexdigest()


@pytest.mark.parametrize("lang", LANGS)
def test_what_was_shown_comes_back_from_its_bytes(lang: Lang) -> None:
    assert Showing.from_data(shown(lang=lang).data) == shown(lang=lang)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"[]",
        b"{}",
        b"\xff",
        b"[" * 100_000,
        b'{"format":"fieldapp-shown/1","lang":"zh","notes":[["said"]]}',
        b'{"format":"fieldapp-shown/2","lang":"zh","notes":[]}',
        b'{"format":"fieldapp-shown/1","lang":"zh","notes":[[1,2,3,4,5,6,7,8]]}',
        b'{"format":"fieldapp-shown/1", "lang":"zh","notes":[]}',
    ],
)
def test_damaged_bytes_show_nothing(data: bytes) -> None:
    assert Showing.from_data(data) is None


def answered(case: Case, **parts: Any) -> Case:
    """The case with one more answer to what it shows now."""
    lang: Lang = parts.get("lang", "zh")
    known = {"answer": "right", "how": "on_screen", "lang": lang, "at": DRAFT.at}
    digest = showing(case, playbook(), lang).hash
    more = Acknowledgement(id=f"a{len(case.acknowledgements)}", **known | {"shown": digest} | parts)
    return replace(case, acknowledgements=(*case.acknowledgements, more))


def holds(before: Document, after: Document, lang: Lang = "zh") -> bool:
    """Whether an answer to the one is still an answer to the other."""
    given = answered(case_of(before), lang=lang).acknowledgements
    (reply,) = replies(replace(case_of(after), acknowledgements=given), playbook())
    return reply.holds


Path = tuple[str | int, ...]

SHOWN: list[Path] = [
    ("statements", 0, "text", "zh"),
    ("statements", 0, "speaker"),
    ("statements", 1, "text"),
    ("commitments", 0, "what"),
    ("commitments", 0, "measure"),
    ("commitments", 0, "condition"),
    ("commitments", 1, "who"),
    ("answers", "paraphrase"),
    ("answers", "paraphrase_correction"),
    ("answers", "remedy_sought"),
    ("answers", "solution_steps"),
    ("answers", "customer_condition"),
    ("answers", "not_possible"),
    ("answers", "agreed_standard"),
    ("answers", "acceptance_check"),
    ("answers", "open_points"),
    ("answers", "escalation_contact"),
]
HIDDEN: list[Path] = [
    ("statements", 0, "text", "en"),
    ("statements", 2, "text"),
    ("statements", 3, "text"),
    ("emotions", 0, "word"),
    ("emotions", 0, "trigger"),
    ("causes", 0, "text"),
    ("options", 0, "title"),
    ("options", 0, "reason"),
    ("options", 0, "risk"),
    ("options", 1, "title"),
    ("commitments", 0, "proof"),
    ("evidence", 0, "caption"),
    ("customer", "contact"),
    ("report", "background"),
    ("report", "benefit"),
    ("title",),
    ("answers", "problem"),
    ("answers", "impact_summary"),
    ("answers", "concern_behind"),
    ("answers", "their_side"),
    ("answers", "still_unclear"),
    ("answers", "serial_number"),
    ("answers", "guard_override_reason"),
    ("answers", "private_note"),
]
TURNED: list[tuple[str, Any, Any, bool]] = [
    ("statements", 0, {"verbatim": False}, True),
    ("statements", 1, {"kind": "fact"}, True),
    ("statements", 2, {"kind": "fact"}, True),
    ("statements", 0, {"speaker": "顾明远"}, True),
    ("statements", 0, {"evidence": []}, False),
    ("statements", 0, {"at": "2026-11-20T10:00:00+08:00"}, False),
    ("options", 0, {"chosen": False}, False),
    ("options", 0, {"cost": 5, "benefit": 7, "feasibility": 2}, False),
    ("commitments", 0, {"due": "2026-11-24"}, True),
    ("commitments", 0, {"status": "cancelled"}, True),
    ("commitments", 0, {"status": "done"}, False),
    ("emotions", 0, {"level": 2}, False),
    ("evidence", 0, {"value": 9}, False),
]
words = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=12)


def put(of: Document, path: Path, content: Any) -> Document:
    """A copy with something else at a place."""
    changed = deepcopy(of)
    *way, last = path
    holder: Any = changed
    for step in way:
        holder = holder[step]
    holder[last] = content
    return changed


@given(st.sampled_from(SHOWN), words.filter(str.strip), words.filter(str.strip))
@examples(60)
def test_an_answer_is_void_as_soon_as_anything_shown_changes(
    path: Path, one: str, two: str
) -> None:
    before, after = put(TALK, path, f"客户{one}"), put(TALK, path, f"客户{two}")
    assert holds(before, after) is (one == two)
    assert not holds(TALK, before)
    assert holds(before, before)


@given(st.lists(st.tuples(st.sampled_from(HIDDEN), words), min_size=1, max_size=6))
@examples(60)
def test_an_answer_holds_whatever_changes_that_is_not_shown(
    changed: list[tuple[Path, str]],
) -> None:
    after = TALK
    for path, text in changed:
        after = put(after, path, text)
    assert holds(TALK, after)


@pytest.mark.parametrize(("collection", "number", "parts", "is_shown"), TURNED)
def test_what_is_turned_counts_if_it_is_shown(
    collection: str, number: int, parts: Document, is_shown: bool
) -> None:
    record = TALK[collection][number]
    assert holds(TALK, put(TALK, (collection, number), record | parts)) is not is_shown


@pytest.mark.parametrize(
    ("change", "is_shown"),
    [
        (lambda talk: talk["statements"].reverse(), False),
        (lambda talk: talk["commitments"].reverse(), True),
        (lambda talk: talk["commitments"].pop(), True),
        (lambda talk: talk["emotions"].clear(), False),
        (lambda talk: talk["answers"].pop("follow_up_date"), True),
        (lambda talk: talk["answers"].update(follow_up_date="2026-11-13"), True),
        (lambda talk: talk["answers"].update(follow_up_channel="phone"), True),
        (lambda talk: talk["answers"].update(review_date="2026-12-01"), True),
        (lambda talk: talk["answers"].update(paraphrase_confirmed="yes"), False),
        (lambda talk: talk["answers"].update(satisfaction=2, downtime=9), False),
        (lambda talk: talk.update(severity=5, situation="emergency"), False),
        (lambda talk: talk.update(opened_steps=["collaborate"]), False),
        (lambda talk: talk.update({"x-own": 1}), False),
    ],
)
def test_what_comes_goes_or_moves_counts_if_it_is_shown(
    change: Callable[[Document], object], is_shown: bool
) -> None:
    after = deepcopy(TALK)
    change(after)
    assert holds(TALK, after) is not is_shown


def test_an_answer_is_bound_to_the_language_it_was_shown_in() -> None:
    after = put(TALK, ("statements", 0, "text", "en"), "It drops twice a day")
    assert holds(TALK, after, "zh")
    assert not holds(TALK, after, "en")


def test_what_was_changed_back_holds_again() -> None:
    case = answered(case_of(TALK))
    other = replace(case, statements=case.statements[1:])
    assert [r.holds for r in replies(other, playbook())] == [False]
    assert [r.holds for r in replies(case, playbook())] == [True]


# Which of several answers counts


def counting(case: Case) -> tuple[str, bool] | None:
    reply = standing_reply(case, playbook())
    return (reply.given.answer, reply.holds) if reply else None


def test_the_last_answer_to_what_is_shown_now_counts() -> None:
    case = case_of(TALK)
    assert counting(case) is None
    asked = answered(case, answer="declined")
    assert counting(asked) == ("declined", True)
    objected = answered(asked, answer="not_quite")
    assert counting(objected) == ("not_quite", True)
    assert counting(answered(objected, answer="declined")) == ("not_quite", True)
    agreed = answered(objected)
    assert counting(agreed) == ("right", True)
    changed = replace(agreed, statements=())
    assert counting(changed) == ("right", False)
    assert counting(answered(changed, answer="declined")) == ("declined", True)
    assert [r.holds for r in replies(answered(changed, answer="declined"), playbook())] == [
        *(False, False, False, True)
    ]


def test_answers_come_in_the_order_they_were_given_in() -> None:
    later, earlier = DRAFT.at, DRAFT.at.replace(hour=9)
    case = answered(answered(case_of(TALK), at=later), answer="not_quite", at=earlier)
    assert [r.given.answer for r in replies(case, playbook())] == ["not_quite", "right"]


def test_an_answer_to_nothing_known_does_not_hold() -> None:
    case = case_of(TALK | {"acknowledgements": [{"answer": "right", "how": "told"}]})
    assert counting(case) == ("right", False)


# What has changed since


def test_what_has_changed_since_is_named() -> None:
    after = put(TALK, ("commitments", 0, "due"), "2026-11-30")
    after["statements"].append({"kind": "fact", "text": "又断了", "speaker": "何静"})
    found = changes(shown(), shown(after))
    assert [(note.text, str(note.on)) for note in found.gone] == [
        ("我方工程师到场复测", "2026-11-23")
    ]
    assert [note.text for note in found.new] == ["又断了", "我方工程师到场复测"]


def test_the_same_note_twice_is_not_the_same_as_once() -> None:
    note = Note("said", "断线")
    once, twice = Showing("zh", (note,)), Showing("zh", (note, note))
    assert changes(once, twice).new == (note,)
    assert changes(twice, once).gone == (note,)
    assert json.loads(twice.data)["notes"][0] == json.loads(twice.data)["notes"][1]


def test_what_was_settled_is_read_back_with_the_rest() -> None:
    settled = {
        "reading_theirs": "到场就是两小时内到场",
        "expectation_agreed": "四小时内到场，两小时内回话",
        "duty_split": "备件：我方仓库主管",
        "communication_plan": "每周二一封邮件",
    }
    told = deepcopy(TALK) | {"playbook": "conflict", "situation": "contract_dispute"}
    told["answers"] |= settled
    parts = {text: part for part, text in noted(told)}
    assert [parts[text] for text in settled.values()] == ["understood", "agreed", "agreed", "next"]
