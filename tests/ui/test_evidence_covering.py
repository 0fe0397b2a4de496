"""Cutting and covering: burnt in before a photo is kept, and afterwards for good."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pytest
from evidence_kit import (
    all_kept,
    case_of,
    close_window,
    evidence_of,
    focus,
    gallery_of,
    is_dark,
    kept_picture,
    open_page,
    open_window,
    paste,
    picture,
    press,
    settled,
)
from PIL import Image
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from pytestqt.qtbot import QtBot
from window_kit import LIBRARY, begin, do

from fieldapp.ui.main_window import MainWindow
from fieldapp.ui.pages.evidence.page import EvidencePage
from fieldapp.ui.tasks import Desk
from fieldapp.usecases import issuing

SECRET = QColor(255, 0, 255)


@pytest.fixture
def window(qtbot: QtBot, desk: Desk) -> Iterator[MainWindow]:
    made = open_window(qtbot, desk)
    yield made
    close_window(qtbot, made)


@pytest.fixture
def page(qtbot: QtBot, desk: Desk, window: MainWindow) -> EvidencePage:
    return open_page(qtbot, window, begin(qtbot, desk))


def with_secret() -> QImage:
    """A light picture with something in its upper left quarter that must not be seen."""
    image = picture("white", 800, 600)
    painter = QPainter(image)
    painter.fillRect(80, 60, 240, 180, SECRET)
    painter.end()
    return image


def shows_secret(data: bytes) -> bool:
    """Whether a kept file is a picture in which the secret can be seen."""
    try:
        image = Image.open(io.BytesIO(data)).convert("RGB")
    except OSError:
        return False
    small = image.resize((80, 60)).tobytes()
    pixels = zip(small[::3], small[1::3], small[2::3], strict=True)
    return any(red > 200 and green < 80 and blue > 200 for red, green, blue in pixels)


def drag(qtbot: QtBot, page: EvidencePage, *part: float) -> None:
    """Draws a frame on the canvas: left, top, right, bottom in shares of the picture."""
    canvas = page.cover.canvas
    qtbot.waitUntil(canvas.isVisible)
    shown = canvas.shown()
    left, top, right, bottom = (
        round(edge + share * length)
        for share, edge, length in zip(
            part,
            (shown.left(), shown.top()) * 2,
            (shown.width(), shown.height()) * 2,
            strict=True,
        )
    )
    button = Qt.MouseButton.LeftButton
    qtbot.mousePress(canvas, button, pos=QPoint(left, top))
    qtbot.mouseMove(canvas, QPoint(right, bottom))
    qtbot.mouseRelease(canvas, button, pos=QPoint(right, bottom))


def keep(qtbot: QtBot, page: EvidencePage, image: QImage) -> None:
    paste(qtbot, image)
    settled(qtbot, page)
    press(qtbot, focus(), Qt.Key.Key_Return)
    settled(qtbot, page)


def test_what_is_covered_and_cut_away_first_is_never_kept(
    qtbot: QtBot, window: MainWindow, page: EvidencePage, desk: Desk
) -> None:
    paste(qtbot, with_secret())
    settled(qtbot, page)
    press(qtbot, focus(), Qt.Key.Key_C)
    drag(qtbot, page, 0.08, 0.08, 0.45, 0.45)
    press(qtbot, page.cover.tools.buttons["crop"], Qt.Key.Key_Space)
    drag(qtbot, page, 0.02, 0.02, 0.52, 0.77)
    press(qtbot, page.cover.canvas, Qt.Key.Key_K)
    settled(qtbot, page)
    (item,) = evidence_of(window)
    image = kept_picture(qtbot, desk, item)
    assert image.width / image.height == pytest.approx(400 / 450, abs=0.02)
    assert is_dark(image, 0.3, 0.3)
    assert not is_dark(image, 0.95, 0.95)
    assert not any(map(shows_secret, all_kept(qtbot, desk)))
    gallery = gallery_of(page)
    assert gallery.detail
    assert gallery.detail.isAncestorOf(focus())


def test_covering_by_keyboard_alone(
    qtbot: QtBot, window: MainWindow, page: EvidencePage, desk: Desk
) -> None:
    paste(qtbot, picture("white"))
    settled(qtbot, page)
    press(qtbot, focus(), Qt.Key.Key_C)
    qtbot.waitUntil(page.cover.canvas.hasFocus)
    press(qtbot, focus(), Qt.Key.Key_Return)
    press(qtbot, focus(), Qt.Key.Key_K)
    settled(qtbot, page)
    image = kept_picture(qtbot, desk, evidence_of(window)[0])
    assert is_dark(image, 0.5, 0.5)
    assert not is_dark(image, 0.1, 0.1)


def test_thinking_better_of_it_keeps_the_photo_waiting(
    qtbot: QtBot, window: MainWindow, page: EvidencePage
) -> None:
    paste(qtbot, picture())
    settled(qtbot, page)
    press(qtbot, focus(), Qt.Key.Key_C)
    qtbot.waitUntil(page.cover.canvas.hasFocus)
    press(qtbot, focus(), Qt.Key.Key_Escape)
    assert page.waiting.isVisible()
    assert evidence_of(window) == ()


def test_covering_afterwards_says_what_goes_and_leaves_nothing_behind(
    qtbot: QtBot, window: MainWindow, page: EvidencePage, desk: Desk
) -> None:
    keep(qtbot, page, with_secret())
    case_id = window.open.case_id
    do(qtbot, desk, lambda ws: issuing.issue(ws, case_id, LIBRARY, final=False))
    assert window.session
    window.session.refresh()
    settled(qtbot, page)
    assert any(map(shows_secret, all_kept(qtbot, desk)))
    before = len(all_kept(qtbot, desk))
    detail = gallery_of(page).detail
    assert detail
    press(qtbot, detail.cover, Qt.Key.Key_Space)
    qtbot.waitUntil(page.cover.isVisible)
    assert "Issued reports of this case that go with it, for they may show it: 1." in (
        page.cover._goes.text()
    )
    drag(qtbot, page, 0.05, 0.05, 0.5, 0.5)
    assert not page.cover.replace.isEnabled()
    press(qtbot, page.cover.reasons.buttons["data"], Qt.Key.Key_Space)
    press(qtbot, page.cover.replace, Qt.Key.Key_Space)
    settled(qtbot, page)
    kept = all_kept(qtbot, desk)
    assert not any(map(shows_secret, kept))
    assert len(kept) < before
    (item,) = evidence_of(window)
    assert is_dark(kept_picture(qtbot, desk, item), 0.3, 0.3)
    assert [stub.reason for stub in case_of(window).erased] == ["Personal data can be read"]
    assert window.voice.notices
    said = window.voice.notices.banners[-1].text
    assert "Issued reports that went with it: 1." in said
    assert page.gallery.isVisible()


def test_undo_after_covering_takes_the_photo_away_and_redo_shows_the_covered_one(
    qtbot: QtBot, window: MainWindow, page: EvidencePage, desk: Desk
) -> None:
    keep(qtbot, page, with_secret())
    detail = gallery_of(page).detail
    assert detail
    press(qtbot, detail.cover, Qt.Key.Key_Space)
    qtbot.waitUntil(page.cover.isVisible)
    drag(qtbot, page, 0.05, 0.05, 0.5, 0.5)
    press(qtbot, page.cover.reasons.buttons["person"], Qt.Key.Key_Space)
    press(qtbot, page.cover.replace, Qt.Key.Key_Space)
    settled(qtbot, page)
    window.undo()
    qtbot.waitUntil(lambda: evidence_of(window) == ())
    window.redo()
    qtbot.waitUntil(lambda: len(evidence_of(window)) == 1)
    settled(qtbot, page)
    image = kept_picture(qtbot, desk, evidence_of(window)[0])
    assert is_dark(image, 0.3, 0.3)
    assert not any(map(shows_secret, all_kept(qtbot, desk)))


def test_leaving_a_kept_photo_as_it_is_changes_nothing(
    qtbot: QtBot, window: MainWindow, page: EvidencePage
) -> None:
    keep(qtbot, page, picture())
    (item,) = evidence_of(window)
    detail = gallery_of(page).detail
    assert detail
    press(qtbot, detail.cover, Qt.Key.Key_Space)
    qtbot.waitUntil(page.cover.canvas.hasFocus)
    press(qtbot, focus(), Qt.Key.Key_Return)
    press(qtbot, focus(), Qt.Key.Key_Escape)
    assert page.gallery.isVisible()
    assert evidence_of(window) == (item,)
