"""Cases like the one that is being written: why they are, and what was learnt there."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QVBoxLayout, QWidget

from fieldapp.ui.context import Context, Place
from fieldapp.ui.theme.tokens import SPACE_XS
from fieldapp.ui.widgets.labels import Label
from fieldapp.ui.widgets.layouts import discard
from fieldapp.ui.widgets.sentences import SentenceButton
from fieldapp.usecases import similar
from fieldapp.usecases.similar import Similar

_SETTLED_MS = 300
_WORDS = 4
"""Shared words that are named."""


class SimilarRow(SentenceButton):
    """A case: its title, why it is like this one, its lesson. Pressed, it leads there."""

    def __init__(self, context: Context, found: Similar) -> None:
        say, lang = context.say, context.lang
        shared = say("similar.and").join(found.shared[:_WORDS])
        parts = (
            say("similar.shares", words=shared) if shared else "",
            say("similar.same_customer") if found.same_customer else "",
            say("similar.learnt", lesson=found.lesson.get(lang)) if found.lesson else "",
        )
        title = found.row.summary.title.get(lang) or say("forms.untitled")
        below = " · ".join(part for part in parts if part)
        super().__init__(context.theme, title, below, ink=context.theme.ink_soft, icon="history")


class SimilarCases(QWidget):
    """What is like the words that are being typed; hidden while that is nothing."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        self.rows: list[SimilarRow] = []
        self._asked = ("", "", b"")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(SPACE_XS)
        self._column.addWidget(Label(context.say("similar.title"), "strong"))
        self._soon = QTimer(self, singleShot=True, interval=_SETTLED_MS)
        self._soon.timeout.connect(self._look)
        self.hide()

    def look(self, text: str, company: str = "", but: bytes = b"") -> None:
        """Looks once the typing pauses, if anything else is asked than before."""
        if (text, company, but) != self._asked:
            self._asked = (text, company, but)
            self._soon.start()

    def _look(self) -> None:
        library, (text, company, but) = self.context.desk.library, self._asked
        work = self.context.desk.run(lambda ws: similar.similar(ws, library, text, company, but))
        # Nothing depends on it, and the person is writing: what goes wrong is not told here.
        work.then(self, self._show, lambda _: None)

    def _show(self, found: tuple[Similar, ...]) -> None:
        for former in self.rows:
            discard(former)
        self.rows = [SimilarRow(self.context, one) for one in found]
        for row, one in zip(self.rows, found, strict=True):
            row.clicked.connect(partial(self._open, one))
            self._column.addWidget(row)
        self.setVisible(bool(found))

    def _open(self, found: Similar) -> None:
        self.context.open_case(found.row.case, Place("guide"))
