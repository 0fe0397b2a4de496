"""The fishbone: the same causes by category, along ribs that lead to what happened."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QPoint, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
    QRegion,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QFrame

from fieldapp.case.records import Cause
from fieldapp.playbook.tools.causes import bones
from fieldapp.ui.context import Context
from fieldapp.ui.models.cause_tree import CauseTree, Index
from fieldapp.ui.pages.tools.cause_rows import colour
from fieldapp.ui.theme import fonts
from fieldapp.ui.theme.tokens import (
    BODY,
    BOLD,
    MEDIUM,
    RADIUS,
    SMALL,
    SPACE_L,
    SPACE_M,
    SPACE_S,
    SPACE_XS,
)
from fieldapp.ui.widgets.painting import line_of_text, lines_of_text, rounded

_COLUMN, _HEAD, _SLANT, _PILL, _INDENT, _DEEPEST = 176, 136, 30, 28, 12, 4
_MOST_LINES, _LINE, _GAP, _LEAST = 3, 18, 10, 88
_WRAP = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop


@dataclass(slots=True)
class _Bone:
    """A category with its causes, depth first. `labels`: where each stands, in the content."""

    name: str
    causes: list[Cause]
    labels: dict[str, QRect]
    foot: int = 0
    """Where its rib meets the spine."""


class Fishbone(QAbstractItemView):
    """Up and down go along a rib, left and right from rib to rib."""

    def __init__(self, context: Context, model: CauseTree) -> None:
        super().__init__()
        self.context, self.theme, self._tree = context, context.theme, model
        self.wanted = ""
        """The set of categories; empty for that in use."""
        self._effect = ""
        self._bones: list[_Bone] = []
        self._half = 0
        """How many ribs go up."""
        self._middle = 0
        self._size = QSize()
        self._heights: dict[tuple[str, int], int] = {}
        self._font: QFont = fonts.sized(SMALL + 1)
        self.setModel(model)
        self.setAccessibleName(context.say("causes.fishbone"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setProperty("kind", "bare")
        self.setMouseTracking(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        model.layoutChanged.connect(self.arrange)
        model.dataChanged.connect(lambda *_: self.arrange())

    def show_effect(self, effect: str) -> None:
        """What all of it leads to."""
        if effect != self._effect:
            self._effect = effect
            self.viewport().update()

    def arrange(self) -> None:
        """Works out anew where everything stands, as soon as it is seen."""
        if not self.isVisible():
            return
        tree = self._tree.tree
        tops = tree.below(None)
        names = [*bones(tops, self.wanted)]
        if any(not cause.category for cause in tops):
            names.append("")
        self._bones = [
            _Bone(name, [c for top in tops if top.category == name for c in self._under(top)], {})
            for name in names
        ]
        self._half = (len(names) + 1) // 2
        columns = max(self._half, 1)
        width = max(_COLUMN, (self.viewport().width() - _HEAD - _SLANT - 2 * SPACE_M) // columns)
        room = width - _SLANT - SPACE_L
        above = max((self._stack(bone, room) for bone in self._bones[: self._half]), default=_LEAST)
        below = max((self._stack(bone, room) for bone in self._bones[self._half :]), default=_LEAST)
        above, below = max(above, _LEAST), max(below, _LEAST)
        spare = self.viewport().height() - 2 * (_PILL + SPACE_M) - above - below
        above, below = above + max(0, spare // 2), below + max(0, spare // 2)
        self._middle = SPACE_M + _PILL + above
        for place, bone in enumerate(self._bones):
            is_up = place < self._half
            column = place if is_up else place - self._half
            bone.foot = SPACE_M + width * (column + 1)
            top = self._middle - above + SPACE_S if is_up else self._middle + SPACE_M
            self._place(bone, bone.foot - room - SPACE_S, top, above if is_up else -below)
        self._size = QSize(
            SPACE_M + width * columns + _SLANT + _HEAD + SPACE_M,
            self._middle + below + _PILL + SPACE_M,
        )
        self.updateGeometries()
        self.viewport().update()

    def _under(self, top: Cause) -> Sequence[Cause]:
        tree = self._tree.tree
        found, waiting = [], [top]
        while waiting:
            cause = waiting.pop()
            found.append(cause)
            waiting += reversed(tree.below(cause.id))
        return found

    def _indent(self, cause: Cause) -> int:
        return _INDENT * min(self._tree.tree.depth[cause.id] - 1, _DEEPEST)

    def _height(self, cause: Cause, room: int) -> int:
        words = self._words(cause)
        key = (words, room)
        if key not in self._heights:
            area = QRect(0, 0, max(room, 20), 10_000)
            text = QFontMetrics(self._font).boundingRect(area, _WRAP, words).height()
            self._heights[key] = min(text, _MOST_LINES * _LINE) + SPACE_XS
        return self._heights[key]

    def _stack(self, bone: _Bone, room: int) -> int:
        heights = (self._height(c, room - self._indent(c) - SPACE_L) + _GAP for c in bone.causes)
        return sum(heights) + _GAP

    def _place(self, bone: _Bone, left: int, top: int, reach: int) -> None:
        """Labels from the top down, each ending at the rib beside it."""
        room = bone.foot - left
        for cause in bone.causes:
            indent = self._indent(cause)
            height = self._height(cause, room - SPACE_S - indent - SPACE_L)
            away = abs(self._middle - (top + height // 2)) / max(abs(reach), 1)
            shift = round(_SLANT * away)
            bone.labels[cause.id] = QRect(left + indent - shift, top, room - indent, height)
            top += height + _GAP

    def _words(self, cause: Cause) -> str:
        return self._tree.words(cause) or self.context.say("causes.untold")

    # What Qt asks of a view

    def visualRect(self, index: Index) -> QRect:
        cause = self._tree.cause(index)
        if cause is None:
            return QRect()
        found = (bone.labels[cause.id] for bone in self._bones if cause.id in bone.labels)
        return next(found, QRect()).translated(-self.horizontalOffset(), -self.verticalOffset())

    def scrollTo(
        self,
        index: Index,
        hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible,
    ) -> None:
        rect, room = self.visualRect(index), self.viewport().rect()
        bar = self.horizontalScrollBar()
        bar.setValue(bar.value() + _beyond(rect.left(), rect.right(), room.width()))
        bar = self.verticalScrollBar()
        bar.setValue(bar.value() + _beyond(rect.top(), rect.bottom(), room.height()))

    def indexAt(self, point: QPoint) -> QModelIndex:
        place = point + QPoint(self.horizontalOffset(), self.verticalOffset())
        for bone in self._bones:
            for name, rect in bone.labels.items():
                if rect.adjusted(0, -4, 0, 4).contains(place):
                    return self._tree.index_of(name)
        return QModelIndex()

    def moveCursor(
        self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier
    ) -> QModelIndex:
        moves = QAbstractItemView.CursorAction
        filled = [bone for bone in self._bones if bone.causes]
        if not filled:
            return QModelIndex()
        current = self._tree.cause(self.currentIndex())
        place = next((n for n, b in enumerate(filled) if current and current.id in b.labels), 0)
        ids = list(filled[place].labels)
        row = ids.index(current.id) if current and current.id in ids else 0
        if action in (moves.MoveLeft, moves.MoveRight):
            step = 1 if action == moves.MoveRight else -1
            ids = list(filled[(place + step) % len(filled)].labels)
            return self._tree.index_of(ids[min(row, len(ids) - 1)])
        steps = {moves.MoveUp: -1, moves.MoveDown: 1, moves.MoveHome: -row, moves.MoveEnd: len(ids)}
        return self._tree.index_of(ids[max(0, min(row + steps.get(action, 0), len(ids) - 1))])

    def horizontalOffset(self) -> int:
        return self.horizontalScrollBar().value()

    def verticalOffset(self) -> int:
        return self.verticalScrollBar().value()

    def isIndexHidden(self, index: Index) -> bool:
        return False

    def setSelection(self, rect: QRect, command: object) -> None:
        """What is current is selected; there is nothing else to select."""

    def visualRegionForSelection(self, selection: object) -> QRegion:
        return QRegion(self.viewport().rect())

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        self.viewport().update()

    def updateGeometries(self) -> None:
        super().updateGeometries()
        room = self.viewport().size()
        for bar, whole, shown in (
            (self.horizontalScrollBar(), self._size.width(), room.width()),
            (self.verticalScrollBar(), self._size.height(), room.height()),
        ):
            bar.setPageStep(shown)
            bar.setSingleStep(24)
            bar.setRange(0, max(0, whole - shown))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.arrange()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.arrange()

    # Drawing

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(-self.horizontalOffset(), -self.verticalOffset())
        theme = self.theme
        head = self._size.width() - SPACE_M - _HEAD
        painter.setPen(QPen(QColor(theme.ink_soft), 2.0))
        painter.drawLine(SPACE_M, self._middle, head - SPACE_S, self._middle)
        tip = QPolygonF([QPointF(head - 9, self._middle + y) for y in (-5, 5)])
        tip.append(QPointF(head, self._middle))
        painter.setBrush(QColor(theme.ink_soft))
        painter.drawPolygon(tip)
        self._draw_effect(painter, head)
        for place, bone in enumerate(self._bones):
            self._draw_bone(painter, bone, is_up=place < self._half)

    def _draw_effect(self, painter: QPainter, left: int) -> None:
        font = fonts.sized(BODY, BOLD)
        inside = QRect(0, 0, _HEAD - 2 * SPACE_M, 10_000)
        height = min(QFontMetrics(font).boundingRect(inside, _WRAP, self._effect).height(), 140)
        top = self._middle - height // 2 - SPACE_M
        box = QRect(left, top, _HEAD, height + 2 * SPACE_M)
        rounded(painter, QRectF(box), RADIUS, self.theme.accent)
        painter.setFont(font)
        painter.setPen(QColor(self.theme.on_accent))
        painter.drawText(box.adjusted(SPACE_M, SPACE_M, -SPACE_M, -SPACE_M), _WRAP, self._effect)

    def _draw_bone(self, painter: QPainter, bone: _Bone, *, is_up: bool) -> None:
        theme = self.theme
        end = SPACE_M + _PILL if is_up else self._size.height() - SPACE_M - _PILL
        painter.setPen(QPen(QColor(theme.border), 1.5))
        painter.drawLine(bone.foot - _SLANT, end, bone.foot, self._middle)
        words = self.context.say(f"forms.category_{bone.name}" if bone.name else "causes.unsorted")
        font = fonts.sized(SMALL + 1, BOLD)
        width = QFontMetrics(font).horizontalAdvance(words) + 2 * SPACE_M
        top = end - _PILL if is_up else end
        pill = QRect(bone.foot - _SLANT - width // 2, top, width, _PILL)
        is_used = bool(bone.causes)
        fill = theme.accent_soft if is_used else theme.sunken
        rounded(painter, QRectF(pill), _PILL / 2, fill)
        ink = theme.ink if is_used else theme.ink_soft
        line_of_text(painter, pill, words, ink=ink, font=font, align=Qt.AlignmentFlag.AlignHCenter)
        shown = self.viewport().rect().translated(self.horizontalOffset(), self.verticalOffset())
        current = self._tree.cause(self.currentIndex())
        for cause in bone.causes:
            if bone.labels[cause.id].intersects(shown):
                self._draw_cause(painter, cause, bone.labels[cause.id], is_current=cause is current)

    def _draw_cause(
        self, painter: QPainter, cause: Cause, rect: QRect, *, is_current: bool
    ) -> None:
        theme = self.theme
        weak = cause.id in self._tree.tree.weakest
        line = QColor(theme.avoid if cause.root else theme.warning if weak else theme.line)
        painter.setPen(QPen(line, 2.0 if cause.root or weak else 1.0))
        painter.drawLine(rect.left(), rect.bottom() + 2, rect.right(), rect.bottom() + 2)
        if is_current:
            border = theme.focus if self.hasFocus() else theme.border
            around = QRectF(rect.adjusted(-4, -3, -SPACE_XS, 5))
            rounded(painter, around, 6, theme.surface, border=border, width=2)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colour(theme, cause)))
        painter.drawEllipse(QPointF(rect.left() + 4, rect.top() + _LINE / 2), 3.5, 3.5)
        font = fonts.sized(SMALL + 1, MEDIUM) if cause.root else self._font
        ink = theme.avoid if cause.root else theme.ink
        text = rect.adjusted(SPACE_M, 0, -SPACE_XS, 0)
        lines_of_text(painter, text, self._words(cause), ink=ink, font=font)


def _beyond(low: int, high: int, room: int) -> int:
    """How far to scroll so that what lies from `low` to `high` is in view."""
    if low < 0:
        return low - SPACE_M
    return high - room + SPACE_M if high > room else 0
