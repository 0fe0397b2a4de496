"""Looking back: the debriefs, the lesson for others, and what similar cases taught."""

from __future__ import annotations

from fieldapp.base.clock import system_clock
from fieldapp.base.language import Text
from fieldapp.case.record import Record
from fieldapp.case.toolrecords import Debrief
from fieldapp.playbook.tools.debrief import LESSON, says_something
from fieldapp.ui.context import Context
from fieldapp.ui.forms.editors import Spot, TextEditor
from fieldapp.ui.forms.record_form import named
from fieldapp.ui.forms.records import RecordItem
from fieldapp.ui.pages.tools.ledger import LedgerView
from fieldapp.ui.similar import SimilarCases
from fieldapp.ui.widgets.cards import Card
from fieldapp.ui.widgets.labels import Label
from fieldapp.usecases.standing import Standing

_PLACE = f"answers/{LESSON}"


class DebriefItem(RecordItem):
    """The day, and how it came out."""

    def tell(self, record: Record, lacking: tuple[str, ...]) -> None:
        assert isinstance(record, Debrief)
        lang, say = self.context.lang, self.context.say
        day = f"{record.on:%Y-%m-%d}" if record.on else say("debrief.undated")
        told = record.happened or record.planned or record.change
        self.row.show_row(day, told.get(lang), "")

    def is_blank(self, record: Record) -> bool:
        return isinstance(record, Debrief) and not says_something(record)


class View(LedgerView):
    """What the team saw, and the sentence that stays."""

    tool_id = "debrief"
    collection = "debriefs"
    item = DebriefItem

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        say = context.say
        card = Card()
        self.lesson = TextEditor(context, Spot(_PLACE, say("debrief.lesson")), is_long=True)
        card.body.addWidget(named(self.lesson.spot, self.lesson))
        card.body.addWidget(Label(say("debrief.lesson_hint"), "soft"))
        self.similar = SimilarCases(context)
        card.body.addWidget(self.similar)
        self.body.insertWidget(self.body.count() - 1, card)

    def show_standing(self, standing: Standing) -> None:
        super().show_standing(standing)
        case, lang = standing.case, self.context.lang
        said = case.answers.get(LESSON)
        self.lesson.show_value(said if isinstance(said, Text) else Text.of(str(said or "")))
        company = case.customer.company.get(lang)
        self.similar.look(case.title.get(lang), company, standing.case_id)

    def begin(self) -> None:
        self.ledger.add({"on": system_clock().date()})

    def jump(self, where: str) -> bool:
        if where == _PLACE:
            self.lesson.focus()
            return True
        return super().jump(where)
