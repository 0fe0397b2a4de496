"""The mode advisor: five questions, five ways with their reasons and risks, and the one chosen."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QGridLayout, QVBoxLayout

from fieldapp.base.clock import system_clock, system_entropy
from fieldapp.case import ids
from fieldapp.case.records import specs
from fieldapp.case.toolrecords import MODES, Stance
from fieldapp.playbook.tools.modes import ENOUGH, QUESTIONS, Advice, advise, answered, current
from fieldapp.ui.context import Context
from fieldapp.ui.forms.editors import (
    ChoiceEditor,
    DayEditor,
    ScaleEditor,
    Spot,
    TextEditor,
    TurnableEditor,
)
from fieldapp.ui.pages.tools.mode_card import ModeCard
from fieldapp.ui.pages.tools.view import ToolView
from fieldapp.ui.theme.tokens import SPACE_L, SPACE_M, SPACE_S, SPACE_XL
from fieldapp.ui.widgets.buttons import Button
from fieldapp.ui.widgets.cards import Card
from fieldapp.ui.widgets.labels import Label
from fieldapp.ui.widgets.layouts import discard
from fieldapp.ui.widgets.scrolling import Column
from fieldapp.usecases.editing import Add, Content, Put
from fieldapp.usecases.standing import Standing


class View(ToolView):
    """Weighs the case as it is now; what was weighed before stays in the case."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._stance: Stance | None = None
        self._avoids = False
        """Avoiding was pressed, and waits for the day to come back."""
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        column = Column(context.say("modes.title"), None)
        column.body.setContentsMargins(SPACE_XL, 0, SPACE_XL, SPACE_L)
        column.body.setSpacing(SPACE_L)
        column.body.addWidget(self._questions())
        self.count = Label("", "soft")
        column.body.addWidget(self.count)
        self._cards = QVBoxLayout()
        self._cards.setSpacing(SPACE_S)
        self.cards: dict[str, ModeCard] = {}
        for mode in MODES:
            card = ModeCard(
                context.theme, context.say(f"modes.mode_{mode}"), context.say(f"modes.means_{mode}")
            )
            card.clicked.connect(lambda _=False, mode=mode: self.choose(mode))
            self.cards[mode] = card
            self._cards.addWidget(card)
        column.body.addLayout(self._cards)
        self.chosen = Card(context.say("modes.chosen"))
        self._chosen_of = ""
        """The stance whose reason is shown."""
        self.reason: TextEditor | None = None
        self.back_on: DayEditor | None = None
        column.body.addWidget(self.chosen)
        self.again = Button(context.theme, context.say("modes.again"), "quiet", icon="refresh-cw")
        self.again.clicked.connect(self.begin)
        column.body.addWidget(self.again, 0, Qt.AlignmentFlag.AlignLeft)
        column.body.addStretch(1)
        self._column = column
        outer.addWidget(column)

    def _questions(self) -> Card:
        card = Card()
        grid = QGridLayout()
        grid.setHorizontalSpacing(SPACE_L)
        grid.setVerticalSpacing(SPACE_M)
        grid.setColumnStretch(1, 1)
        known = specs(Stance)
        self.editors: dict[str, TurnableEditor] = {}
        for row, name in enumerate(QUESTIONS):
            words = self.context.say(f"modes.q_{name}")
            choices = [(c, self.context.say(f"forms.{name}_{c}")) for c in known[name].choices]
            spot = Spot("", words)
            editor: TurnableEditor
            if choices:
                editor = ChoiceEditor(self.context, spot, choices)
            else:
                ends = (
                    self.context.say("modes.least"),
                    "2",
                    "3",
                    "4",
                    self.context.say("modes.most"),
                )
                editor = ScaleEditor(self.context, spot, ends)
            self.editors[name] = editor
            label = Label(words, "strong", wrap=False)
            grid.addWidget(label, row, 0, Qt.AlignmentFlag.AlignVCenter)
            grid.addWidget(editor, row, 1)
        card.body.addLayout(grid)
        return card

    # How the case stands

    def is_empty(self, standing: Standing) -> bool:
        return not standing.case.stances

    def show_standing(self, standing: Standing) -> None:
        stance = current(standing.case)
        if stance is None:
            return
        if self._stance is None or stance.id != self._stance.id:
            self._avoids = False
        self._stance = stance
        for name, editor in self.editors.items():
            editor.turn_to(f"stances/{stance.id}/{name}")
            editor.show_value(getattr(stance, name))
        self._show_advice(stance)
        self._show_chosen(stance)

    def _show_advice(self, stance: Stance) -> None:
        advice = advise(stance)
        lack = ENOUGH - answered(stance)
        self.count.setText(
            self.context.say("modes.answer_more", count=lack)
            if lack > 0
            else self.context.say("modes.ways")
        )
        order = [one.mode for one in advice] or list(MODES)
        scores = [one.score for one in advice]
        low, span = (min(scores), max(max(scores) - min(scores), 1)) if scores else (0, 1)
        known = {one.mode: one for one in advice}
        for place, mode in enumerate(order):
            card = self.cards[mode]
            if self._cards.indexOf(card) != place:
                self._cards.removeWidget(card)
                self._cards.insertWidget(place, card)
            one = known.get(mode)
            share = (one.score - low) / span if one else None
            card.show_advice(share, self._lines(mode, one))
            card.setChecked(mode == stance.mode)
        self._order_tabs(order)

    def _lines(self, mode: str, advice: Advice | None) -> tuple[tuple[str, str], ...]:
        say, theme = self.context.say, self.context.theme
        lines = []
        for key, names, colour in (
            ("speaks_for", advice.speaks_for if advice else (), theme.ok),
            ("speaks_against", advice.against if advice else (), theme.warning),
        ):
            if names:
                what = say("modes.comma").join(say(f"modes.why_{name}") for name in names)
                lines.append((say(f"modes.{key}", what=what), colour))
        lines.append((say(f"modes.risk_{mode}"), theme.ink_soft))
        return tuple(lines)

    def _order_tabs(self, order: list[str]) -> None:
        """Tab goes down the list as it is seen."""
        cards = [self.cards[mode] for mode in order]
        for before, after in pairwise(cards):
            self.setTabOrder(before, after)

    def _show_chosen(self, stance: Stance) -> None:
        """Why it was chosen; of avoiding also when it is taken up again."""
        is_avoiding = stance.mode == "avoiding" or self._avoids
        self.chosen.setVisible(bool(stance.mode) or self._avoids)
        if self._chosen_of != stance.id:
            self._make_chosen(stance)
        if self.reason is not None and self.back_on is not None:
            self.reason.show_value(stance.reason)
            self.back_on.show_value(stance.back_on)
            self._dated.setVisible(is_avoiding)
            self.back_on.setVisible(is_avoiding)
        if self._avoids and stance.back_on is not None and stance.mode != "avoiding":
            self._avoids = False
            self.context.case.write(Put(f"stances/{stance.id}/mode", "avoiding"))

    def _make_chosen(self, stance: Stance) -> None:
        self._chosen_of = stance.id
        for former in (self.reason, self.back_on):
            if former is not None:
                discard(former)
        say, item = self.context.say, f"stances/{stance.id}"
        if self.reason is None:
            self._dated = Label(say("modes.needs_date"), "warning")
            self.chosen.body.addWidget(self._dated)
        self.back_on = DayEditor(self.context, Spot(f"{item}/back_on", say("modes.back_on")))
        self.chosen.body.addWidget(self.back_on)
        self.reason = TextEditor(
            self.context,
            Spot(f"{item}/reason", say("modes.reason")),
            is_long=True,
            placeholder=say("modes.reason"),
        )
        self.chosen.body.addWidget(self.reason)

    # Doing

    def begin(self) -> None:
        """Begins to weigh the case as it is now."""
        now = system_clock().replace(microsecond=0)
        values: dict[str, Content] = {"at": now}
        self.context.case.write(Add("stances", values, ids.new_item_id(system_entropy)))

    def choose(self, mode: str) -> None:
        """Chooses a mode; avoiding counts once there is a day to come back."""
        stance = self._stance
        if stance is None:
            return
        if mode == "avoiding" and stance.back_on is None:
            self._avoids = True
            self._show_chosen(stance)
            if self.back_on is not None:
                self._go_to(self.back_on)
            return
        self._avoids = False
        wanted = "" if mode == stance.mode else mode
        self.context.case.write(Put(f"stances/{stance.id}/mode", wanted))

    def _go_to(self, editor: TextEditor | DayEditor) -> None:
        editor.focus()
        area = self._column
        QTimer.singleShot(0, editor, lambda: area.ensureWidgetVisible(editor, 0, SPACE_XL))

    # Coming here

    def enter(self) -> None:
        first = next(iter(self.editors.values()))
        first.focus()

    def jump(self, where: str) -> bool:
        match where.split("/"):
            case ["stances", *rest]:
                key = rest[1] if len(rest) > 1 else ""
                if key in self.editors:
                    self.editors[key].focus()
                elif key in ("reason", "back_on") and self.reason and self.back_on:
                    self._go_to(self.reason if key == "reason" else self.back_on)
                elif key == "mode" and self._stance is not None:
                    self.cards[self._stance.mode or MODES[0]].setFocus()
                else:
                    self.enter()
                return True
        return False
