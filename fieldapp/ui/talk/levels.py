"""The emotion strip: one's own level and the customer's, each one press away."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QPainter
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from fieldapp.ui.context import Context
from fieldapp.ui.talk.capture import Capture
from fieldapp.ui.theme import fonts
from fieldapp.ui.theme.tokens import BODY, BOLD, HEADING, SMALL, SPACE_M, SPACE_S, TARGET_TALK
from fieldapp.ui.widgets.buttons import Button, IconButton
from fieldapp.usecases.standing import Standing

# inventory 158: own level and the customer's, one key each, in the talk
_DOT, _HEIGHT = 36, 72
WIDTH = 304


class LevelButton(Button):
    """Whose level it is, the last one that was read, and the key that reads another."""

    def __init__(self, context: Context, who: str, keys: str) -> None:
        name = context.say(f"talk.level_{who}")
        super().__init__(context.theme, name, "quiet", keys=keys, height=_HEIGHT)
        self.level: int | None = None
        self._label = ""
        self._unknown = context.say("talk.level_unknown")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_level(self, level: int | None, label: str) -> None:
        self.level, self._label = level, label
        told = f"{level} {label}" if level else self._unknown
        self.setAccessibleName(f"{self.text()}: {told}")
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(WIDTH - TARGET_TALK - SPACE_S, _HEIGHT)

    def _draw_content(self, painter: QPainter, ink: str) -> None:
        theme, middle = self.theme, self.height() / 2
        dot = QRectF(SPACE_M, middle - _DOT / 2, _DOT, _DOT)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.level:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme.emotion[self.level - 1]))
            painter.drawEllipse(dot)
            painter.setPen(QColor(theme.on_emotion[self.level - 1]))
            painter.setFont(fonts.sized(HEADING, BOLD))
            painter.drawText(dot, Qt.AlignmentFlag.AlignCenter, str(self.level))
        else:
            painter.setPen(QColor(theme.border))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(dot.adjusted(1, 1, -1, -1))
        cap = self._keys_width()
        left, room = dot.right() + SPACE_M, self.width() - dot.right() - 3 * SPACE_M - cap
        lines = (
            (self.text(), fonts.sized(SMALL), theme.ink_soft, middle - 22),
            (self._label or self._unknown, fonts.sized(BODY, BOLD), ink, middle),
        )
        for text, font, colour, top in lines:
            painter.setFont(font)
            painter.setPen(QColor(colour))
            shown = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, int(room))
            painter.drawText(QRectF(left, top, room, 20), Qt.AlignmentFlag.AlignVCenter, shown)
        self._draw_keys(painter, self.width() - SPACE_M - cap, ink)


class LevelStrip(QWidget):
    """Own level first; the customer's below it, with how both went."""

    history_wanted = Signal()

    def __init__(self, context: Context, capture: Capture) -> None:
        super().__init__()
        self.context = context
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_S)
        self.buttons = {
            "engineer": LevelButton(context, "engineer", "F6"),
            "customer": LevelButton(context, "customer", "F6 F6"),
        }
        for who, button in self.buttons.items():
            button.clicked.connect(lambda _=False, wanted=who: capture.level_wanted.emit(wanted))
        history = IconButton(
            context.theme, "history", context.say("talk.drawer_levels"), height=TARGET_TALK
        )
        history.clicked.connect(self.history_wanted)
        row = QHBoxLayout()
        row.setSpacing(SPACE_S)
        row.addWidget(self.buttons["customer"], 1)
        row.addWidget(history)
        column.addWidget(self.buttons["engineer"])
        column.addLayout(row)
        self.setFixedWidth(WIDTH)

    def show_standing(self, standing: Standing) -> None:
        """Shows the last reading of each."""
        for who, button in self.buttons.items():
            level = standing.guide.levels.get(who)
            row = standing.playbook.scale.level(level) if level else None
            button.show_level(level, row.label.get(self.context.lang) if row else "")
