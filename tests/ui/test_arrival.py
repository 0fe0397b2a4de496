"""A file dropped on the window: the case in it is offered, or it is said why there is none."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from evidence_kit import drop, mime
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot
from talk_kit import focused, opened, press
from window_kit import begin, do

from fieldapp.ui.context import Place
from fieldapp.ui.main_window import MainWindow
from fieldapp.ui.pages.arrival import ArrivalPage
from fieldapp.ui.tasks import Desk
from fieldapp.ui.widgets.labels import Label
from fieldapp.usecases import cases, editing, issuing, outgoing
from fieldapp.usecases.editing import Add, PutText
from fieldapp.usecases.reporting import Wish

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def window(qtbot: QtBot, desk: Desk) -> MainWindow:
    return opened(qtbot, desk)


def wish(qtbot: QtBot, desk: Desk, case_id: bytes, *wishes: editing.Wish) -> None:
    do(qtbot, desk, lambda ws: editing.apply(ws, case_id, wishes, lambda _: False))


def report(qtbot: QtBot, desk: Desk, case_id: bytes, folder: Path) -> Path:
    made = do(qtbot, desk, lambda ws: cases.report(ws, case_id, Wish(lang="en"), desk.library))
    outgoing.save(made.pdf, folder / "report.pdf")
    return folder / "report.pdf"


def drop_files(window: MainWindow, *paths: Path) -> None:
    assert drop(window, mime(list(paths)))


def page_of(qtbot: QtBot, window: MainWindow) -> ArrivalPage:
    qtbot.waitUntil(lambda: window.page_name == "arrival", timeout=10_000)
    page = window.page
    assert isinstance(page, ArrivalPage)
    qtbot.waitUntil(lambda: bool(page.buttons) and "open" not in page.buttons)
    return page


def texts(page: ArrivalPage) -> str:
    return "\n".join(label.text() for label in page.findChildren(Label) if label.isVisible())


def test_a_report_of_a_known_case_shows_what_would_change_and_merges(
    qtbot: QtBot, window: MainWindow, desk: Desk, tmp_path: Path
) -> None:
    case_id = begin(qtbot, desk)
    wish(qtbot, desk, case_id, PutText("customer/site", "Hall 1"), Add("causes", {"text": "wear"}))
    path = report(qtbot, desk, case_id, tmp_path)
    wish(qtbot, desk, case_id, PutText("customer/site", "Hall 2"))
    drop_files(window, path)
    page = page_of(qtbot, window)
    told = texts(page)
    assert "its check sums agree" in told
    assert "This case is here already" in told
    assert "Hall 2 → Hall 1" in told
    assert "wear" not in told
    assert focused() is page.buttons["merge"]
    press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.page_name == "guide")
    assert window.session
    assert window.session.standing
    assert window.session.standing.case.customer.site.en == "Hall 1"
    press(Qt.Key.Key_Z, CTRL)
    standing = window.session
    qtbot.waitUntil(
        lambda: (
            standing.standing is not None and standing.standing.case.customer.site.en == "Hall 2"
        )
    )


def test_all_of_it_is_here(qtbot: QtBot, window: MainWindow, desk: Desk, tmp_path: Path) -> None:
    case_id = begin(qtbot, desk)
    path = report(qtbot, desk, case_id, tmp_path)
    drop_files(window, path)
    page = page_of(qtbot, window)
    assert "Everything in it is here already" in texts(page)
    page.buttons["open_case"].click()
    assert window.open.case_id == case_id


def test_what_the_signatures_of_a_report_show(
    qtbot: QtBot, window: MainWindow, desk: Desk, tmp_path: Path
) -> None:
    case_id, path = begin(qtbot, desk), tmp_path / "report.pdf"
    issued = do(qtbot, desk, lambda ws: issuing.issue(ws, case_id, desk.library, final=False))
    path.write_bytes(issued.made.pdf)
    drop_files(window, path)
    page = page_of(qtbot, window)
    told = texts(page)
    assert "Unchanged since it was signed." in told
    assert "this device's own" in told
    assert "The same file as issue 1" in told
    page.buttons["leave"].click()
    path.write_bytes(issued.made.pdf + b"% added")
    drop_files(window, path)
    qtbot.waitUntil(lambda: window.page is not page)
    told = texts(page_of(qtbot, window))
    assert "no longer as it was when it was signed" in told
    assert "its check sums agree" not in told


def test_as_a_case_of_its_own(qtbot: QtBot, window: MainWindow, desk: Desk, tmp_path: Path) -> None:
    case_id = begin(qtbot, desk)
    drop_files(window, report(qtbot, desk, case_id, tmp_path))
    page_of(qtbot, window).buttons["apart"].click()
    qtbot.waitUntil(lambda: window.page_name == "guide")
    assert window.open.case_id not in (b"", case_id)
    assert do(qtbot, desk, lambda ws: ws.listing().count()) == 2


def test_case_files_one_after_the_other_by_ctrl_o(
    qtbot: QtBot,
    window: MainWindow,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    paths = []
    for name in ("one", "two"):
        document = {"format": "fieldapp-case/1", "title": name, "playbook": "pacts", "id": name}
        paths.append(tmp_path / f"{name}.json")
        paths[-1].write_text(json.dumps(document))
    names = ([str(path) for path in paths], "")
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_: names)
    QTest.keyClick(window, Qt.Key.Key_O, CTRL)
    page = page_of(qtbot, window)
    qtbot.waitUntil(lambda: "1 more to come" in texts(page))
    page.buttons["leave"].click()
    qtbot.waitUntil(lambda: "two.json" in texts(page))
    page.buttons["take_in"].click()
    qtbot.waitUntil(lambda: window.page_name == "guide")
    assert window.session


def test_why_nothing_is_taken_in(
    qtbot: QtBot, window: MainWindow, desk: Desk, tmp_path: Path
) -> None:
    case_id = begin(qtbot, desk)
    path = report(qtbot, desk, case_id, tmp_path)
    path.write_bytes(path.read_bytes()[:-2000])
    drop_files(window, path)
    page = page_of(qtbot, window)
    assert "Nothing was taken in" in texts(page)
    assert "damaged" in texts(page)
    assert set(page.buttons) == {"leave"}
    page.buttons["leave"].click()
    assert window.page_name == "empty"
    wrong = tmp_path / "wrong.json"
    wrong.write_text('{"format": "fieldapp-case/1", "titel": "x"}')
    drop_files(window, wrong)
    page = page_of(qtbot, window)
    assert "titel" in texts(page)


def test_a_foreign_pdf_is_evidence_of_the_open_case(
    qtbot: QtBot, window: MainWindow, desk: Desk, tmp_path: Path
) -> None:
    text = tmp_path / "text.pdf"
    text.write_text("a page")
    window.open_case(begin(qtbot, desk))
    drop_files(window, text)
    qtbot.waitUntil(lambda: window.page_name == "evidence")


def test_a_photo_without_a_case_to_keep_it_in(window: MainWindow, tmp_path: Path) -> None:
    photo = tmp_path / "photo.jpg"
    photo.write_bytes(b"x")
    drop_files(window, photo)
    assert window.voice.notices
    assert [banner.text for banner in window.voice.notices.banners] == [
        "Open a case first; then photos and files can be dropped into it."
    ]
    assert window.page_name == "empty"


def test_the_lock_forgets_what_was_looked_at(
    qtbot: QtBot, window: MainWindow, desk: Desk, tmp_path: Path
) -> None:
    drop_files(window, report(qtbot, desk, begin(qtbot, desk), tmp_path))
    page_of(qtbot, window)
    window.lock()
    qtbot.waitUntil(lambda: not desk.is_open)
    assert window.reception.arrivals.waiting == []
    window.custody.gate.open("correct horse")
    qtbot.waitUntil(lambda: window.page_name not in ("lock", "welcome"))
    window.go(Place("arrival"))
    assert window.page_name == "arrival"
