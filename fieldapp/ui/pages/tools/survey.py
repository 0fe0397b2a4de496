"""The survey: asked on the screen or by phone, what was expected beside what was found."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from fieldapp.base.clock import system_clock
from fieldapp.case.records import Record, SurveyResponse
from fieldapp.playbook.surveys import survey
from fieldapp.playbook.tools.survey import gaps, ratings_of
from fieldapp.ui.context import Context, Place
from fieldapp.ui.forms.record_form import RecordForm
from fieldapp.ui.forms.records import RecordItem
from fieldapp.ui.pages.tools.ledger import Ledger
from fieldapp.ui.pages.tools.survey_form import SIDES, SurveyForm
from fieldapp.ui.pages.tools.view import ToolView
from fieldapp.ui.theme.tokens import SPACE_L, SPACE_M, SPACE_S, SPACE_XL
from fieldapp.ui.widgets.buttons import Button
from fieldapp.ui.widgets.cards import Card
from fieldapp.ui.widgets.gap_chart import GapChart, Row
from fieldapp.ui.widgets.labels import Label
from fieldapp.ui.widgets.scrolling import Column
from fieldapp.usecases.editing import Delete
from fieldapp.usecases.standing import Standing


class View(ToolView):
    """Asks, and shows the gaps of everybody who was asked."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        say = context.say
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addLayout(self._bar())
        column = Column(say("survey.title"), None)
        column.body.setContentsMargins(SPACE_XL, SPACE_S, SPACE_XL, SPACE_L)
        column.body.setSpacing(SPACE_L)
        sides = [say(f"survey.{side}") for side in SIDES]
        self.charts = {
            party: GapChart(context.theme, *sides) for party in ("customer", "colleague")
        }
        self._cards: dict[str, Card] = {}
        for party, chart in self.charts.items():
            card = self._cards[party] = Card(say(f"survey.gaps_{party}"))
            card.body.addWidget(chart)
            column.body.addWidget(card)
        answers = Card()
        answers.body.setContentsMargins(SPACE_M, SPACE_M, SPACE_M, SPACE_M)
        self.ledger = Ledger(context, "surveys", say("survey.answers"), SurveyItem)
        answers.body.addWidget(self.ledger)
        column.body.addWidget(answers)
        column.body.addStretch(1)
        outer.addWidget(column, 1)

    def _bar(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(SPACE_XL, 0, SPACE_XL, SPACE_S)
        row.setSpacing(SPACE_M)
        self.counted = Label("", "soft", wrap=False)
        row.addWidget(self.counted, 1)
        say, theme = self.context.say, self.context.theme
        self.turn = Button(theme, say("survey.turn"), "quiet", icon="monitor")
        self.turn.clicked.connect(lambda: self.context.go(Place("turned", "survey")))
        self.more = Button(theme, say("survey.by_phone"), "quiet", icon="phone", keys="Ctrl+⏎")
        self.more.clicked.connect(self.begin)
        row.addWidget(self.turn)
        row.addWidget(self.more)
        return row

    # How the case stands

    def is_empty(self, standing: Standing) -> bool:
        return not standing.case.surveys

    def show_standing(self, standing: Standing) -> None:
        case = standing.case
        self.ledger.show_all(case.surveys, standing)
        self.counted.setText(self.context.say("survey.counted", count=len(case.surveys)))
        labels = {one.id: one.label.get(self.context.lang) for one in survey().dimensions.values()}
        for party, chart in self.charts.items():
            found = gaps(case, party)
            self._cards[party].setVisible(bool(found))
            chart.show_rows(
                [Row(labels[gap.dimension], gap.expected, gap.found, gap.shown) for gap in found]
            )

    # Doing

    def begin(self) -> None:
        """A survey by phone, to be read out and filled in."""
        now = system_clock().replace(microsecond=0)
        self.ledger.add({"asked": "customer", "how": "phone", "at": now})

    def keyPressEvent(self, event: QKeyEvent) -> None:
        is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if is_enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.begin()
        else:
            super().keyPressEvent(event)

    # Coming and going

    def enter(self) -> None:
        if not self.ledger.enter():
            self.more.setFocus(Qt.FocusReason.OtherFocusReason)

    def jump(self, where: str) -> bool:
        return self.ledger.jump_to(where)

    def leave_inner(self) -> bool:
        return self.ledger.leave_inner()


class SurveyItem(RecordItem):
    """Who was asked, how, and how much of it is answered."""

    def tell(self, record: Record, lacking: tuple[str, ...]) -> None:
        assert isinstance(record, SurveyResponse)
        assert self._standing is not None
        say, lang = self.context.say, self.context.lang
        title = record.who.get(lang) or say(f"forms.asked_{record.asked}")
        count = len(ratings_of(self._standing.case, record.id))
        known = (
            say(f"forms.how_{record.how}"),
            f"{record.at:%Y-%m-%d}" if record.at else "",
            say("survey.rated", count=count, all=len(survey().questions)),
            "" if record.recommend is None else say("survey.score", score=record.recommend),
        )
        self.row.show_row(title, " · ".join(part for part in known if part), "")

    def form_of(self, record: Record, standing: Standing) -> RecordForm:
        assert isinstance(record, SurveyResponse)
        return SurveyForm(self.context, record, standing)

    def is_blank(self, record: Record) -> bool:
        assert isinstance(record, SurveyResponse)
        is_rated = self._standing is not None and ratings_of(self._standing.case, record.id)
        return record.recommend is None and not (record.words or record.who or is_rated)

    def remove(self) -> None:
        """Its ratings go with it."""
        ratings = self._standing.case.survey_ratings if self._standing else ()
        own = [rating.id for rating in ratings if rating.survey == self.item_id]
        gone = [f"surveys/{self.item_id}", *(f"survey_ratings/{rating}" for rating in own)]
        self.context.case.write(*map(Delete, gone))
