"""Change requests: asked for, worked out, reviewed, decided, done; each on a paper of its own."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from fieldapp.base.clock import system_clock
from fieldapp.case.record import Record
from fieldapp.case.toolrecords import ChangeRequest
from fieldapp.playbook.tools.changes import SECTIONS, is_open, lacks, next_states
from fieldapp.ui import dues, papers
from fieldapp.ui.context import Context
from fieldapp.ui.forms.record_form import RecordForm
from fieldapp.ui.forms.records import RecordItem, told
from fieldapp.ui.pages.tools.ledger import LedgerView
from fieldapp.ui.theme.tokens import SPACE_L, SPACE_S
from fieldapp.ui.widgets.buttons import Button
from fieldapp.ui.widgets.flow import FlowLayout
from fieldapp.ui.widgets.labels import Label
from fieldapp.ui.widgets.layouts import clear
from fieldapp.ui.widgets.scrolling import bring_into_view
from fieldapp.usecases import paperwork
from fieldapp.usecases.editing import Put
from fieldapp.usecases.paperwork import Asked
from fieldapp.usecases.standing import Standing


class ChangeForm(RecordForm):
    """The state with what may follow, and the form in its four parts."""

    def __init__(self, context: Context, record: ChangeRequest, standing: Standing) -> None:
        first, *rest = SECTIONS
        super().__init__(context, "changes", record, standing, keys=SECTIONS[first])
        self.steps = Steps(context)
        self.column.insertWidget(0, self.steps)
        for name in rest:
            part = RecordForm(context, "changes", record, standing, keys=SECTIONS[name])
            part.column.setContentsMargins(0, 0, 0, 0)
            self.column.addWidget(Label(context.say(f"changes.part_{name}"), "heading"))
            self.column.addWidget(part)
            self.editors |= part.editors

    def show_record(self, record: Record, standing: Standing) -> None:
        super().show_record(record, standing)
        assert isinstance(record, ChangeRequest)
        self.steps.show_change(record)


class Steps(QWidget):
    """Where a request stands, and buttons for what may follow; what is missing is named."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        self.buttons: dict[str, Button] = {}
        self._shown: tuple[str, ...] = ()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_S)
        row = QHBoxLayout()
        row.setSpacing(SPACE_L)
        self.state = Label("", "strong", wrap=False)
        row.addWidget(self.state)
        self._flow = FlowLayout()
        row.addLayout(self._flow, 1)
        column.addLayout(row)
        self.problem = Label("", "warning")
        self.problem.hide()
        column.addWidget(self.problem)

    def show_change(self, change: ChangeRequest) -> None:
        """Shows how it stands now."""
        say = self.context.say
        self._change = change
        self.state.setText(say("changes.now", state=say(f"forms.state_{change.state}")))
        states = next_states(change)
        if states != self._shown:
            self._shown = states
            had_focus = any(button.hasFocus() for button in self.buttons.values())
            clear(self._flow)
            self.buttons = {state: self._button(state) for state in states}
            for button in self.buttons.values():
                self._flow.addWidget(button)
                button.show()
            if had_focus:
                self._go_on()
        if self.problem.isVisible():
            self.problem.hide()

    def _go_on(self) -> None:
        """Whoever made it so goes on with what may follow, or in the form."""
        if self.buttons:
            next(iter(self.buttons.values())).setFocus(Qt.FocusReason.OtherFocusReason)
        elif isinstance(form := self.parentWidget(), ChangeForm):
            form.focus()

    def _button(self, state: str) -> Button:
        button = Button(self.context.theme, self.context.say(f"changes.to_{state}"), "quiet")
        button.clicked.connect(partial(self.turn, state))
        return button

    def turn(self, state: str) -> None:
        """Makes it so, or says what is still to be written first, and goes there."""
        self.context.case.commit()
        missing = lacks(self._change, state)
        say = self.context.say
        if not missing:
            self.context.case.write(Put(f"changes/{self._change.id}/state", state))
            return
        names = ", ".join(say(f"playbook.label_{name}") for name in missing)
        self.problem.setText(say("changes.first", names=names))
        self.problem.show()
        form = self.parentWidget()
        if isinstance(form, ChangeForm):
            form.focus(missing[0])
            bring_into_view(form.editors[missing[0]])


class ChangeItem(RecordItem):
    """A request in a line: what it asks for, how it stands, what it costs in time."""

    def tell(self, record: Record, lacking: tuple[str, ...]) -> None:
        assert isinstance(record, ChangeRequest)
        context, now = self.context, system_clock()
        say = context.say
        due = dues.words(record.due, now, context.lang) if record.due and is_open(record) else ""
        parts = (
            say(f"forms.state_{record.state}"),
            say("changes.days", days=f"{record.days:+f}") if record.days is not None else "",
            due,
            record.requested_by.get(context.lang),
        )
        missing = lacks(record, record.state)
        names = ", ".join(say(f"playbook.label_{name}") for name in missing)
        note = say("forms.lacks", what=names) if missing else ""
        self.row.show_row(told(context, record), " · ".join(filter(None, parts)), note)
        self.row.setAccessibleDescription(note)

    def form_of(self, record: Record, standing: Standing) -> RecordForm:
        assert isinstance(record, ChangeRequest)
        return ChangeForm(self.context, record, standing)

    def deeds(self) -> Sequence[Button]:
        say, theme = self.context.say, self.context.theme
        ours = Button(theme, say("changes.paper"), "plain", icon="file-text")
        ours.clicked.connect(partial(self._save, False))
        theirs = Button(theme, say("changes.paper_customer"), "plain", icon="file-text")
        theirs.clicked.connect(partial(self._save, True))
        return (ours, theirs)

    def _save(self, is_for_customer: bool) -> None:
        """Asks where, and saves the request's own paper."""
        self.context.case.commit()
        key = "changes.paper_customer" if is_for_customer else "changes.paper"
        stem = self.context.say("changes.file")
        path = papers.ask_pdf(self, self.context.say(key), stem)
        if path is not None:
            self.save_to(path, is_for_customer)

    def save_to(self, path: Path, is_for_customer: bool) -> None:
        context, library = self.context, self.context.desk.library
        asked = Asked(context.case.case_id, self.item_id, context.lang, is_for_customer)
        work = context.desk.run(lambda ws: paperwork.save_change(ws, library, asked, path))
        work.then(self, lambda _: papers.tell_saved(context, path), context.tell)


class View(LedgerView):
    """All requests of the case."""

    tool_id = "changes"
    collection = "changes"
    item = ChangeItem

    def add(self) -> None:
        self.ledger.add({"requested_on": system_clock().date()})
