"""What the laptop's camera sees, and the key that takes it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from fieldapp.ui.camera import Camera
from fieldapp.ui.context import Context
from fieldapp.ui.pages.evidence.view import View
from fieldapp.ui.theme.tokens import SPACE_L, SPACE_M, SPACE_XL, SPACE_XXL, TARGET_TALK
from fieldapp.ui.widgets.buttons import Button
from fieldapp.ui.widgets.labels import Label
from fieldapp.ui.widgets.shown_picture import ShownPicture


class CameraView(View):
    """The camera runs while the view is shown, and no longer."""

    taken = Signal(object)
    """The `QImage` that was taken."""
    left = Signal()
    failed = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        self._camera: Camera | None = None
        self._image = QImage()
        say, theme = context.say, context.theme
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_XXL, SPACE_XL, SPACE_XXL, SPACE_L)
        column.setSpacing(SPACE_M)
        self._name = Label("", "title", wrap=False)
        column.addWidget(self._name)
        self._picture = ShownPicture(theme, say("evidencepage.camera_sees"), icon="camera")
        column.addWidget(self._picture, 1)
        row = QHBoxLayout()
        row.setSpacing(SPACE_M)
        self.take = Button(
            theme,
            say("evidencepage.take_picture"),
            "primary",
            icon="camera",
            keys="Enter",
            height=TARGET_TALK,
        )
        self.take.clicked.connect(self._take)
        close = Button(
            theme, say("evidencepage.close_camera"), "quiet", keys="Esc", height=TARGET_TALK
        )
        close.clicked.connect(self.left)
        row.addWidget(self.take)
        row.addWidget(close)
        row.addStretch(1)
        column.addLayout(row)

    def start(self, camera: Camera) -> None:
        """Shows what a camera sees."""
        self.stop()
        self._camera, self._image = camera, QImage()
        self._name.setText(camera.name)
        self._picture.show_picture(self._image)
        self.take.setEnabled(False)
        camera.start(self._show, self.failed.emit)

    def focus(self) -> None:
        self.take.setFocus(Qt.FocusReason.OtherFocusReason)

    def stop(self) -> None:
        """Ends the camera."""
        if self._camera is not None:
            self._camera.stop()
            self._camera = None

    def _show(self, image: QImage) -> None:
        if self._image.isNull():
            self.take.setEnabled(True)
            self.focus()
        self._image = image
        self._picture.show_picture(image)

    def _take(self) -> None:
        if not self._image.isNull():
            self.taken.emit(self._image.copy())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._take()
        else:
            super().keyPressEvent(event)
