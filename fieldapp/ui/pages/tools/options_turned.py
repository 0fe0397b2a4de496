"""The customer's choice: each offer in their terms, and what they think of it."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from fieldapp.base.language import Lang, tr
from fieldapp.ui.context import Context
from fieldapp.ui.pages.readback.look import large, rows_of
from fieldapp.ui.pages.tools.turned import TurnedView
from fieldapp.ui.theme.tokens import SPACE_L, SPACE_M, SPACE_XL, SPACE_XXL, TARGET_TALK
from fieldapp.ui.widgets.choices import Chips
from fieldapp.ui.widgets.editors import TextEdit
from fieldapp.usecases import choosing
from fieldapp.usecases.choosing import WISHES, Offer, Wished
from fieldapp.usecases.standing import Standing


class Turned(TurnedView):
    """Nothing has to be answered; what is left out says nothing."""

    def __init__(self, context: Context, lang: Lang, standing: Standing, kept: object) -> None:
        super().__init__(context, lang, standing, kept)
        half = kept if isinstance(kept, dict) else {}
        self.offers = choosing.offers(standing.case)
        self.chips: dict[str, Chips] = {}
        sheet = QWidget()
        rows = rows_of(sheet, below=SPACE_XL, spacing=SPACE_L)
        rows.addWidget(self.text(self._tr("ask_title"), "title"))
        rows.addWidget(self.text(self._tr("ask_hint"), "lead", soft=True))
        for offer in self.offers:
            rows.addWidget(self._card(offer, half.get("wished", {})))
        self.words = TextEdit(
            self._tr("ask_words"), placeholder=self._tr("ask_words"), least=2, most=5
        )
        large(self.words, lang)
        self.words.set_text(str(half.get("words", "")))
        self.words.typed.connect(self.edited)
        rows.addWidget(self.words)
        rows.addStretch(1)
        foot = QWidget()
        below = rows_of(foot, below=SPACE_M)
        self.finish = self.button(self._tr("ask_done"), "primary", icon="check")
        self.finish.clicked.connect(self._finish)
        below.addWidget(self.finish)
        self.fill(sheet, foot, self._tr("ask_title"))

    def _tr(self, key: str) -> str:
        return tr(f"options.{key}", self.lang)

    def _card(self, offer: Offer, wished: Mapping[str, object]) -> QFrame:
        card = QFrame()
        card.setProperty("kind", "card")
        rows = QVBoxLayout(card)
        rows.setContentsMargins(SPACE_XXL, SPACE_XL, SPACE_XXL, SPACE_XL)
        rows.setSpacing(SPACE_M)
        title = offer.title.get(self.lang)
        rows.addWidget(self.text(title, "note"))
        if offer.words:
            rows.addWidget(self.text(offer.words.get(self.lang), "lead", soft=True))
        names = [(wish, self._tr(f"ask_{wish}")) for wish in WISHES]
        chips = Chips(self.theme, names, title, height=TARGET_TALK)
        if (wish := wished.get(offer.id)) in WISHES:
            chips.choose((str(wish),))
        chips.chosen.connect(self.edited)
        self.chips[offer.id] = chips
        rows.addWidget(chips)
        return card

    def kept(self) -> object:
        wished, words = self._wished(), self.words.text()
        return {"wished": wished, "words": words} if wished or words.strip() else None

    def _wished(self) -> dict[str, Wished]:
        said = {name: chips.value() for name, chips in self.chips.items()}
        return {name: wish for name, value in said.items() for wish in WISHES if wish == value}

    def _finish(self) -> None:
        self.done.emit(choosing.answered(self._wished(), self.words.text()))
