"""The foot of the window while a case is open: the line at hand, the level that is asked for."""

from __future__ import annotations

from datetime import datetime

import shiboken6
from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from fieldapp.base.language import Text
from fieldapp.ui.context import Context
from fieldapp.ui.talk.boxes import ICONS
from fieldapp.ui.talk.capture import KINDS, MARKS, Capture
from fieldapp.ui.talk.line import CaptureLine
from fieldapp.ui.talk.reading import LevelReading
from fieldapp.ui.theme import fonts, icons
from fieldapp.ui.theme.tokens import (
    BODY,
    HEADING,
    LEAD,
    SPACE_L,
    SPACE_M,
    SPACE_S,
    SPACE_XXL,
    TARGET,
    TARGET_TALK,
)
from fieldapp.ui.widgets.boxes import Select
from fieldapp.ui.widgets.buttons import Button
from fieldapp.ui.widgets.editors import LineEdit
from fieldapp.ui.widgets.labels import Label
from fieldapp.ui.widgets.layouts import discard

_OTHER = "other"
_SPEAKER, _SPEAKER_BIG = 200, 248


class KindButton(Button):
    """Which kind the note is of; pressed, the next one. Always as wide as its longest name."""

    def __init__(self, context: Context) -> None:
        super().__init__(context.theme, "", "plain")
        self.names = {kind: context.say(f"forms.kind_{kind}") for kind in KINDS}

    def set_glyph(self, name: str) -> None:
        """Beside its icon the name stands at the left; a sign alone in the middle."""
        self._is_row = bool(name)
        super().set_glyph(name)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def set_height(self, height: int) -> None:
        self._height = height
        self.setFont(fonts.sized(HEADING if height == TARGET_TALK else LEAD))
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        if not self.glyph:
            return QSize(self._height, self._height)
        metrics = QFontMetrics(self.font())
        widest = max(metrics.horizontalAdvance(name) for name in self.names.values())
        return QSize(widest + icons.SIZE + SPACE_S + 2 * SPACE_L, self._height)


class SpeakerPick(QStackedWidget):
    """Who says it: one of those who may, or a name that is typed."""

    def __init__(self, context: Context, capture: Capture) -> None:
        super().__init__()
        self.context, self.capture = context, capture
        self.select = Select(context.theme, (), context.say("talk.speaker"))
        self.name = LineEdit(
            context.say("talk.speaker"), placeholder=context.say("talk.speaker_hint")
        )
        self.addWidget(self.select)
        self.addWidget(self.name)
        self.select.chosen.connect(self._choose)
        self.name.returnPressed.connect(capture.wanted)
        self.name.editingFinished.connect(self._named)
        self.show_speakers()

    def show_speakers(self) -> None:
        """Offers who may have said it."""
        known, lang = self.capture.known, self.context.lang
        options = [(str(place), one.get(lang)) for place, one in enumerate(known)]
        self.select.set_options([*options, (_OTHER, self.context.say("talk.speaker_other"))])
        here = next((n for n, one in enumerate(known) if one == self.capture.speaker), None)
        self.select.choose(None if here is None else str(here))

    def _choose(self, ident: str) -> None:
        if ident == _OTHER:
            self.name.clear()
            self.setCurrentWidget(self.name)
            self.name.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.capture.speak(self.capture.known[int(ident)])
            self.capture.wanted.emit()

    def _named(self) -> None:
        name = self.name.text().strip()
        self.setCurrentWidget(self.select)
        if name:
            self.capture.speak(Text.of(name))
        else:
            self.show_speakers()


class Dock(QFrame):
    """Always at hand: what is typed here is noted, whatever page is above."""

    resized = Signal()
    """It takes more or less of the window's height."""

    def __init__(self, context: Context, capture: Capture, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context, self.capture = context, capture
        self.setProperty("kind", "surface")
        self._is_big = True
        self._reading: LevelReading | None = None
        self._former: QWidget | None = None
        self._column = QVBoxLayout(self)
        self._column.setSpacing(SPACE_S)
        row = QHBoxLayout()
        row.setSpacing(SPACE_M)
        self.kind = KindButton(context)
        self.kind.clicked.connect(capture.next_kind)
        self.line = CaptureLine(capture, context.say("talk.line"))
        self.line.noted.connect(self._show_time)
        self.time = Label("", "soft", wrap=False)
        self.speaker = SpeakerPick(context, capture)
        row.addWidget(self.kind)
        row.addWidget(self.line, 1)
        row.addWidget(self.time)
        row.addWidget(self.speaker)
        self._column.addLayout(row)
        capture.changed.connect(self._show)
        capture.wanted.connect(self.focus)
        capture.level_wanted.connect(self.read_level)
        self.set_big(on=False)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().height() != event.oldSize().height():
            self.resized.emit()

    def focus(self) -> None:
        """Puts the focus into the line."""
        self.line.setFocus(Qt.FocusReason.OtherFocusReason)

    def set_big(self, *, on: bool) -> None:
        """Large enough for the talk, or slim."""
        if on == self._is_big:
            return
        self._is_big = on
        height, size = (TARGET_TALK, HEADING) if on else (TARGET, BODY)
        self.kind.set_height(height)
        self.speaker.setFixedSize(_SPEAKER_BIG if on else _SPEAKER, height)
        for line in (self.line, self.speaker.name):
            line.setProperty("kind", "talk" if on else "")
            line.style().unpolish(line)
            line.style().polish(line)
        self.speaker.select.setFont(fonts.sized(size))
        self.time.setFont(fonts.sized(size))
        edge = SPACE_M if on else SPACE_S
        self._column.setContentsMargins(SPACE_XXL, edge, SPACE_XXL, edge)
        self._show()

    def set_neutral(self, *, on: bool) -> None:
        """Whether the screen is covered: nothing tells what a kind is."""
        if on:
            self.close_level()
        self.capture.set_neutral(on)

    def _show(self) -> None:
        capture, say = self.capture, self.context.say
        neutral = capture.is_neutral
        name = MARKS[capture.kind] if neutral else self.kind.names[capture.kind]
        self.kind.setText(name)
        self.kind.set_glyph("" if neutral else ICONS[capture.kind])
        self.kind.setAccessibleName(say("talk.kind", kind=name))
        self.kind.setToolTip("" if neutral else say("talk.kind_hint"))
        hint = "neutral" if neutral else "hint" if self._is_big else "short"
        self.line.setPlaceholderText(say(f"talk.line_{hint}"))
        self.speaker.show_speakers()

    def _show_time(self, at: datetime | None) -> None:
        self.time.setText("" if at is None else f"{at:%H:%M}")

    # Levels

    def read_level(self, who: str = "") -> None:
        """Asks for a level: one's own first, then the customer's, then nobody's."""
        standing = self.capture.session.standing
        if standing is None or self.capture.is_neutral:
            return
        if not who:
            before = self._reading.who if self._reading is not None else ""
            who = {"": "engineer", "engineer": "customer"}.get(before, "")
        if self._reading is None:
            self._former = QApplication.focusWidget()
        self._drop_level()
        if not who:
            self._return()
            return
        self._reading = LevelReading(self.context, who, standing)
        self._reading.closed.connect(self.close_level)
        self._column.insertWidget(0, self._reading)
        self._reading.show()
        self._reading.focus()

    def close_level(self) -> None:
        """The level is read, or not to be read; one goes on where one was."""
        if self._reading is not None:
            self.capture.session.commit()
            self._drop_level()
            self._return()

    def _drop_level(self) -> None:
        if self._reading is not None:
            discard(self._reading)
            self._reading = None

    def _return(self) -> None:
        former, self._former = self._former, None
        if former is not None and shiboken6.isValid(former) and former.isVisible():
            former.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.focus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape, wherever the focus is in here, is the page's."""
        if event.key() == Qt.Key.Key_Escape:
            self.capture.pressed.emit(int(event.key()))
        else:
            super().keyPressEvent(event)
