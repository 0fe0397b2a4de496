"""One report as somebody decides on it: the decision first, then what it rests on."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from fieldapp.base.errors import FieldAppError
from fieldapp.base.findings import Finding
from fieldapp.base.language import message
from fieldapp.case.reportstate import WAITING
from fieldapp.case.reviewrecords import COMMENTED
from fieldapp.ui import papers
from fieldapp.ui.context import Context, Place
from fieldapp.ui.pages.report_preview import Preview
from fieldapp.ui.pages.reviews.cards import Changes, EvidenceCard, VersionsCard, part_card
from fieldapp.ui.pages.reviews.decision_card import DecisionCard
from fieldapp.ui.theme.tokens import SPACE_L, SPACE_M, SPACE_S, SPACE_XXL
from fieldapp.ui.widgets.buttons import Button
from fieldapp.ui.widgets.cards import Card
from fieldapp.ui.widgets.choices import Chips
from fieldapp.ui.widgets.labels import Label, Separator
from fieldapp.ui.widgets.scrolling import Column, centred
from fieldapp.usecases import halfreviews, outgoing, reviewing, supervisors
from fieldapp.usecases.halfreviews import HalfReview
from fieldapp.usecases.reviewing import Decided, Looked, ReviewError
from fieldapp.usecases.syncing import teams
from fieldapp.usecases.workspaces import Workspace

_SIDES = ("report", "pdf")
_READ = ("background", "impact", "solution", "plan", "benefit")


class ReportView(QWidget):
    """Stays until another report, or this one as it then stands, is looked at."""

    left = Signal()
    decided = Signal()
    """Something was written about it; it is to be read again."""
    other_wanted = Signal(str)
    """Another version, by the issue's id."""

    def __init__(self, context: Context, looked: Looked) -> None:
        super().__init__()
        self.context, self.looked = context, looked
        self.card: DecisionCard | None = None
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addLayout(centred(self._head()))
        outer.addWidget(Separator())
        self._stack = QStackedWidget()
        self._column = Column(looked.title.get(context.lang))
        self._column.body.setSpacing(SPACE_L)
        self._column.body.setContentsMargins(SPACE_XXL, SPACE_L, SPACE_XXL, SPACE_L)
        self._stack.addWidget(self._column)
        self.preview = Preview(context)
        self._stack.addWidget(self.preview)
        outer.addWidget(self._stack, 1)
        self._fill()

    def _head(self) -> QVBoxLayout:
        say, theme, looked = self.context.say, self.context.theme, self.looked
        issue = looked.report.issue
        head = QVBoxLayout()
        head.setContentsMargins(SPACE_XXL, SPACE_L, SPACE_XXL, SPACE_M)
        head.setSpacing(SPACE_S)
        row = QHBoxLayout()
        row.setSpacing(SPACE_M)
        row.addWidget(Label(looked.title.get(self.context.lang), "title"), 1)
        self.back = Button(theme, say("review.to_list"), "quiet", icon="arrow-left", keys="Esc")
        self.back.clicked.connect(self.left)
        row.addWidget(self.back, 0, Qt.AlignmentFlag.AlignTop)
        head.addLayout(row)
        kind = say(f"reportpage.kind_{'final' if issue.final else 'preliminary'}")
        at = f"{issue.at.astimezone():%Y-%m-%d %H:%M}" if issue.at else ""
        engineer = looked.content.case.engineer.get(self.context.lang) if looked.content else ""
        about = (looked.company.get(self.context.lang), engineer, looked.reference, kind, at)
        head.addWidget(Label(" · ".join(filter(None, about)), "soft"))
        sides = [(name, say(f"review.side_{name}")) for name in _SIDES]
        self.sides = Chips(theme, sides, say("review.sides"))
        self.sides.choose(("report",))
        self.sides.chosen.connect(lambda side: self.show_side(side or "report"))
        below = QHBoxLayout()
        below.addWidget(self.sides, 1)
        self.save = Button(theme, say("reportpage.save"), "quiet", icon="save")
        self.save.clicked.connect(self._save)
        self.save.hide()
        below.addWidget(self.save)
        head.addLayout(below)
        return head

    def _fill(self) -> None:
        """The card comes once it is known what was begun."""
        body, looked = self._column.body, self.looked
        if looked.since:
            title = self.context.say("review.changes", number=looked.since)
            card = Card(title)
            card.body.addWidget(Changes(self.context, looked.changes))
            body.addWidget(card)
        known = {part.id: part for part in looked.parts}
        for name in _READ:
            if name in known:
                body.addWidget(part_card(self.context, known[name]))
        if looked.evidence:
            body.addWidget(EvidenceCard(self.context, looked.evidence))
        body.addWidget(VersionsCard(self.context, looked, self.other_wanted.emit, self._confirm))
        body.addStretch(1)
        case_id, issue = looked.case_id, looked.report.issue.id
        work = self.context.desk.run(lambda ws: halfreviews.held(ws, case_id, issue))
        work.then(self, self._show_card, self.context.tell)

    def _show_card(self, half: HalfReview) -> None:
        self.card = DecisionCard(self.context, self.looked, half)
        self.card.wanted.connect(self._decide)
        self.card.typed.connect(self._keep)
        self._column.body.insertWidget(0, self.card)
        self.enter()

    # Looking

    def enter(self) -> None:
        """Puts the focus where deciding begins."""
        waits = self.looked.report.state in WAITING and self.card is not None
        first = next(iter(self.card.buttons.values()), None) if waits and self.card else None
        (first or self.back).setFocus(Qt.FocusReason.OtherFocusReason)

    def show_side(self, side: str) -> None:
        """The report as it is read here, or its PDF."""
        self.sides.choose((side,))
        self._stack.setCurrentIndex(_SIDES.index(side))
        self.save.setVisible(side == "pdf")
        if side == "pdf" and not self.preview.pdf:
            report = self.looked.report
            work = self.context.desk.run(lambda workspace: reviewing.pdf(workspace, report))
            work.then(self, self.preview.show_pdf, self.context.tell)

    def _save(self) -> None:
        """The PDF as it was issued, where the person wants it."""
        path = papers.ask_pdf(self, self.context.say("reportpage.save"), self.looked.reference)
        pdf = self.preview.pdf
        if path is not None and pdf:
            saving = self.context.desk.aside(lambda _: outgoing.save(pdf, path))
            saving.then(self, lambda _: papers.tell_saved(self.context, path), self.context.tell)

    def fold(self) -> bool:
        """Puts what is unfolded away; false if nothing was."""
        return self.card is not None and self.card.fold()

    def finish(self) -> None:
        """Keeps what was begun."""
        if self.card is not None:
            self.card.finish()

    # Deciding

    def _keep(self, half: HalfReview) -> None:
        case_id, issue = self.looked.case_id, self.looked.report.issue.id
        work = self.context.desk.run(lambda ws: halfreviews.hold(ws, case_id, issue, half))
        work.then(self.context.actions, lambda _: None, self.context.tell)

    def _decide(self, half: HalfReview) -> None:
        looked, name = self.looked, self.context.settings.name
        case_id, issue = looked.case_id, looked.report.issue.id

        def work(workspace: Workspace) -> tuple[Decided, bool]:
            verdict = half.verdict(name, workspace.machine.clock())
            done = reviewing.decide(workspace, case_id, issue, verdict)
            halfreviews.drop(workspace, case_id, issue)
            return done, teams.are_any(workspace)

        if self.card is not None:
            self.card.setEnabled(False)  # one press is one decision
        deciding = self.context.desk.run(work)
        deciding.then(self, partial(self._done, half.decision), self._refused)

    def _done(self, decision: str, written: tuple[Decided, bool]) -> None:
        done, has_team = written
        say = self.context.say
        undo = partial(take_back, self.context, self.looked.case_id, done.review)
        actions = [(say("review.take_back"), undo)]
        if not has_team:
            actions.append((say("review.give"), partial(self.context.go, Place("giving"))))
        space = "" if self.context.lang == "zh" else " "
        way = say("review.goes_out" if has_team else "review.by_hand")
        self.context.notify("ok", f"{say(f'review.done_{decision}')}{space}{way}", tuple(actions))
        self.context.touched(self.looked.case_id)
        if decision != COMMENTED:
            self.left.emit()  # on to the next one
        else:
            self.decided.emit()

    def _refused(self, error: FieldAppError) -> None:
        if self.card is not None:
            self.card.setEnabled(True)
        if isinstance(error, ReviewError) and self.card is not None:
            self.card.show_fault(message(error.finding, self.context.lang))
        else:
            self.context.tell(error)

    def _confirm(self, key: bytes) -> None:
        work = self.context.desk.run(lambda ws: supervisors.confirm(ws, key))
        work.then(self, lambda _: self._confirmed(), self.context.tell)

    def _confirmed(self) -> None:
        self.context.touched(self.looked.case_id)  # the list says it too
        self.decided.emit()


def take_back(context: Context, case_id: bytes, review: str) -> None:
    """Takes one's own review back, if nobody has read or answered it, and says so."""
    work = context.desk.run(lambda workspace: reviewing.take_back(workspace, case_id, review))
    work.then(context.actions, partial(_taken_back, context, case_id), context.tell)


def _taken_back(context: Context, case_id: bytes, fault: Finding | None) -> None:
    """Says whether it is done, and shows the report as it stands."""
    if fault is not None:
        context.notify("info", message(fault, context.lang), ())
        return
    context.notify("ok", context.say("review.taken_back"), ())
    context.touched(case_id)
    context.go(Place("reviews", f"{case_id.hex()}:"))
