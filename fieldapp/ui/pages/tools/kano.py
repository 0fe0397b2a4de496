"""Requirements, each with the two answers that tell what it does for satisfaction."""

from __future__ import annotations

from fieldapp.case.record import Record
from fieldapp.case.toolrecords import Requirement
from fieldapp.playbook.tools.kano import CLASSES, class_of
from fieldapp.ui.context import Context
from fieldapp.ui.forms.records import RecordItem, told
from fieldapp.ui.pages.tools.ledger import LedgerView
from fieldapp.ui.theme.tokens import SPACE_XS
from fieldapp.ui.widgets.cards import Card
from fieldapp.ui.widgets.labels import Label
from fieldapp.usecases.standing import Standing


class RequirementItem(RecordItem):
    """What is wanted, and its class."""

    def tell(self, record: Record, lacking: tuple[str, ...]) -> None:
        assert isinstance(record, Requirement)
        name = class_of(record) or "open"
        self.row.show_row(told(self.context, record), self.context.say(f"kano.class_{name}"), "")


class View(LedgerView):
    """What is wanted, and of which class it is."""

    tool_id = "kano"
    collection = "requirements"
    item = RequirementItem

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.body.insertWidget(self.body.count() - 1, self._meanings())

    def _meanings(self) -> Card:
        """What each class means for the work."""
        say = self.context.say
        card = Card(say("kano.classes"))
        card.body.setSpacing(SPACE_XS)
        for name in CLASSES:
            card.body.addWidget(Label(say(f"kano.class_{name}"), "strong"))
            card.body.addWidget(Label(say(f"kano.means_{name}"), "soft"))
        return card

    def show_standing(self, standing: Standing) -> None:
        super().show_standing(standing)
        classes = [class_of(one) for one in standing.case.requirements]
        counts = ((self.context.say(f"kano.class_{n}"), classes.count(n)) for n in CLASSES)
        self.counted.setText(" · ".join(f"{name} {count}" for name, count in counts if count))
