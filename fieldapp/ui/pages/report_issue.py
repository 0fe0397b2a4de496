"""Issuing a report: preliminary at any time, final when nothing is missing or it is said why."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from fieldapp.base.errors import FieldAppError
from fieldapp.base.language import Text
from fieldapp.ui.context import Context
from fieldapp.ui.forms.editors import Spot, TextEditor
from fieldapp.ui.save_mark import SaveMark
from fieldapp.ui.tasks import Task
from fieldapp.ui.theme.tokens import SPACE_M, SPACE_S, SPACE_XXL
from fieldapp.ui.widgets.buttons import Button
from fieldapp.ui.widgets.labels import Label
from fieldapp.usecases import issuing
from fieldapp.usecases.drafting import ReportDraft
from fieldapp.usecases.issuing import Issued
from fieldapp.usecases.reporting import Wish
from fieldapp.usecases.workspaces import Workspace

REASON = f"answers/{issuing.REASON}"


class IssueBar(QWidget):
    """The foot of the report page: saved or not, and the two buttons to issue."""

    issued = Signal(object)
    """An `Issued`."""
    missing_wanted = Signal()
    """A person wants to see what a final report still needs."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        self._draft: ReportDraft | None = None
        self._is_issuing = False
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_XXL, SPACE_M, SPACE_XXL, SPACE_M)
        column.setSpacing(SPACE_M)
        self._ask = self._reason()
        column.addWidget(self._ask)
        self._ask.hide()
        row = QHBoxLayout()
        row.setSpacing(SPACE_M)
        row.addWidget(SaveMark(context), 1)
        say, theme = context.say, context.theme
        self.preliminary = Button(theme, say("reportpage.issue_preliminary"), "quiet")
        self.final = Button(theme, say("reportpage.issue_final"), "primary", icon="file-text")
        self.preliminary.clicked.connect(lambda: self._issue(final=False))
        self.final.clicked.connect(self._final)
        row.addWidget(self.preliminary)
        row.addWidget(self.final)
        column.addLayout(row)

    def show_draft(self, draft: ReportDraft) -> None:
        """Shows what may be issued now."""
        self._draft = draft
        if not draft.missing:
            self._show_reason(on=False)
        unsigned = any(one.warning is not None for one in draft.editions[:1])
        can_be = draft.is_changed or unsigned
        if self.preliminary.hasFocus() and not can_be:
            self.final.setFocus(Qt.FocusReason.OtherFocusReason)
        self.preliminary.setEnabled(can_be)
        standing = self.context.case.standing
        if standing is not None:
            said = standing.guide.value(issuing.REASON)
            self._text.show_value(said if isinstance(said, Text) else None)

    def _reason(self) -> QWidget:
        """Asks, once and kindly, why a final report cannot wait for what is missing."""
        say, theme = self.context.say, self.context.theme
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_S)
        self._count = Label("", "strong")
        column.addWidget(self._count)
        self._text = TextEditor(self.context, Spot(REASON, say("reportpage.gap_reason")))
        self._text.entered.connect(lambda: self._issue(final=True))
        column.addWidget(self._text)
        row = QHBoxLayout()
        row.setSpacing(SPACE_M)
        see = Button(theme, say("reportpage.see_missing"), "link")
        see.clicked.connect(self.missing_wanted)
        self._later = Button(theme, say("reportpage.not_yet"), "plain")
        self._later.clicked.connect(lambda: self._show_reason(on=False))
        go = Button(theme, say("reportpage.issue_anyway"), "primary")
        go.clicked.connect(lambda: self._issue(final=True))
        row.addWidget(see)
        row.addStretch(1)
        row.addWidget(self._later)
        row.addWidget(go)
        column.addLayout(row)
        return holder

    def _final(self) -> None:
        missing = self._draft.missing if self._draft else ()
        if missing:
            self._count.setText(
                self.context.say("reportpage.missing_for_final", count=len(missing))
            )
            self._show_reason(on=True)
            self._text.focus()
        else:
            self._issue(final=True)

    def _show_reason(self, *, on: bool) -> None:
        """While it is asked for, the button beside it issues, and no other."""
        focused = QApplication.focusWidget()
        was_asked = focused is not None and self._ask.isAncestorOf(focused)
        self.final.setHidden(on)
        if was_asked and not on:
            self.final.setFocus(Qt.FocusReason.OtherFocusReason)
        self._ask.setVisible(on)

    def _issue(self, *, final: bool) -> None:
        """Freezes the report; what was typed is committed before."""
        if self._is_issuing:
            return
        session, desk = self.context.case, self.context.desk
        session.commit()
        wish = Wish(lang=self.context.lang)

        def work(workspace: Workspace, task: Task[Issued]) -> Issued:
            return issuing.issue(
                workspace,
                session.case_id,
                desk.library,
                final=final,
                reason=issuing.reason(workspace, session.case_id, desk.library) if final else "",
                wish=wish,
                check=task.check,
            )

        self._is_issuing = True
        desk.run_long(work).then(self, self._done, self._failed)

    def _done(self, issued: Issued) -> None:
        self._is_issuing = False
        self._show_reason(on=False)
        self.issued.emit(issued)
        self.context.case.refresh()

    def _failed(self, error: FieldAppError) -> None:
        self._is_issuing = False
        if isinstance(error, issuing.NotReadyError):
            self._final()
        else:
            self.context.tell(error)
