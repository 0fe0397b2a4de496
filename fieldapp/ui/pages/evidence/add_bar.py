"""The ways in: choose, paste, camera, a reading."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from fieldapp.ui.context import Context
from fieldapp.ui.theme.tokens import SPACE_S, TARGET_TALK
from fieldapp.ui.widgets.buttons import Button


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
        height = TARGET_TALK if is_covered else 0
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE_S)
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
        for button in under_cover if is_covered else (self.choose, *under_cover, self.reading):
            row.addWidget(button)

    def offer_camera(self) -> None:
        """There is a camera."""
        self.camera.show()

    def focus(self) -> None:
        self._first.setFocus(Qt.FocusReason.OtherFocusReason)
