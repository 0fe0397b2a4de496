"""The survey: asked on the screen or by phone, what was expected beside what was found."""

from __future__ import annotations

from collections.abc import Sequence

from fieldapp.base.clock import system_clock
from fieldapp.case.record import Record
from fieldapp.case.toolrecords import SurveyResponse
from fieldapp.playbook.surveys import survey
from fieldapp.playbook.tools.survey import gaps, ratings_of
from fieldapp.ui.context import Context, Place
from fieldapp.ui.forms.record_form import RecordForm
from fieldapp.ui.forms.records import RecordItem
from fieldapp.ui.pages.tools.ledger import LedgerView
from fieldapp.ui.pages.tools.survey_form import SIDES, SurveyForm
from fieldapp.ui.widgets.buttons import Button
from fieldapp.ui.widgets.cards import Card
from fieldapp.ui.widgets.gap_chart import GapChart, Row
from fieldapp.usecases.editing import Delete
from fieldapp.usecases.standing import Standing


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


class View(LedgerView):
    """Asks, and shows the gaps of everybody who was asked."""

    tool_id = "survey"
    collection = "surveys"
    item = SurveyItem

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        say = context.say
        self.turn = self.deed("turn", "monitor")
        self.turn.clicked.connect(self._turn)
        sides = [say(f"survey.{side}") for side in SIDES]
        self.charts: dict[str, GapChart] = {}
        self._cards: dict[str, Card] = {}
        for place, party in enumerate(("customer", "colleague")):
            chart = self.charts[party] = GapChart(context.theme, *sides)
            card = self._cards[party] = Card(say(f"survey.gaps_{party}"))
            card.body.addWidget(chart)
            self.body.insertWidget(place, card)

    def show_standing(self, standing: Standing) -> None:
        super().show_standing(standing)
        labels = {one.id: one.label.get(self.context.lang) for one in survey().dimensions.values()}
        for party, chart in self.charts.items():
            found = gaps(standing.case, party)
            self._cards[party].setVisible(bool(found))
            chart.show_rows(
                [Row(labels[gap.dimension], gap.expected, gap.found, gap.shown) for gap in found]
            )

    def other_ways(self) -> Sequence[Button]:
        turn = Button(self.context.theme, self.context.say("survey.turn"), "plain", icon="monitor")
        turn.clicked.connect(self._turn)
        return (turn,)

    def _turn(self) -> None:
        self.context.go(Place("turned", "survey"))

    def begin(self) -> None:
        """A survey by phone, to be read out and filled in."""
        now = system_clock().replace(microsecond=0)
        self.ledger.add({"asked": "customer", "how": "phone", "at": now})
