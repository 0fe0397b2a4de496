"""Text in which some words are marked: underlined and bold, so that no colour alone says it."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from fieldapp.ui.theme.tokens import Theme

Piece = tuple[str, bool]
"""A piece of text, and whether it is marked."""


class MarkedText(QLabel):
    """Plain text with marks; what is in it is never taken for markup."""

    def __init__(
        self, theme: Theme, pieces: Sequence[Piece], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.pieces = tuple(pieces)
        style = f"background-color: {theme.warning_soft}; text-decoration: underline"
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setText(
            "<div style='white-space: pre-wrap'>"
            + "".join(
                f"<b style='{style}'>{escape(text)}</b>" if marked else escape(text)
                for text, marked in pieces
            )
            + "</div>"
        )
        self.setWordWrap(True)
        self.setAccessibleName(self.plain())
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)

    def plain(self) -> str:
        """The text itself."""
        return "".join(text for text, _ in self.pieces)
