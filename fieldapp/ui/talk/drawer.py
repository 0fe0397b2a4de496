"""What is opened beside the boxes for a moment: safety, the paraphrase, how the levels went."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from fieldapp.base.language import Text
from fieldapp.playbook.fields import Field, FieldType
from fieldapp.ui.context import Context
from fieldapp.ui.forms.editors import Spot, TextEditor
from fieldapp.ui.theme.tokens import SPACE_L, SPACE_S, SPACE_XL, SPACE_XS, TARGET_TALK
from fieldapp.ui.widgets.buttons import IconButton
from fieldapp.ui.widgets.choices import Chips
from fieldapp.ui.widgets.editors import LineEdit
from fieldapp.ui.widgets.labels import Label
from fieldapp.ui.widgets.scrolling import Column
from fieldapp.usecases.editing import Put
from fieldapp.usecases.standing import Standing

WIDTH = 416


class Drawer(QFrame):
    """A surface at the right with a title and a cross. Escape is the page's.

    Args:
        name: which it is, for the page.
    """

    closed = Signal()

    def __init__(self, context: Context, name: str) -> None:
        super().__init__()
        self.context, self.name = context, name
        self.setProperty("kind", "card")
        self.setMinimumWidth(WIDTH)
        self.setMaximumWidth(WIDTH)
        title = context.say(f"talk.drawer_{name}")
        self.setAccessibleName(title)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(SPACE_XL, SPACE_S, SPACE_S, SPACE_S)
        outer.setSpacing(SPACE_S)
        head = QHBoxLayout()
        head.addWidget(Label(title, "heading", wrap=False), 1)
        cross = IconButton(context.theme, "x", context.say("talk.close"), height=TARGET_TALK)
        cross.clicked.connect(self.closed)
        head.addWidget(cross)
        outer.addLayout(head)
        area = Column(title)
        outer.addWidget(area, 1)
        self.body = area.body
        self.body.setContentsMargins(0, 0, SPACE_L, SPACE_L)
        self.body.setSpacing(SPACE_L)

    def show_standing(self, standing: Standing) -> None:
        """Shows how the case stands now."""

    def focus(self) -> None:
        """Puts the focus on the first thing to do."""


class FieldsDrawer(Drawer):
    """A few fields of the playbook, large; written as in any form."""

    def __init__(
        self, context: Context, name: str, fields: Iterable[Field], standing: Standing
    ) -> None:
        super().__init__(context, name)
        self.chips: dict[str, Chips] = {}
        self.texts: dict[str, TextEditor] = {}
        self._holders: dict[str, QWidget] = {}
        self._first: QWidget | None = None
        for field in fields:
            self._holders[field.id] = self._named(field)
            self.body.addWidget(self._holders[field.id])
        self.body.addStretch(1)
        self.show_standing(standing)

    def show_standing(self, standing: Standing) -> None:
        for field_id, chips in self.chips.items():
            value = standing.guide.value(field_id)
            chips.choose((value,) if isinstance(value, str) else ())
        for field_id, text in self.texts.items():
            value = standing.guide.value(field_id)
            text.show_value(value if isinstance(value, Text) else None)
        shown = {f.field.id for state in standing.steps for f in state.visible}
        for field_id, holder in self._holders.items():
            holder.setVisible(field_id in shown)

    def focus(self) -> None:
        if self._first is not None:
            self._first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _named(self, field: Field) -> QWidget:
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_XS)
        lang, spot = self.context.lang, Spot(field.register, field.label.get(self.context.lang))
        column.addWidget(Label(spot.name, "strong"))
        words = field.help.get(lang)
        if field.type is FieldType.CHOICE:
            options = [(choice.id, choice.label.get(lang)) for choice in field.choices]
            chips = Chips(self.context.theme, options, spot.name, height=TARGET_TALK)
            chips.chosen.connect(self._putting(spot.path))
            self.chips[field.id] = chips
            column.addWidget(chips)
            control: QWidget = next(iter(chips.buttons.values()), chips)
        else:
            is_long = field.type is FieldType.LONG_TEXT
            hint = words if is_long else ""
            words = "" if is_long else words
            text = TextEditor(
                self.context, spot, is_long=is_long, is_translated=False, placeholder=hint
            )
            if isinstance(text.control, LineEdit):
                text.control.setProperty("kind", "talk")
            self.texts[field.id] = text
            column.addWidget(text)
            control = text.control
        self._first = self._first or control
        if words:
            column.addWidget(Label(words, "soft"))
        return holder

    def _putting(self, path: str) -> Callable[[str | None], object]:
        return lambda chosen: self.context.case.write(Put(path, chosen))
