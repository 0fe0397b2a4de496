"""Everything the sources name has its place in the app, or a reason why not."""

from __future__ import annotations

import copy
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from test_packaging import load

LEFT_OUT = {"trend", "licence", "person", "literature", "later"}
LATER = {6, 74, 75, 96, 104}
"""Rows of what is named as later: win rate, re-planning in stages, calendar of training, check of
ten areas."""


@pytest.fixture(scope="module")
def script() -> ModuleType:
    return load("coverage")


@pytest.fixture
def listed(script: ModuleType) -> dict[str, Any]:
    return copy.deepcopy(dict(script.load()))


def test_every_row_is_settled_and_the_page_says_where(script: ModuleType) -> None:
    found = script.coverage(script.load())
    assert found.problems == []
    assert script.PAGE.read_text(encoding="utf-8") == script.page(found)


def test_the_inventory_is_whole_and_bilingual(listed: dict[str, Any]) -> None:
    assert list(listed["rows"]) == list(range(1, 229))
    assert all(known["zh"].strip() and known["en"].strip() for known in listed["rows"].values())


def test_only_what_may_be_left_out_is(listed: dict[str, Any]) -> None:
    reasons = {row: known["not"] for row, known in listed["rows"].items() if "not" in known}
    assert set(reasons.values()) <= LEFT_OUT
    assert {row for row, reason in reasons.items() if reason == "later"} == LATER


def test_an_uncovered_row_is_a_problem(script: ModuleType, listed: dict[str, Any]) -> None:
    listed["rows"][229] = {"zh": "新的一行", "en": "a new row"}
    (problem,) = script.coverage(listed).problems
    assert "row 229 (a new row) is not covered" in problem


def test_a_row_with_a_place_is_not_open_any_more(
    script: ModuleType, listed: dict[str, Any]
) -> None:
    listed["open"] = {**listed["open"], "listening": [21]}
    (problem,) = script.coverage(listed).problems
    assert "row 21 (facts) has a place" in problem


def test_what_a_tag_names_has_to_be_there(
    script: ModuleType, listed: dict[str, Any], tmp_path: Path
) -> None:
    (tmp_path / "forms" / "playbooks").mkdir(parents=True)
    (tmp_path / "fieldapp").mkdir()
    book = "title: {zh: 走访, en: Visit}\nx-inventory:\n  '21': [notes]\n  '300': [summary]\n"
    (tmp_path / "forms" / "playbooks" / "visit.yaml").write_text(book, encoding="utf-8")
    code = "# inventory 63, 98: contact log\n"
    (tmp_path / "fieldapp" / "log.py").write_text(code, encoding="utf-8")
    found = script.coverage(listed, tmp_path)
    assert "forms/playbooks/visit.yaml: row 21: there is no 'notes'" in found.problems
    assert "forms/playbooks/visit.yaml: the inventory has no row 300" in found.problems
    assert found.places[98] == ["contact log (`fieldapp/log.py`)"]
