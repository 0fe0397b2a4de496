"""A case goes to a colleague or another team: what can be wished, and how far a wish is."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from fieldapp.ui.context import Context
from fieldapp.ui.handing_words import about, standing
from fieldapp.ui.theme.tokens import SPACE_M, SPACE_S
from fieldapp.ui.widgets.buttons import Button
from fieldapp.ui.widgets.cards import Card
from fieldapp.ui.widgets.choices import Chips
from fieldapp.ui.widgets.editors import LineEdit
from fieldapp.ui.widgets.labels import Label
from fieldapp.ui.widgets.layouts import discard
from fieldapp.usecases import handing
from fieldapp.usecases.handing import Colleague, Hands, Team, Wished
from fieldapp.usecases.workspaces import Workspace

SHOWN = 12
"""Colleagues that are named at once; of more, those whose names hold what is typed."""


class HandingCard(Card):
    """Hidden while the open case is of no team."""

    def __init__(self, context: Context) -> None:
        super().__init__(context.say("handing.title"))
        self.context = context
        self.hands: Hands | None = None
        self.colleagues: Chips | None = None
        self.teams: Chips | None = None
        self.search: LineEdit | None = None
        self.other: LineEdit | None = None
        self.back: Button | None = None
        self._inside: QWidget | None = None
        self._names: QVBoxLayout | None = None
        self.body.addWidget(Label(context.say("handing.hint"), "soft"))
        self.wish = Button(context.theme, context.say("handing.wish"), "primary", icon="send")
        self.wish.clicked.connect(self._wish)
        self.body.addWidget(self.wish, 0, Qt.AlignmentFlag.AlignLeft)
        self.hide()

    def refresh(self) -> None:
        """Looks again whom the open case may go to."""
        session = self.context.session
        if session is not None:
            case_id = session.case_id
            work = self.context.desk.run(lambda workspace: handing.hands(workspace, case_id))
            work.then(self, self._show, self.context.tell)

    def take_focus(self) -> None:
        for group in (self.colleagues, self.teams):
            if group is not None and group.buttons:
                next(iter(group.buttons.values())).setFocus(Qt.FocusReason.OtherFocusReason)
                return
        if self.search is not None:
            self.search.setFocus(Qt.FocusReason.OtherFocusReason)

    # What is shown

    def _show(self, found: Hands) -> None:
        self.hands = found
        if self._inside is not None:
            discard(self._inside)
        self.colleagues = self.teams = self.search = self.other = self.back = None
        self._inside = self._build(found)
        self.body.insertWidget(2, self._inside)
        self._inside.show()
        self.wish.setVisible(bool(found.team))
        self.setVisible(bool(found.team) or found.wished is not None)
        self._count()

    def _build(self, found: Hands) -> QWidget:
        say, theme = self.context.say, self.context.theme
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_M)
        if found.wished is not None:
            column.addLayout(self._standing(found.wished))
        if not found.team:
            return holder
        column.addWidget(Label(say("handing.to_colleague", team=found.team), "strong"))
        if len(found.colleagues) > SHOWN:
            self.search = LineEdit(say("handing.search"), placeholder=say("handing.search"))
            self.search.textChanged.connect(self._name)
            column.addWidget(self.search)
        if not found.colleagues:
            column.addWidget(Label(say("handing.nobody_known"), "soft"))
        self._names = QVBoxLayout()
        column.addLayout(self._names)
        self._name("")
        if found.others or found.any_team:
            column.addWidget(Label(say("handing.to_team"), "strong"))
        if found.others:
            options = [(team.space.hex(), team.name) for team in found.others]
            self.teams = Chips(theme, options, say("handing.to_team"))
            self.teams.chosen.connect(partial(self._chose, "team"))
            column.addWidget(self.teams)
        if found.any_team:
            self.other = LineEdit(say("handing.other_team"), placeholder=say("handing.other_team"))
            self.other.textChanged.connect(lambda text: self._chose("other", text))
            column.addWidget(self.other)
        return holder

    def _standing(self, wished: Wished) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(SPACE_S)
        told = f"{about(self.context, wished)} · {standing(self.context, wished)}"
        is_refused = wished.state == "refused"
        told = told[:1].upper() + told[1:]
        row.addWidget(Label(told, "warning" if is_refused else "strong"), 1)
        if wished.state == "waiting" and wished.by_me:
            text = self.context.say("handing.take_back")
            self.back = Button(self.context.theme, text, icon="undo-2")
            self.back.clicked.connect(partial(self._take_back, wished))
            row.addWidget(self.back, 0, Qt.AlignmentFlag.AlignTop)
        return row

    def _name(self, typed: str) -> None:
        """Names the colleagues whose names hold what was typed."""
        if self.hands is None or self._names is None:
            return
        chosen = self.colleagues.value() if self.colleagues is not None else None
        if self.colleagues is not None:
            discard(self.colleagues)
        wanted = typed.strip().casefold()
        found = [one for one in self.hands.colleagues if wanted in one.name.casefold()][:SHOWN]
        options = [(one.account.hex(), one.name) for one in found]
        self.colleagues = Chips(self.context.theme, options, self.context.say("handing.title"))
        self.colleagues.choose((chosen,) if isinstance(chosen, str) else ())
        self.colleagues.chosen.connect(partial(self._chose, "colleague"))
        self._names.addWidget(self.colleagues)
        self._count()

    def _chose(self, kind: str, value: object) -> None:
        """One thing is chosen at a time."""
        if value:
            for name, group in (("colleague", self.colleagues), ("team", self.teams)):
                if name != kind and group is not None:
                    group.choose(())
            if kind != "other" and self.other is not None:
                self.other.clear()
        self._count()

    def chosen(self) -> Colleague | Team | None:
        """Whom the case is to go to."""
        known = self.hands
        if known is None:
            return None
        account, space = (group and group.value() for group in (self.colleagues, self.teams))
        everybody = (*known.colleagues, *known.others)
        for one in everybody:
            if isinstance(one, Colleague) and one.account.hex() == account:
                return one
            if isinstance(one, Team) and one.space.hex() == space:
                return one
        name = self.other.text().strip() if self.other is not None else ""
        return Team(b"", name) if name else None

    def _count(self) -> None:
        say, chosen = self.context.say, self.chosen()
        self.wish.setEnabled(chosen is not None)
        key = "wish" if chosen is None else "wish_colleague"
        key = "wish_team" if isinstance(chosen, Team) else key
        self.wish.setText(say(f"handing.{key}", name=chosen.name if chosen else ""))

    # What is done

    def _wish(self) -> None:
        session, chosen = self.context.session, self.chosen()
        if session is None or chosen is None:
            return
        session.commit()  # what is being typed belongs to what is handed on
        case_id = session.case_id

        def work(workspace: Workspace) -> Wished:
            if isinstance(chosen, Colleague):
                return handing.give(workspace, case_id, chosen)
            return handing.move(workspace, case_id, chosen)

        self.context.desk.run(work).then(self, self._wished, self.context.tell)

    def _wished(self, wished: Wished) -> None:
        key = f"handing.will_{wished.wish.kind}"
        said = self.context.say(key, name=wished.wish.name)
        undo = (self.context.say("handing.take_back"), partial(self._take_back, wished))
        self.context.notify("ok", said, (undo,))
        self._written(wished)

    def _take_back(self, wished: Wished) -> None:
        work = self.context.desk.run(lambda workspace: handing.take_back(workspace, wished))
        work.then(self, lambda _: self._written(wished), self.context.tell)

    def _written(self, wished: Wished) -> None:
        self.context.touched(wished.case_id)
        self.refresh()
