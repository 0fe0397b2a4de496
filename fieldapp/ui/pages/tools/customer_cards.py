"""What the customer's page is made of: a contact, the kick-off, and what is known of business."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtWidgets import QVBoxLayout

from fieldapp.case.record import Record
from fieldapp.case.toolrecords import Contact, Kickoff
from fieldapp.playbook import answers
from fieldapp.playbook.fields import Field
from fieldapp.playbook.tools import BUSINESS
from fieldapp.ui import papers
from fieldapp.ui.context import Context, Place
from fieldapp.ui.forms.editors import ChoiceEditor, Editor, Spot, TextEditor
from fieldapp.ui.forms.record_form import named
from fieldapp.ui.forms.records import RecordItem
from fieldapp.ui.theme.tokens import SPACE_M, SPACE_XS
from fieldapp.ui.widgets.buttons import Button
from fieldapp.ui.widgets.cards import Card
from fieldapp.ui.widgets.labels import Label
from fieldapp.ui.widgets.layouts import clear
from fieldapp.ui.widgets.sentences import SentenceButton
from fieldapp.usecases import paperwork
from fieldapp.usecases.customers import Noted
from fieldapp.usecases.paperwork import Asked
from fieldapp.usecases.standing import Standing

_LINES = 5
"""Lines of what their other cases say."""
_OF_KICKOFF = ("needs", "success", "excluded", "touch", "agreed_by", "attendees")
_NOTED = {"opportunity_noticed": "lightbulb", "repeat_purchase": "history", "competitors": "users"}


class ContactItem(RecordItem):
    """A contact in a line: what it was about; how, when, with whom, and the day of the next."""

    def tell(self, record: Record, lacking: tuple[str, ...]) -> None:
        assert isinstance(record, Contact)
        self.row.show_row(said_of(self.context, record), details_of(self.context, record), "")

    def is_blank(self, record: Record) -> bool:
        assert isinstance(record, Contact)
        said = (record.text, record.who, record.outcome, record.next, record.next_on)
        return not any(said)


class KickoffItem(RecordItem):
    """A kick-off in a line: what is needed; the day, and who agreed to it."""

    def tell(self, record: Record, lacking: tuple[str, ...]) -> None:
        assert isinstance(record, Kickoff)
        lang = self.context.lang
        told = record.needs.get(lang) or self.context.say("customers.kickoff")
        on = f"{record.on:%Y-%m-%d}" if record.on else ""
        beside = " · ".join(part for part in (on, record.agreed_by.get(lang)) if part)
        self.row.show_row(told, beside, "")

    def is_blank(self, record: Record) -> bool:
        assert isinstance(record, Kickoff)
        return not any(getattr(record, name) for name in _OF_KICKOFF)

    def deeds(self) -> Sequence[Button]:
        save = Button(
            self.context.theme,
            self.context.say("customers.kickoff_save"),
            "plain",
            icon="download",
        )
        save.clicked.connect(self._save)
        return (save,)

    def _save(self) -> None:
        """Asks where, and saves the sheet."""
        context = self.context
        context.case.commit()
        standing = context.case.standing
        reference = standing.reference if standing else ""
        name = f"{reference}-{context.say('customers.kickoff_file')}"
        path = papers.ask_pdf(self, context.say("customers.kickoff_save"), name)
        if path is None:
            return
        library = context.desk.library
        asked = Asked(context.case.case_id, self.item_id, context.lang)
        work = context.desk.run(lambda ws: paperwork.save_kickoff(ws, library, asked, path))
        work.then(self, lambda _: papers.tell_saved(context, path), context.tell)


class BusinessCard(Card):
    """What this case says of their business, and below it what the others say."""

    def __init__(self, context: Context) -> None:
        super().__init__(context.say("customers.business"))
        self.context = context
        self.editors: dict[str, Editor] = {}
        self.body.addWidget(Label(context.say("customers.business_hint"), "soft"))
        self._fields = QVBoxLayout()
        self._fields.setSpacing(SPACE_M)
        self._noted = QVBoxLayout()
        self._noted.setSpacing(SPACE_XS)
        self.body.addLayout(self._fields)
        self.body.addLayout(self._noted)

    def show_standing(self, standing: Standing) -> None:
        """Shows what the playbook of this case asks for."""
        for name in BUSINESS:
            field = standing.playbook.fields.get(name)
            if field is None:
                continue
            if name not in self.editors:
                editor = self.editors[name] = self._editor(field)
                self._fields.addWidget(named(editor.spot, editor))
            self.editors[name].show_value(answers.read(field, standing.case).value)

    def _editor(self, field: Field) -> Editor:
        lang = self.context.lang
        spot = Spot(field.register, field.label.get(lang))
        if not field.choices:
            return TextEditor(self.context, spot, is_long=True)
        names = [(choice.id, choice.label.get(lang)) for choice in field.choices]
        return ChoiceEditor(self.context, spot, names)

    def show_noted(self, noted: Sequence[Noted]) -> None:
        """Shows what their other cases say, each a way there."""
        clear(self._noted)
        context = self.context
        for one in noted[:_LINES]:
            title = one.case.summary.title.get(context.lang)
            beside = f"{context.say(f'customers.noted_{one.field}')} · {title}"
            told, theme = one.text.get(context.lang), context.theme
            line = SentenceButton(theme, told, beside, ink=theme.ink_soft, icon=_NOTED[one.field])
            line.clicked.connect(partial(self._open, one))
            self._noted.addWidget(line)

    def _open(self, noted: Noted) -> None:
        self.context.open_case(noted.case.case, Place("tool", f"answers/{noted.field}"))


def said_of(context: Context, contact: Contact) -> str:
    said = contact.text or contact.outcome or contact.next
    return said.get(context.lang) or context.say("forms.untitled")


def details_of(context: Context, contact: Contact) -> str:
    """When, how and with whom, and the day of the next."""
    say, due = context.say, contact.next_on
    known = (
        f"{contact.at:%Y-%m-%d}" if contact.at else "",
        say(f"forms.kind_{contact.kind}"),
        contact.who.get(context.lang),
        say("customers.next_time", day=f"{due:%Y-%m-%d}") if due else "",
    )
    return " · ".join(part for part in known if part)
