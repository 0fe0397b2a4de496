"""The list of cases: all in a moment, rows as they come into view, the last changed first."""

from __future__ import annotations

import random

import pytest
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot
from window_kit import begin, do

from bench.many_cases import fill
from fieldapp.ui.main_window import MainWindow
from fieldapp.ui.models.case_list import CaseList, RowRole
from fieldapp.ui.tasks import Desk
from fieldapp.usecases import caselist
from fieldapp.usecases.caselist import Row, Wanted
from fieldapp.usecases.settings import Settings

CASES = 400


@pytest.fixture
def model(qtbot: QtBot, desk: Desk) -> CaseList:
    """Of `CASES` cases, the newest called `the newest`."""
    do(qtbot, desk, lambda workspace: fill(workspace, CASES - 1, random.Random(7)))
    begin(qtbot, desk, line="the newest")
    made = CaseList(desk)
    with qtbot.waitSignal(made.looked):
        made.look(Wanted())
    return made


def title(model: CaseList, place: int) -> str:
    return str(model.index(place, 0).data())


def test_the_first_rows_are_there_before_all_are_counted(qtbot: QtBot, model: CaseList) -> None:
    with qtbot.waitSignal(model.looked):
        model.look(Wanted())
    assert model.rowCount() == caselist.FIRST
    assert title(model, 0) == "the newest"
    qtbot.waitUntil(lambda: model.rowCount() == CASES)
    last = model.index(CASES - 1, 0)
    assert last.data(RowRole) is None
    with qtbot.waitSignal(model.filled):
        pass
    row = last.data(RowRole)
    assert isinstance(row, Row)
    assert row.case == (1).to_bytes(16)


def test_a_case_that_changes_goes_to_the_top(qtbot: QtBot, desk: Desk, model: CaseList) -> None:
    older = begin(qtbot, desk, line="older")
    begin(qtbot, desk, line="between")
    with qtbot.waitSignal(model.looked):
        model.look(Wanted())
    qtbot.waitUntil(lambda: model.rowCount() == CASES + 2)
    do(qtbot, desk, lambda ws: ws.commit(older, lambda w: w.shared.write("title", "changed")))
    model.refresh(older)
    qtbot.waitUntil(lambda: title(model, 0) == "changed")
    assert [title(model, place) for place in (1, 2)] == ["between", "the newest"]
    assert model.rowCount() == CASES + 2


def test_a_case_that_changes_while_all_are_counted_is_not_lost(
    qtbot: QtBot, desk: Desk, model: CaseList
) -> None:
    with qtbot.waitSignal(model.looked):
        model.look(Wanted())
    late = begin(qtbot, desk, line="late")
    model.refresh(late)
    qtbot.waitUntil(lambda: desk.is_idle and model.rowCount() == CASES + 1)
    assert title(model, 0) == "late"


def test_typing_looks_for_the_last_of_what_was_typed(
    qtbot: QtBot, desk: Desk, model: CaseList
) -> None:
    window = MainWindow(desk, Settings(language="en", theme="light"), "en")
    qtbot.addWidget(window)
    window.show()
    window.start()
    qtbot.waitUntil(lambda: window.cases.rowCount() == CASES)
    QTest.keyClicks(window._stack.sidebar.search, "newest")
    qtbot.waitUntil(lambda: window.cases.wanted.text == "newest" and window.cases.rowCount() == 1)
    assert title(window.cases, 0) == "the newest"
