"""A file that holds a case: what it is, what would come in, and how it is taken in."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from fieldapp.base.errors import FieldAppError
from fieldapp.base.findings import Finding
from fieldapp.ui.arrivals import Came
from fieldapp.ui.context import Context, Place
from fieldapp.ui.findings import Findings
from fieldapp.ui.pages.page import Page
from fieldapp.ui.stack import throw_away
from fieldapp.ui.theme.tokens import SPACE_L, SPACE_M, SPACE_S, SPACE_XL, SPACE_XS
from fieldapp.ui.widgets.buttons import Button
from fieldapp.ui.widgets.cards import Card, EmptyState, Picture
from fieldapp.ui.widgets.flow import FlowLayout
from fieldapp.ui.widgets.labels import ElidedLabel, Label
from fieldapp.ui.widgets.scrolling import Column
from fieldapp.usecases import arriving
from fieldapp.usecases.arriving import Arrival, Edition, Plan
from fieldapp.usecases.changewords import ChangeWords
from fieldapp.usecases.histories import Event, Happening
from fieldapp.usecases.workspaces import Workspace

SHOWN = 40
"""Changes that are listed; the rest is counted."""
_COUNTED = ("statements", "causes", "options", "commitments", "evidence")


class ArrivalPage(Page):
    """One file at a time; the next one follows when it has been dealt with."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.plan: Plan | None = None
        self.buttons: dict[str, Button] = {}
        self._inside: QWidget | None = None
        self._further: Label | None = None
        self._shown: Came | None = None
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, SPACE_XL, 0, 0)
        outer.setSpacing(SPACE_L)
        self._column = Column(context.say("arriving.title"))
        outer.addWidget(self._column, 1)
        context.arrivals.changed.connect(self._look)
        self._look()

    # What is looked at

    def _look(self) -> None:
        """Shows the file that is to be looked at now."""
        came = self.context.arrivals.current
        self._count()
        if came is self._shown and self._inside is not None:
            return
        self._shown, self.plan = came, None
        if came is None:
            self._fill(self._nothing())
        elif came.arrival is None:
            self._fill(self._trouble(came, came.trouble))
        else:
            self._plan(came, came.arrival)

    def _plan(self, came: Came, arrival: Arrival) -> None:
        library = self.context.desk.library
        work = self.context.desk.run(lambda ws: arriving.plan(ws, arrival, library))
        work.then(
            self,
            lambda plan: self._show(came, plan),
            lambda error: self._show_trouble(came, error),
        )

    def _show(self, came: Came, plan: Plan) -> None:
        if came is self._shown:
            self.plan = plan
            self._fill(self._offer(came, plan))

    def _show_trouble(self, came: Came, error: FieldAppError) -> None:
        if came is self._shown:
            self._fill(self._trouble(came, arriving.findings_of(error)))

    def _fill(self, inside: QWidget) -> None:
        if self._inside is not None:
            self._column.body.removeWidget(self._inside)
            throw_away(self._inside)
        self._inside = inside
        self._column.body.addWidget(inside)
        inside.show()
        self._column.verticalScrollBar().setValue(0)
        self.enter()

    def enter(self) -> None:
        if self.buttons:
            next(iter(self.buttons.values())).setFocus()

    # Nothing, or nothing that can be taken in

    def _nothing(self) -> QWidget:
        say, theme = self.context.say, self.context.theme
        self.buttons, self._further = {}, None
        button = Button(theme, say("ui.do_open_file"), "primary", icon="folder-open", keys="Ctrl+O")
        button.clicked.connect(lambda: self.context.actions.run("open_file"))
        self.buttons["open"] = button
        title, hint = say("arriving.nothing"), say("arriving.nothing_hint")
        return EmptyState(theme, "file-text", title, hint, button)

    def _trouble(self, came: Came, findings: tuple[Finding, ...]) -> QWidget:
        say = self.context.say
        holder, column = self._holder(came)
        card = Card(say("arriving.not_taken"))
        told = Findings(self.context)
        card.body.addWidget(told)
        told.show_findings(findings)
        column.addWidget(card)
        column.addLayout(self._ways(came, ()))
        column.addStretch(1)
        return holder

    # What would come in

    def _offer(self, came: Came, plan: Plan) -> QWidget:
        holder, column = self._holder(came)
        column.addWidget(self._what_it_is(plan))
        column.addWidget(self._what_comes(plan))
        is_all_here = plan.is_known and not plan.changes and not plan.photos
        ways: list[tuple[str, str, Callable[[], object]]] = []
        if is_all_here:
            ways.append(("open_case", "arrow-right", self.open_case))
        elif plan.is_known:
            ways.append(("merge", "import", self.merge))
        else:
            ways.append(("take_in", "import", self.take_in))
        if plan.is_known:
            ways.append(("apart", "copy", self.take_apart))
        column.addLayout(self._ways(came, tuple(ways)))
        column.addStretch(1)
        return holder

    def _what_it_is(self, plan: Plan) -> Card:
        context, say, lang = self.context, self.context.say, self.context.lang
        case, edition = plan.past.case, plan.arrival.edition
        card = Card(case.title.get(lang) or say("ui.untitled"))
        card.body.setSpacing(SPACE_M)
        if plan.signatures is not None and plan.signatures.verdict.is_signed:
            shown = Findings(context)
            card.body.addWidget(shown)
            shown.show_findings(plan.signatures.findings, in_order=True)
        else:
            head = QHBoxLayout()
            head.setSpacing(SPACE_S)
            head.addWidget(Picture("circle-check", context.theme.ok))
            head.addWidget(Label(say("arriving.unchanged" if edition else "arriving.checked")), 1)
            card.body.addLayout(head)
        names = (case.customer.company.get(lang), case.customer.site.get(lang))
        facts = [
            (say("arriving.customer"), " · ".join(filter(None, names))),
            (say("arriving.guided_by"), plan.past.playbook.title.get(lang)),
        ]
        if edition is not None:
            facts.insert(0, (say("arriving.report"), self._edition(edition)))
        for caption, text in facts:
            if text:
                pair = QVBoxLayout()
                pair.setSpacing(SPACE_XS)
                pair.addWidget(Label(caption, "caption"))
                pair.addWidget(Label(text))
                card.body.addLayout(pair)
        if edition is not None and edition.audience == "customer":
            card.body.addWidget(Label(say("arriving.customer_edition"), "small"))
        if edition is not None and edition.left_out:
            card.body.addWidget(Label(say("arriving.left_out", count=edition.left_out), "small"))
        warnings = Findings(context)
        warnings.show_findings(plan.arrival.warnings)
        card.body.addWidget(warnings)
        return card

    def _edition(self, edition: Edition) -> str:
        say = self.context.say
        kind = "final" if edition.final else "preliminary" if edition.number else "draft"
        parts = [edition.reference, say(f"arriving.kind_{kind}", number=edition.number)]
        parts += [f"{edition.issued:%Y-%m-%d}"] if edition.issued else []
        return " · ".join(filter(None, parts))

    def _what_comes(self, plan: Plan) -> Card:
        say, words = self.context.say, ChangeWords(plan.past, self.context.lang)
        if not plan.is_known:
            card = Card(say("arriving.new_case"))
            counts = (
                f"{words.name(name)} {len(plan.past.case.collection(name))}"
                for name in _COUNTED
                if plan.past.case.collection(name)
            )
            card.body.addWidget(Label(" · ".join(counts) or say("arriving.empty_case")))
            return card
        card = Card(say("arriving.known_case", title=plan.title.get(self.context.lang)))
        if not plan.changes and not plan.photos:
            card.body.addWidget(Label(say("arriving.all_here")))
            return card
        card.body.addWidget(Label(say("arriving.merging"), "small"))
        for line in self._changes(plan.changes[:SHOWN], words):
            card.body.addWidget(line)
        if len(plan.changes) > SHOWN:
            rest = len(plan.changes) - SHOWN
            card.body.addWidget(Label(say("arriving.and_more", count=rest), "small"))
        if plan.photos:
            card.body.addWidget(Label(say("arriving.photos", count=plan.photos)))
        return card

    def _changes(self, changes: tuple[Happening, ...], words: ChangeWords) -> Iterator[QWidget]:
        """What becomes of each place, what stands there now before what would."""
        say = self.context.say
        for change in changes:
            line = QWidget()
            column = QVBoxLayout(line)
            column.setContentsMargins(0, 0, 0, 0)
            column.setSpacing(SPACE_XS)
            event = say(f"shell.event_{change.event.value}")
            column.addWidget(Label(f"{words.name(change.path)}  {event}", "strong"))
            older = "" if change.event is Event.ADDED else _first(change, words)
            newer = words.what(change)
            column.addWidget(Label(f"{older} → {newer}" if older else newer, "soft"))
            yield line

    # The frame

    def _holder(self, came: Came) -> tuple[QWidget, QVBoxLayout]:
        say = self.context.say
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, SPACE_XL)
        column.setSpacing(SPACE_L)
        head = QHBoxLayout()
        head.setSpacing(SPACE_M)
        head.addWidget(Label(say("arriving.title"), "title", wrap=False))
        head.addWidget(ElidedLabel(came.path.name, "soft"), 1)
        self._further = Label("", "small", wrap=False)
        head.addWidget(self._further)
        self._count()
        column.addLayout(head)
        return holder, column

    def _count(self) -> None:
        """Says how many are to be looked at after this one."""
        further = len(self.context.arrivals.waiting) - 1
        if self._further is not None and self._shown is not None:
            self._further.setText(
                self.context.say("arriving.further", count=further) if further > 0 else ""
            )

    def _ways(
        self, came: Came, ways: tuple[tuple[str, str, Callable[[], object]], ...]
    ) -> FlowLayout:
        """The ways it can be dealt with, the usual one first."""
        row = FlowLayout()
        offered = list(ways)
        if self.context.session is not None and came.path.suffix.lower() == ".pdf":
            offered.append(("as_evidence", "paperclip", self.keep_as_evidence))
        offered.insert(len(offered) if ways else 0, ("leave", "x", self.leave_it))
        self.buttons = {}
        for number, (name, icon, do) in enumerate(offered):
            text = self.context.say(f"arriving.{name}")
            is_usual = bool(ways) and not number
            button = Button(self.context.theme, text, "primary" if is_usual else "quiet", icon=icon)
            button.clicked.connect(do)
            row.addWidget(button)
            self.buttons[name] = button
        return row

    # Dealing with it

    def take_in(self) -> None:
        """As a new case, which is then opened."""
        if self.plan is not None:
            self._keep_new(self.plan.arrival)

    def take_apart(self) -> None:
        """As a case of its own beside the one it names."""
        if self.plan is not None:
            arrival = self.plan.arrival
            work = self.context.desk.run(lambda workspace: arriving.apart(arrival, workspace))
            work.then(self, self._keep_new, self.context.tell)

    def _keep_new(self, arrival: Arrival) -> None:
        context, library = self.context, self.context.desk.library

        def work(workspace: Workspace) -> None:
            arriving.take_in(workspace, arrival, library)

        def kept(_: None) -> None:
            context.arrivals.done()
            self._go_on(arrival.case_id, "arriving.taken")

        context.desk.run(work).then(self, kept, context.tell)

    def merge(self) -> None:
        """Into the case it names; undo takes it back there."""
        if self.plan is None:
            return
        arrival, context, library = self.plan.arrival, self.context, self.context.desk.library
        session = context.within(arrival.case_id)
        task = session.perform(lambda workspace: arriving.take_in(workspace, arrival, library))

        def kept(_: object) -> None:
            context.arrivals.done()
            undo = (context.say("incoming.undo"), lambda: context.actions.run("undo"))
            context.notify("ok", context.say("arriving.merged"), (undo,))
            if context.arrivals.current is None:
                context.go(Place("guide"))

        task.then(session, kept, context.tell)

    def open_case(self) -> None:
        """It is all here: goes to the case."""
        if self.plan is not None:
            case_id = self.plan.arrival.case_id
            self.context.arrivals.done()
            self.context.open_case(case_id)

    def _go_on(self, case_id: bytes, key: str) -> None:
        self.context.notify("ok", self.context.say(key), ())
        if self.context.arrivals.current is None:
            self.context.open_case(case_id)

    def keep_as_evidence(self) -> None:
        """Into the open case, as it is."""
        came = self.context.arrivals.current
        if came is not None:
            self.context.arrivals.done()
            self.context.arrivals.evidence.emit((came.path,))

    def leave_it(self) -> None:
        """Nothing is taken in; the file stays where it is."""
        self.context.arrivals.done()
        if self.context.arrivals.current is None:
            self.context.back()


def _first(change: Happening, words: ChangeWords) -> str:
    """What stands now at the place that a change is told by."""
    part = next(iter(change.parts), None)
    return words.contents(part.path, part.older) if part is not None and part.older else ""
