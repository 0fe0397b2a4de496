"""Contacts: one's own words, and somebody's contact, taken in once its words were compared."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from fieldapp.base.errors import FieldAppError
from fieldapp.ui import papers
from fieldapp.ui.context import Context
from fieldapp.ui.stack import throw_away
from fieldapp.ui.theme.tokens import SPACE_M, SPACE_S
from fieldapp.ui.widgets.buttons import Button
from fieldapp.ui.widgets.cards import Card
from fieldapp.ui.widgets.editors import LineEdit
from fieldapp.ui.widgets.flow import FlowLayout
from fieldapp.ui.widgets.labels import Label
from fieldapp.usecases.syncing import contacts
from fieldapp.usecases.syncing.contacts import CONTACT, MAX_NAME, Contact

if TYPE_CHECKING:
    from fieldapp.usecases.workspaces import Workspace

CAPTION = 160
"""Width of the column with captions."""


class ContactsCard(Card):
    """Where laptops come to know each other. Nobody is known before their words were compared."""

    changed = Signal()
    """Somebody is known now who was not."""

    def __init__(self, context: Context) -> None:
        super().__init__(context.say("giving.contacts"))
        say, theme = context.say, context.theme
        self.context = context
        self.offered: Contact | None = None
        """Whose contact was read and waits for its words to be compared."""
        self.body.addWidget(Label(say("giving.contacts_hint"), "small"))
        self.name = LineEdit(say("giving.name"), text=context.settings.name)
        self.name.setMaxLength(MAX_NAME)
        self.body.addLayout(_captioned(say("giving.name"), self.name))
        self.words = Label("", "strong")
        self.body.addLayout(_captioned(say("giving.own_words"), self.words))
        self.save = Button(theme, say("giving.save_contact"), icon="download")
        self.save.clicked.connect(self._ask_where)
        self.read = Button(theme, say("giving.read_contact"), icon="import")
        self.read.clicked.connect(self._ask_which)
        row = FlowLayout()
        row.addWidget(self.save)
        row.addWidget(self.read)
        self.body.addLayout(row)
        self.question: QWidget | None = None
        self.same: Button | None = None

    def show_own(self, own: Contact) -> None:
        """Shows the words of this laptop."""
        self.words.setText(own.words(self.context.lang))

    # One's own

    def _ask_where(self) -> None:
        say = self.context.say
        title, kind = say("giving.save_contact"), say("giving.contact_kind")
        name = f"{self.name.text().strip() or 'fieldapp'}{CONTACT}"
        path = papers.ask_where(self, title, name, f"{kind} (*{CONTACT})")
        if path is not None:
            self.save_to(path)

    def save_to(self, path: Path) -> None:
        """Writes this laptop's contact."""
        name, context = self.name.text(), self.context
        work = context.desk.run(lambda workspace: contacts.export(workspace, name, path))
        work.then(self, lambda _: papers.tell_saved(context, path), self._refused)

    def _refused(self, error: FieldAppError) -> None:
        if not self.name.text().strip():
            self.name.setFocus(Qt.FocusReason.OtherFocusReason)
        self.context.tell(error)

    # Somebody else's

    def _ask_which(self) -> None:
        say = self.context.say
        kinds = f"{say('giving.contact_kind')} (*{CONTACT} *.json);;{say('giving.any_kind')} (*)"
        name, _ = QFileDialog.getOpenFileName(self, say("giving.read_contact"), "", kinds)
        if name:
            self.read_from(Path(name))

    def read_from(self, path: Path) -> None:
        """Reads a contact, and asks whether its words are those of its owner."""
        work = self.context.desk.aside(lambda _: contacts.read(path))
        work.then(self, self.offer, self.context.tell)

    def offer(self, contact: Contact) -> None:
        """Asks whether a contact's words are those of its owner."""
        self._drop()
        say, theme = self.context.say, self.context.theme
        self.offered = contact
        holder = self.question = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, SPACE_M, 0, 0)
        column.setSpacing(SPACE_S)
        column.addWidget(Label(say("giving.compare", name=contact.name)))
        column.addWidget(Label(contact.words(self.context.lang), "strong"))
        self.same = Button(theme, say("giving.same", name=contact.name), "primary", icon="check")
        self.same.clicked.connect(self.keep)
        leave = Button(theme, say("giving.leave"), icon="x")
        leave.clicked.connect(self._leave)
        row = FlowLayout()
        row.addWidget(self.same)
        row.addWidget(leave)
        column.addLayout(row)
        self.body.addWidget(holder)
        holder.show()
        self.same.setFocus(Qt.FocusReason.OtherFocusReason)

    def keep(self) -> None:
        """The words are the same: from now on the person is known."""
        contact = self.offered
        if contact is None:
            return

        def work(workspace: Workspace) -> None:
            contacts.keep(workspace, contact)

        def kept(_: None) -> None:
            self._leave()
            self.context.notify("ok", self.context.say("giving.kept", name=contact.name), ())
            self.changed.emit()

        self.context.desk.run(work).then(self, kept, self.context.tell)

    def _leave(self) -> None:
        self._drop()
        self.read.setFocus(Qt.FocusReason.OtherFocusReason)

    def _drop(self) -> None:
        if self.question is not None:
            self.body.removeWidget(self.question)
            throw_away(self.question)
        self.question = self.same = self.offered = None


def _captioned(caption: str, control: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(SPACE_M)
    label = Label(caption, "soft")
    label.setFixedWidth(CAPTION)
    label.setBuddy(control)
    row.addWidget(label)
    row.addWidget(control, 1)
    return row
