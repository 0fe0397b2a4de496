"""The clipboard: what is put there by us goes again with the lock."""

from __future__ import annotations

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QGuiApplication

_OURS = "application/x-fieldapp"
_UNRECORDED = {
    "x-kde-passwordManagerHint": b"secret",
    'application/x-qt-windows-mime;value="ExcludeClipboardContentFromMonitorProcessing"': b"1",
}
"""Asks clipboard managers not to keep it; macOS has no such word that Qt could say."""


def copy(text: str) -> None:
    """Puts a text there that is nobody else's business."""
    data = QMimeData()
    data.setText(text)
    data.setData(_OURS, b"1")
    for name, word in _UNRECORDED.items():
        data.setData(name, word)
    QGuiApplication.clipboard().setMimeData(data)


def clear() -> None:
    """Takes away what is there, if it came from this program."""
    clipboard = QGuiApplication.clipboard()
    data = clipboard.mimeData()  # None where there never was anything
    if clipboard.ownsClipboard() or (data and data.hasFormat(_OURS)):
        clipboard.clear()
