"""Adding evidence: chosen, dropped, pasted; looked at before it is kept; none stops another."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from evidence_kit import (
    bomb,
    case_of,
    close_window,
    drop,
    evidence_of,
    focus,
    gallery_of,
    kept_picture,
    mime,
    open_page,
    open_window,
    page_of,
    paste,
    picture,
    press,
    put,
    settled,
)
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QFileDialog
from pytestqt.qtbot import QtBot
from store_kit import PASSCODE
from usecase_kit import photo
from window_kit import ask, begin, do, sample

from fieldapp.store.errors import DiskFullError
from fieldapp.store.workspace import Workspace
from fieldapp.ui.context import Place
from fieldapp.ui.main_window import MainWindow
from fieldapp.ui.pages.evidence.page import EvidencePage
from fieldapp.ui.tasks import Desk
from fieldapp.ui.widgets.editors import LineEdit
from fieldapp.usecases import casefiles


@pytest.fixture
def window(qtbot: QtBot, desk: Desk) -> Iterator[MainWindow]:
    made = open_window(qtbot, desk)
    yield made
    close_window(qtbot, made)


@pytest.fixture
def page(qtbot: QtBot, desk: Desk, window: MainWindow) -> EvidencePage:
    return open_page(qtbot, window, begin(qtbot, desk))


def test_a_pasted_picture_is_looked_at_kept_described_and_left(
    qtbot: QtBot, window: MainWindow, page: EvidencePage, desk: Desk
) -> None:
    paste(qtbot, picture("red"))
    settled(qtbot, page)
    assert evidence_of(window) == ()
    assert page.waiting.isVisible()
    press(qtbot, focus(), Qt.Key.Key_Return)
    settled(qtbot, page)
    caption = focus()
    assert isinstance(caption, LineEdit)
    qtbot.keyClicks(caption, "The nameplate")
    press(qtbot, caption, Qt.Key.Key_Escape)
    assert window.page_name == "guide"
    qtbot.waitUntil(lambda: evidence_of(window)[0].caption.original == "The nameplate")
    (item,) = evidence_of(window)
    assert (item.kind, item.file) == ("photo", "")
    assert kept_picture(qtbot, desk, item).size == (900, 600)


def test_several_dropped_at_once_keep_their_order_and_the_first_wants_its_words(
    qtbot: QtBot, window: MainWindow, page: EvidencePage, desk: Desk, tmp_path: Path
) -> None:
    paths = [put(tmp_path, f"{name}.jpg", photo(name)) for name in ("red", "lime", "blue")]
    assert drop(page, mime([*paths, put(tmp_path, "contract.pdf", b"%PDF-1.7 ...")]))
    settled(qtbot, page)
    assert evidence_of(window)[0].file.endswith("/contract.pdf")
    for _ in range(3):
        press(qtbot, focus(), Qt.Key.Key_Return)
    settled(qtbot, page)
    photos = [item for item in evidence_of(window) if item.kind == "photo"]
    colours = [kept_picture(qtbot, desk, item).getpixel((10, 10)) for item in photos]
    assert [max(range(3), key=lambda at, c=c: c[at]) for c in colours] == [0, 1, 2]
    gallery = gallery_of(page)
    assert gallery.detail
    assert gallery.detail.isAncestorOf(focus())
    for item in evidence_of(window):
        assert gallery.detail.evidence == item.id
        qtbot.keyClicks(focus(), item.id)
        press(qtbot, focus(), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: all(i.caption.original == i.id for i in evidence_of(window)))
    assert gallery.bar.choose.hasFocus()


def test_files_are_chosen(
    qtbot: QtBot, window: MainWindow, page: EvidencePage, tmp_path: Path
) -> None:
    paths = [put(tmp_path, "a.jpg"), put(tmp_path, "plan.txt", b"plan")]
    assert gallery_of(page).bar.choose.hasFocus()
    press(qtbot, focus(), Qt.Key.Key_Return)
    dialog = page.findChild(QFileDialog)
    assert dialog
    dialog.filesSelected.emit([str(path) for path in paths])
    dialog.close()
    settled(qtbot, page)
    press(qtbot, page.waiting, Qt.Key.Key_A)
    press(qtbot, page.waiting, Qt.Key.Key_Return)
    settled(qtbot, page)
    assert sorted(item.kind for item in evidence_of(window)) == ["file", "photo"]


def test_bad_files_are_named_in_plain_sentences_and_stop_no_other(
    qtbot: QtBot,
    window: MainWindow,
    page: EvidencePage,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(casefiles, "MAX_EVIDENCE_BYTES", 2**20)
    whole = photo()
    paths = [
        put(tmp_path, "bomb.png", bomb()),
        put(tmp_path, "notes.jpg", b"not a photo at all"),
        put(tmp_path, "half.jpg", whole[: len(whole) // 2]),
        put(tmp_path, "huge.log", b"\0" * (2**20 + 1)),
        tmp_path / "gone.pdf",
        put(tmp_path, "good.pdf", b"%PDF-1.7 good"),
        put(tmp_path, "good.png", photo(kind="PNG")),
    ]
    paste(qtbot, paths)
    settled(qtbot, page)
    banner = page.strips.refused
    assert banner
    text = banner.text
    for name, words in {
        "bomb.png": "more than 60 million pixels",
        "notes.jpg": "not a photo in a format",
        "half.jpg": "incomplete or damaged",
        "huge.log": "larger than 1 MB",
        "gone.pdf": "",
    }.items():
        (line,) = [line for line in text.splitlines() if line.startswith(f"{name}: ")]
        assert words in line
    assert "Traceback" not in text
    press(qtbot, page.waiting, Qt.Key.Key_Return)
    settled(qtbot, page)
    assert sorted(item.kind for item in evidence_of(window)) == ["file", "photo"]
    banner.dismissed.emit()
    assert page.strips.refused is None
    assert page.intake.refused == []


def test_what_is_left_out_is_not_kept(
    qtbot: QtBot, window: MainWindow, page: EvidencePage, tmp_path: Path
) -> None:
    path = put(tmp_path, "a.jpg")
    paste(qtbot, [path, put(tmp_path, "b.jpg", photo("red"))])
    settled(qtbot, page)
    press(qtbot, focus(), Qt.Key.Key_Delete)
    press(qtbot, focus(), Qt.Key.Key_Return)
    settled(qtbot, page)
    assert len(evidence_of(window)) == 1
    assert path.exists()


def test_adding_is_stopped_and_what_is_ready_stays(
    qtbot: QtBot, page: EvidencePage, tmp_path: Path
) -> None:
    paste(qtbot, [put(tmp_path, f"{n}.jpg") for n in range(8)])
    qtbot.waitUntil(lambda: bool(page.intake.waiting), timeout=20_000)
    qtbot.waitUntil(page.strips.progress.isVisible)
    assert page.strips.progress.amount.text().endswith("of 8")
    page.strips.progress.button.click()
    settled(qtbot, page)
    assert 1 <= len(page.intake.waiting) < 8
    assert page.strips.progress.isHidden()


def test_undo_takes_an_added_photo_away_and_redo_brings_it_back(
    qtbot: QtBot, window: MainWindow, page: EvidencePage
) -> None:
    paste(qtbot, picture())
    settled(qtbot, page)
    press(qtbot, focus(), Qt.Key.Key_Return)
    settled(qtbot, page)
    assert isinstance(focus(), LineEdit)
    press(qtbot, focus(), Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: evidence_of(window) == ())
    assert gallery_of(page).detail is None
    assert gallery_of(page).bar.choose.hasFocus()
    redo = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    press(qtbot, window, Qt.Key.Key_Z, redo)
    qtbot.waitUntil(lambda: len(evidence_of(window)) == 1)


def test_words_are_pasted_into_a_caption_and_pictures_beside_it(
    qtbot: QtBot, window: MainWindow, page: EvidencePage
) -> None:
    paste(qtbot, picture("red"))
    settled(qtbot, page)
    press(qtbot, focus(), Qt.Key.Key_Return)
    settled(qtbot, page)
    caption = focus()
    assert isinstance(caption, LineEdit)
    QApplication.clipboard().setText("the plate")
    press(qtbot, caption, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert caption.text() == "the plate"
    paste(qtbot, picture("blue"))
    settled(qtbot, page)
    press(qtbot, focus(), Qt.Key.Key_Return)
    settled(qtbot, page)
    first, second = evidence_of(window)
    assert (first.caption.original, second.caption.original) == ("the plate", "")


def test_nothing_to_paste_is_said(qtbot: QtBot, window: MainWindow, page: EvidencePage) -> None:
    QApplication.clipboard().setText("only words")
    press(qtbot, focus(), Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert window.voice.notices
    assert window.voice.notices.banners[-1].text == "There is no picture and no file to paste."


def test_what_waits_outlives_language_and_page_and_is_kept_when_the_case_is_left(
    qtbot: QtBot, window: MainWindow, page: EvidencePage, desk: Desk
) -> None:
    case_id = window.open.case_id
    paste(qtbot, picture())
    settled(qtbot, page)
    window.looks.speak("zh")
    page = page_of(window)
    qtbot.waitUntil(page.waiting.isVisible)
    press(qtbot, focus(), Qt.Key.Key_Escape)
    assert page.gallery.isVisible()
    assert page.strips.waiting
    press(qtbot, page, Qt.Key.Key_Escape)
    assert window.page_name == "guide"
    assert evidence_of(window) == ()
    window.lock()
    qtbot.waitUntil(lambda: desk.is_idle and not desk.is_open)
    ask(qtbot, desk.unlock(passcode=PASSCODE))
    changes = do(qtbot, desk, lambda workspace: workspace.changes(case_id))
    assert any(op.path.endswith("/blob") for change in changes for op in change.ops)


def test_a_picture_that_is_not_ready_yet_at_the_lock_is_not_lost(
    qtbot: QtBot, window: MainWindow, page: EvidencePage, desk: Desk
) -> None:
    case_id = window.open.case_id
    paste(qtbot, picture())
    assert page.intake.is_preparing
    window.lock()
    qtbot.waitUntil(lambda: desk.is_idle and not desk.is_open, timeout=10_000)
    ask(qtbot, desk.unlock(passcode=PASSCODE))
    page = open_page(qtbot, window, case_id)
    settled(qtbot, page)
    assert len(page.intake.waiting) + len(evidence_of(window)) == 1


def test_what_waits_is_said_beside_an_exhibit_that_is_jumped_to(
    qtbot: QtBot, window: MainWindow, desk: Desk
) -> None:
    page = open_page(qtbot, window, sample(qtbot, desk))
    paste(qtbot, picture())
    settled(qtbot, page)
    window.go(Place("evidence", f"evidence/{evidence_of(window)[0].id}"))
    assert page.gallery.isVisible()
    banner = page.strips.waiting
    assert banner
    look = next(b for b in banner.findChildren(QAbstractButton) if b.text() == "Look")
    press(qtbot, look, Qt.Key.Key_Return)
    assert page.waiting.isVisible()


def test_a_full_disk_loses_no_picture(
    qtbot: QtBot, window: MainWindow, page: EvidencePage, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_blob, is_full = Workspace.put_blob, True

    def full(self: Workspace, case: bytes, data: bytes) -> str:
        if is_full:
            raise DiskFullError("store.disk_full", where="/")
        return put_blob(self, case, data)

    monkeypatch.setattr(Workspace, "put_blob", full)
    paste(qtbot, picture())
    settled(qtbot, page)
    press(qtbot, focus(), Qt.Key.Key_Return)
    settled(qtbot, page)
    assert window.voice.notices
    assert window.voice.notices.banners[-1].tone == "danger"
    assert page.waiting.isVisible()
    is_full = False
    press(qtbot, focus(), Qt.Key.Key_Return)
    settled(qtbot, page)
    assert len(evidence_of(window)) == 1


def test_a_picture_that_a_full_disk_refused_at_the_lock_still_waits_afterwards(
    qtbot: QtBot,
    window: MainWindow,
    page: EvidencePage,
    desk: Desk,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    case_id = window.open.case_id
    paste(qtbot, picture())
    settled(qtbot, page)

    def full(self: Workspace, case: bytes, data: bytes) -> str:
        raise DiskFullError("store.disk_full", where="/")

    with monkeypatch.context() as patch:
        patch.setattr(Workspace, "put_blob", full)
        window.lock()
        qtbot.waitUntil(lambda: desk.is_idle and not desk.is_open)
    ask(qtbot, desk.unlock(passcode=PASSCODE))
    page = open_page(qtbot, window, case_id)
    qtbot.waitUntil(page.waiting.isVisible)
    press(qtbot, focus(), Qt.Key.Key_Return)
    settled(qtbot, page)
    assert len(evidence_of(window)) == 1
    assert window.open.is_saved


def test_what_is_dropped_anywhere_on_the_window_becomes_evidence(
    qtbot: QtBot, window: MainWindow, page: EvidencePage, tmp_path: Path
) -> None:
    window.go(Place("guide"))
    assert drop(window, mime([put(tmp_path, "plan.dwg", b"lines")]))
    assert window.page_name == "evidence"
    settled(qtbot, page)
    assert [item.kind for item in evidence_of(window)] == ["file"]


def test_a_copy_of_a_kept_file_is_saved(
    qtbot: QtBot, window: MainWindow, page: EvidencePage, tmp_path: Path
) -> None:
    paste(qtbot, [put(tmp_path, "plan.pdf", b"%PDF-1.7 plan")])
    settled(qtbot, page)
    detail = gallery_of(page).detail
    assert detail
    press(qtbot, detail.copy, Qt.Key.Key_Return)
    dialog = detail.findChild(QFileDialog)
    assert dialog
    assert dialog.selectedFiles()[0].endswith("/plan.pdf")
    dialog.fileSelected.emit(str(tmp_path / "copy.pdf"))
    dialog.close()
    settled(qtbot, page)
    assert (tmp_path / "copy.pdf").read_bytes() == b"%PDF-1.7 plan"
    assert window.voice.notices
    assert "no longer encrypted" in window.voice.notices.banners[-1].text


def test_evidence_for_a_statement_is_attached_to_it(
    qtbot: QtBot, desk: Desk, window: MainWindow
) -> None:
    page = open_page(qtbot, window, sample(qtbot, desk))
    statement = case_of(window).statements[-1]
    before = len(evidence_of(window))
    window.go(Place("evidence", f"new/statements/{statement.id}"))
    hint = gallery_of(page)._hint.text()
    assert hint.startswith("What you add now supports: ")
    assert statement.text.get("en")[:20] in hint
    paste(qtbot, picture())
    settled(qtbot, page)
    press(qtbot, focus(), Qt.Key.Key_Return)
    settled(qtbot, page)
    new = evidence_of(window)[before]
    assert new.id in case_of(window).statements[-1].evidence


def test_under_the_cover_a_photo_is_kept_unseen_and_described(
    qtbot: QtBot, desk: Desk, window: MainWindow
) -> None:
    open_page(qtbot, window, sample(qtbot, desk))
    window.cover(on=True)
    press(qtbot, window, Qt.Key.Key_F8)
    page = page_of(window)
    before = len(evidence_of(window))
    paste(qtbot, picture())
    settled(qtbot, page)
    assert not page.waiting.isVisible()
    assert len(evidence_of(window)) == before + 1
    qtbot.keyClicks(focus(), "plate")
    window.cover(on=False)
    qtbot.waitUntil(lambda: evidence_of(window)[-1].caption.original == "plate")
