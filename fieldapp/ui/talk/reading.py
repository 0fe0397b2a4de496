"""Reading a level: one's own, which stays on this laptop, or the customer's with its grounds."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from fieldapp.base.clock import system_clock, system_entropy
from fieldapp.base.language import Text
from fieldapp.case import ids
from fieldapp.ui.context import Context
from fieldapp.ui.forms.bound import Binding
from fieldapp.ui.forms.fields import level_names
from fieldapp.ui.theme.tokens import SPACE_L, SPACE_M, SPACE_S, TARGET_TALK
from fieldapp.ui.widgets.boxes import Toggle
from fieldapp.ui.widgets.buttons import IconButton
from fieldapp.ui.widgets.editors import LineEdit
from fieldapp.ui.widgets.labels import Label
from fieldapp.ui.widgets.layouts import discard
from fieldapp.ui.widgets.levels import LEVELS, LevelScale
from fieldapp.usecases.editing import Add, Content, Delete, Put
from fieldapp.usecases.standing import Standing

_NAME = 184
_AND_ZH = "；"
_DIGITS = tuple(str(level) for level in LEVELS)
TOLD_FROM = 3
"""From this level of one's own the table's word to oneself is said."""


class WordLine(LineEdit):
    """What they said. As its first key a digit is another level."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self.text() and not self.is_composing() and event.text() in _DIGITS:
            event.ignore()
        else:
            super().keyPressEvent(event)


class LevelReading(QFrame):
    """A scale for one person. Each choice is a reading of its own; nothing else is asked.

    After the customer's level, what was seen is offered to be ticked, or what they said to be
    typed. Both may be left out.
    """

    closed = Signal()

    def __init__(self, context: Context, who: str, standing: Standing) -> None:
        super().__init__()
        self.context, self.who = context, who
        self._standing = standing
        self._item = ""
        self._was_seen = False
        self.setProperty("kind", "surface")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(SPACE_S)
        name = context.say(f"talk.level_{who}")
        row = QHBoxLayout()
        row.setSpacing(SPACE_L)
        label = Label(name, "strong")
        label.setFixedWidth(_NAME)
        row.addWidget(label)
        self.scale = LevelScale(context.theme, level_names(context, standing), name, TARGET_TALK)
        self.scale.chosen.connect(self._choose)
        self.scale.typed.connect(self._go_on_typing)
        row.addWidget(self.scale, 1)
        cross = IconButton(context.theme, "x", context.say("talk.close"), height=TARGET_TALK)
        cross.clicked.connect(self.closed)
        row.addWidget(cross)
        self._column.addLayout(row)
        self._grounds: QWidget | None = None
        self._known: tuple[Text, ...] = ()
        self.signs: list[Toggle] = []
        self.word: WordLine | None = None
        context.case.stands.connect(self._follow)

    def focus(self) -> None:
        """Digits choose a level from here on."""
        chosen = self.scale.level() or 1
        self.scale.segments[chosen - 1].setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        elif event.text() in _DIGITS:
            self.scale.keyPressEvent(event)
        else:
            super().keyPressEvent(event)

    def _go_on_typing(self) -> None:
        """What is typed next is what they said; on a button it would be lost."""
        if self.word is not None:
            self.word.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _choose(self, level: int | None) -> None:
        if level is None:
            if self._item:
                self.context.case.write(Delete(self._item))
        elif self._item:
            self.context.case.write(Put(f"{self._item}/level", level))
        else:
            item_id = ids.new_item_id(system_entropy)
            now = system_clock().replace(microsecond=0)
            values: dict[str, Content] = {"who": self.who, "level": level, "at": now}
            if self.who == "engineer":
                values["share"] = False
            self.context.case.write(Add("emotions", values, item_id))
            self._item = f"emotions/{item_id}"
        if level is None:
            self.closed.emit()
        elif self.who == "customer":
            self._ask_for_grounds(level)
        else:
            self._tell(level)
            self.closed.emit()

    def _tell(self, level: int) -> None:
        """A word to oneself, from the table."""
        row = self._standing.playbook.scale.level(level)
        if level >= TOLD_FROM and row is not None and row.own:
            self.context.notify("info", row.own.get(self.context.lang), ())

    def _follow(self, standing: Standing) -> None:
        """Shows what became of the reading: undone, it is not to be read any more."""
        if not self.context.case.is_saved:
            return  # what is being written is newer than this
        ident = self._item.rpartition("/")[2]
        record = next((one for one in standing.case.emotions if one.id == ident), None)
        if record is None:
            if self._was_seen:
                self.closed.emit()
            return
        self._was_seen = True
        if record.level != self.scale.level():
            self.scale.choose(record.level)
            if record.level is not None:
                self._ask_for_grounds(record.level)
        seen = record.word.zh.split(_AND_ZH)
        for text, sign in zip(self._known, self.signs, strict=True):
            with QSignalBlocker(sign):
                sign.setChecked(text.zh in seen)

    # The customer's

    def _ask_for_grounds(self, level: int) -> None:
        """What was seen at this level, or what was said: never what the person is like."""
        if self._grounds is not None:
            discard(self._grounds)
        row = self._standing.playbook.scale.level(level)
        self._known = row.signs if row else ()
        self._grounds = QWidget()
        line = QHBoxLayout(self._grounds)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(SPACE_M)
        self.signs = []
        for text in self._known:
            sign = Toggle(self.context.theme, text.get(self.context.lang), TARGET_TALK)
            sign.toggled.connect(self._saw)
            line.addWidget(sign, 1)
            self.signs.append(sign)
        self.word = WordLine(
            self.context.say("talk.word"), placeholder=self.context.say("talk.word_hint")
        )
        self.word.setProperty("kind", "talk")
        self.word.typed.connect(self._heard)  # before what is typed is kept
        Binding(self.word, self.context.case, f"{self._item}/word")
        self.word.returnPressed.connect(self.closed)
        line.addWidget(self.word, 1)
        self._column.addWidget(self._grounds)
        self._grounds.show()

    def _saw(self) -> None:
        """Writes what is ticked in both languages, in place of a quotation."""
        marks = zip(self._known, self.signs, strict=True)
        seen = [text for text, sign in marks if sign.isChecked()]
        zh, en = _AND_ZH.join(text.zh for text in seen), "; ".join(text.en for text in seen)
        if self.word is not None:
            self.word.set_text("")
        self.context.case.write(Put(f"{self._item}/word", Text(zh, en, self.context.lang)))

    def _heard(self) -> None:
        """A quotation takes the place of what was ticked."""
        if any(sign.isChecked() for sign in self.signs):
            self.context.case.write(Put(f"{self._item}/word", None))
        for sign in self.signs:
            with QSignalBlocker(sign):
                sign.setChecked(False)
