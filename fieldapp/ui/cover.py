"""The cover: nothing but neutral notes may be seen, in whichever window of ours."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QWidget

from fieldapp.ui.context import PageName, Place

SEEN: frozenset[PageName] = frozenset(
    ("cover", "evidence", "readback", "turned", "lock", "welcome")
)
"""Pages that may be seen while it is on."""


class Cover(QObject):
    """Whether the cover is on, and where to go back to.

    Its keys work in every window of ours, and none but the main one stays or comes up under it.

    Args:
        keys: what puts it on.
    """

    def __init__(self, app: QApplication, window: QWidget, keys: Sequence[QAction]) -> None:
        super().__init__(window)
        self.is_on = False
        self.back = Place("empty")
        self._window, self._keys = window, keys
        for action in keys:
            action.setShortcutContext(Qt.ShortcutContext.ApplicationShortcut)
        app.focusChanged.connect(self._focus_moved)

    def put_on(self, back: Place) -> None:
        """From now on. `back`: where to go when it is taken off."""
        self.is_on, self.back = True, back
        self.close_others()
        self._window.activateWindow()

    def take_off(self) -> None:
        self.is_on = False

    def close_others(self) -> None:
        """Closes what lies over the window: a dialog to choose a file, a list that hangs open."""
        for widget in QApplication.topLevelWidgets():
            if widget is not self._window and widget.isVisible():
                widget.close()
                widget.hide()  # One that refuses to close is out of sight all the same.

    def _focus_moved(self, _: QWidget | None, now: QWidget | None) -> None:
        """Another window of ours has come up: the keys work there; under the cover it goes."""
        window = now.window() if now is not None else self._window
        if window is self._window or window.windowType() == Qt.WindowType.Popup:
            return
        for action in self._keys:
            if action not in window.actions():
                window.addAction(action)
        if self.is_on:
            window.close()
