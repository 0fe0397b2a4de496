"""What came from others and waits: the list, and beside it what can be done about the chosen."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QModelIndex, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from fieldapp.base.language import Text
from fieldapp.ui.context import Context, Place
from fieldapp.ui.models.incoming_list import Entry, EntryRole, IncomingList
from fieldapp.ui.pages.incoming.conflict_view import ConflictView
from fieldapp.ui.pages.incoming.other_views import AsideView, DeletionView, ErasedView
from fieldapp.ui.pages.incoming.rows import IncomingView
from fieldapp.ui.pages.page import Page
from fieldapp.ui.stack import throw_away
from fieldapp.ui.theme.tokens import SPACE_L, SPACE_M, SPACE_XL, SPACE_XXL
from fieldapp.ui.widgets.buttons import Button
from fieldapp.ui.widgets.cards import EmptyState
from fieldapp.ui.widgets.labels import ElidedLabel, Label
from fieldapp.ui.widgets.scrolling import Column
from fieldapp.usecases import conflicts, erased, incoming, setaside
from fieldapp.usecases.conflicts import Answer, Deletion, Dispute
from fieldapp.usecases.erased import Notice
from fieldapp.usecases.incoming import Incoming
from fieldapp.usecases.setaside import Aside, Tried
from fieldapp.usecases.standing import Standing

IDLE_MS = 2_000
"""What is half written is kept so long after the last key."""
SOON_MS = 300
"""It is looked at again so long after the last change of the open case."""
View = ConflictView | DeletionView | AsideView | ErasedView


class IncomingPage(Page):
    """Nothing here asks to choose a whole version of a case; every answer is for one place."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.found: Incoming | None = None
        self.view: View | None = None
        self.entry: Entry | None = None
        self._wanted, self._near = "", 0
        self._own: dict[str, Text] = {}
        """What is half written, by the entry it is to settle."""
        self.model = IncomingList(context.say, context.lang)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(SPACE_XXL, SPACE_XL, SPACE_XXL, SPACE_L)
        outer.setSpacing(SPACE_L)
        outer.addLayout(self._head())
        self.list = IncomingView(context, self.model)
        self.list.selectionModel().currentChanged.connect(lambda now, _: self._choose(now))
        self.list.entered.connect(self._enter_view)
        self.detail = Column(context.say("incoming.detail"), None)
        self.detail.body.setContentsMargins(0, 0, SPACE_M, SPACE_L)
        self.nothing = EmptyState(
            context.theme,
            "git-branch",
            context.say("incoming.nothing"),
            context.say("incoming.nothing_hint"),
        )
        self.columns = QFrame()
        row = QHBoxLayout(self.columns)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE_XL)
        row.addWidget(self.list, 2)
        row.addWidget(self.detail, 4)
        outer.addWidget(self.columns, 1)
        outer.addWidget(self.nothing, 1)
        self.columns.hide()
        self.nothing.hide()
        self._soon = QTimer(self, singleShot=True, interval=SOON_MS)
        self._soon.timeout.connect(self.refresh)
        self._later = QTimer(self, singleShot=True, interval=IDLE_MS)
        self._later.timeout.connect(self._make_durable)
        self.refresh()

    def _head(self) -> QHBoxLayout:
        say, theme = self.context.say, self.context.theme
        row = QHBoxLayout()
        row.setSpacing(SPACE_M)
        row.addWidget(Label(say("incoming.title"), "title", wrap=False))
        self.counts = ElidedLabel("", "soft")
        row.addWidget(self.counts, 1)
        back = Button(theme, say("incoming.back"), icon="arrow-left")
        back.clicked.connect(self.context.back)
        row.addWidget(back)
        return row

    # Reading

    def refresh(self) -> None:
        """Looks again."""
        library = self.context.desk.library
        work = self.context.desk.run(lambda workspace: incoming.look(workspace, library))
        work.then(self, self._show, self.context.tell)

    def show_standing(self, standing: Standing) -> None:
        self._soon.start()

    def _show(self, found: Incoming) -> None:
        if self.found is None:
            self._own = {**found.words, **self._own}
        self.found = found
        self.model.show_incoming(found)
        is_any = bool(self.model.rows)
        self.columns.setVisible(is_any)
        self.nothing.setVisible(not is_any)
        self.counts.setText(self._counts(found))
        row = self.model.row_of(self._wanted, self._near)
        if row >= 0:
            self.list.setCurrentIndex(self.model.index(row))
        else:
            self._show_entry(None)

    def _counts(self, found: Incoming) -> str:
        say = self.context.say
        counted = (
            ("incoming.count_disputes", found.disputes.count),
            ("incoming.count_aside", len(found.asides)),
            ("incoming.count_erased", len(found.notices)),
            ("incoming.count_further", found.disputes.further),
        )
        return " · ".join(say(key, count=count) for key, count in counted if count)

    # The chosen one

    def _choose(self, index: QModelIndex) -> None:
        entry = index.data(EntryRole)
        if isinstance(entry, Entry):
            self._wanted, self._near, self.step_id = entry.where, index.row(), entry.where
            self._show_entry(entry)

    def _show_entry(self, entry: Entry | None) -> None:
        """Shows it; what is shown already stays as it is."""
        known = self.entry
        if entry and known and (entry.where, entry.about) == (known.where, known.about):
            return
        self._keep_own()
        self.entry = entry
        if self.view is not None:
            self.detail.body.removeWidget(self.view)
            throw_away(self.view)
        self.view = self._made(entry) if entry is not None and self.found is not None else None
        if self.view is not None:
            self.detail.body.addWidget(self.view)
            self.view.show()  # at once, so that its keys serve and it can take the focus
            self.detail.verticalScrollBar().setValue(0)
            self._give_own()

    def _made(self, entry: Entry) -> View:
        context, about, torn = self.context, entry.about, entry.torn
        assert self.found is not None
        people = self.found.people
        if isinstance(about, Aside):
            aside = AsideView(context, people, about)
            aside.exporting.connect(self._ask_where)
            aside.trying.connect(self._try_again)
            return aside
        if isinstance(about, Notice):
            notice = ErasedView(context, people, about)
            notice.noted.connect(self._noted)
            return notice
        assert torn is not None
        view: ConflictView | DeletionView
        if isinstance(about, Deletion):
            view = DeletionView(context, people, torn, about)
        else:
            view = ConflictView(context, people, torn, about)
            view.typed.connect(self._later.start)
        view.answered.connect(self.answer)
        view.went.connect(self._go)
        return view

    def _enter_view(self) -> None:
        if self.view is not None:
            self.view.first.setFocus(Qt.FocusReason.TabFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and not self.list.hasFocus():
            self.list.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            super().keyPressEvent(event)

    # Settling

    def answer(self, answer: Answer) -> None:
        """Writes it into its case, which is opened where it is not: undo takes it back there."""
        entry = self.entry
        if entry is None or entry.torn is None or not isinstance(entry.about, Dispute | Deletion):
            return
        seen, case_id, playbook = entry.about, entry.torn.case_id, entry.torn.past.playbook
        self.entry = None  # what is half written there is answered
        self._own.pop(entry.where, None)
        self._make_durable()
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)
        session = self.context.within(case_id)
        context = self.context
        task = session.perform(
            lambda workspace: conflicts.settle(workspace, case_id, seen, answer, playbook)
        )
        undo = (context.say("incoming.undo"), lambda: context.actions.run("undo"))
        task.then(
            session,
            lambda _: context.notify("ok", context.say("incoming.settled"), (undo,)),
            context.tell,
        )
        task.ended.connect(session.refresh)

    def _go(self, where: str) -> None:
        entry = self.entry
        if entry is None or entry.torn is None or not isinstance(entry.about, Dispute | Deletion):
            return
        place = entry.about.place
        self.context.within(entry.torn.case_id)
        page: Place = Place("history", place) if where == "history" else _form(place)
        self.context.go(page)

    # What was set aside or erased

    def _ask_where(self) -> None:
        proposed = setaside.file_name(datetime.now().astimezone())
        title = self.context.say("incoming.export")
        name, _ = QFileDialog.getSaveFileName(self, title, proposed, "JSON (*.json)")
        if name:
            self.export_to(Path(name))

    def export_to(self, path: Path) -> None:
        """Writes what is chosen as a file."""
        if self.entry is None or not isinstance(self.entry.about, Aside):
            return
        aside = self.entry.about
        saved = self.context.say("incoming.exported", name=path.name)
        work = self.context.desk.run(lambda workspace: setaside.export(workspace, [aside], path))
        work.then(self, lambda _: self.context.notify("ok", saved, ()), self.context.tell)

    def _try_again(self) -> None:
        self.context.desk.run(setaside.try_again).then(self, self._tried, self.context.tell)

    def _tried(self, tried: Tried) -> None:
        key = "incoming.tried" if tried.admitted else "incoming.tried_in_vain"
        text = self.context.say(key, count=tried.admitted, left=tried.left)
        self.context.notify("ok" if tried.admitted else "info", text, ())
        self.refresh()

    def _noted(self) -> None:
        if self.entry is not None and isinstance(self.entry.about, Notice):
            notice = self.entry.about
            work = self.context.desk.run(lambda workspace: erased.told(workspace, [notice]))
            work.then(self, lambda _: self.refresh(), self.context.tell)
            self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    # Words of one's own outlive the view, the page, its language and the lock

    def leave(self) -> None:
        self._make_durable()

    def kept(self) -> object:
        self._keep_own()
        return (self.step_id, self._own)

    def take(self, kept: object) -> None:
        if isinstance(kept, tuple):
            self._wanted, self._own = kept
            self._give_own()

    def _make_durable(self) -> None:
        """What is half written outlives a crash too."""
        self._later.stop()
        self._keep_own()
        own = dict(self._own)
        if self.context.desk.is_open:
            self.context.desk.run(lambda workspace: incoming.keep_words(workspace, own))

    def _keep_own(self) -> None:
        if self.entry is not None and isinstance(self.view, ConflictView):
            text = self.view.kept()
            if text is not None:
                self._own[self.entry.where] = text

    def _give_own(self) -> None:
        view = self.view
        if self.entry is not None and isinstance(view, ConflictView) and view.kept() is None:
            text = self._own.get(self.entry.where)
            if text is not None:
                view.show_words(text)

    # Coming here

    def enter(self) -> None:
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def jump(self, where: str) -> bool:
        """Shows what is in dispute at a place or in a case (`<case>:` or `<case>:<place>`)."""
        self._wanted = where
        row = self.model.row_of(where, self._near)
        if row >= 0:
            self.list.setCurrentIndex(self.model.index(row))
        self.enter()
        return True


def _form(place: str) -> Place:
    return Place("evidence" if place.startswith("evidence/") else "guide", place)
