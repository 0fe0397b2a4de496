"""What the tests of the evidence page share: the page in its window, and things to take in."""

from __future__ import annotations

import io
import struct
import zlib
from pathlib import Path
from typing import Any

import shiboken6
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from PIL import Image
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QImage
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from usecase_kit import photo
from window_kit import do

from fieldapp.case.records import Case, Evidence
from fieldapp.store import blobs
from fieldapp.store.blobs import BlobFiles
from fieldapp.store.workspace import Workspace
from fieldapp.ui.context import PageName, Place
from fieldapp.ui.main_window import MainWindow
from fieldapp.ui.pages.evidence.gallery import Gallery
from fieldapp.ui.pages.evidence.page import EvidencePage
from fieldapp.ui.tasks import Desk
from fieldapp.usecases.settings import Settings


def open_window(qtbot: QtBot, desk: Desk, wanted: Settings | None = None) -> MainWindow:
    made = MainWindow(desk, wanted or Settings(language="en", theme="light"), "en")
    made.show()
    made.start()
    qtbot.waitUntil(lambda: desk.is_idle)
    return made


def close_window(qtbot: QtBot, window: MainWindow) -> None:
    """Closes it as a person does: it stays until all that waits is kept. (`qtbot` would close it
    only after the desk.)
    """
    qtbot.waitUntil(window.close, timeout=20_000)
    qtbot.waitUntil(lambda: window.desk.is_idle)
    window.deleteLater()
    qtbot.waitUntil(lambda: not shiboken6.isValid(window))


def open_page(
    qtbot: QtBot, window: MainWindow, case_id: bytes, came_from: PageName = "guide"
) -> EvidencePage:
    """The evidence page, gone to by F8 from another page of the case."""
    window.open_case(case_id, Place(came_from))
    qtbot.waitUntil(lambda: window.session is not None and window.session.standing is not None)
    press(qtbot, window, Qt.Key.Key_F8)
    qtbot.waitUntil(lambda: window.page_name == "evidence")
    return page_of(window)


def page_of(window: MainWindow) -> EvidencePage:
    page = window._pages["evidence"]
    assert isinstance(page, EvidencePage)
    return page


def gallery_of(page: EvidencePage) -> Gallery:
    assert isinstance(page.gallery, Gallery)
    return page.gallery


def case_of(window: MainWindow) -> Case:
    assert window.session
    assert window.session.standing
    return window.session.standing.case


def evidence_of(window: MainWindow) -> tuple[Evidence, ...]:
    return case_of(window).evidence


def settled(qtbot: QtBot, page: EvidencePage) -> None:
    """Waits until all that was given is ready, and nothing is written any more."""
    qtbot.waitUntil(lambda: not page.intake.is_busy and page.context.desk.is_idle, timeout=20_000)


def press(
    qtbot: QtBot,
    widget: QWidget | None,
    key: Qt.Key,
    keys: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
) -> None:
    """A key where the focus is, or in a given widget."""
    qtbot.keyClick(widget, key, keys)


def focus() -> QWidget:
    found = QApplication.focusWidget()
    assert found is not None
    return found


def paste(qtbot: QtBot, content: QImage | list[Path]) -> None:
    """Puts a picture or files into the clipboard and presses Ctrl+V where the focus is."""
    QApplication.clipboard().setMimeData(mime(content))
    press(qtbot, focus(), Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)


def mime(content: QImage | list[Path]) -> QMimeData:
    data = QMimeData()
    if isinstance(content, QImage):
        data.setImageData(content)
    else:
        data.setUrls([QUrl.fromLocalFile(str(path)) for path in content])
    return data


def drop(widget: QWidget, data: QMimeData, at: QPointF | None = None) -> bool:
    """Drags over a widget and drops there; whether it was taken."""
    place = at or QPointF(widget.rect().center())
    action, button = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    keys = Qt.KeyboardModifier.NoModifier
    entered = QDragEnterEvent(place.toPoint(), action, data, button, keys)
    QApplication.sendEvent(widget, entered)
    if not entered.isAccepted():
        return False
    dropped = QDropEvent(place, action, data, button, keys)
    QApplication.sendEvent(widget, dropped)
    return dropped.isAccepted()


def picture(colour: str = "steelblue", width: int = 900, height: int = 600) -> QImage:
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(colour)
    return image


def put(folder: Path, name: str, data: bytes | None = None) -> Path:
    """A file; a photo unless told otherwise."""
    path = folder / name
    path.write_bytes(photo() if data is None else data)
    return path


def bomb() -> bytes:
    """A PNG of a few bytes that claims to be a picture of 40,000 by 40,000 pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    head = struct.pack(">IIBBBBB", 40_000, 40_000, 8, 2, 0, 0, 0)
    rows = zlib.compress(b"\0" * 120_001)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def kept_picture(qtbot: QtBot, desk: Desk, item: Evidence) -> Image.Image:
    """A kept photo, read back."""
    data: Any = do(qtbot, desk, lambda workspace: workspace.get_blob(item.blob))
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


def is_dark(image: Image.Image, left: float, top: float) -> bool:
    """Whether a place, in shares of the picture, is covered."""
    pixel = image.convert("RGB").getpixel((int(left * image.width), int(top * image.height)))
    assert isinstance(pixel, tuple)
    return max(pixel) < 60


def all_kept(qtbot: QtBot, desk: Desk) -> list[bytes]:
    """The content of every file in the store's folder of photos and files, named or not."""

    def work(workspace: Workspace) -> list[bytes]:
        cipher = AESGCM(workspace.key.blobs)
        files = BlobFiles(workspace.folder / "blobs", workspace.key, workspace.machine.entropy)
        return [_opened(path, cipher) for path in files.paths()]

    found: list[bytes] = do(qtbot, desk, work)
    return found


def _opened(path: Path, cipher: AESGCM) -> bytes:
    sealed, magic, nonce = path.read_bytes(), len(blobs._MAGIC), blobs._NONCE
    start = magic + nonce
    head = sealed[:magic] + path.stem.encode()
    return cipher.decrypt(sealed[magic:start], sealed[start:], head)
