"""The survey in the customer's own hands: each line rated twice, anything may stay open."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial

from PySide6.QtWidgets import QFrame, QGridLayout, QVBoxLayout, QWidget

from fieldapp.base.clock import system_clock, system_entropy
from fieldapp.base.language import Lang, Text, tr
from fieldapp.case import ids
from fieldapp.playbook.surveys import Question, survey
from fieldapp.ui.context import Context
from fieldapp.ui.pages.readback.look import large, rows_of
from fieldapp.ui.pages.tools.survey_form import DIGITS, SCORES, SIDES, width_of
from fieldapp.ui.pages.tools.turned import TurnedView
from fieldapp.ui.theme.tokens import SPACE_L, SPACE_M, SPACE_S, SPACE_XL, SPACE_XXL, TARGET_TALK
from fieldapp.ui.widgets.choices import Chips
from fieldapp.ui.widgets.editors import TextEdit
from fieldapp.usecases.editing import Add, Content, Wish
from fieldapp.usecases.standing import Standing

_PARTY = "customer"


@dataclass(slots=True)
class _Half:
    """What is answered so far. `ratings`: by question and side."""

    ratings: dict[tuple[str, str], int] = field(default_factory=dict)
    recommend: int | None = None
    words: str = ""

    @property
    def says_something(self) -> bool:
        return bool(self.ratings or self.words.strip() or self.recommend is not None)

    def plain(self) -> dict[str, object]:
        """As JSON knows it."""
        rated = [[*known, value] for known, value in self.ratings.items()]
        return {"ratings": rated, "recommend": self.recommend, "words": self.words}

    @classmethod
    def of(cls, kept: object) -> _Half:
        """From what `plain` made."""
        if not isinstance(kept, dict):
            return cls()
        rated = {(question, side): value for question, side, value in kept["ratings"]}
        return cls(rated, kept["recommend"], kept["words"])


class Turned(TurnedView):
    """Five large digits for what was expected, five for what was found."""

    def __init__(self, context: Context, lang: Lang, standing: Standing, kept: object) -> None:
        super().__init__(context, lang, standing, kept)
        self._half = _Half.of(kept)
        self.scales: dict[tuple[str, str], Chips] = {}
        asked = survey()
        sheet = QWidget()
        rows = rows_of(sheet, below=SPACE_XL, spacing=SPACE_L)
        rows.addWidget(self.text(asked.title.get(lang), "title"))
        rows.addWidget(self.text(self._tr("turned_hint"), "lead", soft=True))
        for question in asked.questions:
            rows.addWidget(self._card(question))
        rows.addWidget(self.text(asked.recommend[_PARTY].get(lang), "note"))
        rows.addWidget(self.text(self._tr("recommend_hint"), "fine", soft=True))
        name = asked.recommend[_PARTY].get(lang)
        self.recommend = Chips(context.theme, SCORES, name, height=TARGET_TALK)
        score = self._half.recommend
        self.recommend.choose(() if score is None else (str(score),))
        self.recommend.chosen.connect(self._score)
        rows.addWidget(self.recommend)
        words = self._tr("turned_words")
        self.words = TextEdit(words, placeholder=words, least=2, most=5)
        large(self.words, lang)
        self.words.set_text(self._half.words)
        self.words.typed.connect(self.edited)
        rows.addWidget(self.words)
        rows.addStretch(1)
        foot = QWidget()
        self.finish = self.button(self._tr("turned_done"), "primary", icon="check")
        self.finish.clicked.connect(self._finish)
        rows_of(foot, below=SPACE_M).addWidget(self.finish)
        self.fill(sheet, foot, asked.title.get(lang))

    def _tr(self, key: str) -> str:
        return tr(f"survey.{key}", self.lang)

    def _card(self, question: Question) -> QFrame:
        card = QFrame()
        card.setProperty("kind", "card")
        rows = QVBoxLayout(card)
        rows.setContentsMargins(SPACE_L, SPACE_L, SPACE_L, SPACE_L)
        rows.setSpacing(SPACE_M)
        text = question.text[_PARTY].get(self.lang)
        rows.addWidget(self.text(text, "note"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(SPACE_XXL)
        grid.setVerticalSpacing(SPACE_S)
        grid.setColumnStretch(len(SIDES), 1)
        for column, side in enumerate(SIDES):
            name = self._tr(side)
            grid.addWidget(self.text(name, "fine", soft=True), 0, column)
            scale = Chips(self.theme, DIGITS, f"{text}: {name}", height=TARGET_TALK)
            if value := self._half.ratings.get((question.id, side)):
                scale.choose((str(value),))
            scale.chosen.connect(partial(self._rate, question.id, side))
            self.scales[question.id, side] = scale
            scale.setFixedWidth(width_of(scale))
            grid.addWidget(scale, 1, column)
        rows.addLayout(grid)
        return card

    def _rate(self, question: str, side: str, chosen: str | None) -> None:
        if chosen:
            self._half.ratings[question, side] = int(chosen)
        else:
            self._half.ratings.pop((question, side), None)
        self.edited.emit()

    def _score(self, chosen: str | None) -> None:
        self._half.recommend = int(chosen) if chosen else None
        self.edited.emit()

    def kept(self) -> object:
        self._half.words = self.words.text()
        return self._half.plain() if self._half.says_something else None

    def _finish(self) -> None:
        self.words.settle()
        self.kept()
        self.done.emit(wishes_of(self._half) if self._half.says_something else ())


def wishes_of(half: _Half) -> tuple[Wish, ...]:
    """What writes down a survey that was answered on the screen."""
    response = ids.new_item_id(system_entropy)
    said: dict[str, Content] = {
        "asked": _PARTY,
        "how": "on_screen",
        "at": system_clock().replace(microsecond=0),
    }
    if half.recommend is not None:
        said["recommend"] = half.recommend
    if words := half.words.strip():
        said["words"] = Text.of(words)
    wishes: list[Wish] = [Add("surveys", said, response)]
    for question in survey().questions:
        sides = {side: half.ratings.get((question.id, side)) for side in SIDES}
        given = {side: value for side, value in sides.items() if value is not None}
        if given:
            known = {"survey": response, "question": question.id, "dimension": question.dimension}
            wishes.append(Add("survey_ratings", {**known, **given}))
    return tuple(wishes)
