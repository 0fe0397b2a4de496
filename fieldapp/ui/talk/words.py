"""The one thing to say next; or, where it is not the time for words, what comes first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout

from fieldapp.base.language import Text
from fieldapp.playbook.guide import StepState
from fieldapp.playbook.model import HIGHEST, Step
from fieldapp.ui.context import Context
from fieldapp.ui.theme import fonts
from fieldapp.ui.theme.tokens import (
    LEAD,
    SPACE_L,
    SPACE_S,
    SPACE_XL,
    TARGET_TALK,
    TITLE,
)
from fieldapp.ui.widgets.buttons import Button, Kind
from fieldapp.ui.widgets.cards import COACH_ICONS, Picture
from fieldapp.ui.widgets.labels import ElidedLabel, Label
from fieldapp.usecases.editing import Put
from fieldapp.usecases.standing import Standing

Tone = Literal["say", "ask", "info", "danger"]
_ICONS: Mapping[Tone, str] = {
    "say": COACH_ICONS["say"],
    "ask": COACH_ICONS["ask"],
    "info": "ear",
    "danger": "shield",
}
_KINDS: Mapping[str, Kind] = {"safety": "danger", "paraphrase": "primary"}
_LEAST = 2 * TARGET_TALK + 3 * SPACE_S
_BUTTON = 208


@dataclass(frozen=True, slots=True)
class Shown:
    """What the card shows: a caption, the words themselves, a line below, and what can be done."""

    tone: Tone
    caption: str
    words: str
    below: str = ""
    buttons: tuple[str, ...] = ()


class NextWords(QFrame):
    """One sentence for the step where the talk is, by the customer's latest level.

    At level 5 it says what keeps people safe. Where the step is folded it says kindly why, and
    leads to the paraphrase that opens it.
    """

    paraphrase_wanted = Signal()
    safety_wanted = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        self._standing: Standing | None = None
        self._step_id = ""
        self._turned = 0
        self._key: tuple[object, ...] = ()
        self.shown = Shown("say", "", "")
        self.setMinimumHeight(_LEAST)
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE_XL, SPACE_S, SPACE_S, SPACE_S)
        row.setSpacing(SPACE_L)
        column = QVBoxLayout()
        column.setSpacing(SPACE_S)
        column.addStretch(1)
        head = QHBoxLayout()
        head.setSpacing(SPACE_S)
        self._icons = QStackedWidget()
        for tone, icon in _ICONS.items():
            colour = context.theme.tone(tone)[0]
            self._icons.addWidget(Picture(icon, colour))
        self._icons.setFixedSize(18, 18)
        self.caption = ElidedLabel("", "say")
        head.addWidget(self._icons)
        head.addWidget(self.caption, 1)
        column.addLayout(head)
        self.words = Label()
        self.words.setFont(fonts.sized(TITLE))
        self.below = Label()
        self.below.setFont(fonts.sized(LEAD))
        column.addWidget(self.words)
        column.addWidget(self.below)
        column.addStretch(1)
        row.addLayout(column, 1)
        self.buttons = self._make_buttons()
        right = QVBoxLayout()
        right.setSpacing(SPACE_S)
        right.addStretch(1)
        for button in self.buttons.values():
            right.addWidget(button)
        right.addStretch(1)
        row.addLayout(right)

    def _make_buttons(self) -> dict[str, Button]:
        say = self.context.say
        keys = {"next": "→", "paraphrase": "→", "open": "End", "safety": "Esc", "leave": "F10"}
        does = {
            "safety": self.safety_wanted.emit,
            "leave": lambda: self.context.actions.run("leave"),
            "paraphrase": self.paraphrase_wanted.emit,
            "open": self.open_anyway,
            "next": lambda: self.turn(1),
        }
        made = {}
        for name, do in does.items():
            button = Button(
                self.context.theme,
                say(f"talk.words_{name}"),
                _KINDS.get(name, "quiet"),
                keys=keys[name],
                height=TARGET_TALK,
            )
            button.setFixedWidth(_BUTTON)
            button.clicked.connect(do)
            made[name] = button
        return made

    # What to show

    def show_standing(self, standing: Standing, step_id: str) -> None:
        """Shows what fits the step and the level now; the same sentence as long as they hold."""
        self._standing, self._step_id = standing, step_id
        key = (step_id, standing.guide.levels.get("customer"))
        if key != self._key:
            self._key, self._turned = key, 0
        self._show()

    def turn(self, by: int) -> None:
        """To another sentence; from a folded step to the paraphrase."""
        if "paraphrase" in self.shown.buttons and "next" not in self.shown.buttons:
            self.paraphrase_wanted.emit()
        else:
            self._turned += by
            self._show()

    def open_anyway(self) -> None:
        """Opens the step in spite of its guard; why is asked afterwards."""
        state = self._state()
        if state is not None and state.folded:
            opened = self._standing.case.opened_steps if self._standing else ()
            self.context.case.write(Put("opened_steps", (*opened, state.step.id)))

    def _state(self) -> StepState | None:
        return self._standing.step(self._step_id) if self._standing else None

    def _show(self) -> None:
        standing, state = self._standing, self._state()
        if standing is None or state is None:
            return
        if standing.guide.levels.get("customer") == HIGHEST:
            shown = self._safety(standing, state.step)
        elif state.folded:
            shown = self._folded(state)
        else:
            shown = self._sentence(standing, state.step)
        if shown == self.shown:
            return
        self.shown = shown
        self._paint(shown)

    def _sentence(self, standing: Standing, step: Step) -> Shown:
        phrases = _phrases(standing, step)
        is_folding = any(other.folded for other in standing.steps)
        buttons = ("next", "paraphrase") if is_folding else ("next",)
        if not phrases:
            return Shown("say", step.title.get(self.context.lang), "", "", buttons[1:])
        place = self._turned % len(phrases)
        tone, text = phrases[place]
        words = self.context.say(f"ui.{tone}_this")
        caption = f"{words}  {place + 1}/{len(phrases)}"
        return Shown(tone, caption, text.get(self.context.lang), "", buttons)

    def _folded(self, state: StepState) -> Shown:
        lang = self.context.lang
        caption = self.context.say("talk.folded", step=state.step.title.get(lang))
        return Shown("info", caption, "", state.reason.get(lang), ("paraphrase", "open"))

    def _safety(self, standing: Standing, step: Step) -> Shown:
        lang, level = self.context.lang, standing.playbook.scale.level(HIGHEST)
        phrases = _phrases(standing, step)
        words = phrases[self._turned % len(phrases)][1].get(lang) if phrases else ""
        lines = [text.get(lang) for text in level.response] if level else []
        caption = self.context.say("talk.safety_first")
        return Shown("danger", caption, words, "\n".join(lines), ("safety", "leave"))

    def _paint(self, shown: Shown) -> None:
        self.setProperty("tone", shown.tone)
        self.caption.setProperty("kind", shown.tone)
        for widget in (self, self.caption):
            widget.style().unpolish(widget)
            widget.style().polish(widget)
        self._icons.setCurrentIndex(list(_ICONS).index(shown.tone))
        self.caption.setText(shown.caption)
        for label, text in ((self.words, shown.words), (self.below, shown.below)):
            label.setText(text)
            label.setVisible(bool(text))
        for name, button in self.buttons.items():
            button.setVisible(name in shown.buttons)
            if name == "paraphrase":
                button.set_keys("→" if "next" not in shown.buttons else "")
        self.setAccessibleName(f"{shown.caption}: {shown.words} {shown.below}".strip())


def _phrases(standing: Standing, step: Step) -> list[tuple[Tone, Text]]:
    """What can be said or asked in a step at the customer's level."""
    coaching = standing.guide.coach(step)
    found: list[tuple[Tone, Text]] = [("say", phrase.text) for phrase in coaching.say]
    return found + [("ask", phrase.text) for phrase in coaching.ask]
