"""Every page, for whoever has no mouse, sees little, or hits badly with the finger.

All scenes of `scenes` are gone through by Tab alone: it must reach everything, as it is read, and
get out again; each stop must have a name and a role, be large enough and show that it has the
focus. Contrasts are in `test_theme`.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QAccessible, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QScrollArea, QWidget
from scenes import SCENES, Scene
from shiboken6 import isValid
from stage import House, Stage
from widget_kit import name, role

from fieldapp.base.clock import system_clock
from fieldapp.ui.main_window import MainWindow
from fieldapp.ui.palette import PaletteLine
from fieldapp.ui.stack import LARGE
from fieldapp.ui.theme.tokens import TARGET, TARGET_TALK
from fieldapp.ui.widgets.notices import Notices

MOST = 400
"""Stops on one page."""
ROLES = {
    QAccessible.Role.Button,
    QAccessible.Role.CheckBox,
    QAccessible.Role.ComboBox,
    QAccessible.Role.EditableText,
    QAccessible.Role.Graphic,
    QAccessible.Role.List,
    QAccessible.Role.RadioButton,
    QAccessible.Role.Table,
    QAccessible.Role.Tree,
}


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> House:
    return House(tmp_path_factory.mktemp("house"), system_clock())


@pytest.fixture
def stage(house: House, own_settings: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stage]:
    monkeypatch.delenv("FIELDAPP_CONFIG")
    for variable, value in house.environment.items():
        monkeypatch.setenv(variable, value)
    made = Stage(house)
    yield made
    made.close()


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.name)
def test_page(scene: Scene, stage: Stage, qapp: QApplication) -> None:
    qapp.setCursorFlashTime(0)
    scene.bring(stage)
    stage.rest()
    window = stage.window
    if isinstance(qapp.focusWidget(), PaletteLine):
        stops, invisible = [qapp.focusWidget()], []  # it goes by itself with the focus
    else:
        waiting = wanted(window)
        stops, invisible = walk(window)
        left_out = [told(one) for one in waiting if not is_reached(one, stops)]
        assert not left_out, "Tab does not reach these"
        assert not out_of_order(window, stops), "Tab goes otherwise than one reads"
    assert not [told(one) for one in stops if not name(one).strip()], "these have no name"
    assert not [told(one) for one in stops if not has_role(one)], "these have no role"
    assert not too_small(window, stops), "these are hard to hit"
    assert not invisible, "these do not show that they have the focus"


def wanted(window: MainWindow) -> list[QWidget]:
    """Everything that is to be reached."""
    return [
        widget
        for widget in window.findChildren(QWidget)
        if widget.isVisible()
        and widget.isEnabled()
        and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and widget.focusProxy() is None
    ]


def is_reached(widget: QWidget, stops: list[QWidget]) -> bool:
    """Of a group one is enough: the arrows lead to the others."""
    if not isValid(widget):
        return True
    group = widget.group() if isinstance(widget, QAbstractButton) else None
    return widget in stops if group is None else any(one in stops for one in group.buttons())


def walk(window: MainWindow) -> tuple[list[QWidget], list[str]]:
    """Where Tab stops from where the focus is until it is there again; and which of the stops do
    not show it."""
    stops: list[QWidget] = []
    invisible: list[str] = []
    QTest.keyClick(QApplication.focusWidget() or window, Qt.Key.Key_Tab)
    for _ in range(MOST):
        here = QApplication.focusWidget()
        assert here is not None
        if stops and here is stops[0]:
            return [stop for stop in stops if isValid(stop)], invisible
        assert here not in stops, f"{told(here)} holds the focus"
        stops.append(here)
        with_focus = seen(here)
        QTest.keyClick(here, Qt.Key.Key_Tab)
        QApplication.processEvents()
        if here.hasFocus():
            return stops, invisible  # There is nothing else.
        if here.isVisible() and seen(here) == with_focus:
            invisible.append(told(here))
    raise AssertionError("Tab never comes back")


def seen(widget: QWidget) -> QImage:
    # Without being told how large it is, Qt lays the whole window out twice.
    return widget.grab(widget.rect()).toImage()


def out_of_order(window: MainWindow, stops: list[QWidget]) -> list[str]:
    """Steps that lead upwards, or back on one line, or out of a part of the window and in again."""
    first = min(range(len(stops)), key=lambda at: _reading(window, stops[at]))
    turned = [*stops[first:], *stops[:first]]
    wrong = []
    for one, two in pairwise(turned):
        here, there = place(window, shown_in(one, two)), place(window, shown_in(two, one))
        if part(window, one) != part(window, two):
            if part(window, one) > part(window, two):
                wrong.append(f"{told(one)} -> {told(two)}")
            continue
        is_above = there.bottom() <= here.top() and there.left() < here.right()
        middle = here.center().y()
        is_before = there.top() <= middle <= there.bottom() and there.right() <= here.left()
        if is_above or is_before:
            wrong.append(f"{told(one)} -> {told(two)}")
    return wrong


def shown_in(widget: QWidget, other: QWidget) -> QWidget:
    """Where something that scrolls is seen by whoever stands outside: its place is that of all."""
    found, above = widget, widget.parentWidget()
    while above is not None:
        if isinstance(above, QScrollArea) and not above.isAncestorOf(other):
            found = above
        above = above.parentWidget()
    return found


def _reading(window: MainWindow, widget: QWidget) -> tuple[int, int, int]:
    at = place(window, widget)
    return part(window, widget), at.top(), at.left()


def part(window: MainWindow, widget: QWidget) -> int:
    """The parts of the window, in the order in which they are read."""
    stack = window._stack
    parts = (stack.sidebar, stack._middle, stack.dock, stack._panel, window.findChild(Notices))
    known = [each is not None and each.isAncestorOf(widget) for each in parts]
    return known.index(True) if any(known) else len(parts)


def place(window: MainWindow, widget: QWidget) -> QRect:
    """Where it lies in the window, were nothing scrolled."""
    at, here = QPoint(), widget
    while here is not window:
        at += here.pos()
        above = here.parentWidget()
        assert above is not None
        area = above.parentWidget()
        if isinstance(area, QScrollArea) and area.widget() is here:
            at += QPoint(area.horizontalScrollBar().value(), area.verticalScrollBar().value())
        here = above
    return QRect(at, widget.size())


def has_role(widget: QWidget) -> bool:
    """What is read and scrolled has its name alone: it is a place, not a control."""
    return role(widget) in ROLES or isinstance(widget, QScrollArea)


def too_small(window: MainWindow, stops: list[QWidget]) -> list[str]:
    """In the talk, and for the customer, all is larger."""
    large = window.page_name in LARGE or window.page_name == "readback"
    found = []
    for stop in stops:
        is_of_page = window._stack._middle.isAncestorOf(stop) or window.page is stop
        least = TARGET_TALK if large and is_of_page else TARGET
        if min(stop.width(), stop.height()) < least:
            found.append(f"{told(stop)}: {stop.width()} x {stop.height()}")
    return found


def told(widget: QWidget) -> str:
    return f"{type(widget).__name__} {name(widget)[:40]!r}"
