"""Others' reports: those that wait for a decision, were returned, were decided; and one of them."""

from __future__ import annotations

from functools import partial
from typing import Literal, get_args

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from fieldapp.ui.context import Context, Place
from fieldapp.ui.pages.page import Page
from fieldapp.ui.pages.reviews.list_row import ListRow
from fieldapp.ui.pages.reviews.report_view import ReportView
from fieldapp.ui.theme.tokens import SPACE_L, SPACE_M, SPACE_S, SPACE_XXL
from fieldapp.ui.widgets.buttons import Button
from fieldapp.ui.widgets.cards import Card, EmptyState
from fieldapp.ui.widgets.choices import Chips
from fieldapp.ui.widgets.labels import Label, Separator
from fieldapp.ui.widgets.layouts import clear, discard
from fieldapp.ui.widgets.scrolling import Column, centred
from fieldapp.usecases import reviewlists
from fieldapp.usecases.reviewing import Looked, look
from fieldapp.usecases.reviewlists import Listed, Lists

Folder = Literal["waiting", "returned", "decided"]
FOLDERS: tuple[Folder, ...] = get_args(Folder)


class ReviewsPage(Page):
    """The list, and over it the report that was chosen. All of it works without a hub."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.found: Lists | None = None
        self.rows: list[ListRow] = []
        self.view: ReportView | None = None
        self._folder: Folder = "waiting"
        self._asked = ""
        """The report that is being read to be shown: its case and issue."""
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        self._stack = QStackedWidget()
        outer.addWidget(self._stack)
        self._stack.addWidget(self._list())
        leave = QShortcut(QKeySequence(Qt.Key.Key_Escape), self)
        leave.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        leave.activated.connect(self.leave_inner)

    def _list(self) -> QWidget:
        say, theme = self.context.say, self.context.theme
        page = QWidget()
        outer = QVBoxLayout(page)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        head = QVBoxLayout()
        head.setContentsMargins(SPACE_XXL, SPACE_L, SPACE_XXL, SPACE_M)
        head.setSpacing(SPACE_S)
        row = QHBoxLayout()
        row.setSpacing(SPACE_M)
        row.addWidget(Label(say("review.title"), "title", wrap=False), 1)
        self.back = Button(theme, say("tools.back"), "quiet", icon="arrow-left", keys="Esc")
        self.back.clicked.connect(self._leave)
        row.addWidget(self.back)
        head.addLayout(row)
        head.addWidget(Label(say("review.hint"), "soft"))
        folders = [(name, say(f"review.folder_{name}")) for name in FOLDERS]
        self.folders = Chips(theme, folders, say("review.folders"))
        self.folders.choose((self._folder,))
        self.folders.chosen.connect(lambda chosen: self.show_folder(chosen or "waiting"))
        head.addWidget(self.folders)
        outer.addLayout(centred(head))
        outer.addWidget(Separator())
        self._body = QStackedWidget()
        column = Column(say("review.title"))
        self._groups = QVBoxLayout()
        self._groups.setSpacing(SPACE_L)
        column.body.setContentsMargins(SPACE_XXL, SPACE_L, SPACE_XXL, SPACE_L)
        column.body.addLayout(self._groups)
        column.body.addStretch(1)
        self._body.addWidget(column)
        for name in FOLDERS:
            title, hint = say(f"review.empty_{name}"), say(f"review.empty_{name}_hint")
            self._body.addWidget(EmptyState(theme, "clipboard-list", title, hint))
        outer.addWidget(self._body, 1)
        return page

    # The list

    def enter(self) -> None:
        if self.view is None:
            self._look()
        else:
            self.view.enter()

    def _look(self) -> None:
        library = self.context.desk.library
        work = self.context.desk.run(lambda workspace: reviewlists.lists(workspace, library))
        work.then(self, self._show, self.context.tell)

    def _show(self, found: Lists) -> None:
        self.found = found
        for name in FOLDERS:
            shown, more = getattr(found, name), found.more.get(name, 0)
            label = self.context.say(f"review.folder_{name}")
            button = self.folders.buttons[name]
            button.setText(f"{label} ({len(shown) + more})" if shown else label)
            button.updateGeometry()
        self.show_folder(self._folder)
        target: QWidget = self.rows[0] if self.rows else self.folders.buttons[self._folder]
        if self.isVisible() and self.view is None:
            target.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_folder(self, folder: Folder) -> None:
        """Shows one of the three lists."""
        self._folder = folder
        self.folders.choose((folder,))
        clear(self._groups)
        self.rows = []
        listed: tuple[Listed, ...] = getattr(self.found, folder) if self.found else ()
        for name, some in _groups(folder, listed):
            self._groups.addWidget(self._card(name, some))
        if more := self.found.more.get(folder, 0) if self.found else 0:
            self._groups.addWidget(Label(self.context.say("ui.and_more", count=more), "small"))
        self._body.setCurrentIndex(0 if listed else 1 + FOLDERS.index(folder))

    def _card(self, name: str, listed: list[Listed]) -> Card:
        card = Card(self.context.say(f"review.group_{name}") if name else "")
        card.body.setSpacing(0)
        card.body.setContentsMargins(SPACE_L, SPACE_M, SPACE_L, SPACE_M)
        for one in listed:
            row = ListRow(self.context, one)
            row.clicked.connect(partial(self.open, one.case_id, one.issue))
            card.body.addWidget(row)
            self.rows.append(row)
        return card

    # One report

    def open(self, case_id: bytes, issue: str = "") -> None:
        """Shows a report of a case, by default its current one."""
        library = self.context.desk.library
        self._asked = f"{case_id.hex()}:{issue}"
        asked = self._asked
        work = self.context.desk.run(lambda workspace: look(workspace, case_id, library, issue))
        work.then(self, lambda found: self._show_report(found, asked), self.context.tell)

    def _show_report(self, found: Looked, asked: str) -> None:
        if asked != self._asked:
            return
        self._drop_view()
        self.view = ReportView(self.context, found)
        self.view.left.connect(self.close_report)
        self.view.decided.connect(partial(self.open, found.case_id, found.report.issue.id))
        self.view.other_wanted.connect(partial(self.open, found.case_id))
        self._stack.addWidget(self.view)
        self._stack.setCurrentWidget(self.view)
        self.view.enter()

    def close_report(self) -> None:
        """Back to the list, which may have changed."""
        self._asked = ""
        self._drop_view()
        self._look()

    def _drop_view(self) -> None:
        if self.view is not None:
            # It may be its own button that was pressed: it goes once that has returned.
            self.view.finish()
            self._stack.setCurrentIndex(0)
            discard(self.view)
            self.view = None

    # Going

    def jump(self, where: str) -> bool:
        if where in FOLDERS:
            self._folder = where
            self.close_report()
            return True
        case, _, issue = where.partition(":")
        try:
            case_id = bytes.fromhex(case)
        except ValueError:
            return False
        self.open(case_id, issue)
        return True

    def kept(self) -> object:
        """The report that is shown; what was begun about it is on the disk."""
        if self.view is None:
            return self._folder
        self.view.finish()
        return self.view.looked.case_id, self.view.looked.report.issue.id

    def take(self, kept: object) -> None:
        match kept:
            case (bytes() as case_id, str() as issue):
                self.open(case_id, issue)
            case "waiting" | "returned" | "decided" as folder:
                self._folder = folder

    def leave(self) -> None:
        if self.view is not None:
            self.view.finish()

    def leave_inner(self) -> None:
        """Escape: out of what was begun, then out of the report, then out of the page."""
        if self.view is None:
            self._leave()
        elif not self.view.fold():
            self.close_report()

    def _leave(self) -> None:
        if self.context.session is not None:
            self.context.back()
        else:
            self.context.go(Place("empty"))


def _groups(folder: Folder, listed: tuple[Listed, ...]) -> list[tuple[str, list[Listed]]]:
    """What waits for this person is told apart from what somebody else was asked for."""
    if folder != "waiting" or all(one.is_for_me for one in listed):
        return [("", list(listed))] if listed else []
    mine = [one for one in listed if one.is_for_me]
    others = [one for one in listed if not one.is_for_me]
    return [(name, some) for name, some in (("mine", mine), ("others", others)) if some]
