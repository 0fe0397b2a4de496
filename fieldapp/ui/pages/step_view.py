"""One step: its purpose, what to say, ask and avoid, and its fields in cards by topic."""

from __future__ import annotations

from itertools import groupby

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from fieldapp.playbook.fields import Field
from fieldapp.playbook.guide import FieldState, StepState
from fieldapp.playbook.model import OVERRIDE_REASON
from fieldapp.ui.context import Context
from fieldapp.ui.forms.fields import FieldEditor, shows
from fieldapp.ui.forms.records import RecordsEditor
from fieldapp.ui.theme.tokens import SPACE_L, SPACE_M, SPACE_XL
from fieldapp.ui.widgets.buttons import Button
from fieldapp.ui.widgets.cards import Card, CoachCard
from fieldapp.ui.widgets.labels import Label
from fieldapp.usecases.editing import Put
from fieldapp.usecases.standing import Standing

PHRASES = 3
"""Sentences a coach card shows at most."""


class StepView(QWidget):
    """A step of the open case."""

    def __init__(self, context: Context, step_id: str, standing: Standing) -> None:
        super().__init__()
        self.context, self.step_id = context, step_id
        self.fields: dict[str, FieldEditor] = {}
        self._cards: list[tuple[Card, list[FieldEditor]]] = []
        state = standing.step(step_id)
        assert state is not None
        column = QVBoxLayout(self)
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
        for topic, states in groupby(state.fields, key=lambda known: known.field.topic):
            column.addWidget(self._card(topic, list(states), standing))
        self._reason = self._reason_card(standing)
        column.insertWidget(column.indexOf(self._folded), self._reason)
        column.addStretch(1)
        self.show_standing(standing)

    def show_standing(self, standing: Standing) -> None:
        """Shows how the step stands now."""
        state = standing.step(self.step_id)
        if state is None:
            return
        self._is_folded = state.folded
        self._folded.setVisible(state.folded)
        is_opened = bool(state.reason) and not state.folded
        self._reason.setVisible(is_opened)
        if reason := self.fields.get(OVERRIDE_REASON):
            reason.show_state(_reason(standing, reason.field, visible=is_opened), standing)
        self._show_coach(standing, state)
        for known in state.fields:
            if editor := self.fields.get(known.field.id):
                editor.show_state(known, standing)
        for card, editors in self._cards:
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

    def _card(self, topic: str, states: list[FieldState], standing: Standing) -> Card:
        card = Card(self.context.say(f"forms.topic_{topic}"))
        card.body.setSpacing(SPACE_XL)
        editors = [FieldEditor(self.context, known, standing) for known in states]
        for known, editor in zip(states, editors, strict=True):
            self.fields[known.field.id] = editor
            card.body.addWidget(editor)
        self._cards.append((card, editors))
        return card

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

    def _reason_card(self, standing: Standing) -> Card:
        """Why the step was opened in spite of its guard; asked here, not in the talk."""
        card = Card()
        if field := standing.playbook.fields.get(OVERRIDE_REASON):
            editor = FieldEditor(self.context, _reason(standing, field, visible=True), standing)
            self.fields[field.id] = editor
            card.body.addWidget(editor)
        return card

    def _open_anyway(self) -> None:
        session = self.context.case
        opened = session.standing.case.opened_steps if session.standing else ()
        session.write(Put("opened_steps", (*opened, self.step_id)))

    # Focus

    def focus_first(self) -> None:
        """Puts the focus on the first thing to do."""
        if self._is_folded:
            self._open.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        shown = [editor for editor in self.fields.values() if editor.is_shown]
        if shown:
            shown[0].editor.focus()

    def jump(self, where: str) -> bool:
        """Puts the focus on a place of the case; false if the step does not show it."""
        for editor in self.fields.values():
            if not editor.is_shown or not shows(editor.state, where):
                continue
            item, _, key = where.removeprefix(editor.field.register).strip("/").partition("/")
            if isinstance(editor.editor, RecordsEditor) and item and where != editor.field.id:
                editor.editor.jump(item, key)
            else:
                editor.editor.focus()
            self._bring_into_view(editor)
            return True
        return False

    def _bring_into_view(self, editor: FieldEditor) -> None:
        area = self.parentWidget()
        while area is not None and not isinstance(area, QScrollArea):
            area = area.parentWidget()
        if isinstance(area, QScrollArea):
            found = area
            QTimer.singleShot(0, editor, lambda: found.ensureWidgetVisible(editor, 0, SPACE_XL))


def _reason(standing: Standing, field: Field, *, visible: bool) -> FieldState:
    return FieldState(field, visible, required=False, value=standing.guide.value(field.id))


def _with_reason(text: str, why: str) -> str:
    return f"{text}\n{why}" if why else text
