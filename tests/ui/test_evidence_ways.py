"""Other ways in: a phone's folder, and a camera (a stand-in: none was there to try)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from evidence_kit import (
    close_window,
    evidence_of,
    focus,
    gallery_of,
    kept_picture,
    open_page,
    open_window,
    page_of,
    picture,
    press,
    put,
    settled,
)
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot
from usecase_kit import photo
from window_kit import begin

from fieldapp.base.progress import Check
from fieldapp.ui import camera, phone_folder
from fieldapp.ui.context import Place
from fieldapp.ui.main_window import MainWindow
from fieldapp.ui.pages.evidence.page import EvidencePage
from fieldapp.ui.pages.evidence.phone_strip import PhoneStrip
from fieldapp.ui.tasks import Desk
from fieldapp.usecases import settings
from fieldapp.usecases.inbox import Glance
from fieldapp.usecases.settings import Settings


@pytest.fixture
def inbox(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(phone_folder, "LOOK_MS", 30)
    folder = tmp_path / "phone"
    folder.mkdir()
    return folder


@pytest.fixture
def window(qtbot: QtBot, desk: Desk, inbox: Path) -> Iterator[MainWindow]:
    wanted = Settings(language="en", theme="light", inbox=inbox)
    settings.write(wanted)
    made = open_window(qtbot, desk, wanted)
    yield made
    close_window(qtbot, made)


@pytest.fixture
def page(qtbot: QtBot, desk: Desk, window: MainWindow) -> EvidencePage:
    return open_page(qtbot, window, begin(qtbot, desk))


def strip_of(qtbot: QtBot, page: EvidencePage) -> PhoneStrip:
    qtbot.waitUntil(lambda: page.strips.phone is not None)
    assert page.strips.phone
    return page.strips.phone


def offered(page: EvidencePage) -> list[str]:
    assert page.strips.phone
    return [one.path.name for one in page.strips.phone.folder.arrivals]


def test_photos_from_the_phone_are_taken_or_put_aside(
    qtbot: QtBot, window: MainWindow, page: EvidencePage, desk: Desk, inbox: Path
) -> None:
    strip = strip_of(qtbot, page)
    assert strip.isHidden()
    for colour in ("red", "lime", "blue"):
        put(inbox, f"{colour}.jpg", photo(colour))
    qtbot.waitUntil(lambda: len(offered(page)) == 3)
    assert strip.isVisible()
    assert strip.words.text().startswith("New photos from the phone: 3.")
    assert strip.take.text() == "Take 3"
    lime = next(one for one in strip.folder.arrivals if one.path.name == "lime.jpg")
    press(qtbot, strip.ticks[lime.sha256], Qt.Key.Key_Space)
    assert strip.take.text() == "Take 2"
    press(qtbot, strip.take, Qt.Key.Key_Return)
    settled(qtbot, page)
    assert [one.path.name for one in strip.offered()] == ["lime.jpg"]
    press(qtbot, page.waiting, Qt.Key.Key_A)
    settled(qtbot, page)
    qtbot.waitUntil(lambda: offered(page) == ["lime.jpg"])
    assert len(evidence_of(window)) == 2
    press(qtbot, strip.ticks[lime.sha256], Qt.Key.Key_Space)
    press(qtbot, strip.aside, Qt.Key.Key_Return)
    qtbot.waitUntil(strip.isHidden)
    assert sorted(path.name for path in inbox.iterdir()) == ["blue.jpg", "lime.jpg", "red.jpg"]
    assert len(evidence_of(window)) == 2


def test_a_photo_that_is_left_out_is_offered_again(
    qtbot: QtBot, page: EvidencePage, inbox: Path
) -> None:
    strip = strip_of(qtbot, page)
    put(inbox, "a.jpg")
    qtbot.waitUntil(strip.isVisible)
    press(qtbot, strip.take, Qt.Key.Key_Return)
    settled(qtbot, page)
    assert strip.isHidden()
    press(qtbot, focus(), Qt.Key.Key_Delete)
    assert [one.path.name for one in strip.offered()] == ["a.jpg"]


def test_a_half_copied_photo_is_not_offered(
    qtbot: QtBot, page: EvidencePage, inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole, look = photo(), phone_folder.inbox.look
    chunks = iter([whole[start : start + 4000] for start in range(0, len(whole), 4000)])

    def look_while_it_is_copied(folder: Path, before: Glance | None, check: Check) -> Glance:
        with (folder / "a.jpg").open("ab") as file:
            file.write(next(chunks, b""))
        return look(folder, before, check)

    sizes: list[int] = []
    folder = strip_of(qtbot, page).folder
    folder.found.connect(lambda: sizes.extend(one.size for one in folder.arrivals))
    monkeypatch.setattr(phone_folder.inbox, "look", look_while_it_is_copied)
    qtbot.waitUntil(lambda: bool(sizes))
    assert sizes == [len(whole)]


def test_a_folder_that_is_gone_is_said_and_comes_back(
    qtbot: QtBot, page: EvidencePage, inbox: Path
) -> None:
    strip = strip_of(qtbot, page)
    inbox.rename(inbox.with_name("unplugged"))
    qtbot.waitUntil(strip.isVisible)
    assert "cannot be looked into" in strip.words.text()
    assert not strip.take.isVisible()
    inbox.with_name("unplugged").rename(inbox)
    qtbot.waitUntil(strip.isHidden)


def test_the_folder_is_watched_only_while_the_page_is_seen(
    qtbot: QtBot, window: MainWindow, page: EvidencePage
) -> None:
    strip = strip_of(qtbot, page)
    qtbot.waitUntil(strip.folder._timer.isActive)
    window.go(Place("guide"))
    assert not strip.folder._timer.isActive()
    window.go(Place("evidence"))
    qtbot.waitUntil(strip.folder._timer.isActive)


def test_under_the_cover_the_phones_photos_are_not_shown(
    qtbot: QtBot, window: MainWindow, page: EvidencePage, inbox: Path
) -> None:
    put(inbox, "a.jpg", photo("red"))
    put(inbox, "b.jpg", photo("blue"))
    window.cover(on=True)
    window.go(Place("evidence"))
    page = page_of(window)
    strip = strip_of(qtbot, page)
    qtbot.waitUntil(lambda: len(offered(page)) == 2)
    assert strip.ticks == {}
    assert strip.take.text() == "Take 1"
    press(qtbot, strip.take, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: len(offered(page)) == 1, timeout=10_000)
    assert len(evidence_of(window)) == 1


class StandIn:
    """A camera that shows one colour."""

    name = "Front camera"

    def __init__(self) -> None:
        self.is_on = False
        self.show: Callable[[QImage], object] = lambda _: None
        self.failed: Callable[[], object] = lambda: None

    def start(self, show: Callable[[QImage], object], failed: Callable[[], object]) -> None:
        self.is_on, self.show, self.failed = True, show, failed

    def stop(self) -> None:
        self.is_on = False


@pytest.fixture
def front(monkeypatch: pytest.MonkeyPatch) -> StandIn:
    made = StandIn()
    monkeypatch.setattr(camera, "cameras", lambda: (made,))
    return made


def test_a_picture_is_taken_with_the_camera(
    qtbot: QtBot, front: StandIn, window: MainWindow, page: EvidencePage, desk: Desk
) -> None:
    button = gallery_of(page).bar.camera
    qtbot.waitUntil(button.isVisible)
    press(qtbot, button, Qt.Key.Key_Return)
    assert front.is_on
    assert not page.camera.take.isEnabled()
    front.show(picture("lime", 640, 480))
    press(qtbot, focus(), Qt.Key.Key_Return)
    assert not front.is_on
    settled(qtbot, page)
    press(qtbot, focus(), Qt.Key.Key_Return)
    settled(qtbot, page)
    assert kept_picture(qtbot, desk, evidence_of(window)[0]).size == (640, 480)


@pytest.mark.parametrize("ends", ["escape", "leave", "fail"])
def test_the_cameras_light_goes_out(
    qtbot: QtBot, front: StandIn, window: MainWindow, page: EvidencePage, ends: str
) -> None:
    qtbot.waitUntil(gallery_of(page).bar.camera.isVisible)
    gallery_of(page).bar.camera.click()
    front.show(picture())
    if ends == "escape":
        press(qtbot, focus(), Qt.Key.Key_Escape)
    elif ends == "leave":
        window.go(Place("guide"))
    else:
        front.failed()
        assert window.voice.notices
        assert "The camera stopped" in window.voice.notices.banners[-1].text
    assert not front.is_on
    assert page.gallery.isVisibleTo(page)


def test_without_a_camera_there_is_no_button(qtbot: QtBot, page: EvidencePage) -> None:
    settled(qtbot, page)
    assert not gallery_of(page).bar.camera.isVisible()
    assert camera.cameras() == ()
