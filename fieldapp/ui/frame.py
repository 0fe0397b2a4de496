"""The window's place on the screen: where it was the last time, or as large as fits."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QSettings
from PySide6.QtWidgets import QWidget

from fieldapp.base import paths

_FILE = "window.ini"
_PLACE = "geometry"


def show(window: QWidget) -> None:
    """Shows the window where it was left, if that is still on a screen. The first time it takes
    the whole screen where the screen is hardly larger than the window."""
    place = _kept().value(_PLACE)
    if not (isinstance(place, QByteArray) and window.restoreGeometry(place)):
        room = window.screen().availableSize() - window.size()
        # How high its title bar is, is not known before it is shown: about two lines.
        if room.width() < 0 or room.height() < 2 * window.fontMetrics().height():
            window.showMaximized()
            return
    window.show()


def keep(window: QWidget) -> None:
    """Keeps where the window is. What cannot be written is not kept: nothing depends on it."""
    _kept().setValue(_PLACE, window.saveGeometry())


def _kept() -> QSettings:
    return QSettings(str(paths.config_dir() / _FILE), QSettings.Format.IniFormat)
