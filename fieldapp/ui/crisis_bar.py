"""The bar of a crisis: the clocks that run, the supervisor's papers, and the way back."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from fieldapp.base.clock import system_clock
from fieldapp.base.language import message
from fieldapp.case import ids
from fieldapp.ui import papers
from fieldapp.ui.context import Context
from fieldapp.ui.theme.tokens import SPACE_L, SPACE_M, SPACE_XS
from fieldapp.ui.widgets.buttons import Button
from fieldapp.ui.widgets.cards import Picture
from fieldapp.ui.widgets.labels import Label
from fieldapp.ui.widgets.notices import Tone
from fieldapp.usecases import outgoing, switching
from fieldapp.usecases.issuing import Issued
from fieldapp.usecases.outgoing import Edition
from fieldapp.usecases.reporting import Wish
from fieldapp.usecases.standing import Standing
from fieldapp.usecases.workspaces import Workspace

TICK_MS = 20_000
_MINUTE = 60


class CrisisBar(QFrame):
    """Shown above the steps while the case is in its crisis form."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        self._standing: Standing | None = None
        self.setProperty("tone", "danger")
        self.setAccessibleName(context.say("methods.crisis"))
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE_L, SPACE_M, SPACE_L, SPACE_M)
        row.setSpacing(SPACE_M)
        row.addWidget(Picture("shield-alert", context.theme.danger))
        words = QVBoxLayout()
        words.setSpacing(SPACE_XS)
        words.addWidget(Label(context.say("methods.crisis"), "strong"))
        self.clocks = Label("", "small")
        words.addWidget(self.clocks)
        row.addLayout(words, 1)
        self.papers = Button(context.theme, context.say("methods.package"), "primary", icon="send")
        self.back = Button(context.theme, context.say("methods.crisis_over"), icon="undo-2")
        self.papers.clicked.connect(self.send)
        self.back.clicked.connect(lambda: context.actions.run("crisis"))
        row.addWidget(self.papers)
        row.addWidget(self.back)
        self._tick = QTimer(self, interval=TICK_MS)
        self._tick.timeout.connect(self._show_clocks)
        self._tick.start()

    def show_standing(self, standing: Standing) -> None:
        self._standing = standing
        self._show_clocks()

    def _show_clocks(self) -> None:
        if self._standing is None:
            return
        now, lang = system_clock(), self.context.lang
        told = [
            f"{clock.clock.title.get(lang)} {self._left(clock.due, now)}"
            for clock in self._standing.clocks
            if clock.runs
        ]
        self.clocks.setText(" · ".join(told) or self.context.say("methods.no_clock"))

    def _left(self, due: datetime, now: datetime) -> str:
        if due.tzinfo is None:
            due = due.replace(tzinfo=now.tzinfo)
        minutes = int((due - now).total_seconds() // _MINUTE)
        hours, rest = divmod(abs(minutes), _MINUTE)
        key = "methods.clock_left" if minutes >= 0 else "methods.clock_over"
        return self.context.say(key, time=f"{hours}:{rest:02}")

    def send(self) -> None:
        """Issues a preliminary report for the supervisor and opens a mail with it."""
        context = self.context
        known, library, case_id = context.settings, context.desk.library, context.case.case_id
        contact = " · ".join(part for part in (known.name, known.contact) if part)
        wish = Wish(lang=context.lang, contact=contact)
        context.case.commit()
        self.papers.setEnabled(False)

        def work(workspace: Workspace) -> Issued:
            return switching.package(workspace, case_id, library, wish)

        task = context.desk.run(work)
        task.ended.connect(lambda: self.papers.setEnabled(True))
        task.then(self, lambda issued: self._issued(issued, wish), context.tell)

    def _issued(self, issued: Issued, wish: Wish) -> None:
        context = self.context
        context.case.refresh()
        edition = Edition(ids.reference(context.case.case_id), wish, issued.number)
        pdf = issued.made.pdf
        context.desk.aside(lambda _: outgoing.mail_draft(pdf, edition, system_clock())).then(
            self, lambda path: self._mailed(issued, papers.open_path(path)), context.tell
        )

    def _mailed(self, issued: Issued, opened: bool) -> None:
        key = "methods.package_sent" if opened else "methods.package_made"
        told = [self.context.say(key, number=issued.number)]
        if issued.warning is not None:
            told.append(message(issued.warning, self.context.lang))
        tone: Tone = "ok" if issued.warning is None else "warning"
        self.context.notify(tone, "\n".join(told), ())
