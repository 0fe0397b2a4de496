"""The way back up: from a cause to what happened, read with "therefore"."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from fieldapp.base.language import Lang
from fieldapp.playbook.tools.causes import SURE, Tree, strength
from fieldapp.ui.context import Context
from fieldapp.ui.pages.tools.cause_rows import MARKS, colour
from fieldapp.ui.theme.tokens import SPACE_S
from fieldapp.ui.widgets.labels import Label
from fieldapp.ui.widgets.layouts import clear
from fieldapp.ui.widgets.sentences import SentenceButton

MOST = 9
"""Links that are read; of a longer chain those next to the cause."""


class Therefore(QWidget):
    """One link below the other; pressed, a link is chosen."""

    chosen = Signal(str)

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        self.links: list[SentenceButton] = []
        self._read: tuple[object, ...] = ()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        title = Label(context.say("causes.read_back"), "caption")
        title.setContentsMargins(SPACE_S, 0, SPACE_S, 0)
        self._column.addWidget(title)
        self._lines = QVBoxLayout()
        self._lines.setSpacing(0)
        self._column.addLayout(self._lines)
        self.sound = Label("", "small")
        self.sound.setContentsMargins(SPACE_S, SPACE_S, SPACE_S, 0)
        self._column.addWidget(self.sound)

    def read(self, tree: Tree, cause_id: str, effect: str) -> None:
        """Reads the way from a cause to what happened."""
        way = tree.way_up(cause_id)[:MOST]
        reading = (*way, effect)
        if reading == self._read:
            return
        self._read = reading
        clear(self._lines)
        self.links = []
        theme, lang, say = self.context.theme, self.context.lang, self.context.say
        for cause in way:
            link = SentenceButton(
                theme,
                _words(cause.text.get(lang), lang) or say("causes.untold"),
                ink=colour(theme, cause),
                icon=MARKS[cause.basis],
            )
            link.clicked.connect(partial(self.chosen.emit, cause.id))
            self._lines.addWidget(link)
            self.links.append(link)
            arrow = Label(say("causes.therefore"), "say", wrap=False)
            arrow.setContentsMargins(SPACE_S, 0, 0, 0)
            self._lines.addWidget(arrow, 0, Qt.AlignmentFlag.AlignLeft)
        end = Label(effect, "strong")
        end.setContentsMargins(SPACE_S, SPACE_S, SPACE_S, 0)
        self._lines.addWidget(end)
        weak = any(strength(cause) < SURE for cause in way)
        self.sound.setText(say("causes.sounds_weak" if weak else "causes.sounds"))


def _words(text: str, lang: Lang) -> str:
    return text.strip().rstrip("。." if lang == "zh" else ".")
