"""What the views of the evidence page have in common."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget


class View(QWidget):
    """One of the views that take turns on the page."""

    def focus(self) -> None:
        """Puts the focus where the person goes on."""
