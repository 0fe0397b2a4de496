"""Word to the person that takes no focus: banners, and the place in a window where they stack."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

from PySide6.QtCore import QEvent, QMargins, QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from fieldapp.ui.theme.tokens import READING, SPACE_L, SPACE_M, SPACE_S, SPACE_XS, Theme
from fieldapp.ui.widgets.buttons import Button, IconButton
from fieldapp.ui.widgets.cards import Picture
from fieldapp.ui.widgets.labels import Label
from fieldapp.ui.widgets.layouts import discard

Tone = Literal["info", "ok", "warning", "danger"]
Action = tuple[str, Callable[[], object]]
"""What a button of a notice says, and what it does."""

ICONS = {
    "info": "info",
    "ok": "circle-check",
    "warning": "triangle-alert",
    "danger": "circle-alert",
}
LINGER = 6000
"""Milliseconds after which a harmless notice goes by itself; longer while the mouse is over it."""


class Banner(QFrame):
    """A sentence with its tone, actions, and a cross to dismiss it (where `dismiss` names one)."""

    dismissed = Signal()

    def __init__(
        self,
        theme: Theme,
        tone: Tone,
        text: str,
        actions: Sequence[Action] = (),
        *,
        dismiss: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.text, self.tone = text, tone
        self.setProperty("tone", tone)
        self.setProperty("kind", "banner")
        self.setAccessibleName(text)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(SPACE_L, SPACE_XS, SPACE_XS if dismiss else SPACE_L, SPACE_XS)
        layout.setSpacing(SPACE_M)
        layout.addWidget(Picture(ICONS[tone], theme.tone(tone)[0]))
        label = Label(text)
        label.setMinimumHeight(40)
        layout.addWidget(label, 1)
        for name, action in actions:
            button = Button(theme, name, "plain", parent=self)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.clicked.connect(lambda _=False, do=action: self._act(do))
            layout.addWidget(button)
        if dismiss:
            cross = IconButton(theme, "x", dismiss, parent=self)
            cross.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            cross.clicked.connect(self.dismissed)
            layout.addWidget(cross)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)

    def _act(self, do: Callable[[], object]) -> None:
        do()
        self.dismissed.emit()


class Notices(QWidget):
    """Banners over the lower edge of a window, the newest at the bottom.

    Args:
        window: what they lie over; they follow its size.
        dismiss: the name of the cross.
        clear: logical pixels that stay free at each side, for a bar of buttons or a column.
    """

    MOST = 3
    """So many at a time; the oldest harmless one makes room."""

    def __init__(
        self, theme: Theme, window: QWidget, dismiss: str, clear: QMargins | None = None
    ) -> None:
        super().__init__(window)
        self.theme, self._window, self._dismiss = theme, window, dismiss
        self._clear = clear or QMargins(0, 0, 0, 72)
        self.banners: list[Banner] = []
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(SPACE_S)
        window.installEventFilter(self)
        self.hide()

    def say(self, tone: Tone, text: str, actions: Sequence[Action] = ()) -> Banner:
        """Show a notice. One that says the same already is only said again.

        Good news and information without actions go by themselves after a while.
        """
        for old in [one for one in self.banners if (one.tone, one.text) == (tone, text)]:
            self._take(old)
        while len(self.banners) >= self.MOST:
            harmless = [one for one in self.banners if one.tone in ("info", "ok")]
            self._take((harmless or self.banners)[0])
        banner = Banner(self.theme, tone, text, actions, dismiss=self._dismiss, parent=self)
        banner.dismissed.connect(lambda: self._take(banner))
        self.banners.append(banner)
        self._layout.addWidget(banner)
        if tone in ("info", "ok") and not actions:
            timer = QTimer(banner, singleShot=True, interval=LINGER)
            timer.timeout.connect(
                lambda: timer.start() if banner.underMouse() else self._take(banner)
            )
            timer.start()
        banner.show()  # at once, so that there is room for it
        self.show()
        self.raise_()
        self._place()
        _announce(banner, text)
        return banner

    def keep_clear(self, clear: QMargins) -> None:
        """Leaves that many pixels free at each side from now on."""
        if clear != self._clear:
            self._clear = clear
            self._place()

    def clear(self) -> None:
        """Take all of them away, as the cover does."""
        for banner in list(self.banners):
            self._take(banner)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._place()
        return super().eventFilter(watched, event)

    def _take(self, banner: Banner) -> None:
        if banner not in self.banners:
            return
        self.banners.remove(banner)
        discard(banner)
        self.setVisible(bool(self.banners))
        self._place()

    def _place(self) -> None:
        room = self._window.rect().marginsRemoved(self._clear)
        width = min(READING, room.width() - 2 * SPACE_L)
        height = self._layout.heightForWidth(width)
        if height < 0:
            height = self._layout.sizeHint().height()
        left = room.left() + (room.width() - width) // 2
        self.setGeometry(left, room.bottom() + 1 - height, width, height)


def _announce(banner: Banner, text: str) -> None:
    """Lets a screen reader say it."""
    from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QAccessibleEvent

    QAccessible.updateAccessibility(QAccessibleEvent(banner, QAccessible.Event.Alert))
    QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(banner, text))
