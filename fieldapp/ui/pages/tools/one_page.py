"""A paper of one page that a tool makes of the case, saved or printed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from fieldapp.ui import papers
from fieldapp.ui.context import Context
from fieldapp.usecases import outgoing

Make = Callable[[Callable[[bytes], object]], None]
"""Makes the paper once all that was typed has been written, and gives it on."""


class OnePage(QObject):
    """Asks where to, and takes the paper there."""

    def __init__(self, owner: QWidget, context: Context, make: Make) -> None:
        super().__init__(owner)
        self._owner, self._context, self._make = owner, context, make

    def ask_and_save(self, title: str, stem: str) -> None:
        path = papers.ask_pdf(self._owner, title, stem)
        if path is not None:
            self.save_to(path)

    def save_to(self, path: Path) -> None:
        """Makes the paper and saves it."""
        context = self._context

        def keep(pdf: bytes) -> None:
            work = context.desk.aside(lambda _: outgoing.save(pdf, path))
            work.then(self._owner, lambda _: papers.tell_saved(context, path), context.tell)

        self._make(keep)

    def print_it(self) -> None:
        self._make(lambda pdf: papers.ask_and_print(self._owner, self._context, pdf))
