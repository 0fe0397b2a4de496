"""The parties by interest and influence: a picture of what the list beside it says."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from fieldapp.case.toolrecords import Stakeholder
from fieldapp.ui.context import Context
from fieldapp.ui.theme import fonts
from fieldapp.ui.theme.tokens import RADIUS_CARD, SMALL, SPACE_L, SPACE_S
from fieldapp.ui.widgets.painting import rounded

_HEIGHT, _FOOT, _DOT, _LINE = 300, 24, 5, 18
_MIDDLE = 3


class PartyGrid(QWidget):
    """Influence upwards, interest to the right; the four fields say how to keep contact."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        self._parties: Sequence[Stakeholder] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(context.say("responsibilities.grid"))

    def sizeHint(self) -> QSize:
        return QSize(520, _HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return QSize(320, _HEIGHT)

    def show_parties(self, parties: Sequence[Stakeholder]) -> None:
        """Shows those whose place is known."""
        self._parties = [one for one in parties if one.interest and one.influence]
        say, lang = self.context.say, self.context.lang
        told = [
            say(
                "responsibilities.placed",
                name=one.title.get(lang),
                interest=one.interest,
                influence=one.influence,
            )
            for one in self._parties
        ]
        self.setAccessibleDescription("; ".join(told))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, theme = QPainter(self), self.context.theme
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(self.rect()).adjusted(_FOOT, 1, -1, -_FOOT)
        rounded(painter, area, RADIUS_CARD, theme.surface, border=theme.line)
        middle = area.center()
        painter.setPen(QPen(QColor(theme.line), 1))
        painter.drawLine(QPointF(middle.x(), area.top()), QPointF(middle.x(), area.bottom()))
        painter.drawLine(QPointF(area.left(), middle.y()), QPointF(area.right(), middle.y()))
        self._words(painter, area)
        self._dots(painter, area)

    def _words(self, painter: QPainter, area: QRectF) -> None:
        say, theme = self.context.say, self.context.theme
        painter.setFont(fonts.sized(SMALL))
        painter.setPen(QColor(theme.ink_soft))
        half = area.size() / 2
        for row, name_row in enumerate(("high", "low")):
            for column, name_column in enumerate(("low", "high")):
                corner = QPointF(
                    area.left() + column * half.width(), area.top() + row * half.height()
                )
                field = QRectF(corner, half).adjusted(SPACE_S, SPACE_S, -SPACE_S, -SPACE_S)
                text = say(f"responsibilities.field_{name_row}_{name_column}")
                side = Qt.AlignmentFlag.AlignTop if row == 0 else Qt.AlignmentFlag.AlignBottom
                end = Qt.AlignmentFlag.AlignRight if column else Qt.AlignmentFlag.AlignLeft
                painter.drawText(field, side | end, text)
        below = QRectF(area.left(), area.bottom() + 4, area.width(), _FOOT - 4)
        painter.drawText(
            below, Qt.AlignmentFlag.AlignCenter, f"{say('responsibilities.axis_interest')} →"
        )
        painter.save()
        painter.translate(_FOOT / 2, area.center().y())
        painter.rotate(-90)
        upright = QRectF(-area.height() / 2, -_FOOT / 2, area.height(), _FOOT - 4)
        painter.drawText(
            upright, Qt.AlignmentFlag.AlignCenter, f"{say('responsibilities.axis_influence')} →"
        )
        painter.restore()

    def _dots(self, painter: QPainter, area: QRectF) -> None:
        theme, lang = self.context.theme, self.context.lang
        inside = area.adjusted(SPACE_L, _LINE * 2, -SPACE_L, -_LINE * 2)
        taken: dict[tuple[int, int], int] = {}
        for party in self._parties:
            place = (party.interest or _MIDDLE, party.influence or _MIDDLE)
            nth = taken[place] = taken.get(place, -1) + 1
            x = inside.left() + (place[0] - 1) / 4 * inside.width()
            y = inside.bottom() - (place[1] - 1) / 4 * inside.height() + nth * _LINE
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme.accent))
            painter.drawEllipse(QPointF(x, y), _DOT, _DOT)
            painter.setPen(QColor(theme.ink))
            painter.setFont(fonts.sized(SMALL))
            is_right = place[0] > _MIDDLE
            room = min(180.0, inside.width() / 2)
            left = x - room - 2 * _DOT if is_right else x + 2 * _DOT
            line = QRectF(left, y - _LINE / 2, room, _LINE)
            name = painter.fontMetrics().elidedText(
                party.title.get(lang), Qt.TextElideMode.ElideRight, int(room)
            )
            side = Qt.AlignmentFlag.AlignRight if is_right else Qt.AlignmentFlag.AlignLeft
            painter.drawText(line, side | Qt.AlignmentFlag.AlignVCenter, name)
