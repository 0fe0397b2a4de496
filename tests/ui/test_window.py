"""The window: cases, the guided step, what is missing, language and theme in mid-case."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from window_kit import begin, do, sample

from fieldapp.ui import theme as themes
from fieldapp.ui.context import Place
from fieldapp.ui.main_window import MainWindow
from fieldapp.ui.models.case_list import CaseList, RowRole
from fieldapp.ui.pages.guide import GuidePage
from fieldapp.ui.session import State
from fieldapp.ui.tasks import Desk
from fieldapp.ui.widgets.editors import LineEdit, TextEdit
from fieldapp.usecases import settings
from fieldapp.usecases.caselist import Wanted
from fieldapp.usecases.settings import Settings


@pytest.fixture
def window(qtbot: QtBot, desk: Desk, tmp_path: Path) -> Iterator[MainWindow]:
    made = MainWindow(desk, Settings(language="en", theme="light"), "en")
    qtbot.addWidget(made)
    made.show()
    made.start()
    qtbot.waitUntil(lambda: desk.is_idle)
    yield made


def opened(qtbot: QtBot, window: MainWindow, case_id: bytes) -> GuidePage:
    window.open_case(case_id, Place("guide"))
    session = window.session
    assert session
    qtbot.waitUntil(lambda: session.standing is not None)
    page = window._pages["guide"]
    assert isinstance(page, GuidePage)
    return page


def editor(page: GuidePage, field: str) -> QWidget:
    return page._views[page.step_id].fields[field].editor.control


def test_an_empty_workspace_says_how_to_begin(window: MainWindow) -> None:
    assert window.page_name == "empty"
    assert window._stack.sidebar._nothing.currentIndex() == 1


def test_a_case_is_found_opened_and_filled_in_by_keyboard(
    qtbot: QtBot, window: MainWindow, desk: Desk
) -> None:
    begin(qtbot, desk, line="Filler 3 keeps stopping", customer="Hengfeng Dairy")
    begin(qtbot, desk, line="Spare part late", customer="Nordbau")
    window.search()
    QTest.keyClicks(window._stack.sidebar.search, "hengf")
    qtbot.waitUntil(lambda: window.cases.rowCount() == 1)
    window._stack.sidebar.list.setFocus()
    window._stack.sidebar.list.setCurrentIndex(window.cases.index(0, 0))
    QTest.keyClick(window._stack.sidebar.list, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.page_name == "guide" and window.session is not None)
    session = window.session
    assert session
    qtbot.waitUntil(lambda: session.standing is not None)
    page = window._pages["guide"]
    assert isinstance(page, GuidePage)
    assert page.title.text() == "Filler 3 keeps stopping"
    problem = editor(page, "problem")
    assert isinstance(problem, TextEdit)
    problem.setFocus()
    QTest.keyClicks(problem, "It stops twice a week")
    assert session.saved.state is State.TYPING
    QTest.keyClick(problem, Qt.Key.Key_Tab)
    qtbot.waitUntil(lambda: session.saved.state is State.SAVED)
    assert session.standing
    assert session.standing.case.answers["problem"] == "It stops twice a week"


def test_what_is_missing_leads_to_its_field(qtbot: QtBot, window: MainWindow, desk: Desk) -> None:
    page = opened(qtbot, window, begin(qtbot, desk))
    assert page.step_id == "plan"
    assert page.jump("answers/safety_risk")
    assert page.step_id == "approach"
    qtbot.waitUntil(lambda: isinstance(QApplication.focusWidget(), QWidget))
    safety = page._views["approach"].fields["safety_risk"]
    qtbot.waitUntil(lambda: safety.isAncestorOf(QApplication.focusWidget()))


def test_language_and_theme_change_in_mid_word(
    qtbot: QtBot, window: MainWindow, desk: Desk
) -> None:
    page = opened(qtbot, window, begin(qtbot, desk))
    problem = editor(page, "problem")
    problem.setFocus()
    QTest.keyClicks(problem, "half a wo")
    window.looks.speak("zh")
    window.looks.turn()
    page = window._pages["guide"]
    assert isinstance(page, GuidePage)
    again = editor(page, "problem")
    assert isinstance(again, TextEdit)
    assert again.text() == "half a wo"
    assert page._stepper
    assert page._stepper.buttons[0].text() == "计划"
    assert window.theme is themes.DARK
    assert settings.read()[0].language == "zh"
    QTest.keyClicks(again, "rd")
    assert again.text().endswith("rd") or "rd" in again.text()


def test_a_folded_step_is_opened_by_one_key(qtbot: QtBot, window: MainWindow, desk: Desk) -> None:
    case_id = begin(qtbot, desk)
    do(
        qtbot,
        desk,
        lambda ws: ws.commit(
            case_id,
            lambda w: [
                w.shared.add("emotions", "e1"),
                w.shared.write("emotions/e1/who", "customer"),
                w.shared.write("emotions/e1/level", 4),
            ],
        ),
    )
    page = opened(qtbot, window, case_id)
    session = window.session
    assert session
    assert session.standing
    folded = next(state.step.id for state in session.standing.steps if state.folded)
    page.go(folded)
    button = page._views[folded]._open
    qtbot.waitUntil(button.hasFocus)
    QTest.keyClick(button, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: not session.standing.step(folded).folded)  # type: ignore[union-attr]
    assert not page._views[folded]._is_folded


def test_ctrl_z_takes_back_typing_first_then_the_last_change(
    qtbot: QtBot, window: MainWindow, desk: Desk
) -> None:
    page = opened(qtbot, window, begin(qtbot, desk))
    session = window.session
    assert session
    product, serial = editor(page, "product"), editor(page, "serial_number")
    assert isinstance(product, LineEdit)
    assert isinstance(serial, LineEdit)
    product.setFocus()
    QTest.keyClicks(product, "Filler 3")
    serial.setFocus()
    qtbot.waitUntil(lambda: session.can_undo)
    QTest.keyClicks(serial, "SN")
    QTest.keyClick(serial, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert serial.text() == ""
    assert product.text() == "Filler 3"
    QTest.keyClick(serial, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: product.text() == "")


def test_back_leads_to_the_page_of_the_case_one_came_from(
    qtbot: QtBot, window: MainWindow, desk: Desk
) -> None:
    opened(qtbot, window, begin(qtbot, desk))
    window.go(Place("report"))
    assert window._came_from() == "guide"
    window.back()
    assert window.page_name == "guide"
    assert window._came_from() == "guide"


def test_another_programs_change_is_noticed(
    qtbot: QtBot, window: MainWindow, desk: Desk, tmp_path: Path
) -> None:
    from store_kit import PASSCODE, laptop

    from fieldapp.store.workspace import Workspace

    case_id = begin(qtbot, desk)
    page = opened(qtbot, window, case_id)
    window.custody.pulse.feel()
    qtbot.waitUntil(lambda: window.custody.pulse._known is not None)
    other = Workspace.unlock(tmp_path / "workspace", passcode=PASSCODE, machine=laptop(tmp_path))
    other.commit(case_id, lambda w: w.shared.write("title", "changed elsewhere"))
    other.lock()
    window.custody.pulse.feel()
    qtbot.waitUntil(lambda: page.title.text() == "changed elsewhere")


def test_the_case_opens_where_it_was(qtbot: QtBot, desk: Desk, window: MainWindow) -> None:
    page = opened(qtbot, window, begin(qtbot, desk))
    page.go("collaborate")
    window.custody.remember()
    qtbot.waitUntil(lambda: desk.is_idle)
    again = MainWindow(desk, Settings(language="en"), "en")
    qtbot.addWidget(again)
    again.show()
    again.start()
    qtbot.waitUntil(lambda: getattr(again._pages.get("guide"), "step_id", "") == "collaborate")


def test_a_hundred_rows_are_read_as_they_come_into_view(qtbot: QtBot, desk: Desk) -> None:
    for number in range(130):
        begin(qtbot, desk, line=f"case {number}")
    model = CaseList(desk)
    with qtbot.waitSignal(model.looked):
        model.look(Wanted())
    qtbot.waitUntil(lambda: model.rowCount() == 130)
    assert model.index(0, 0).data() == "case 129"
    last = model.index(129, 0)
    assert last.data(RowRole) is None
    qtbot.waitUntil(lambda: last.data() == "case 0")


def test_samples_show_every_step_in_both_languages(
    qtbot: QtBot, window: MainWindow, desk: Desk
) -> None:
    page = opened(qtbot, window, sample(qtbot, desk, "medical"))
    session = window.session
    assert session
    assert session.standing
    for state in session.standing.steps:
        page.go(state.step.id)
        assert page._views[state.step.id].fields
    window.looks.speak("zh")
    page = window._pages["guide"]
    assert isinstance(page, GuidePage)
    assert page.step_id == session.standing.steps[-1].step.id


def test_a_step_that_is_left_goes_and_comes_back_as_it_was(
    qtbot: QtBot, window: MainWindow, desk: Desk
) -> None:
    page = opened(qtbot, window, begin(qtbot, desk))
    control = page._views["plan"].fields["opening_line"].editor.control
    control.setFocus()
    QTest.keyClicks(control, "Good to see you")
    others = [button.step.ident for button in page._stepper.buttons][1:]  # type: ignore[union-attr]
    for step in others[:3]:
        page.go(step)
    qtbot.waitUntil(lambda: [*page._views] == others[2:3])
    assert page._stack.count() == 1
    assert page.jump("answers/opening_line")
    again = page._views["plan"].fields["opening_line"].editor.control
    assert again.text() == "Good to see you"
    qtbot.waitUntil(again.hasFocus)


def test_a_step_grows_while_its_first_fields_are_read(
    qtbot: QtBot, window: MainWindow, desk: Desk
) -> None:
    page = opened(qtbot, window, begin(qtbot, desk))
    view = page._views["plan"]
    assert len(view._fields) < len(page._here().fields)  # type: ignore[union-attr]
    with qtbot.waitSignal(view.grown):
        pass
    assert [*view._fields] == [known.field.id for known in page._here().fields]  # type: ignore[union-attr]
    later = page._views["plan"].fields["opening_line"].editor.control
    later.setFocus()
    QTest.keyClick(later, Qt.Key.Key_Tab)
    assert page.next.hasFocus()
    QTest.keyClick(page.next, Qt.Key.Key_Backtab)
    assert later.hasFocus()


def test_a_field_that_is_not_there_yet_is_jumped_to(
    qtbot: QtBot, window: MainWindow, desk: Desk
) -> None:
    page = opened(qtbot, window, begin(qtbot, desk))
    assert page.jump("answers/opening_line")
    later = page._views["plan"]._fields["opening_line"].editor.control
    qtbot.waitUntil(lambda: later.isVisible() and later.hasFocus())
