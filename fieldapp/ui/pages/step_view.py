"""One step: its purpose, what to say, ask and avoid, and its fields in cards by topic."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from fieldapp.playbook.fields import Field
from fieldapp.playbook.guide import FieldState, StepState
from fieldapp.playbook.model import OVERRIDE_REASON
from fieldapp.playbook.tools import Tool, tool
from fieldapp.ui.context import Context, Place
from fieldapp.ui.forms.fields import FieldEditor, shows
from fieldapp.ui.forms.records import RecordsEditor
from fieldapp.ui.theme.tokens import SPACE_L, SPACE_M, SPACE_S, SPACE_XL
from fieldapp.ui.widgets.buttons import Button
from fieldapp.ui.widgets.cards import Card, CoachCard
from fieldapp.ui.widgets.flow import FlowLayout
from fieldapp.ui.widgets.gradual import Gradually
from fieldapp.ui.widgets.labels import Label
from fieldapp.ui.widgets.scrolling import bring_into_view
from fieldapp.usecases.editing import Put
from fieldapp.usecases.standing import Standing

PHRASES = 3
"""Sentences a coach card shows at most."""
AT_ONCE = 6
"""Fields that fill the screen; the others are made while these are read."""


class StepView(QWidget):
    """A step of the open case."""

    grown = Signal()
    """All fields have been made."""

    def __init__(
        self, context: Context, step_id: str, standing: Standing, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.context, self.step_id = context, step_id
        self.tools: dict[str, Button] = {}
        self._left_by: Button | None = None
        self._fields: dict[str, FieldEditor] = {}
        self._cards: dict[str, tuple[Card, list[FieldEditor]]] = {}
        """By the field a card begins with."""
        self._standing = standing
        state = standing.step(step_id)
        assert state is not None
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_L)
        column.addWidget(Label(state.step.purpose.get(context.lang), "lead"))
        self._folded = self._guard(state)
        column.addWidget(self._folded)
        coach = QHBoxLayout()
        coach.setSpacing(SPACE_M)
        self._coach = {
            tone: CoachCard(context.theme, tone, context.say(f"ui.{tone}_this"))
            for tone in ("say", "ask", "avoid")
        }
        for card in self._coach.values():
            coach.addWidget(card, 1)
        column.addLayout(coach)
        if offered := [known for name in state.step.tools if (known := tool(name))]:
            column.addWidget(self._tools(offered))
        column.addStretch(1)
        self._reason: Card | None = None
        self.show_standing(standing)
        self._rest = Gradually(self._made(state), self)
        self._rest.done.connect(self.grown)
        self._rest.start(AT_ONCE)

    @property
    def fields(self) -> dict[str, FieldEditor]:
        """All of them, by id; those that are not there yet are made now."""
        self._rest.finish()
        return self._fields

    def show_standing(self, standing: Standing) -> None:
        """Shows how the step stands now."""
        state = standing.step(self.step_id)
        if state is None:
            return
        self._standing = standing
        self._is_folded = state.folded
        self._folded.setVisible(state.folded)
        is_opened = bool(state.reason) and not state.folded
        self._show_reason(standing, is_opened=is_opened)
        self._show_coach(standing, state)
        for known in state.fields:
            if editor := self._fields.get(known.field.id):
                editor.show_state(known, standing)
        for card, editors in self._cards.values():
            card.setVisible(any(editor.is_shown for editor in editors))

    def _show_coach(self, standing: Standing, state: StepState) -> None:
        lang = self.context.lang
        coaching = standing.guide.coach(state.step)
        for tone, card in self._coach.items():
            phrases = getattr(coaching, tone)[:PHRASES]
            if tone == "avoid":
                lines = [_with_reason(p.text.get(lang), p.why.get(lang)) for p in phrases]
            else:
                lines = [phrase.text.get(lang) for phrase in phrases]
            card.set_lines(lines)
            card.setVisible(bool(lines) and not self.context.is_covered())

    def _made(self, step: StepState) -> Iterator[None]:
        """Makes the fields, one after the other, in cards by topic."""
        topic, begun = "", ""
        for known in step.fields:
            now = self._standing.step(self.step_id)
            state = next((s for s in now.fields if s.field == known.field), known) if now else known
            if known.field.topic != topic or not begun:
                topic, begun = known.field.topic, known.field.id
                card = Card(self.context.say(f"forms.topic_{topic}"), parent=self)
                card.body.setSpacing(SPACE_XL)
                self._cards[begun] = card, []
                self._column.insertWidget(self._column.count() - 1, card)
            card, editors = self._cards[begun]
            editor = FieldEditor(self.context, state, self._standing, card)
            self._fields[known.field.id] = editor
            editors.append(editor)
            card.body.addWidget(editor)
            editor.setVisible(editor.is_shown)  # now, and not when the layout gets to it
            card.setVisible(any(editor.is_shown for editor in editors))
            yield

    def _tools(self, offered: Sequence[Tool]) -> QWidget:
        """The tools that help here, each one key away."""
        holder = QWidget()
        rows = QVBoxLayout(holder)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(SPACE_S)
        rows.addWidget(Label(self.context.say("tools.help_here"), "caption", wrap=False))
        buttons = QWidget()
        flow = FlowLayout(buttons)
        rows.addWidget(buttons)
        for each in offered:
            button = Button(
                self.context.theme, self.context.say(f"{each.id}.title"), "quiet", icon=each.icon
            )
            button.setAccessibleDescription(self.context.say(f"{each.id}.purpose"))
            button.setToolTip(self.context.say(f"{each.id}.purpose"))
            button.clicked.connect(partial(self._use, each, button))
            self.tools[each.id] = button
            flow.addWidget(button)
        return holder

    def _use(self, chosen: Tool, button: Button) -> None:
        """Opens a tool; whoever comes back from it goes on here."""
        self._left_by = button
        self.context.go(Place("tool", chosen.id))

    def _guard(self, state: StepState) -> Card:
        """Why the step is folded, and the one key that opens it all the same."""
        card = Card()
        card.body.addWidget(Label(state.reason.get(self.context.lang), "strong"))
        card.body.addWidget(Label(self.context.say("ui.folded_hint"), "soft"))
        self._open = Button(
            self.context.theme, self.context.say("ui.open_anyway"), "quiet", icon="lock-open"
        )
        self._open.clicked.connect(self._open_anyway)
        card.body.addWidget(self._open, 0, Qt.AlignmentFlag.AlignLeft)
        return card

    def _show_reason(self, standing: Standing, *, is_opened: bool) -> None:
        """Why the step was opened in spite of its guard; asked here, not in the talk."""
        field = standing.playbook.fields.get(OVERRIDE_REASON)
        if field is None or (self._reason is None and not is_opened):
            return
        state = _reason(standing, field, visible=is_opened)
        if self._reason is None:
            self._reason = Card()
            self._fields[field.id] = FieldEditor(self.context, state, standing)
            self._reason.body.addWidget(self._fields[field.id])
            self._column.insertWidget(self._column.indexOf(self._folded), self._reason)
        self._reason.setVisible(is_opened)
        self._fields[field.id].show_state(state, standing)

    def _open_anyway(self) -> None:
        session = self.context.case
        opened = session.standing.case.opened_steps if session.standing else ()
        session.write(Put("opened_steps", (*opened, self.step_id)))

    # Focus

    def focus_first(self) -> None:
        """Puts the focus on the first thing to do, or where the person left for a tool."""
        left_by, self._left_by = self._left_by, None
        if left_by is not None:
            left_by.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        if self._is_folded:
            self._open.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        shown = [editor for editor in self._fields.values() if editor.is_shown]
        if shown:
            shown[0].editor.focus()

    def jump(self, where: str) -> bool:
        """Puts the focus on a place of the case; false if the step does not show it."""
        made = self._fields.values()
        if not any(editor.is_shown and shows(editor.state, where) for editor in made):
            self._rest.finish()
        for editor in made:
            if not editor.is_shown or not shows(editor.state, where):
                continue
            item, _, key = where.removeprefix(editor.field.register).strip("/").partition("/")
            if isinstance(editor.editor, RecordsEditor) and item and where != editor.field.id:
                editor.editor.jump(item, key)
            else:
                editor.editor.focus()
            bring_into_view(editor)
            return True
        return False


def _reason(standing: Standing, field: Field, *, visible: bool) -> FieldState:
    return FieldState(field, visible, required=False, value=standing.guide.value(field.id))


def _with_reason(text: str, why: str) -> str:
    return f"{text}\n{why}" if why else text
