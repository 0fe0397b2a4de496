"""Safe to leave: what would be lost if this laptop vanished now, and what keeps it from that."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from fieldapp.base.language import message
from fieldapp.ui.context import Context, Place
from fieldapp.ui.handing_words import about, standing
from fieldapp.ui.moments import short
from fieldapp.ui.pages.page import Page
from fieldapp.ui.stack import throw_away
from fieldapp.ui.tasks import Task
from fieldapp.ui.theme.tokens import SPACE_L, SPACE_M, SPACE_XL, SPACE_XS
from fieldapp.ui.widgets.buttons import Button
from fieldapp.ui.widgets.cards import Card, Picture
from fieldapp.ui.widgets.flow import FlowLayout
from fieldapp.ui.widgets.labels import Label
from fieldapp.ui.widgets.scrolling import Column
from fieldapp.usecases import care, safety
from fieldapp.usecases.care import BackedUp
from fieldapp.usecases.safety import Exposed, Hub, Photo, Safety, Second
from fieldapp.usecases.standing import Standing
from fieldapp.usecases.syncing.background import HubState
from fieldapp.usecases.workspaces import Workspace

PHOTOS = 12
"""Photos of a case that are named; the rest is counted."""


class SafetyPage(Page):
    """The answer first, then where copies are, then what is only here."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.found: Safety | None = None
        self.buttons: dict[str, Button] = {}
        self._inside: QWidget | None = None
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, SPACE_XL, 0, 0)
        self._column = Column(context.say("safety.title"))
        outer.addWidget(self._column, 1)
        context.hubs.changed.connect(self._exchanged)
        self.refresh()

    def refresh(self) -> None:
        """Looks again."""
        library = self.context.desk.library
        work = self.context.desk.run(lambda workspace: safety.look(workspace, library))
        work.then(self, self._show, self.context.tell)

    def _exchanged(self, state: HubState) -> None:
        if not state.is_busy:
            self.refresh()

    def show_standing(self, standing: Standing) -> None:
        self.refresh()

    def enter(self) -> None:
        if self.buttons:
            next(iter(self.buttons.values())).setFocus(Qt.FocusReason.OtherFocusReason)

    def _show(self, found: Safety) -> None:
        is_first = self.found is None
        if found == self.found:
            return
        self.found = found
        if self._inside is not None:
            self._column.body.removeWidget(self._inside)
            throw_away(self._inside)
        self._inside = self._page(found)
        self._column.body.addWidget(self._inside)
        self._inside.show()
        if is_first:
            self.enter()

    # The page

    def _page(self, found: Safety) -> QWidget:
        say = self.context.say
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, SPACE_XL)
        column.setSpacing(SPACE_L)
        head = QHBoxLayout()
        head.addWidget(Label(say("safety.title"), "title"), 1)
        back = Button(self.context.theme, say("incoming.back"), icon="arrow-left")
        back.clicked.connect(self.context.back)
        head.addWidget(back, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(head)
        column.addWidget(self._answer(found))
        column.addWidget(self._copies(found))
        if found.exposed:
            column.addWidget(self._exposed(found))
        column.addStretch(1)
        return holder

    def _line(self, icon: str, colour: str, text: str, *, is_strong: bool = False) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(SPACE_M)
        label = Label(text, "strong" if is_strong else "body")
        picture = Picture(icon, colour)
        picture.setFixedHeight(label.fontMetrics().lineSpacing())
        row.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(label, 1)
        return row

    def _answer(self, found: Safety) -> Card:
        say, theme = self.context.say, self.context.theme
        card = Card()
        card.body.setContentsMargins(SPACE_XL, SPACE_L, SPACE_XL, SPACE_L)
        if not found.cases:
            card.body.addLayout(self._line("circle-check", theme.ok, say("safety.no_cases")))
            return card
        if found.count:
            text = say("safety.would_go", count=found.count, cases=found.cases)
            card.body.addLayout(self._line("triangle-alert", theme.warning, text, is_strong=True))
        else:
            text = say("safety.all_elsewhere", cases=found.cases)
            card.body.addLayout(self._line("circle-check", theme.ok, text, is_strong=True))
        if found.own:
            card.body.addLayout(self._line("lock", theme.ink_soft, self._own(found)))
        for one in found.wished:
            title = one.title.get(self.context.lang) or say("ui.untitled")
            told = (title, about(self.context, one), standing(self.context, one))
            card.body.addLayout(self._line("users", theme.ink_soft, " · ".join(told)))
        return card

    def _own(self, found: Safety) -> str:
        key = "safety.own_with_hub" if found.hubs else "safety.own"
        return self.context.say(key, count=found.own)

    def _copies(self, found: Safety) -> Card:
        say = self.context.say
        card = Card(say("safety.copies"))
        self.buttons = {}
        row = FlowLayout()
        icon, colour, text = self._second(found.second)
        card.body.addLayout(self._line(icon, colour, text))
        for hub in found.hubs:
            card.body.addLayout(self._line(*self._hub(hub)))
        for copy in found.copies:
            text = say(
                f"safety.copy_{copy.kind}", place=copy.place, at=short(copy.at), cases=copy.cases
            )
            icon = "hard-drive" if copy.kind == "bundle" else "users"
            card.body.addLayout(self._line(icon, self.context.theme.ok, text))
        if found.second is not None:
            self._offer(row, "back_up", "save", self.back_up)
        if found.hubs:
            self._offer(row, "sync_now", "refresh-cw", self.context.hubs.sync_now)
        settings = "choose_second" if found.second is None else "settings"
        self._offer(row, settings, "settings", lambda: self.context.go(Place("settings")))
        self._offer(row, "give", "upload", lambda: self.context.actions.run("give"))
        card.body.addLayout(row)
        card.body.addWidget(Label(say("safety.own_backups"), "small"))
        card.body.addWidget(Label(say("safety.what_counts"), "small"))
        return card

    def _second(self, second: Second | None) -> tuple[str, str, str]:
        say, theme = self.context.say, self.context.theme
        if second is None:
            return "triangle-alert", theme.warning, say("safety.no_second")
        folder = str(second.folder)
        if second.is_same_disk:
            return "triangle-alert", theme.warning, say("safety.same_disk", folder=folder)
        if second.made is None:
            return "triangle-alert", theme.warning, say("safety.second_empty", folder=folder)
        at = short(second.made)
        key = "safety.second" if second.is_reachable else "safety.second_away"
        return "hard-drive", theme.ok, say(key, folder=folder, at=at)

    def _hub(self, hub: Hub) -> tuple[str, str, str]:
        say, theme = self.context.say, self.context.theme
        if hub.contact is None:
            return "cloud-off", theme.warning, say("safety.hub_never", team=hub.team)
        if hub.complete is not None:
            at = short(hub.complete)
            return "cloud", theme.ok, say("safety.hub_complete", team=hub.team, at=at)
        return "cloud", theme.ok, say("safety.hub", team=hub.team, at=short(hub.contact))

    def _offer(self, row: FlowLayout, name: str, icon: str, do: Callable[[], object]) -> None:
        button = Button(self.context.theme, self.context.say(f"safety.{name}"), icon=icon)
        button.clicked.connect(do)
        row.addWidget(button)
        self.buttons[name] = button

    # What is only here

    def _exposed(self, found: Safety) -> Card:
        card = Card(self.context.say("safety.only_here_title"))
        card.body.setSpacing(SPACE_M)
        for one in found.exposed:
            card.body.addWidget(self._case(one))
        if found.further > 0:
            rest = self.context.say("safety.further", count=found.further)
            card.body.addWidget(Label(rest, "small"))
        return card

    def _case(self, one: Exposed) -> QWidget:
        say, lang = self.context.say, self.context.lang
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE_M)
        words = QVBoxLayout()
        words.setSpacing(SPACE_XS)
        title = one.title.get(lang) or say("ui.untitled")
        words.addWidget(Label(title, "strong"))
        counts = [say("safety.changes", count=one.changes)] if one.changes else []
        counts += [say("safety.own_changes", count=one.own)] if one.own else []
        counts += [say("safety.photos", count=len(one.photos))] if one.photos else []
        about = [one.company.get(lang), short(one.changed), *counts]
        words.addWidget(Label(" · ".join(filter(None, about)), "small"))
        if one.photos:
            words.addWidget(Label(self._photos(one.photos), "soft"))
        if one.file is not None:
            folder, at = one.file
            words.addWidget(Label(say("safety.in_file", folder=folder, at=short(at)), "soft"))
        row.addLayout(words, 1)
        there = Button(self.context.theme, say("arriving.open_case"), "link")
        there.setAccessibleName(f"{there.text()}: {title}")
        there.clicked.connect(partial(self.context.open_case, one.case_id))
        row.addWidget(there, 0, Qt.AlignmentFlag.AlignTop)
        return line

    def _photos(self, photos: tuple[Photo, ...]) -> str:
        say, lang = self.context.say, self.context.lang
        named = [
            " ".join(filter(None, (photo.mark.get(lang), photo.caption.get(lang))))
            for photo in photos[:PHOTOS]
        ]
        if len(photos) > PHOTOS:
            named.append(say("safety.more_photos", count=len(photos) - PHOTOS))
        return " · ".join(filter(None, named))

    # Doing

    def back_up(self) -> None:
        """Makes a backup now, here and in the second folder."""
        self.buttons["back_up"].setEnabled(False)

        def work(workspace: Workspace, task: Task[BackedUp]) -> BackedUp:
            return care.back_up(workspace, task.check)

        task = self.context.desk.run_long(work)
        task.then(self, self._backed_up, self.context.tell)
        task.ended.connect(self._ended)
        self.context.watch(task, "shell.backing_up")

    def _backed_up(self, made: BackedUp) -> None:
        for finding in made.findings[:1]:
            self.context.notify("warning", message(finding, self.context.lang), ())
        if not made.findings:
            self.context.notify("ok", self.context.say("shell.backed_up"), ())
        self.refresh()

    def _ended(self) -> None:
        if button := self.buttons.get("back_up"):
            button.setEnabled(True)
