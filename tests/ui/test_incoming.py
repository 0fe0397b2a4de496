"""What came from others and waits: settled by keyboard, told by the history, undone by Ctrl+Z."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest
from colleague_kit import Other
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from store_kit import START
from talk_kit import focused, opened, press, write
from window_kit import begin, do

from fieldapp.base.language import Text
from fieldapp.case.log import Frame
from fieldapp.case.records import Case
from fieldapp.ui.context import Place
from fieldapp.ui.forms.fields import FieldEditor
from fieldapp.ui.main_window import MainWindow
from fieldapp.ui.models.incoming_list import Entry
from fieldapp.ui.pages.incoming.conflict_view import ConflictView
from fieldapp.ui.pages.incoming.other_views import AsideView, DeletionView, ErasedView
from fieldapp.ui.pages.incoming.page import IncomingPage
from fieldapp.ui.tasks import Desk
from fieldapp.ui.widgets.labels import Label
from fieldapp.ui.widgets.marked import MarkedText
from fieldapp.usecases import cases, erasing, people
from fieldapp.usecases.editing import Add, Delete, Put, PutText

CTRL = Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier
ONE, TWO = "The pump stops. The valve leaks.", "The pump stops daily. The valve leaks."
OTHER = "The pump stops. The old valve leaks."


@pytest.fixture
def window(qtbot: QtBot, desk: Desk) -> MainWindow:
    return opened(qtbot, desk)


@pytest.fixture
def colleague(qtbot: QtBot, desk: Desk, tmp_path: Path) -> Other:
    return Other(qtbot, desk, tmp_path / "colleague")


def page_of(qtbot: QtBot, window: MainWindow) -> IncomingPage:
    """The page, asked for by its key."""
    window.setFocus()
    QTest.keyClick(window, Qt.Key.Key_J, CTRL)
    return shown_page(qtbot, window)


def shown_page(qtbot: QtBot, window: MainWindow) -> IncomingPage:
    page = window.page
    assert isinstance(page, IncomingPage)
    qtbot.waitUntil(lambda: page.found is not None)
    return page


def entries(page: IncomingPage) -> list[str]:
    return [f"{row.title} · {row.note}" for row in page.model.rows if isinstance(row, Entry)]


def now(window: MainWindow, case_id: bytes) -> Case:
    found: list[Case] = []
    library = window.desk.library
    window.desk.run(lambda ws: cases.load(ws, case_id, library)).then(window, found.append)
    while not found:
        QApplication.processEvents()
    return found[0]


def conflict(page: IncomingPage) -> ConflictView:
    assert isinstance(page.view, ConflictView)
    return page.view


def words(page: IncomingPage) -> list[str]:
    assert page.view
    labels = page.view.findChildren(Label)
    return [label.text() for label in labels if not label.isHidden()]


def test_nothing_to_settle_teaches_what_the_page_is_for(qtbot: QtBot, window: MainWindow) -> None:
    page = page_of(qtbot, window)
    qtbot.waitUntil(page.nothing.isVisible)
    texts = [label.text() for label in page.nothing.findChildren(Label)]
    assert texts[0] == "Nothing to settle"
    assert "both versions are kept" in texts[1]


def test_both_versions_with_whose_they_are_and_what_differs(
    qtbot: QtBot, window: MainWindow, colleague: Other
) -> None:
    case_id = begin(qtbot, window.desk)
    name = colleague.workspace.identity.author
    do(qtbot, window.desk, lambda ws: people.learn(ws, {name: "Lin Xiaomei"}))
    colleague.differ(
        case_id,
        (Put("report/impact", Text("停机两班", "two shifts lost", "zh")), Put("severity", 2)),
        (Put("report/impact", Text("停机三班", "three shifts lost", "zh")), Put("severity", 5)),
    )
    page = page_of(qtbot, window)
    assert entries(page) == [
        "Impact · two shifts lost ≠ three shifts lost",
        "Severity · 2 ≠ 5",
    ]
    assert page.counts.text() == "2 with several versions"
    assert page.list.hasFocus()
    marked = page.view.findChildren(MarkedText) if page.view else []
    assert [text.plain() for text in marked] == [
        "停机两班",
        "two shifts lost",
        "停机三班",
        "three shifts lost",
    ]
    assert [[piece for piece, differs in text.pieces if differs] for text in marked] == [
        ["两"],
        ["two"],
        ["三"],
        ["three"],
    ]
    assert "<b style=" in marked[0].text()
    days = {f"{at.astimezone():%Y-%m-%d}" for at in (START, START + timedelta(minutes=30))}
    whose = [text for text in words(page) if any(day in text for day in days)]
    assert [text.partition(" · ")[0] for text in whose] == ["you", "Lin Xiaomei"]


def test_one_is_taken_by_keyboard_and_undone_like_anything_else(
    qtbot: QtBot, window: MainWindow, colleague: Other
) -> None:
    case_id = begin(qtbot, window.desk)
    window.open_case(case_id)
    colleague.differ(case_id, (Put("severity", 2),), (Put("severity", 5),))
    page = page_of(qtbot, window)
    press(Qt.Key.Key_Return)
    assert focused() is conflict(page).versions.buttons[0]
    press(Qt.Key.Key_Escape)
    assert page.list.hasFocus()
    press(Qt.Key.Key_Return)
    press(Qt.Key.Key_Tab)
    press(Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: page.found is not None and page.found.count == 0)
    assert now(window, case_id).severity == 5
    press(Qt.Key.Key_Z, CTRL)
    qtbot.waitUntil(lambda: entries(page) == ["Severity · 2 ≠ 5"])
    press(Qt.Key.Key_1, ALT)
    qtbot.waitUntil(lambda: page.found is not None and page.found.count == 0)
    assert now(window, case_id).severity == 2
    assert page.nothing.isVisible()


def test_the_case_it_is_in_is_opened_and_the_next_one_is_chosen(
    qtbot: QtBot, window: MainWindow, colleague: Other
) -> None:
    first = begin(qtbot, window.desk, line="first case")
    second = begin(qtbot, window.desk, line="second case")
    window.open_case(first)
    colleague.differ(second, (Put("severity", 2),), (Put("severity", 5),))
    colleague.differ(
        second, (PutText("customer/site", "Hall 1"),), (PutText("customer/site", "Hall 2"),)
    )
    page = page_of(qtbot, window)
    assert entries(page) == ["Site · Hall 1 ≠ Hall 2", "Severity · 2 ≠ 5"]
    press(Qt.Key.Key_2, ALT)
    qtbot.waitUntil(lambda: window.open.case_id == second)
    page = shown_page(qtbot, window)
    qtbot.waitUntil(lambda: entries(page) == ["Severity · 2 ≠ 5"])
    assert isinstance(page.view, ConflictView)
    assert now(window, second).customer.site == Text.of("Hall 2")
    qtbot.waitUntil(page.list.hasFocus)
    press(Qt.Key.Key_Z, CTRL)
    qtbot.waitUntil(lambda: len(entries(page)) == 2)


def test_a_suggestion_is_only_a_draft_until_it_is_used(
    qtbot: QtBot, window: MainWindow, colleague: Other
) -> None:
    case_id = begin(qtbot, window.desk)
    colleague.wish(case_id)
    do(
        qtbot,
        window.desk,
        lambda ws: ws.commit(case_id, lambda w: w.shared.write("report/impact", ONE)),
    )
    colleague.differ(case_id, (PutText("report/impact", TWO),), (PutText("report/impact", OTHER),))
    page = page_of(qtbot, window)
    view = conflict(page)
    assert "The pump stops daily. The old valve leaks." in words(page)
    assert not view.stand.isVisible()
    QTest.keyClick(view.start, Qt.Key.Key_Space)
    assert view.stand.isVisible()
    assert now(window, case_id).report.impact.en in (TWO, OTHER)
    press(Qt.Key.Key_End, CTRL)
    write(" Daily.")
    window.looks.speak("zh")
    page = shown_page(qtbot, window)
    qtbot.waitUntil(lambda: isinstance(page.view, ConflictView) and page.view.stand.isVisible())
    assert conflict(page).text().en == "The pump stops daily. The old valve leaks. Daily."
    QTest.keyClick(conflict(page).stand, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: now(window, case_id).disputed == ())
    impact = now(window, case_id).report.impact
    assert impact.en == "The pump stops daily. The old valve leaks. Daily."


def test_words_that_are_half_written_outlive_a_crash(
    qtbot: QtBot, window: MainWindow, colleague: Other
) -> None:
    case_id = begin(qtbot, window.desk)
    mine, theirs = PutText("report/impact", "one"), PutText("report/impact", "two")
    colleague.differ(case_id, (mine, Put("severity", 2)), (theirs, Put("severity", 5)))
    page = page_of(qtbot, window)
    conflict(page).own.click()
    write(" or three")
    with qtbot.waitSignal(page._later.timeout, timeout=5_000):
        pass
    qtbot.waitUntil(lambda: window.desk.is_idle)
    again = MainWindow(window.desk, window.looks.settings, "en")
    qtbot.addWidget(again)
    again.show()
    again.go(Place("incoming"))
    later = shown_page(qtbot, again)
    assert conflict(later).stand.isVisible()
    assert "or three" in conflict(later).text().en
    later.list.setCurrentIndex(later.model.index(2))
    conflict(later).versions.buttons[0].click()
    qtbot.waitUntil(lambda: entries(later) == ["Impact · one ≠ two"] or again.page is not later)
    page = shown_page(qtbot, again)
    qtbot.waitUntil(lambda: entries(page) == ["Impact · one ≠ two"])
    assert "or three" in conflict(page).text().en
    conflict(page).stand.click()
    qtbot.waitUntil(lambda: now(again, case_id).disputed == ())
    assert "or three" in now(again, case_id).report.impact.en


def test_two_entries_of_one(qtbot: QtBot, window: MainWindow, colleague: Other) -> None:
    case_id = begin(qtbot, window.desk)
    add = Add("statements", {"kind": "fact", "text": "valve"}, "s1")
    colleague.hear(case_id)
    colleague.wish(case_id, add)
    colleague.tell(case_id)
    text = "statements/s1/text"
    colleague.differ(case_id, (PutText(text, "old valve"),), (PutText(text, "new valve"),))
    page = page_of(qtbot, window)
    both = conflict(page).both
    assert both.text() == "Keep both, as two entries"
    both.click()
    qtbot.waitUntil(lambda: len(now(window, case_id).statements) == 2)
    texts = {statement.text.en for statement in now(window, case_id).statements}
    assert texts == {"old valve", "new valve"}


@pytest.mark.parametrize(("key", "left"), [(Qt.Key.Key_1, 1), (Qt.Key.Key_2, 0)])
def test_deleted_by_one_and_edited_by_the_other(
    qtbot: QtBot, window: MainWindow, colleague: Other, key: Qt.Key, left: int
) -> None:
    case_id = begin(qtbot, window.desk)
    colleague.hear(case_id)
    colleague.wish(case_id, Add("causes", {"text": "wear"}, "c1"))
    colleague.tell(case_id)
    colleague.differ(case_id, (Delete("causes/c1"),), (PutText("causes/c1/text", "wear at night"),))
    page = page_of(qtbot, window)
    assert entries(page) == ["Cause 1 · Deleted by one, edited by another"]
    assert isinstance(page.view, DeletionView)
    told = "\n".join(words(page))
    assert "wear at night" in told
    # By now this laptop has heard how late it is by the colleague's.
    day = (START + timedelta(minutes=30)).astimezone()
    assert f"Deleted by\nyou · {day:%Y-%m-%d}" in told
    press(key, ALT)
    qtbot.waitUntil(lambda: now(window, case_id).disputed == ())
    assert len(now(window, case_id).causes) == left


def test_the_field_the_panel_and_the_list_lead_here(
    qtbot: QtBot, window: MainWindow, colleague: Other
) -> None:
    case_id = begin(qtbot, window.desk)
    colleague.differ(
        case_id, (PutText("answers/problem", "leaks"),), (PutText("answers/problem", "drips"),)
    )
    window.resize(1366, 768)
    window.open_case(case_id, Place("guide", "answers/problem"))
    qtbot.waitUntil(lambda: window.session is not None and window.session.standing is not None)
    panel = window._stack._panel
    assert panel
    assert panel.disputed.text() == "1 to settle: several versions"

    def marked() -> list[FieldEditor]:
        known = window.page.findChildren(FieldEditor) if window.page else []
        return [one for one in known if one.disputed is not None and one.disputed.isVisible()]

    qtbot.waitUntil(lambda: len(marked()) == 1)
    assert marked()[0].field.id == "problem"
    mark = marked()[0].disputed
    assert mark is not None
    QTest.keyClick(mark, Qt.Key.Key_Space)
    page = shown_page(qtbot, window)
    qtbot.waitUntil(lambda: page.entry is not None)
    assert page.entry
    assert page.entry.title == "Problem"
    window.back()
    assert window.page_name == "guide"
    panel.disputed.click()
    assert window.page_name == "incoming"
    window.go(Place("guide"))
    rows = window._stack.sidebar.list
    qtbot.waitUntil(lambda: rows.model().rowCount() == 1)
    area = rows.visualRect(rows.model().index(0, 0))
    branch = QPoint(area.right() - 20, area.bottom() - 20)
    qtbot.waitUntil(lambda: rows._marked_at(branch) is not None)
    QTest.mouseClick(rows.viewport(), Qt.MouseButton.LeftButton, pos=branch)
    assert window.page_name == "incoming"
    QTest.mouseClick(rows.viewport(), Qt.MouseButton.LeftButton, pos=area.center())
    assert window.page_name == "guide"


def test_another_value_is_entered_in_the_form(
    qtbot: QtBot, window: MainWindow, colleague: Other
) -> None:
    case_id = begin(qtbot, window.desk)
    colleague.differ(case_id, (Put("severity", 2),), (Put("severity", 5),))
    page = page_of(qtbot, window)
    conflict(page).own.click()
    assert window.open.case_id == case_id
    assert window.page_name == "guide"


def test_what_was_set_aside_is_named_handed_out_and_tried(
    qtbot: QtBot, window: MainWindow, colleague: Other, tmp_path: Path
) -> None:
    case_id = begin(qtbot, window.desk)
    colleague.hear(case_id)
    colleague.wish(case_id, PutText("customer/site", "Hall 1"))
    last = colleague.workspace.frames(case_id)[-1]
    colleague.bring([Frame(last.raw[:-1])])
    page = page_of(qtbot, window)
    assert page.counts.text() == "1 set aside"
    assert isinstance(page.view, AsideView)
    told = " ".join(words(page))
    assert "is damaged" in told
    assert "Everything else came in" in told
    page.export_to(tmp_path / "aside.json")
    qtbot.waitUntil((tmp_path / "aside.json").exists)
    qtbot.waitUntil(lambda: window.desk.is_idle)
    assert len(json.loads((tmp_path / "aside.json").read_text())["changes"]) == 1
    page.view.buttons[1].click()
    assert window.voice.notices
    banners = window.voice.notices.banners
    qtbot.waitUntil(lambda: any("still cannot come in" in one.text for one in banners))


def test_what_was_erased_says_who_and_why_and_nothing_more(
    qtbot: QtBot, window: MainWindow, colleague: Other
) -> None:
    case_id = begin(qtbot, window.desk)
    colleague.hear(case_id)
    colleague.wish(case_id, Add("statements", {"text": "her sick leave"}, "s1"))
    colleague.tell(case_id)
    order = erasing.one_item(colleague.workspace, case_id, "statements/s1", "asked for by her")
    erasing.erase(colleague.workspace, case_id, order)
    colleague.tell(case_id)
    page = page_of(qtbot, window)
    assert isinstance(page.view, ErasedView)
    told = " ".join(words(page))
    assert "asked for by her" in told
    assert colleague.workspace.identity.device.hex()[:6] in told
    assert "sick" not in told
    press(Qt.Key.Key_1, ALT)
    qtbot.waitUntil(page.nothing.isVisible)


def test_it_is_shown_to_nobody_else(qtbot: QtBot, window: MainWindow, colleague: Other) -> None:
    case_id = begin(qtbot, window.desk)
    colleague.differ(case_id, (Put("severity", 2),), (Put("severity", 5),))
    window.open_case(case_id)
    window.cover(on=True)
    window.go(Place("incoming"))
    assert window.page_name == "cover"
