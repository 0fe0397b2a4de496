"""Questions: what to see to before the talk, what to ask in it, what is seen, and a pause."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from fieldapp.base.clock import system_clock, system_entropy
from fieldapp.base.language import Text
from fieldapp.case import ids
from fieldapp.playbook.guide import FieldState
from fieldapp.playbook.tools.questions import GOAL, SEEN, SIGNS, THEIR_SIDE, Ask, asks
from fieldapp.ui.context import Context
from fieldapp.ui.forms.fields import FieldEditor
from fieldapp.ui.pages.tools.view import ToolView
from fieldapp.ui.theme.tokens import SPACE_L, SPACE_M, SPACE_S, SPACE_XL, SPACE_XS
from fieldapp.ui.widgets.breathing import Breathing
from fieldapp.ui.widgets.buttons import Button, IconButton
from fieldapp.ui.widgets.cards import Card
from fieldapp.ui.widgets.choices import Chips
from fieldapp.ui.widgets.editors import LineEdit
from fieldapp.ui.widgets.flow import FlowLayout
from fieldapp.ui.widgets.labels import Label
from fieldapp.ui.widgets.layouts import clear
from fieldapp.ui.widgets.scrolling import Column
from fieldapp.ui.widgets.ticks import Tick
from fieldapp.usecases.editing import Add, Content, Delete, Put, PutText, Wish
from fieldapp.usecases.standing import Standing


class View(ToolView):
    """Stays at the phase one has chosen, at first the one the case is in."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        say = context.say
        self._standing: Standing | None = None
        self._phase = ""
        self._shown: tuple[Ask, ...] | None = None
        self.ticks: list[Tick] = []
        self.fields: dict[str, FieldEditor] = {}
        self.phases: Chips | None = None
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        self._column = Column(say("questions.title"), None)
        body = self._column.body
        body.setContentsMargins(SPACE_XL, 0, SPACE_XL, SPACE_L)
        body.setSpacing(SPACE_M)
        self.before = Card(say("questions.before"))
        self.before.body.setSpacing(SPACE_L)
        self.asking = self._asking()
        self.seen = self._seen()
        self.pause = self._pause()
        for card in (self.asking, self.before, self.seen, self.pause):
            body.addWidget(card)
        body.addStretch(1)
        outer.addWidget(self._column)

    def _asking(self) -> Card:
        say = self.context.say
        card = Card(say("questions.ask"))
        card.body.setSpacing(SPACE_S)
        self._phases = QVBoxLayout()
        card.body.addLayout(self._phases)
        self._list = QVBoxLayout()
        self._list.setSpacing(SPACE_XS)
        card.body.addLayout(self._list)
        self._none = Label(say("questions.none"), "soft")
        card.body.addWidget(self._none)
        self.own = LineEdit(say("questions.own"), placeholder=say("questions.own_hint"))
        self.own.returnPressed.connect(self._add_own)
        card.body.addWidget(self.own)
        return card

    def _seen(self) -> Card:
        say = self.context.say
        card = Card(say("questions.seen"))
        card.body.addWidget(Label(say("questions.seen_hint"), "soft"))
        holder = QWidget()
        flow = FlowLayout(holder)
        self.signs: dict[str, Button] = {}
        for sign in SIGNS:
            button = Button(self.context.theme, say(f"questions.sign_{sign}"), "quiet", icon="eye")
            button.clicked.connect(partial(self._note_sign, sign))
            self.signs[sign] = button
            flow.addWidget(button)
        card.body.addWidget(holder)
        return card

    def _pause(self) -> Card:
        # inventory 160: a breath before answering
        say, theme = self.context.say, self.context.theme
        card = Card(say("questions.pause"))
        card.body.addWidget(Label(say("questions.pause_hint"), "soft"))
        words = {name: say(f"questions.breathe_{name}") for name in ("in", "hold", "out")}
        self.breathing = Breathing(theme, words, say("questions.pause"))
        card.body.addWidget(self.breathing)
        self.breathe = Button(theme, say("questions.pause_start"), "quiet", icon="heart")
        self.breathe.clicked.connect(self._turn_pause)
        self.breathing.turned.connect(self._pause_turned)
        card.body.addWidget(self.breathe, 0, Qt.AlignmentFlag.AlignHCenter)
        return card

    # How the case stands

    def is_empty(self, standing: Standing) -> bool:
        return False

    def show_standing(self, standing: Standing) -> None:
        self._standing = standing
        if self.phases is None:
            self._make_phases(standing)
        self._show_field(GOAL, self.before, standing)
        self._show_field(THEIR_SIDE, self.before, standing)
        self._show_field(SEEN, self.seen, standing)
        self.before.setVisible(GOAL in self.fields or THEIR_SIDE in self.fields)
        self.seen.setVisible(SEEN in self.fields)
        self._show_asks(standing)

    def _make_phases(self, standing: Standing) -> None:
        """The phases of the method; made once, for a case keeps its method while it is open."""
        lang = self.context.lang
        steps = [state.step for state in standing.steps]
        names = [(step.id, step.title.get(lang)) for step in steps]
        self.phases = Chips(self.context.theme, names, self.context.say("questions.phase"))
        self._phase = standing.move.state.step.id if standing.move else steps[0].id
        self.phases.choose((self._phase,))
        self.phases.chosen.connect(self._turn)
        self._phases.addWidget(self.phases)

    def _show_field(self, name: str, card: Card, standing: Standing) -> None:
        """A field of the method, where this one has it."""
        state = _state(standing, name)
        if state is None:
            return
        if name not in self.fields:
            self.fields[name] = FieldEditor(self.context, state, standing)
            card.body.addWidget(self.fields[name])
        self.fields[name].show_state(state, standing)

    def _show_asks(self, standing: Standing) -> None:
        step = standing.playbook.step(self._phase)
        found = asks(standing.case, standing.guide, step) if step else ()
        if found == self._shown:
            return
        places = {tick.text(): place for place, tick in enumerate(self.ticks) if tick.hasFocus()}
        self._shown = found
        clear(self._list)
        self.ticks = []
        for ask in found:
            row = AskRow(self.context, ask)
            row.tick.clicked.connect(partial(self._tick, ask))
            row.removed.connect(partial(self._remove, ask))
            self._list.addWidget(row)
            self.ticks.append(row.tick)
            if row.tick.text() in places:
                row.tick.setFocus(Qt.FocusReason.OtherFocusReason)
        self._none.setVisible(not found)

    # Doing

    def begin(self) -> None:
        self.enter()

    def _turn(self, phase: object) -> None:
        if isinstance(phase, str):
            self._phase = phase
        elif self.phases is not None:
            self.phases.choose((self._phase,))
        if self._standing is not None:
            self._show_asks(self._standing)

    def _tick(self, ask: Ask, checked: bool = False) -> None:
        """It was asked, or was not after all; a question of one's own stays."""
        now = system_clock().replace(microsecond=0)
        if ask.asking is None:
            values: dict[str, Content] = {
                "text": ask.text,
                "kind": ask.kind,
                "step": ask.step,
                "done": True,
                "at": now,
            }
            self._add(values)
            return
        item = f"askings/{ask.asking.id}"
        wishes: list[Wish] = [Put(f"{item}/done", not ask.asking.done), Put(f"{item}/at", now)]
        self.context.case.write(*wishes)

    def _remove(self, ask: Ask) -> None:
        if ask.asking is not None:
            self.context.case.write(Delete(f"askings/{ask.asking.id}"))

    def _add_own(self) -> None:
        words = self.own.text().strip()
        if words:
            self.own.set_text("")
            self._add({"text": Text.of(words), "kind": "open", "step": self._phase})

    def _add(self, values: dict[str, Content]) -> None:
        self.context.case.write(Add("askings", values, ids.new_item_id(system_entropy)))

    def _note_sign(self, sign: str) -> None:
        """Adds what was seen to the behaviour seen, with the time."""
        standing = self._standing
        if standing is None:
            return
        self.context.case.commit()
        held = standing.guide.value(SEEN)
        text = held if isinstance(held, Text) else Text()
        path, former = f"answers/{SEEN}", text.original
        if text.zh and text.en:
            path, former = f"{path}/@{self.context.lang}", text.get(self.context.lang)
        line = f"{system_clock():%H:%M} {self.context.say(f'questions.sign_{sign}')}"
        self.context.case.write(PutText(path, f"{former}\n{line}".strip()))

    def _turn_pause(self) -> None:
        (self.breathing.stop if self.breathing.is_running else self.breathing.start)()

    def _pause_turned(self) -> None:
        key = "pause_stop" if self.breathing.is_running else "pause_start"
        self.breathe.setText(self.context.say(f"questions.{key}"))
        self.breathe.updateGeometry()

    def leave_inner(self) -> bool:
        """Ends the pause first."""
        if self.breathing.is_running:
            self._turn_pause()
            return True
        return False

    # Coming here

    def enter(self) -> None:
        target = self.ticks[0] if self.ticks else self.own
        target.setFocus(Qt.FocusReason.OtherFocusReason)

    def jump(self, where: str) -> bool:
        head, _, name = where.partition("/")
        if head == "answers" and name in self.fields:
            editor = self.fields[name]
            editor.editor.focus()
            self._column.ensureWidgetVisible(editor, 0, SPACE_XL)
            return True
        if head == "askings":
            self.enter()
            return True
        return False


class AskRow(QWidget):
    """A question to tick; one's own can be taken out again."""

    removed = Signal()

    def __init__(self, context: Context, ask: Ask) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE_XS)
        tag = context.say(f"questions.kind_{ask.kind}")
        self.tick = Tick(context.theme, ask.text.get(context.lang), tag)
        self.tick.setChecked(ask.is_asked)
        row.addWidget(self.tick, 1)
        self.remove: IconButton | None = None
        if ask.is_own:
            self.remove = IconButton(context.theme, "x", context.say("questions.remove"))
            self.remove.clicked.connect(self.removed)
            row.addWidget(self.remove)


def _state(standing: Standing, name: str) -> FieldState | None:
    """A field as it stands in the step that asks for it; None where no step does."""
    known = (field for state in standing.steps for field in state.fields)
    return next((field for field in known if field.field.id == name), None)
