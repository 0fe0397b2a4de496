"""Giving cases by stick or mail: what goes along, for whom, and who is known."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from fieldapp.base.clock import system_clock
from fieldapp.case import ids
from fieldapp.ui import papers
from fieldapp.ui.context import Context
from fieldapp.ui.pages.contacts import ContactsCard
from fieldapp.ui.pages.handing_card import HandingCard
from fieldapp.ui.pages.head import PageHead
from fieldapp.ui.pages.page import Page
from fieldapp.ui.reception import READ
from fieldapp.ui.stack import throw_away
from fieldapp.ui.tasks import Task
from fieldapp.ui.theme.tokens import SPACE_L, SPACE_M, SPACE_XL, SPACE_XXL
from fieldapp.ui.widgets.boxes import Toggle
from fieldapp.ui.widgets.buttons import Button, IconButton
from fieldapp.ui.widgets.cards import Card
from fieldapp.ui.widgets.choices import Chips
from fieldapp.ui.widgets.labels import Label
from fieldapp.ui.widgets.scrolling import Column
from fieldapp.usecases.syncing import bundles, contacts, giving
from fieldapp.usecases.syncing.bundles import ENDING, Given
from fieldapp.usecases.syncing.contacts import Contact
from fieldapp.usecases.syncing.giving import Circle
from fieldapp.usecases.workspaces import Workspace


@dataclass(frozen=True)
class _Kept:
    what: str | None
    chosen: frozenset[str | bytes]
    offered: Contact | None


class GivingPage(Page):
    """A bundle is made for those who are ticked; nobody else can open it."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        say, theme = context.say, context.theme
        self.circle: Circle | None = None
        self.ticks: dict[str | bytes, Toggle] = {}
        """By the name of a team, or the key of a person's laptop."""
        self._wanted: frozenset[str | bytes] = frozenset()
        """Those that are to be ticked once they are known."""
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(PageHead(context, say("giving.title"), self))
        column = Column(say("giving.title"))
        column.body.setContentsMargins(SPACE_XXL, SPACE_L, SPACE_XXL, SPACE_XL)
        column.body.setSpacing(SPACE_L)
        outer.addWidget(column, 1)
        self.what = self._choice()
        what = Card(say("giving.what"))
        what.body.addWidget(self.what)
        self._about = Label("", "small")
        what.body.addWidget(self._about)
        self._whom = Card(say("giving.whom"))
        self._people: QWidget | None = None
        self.contacts = ContactsCard(context)
        self.contacts.changed.connect(self.refresh)
        self.save = Button(theme, say("giving.save"), "primary", icon="save")
        self.save.clicked.connect(self._ask)
        below = QHBoxLayout()
        below.setSpacing(SPACE_M)
        below.addWidget(self.save)
        below.addWidget(Label(say("giving.sealed"), "small"), 1)
        self._whom.body.addLayout(below)
        self.handing = HandingCard(context)
        for card in (self.handing, what, self._whom, self.contacts):
            column.body.addWidget(card)
        column.body.addWidget(Label(say("giving.taking"), "small"))
        column.body.addStretch(1)
        self._explain()
        self.refresh()

    def _choice(self) -> Chips:
        say = self.context.say
        names = ("case", "new") if self.context.session is not None else ("new",)
        options = [(name, say(f"giving.what_{name}")) for name in names]
        chips = Chips(self.context.theme, options, say("giving.what"))
        chips.choose(names[:1])
        chips.chosen.connect(self._chose)
        return chips

    def _chose(self, value: str | None) -> None:
        if value is None:  # one of them it is
            first = next(iter(self.what.buttons))
            self.what.choose((first,))
        self._explain()

    def _explain(self) -> None:
        say, session = self.context.say, self.context.session
        if self.what.value() != "case" or session is None:
            self._about.setText(say("giving.about_new"))
            return
        standing = session.standing
        title = standing.case.title.get(self.context.lang) if standing is not None else ""
        reference = ids.reference(session.case_id)
        told = f"{reference} · {title}" if title else reference
        self._about.setText(say("giving.about_case", case=told))

    # Whom

    def refresh(self) -> None:
        """Looks again who is known."""
        name = self.context.settings.name
        work = self.context.desk.run(lambda workspace: giving.circle(workspace, name))
        work.then(self, self._show, self.context.tell)
        self.handing.refresh()

    def _show(self, circle: Circle) -> None:
        is_first = self.circle is None
        chosen = self._wanted | {who for who, tick in self.ticks.items() if tick.isChecked()}
        self._wanted = frozenset()
        self.circle = circle
        self.contacts.show_own(circle.own)
        if self._people is not None:
            self._whom.body.removeWidget(self._people)
            throw_away(self._people)
        self._people = self._list(circle)
        self._whom.body.insertWidget(1, self._people)
        self._people.show()
        only = list(self.ticks) if len(self.ticks) == 1 else []
        for who in [*chosen, *(only if is_first else [])]:
            if who in self.ticks:
                self.ticks[who].setChecked(True)
        self._count()

    def _list(self, circle: Circle) -> QWidget:
        say, theme, lang = self.context.say, self.context.theme, self.context.lang
        self.ticks = {}
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_M)
        for team, laptops in circle.teams:
            text = say("giving.team", team=team, count=laptops)
            column.addWidget(self._tick(team, text))
        for one in circle.people:
            row = QHBoxLayout()
            row.setSpacing(SPACE_M)
            words = one.words(lang)
            row.addWidget(self._tick(one.key, f"{one.name}\n{words}"), 1)
            forget = IconButton(theme, "trash-2", say("giving.forget", name=one.name))
            forget.clicked.connect(partial(self._forget, one))
            row.addWidget(forget)
            column.addLayout(row)
        if not self.ticks:
            column.addWidget(Label(say("giving.nobody"), "soft"))
        return holder

    def _tick(self, who: str | bytes, text: str) -> Toggle:
        tick = self.ticks[who] = Toggle(self.context.theme, text)
        tick.toggled.connect(self._count)
        return tick

    def _count(self) -> None:
        self.save.setEnabled(any(tick.isChecked() for tick in self.ticks.values()))

    def _forget(self, contact: Contact) -> None:
        say = self.context.say

        def forget(workspace: Workspace) -> None:
            contacts.forget(workspace, contact)

        def again() -> None:
            keep = self.context.desk.run(lambda workspace: contacts.keep(workspace, contact))
            keep.then(self, lambda _: self.refresh(), self.context.tell)

        def forgotten(_: None) -> None:
            self.refresh()
            self.contacts.read.setFocus(Qt.FocusReason.OtherFocusReason)
            undo = (say("incoming.undo"), again)
            self.context.notify("ok", say("giving.forgotten", name=contact.name), (undo,))

        self.context.desk.run(forget).then(self, forgotten, self.context.tell)

    # Giving

    def _ask(self) -> None:
        say, session = self.context.say, self.context.session
        is_case = self.what.value() == "case" and session is not None
        stem = ids.reference(session.case_id) if is_case and session else f"{system_clock():%Y%m%d}"
        kind = f"{say('giving.kind')} (*{ENDING})"
        path = papers.ask_where(self, say("giving.save"), f"{stem}{ENDING}", kind)
        if path is not None:
            self.save_to(path)

    def save_to(self, path: Path) -> None:
        """Writes the bundle."""
        session, name = self.context.session, self.contacts.name.text().strip()
        is_case = self.what.value() == "case" and session is not None
        cases = [session.case_id] if is_case and session is not None else []
        if session is not None:
            session.commit()  # what is being typed goes along
        ticked = [who for who, tick in self.ticks.items() if tick.isChecked()]
        keys = [who for who in ticked if isinstance(who, bytes)]
        teams = [who for who in ticked if isinstance(who, str)]

        def work(workspace: Workspace, task: Task[Given]) -> Given:
            chosen = giving.recipients(workspace, keys, teams)
            return bundles.export(workspace, chosen, path, cases=cases, name=name, check=task.check)

        making = self.context.desk.run_long(work)
        self.save.setEnabled(False)
        making.then(self, partial(self._given, path), self.context.tell)
        making.ended.connect(self._count)
        self.context.watch(making, "giving.making")

    def _given(self, path: Path, given: Given) -> None:
        say = self.context.say
        key = "giving.given" if given.is_elsewhere else "giving.given_here"
        told = say(key, file=path.name, cases=given.cases, changes=given.changes, files=given.files)
        folder = (say("reportpage.open_folder"), partial(papers.open_path, path.parent))
        self.context.notify("ok", told, (folder,))

    # Coming and going

    def enter(self) -> None:
        next(iter(self.what.buttons.values())).setFocus(Qt.FocusReason.OtherFocusReason)

    def jump(self, where: str) -> bool:
        if where == "handing":
            self.handing.take_focus()
            return True
        if not where.startswith(READ):
            return False
        self.contacts.read_from(Path(where.removeprefix(READ)))
        return True

    def kept(self) -> object:
        chosen = frozenset(who for who, tick in self.ticks.items() if tick.isChecked())
        value = self.what.value()
        what = value if isinstance(value, str) else None
        return _Kept(what, chosen, self.contacts.offered)

    def take(self, kept: object) -> None:
        if not isinstance(kept, _Kept):
            return
        if kept.what is not None:
            self.what.choose((kept.what,))
            self._explain()
        self._wanted = kept.chosen
        if kept.offered is not None:
            self.contacts.offer(kept.offered)
