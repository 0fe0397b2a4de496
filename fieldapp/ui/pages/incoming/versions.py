"""The versions of one place beside each other, each with whose it is and what differs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QWidget

from fieldapp.base.language import LANGS, Lang, Text
from fieldapp.case.wordmerge import compare
from fieldapp.ui.context import Context
from fieldapp.ui.theme.tokens import SPACE_L, SPACE_M, SPACE_S
from fieldapp.ui.widgets.buttons import Button
from fieldapp.ui.widgets.cards import Card, Picture
from fieldapp.ui.widgets.labels import Label
from fieldapp.ui.widgets.marked import MarkedText, Piece
from fieldapp.usecases.changewords import ChangeWords
from fieldapp.usecases.conflicts import Dispute, Hand, Version, moment
from fieldapp.usecases.people import People

BESIDE = 480
"""Pixels from which on there is room for two beside each other."""
MOST_KEYS = 9


def who_and_when(context: Context, people: People, hand: Hand) -> str:
    """Whose hand it was and when, in one line."""
    at, is_skewed = moment(hand, datetime.now().astimezone())
    line = f"{people.who(hand, context.lang)} · {at:%Y-%m-%d %H:%M}"
    return f"{line} · {context.say('shell.clock_wrong')}" if is_skewed else line


class Versions(QWidget):
    """The cards; beneath each other where there is no room."""

    taken = Signal(object)
    """The `Version` that is to stand."""

    def __init__(
        self, context: Context, people: People, dispute: Dispute, words: ChangeWords
    ) -> None:
        super().__init__()
        self._context, self._people, self._dispute, self._words = context, people, dispute, words
        self._row = QBoxLayout(QBoxLayout.Direction.TopToBottom, self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(SPACE_M)
        self.buttons: list[Button] = []
        for number, version in enumerate(dispute.versions, 1):
            self._row.addWidget(self._card(number, version), 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        fits = self.width() >= BESIDE and len(self.buttons) == 2
        ways = QBoxLayout.Direction
        self._row.setDirection(ways.LeftToRight if fits else ways.TopToBottom)

    def _card(self, number: int, version: Version) -> Card:
        context = self._context
        card = Card()
        card.body.setContentsMargins(SPACE_L, SPACE_M, SPACE_L, SPACE_L)
        card.body.setSpacing(SPACE_S)
        head = QHBoxLayout()
        head.setSpacing(SPACE_S)
        head.addWidget(Picture("user", context.theme.ink_soft, 16))
        whose = who_and_when(context, self._people, version.hand)
        head.addWidget(Label(whose, "small"), 1)
        card.setAccessibleName(whose)
        card.body.addLayout(head)
        for part in self._content(version):
            card.body.addWidget(part)
        card.body.addStretch(1)
        keys = f"Alt+{number}" if number <= MOST_KEYS else ""
        button = Button(context.theme, context.say("incoming.take"), icon="check", keys=keys)
        button.setAccessibleName(f"{button.text()}: {whose}")
        if keys:
            button.setShortcut(QKeySequence(keys))
        button.clicked.connect(partial(self.taken.emit, version))
        self.buttons.append(button)
        row = QHBoxLayout()
        row.addWidget(button)
        row.addStretch(1)
        card.body.addLayout(row)
        return card

    def _content(self, version: Version) -> Iterator[QWidget]:
        if not isinstance(version.content, Text):
            yield Label(self._words.content(self._dispute.place, version.content), "strong")
            return
        texts = [one.content for one in self._dispute.versions]
        has_both = all(any(text.has(lang) for text in texts) for lang in LANGS)
        for lang in LANGS:
            if not version.content.has(lang):
                continue
            if has_both:
                yield Label(self._context.say(f"incoming.in_{lang}"), "caption")
            yield MarkedText(self._context.theme, self._pieces(version, lang))

    def _pieces(self, version: Version, lang: Lang) -> Sequence[Piece]:
        """What it says in a language, marked where another version does not."""
        text = version.content.get(lang)
        others = [one.content for one in self._dispute.versions if one is not version]
        beside = next((other.get(lang) for other in others if other.has(lang)), text)
        return compare(text, beside)[0]
