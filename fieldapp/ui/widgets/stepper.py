"""Where one is in a playbook: numbered steps on a line."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Literal, NamedTuple

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from fieldapp.ui.theme import fonts, icons
from fieldapp.ui.theme.tokens import BODY, BOLD, REGULAR, SMALL, Theme
from fieldapp.ui.widgets.buttons import Button
from fieldapp.ui.widgets.choices import Group
from fieldapp.ui.widgets.painting import hairline, rounded

State = Literal["todo", "done", "current", "folded"]
"""Still to come; complete; the one that is shown; kept shut by a guard."""

_CIRCLE, _HEIGHT = 28, 60


class Step(NamedTuple):
    """One step. `note` says its state in words, for a tooltip and a screen reader."""

    ident: str
    label: str
    state: State
    note: str = ""


class StepButton(Button):
    """A numbered circle above its label."""

    def __init__(self, theme: Theme, number: int, step: Step, parent: QWidget) -> None:
        super().__init__(theme, step.label, "plain", height=_HEIGHT, parent=parent)
        self.number = number
        self.show_step(step)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_step(self, step: Step) -> None:
        self.step = step
        self.setText(step.label)
        self.setToolTip(step.note)
        self.setAccessibleName(f"{self.number} {step.label}")
        self.setAccessibleDescription(step.note)
        self.update()

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(fonts.sized(BODY, BOLD))
        return QSize(max(metrics.horizontalAdvance(self.text()) + 16, 64), _HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return QSize(56, _HEIGHT)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The arrows are the stepper's, which stops at its ends."""
        if event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def circle(self) -> QRectF:
        return QRectF((self.width() - _CIRCLE) / 2, 4, _CIRCLE, _CIRCLE)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        theme, circle, state = self.theme, self.circle(), self.step.state
        if self.hasFocus():
            around = circle.adjusted(-4, -4, 4, 4)
            rounded(painter, around, around.width() / 2, None, border=theme.focus, width=2)
        hot = self.underMouse() or self.isDown()
        fill, border, ink = {
            "todo": (theme.hover if hot else theme.surface, theme.border, theme.ink_soft),
            "folded": (theme.hover if hot else theme.sunken, theme.border, theme.ink_soft),
            "done": (theme.hover if hot else theme.accent_soft, theme.accent, theme.accent),
            "current": (theme.accent_hover if hot else theme.accent, theme.accent, theme.on_accent),
        }[state]
        rounded(painter, circle, _CIRCLE / 2, fill, border=border, width=1.5)
        glyph = {"done": "check", "folded": "lock"}.get(state)
        if glyph:
            size = 14
            picture = icons.pixmap(glyph, ink, size, self.devicePixelRatio())
            place = circle.center()
            painter.drawPixmap(round(place.x() - size / 2), round(place.y() - size / 2), picture)
        else:
            painter.setPen(QColor(ink))
            painter.setFont(fonts.sized(SMALL + 1, BOLD))
            painter.drawText(circle, Qt.AlignmentFlag.AlignCenter, str(self.number))
        font = fonts.sized(BODY, BOLD if state == "current" else REGULAR)
        painter.setFont(font)
        painter.setPen(QColor(theme.ink_soft if state in ("todo", "folded") else theme.ink))
        label = QRectF(0, _CIRCLE + 6, self.width(), _HEIGHT - _CIRCLE - 6)
        text = QFontMetrics(font).elidedText(
            self.text(), Qt.TextElideMode.ElideRight, self.width() - 4
        )
        painter.drawText(label, Qt.AlignmentFlag.AlignCenter, text)


class Stepper(Group):
    """The steps of a playbook. Left and right move between them, Enter goes to one."""

    went = Signal(str)
    """The id of the step a person asked for; a folded one too, so that the page says why it is."""

    def __init__(
        self, theme: Theme, steps: Sequence[Step], name: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(name, parent)
        self.theme = theme
        self.buttons: list[StepButton] = []
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        for number, step in enumerate(steps, 1):
            button = StepButton(theme, number, step, self)
            button.clicked.connect(lambda _=False, ident=step.ident: self.went.emit(ident))
            layout.addWidget(button, 1)
            self.buttons.append(button)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_steps(self, steps: Sequence[Step]) -> None:
        """Show the same steps in other states."""
        for button, step in zip(self.buttons, steps, strict=True):
            button.show_step(step)
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        focused = next((at for at, one in enumerate(self.buttons) if one.hasFocus()), None)
        last = len(self.buttons) - 1
        goal = (
            None
            if focused is None
            else {
                Qt.Key.Key_Left: max(focused - 1, 0),
                Qt.Key.Key_Right: min(focused + 1, last),
                Qt.Key.Key_Home: 0,
                Qt.Key.Key_End: last,
            }.get(Qt.Key(event.key()))
        )
        if goal is None:
            super().keyPressEvent(event)
        else:
            self.buttons[goal].setFocus(Qt.FocusReason.TabFocusReason)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The line between the circles, in the accent up to the current step."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for left, right in pairwise(self.buttons):
            start = left.circle().translated(left.pos())
            end = right.circle().translated(right.pos())
            done = left.step.state == "done"
            colour = QColor(self.theme.accent if done else self.theme.border)
            painter.setPen(QPen(colour, hairline(painter, 2 if done else 1)))
            y = start.center().y()
            painter.drawLine(round(start.right() + 6), round(y), round(end.left() - 6), round(y))
