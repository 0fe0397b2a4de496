"""The form of one survey: who was asked and how, the questions rated twice, what they add."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from fieldapp.base.clock import system_entropy
from fieldapp.case import ids
from fieldapp.case.record import Record
from fieldapp.case.toolrecords import SurveyRating, SurveyResponse
from fieldapp.playbook.surveys import Question, survey
from fieldapp.playbook.tools.survey import ratings_of
from fieldapp.ui.context import Context
from fieldapp.ui.forms.editors import Spot, TextEditor
from fieldapp.ui.forms.record_form import RecordForm, label, named
from fieldapp.ui.theme.tokens import SPACE_L, SPACE_S
from fieldapp.ui.widgets.choices import Chips
from fieldapp.ui.widgets.labels import Label
from fieldapp.usecases.editing import Add, Content, Put
from fieldapp.usecases.standing import Standing

SIDES = ("expected", "found")
DIGITS = tuple((str(digit), str(digit)) for digit in range(1, 6))
SCORES = tuple((str(score), str(score)) for score in range(11))


def width_of(chips: Chips) -> int:
    """How wide chips are side by side, whatever the font makes of them."""
    widths = [button.sizeHint().width() for button in chips.buttons.values()]
    return sum(widths) + SPACE_S * (len(widths) - 1)


class SurveyForm(RecordForm):
    """The questions in the words for whoever is asked; every tap is kept at once."""

    def __init__(self, context: Context, record: SurveyResponse, standing: Standing) -> None:
        super().__init__(context, "surveys", record, standing)
        self.scales: dict[tuple[str, str], Chips] = {}
        self._texts: dict[str, Label] = {}
        self._response = record
        self._ratings: Mapping[str, SurveyRating] = {}
        self._made: dict[str, str] = {}
        """Question -> the rating that was made of it here, before the case is known to have it."""
        self.script = Label("", "soft")
        self.column.addWidget(self.script)
        self.column.addLayout(self._questions())
        self.recommend_asked = Label("", "strong")
        self.recommend = Chips(context.theme, SCORES, label(context, "recommend"))
        self.recommend.chosen.connect(self._recommended)
        self.column.addWidget(self.recommend_asked)
        self.column.addWidget(self.recommend)
        spot = Spot(f"surveys/{record.id}/words", label(context, "words"))
        words = self.editors["words"] = TextEditor(context, spot, is_long=True)
        self.column.addWidget(named(spot, words))

    def _questions(self) -> QGridLayout:
        say = self.context.say
        grid = QGridLayout()
        grid.setHorizontalSpacing(SPACE_L)
        grid.setVerticalSpacing(SPACE_S)
        grid.setColumnStretch(0, 1)
        grid.addWidget(Label(say("survey.scale"), "soft"), 0, 0)
        for column, side in enumerate(SIDES, 1):
            grid.addWidget(Label(say(f"survey.{side}"), "caption", wrap=False), 0, column)
        for row, question in enumerate(survey().questions, 1):
            text = self._texts[question.id] = Label("")
            grid.addWidget(text, row, 0, Qt.AlignmentFlag.AlignVCenter)
            for column, side in enumerate(SIDES, 1):
                grid.addWidget(self._scale(question, side), row, column)
        return grid

    def _scale(self, question: Question, side: str) -> QWidget:
        scale = Chips(self.context.theme, DIGITS, "")
        scale.chosen.connect(partial(self._rate, question, side))
        scale.setFixedWidth(width_of(scale))
        self.scales[question.id, side] = scale
        return scale

    def show_record(self, record: Record, standing: Standing) -> None:
        super().show_record(record, standing)
        assert isinstance(record, SurveyResponse)
        self._response = record
        self._ratings = ratings_of(standing.case, record.id)
        for answered in self._ratings:
            self._made.pop(answered, None)
        lang, say, asked = self.context.lang, self.context.say, survey()
        self.script.setText(say(f"survey.script_{record.asked}"))
        self.script.setVisible(record.how == "phone")
        for question in asked.questions:
            text = question.text[record.asked].get(lang)
            self._texts[question.id].setText(text)
            rating = self._ratings.get(question.id)
            for side in SIDES:
                scale = self.scales[question.id, side]
                scale.setAccessibleName(f"{text}: {say(f'survey.{side}')}")
                value = getattr(rating, side) if rating else None
                scale.choose((str(value),) if value else ())
        self.recommend_asked.setText(asked.recommend[record.asked].get(lang))
        score = record.recommend
        self.recommend.choose(() if score is None else (str(score),))

    def _rate(self, question: Question, side: str, chosen: str | None) -> None:
        value = int(chosen) if chosen else None
        known = self._ratings.get(question.id)
        if known is not None or question.id in self._made:
            rating = known.id if known is not None else self._made[question.id]
            self.context.case.write(Put(f"survey_ratings/{rating}/{side}", value))
            return
        made = self._made[question.id] = ids.new_item_id(system_entropy)
        values: dict[str, Content] = {"survey": self._response.id, "question": question.id}
        values |= {"dimension": question.dimension, side: value}
        self.context.case.write(Add("survey_ratings", values, made))

    def _recommended(self, chosen: str | None) -> None:
        path = f"surveys/{self._response.id}/recommend"
        self.context.case.write(Put(path, None if chosen is None else int(chosen)))
