"""Reading the notes back: the answer kept, what it changes and what it does not, and the copy."""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader
from report_kit import library, playbook
from store_kit import new_workspace
from test_notes import TALK

from fieldapp.base.language import Text
from fieldapp.case import outflow
from fieldapp.case.records import Acknowledgement, Case
from fieldapp.report.notes import replies
from fieldapp.store.workspace import Workspace
from fieldapp.usecases import cases, importing, readback
from fieldapp.usecases.readback import Answer, Given, Showing

CASE = bytes.fromhex("aa" * 16)
PEN = "M120 80L132 91L140 88"


def visit(home: Path, talk: dict[str, Any] = TALK) -> Workspace:
    """A workspace with the talk's case in it."""
    file = home / "case.json"
    file.write_text(json.dumps(talk), encoding="utf-8")
    workspace, _ = new_workspace(home)
    importing.keep_all(workspace, importing.check_files([file], library()), library())
    return workspace


@pytest.fixture
def workspace(tmp_path: Path) -> Any:
    found = visit(tmp_path)
    yield found
    found.lock()


def seen(workspace: Workspace) -> Case:
    return cases.load(workspace, CASE, library())


def shown(workspace: Workspace, lang: Any = "zh") -> Showing:
    return readback.showing(seen(workspace), playbook(), lang)


def answer(workspace: Workspace, answer: Answer, **parts: Any) -> Acknowledgement:
    """What is kept of an answer given on the screen."""
    given = Given(answer, **parts)
    item = readback.acknowledge(workspace, CASE, playbook(), shown(workspace), given)
    return next(a for a in seen(workspace).acknowledgements if a.id == item)


def write(workspace: Workspace, path: str, content: object) -> None:
    workspace.commit(CASE, lambda writing: writing.shared.write(path, content))


def test_an_answer_is_kept_with_what_it_is_bound_to(workspace: Workspace) -> None:
    screen = shown(workspace)
    kept = answer(workspace, "right", who=Text("何静"), signature=PEN)
    assert (kept.answer, kept.how, kept.lang) == ("right", "on_screen", "zh")
    assert (kept.who.original, kept.signature) == ("何静", PEN)
    assert kept.shown == kept.blob == screen.hash
    assert kept.at is not None
    assert workspace.get_blob(kept.blob) == screen.data
    reply = readback.standing(seen(workspace), playbook())
    assert reply == readback.Reply(kept, holds=True)


def test_right_confirms_the_paraphrase_not_quite_does_so_in_part(workspace: Workspace) -> None:
    answer(workspace, "right")
    assert seen(workspace).answers["paraphrase_confirmed"] == "yes"
    answer(workspace, "not_quite", words=Text.of("是三个日期，不是一个"))
    case = seen(workspace)
    assert case.answers["paraphrase_confirmed"] == "partly"
    assert case.answers["paraphrase_correction"] == "是三个日期，不是一个"
    assert [a.words.original for a in case.acknowledgements] == ["", "是三个日期，不是一个"]


def test_a_second_correction_stands_below_the_first(workspace: Workspace) -> None:
    first = Text("是三个日期", "Three dates", "zh")
    answer(workspace, "not_quite", words=first)
    answer(workspace, "not_quite", words=first)
    assert seen(workspace).answers["paraphrase_correction"] == first
    answer(workspace, "not_quite", words=Text.of("还有夜间"))
    assert seen(workspace).answers["paraphrase_correction"] == Text(
        "是三个日期\n还有夜间", "Three dates\n还有夜间", "zh"
    )


def test_a_correction_is_noted_so_it_is_read_back_the_next_time(workspace: Workspace) -> None:
    answer(workspace, "not_quite", words=Text.of("是三个日期"))
    assert [note.text for note in shown(workspace).of("understood")][1:] == ["是三个日期"]
    reply = readback.standing(seen(workspace), playbook())
    assert reply is not None
    assert (reply.given.answer, reply.holds) == ("not_quite", False)
    answer(workspace, "right")
    assert [r.holds for r in replies(seen(workspace), playbook())] == [False, True]


def test_a_refusal_changes_nothing_else(workspace: Workspace) -> None:
    before = outflow.document(seen(workspace))
    kept = answer(workspace, "declined")
    after = outflow.document(seen(workspace))
    assert after.pop("acknowledgements") == [outflow.record_document(kept, "acknowledgements")]
    assert after == before | {"format": "fieldapp-case/1.1"}


def test_without_a_paraphrase_an_answer_says_nothing_of_one(tmp_path: Path) -> None:
    answers = {name: said for name, said in TALK["answers"].items() if name != "paraphrase"}
    workspace = visit(tmp_path, TALK | {"answers": answers})
    answer(workspace, "not_quite", words=Text.of("不对"))
    case = seen(workspace)
    assert case.answers["paraphrase_confirmed"] == "not_asked"
    assert "paraphrase_correction" not in case.answers
    workspace.lock()


def test_what_the_engineer_says_is_not_what_the_customer_did(workspace: Workspace) -> None:
    readback.tell(workspace, CASE, playbook(), shown(workspace, "en"), Given("right"))
    (kept,) = seen(workspace).acknowledgements
    assert (kept.how, kept.lang, kept.signature) == ("told", "en", "")
    assert seen(workspace).answers["paraphrase_confirmed"] == "yes"


def test_an_answer_is_bound_to_what_was_on_the_screen_not_to_what_came_meanwhile(
    workspace: Workspace,
) -> None:
    screen = shown(workspace)
    write(workspace, "answers/open_points", "改了")
    readback.acknowledge(workspace, CASE, playbook(), screen, Given("right", signature=PEN))
    (reply,) = replies(seen(workspace), playbook())
    assert (reply.given.shown, reply.holds) == (screen.hash, False)


def test_what_has_changed_since_can_be_told(workspace: Workspace) -> None:
    kept = answer(workspace, "right")
    write(workspace, "answers/open_points", "夜间怎么办")
    found = readback.changed_since(workspace, kept, shown(workspace))
    assert found is not None
    assert [note.text for note in found.gone] == ["月租是否减免"]
    assert [note.text for note in found.new] == ["夜间怎么办"]
    workspace.erase(CASE, _erasing_item("statements/s2"))
    assert readback.changed_since(workspace, kept, shown(workspace)) is None


def _erasing_item(item: str) -> Any:
    from fieldapp.store.erase import Wish

    return Wish("item", "asked for", (item,))


def test_an_answer_goes_along_in_file_and_bundle_and_still_holds(
    workspace: Workspace, tmp_path: Path
) -> None:
    answer(workspace, "right", signature=PEN)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "case.json").write_bytes(outflow.dumps(seen(workspace)))
    other = visit(elsewhere, json.loads((elsewhere / "case.json").read_text(encoding="utf-8")))
    (reply,) = replies(seen(other), playbook())
    assert (reply.holds, reply.given.signature, reply.given.blob) == (True, PEN, "")
    assert readback.changed_since(other, reply.given, shown(other)) is None
    other.lock()


# The copy


def text_of(pdf: bytes) -> str:
    return "".join("".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages).split())


@pytest.mark.parametrize("whole", [False, True])
@pytest.mark.parametrize(
    ("lang", "contact", "wanted"),
    [
        (
            "zh",
            "服务热线 400",
            ["C-VKVKVKVK", "服务热线400", "2026年11月24日·上门", "区域服务主管", "不表示放弃"],
        ),
        ("en", "", ["C-VKVKVKVK", "24November2026·Visit", "Totakeitfurther", "waivesnothing"]),
    ],
)
def test_the_customer_gets_number_contact_next_news_and_how_to_go_further(
    workspace: Workspace, lang: Any, contact: str, wanted: list[str], whole: bool
) -> None:
    write(workspace, "answers/follow_up_date", "2026-11-24")
    answer(workspace, "right", who=Text("何静"), signature=PEN)
    made = readback.copy_for_customer(
        workspace, CASE, library(), lang=lang, contact=contact, whole=whole
    )
    assert not made.plain
    found = text_of(made.pdf)
    assert [word for word in wanted if word not in found] == []
    assert ("联系我们" in found or "Contact:" in found) is bool(contact)
    assert "顾明远" not in found
    assert "难堪" not in found


def test_the_copy_of_a_talk_is_one_page_and_says_what_the_screen_said(workspace: Workspace) -> None:
    answer(workspace, "not_quite", words=Text.of("是三个日期"))
    made = readback.copy_for_customer(workspace, CASE, library(), lang="zh")
    assert made.pages == 1
    found = text_of(made.pdf)
    for number, note in enumerate(shown(workspace).notes, 1):
        assert f"{number}." in found
        assert "".join(note.text.split()) in found
    assert "原话：“是三个日期”" in found


def test_a_case_without_notes_has_a_copy_too(tmp_path: Path) -> None:
    from report_kit import document

    workspace = visit(tmp_path, document(id="aa" * 16))
    made = readback.copy_for_customer(workspace, CASE, library(), lang="zh")
    assert "还没有约定" in text_of(made.pdf)
    workspace.lock()
