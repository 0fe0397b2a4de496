"""Search: one and two Chinese characters, words, beginnings of words, and mixtures."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from store_kit import new_workspace, write

from fieldapp.base import words
from fieldapp.case import ids
from fieldapp.store import search
from fieldapp.store.workspace import Workspace

CASE, OTHER = b"c" * 16, b"d" * 16
HAN = st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5)
RARE = st.sampled_from("𠮷㛃龘々〇𰻝")
TEXT = st.text(st.one_of(HAN, HAN, RARE, st.sampled_from("，。、 5Gab\n")), min_size=1, max_size=40)


def found(workspace: Workspace, text: str) -> list[bytes]:
    return [row.case for row in workspace.search(text)]


@pytest.mark.parametrize(
    "asked",
    [
        *(
            "信",
            "信号",
            "号投",
            "信号投诉",
            "信号，投诉",
            "诉",
            "𠮷",
            "5G",
            "5g信号",
            "tow",
            "Tower",
        ),
        *("投诉 tower", "tower 投诉", "ＴＯＷＥＲ", "straße", "STRASSE", "12", "ÉTÉ"),
    ],
)
def test_what_is_in_a_case_is_found(tmp_path: Path, asked: str) -> None:
    workspace, _ = new_workspace(tmp_path)
    write(workspace, CASE, title="5G信号投诉 Tower 12", report__impact="𠮷田 Straße été")
    write(workspace, OTHER, title="号信 诉投 towel 别的 T5")
    assert CASE in found(workspace, asked)
    workspace.lock()


@pytest.mark.parametrize(
    "asked", ["", "  ", "，", "信诉", "ower", "信号 别的", '"', "*", "a OR b", "-"]
)
def test_what_is_not_in_a_case_is_not_found(tmp_path: Path, asked: str) -> None:
    workspace, _ = new_workspace(tmp_path)
    write(workspace, CASE, title="信号投诉 Tower")
    assert found(workspace, asked) == []
    workspace.lock()


def test_the_last_changed_comes_first_and_pages_follow(tmp_path: Path) -> None:
    workspace, _ = new_workspace(tmp_path)
    for number in range(5):
        write(workspace, bytes([number]) * 16, title="投诉")
    write(workspace, bytes(16), title="投诉 again")
    first = workspace.search("投诉", limit=2)
    assert [row.case[0] for row in first] == [0, 4]
    rest = workspace.search("投诉", before=first[-1].recency)
    assert [row.case[0] for row in rest] == [3, 2, 1]
    workspace.lock()


def test_a_case_is_found_by_its_reference(tmp_path: Path) -> None:
    workspace, _ = new_workspace(tmp_path)
    write(workspace, CASE, title="title")
    assert found(workspace, ids.reference(CASE)) == [CASE]
    workspace.lock()


def test_what_a_case_no_longer_says_is_not_found(tmp_path: Path) -> None:
    workspace, _ = new_workspace(tmp_path)
    write(workspace, CASE, title="旧的")
    write(workspace, CASE, title="新的")
    assert found(workspace, "旧") == []
    assert found(workspace, "新") == [CASE]
    workspace.lock()


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(TEXT, min_size=1, max_size=3), st.data())
def test_any_one_or_two_chinese_characters_of_a_case_are_found(
    texts: list[str], data: st.DataObject
) -> None:
    with tempfile.TemporaryDirectory() as home:
        workspace, _ = new_workspace(Path(home))
        names = ("title", "report/impact", "report/solution")
        write(workspace, CASE, **dict(zip(names, texts, strict=False)))
        text = data.draw(st.sampled_from(texts))
        size = data.draw(st.integers(1, 2))
        start = data.draw(st.integers(0, max(0, len(text) - size)))
        asked = text[start : start + size]
        if words.cut(asked) and all(ord(char) > 0x3000 for char in asked):
            assert found(workspace, asked) == [CASE]
        workspace.lock()


@given(st.text())
def test_whatever_is_asked_is_an_expression(text: str) -> None:
    assert '""' not in search.expression(text)
