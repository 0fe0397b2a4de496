"""On the report page: what became of the last report, and what a supervisor asks for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from fieldapp.base.errors import FieldAppError
from fieldapp.base.language import Text, message
from fieldapp.case.reportstate import Report
from fieldapp.ui.context import Context, Place
from fieldapp.ui.pages.reviews.cards import Changes
from fieldapp.ui.rulings import RulingView, who
from fieldapp.ui.stack import throw_away
from fieldapp.ui.theme.tokens import SPACE_M, SPACE_S
from fieldapp.ui.widgets.buttons import Button
from fieldapp.ui.widgets.cards import Card
from fieldapp.ui.widgets.editors import LineEdit
from fieldapp.ui.widgets.labels import Kind, Label
from fieldapp.ui.widgets.layouts import discard
from fieldapp.usecases import reviewed, supervisors
from fieldapp.usecases.readmarks import note_read
from fieldapp.usecases.reviewed import Answer
from fieldapp.usecases.reviewing import ReviewError

_KINDS: Mapping[str, Kind] = {
    "returned": "warning",
    "declined": "warning",
    "disputed": "warning",
    "approved": "ok",
    "conditions": "ok",
}
_OWN_CARD = ("background", "impact", "solution", "benefit", "plan")
"""Parts of the report that have a card of their own on the page, with the remarks beside them."""


class ReviewedCard(Card):
    """Hidden as long as nothing has been issued.

    `beside`: by part of the report, what is asked for there.
    """

    remarked = Signal()
    """`beside` is another one."""

    def __init__(self, context: Context) -> None:
        super().__init__(context.say("review.answer"))
        self.context = context
        self.answer: Answer | None = None
        self.beside: dict[str, Sequence[str]] = {}
        self._inside: QWidget | None = None
        self._ask: QWidget | None = None
        self.hide()

    def refresh(self) -> None:
        """Looks again what became of it."""
        case_id, library = self.context.case.case_id, self.context.desk.library
        work = self.context.desk.run(lambda ws: reviewed.answer(ws, case_id, library))
        work.then(self, self._show, self.context.tell)

    def _show(self, answer: Answer) -> None:
        if self._ask is not None and self.answer is not None and answer.report is not None:
            return  # a reason is being typed
        self.answer = answer
        self._clear()
        report = answer.report
        self.setVisible(report is not None)
        self._tell_remarks(answer)
        if report is None:
            return
        self._inside = QWidget()
        column = QVBoxLayout(self._inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_M)
        say = self.context.say
        state = say(f"review.own_{report.state}", number=report.issue.number or 0)
        column.addWidget(Label(state, _KINDS.get(report.state, "body")))
        if report.is_contradicted:
            column.addWidget(Label(say("review.contradicted"), "small"))
        for ruling in answer.rulings:
            key = answer.unconfirmed.get(ruling.review.id)
            confirm = None if key is None else partial(self._confirm, key)
            is_beside = report.state == "returned" and ruling in report.decisions
            view = RulingView(
                self.context, ruling, answer.names, confirm, with_remarks=not is_beside
            )
            column.addWidget(view)
        self._tell_elsewhere(column, answer)
        if report.state == "returned":
            column.addWidget(Label(say("review.next_version"), "soft"))
            if answer.changes:
                title = say("review.changes_so_far", number=report.issue.number or 0)
                column.addWidget(Label(title, "caption"))
                column.addWidget(Changes(self.context, answer.changes))
        if report.state == "issued" and not answer.has_team:
            give = Button(self.context.theme, say("review.give"), "link", icon="send")
            give.clicked.connect(lambda: self.context.go(Place("giving")))
            column.addWidget(give, 0, Qt.AlignmentFlag.AlignLeft)
        if report.state in ("issued", "returned", "disputed"):
            self._add_withdraw(column, report)
        self.body.addWidget(self._inside)
        if any(not (one.is_read or one.doubt) for one in answer.rulings) and self.isVisible():
            self._note_read()

    def _note_read(self) -> None:
        """It was read here, for teams that want to know."""
        case_id, context = self.context.case.case_id, self.context
        work = context.desk.run(lambda workspace: note_read(workspace, case_id))
        work.then(self, lambda is_new: context.touched(case_id) if is_new else None, context.tell)

    def _clear(self) -> None:
        if self._inside is not None:
            throw_away(self._inside)
            self._inside = None
        self._ask = None

    # What is asked for

    def _tell_remarks(self, answer: Answer) -> None:
        lang = self.context.lang
        self.beside = {
            section: [
                f"{who(self.context, ruling, answer.names)}{_colon(lang)}{text.get(lang)}"
                for text, ruling in said
            ]
            for section, said in answer.remarks().items()
        }
        self.remarked.emit()

    def _tell_elsewhere(self, column: QVBoxLayout, answer: Answer) -> None:
        """What is asked for that has no card of its own here, and the way to it."""
        say = self.context.say
        for section, said in self.beside.items():
            if section in _OWN_CARD:
                continue
            row = QHBoxLayout()
            row.setSpacing(SPACE_M)
            lines = "\n".join(said)
            name = say(f"review.section_{section}")
            row.addWidget(Label(f"{name} · {lines}" if section != "other" else lines), 1)
            if section == "evidence":
                go = Button(self.context.theme, say("ui.go_there"), "link", icon="arrow-right")
                go.setAccessibleDescription(lines)
                go.clicked.connect(lambda: self.context.go(Place("evidence")))
                row.addWidget(go, 0, Qt.AlignmentFlag.AlignTop)
            column.addLayout(row)

    def _confirm(self, key: bytes) -> None:
        work = self.context.desk.run(lambda ws: supervisors.confirm(ws, key))
        work.then(self, lambda _: self._confirmed(), self.context.tell)

    def _confirmed(self) -> None:
        self.context.touched(self.context.case.case_id)  # the list says it too
        self.refresh()

    # Taking it back

    def _add_withdraw(self, column: QVBoxLayout, report: Report) -> None:
        say, theme = self.context.say, self.context.theme
        self.withdraw = Button(theme, say("review.withdraw"), "link", icon="x")
        self.withdraw.clicked.connect(partial(self._ask_why, report))
        column.addWidget(self.withdraw, 0, Qt.AlignmentFlag.AlignLeft)

    def _ask_why(self, report: Report) -> None:
        """A wrong report is taken out of the supervisor's hands, with the reason."""
        say, theme = self.context.say, self.context.theme
        self.withdraw.hide()
        self._ask = QWidget()
        column = QVBoxLayout(self._ask)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_S)
        column.addWidget(Label(say("review.withdraw_why"), "strong"))
        self.reason = LineEdit(say("review.withdraw_why"))
        self.reason.returnPressed.connect(partial(self._withdraw, report))
        column.addWidget(self.reason)
        self.fault = Label("", "danger")
        self.fault.hide()
        column.addWidget(self.fault)
        row = QHBoxLayout()
        row.setSpacing(SPACE_M)
        close = Button(theme, say("review.not_now"), "plain")
        close.clicked.connect(self._close_ask)
        go = Button(theme, say("review.do_withdraw"), "quiet")
        go.clicked.connect(partial(self._withdraw, report))
        row.addStretch(1)
        row.addWidget(close)
        row.addWidget(go)
        column.addLayout(row)
        self.body.addWidget(self._ask)
        self.reason.setFocus(Qt.FocusReason.OtherFocusReason)

    def _close_ask(self) -> None:
        if self._ask is not None:
            discard(self._ask)  # its own button may have been pressed
            self._ask = None
        self.withdraw.show()
        self.withdraw.setFocus(Qt.FocusReason.OtherFocusReason)

    def _withdraw(self, report: Report) -> None:
        session, reason = self.context.case, Text.of(self.reason.text().strip())
        work = session.perform(
            lambda ws: reviewed.withdraw(ws, session.case_id, report.issue.id, reason)
        )
        work.then(self, lambda _: self._withdrawn(), self._refused)

    def _withdrawn(self) -> None:
        self._close_ask()
        self.refresh()

    def _refused(self, error: FieldAppError) -> None:
        if isinstance(error, ReviewError):
            self.fault.setText(message(error.finding, self.context.lang))
            self.fault.show()
        else:
            self.context.tell(error)


def _colon(lang: str) -> str:
    return "：" if lang == "zh" else ": "
