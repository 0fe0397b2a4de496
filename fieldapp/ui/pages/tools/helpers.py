"""Help: whom to call, a message to them, what may be offered, and the flag for legal steps."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from fieldapp.case.record import Record
from fieldapp.case.toolrecords import Compensation
from fieldapp.playbook.compensation import Remedies
from fieldapp.playbook.tools.helpers import LEGAL
from fieldapp.ui import clipboard
from fieldapp.ui.context import Context, Place
from fieldapp.ui.forms.editors import ChoiceEditor, Spot
from fieldapp.ui.forms.record_form import RecordForm, label, named
from fieldapp.ui.forms.records import RecordItem, told
from fieldapp.ui.pages.tools.ledger import LedgerView
from fieldapp.ui.theme.tokens import SPACE_M, SPACE_S
from fieldapp.ui.widgets.buttons import Button
from fieldapp.ui.widgets.cards import Card
from fieldapp.ui.widgets.editors import TextEdit
from fieldapp.ui.widgets.labels import Label
from fieldapp.ui.widgets.layouts import clear
from fieldapp.usecases import dutylist
from fieldapp.usecases.dutylist import Helper
from fieldapp.usecases.editing import PutText
from fieldapp.usecases.standing import Standing

KEYS = ("what", "amount", "currency", "reason", "approved_by", "approved_on", "given")


def remedies(context: Context) -> Remedies:
    """What the company allows to be offered."""
    return context.desk.library.remedies


class RemedyForm(RecordForm):
    """The item of the catalogue first, then what is said of the offer."""

    def __init__(self, context: Context, record: Compensation, standing: Standing) -> None:
        super().__init__(context, "compensations", record, standing, keys=KEYS)
        known = [(one.id, one.title.get(context.lang)) for one in remedies(context).items]
        spot = Spot(f"compensations/{record.id}/item", label(context, "item"))
        self.item = ChoiceEditor(context, spot, known)
        self.editors = {"item": self.item, **self.editors}
        self.column.insertWidget(0, named(spot, self.item))
        self.limit = Label("", "soft")
        self.column.insertWidget(1, self.limit)

    def show_record(self, record: Record, standing: Standing) -> None:
        super().show_record(record, standing)
        assert isinstance(record, Compensation)
        self.limit.setText(_limit(self.context, record))


class RemedyItem(RecordItem):
    """An offer in a line: what, how much, and whether somebody is to approve it first."""

    def tell(self, record: Record, lacking: tuple[str, ...]) -> None:
        assert isinstance(record, Compensation)
        context, known = self.context, remedies(self.context)
        item = known.item(record.item)
        name = (
            told(context, record) if record.what or item is None else item.title.get(context.lang)
        )
        amount = f"{record.amount:,} {record.currency or known.currency}" if record.amount else ""
        approved = record.approved_by.get(context.lang)
        parts = (
            amount,
            context.say("helpers.approved", name=approved) if approved else "",
            context.say("helpers.given") if record.given else "",
        )
        over = known.needs_approval(record)
        note = context.say("helpers.needs", name=over.approver.get(context.lang)) if over else ""
        self.row.show_row(name, " · ".join(filter(None, parts)), note)
        self.row.setAccessibleDescription(note)

    def form_of(self, record: Record, standing: Standing) -> RecordForm:
        assert isinstance(record, Compensation)
        return RemedyForm(self.context, record, standing)


class View(LedgerView):
    """Whom to call, what to write them, legal steps, and what is offered."""

    tool_id = "helpers"
    collection = "compensations"
    item = RemedyItem

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.helpers: tuple[Helper, ...] = ()
        self.calls: list[Button] = []
        self.legal: ChoiceEditor | None = None
        say = context.say
        self.duty = Card(say("helpers.duty"))
        self._rows = QVBoxLayout()
        self._rows.setSpacing(SPACE_S)
        self.duty.body.addLayout(self._rows)
        self.none = Label(say("helpers.no_list"), "soft")
        self.duty.body.addWidget(self.none)
        self.message = TextEdit(say("helpers.message"), least=4, most=8)
        self.message.hide()
        self.duty.body.addWidget(self.message)
        foot = QHBoxLayout()
        self.copy = Button(context.theme, say("helpers.copy"), "quiet", icon="copy")
        self.copy.clicked.connect(self._copy)
        self.copy.hide()
        change = Button(context.theme, say("helpers.change_list"), "plain", icon="pencil")
        change.clicked.connect(lambda: context.go(Place("settings", "duty")))
        foot.addWidget(self.copy)
        foot.addStretch(1)
        foot.addWidget(change)
        self.duty.body.addLayout(foot)
        self.body.insertWidget(0, self.duty)
        self.flag = Card(say("helpers.legal_title"))
        self.flag.body.addWidget(Label(say("helpers.legal_hint"), "soft"))
        self.body.insertWidget(1, self.flag)
        heading = Label(say("helpers.remedies"), "heading")
        heading.setContentsMargins(SPACE_M, SPACE_S, SPACE_M, 0)
        self.card.body.insertWidget(0, heading)

    # How the case stands

    def is_empty(self, standing: Standing) -> bool:
        return False

    def show_standing(self, standing: Standing) -> None:
        super().show_standing(standing)
        self.counted.setText("")
        field = standing.playbook.fields.get(LEGAL)
        self.flag.setVisible(field is not None)
        if field is not None:
            lang = self.context.lang
            if self.legal is None:
                names = [(choice.id, choice.label.get(lang)) for choice in field.choices]
                self.legal = ChoiceEditor(
                    self.context, Spot(f"answers/{LEGAL}", field.label.get(lang)), names
                )
                self.flag.body.insertWidget(1, self.legal)
            value = standing.guide.value(LEGAL)
            self.legal.show_value(value if isinstance(value, str) else None)
        self.context.desk.run(dutylist.read).then(self, self._show_helpers)

    def _show_helpers(self, helpers: tuple[Helper, ...]) -> None:
        self.none.setVisible(not helpers)
        if helpers == self.helpers:
            return
        self.helpers = helpers
        clear(self._rows)
        self.calls = []
        for helper in helpers:
            self._rows.addWidget(self._row(helper))

    def _row(self, helper: Helper) -> QWidget:
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE_M)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(Label(helper.name, "strong", wrap=False))
        beside = " · ".join(filter(None, (helper.what, helper.hours)))
        words.addWidget(Label(beside, "small", wrap=False))
        row.addLayout(words, 1)
        phone = Label(helper.phone, "lead", wrap=False)
        phone.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        row.addWidget(phone)
        say = self.context.say
        call = Button(self.context.theme, say("helpers.ask"), "quiet", icon="message-square")
        call.setAccessibleName(say("helpers.ask_name", name=helper.name))
        call.clicked.connect(partial(self.ask, helper))
        self.calls.append(call)
        row.addWidget(call)
        return holder

    # Doing

    def ask(self, helper: Helper) -> None:
        """Writes a message to somebody, to be changed, copied and sent by whatever means."""
        if self.standing is None:
            return
        self.message.set_text(dutylist.request(self.standing, helper, self.context.lang))
        for part in (self.message, self.copy):
            part.show()
        self.message.setFocus(Qt.FocusReason.OtherFocusReason)
        known = self.standing.case.answers.get("help_called")
        if not known and "help_called" in self.standing.playbook.fields:
            name = " ".join(filter(None, (helper.name, helper.phone)))
            self.context.case.write(PutText("answers/help_called", name))

    def _copy(self) -> None:
        clipboard.copy(self.message.text())
        self.context.notify("ok", self.context.say("helpers.copied"), ())

    # Coming and going

    def enter(self) -> None:
        if self.calls:
            self.calls[0].setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            super().enter()

    def jump(self, where: str) -> bool:
        if where == f"answers/{LEGAL}" and self.legal is not None:
            self.legal.focus()
            return True
        return super().jump(where)


def _limit(context: Context, offer: Compensation) -> str:
    """Up to how much an engineer decides alone."""
    known = remedies(context)
    item = known.item(offer.item)
    if item is None:
        return ""
    name = item.approver.get(context.lang)
    if item.limit == 0:
        return context.say("helpers.limit_none", name=name)
    limit = f"{item.limit:,} {known.currency}"
    return context.say("helpers.limit", limit=limit, name=name)
