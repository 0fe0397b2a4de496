"""Layouts: nothing of a widget that has gone stays in the books of PySide."""

from __future__ import annotations

import gc
import re
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLayout,
    QLayoutItem,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

import fieldapp.ui
from fieldapp.ui.widgets import layouts
from fieldapp.ui.widgets.flow import FlowLayout
from fieldapp.ui.widgets.tabbing import step


def halves() -> list[QLayoutItem]:
    """The items of layouts that have a Python half."""
    gc.collect()
    found = (one for one in gc.get_objects() if isinstance(one, QLayoutItem))
    return [one for one in found if not isinstance(one, QLayout)]


def gone(widget: QWidget) -> None:
    QCoreApplication.sendPostedEvents(widget, QEvent.Type.DeferredDelete)


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    window = QWidget()
    qtbot.addWidget(window)
    QVBoxLayout(window)
    return window


def test_as_they_are_read(window: QWidget) -> None:
    outer = window.layout()
    assert isinstance(outer, QVBoxLayout)
    first, inner, grid, over = QLabel(), QHBoxLayout(), QGridLayout(), QLabel(window)
    outer.addLayout(inner)
    outer.insertWidget(0, first)
    outer.addStretch()
    outer.addLayout(grid)
    cells = {at: QLabel() for at in ((1, 0), (0, 1), (0, 0))}
    for (row, column), cell in cells.items():
        grid.addWidget(cell, row, column)
    assert layouts.parts(outer) == [first, inner, grid]
    assert layouts.parts(grid) == [cells[at] for at in sorted(cells)]
    assert over not in layouts.parts(outer)


@pytest.mark.parametrize("kind", [QHBoxLayout, QGridLayout, FlowLayout])
def test_what_is_discarded_leaves_nothing_behind(
    window: QWidget, kind: type[QHBoxLayout] | type[QGridLayout] | type[FlowLayout]
) -> None:
    inner = kind()
    stays, goes = QLineEdit(), QLineEdit()
    inner.addWidget(stays)
    inner.addWidget(goes)
    outer = window.layout()
    assert isinstance(outer, QVBoxLayout)
    outer.addLayout(inner)  # which gives the items in it a Python half
    before = len(halves())
    layouts.discard(goes)
    assert inner.count() == 1
    gone(goes)
    assert len(halves()) == before - 1
    layouts.clear(outer)
    assert inner.count() == 1
    layouts.clear(inner)
    gone(stays)
    assert inner.count() == 0
    assert len(halves()) == before - 2


def test_tab_meets_no_item(window: QWidget) -> None:
    before = len(halves())
    inner = QHBoxLayout()
    outer = window.layout()
    assert isinstance(outer, QVBoxLayout)
    outer.addLayout(inner)
    boxes = [QLineEdit(), QLineEdit()]
    for box in boxes:
        inner.addWidget(box)
    window.show()
    assert step(window, forward=True)
    assert len(halves()) == before


def test_widgets_go_by_one_door() -> None:
    """Whoever asks a layout for an item, or deletes a widget without taking it out of its layout,
    brings the crash back; it comes once in hours of work."""
    told: dict[str, set[str]] = {}
    folder = Path(fieldapp.ui.__file__).parent
    for path in folder.rglob("*.py"):
        calls = r"\.(itemAt|takeAt|itemAtPosition|replaceWidget|deleteLater)\("
        for name in re.findall(calls, path.read_text("utf-8")):
            told.setdefault(name, set()).add(path.relative_to(folder).as_posix())
    assert told == {
        "deleteLater": {
            "widgets/layouts.py",
            "stack.py",  # pages and columns
            "forms/bound.py",  # what is no widget
            "hubs.py",
            "open_case.py",
            "single.py",
            "widgets/gradual.py",
        }
    }
