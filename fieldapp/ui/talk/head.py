"""The head of the talk: whose case it is, where the talk is, and the ways out."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from fieldapp.ui.context import Context
from fieldapp.ui.save_mark import SaveMark
from fieldapp.ui.theme.tokens import SPACE_S, SPACE_XS, TARGET_TALK
from fieldapp.ui.widgets.buttons import Button, IconButton
from fieldapp.ui.widgets.labels import ElidedLabel, Label
from fieldapp.usecases.standing import Standing

_STEP, _WIDE = 112, 1160


class TalkHead(QWidget):
    """Safety, cover, leaving safely and the other gear are always one press away."""

    turned = Signal(int)
    """To the step that many further on."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        say, run = context.say, context.actions.run
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE_S)
        names = QVBoxLayout()
        names.setSpacing(SPACE_XS)
        self.title = ElidedLabel("", "heading")
        names.addStretch(1)
        names.addWidget(self.title)
        names.addWidget(SaveMark(context))
        names.addStretch(1)
        row.addLayout(names, 1)
        self.back = self._arrow("chevron-left", say("talk.step_back"), "PgUp", -1)
        self.on = self._arrow("chevron-right", say("talk.step_on"), "PgDn", 1)
        self.step = Label("", "strong", wrap=False)
        self.place = Label("", "small", wrap=False)
        where = QVBoxLayout()
        where.setSpacing(0)
        where.addStretch(1)
        for label in (self.step, self.place):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            label.setMinimumWidth(_STEP)
            where.addWidget(label)
        where.addStretch(1)
        row.addWidget(self.back)
        row.addLayout(where)
        row.addWidget(self.on)
        row.addSpacing(SPACE_S)
        self.safety = self._button("shield", say("talk.safety"), "Esc")
        row.addWidget(self.safety)
        self._icons = {self.safety: "shield"}
        for name, icon, keys in (
            ("cover", "eye-off", "F9"),
            ("leave", "door-open", "F10"),
            ("gear", "list-checks", "F11"),
        ):
            button = self._button(icon, say(f"talk.{name}"), keys)
            button.clicked.connect(lambda _=False, wanted=name: run(wanted))
            row.addWidget(button)
            self._icons[button] = icon

    def show_standing(self, standing: Standing, step_id: str) -> None:
        """Shows whose case it is and where the talk is."""
        case, lang = standing.case, self.context.lang
        names = (case.title.get(lang), case.customer.company.get(lang))
        self.title.setText(" · ".join(name for name in names if name))
        steps = [state.step for state in standing.steps]
        place = [step.id for step in steps].index(step_id)
        self.step.setText(steps[place].title.get(lang))
        self.place.setText(f"{place + 1} / {len(steps)}")
        self.back.setEnabled(place > 0)
        self.on.setEnabled(place < len(steps) - 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where it is narrow, the words stay and the icons go."""
        super().resizeEvent(event)
        for button, icon in self._icons.items():
            button.set_glyph(icon if self.width() >= _WIDE else "")

    def _button(self, icon: str, text: str, keys: str) -> Button:
        return Button(self.context.theme, text, "quiet", icon=icon, keys=keys, height=TARGET_TALK)

    def _arrow(self, icon: str, name: str, keys: str, by: int) -> IconButton:
        button = IconButton(self.context.theme, icon, name, keys=keys, height=TARGET_TALK)
        button.clicked.connect(lambda: self.turned.emit(by))
        return button
