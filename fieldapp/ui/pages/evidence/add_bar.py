"""The ways in: choose, paste, camera, a reading."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QWidget

from fieldapp.ui.context import Context
from fieldapp.ui.theme.tokens import SPACE_S, TARGET_PRIMARY, TARGET_TALK
from fieldapp.ui.widgets.buttons import Button
from fieldapp.ui.widgets.flow import FlowLayout


class AddBar(QWidget):
    """Buttons to add evidence with; under the cover large ones, and none that shows a list of files
    or asks for more.
    """

    choose_wanted = Signal()
    paste_wanted = Signal()
    camera_wanted = Signal()
    reading_wanted = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        say, theme, is_covered = context.say, context.theme, context.is_covered()
        height = TARGET_TALK if is_covered else TARGET_PRIMARY
        row = FlowLayout(self)
        self.choose = Button(
            theme, say("evidencepage.choose"), "primary", icon="image-plus", height=height
        )
        self.paste = Button(
            theme,
            say("evidencepage.paste"),
            "quiet",
            icon="clipboard-paste",
            keys="Ctrl+V",
            height=height,
        )
        self.camera = Button(
            theme, say("evidencepage.camera"), "quiet", icon="camera", height=height
        )
        self.reading = Button(
            theme, say("evidencepage.reading"), "quiet", icon="gauge", height=height
        )
        self.choose.clicked.connect(self.choose_wanted)
        self.paste.clicked.connect(self.paste_wanted)
        self.camera.clicked.connect(self.camera_wanted)
        self.reading.clicked.connect(self.reading_wanted)
        self.camera.hide()
        self._first = self.paste if is_covered else self.choose
        under_cover = (self.paste, self.camera)
        self._shown = under_cover if is_covered else (self.choose, *under_cover, self.reading)
        for button in self._shown:
            row.addWidget(button)

    def sizeHint(self) -> QSize:
        """All on one line."""
        sizes = [button.sizeHint() for button in self._shown if not button.isHidden()]
        width = sum(size.width() for size in sizes) + SPACE_S * (len(sizes) - 1)
        return QSize(width, max(size.height() for size in sizes))

    def offer_camera(self) -> None:
        """There is a camera."""
        self.camera.show()
        self.updateGeometry()

    def focus(self) -> None:
        self._first.setFocus(Qt.FocusReason.OtherFocusReason)
