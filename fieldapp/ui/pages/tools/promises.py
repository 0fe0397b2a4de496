"""The ledger of promises: those of this case, and what is still open for the customer elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QVBoxLayout

from fieldapp.base.clock import system_clock
from fieldapp.case.pending import Pending, is_open
from fieldapp.case.record import Record
from fieldapp.case.records import Commitment
from fieldapp.playbook.tools.promises import PARTS, marks_of
from fieldapp.ui import dues, papers
from fieldapp.ui.context import Context, Place
from fieldapp.ui.forms.records import RecordItem, told
from fieldapp.ui.forms.rows import RowButton
from fieldapp.ui.owed import OwedRow, into_calendar
from fieldapp.ui.pages.tools.ledger import LedgerView
from fieldapp.ui.pages.tools.promise_row import PromiseRow
from fieldapp.ui.theme.tokens import SPACE_XS
from fieldapp.ui.widgets.buttons import Button
from fieldapp.ui.widgets.cards import Card
from fieldapp.ui.widgets.labels import Label
from fieldapp.ui.widgets.layouts import clear
from fieldapp.usecases import agenda
from fieldapp.usecases.agenda import Owed
from fieldapp.usecases.standing import Standing


class PromiseItem(RecordItem):
    """A promise: its six parts in its line, its form below."""

    row: PromiseRow

    def row_of(self, context: Context) -> RowButton:
        return PromiseRow(context.theme)

    def tell(self, record: Record, lacking: tuple[str, ...]) -> None:
        assert isinstance(record, Commitment)
        context, now = self.context, system_clock()
        due, note = "", ""
        if record.due is not None and is_open(record):
            due = dues.words(record.due, now, context.lang)
            if dues.days_left(record.due, now) <= 0:
                due, note = "", due
        known = (
            record.who.get(context.lang),
            context.say("promises.theirs") if record.party == "customer" else "",
            due,
            "" if record.status == "open" else context.say(f"forms.status_{record.status}"),
        )
        beside = " · ".join(part for part in known if part)
        self.row.show_row(told(context, record), beside, note)
        marks = marks_of(record)
        self.row.show_marks(marks)
        parts = [
            context.say(f"promises.{marks[part]}", part=context.say(f"playbook.label_{part}"))
            for part in PARTS
            if marks[part] != "said"
        ]
        said = ", ".join(parts) if parts else context.say("promises.whole")
        self.row.setAccessibleDescription(said)
        self.row.setToolTip(said)

    def deeds(self) -> Sequence[Button]:
        say = self.context.say
        button = Button(self.context.theme, say("promises.this_to_calendar"), "plain", icon="bell")
        button.clicked.connect(self._export)
        return (button,)

    def _export(self) -> None:
        view = self.parentWidget()
        while view is not None and not isinstance(view, View):
            view = view.parentWidget()
        if not isinstance(view, View):
            return
        self.context.case.commit()
        say = self.context.say
        path = papers.ask_calendar(self, say("promises.this_to_calendar"), say("promises.file"))
        if path is not None:
            view.export_to(path, self.item_id)


class View(LedgerView):
    """Writes promises, shows what each still leaves open, takes them into a calendar."""

    tool_id = "promises"
    collection = "commitments"
    item = PromiseItem

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.others: tuple[Owed, ...] = ()
        """Open for this customer in other cases."""
        self.to_calendar = self.deed("to_calendar", "calendar", hint=True)
        self.to_calendar.clicked.connect(self.export)
        self.elsewhere = Card(context.say("promises.elsewhere"))
        self._rows = QVBoxLayout()
        self._rows.setSpacing(SPACE_XS)
        self.elsewhere.body.addWidget(Label(context.say("promises.elsewhere_hint"), "soft"))
        self.elsewhere.body.addLayout(self._rows)
        self.body.insertWidget(1, self.elsewhere)
        self.elsewhere.hide()

    # How the case stands

    def is_empty(self, standing: Standing) -> bool:
        return not self.others and super().is_empty(standing)

    def show_standing(self, standing: Standing) -> None:
        former = self.standing.case.customer.company if self.standing else None
        super().show_standing(standing)
        promises = standing.case.commitments
        still = sum(is_open(promise) for promise in promises)
        self.counted.setText(self.context.say("promises.counted", count=still))
        self.to_calendar.setEnabled(any(is_open(p) and p.due for p in promises))
        if standing.case.customer.company != former:
            self._look_elsewhere(standing)

    def _look_elsewhere(self, standing: Standing) -> None:
        company, case_id = standing.case.customer.company, standing.case_id
        work = self.context.desk.run(lambda ws: agenda.of_customer(ws, company, case_id))
        work.then(self, self._show_others)

    def _show_others(self, others: tuple[Owed, ...]) -> None:
        self.others = others
        clear(self._rows)
        for owed in others:
            row = OwedRow(self.context, owed)
            row.clicked.connect(partial(self._open, owed))
            self._rows.addWidget(row)
        self.elsewhere.setVisible(bool(others))
        self.filled.emit()

    def _open(self, owed: Owed) -> None:
        self.context.open_case(owed.case_id, Place("tool", owed.pending.item))

    # Doing

    def export(self) -> None:
        """Asks where, and writes the dated promises that are open as a calendar file."""
        if self.standing is None:
            return
        stem = f"{self.standing.reference}-{self.context.say('promises.file')}"
        path = papers.ask_calendar(self, self.context.say("promises.to_calendar"), stem)
        if path is not None:
            self.export_to(path)

    def export_to(self, path: Path, only: str = "") -> None:
        """Writes the dated promises that are open, or only one, as a calendar file."""
        standing = self.standing
        if standing is None:
            return
        case = standing.case
        owed = [
            Owed(standing.case_id, case.title, case.customer.company, _pending(promise))
            for promise in case.commitments
            if (promise.id == only if only else is_open(promise))
        ]
        into_calendar(self, self.context, owed, path)


def _pending(promise: Commitment) -> Pending:
    item = f"commitments/{promise.id}"
    return Pending("promise", item, promise.what, promise.who, promise.party, promise.due)
