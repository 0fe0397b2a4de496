"""A field of a playbook on the page: its name, its control, what helps, and what is wrong."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from fieldapp.case.record import Record
from fieldapp.case.records import SITUATIONS
from fieldapp.playbook.fields import Field, FieldType
from fieldapp.playbook.guide import FieldState
from fieldapp.ui.context import Context, Place
from fieldapp.ui.forms.editors import (
    ChoiceEditor,
    ChoicesEditor,
    DayEditor,
    Editor,
    FlagEditor,
    LevelEditor,
    MomentEditor,
    NumberEditor,
    Options,
    ScaleEditor,
    Spot,
    TextEditor,
)
from fieldapp.ui.forms.records import RecordsEditor
from fieldapp.ui.theme.tokens import SPACE_S, SPACE_XS
from fieldapp.ui.widgets.buttons import Button
from fieldapp.ui.widgets.labels import Label
from fieldapp.usecases.standing import Standing


class FieldEditor(QWidget):
    """One field of a step."""

    def __init__(
        self,
        context: Context,
        state: FieldState,
        standing: Standing,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.context, self.field, self.state = context, state.field, state
        self.is_shown = True
        """Whether the field is wanted now; a widget itself only knows once its window is shown."""
        lang = context.lang
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_XS)
        head = QHBoxLayout()
        head.setSpacing(SPACE_S)
        label = Label(state.field.label.get(lang), "strong", wrap=False)
        self._need = Label(context.say("forms.needed"), "need", wrap=False)
        self.disputed: Button | None = None
        """Leads to where the several values that stand here are settled, while there are any."""
        self._place = ""
        self._head = head
        head.addWidget(label)
        head.addWidget(self._need)
        head.addStretch(1)
        column.addLayout(head)
        self.editor = _editor(context, state.field, standing)
        label.setBuddy(self.editor.control)
        column.addWidget(self.editor)
        self._note = Label("", "small")
        column.addWidget(self._note)
        self.show_state(state, standing)

    def show_state(self, state: FieldState, standing: Standing) -> None:
        """Shows how the field stands now."""
        self.state = state
        if state.visible != self.is_shown:
            self.is_shown = state.visible
            self.setVisible(state.visible)
        self._need.setVisible(state.required and not state.done)
        disputed = (place for place in standing.case.disputed if shows(state, place))
        self._mark(standing.case_id, next(disputed, ""))
        if isinstance(self.editor, RecordsEditor):
            self.editor.show_records(state, standing)
        else:
            self.editor.show_value(state.value)
        self._explain(state)

    def _mark(self, case_id: bytes, place: str) -> None:
        """Says that several values stand at a place of this field; nothing where it is empty."""
        self._place = f"{case_id.hex()}:{place}"
        if self.disputed is None and place:
            say, theme = self.context.say, self.context.theme
            self.disputed = Button(
                theme, say("incoming.in_field"), "link", icon="git-branch", parent=self
            )
            self.disputed.clicked.connect(lambda: self.context.go(Place("incoming", self._place)))
            self._head.insertWidget(2, self.disputed)
        if self.disputed is not None:
            self.disputed.setVisible(bool(place))

    def _explain(self, state: FieldState) -> None:
        """What helps to fill it in; or what is kept although it does not fit."""
        is_misfit = state.misfit is not None
        if is_misfit:
            text = self.context.say("forms.misfit", value=str(state.misfit)[:60])
        else:
            text = state.field.help.get(self.context.lang)
        if text != self._note.text():
            self._note.setText(text)
        self._note.setVisible(bool(text))


def shows(state: FieldState, where: str) -> bool:
    """Whether a field shows a place of the case: its own id, its register, or what lies in that."""
    field = state.field
    if where in (field.id, field.register):
        return True
    if not where.startswith(f"{field.register}/"):
        return False
    if field.type is not FieldType.RECORDS:
        return True
    item = where.removeprefix(f"{field.register}/").partition("/")[0]
    records = state.value if isinstance(state.value, tuple) else ()
    return any(isinstance(record, Record) and record.id == item for record in records)


def _editor(context: Context, field: Field, standing: Standing) -> Editor:
    spot = Spot(field.register, field.label.get(context.lang))
    if field.type is FieldType.RECORDS:
        return RecordsEditor(context, spot, field)
    if field.type is FieldType.HEADER:
        return _header(context, field, spot)
    return _MAKERS[field.type](context, field, spot, standing)


def _header(context: Context, field: Field, spot: Spot) -> Editor:
    """A part of the case's own head; each is of a kind of its own."""
    if field.path == "situation":
        names = [(name, context.say(f"playbook.situation_{name}")) for name in SITUATIONS]
        return ChoiceEditor(context, spot, names)
    if field.path == "severity":
        return ScaleEditor(context, spot, [context.say(f"forms.severity_{n}") for n in range(1, 6)])
    if field.path == "opened":
        return MomentEditor(context, spot)
    return TextEditor(context, spot, is_long=field.path.startswith("report."))


def _choices(context: Context, field: Field) -> Options:
    return [(choice.id, choice.label.get(context.lang)) for choice in field.choices]


_Maker = Callable[[Context, Field, Spot, Standing], Editor]
_MAKERS: dict[FieldType, _Maker] = {
    FieldType.TEXT: lambda c, f, s, _: TextEditor(c, s),
    FieldType.LONG_TEXT: lambda c, f, s, _: TextEditor(c, s, is_long=True),
    FieldType.CHOICE: lambda c, f, s, _: ChoiceEditor(c, s, _choices(c, f)),
    FieldType.CHOICES: lambda c, f, s, _: ChoicesEditor(c, s, _choices(c, f)),
    FieldType.NUMBER: lambda c, f, s, _: NumberEditor(
        c, s, unit=f.unit.get(c.lang), low=f.low, high=f.high
    ),
    FieldType.MONEY: lambda c, f, s, _: NumberEditor(c, s, unit=f.currency),
    FieldType.LEVEL: lambda c, f, s, standing: LevelEditor(c, s, level_names(c, standing)),
    FieldType.DAY: lambda c, f, s, _: DayEditor(c, s),
    FieldType.MOMENT: lambda c, f, s, _: MomentEditor(c, s),
    FieldType.BOOLEAN: lambda c, f, s, _: FlagEditor(c, s),
}


def level_names(context: Context, standing: Standing) -> list[str]:
    """What the playbook's table calls the emotion levels, from 1 to 5."""
    scale = standing.playbook.scale
    return [level.label.get(context.lang) for level in scale.levels]
