"""The report: what it says and rests on, its real pages, what to mend, what was issued."""

from __future__ import annotations

from functools import partial
from typing import Literal, get_args

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from fieldapp.base.findings import Finding, Severity
from fieldapp.base.language import message
from fieldapp.case import ids
from fieldapp.ui.context import Context
from fieldapp.ui.pages.page import Page
from fieldapp.ui.pages.report_answer import AnswerCard
from fieldapp.ui.pages.report_issue import IssueBar
from fieldapp.ui.pages.report_parts import PartCard
from fieldapp.ui.pages.report_preview import Preview
from fieldapp.ui.pages.report_reviewed import ReviewedCard
from fieldapp.ui.pages.report_ways import Ways
from fieldapp.ui.theme.tokens import SPACE_L, SPACE_M, SPACE_S, SPACE_XL, SPACE_XS
from fieldapp.ui.ways import place_of
from fieldapp.ui.widgets.buttons import Button
from fieldapp.ui.widgets.cards import EmptyState
from fieldapp.ui.widgets.choices import Chips
from fieldapp.ui.widgets.labels import Label, Separator
from fieldapp.ui.widgets.layouts import clear
from fieldapp.ui.widgets.notices import Banner
from fieldapp.ui.widgets.scrolling import Reading
from fieldapp.usecases import cases, editions, workshop
from fieldapp.usecases.drafting import IssuedEdition, ReportDraft, report_draft
from fieldapp.usecases.issuing import Issued
from fieldapp.usecases.outgoing import Edition
from fieldapp.usecases.reporting import Made, Wish
from fieldapp.usecases.standing import Standing
from fieldapp.usecases.workspaces import Workspace

PAUSE_MS = 400
"""The preview is made anew so long after the last change."""
Tab = Literal["preview", "mend", "issued"]
TABS: tuple[Tab, ...] = get_args(Tab)


class ReportPage(Page):
    """The report of the open case."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.draft: ReportDraft | None = None
        self._parts: dict[str, PartCard] = {}
        self._shown_number = 0
        """The issued report that is looked at; 0: the case as it stands."""
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        columns = QHBoxLayout()
        columns.setSpacing(0)
        columns.addWidget(self._left(), 1)
        columns.addWidget(Separator(vertical=True))
        columns.addWidget(self._right(), 1)
        outer.addLayout(columns, 1)
        foot = QFrame()
        foot.setProperty("kind", "surface")
        row = QVBoxLayout(foot)
        row.setContentsMargins(0, 0, 0, 0)
        self.bar = IssueBar(context)
        self.bar.issued.connect(self._issued)
        self.bar.missing_wanted.connect(lambda: self.show_tab("mend"))
        row.addWidget(self.bar)
        outer.addWidget(foot)
        self._soon = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._soon.timeout.connect(self._make)
        context.desk.aside(lambda _: workshop.ours.warm())
        if context.case.standing is not None:
            self.show_standing(context.case.standing)

    def _left(self) -> QWidget:
        area = self._area = _scroll(self.context.say("reportpage.draft"))
        inside = QWidget()
        inside.setProperty("kind", "page")
        self._column = QVBoxLayout(inside)
        self._column.setContentsMargins(SPACE_XL, SPACE_XL, SPACE_XL, SPACE_XL)
        self._column.setSpacing(SPACE_L)
        self._column.addWidget(Label(self.context.say("reportpage.title"), "title"))
        self._state = Label("", "soft")
        self._column.addWidget(self._state)
        self.unsigned: Banner | None = None
        """That the last report carries no signature."""
        self._below_state = QVBoxLayout()
        self._column.addLayout(self._below_state)
        self.reviewed = ReviewedCard(self.context)
        self.reviewed.remarked.connect(self._show_remarks)
        self._column.addWidget(self.reviewed)
        self.answer = AnswerCard(self.context)
        self._column.addWidget(self.answer)
        self._column.addStretch(1)
        area.setWidget(inside)
        return area

    def _right(self) -> QWidget:
        say, theme = self.context.say, self.context.theme
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, SPACE_L, 0, 0)
        column.setSpacing(0)
        tabs = [(name, say(f"reportpage.tab_{name}")) for name in TABS]
        self.tabs = Chips(theme, tabs, say("reportpage.tabs"))
        self.tabs.choose(("preview",))
        self.tabs.chosen.connect(lambda tab: self.show_tab(tab or "preview"))
        row = QHBoxLayout()
        row.setContentsMargins(SPACE_L, 0, SPACE_L, 0)
        row.addWidget(self.tabs, 1)
        column.addLayout(row)
        self._stack = QStackedWidget()
        page = QWidget()
        inside = QVBoxLayout(page)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(0)
        self.ways = Ways(self.context)
        self.ways.wished.connect(lambda _: self._make())
        self.preview = Preview(self.context)
        inside.addWidget(self.ways)
        inside.addWidget(self.preview, 1)
        self._stack.addWidget(page)
        self._mend = _Listing(say("reportpage.tab_mend"))
        self._issues = _Listing(say("reportpage.tab_issued"))
        self._stack.addWidget(self._mend)
        self._stack.addWidget(self._issues)
        column.addWidget(self._stack, 1)
        return holder

    # How the case stands

    def show_standing(self, standing: Standing) -> None:
        session, library = self.context.case, self.context.desk.library
        work = self.context.desk.run(
            lambda workspace: report_draft(workspace, session.case_id, library)
        )
        work.then(self, self._show_draft, self.context.tell)
        self.answer.refresh()
        self.reviewed.refresh()

    def _show_draft(self, draft: ReportDraft) -> None:
        self.draft = draft
        say = self.context.say
        for part in draft.parts:
            card = self._parts.get(part.id)
            if card is None:
                card = self._parts[part.id] = PartCard(self.context, part, self._again)
                card.opened.connect(partial(self._show_card, card))
                self._column.insertWidget(self._column.count() - 1, card)
            else:
                card.show_part(part)
        self._show_remarks()
        last = draft.editions[0] if draft.editions else None
        if last is None:
            self._state.setText(say("reportpage.never_issued"))
        else:
            key = "changed_since" if draft.is_changed else "as_issued"
            kind = say(f"reportpage.kind_{'final' if last.final else 'preliminary'}")
            self._state.setText(say(f"reportpage.{key}", number=last.number, kind=kind))
        self._show_unsigned(last.warning if last else None)
        self.bar.show_draft(draft)
        self._list_findings(draft)
        self._list_issued(draft)
        self._soon.start()

    def _show_unsigned(self, warning: Finding | None) -> None:
        text = message(warning, self.context.lang) if warning else ""
        if text == (self.unsigned.text if self.unsigned else ""):
            return
        clear(self._below_state)
        self.unsigned = Banner(self.context.theme, "warning", text) if text else None
        if self.unsigned is not None:
            self._below_state.addWidget(self.unsigned)

    def _show_remarks(self) -> None:
        """What a supervisor asks for stands beside the part it is about."""
        for name, card in self._parts.items():
            card.show_remarks(self.reviewed.beside.get(name, ()))

    def _show_card(self, card: QWidget) -> None:
        """Brings a card into view, once it is as high as it now is."""
        QTimer.singleShot(0, card, lambda: self._area.ensureWidgetVisible(card))

    def _again(self) -> None:
        if self.context.case.standing is not None:
            self.show_standing(self.context.case.standing)

    # The pages

    def _make(self) -> None:
        """Makes the PDF that is wanted, of the case as it stands or of an issued report."""
        session, library = self.context.case, self.context.desk.library
        wish, number = self.ways.wish, self._shown_number

        def work(workspace: Workspace) -> Made:
            if number:
                return editions.edition(workspace, session.case_id, number, wish, library)
            return cases.report(workspace, session.case_id, wish, library)

        self.context.desk.run(work).then(
            self, lambda made: self._show_made(made, wish), self.context.tell
        )

    def _show_made(self, made: Made, wish: Wish) -> None:
        if wish != self.ways.wish:
            return
        issue = made.content.issue
        edition = Edition(ids.reference(self.context.case.case_id), wish, issue.number, issue.final)
        self.ways.show_pdf(made.pdf, edition)
        self.preview.show_pdf(made.pdf)

    def _issued(self, issued: Issued) -> None:
        self._shown_number = 0
        final = issued.made.content.issue.final
        kind = self.context.say(f"reportpage.kind_{'final' if final else 'preliminary'}")
        text = self.context.say("reportpage.issued", number=issued.number, kind=kind)
        if issued.warning is None:
            self.context.notify("ok", text, ())
        else:
            self.context.notify("warning", message(issued.warning, self.context.lang), ())
        self.show_tab("preview")

    # What to mend, what was issued

    def show_tab(self, tab: Tab) -> None:
        """Shows one of the right side's three pages."""
        self.tabs.choose((tab,))
        self._stack.setCurrentIndex(TABS.index(tab))

    def _list_findings(self, draft: ReportDraft) -> None:
        theme = self.context.theme
        findings = (*draft.missing, *draft.advice)
        rows: list[QWidget] = [FindingRow(self.context, finding) for finding in findings]
        if not rows:
            title, hint = (
                self.context.say(f"reportpage.{k}") for k in ("all_well", "all_well_hint")
            )
            rows.append(EmptyState(theme, "circle-check", title, hint))
        self._mend.show_rows(rows)
        label = self.context.say("reportpage.tab_mend")
        button = self.tabs.buttons["mend"]
        button.setText(f"{label} ({len(findings)})" if findings else label)
        button.updateGeometry()

    def _list_issued(self, draft: ReportDraft) -> None:
        rows: list[QWidget] = [self._edition_row(edition) for edition in draft.editions]
        if not rows:
            say = self.context.say
            title, hint = say("reportpage.never_issued"), say("reportpage.never_issued_hint")
            rows.append(EmptyState(self.context.theme, "file-text", title, hint))
        self._issues.show_rows(rows)

    def _edition_row(self, edition: IssuedEdition) -> QWidget:
        say = self.context.say
        row = QWidget()
        column = QVBoxLayout(row)
        column.setContentsMargins(SPACE_L, SPACE_S, SPACE_L, SPACE_S)
        column.setSpacing(SPACE_XS)
        kind = say(f"reportpage.kind_{'final' if edition.final else 'preliminary'}")
        at = f"{edition.at.astimezone():%Y-%m-%d %H:%M}" if edition.at else ""
        column.addWidget(Label(f"{edition.number} · {kind} · {at}", "strong"))
        if edition.reason:
            column.addWidget(Label(edition.reason.get(self.context.lang), "soft"))
        if edition.warning is not None:
            column.addWidget(Label(message(edition.warning, self.context.lang), "warning"))
        column.addWidget(Label(say("reportpage.content", hash=edition.content[:12]), "small"))
        if edition.is_kept:
            show = Button(self.context.theme, say("reportpage.show"), "link", icon="eye")
            show.setAccessibleName(f"{say('reportpage.show')} {edition.number}")
            show.clicked.connect(partial(self._show_issued, edition.number))
            column.addWidget(show, 0, Qt.AlignmentFlag.AlignLeft)
        else:
            column.addWidget(Label(say("reportpage.erased"), "small"))
        return row

    def _show_issued(self, number: int) -> None:
        self._shown_number = number
        self.show_tab("preview")
        self._make()

    # Focus

    def enter(self) -> None:
        self.tabs.buttons["preview"].setFocus(Qt.FocusReason.OtherFocusReason)

    def leave(self) -> None:
        self._shown_number = 0

    def jump(self, where: str) -> bool:
        tab = next((tab for tab in TABS if tab == where), None)
        if tab is not None:
            self.show_tab(tab)
        elif where.startswith("acknowledgements/"):
            self.answer.again.setFocus(Qt.FocusReason.OtherFocusReason)
            self._show_card(self.answer)
            return True
        elif where == "review":
            self._show_card(self.reviewed)
            self.tabs.buttons["preview"].setFocus(Qt.FocusReason.OtherFocusReason)
            return True
        return tab is not None


class FindingRow(QWidget):
    """Something to mend, in a sentence, and the way to its place."""

    def __init__(self, context: Context, finding: Finding) -> None:
        super().__init__()
        lang = context.lang
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_L, SPACE_S, SPACE_L, SPACE_S)
        column.setSpacing(0)
        kind: Literal["warning", "danger", "soft"] = "soft"
        if finding.severity is Severity.ERROR:
            kind = "danger"
        elif finding.severity is Severity.WARNING:
            kind = "warning"
        column.addWidget(
            Label(context.say(f"reportpage.severity_{finding.severity.name.lower()}"), kind)
        )
        text = message(finding, lang)
        column.addWidget(Label(text))
        if finding.where:
            go = Button(context.theme, context.say("ui.go_there"), "link", icon="arrow-right")
            go.setAccessibleDescription(text)
            go.clicked.connect(partial(context.go, place_of(finding)))
            column.addWidget(go, 0, Qt.AlignmentFlag.AlignLeft)


class _Listing(Reading):
    """Rows one below the other."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        inside = QWidget()
        inside.setProperty("kind", "page")
        self._column = QVBoxLayout(inside)
        self._column.setContentsMargins(0, SPACE_M, 0, SPACE_M)
        self._column.setSpacing(SPACE_XS)
        self._column.addStretch(1)
        self.setWidget(inside)

    def show_rows(self, rows: list[QWidget]) -> None:
        clear(self._column)
        for place, row in enumerate(rows):
            self._column.insertWidget(place, row)


def _scroll(name: str) -> QScrollArea:
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setAccessibleName(name)
    return area
