"""What draws a picture of its own, for whoever cannot see it."""

from __future__ import annotations

from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QLabel, QWidget


class Drawn(QLabel):
    """A screen reader takes it for a picture, as it takes any label that holds one; what is to be
    seen is drawn over it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setPixmap(QPixmap(1, 1))
