"""Notices that nobody has touched the keyboard or the mouse for a while.

Not by a filter on the whole application: Python would be called for every event of every object,
which makes each key and each repaint several times as dear. What comes from outside passes through
the window that has the focus; what an input method composes moves the cursor.
"""

from __future__ import annotations

from PySide6.QtCore import QElapsedTimer, QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QWindow

_TOUCHES = {
    QEvent.Type.KeyPress,
    QEvent.Type.ShortcutOverride,
    QEvent.Type.MouseButtonPress,
    QEvent.Type.MouseMove,
    QEvent.Type.Wheel,
    QEvent.Type.TouchBegin,
    QEvent.Type.TouchUpdate,
    QEvent.Type.TabletPress,
    QEvent.Type.TabletMove,
}


class Idle(QObject):
    """Fires after so many minutes without a touch; 0 never."""

    passed = Signal()

    def __init__(self, app: QGuiApplication, minutes: int) -> None:
        super().__init__(app)
        self._since = QElapsedTimer()
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.passed)
        self.set_minutes(minutes)
        app.focusWindowChanged.connect(self._watch)
        app.inputMethod().cursorRectangleChanged.connect(self.touch)

    def set_minutes(self, minutes: int) -> None:
        self._timer.setInterval(minutes * 60_000)
        self.touch()

    @property
    def quiet(self) -> float:
        """Seconds since the last touch."""
        return self._since.elapsed() / 1000

    def touch(self) -> None:
        """Counts from now on."""
        self._since.start()
        if self._timer.interval():
            self._timer.start()
        else:
            self._timer.stop()

    def _watch(self, window: QWindow | None) -> None:
        """Watches a window from the first time it has the focus; a second time adds nothing."""
        if window is not None:
            window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _TOUCHES:
            self.touch()
        return False
