"""A picture that is shown as large as there is room for it, whole and upright."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPainterPath, QPaintEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from fieldapp.ui.theme import icons
from fieldapp.ui.theme.tokens import RADIUS, Theme
from fieldapp.ui.widgets.painting import rounded

_ICON = 32


class ShownPicture(QLabel):
    """Shows a picture, or an icon where there is none.

    Args:
        name: what it shows, for a screen reader.
        height: in logical pixels; 0: as high as there is room.
        icon: what stands there instead.
    """

    def __init__(
        self,
        theme: Theme,
        name: str = "",
        *,
        height: int = 0,
        icon: str = "image",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.theme, self._icon = theme, icon
        self._image = QImage()
        self._scaled = QPixmap()
        self.setAccessibleName(name)
        vertical = QSizePolicy.Policy.Fixed if height else QSizePolicy.Policy.Expanding
        self.setSizePolicy(QSizePolicy.Policy.Expanding, vertical)
        if height:
            self.setFixedHeight(height)

    def show_picture(self, image: QImage) -> None:
        """Shows another picture; an empty one for none."""
        self._image = image
        self._scaled = QPixmap()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(320, 240)

    def minimumSizeHint(self) -> QSize:
        return QSize(120, 90)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._scaled = QPixmap()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(self.rect())
        rounded(painter, area, RADIUS, self.theme.sunken)
        if self._image.isNull():
            picture = icons.pixmap(self._icon, self.theme.border, _ICON, self.devicePixelRatio())
            middle = area.center()
            painter.drawPixmap(
                round(middle.x()) - _ICON // 2, round(middle.y()) - _ICON // 2, picture
            )
            return
        if self._scaled.isNull():
            self._scaled = self._fitted()
        size = self._scaled.deviceIndependentSize()
        shown = QRectF(0, 0, size.width(), size.height())
        shown.moveCenter(area.center())
        clip = QPainterPath()
        clip.addRoundedRect(area, RADIUS, RADIUS)
        painter.setClipPath(clip)
        painter.drawPixmap(shown.topLeft(), self._scaled)

    def _fitted(self) -> QPixmap:
        ratio = self.devicePixelRatio()
        scaled = self._image.scaled(
            self.size() * ratio,
            Qt.AspectRatioMode.KeepAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )
        fitted = QPixmap.fromImage(scaled)
        fitted.setDevicePixelRatio(ratio)
        return fitted
