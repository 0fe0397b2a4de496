"""A supervisor decides and an engineer learns of it, each in their window, by bundles alone."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot
from store_kit import START, laptop, ticking
from talk_kit import focused, opened, press, write
from usecase_kit import library, sample_in, workspace_in
from window_kit import do, sample

from fieldapp.base.language import Text
from fieldapp.ui.context import Place
from fieldapp.ui.main_window import MainWindow
from fieldapp.ui.pages.report import ReportPage
from fieldapp.ui.pages.reviews.forms import ConditionsForm, RemarksForm
from fieldapp.ui.pages.reviews.page import ReviewsPage
from fieldapp.ui.pages.reviews.report_view import ReportView
from fieldapp.ui.tasks import Desk
from fieldapp.ui.widgets.buttons import Button
from fieldapp.ui.widgets.labels import Label
from fieldapp.ui.widgets.notices import Banner
from fieldapp.usecases import issuing, reviewed, reviewing, supervisors
from fieldapp.usecases.reviewing import Verdict
from fieldapp.usecases.syncing import bundles, contacts
from fieldapp.usecases.workspaces import Workspace

CTRL = Qt.KeyboardModifier.ControlModifier
LONG = 20_000
"""Milliseconds for what waits until a PDF is made or signed."""


class Colleague:
    """Another person's laptop; what goes between the two goes in bundles."""

    def __init__(self, qtbot: QtBot, desk: Desk, home: Path, name: str) -> None:
        self.qtbot, self.desk, self.home, self.name = qtbot, desk, home, name
        clock = ticking(START + timedelta(minutes=30))
        self.workspace = workspace_in(home / "other", laptop(home / "other", clock=clock))
        theirs, ours = contacts.own(self.workspace, name), do(qtbot, desk, _own)
        contacts.keep(self.workspace, ours)
        do(qtbot, desk, lambda ws: contacts.keep(ws, theirs))

    def give(self, case_id: bytes) -> None:
        self._carry(self.workspace, case_id, "Me")
        do(self.qtbot, self.desk, self._take)

    def hear(self, case_id: bytes) -> None:
        do(self.qtbot, self.desk, lambda ws: self._carry(ws, case_id, self.name))
        self._take(self.workspace)

    def _carry(self, workspace: Workspace, case_id: bytes, to: str) -> None:
        who = contacts.recipients(workspace, [to])
        bundles.export(workspace, who, self.home / "a.fieldcase", cases=(case_id,))

    def _take(self, workspace: Workspace) -> bundles.Taken:
        return bundles.take(workspace, bundles.look(workspace, self.home / "a.fieldcase"))


def _own(workspace: Workspace) -> contacts.Contact:
    return contacts.own(workspace, "Me")


def issue(workspace: Workspace, case_id: bytes) -> int:
    return issuing.issue(workspace, case_id, library(), final=True, reason="x").number


def view_of(qtbot: QtBot, page: ReviewsPage) -> ReportView:
    qtbot.waitUntil(lambda: bool(page.view and page.view.card and page.view.card.isVisible()))
    assert page.view is not None
    return page.view


def texts(widget: QWidget) -> list[str]:
    return [label.text() for label in widget.findChildren(Label) if not label.isHidden()]


def notices(window: MainWindow) -> list[Banner]:
    assert window.voice.notices is not None
    return window.voice.notices.banners


def page_of(window: MainWindow) -> ReviewsPage:
    page = window.page
    assert isinstance(page, ReviewsPage)
    return page


def test_a_supervisor_decides_by_keyboard(qtbot: QtBot, desk: Desk, tmp_path: Path) -> None:
    ann = Colleague(qtbot, desk, tmp_path, "Ann")
    case_id = sample_in(ann.workspace)
    issue(ann.workspace, case_id)
    ann.give(case_id)
    window = opened(qtbot, desk, reviews=True, name="Sam Li")
    summons = window._stack.sidebar.summons
    qtbot.waitUntil(summons.isVisible)
    assert summons.waiting.text() == "1 to decide on"

    # The list, and the report: the decision and its figures first.
    window.setFocus()
    QTest.keyClick(window, Qt.Key.Key_R, CTRL)
    page = page_of(window)
    qtbot.waitUntil(lambda: bool(page.rows) and page.rows[0].hasFocus())
    assert "¥38,600" in page.rows[0].accessibleName()
    press(Qt.Key.Key_Space)
    view = view_of(qtbot, page)
    assert view.card is not None
    qtbot.waitUntil(view.card.buttons["approved"].hasFocus)
    told = texts(view.card)
    assert told[0] == "Decision asked for"
    assert ("Amount" in told, "Decide by" in told, "If nothing is decided" in told) == (True,) * 3

    # Returning needs a reason; what is typed outlives folding and another language.
    view.card.buttons["returned"].setFocus()
    press(Qt.Key.Key_Space)
    form = view.card.form
    assert isinstance(form, RemarksForm)
    form.send.click()
    qtbot.waitUntil(lambda: any("goes back with a reason" in text for text in texts(page)))
    form.lines["impact"].setFocus()
    write("Whose sum is it?")
    press(Qt.Key.Key_Escape)
    assert view.card.form is None
    window.looks.speak("zh")
    page = page_of(window)
    view = view_of(qtbot, page)
    assert view.card is not None and isinstance(view.card.form, RemarksForm)
    assert view.card.form.lines["impact"].text() == "Whose sum is it?"
    view.card.form.send.click()
    qtbot.waitUntil(
        lambda: page.view is None and "(1)" in page.folders.buttons["returned"].text(), timeout=LONG
    )
    undo, give = actions(notices(window)[-1])
    assert (undo.text(), give.text()) == ("收回", "用U盘或邮件交出")

    # Taken back while nobody has read it; then approved with a condition.
    undo.click()
    qtbot.waitUntil(
        lambda: page.view is not None and page.view.looked.report.state == "issued", timeout=LONG
    )
    window.looks.speak("en")
    page = page_of(window)
    view = view_of(qtbot, page)
    assert view.card is not None
    view.card.press("conditions")
    form = view.card.form
    assert isinstance(form, ConditionsForm)
    qtbot.waitUntil(lambda: form.isVisible() and form.rows[0][0].hasFocus())
    write("Show the shift log")
    press(Qt.Key.Key_Tab)
    write("Ann")
    form.rows[0][2].line.setFocus()
    write("2026-12-01")
    form.send.click()
    qtbot.waitUntil(
        lambda: page.view is None and "(1)" in page.folders.buttons["decided"].text(), timeout=LONG
    )
    qtbot.waitUntil(window._stack.sidebar.summons.isHidden)

    # It reaches the engineer, who has said that Sam decides.
    ann.hear(case_id)
    key = do(qtbot, desk, lambda ws: ws.device_key.public)
    supervisors.confirm(ann.workspace, key)
    report = reviewed.answer(ann.workspace, case_id, library()).report
    assert report is not None and report.state == "conditions"
    (condition,) = report.decisions[0].conditions
    assert (condition.what.original, condition.who.original, str(condition.due)) == (
        "Show the shift log",
        "Ann",
        "2026-12-01",
    )
    assert report.decisions[0].review.by.original == "Sam Li"
    page.open(case_id)
    view = view_of(qtbot, page)
    assert view.card is not None and "assigned" not in view.card.buttons  # nobody else is known
    view.show_side("pdf")
    qtbot.waitUntil(lambda: view.preview.pdf.startswith(b"%PDF"))
    press(Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: page.view is None)


def actions(banner: Banner) -> list[Button]:
    return [button for button in banner.findChildren(Button) if button.text()]


def test_an_engineer_sees_each_reason_beside_its_part(
    qtbot: QtBot, desk: Desk, tmp_path: Path
) -> None:
    sam = Colleague(qtbot, desk, tmp_path, "Sam")
    case_id = sample(qtbot, desk)
    do(qtbot, desk, lambda ws: issue(ws, case_id))
    sam.hear(case_id)
    looked = reviewing.look(sam.workspace, case_id, library())
    remarks = {
        part: Text.of(said)
        for part, said in (
            ("impact", "Whose sum is it?"),
            ("evidence", "A photo of the box"),
            ("other", "Well told"),
        )
    }
    said = Verdict(decision="returned", by=Text.of("Sam"), at=START, remarks=remarks)
    reviewing.decide(sam.workspace, case_id, looked.report.issue.id, said)
    sam.give(case_id)

    window = opened(qtbot, desk)
    summons = window._stack.sidebar.summons
    qtbot.waitUntil(summons.isVisible)
    (row,) = summons.rows
    assert row.accessibleName().startswith("Lanchuan") and "Returned" in row.accessibleName()
    row.click()
    qtbot.waitUntil(lambda: isinstance(window.page, ReportPage), timeout=LONG)
    page = window.page
    assert isinstance(page, ReportPage)
    qtbot.waitUntil(lambda: page.reviewed.isVisible() and bool(page._parts), timeout=LONG)

    # From a contact nobody has spoken of yet it does not count; said once, it does.
    assert any("Not verified" in text for text in texts(page.reviewed))
    confirm = next(
        button
        for button in page.reviewed.findChildren(Button)
        if button.text() == "Sam decides on my reports"
    )
    confirm.click()
    qtbot.waitUntil(lambda: "impact" in page.reviewed.beside, timeout=LONG)
    impact = page._parts["impact"].findChildren(Banner)
    assert [banner.text for banner in impact] == ["Sam: Whose sum is it?"]
    told = texts(page.reviewed)
    assert "Version 1 was returned." in told
    qtbot.waitUntil(lambda: spoken(window, 0).endswith("Returned"), timeout=LONG)
    window._stack.sidebar.states.buttons["decided"].click()
    qtbot.waitUntil(lambda: window.cases.rowCount() == 0, timeout=LONG)
    window._stack.sidebar.states.buttons["returned"].click()
    qtbot.waitUntil(lambda: window.cases.rowCount() == 1, timeout=LONG)
    assert "Evidence · Sam: A photo of the box" in told and "Sam: Well told" in told
    assert not page._parts["background"].findChildren(Banner)

    # The next version is the usual way; it waits again, and can be withdrawn with a reason.
    do(qtbot, desk, lambda ws: issue(ws, case_id))
    window.touched(case_id)
    qtbot.waitUntil(lambda: "Version 2 waits for a decision." in texts(page.reviewed), timeout=LONG)
    qtbot.waitUntil(lambda: not page._parts["impact"].findChildren(Banner), timeout=LONG)
    page.reviewed.withdraw.click()
    press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: any("what is wrong" in text for text in texts(page.reviewed)))
    page.reviewed.reason.setFocus()
    write("Wrong tower")
    press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "Version 1 was returned." in texts(page.reviewed), timeout=LONG)


def spoken(window: MainWindow, place: int) -> str:
    """A row of the list as it is read out."""
    index = window.cases.index(place, 0)
    return str(index.data(Qt.ItemDataRole.AccessibleTextRole))


def test_an_empty_list_says_what_it_is_for(qtbot: QtBot, desk: Desk) -> None:
    window = opened(qtbot, desk)
    window.go(Place("reviews", "returned"))
    page = page_of(window)
    qtbot.waitUntil(lambda: page.found is not None)
    for folder, title in (
        ("returned", "Nothing is on its way back"),
        ("decided", "Nothing decided yet"),
        ("waiting", "Nothing waits for a decision"),
    ):
        page.folders.buttons[folder].click()
        assert title in [label.text() for label in page.findChildren(Label) if label.isVisible()]
    QTest.keyClick(focused(), Qt.Key.Key_Escape)
    assert window.page_name == "empty"
