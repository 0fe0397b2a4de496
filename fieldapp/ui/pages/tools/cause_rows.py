"""How a cause is drawn in the list of whys, and how its words are edited there."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTreeView, QWidget

from fieldapp.base.language import Text
from fieldapp.case.records import Cause
from fieldapp.ui.context import Context
from fieldapp.ui.forms.bound import Binding
from fieldapp.ui.models.cause_tree import CauseTree, Index
from fieldapp.ui.theme import fonts, icons
from fieldapp.ui.theme.tokens import (
    BODY,
    BOLD,
    MEDIUM,
    RADIUS,
    SMALL,
    SPACE_M,
    SPACE_S,
    SPACE_XS,
    Theme,
)
from fieldapp.ui.widgets.editors import LineEdit
from fieldapp.ui.widgets.painting import line_of_text, rounded

MARKS = {
    "fact": "circle-check",
    "assumption": "circle-question-mark",
    "customer_statement": "quote",
}
"""The picture of each basis."""
_LINE, _SMALL_LINE, _ICON, _PILL = 20, 18, 18, 20
_WRAP = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop


def colour(theme: Theme, cause: Cause) -> str:
    """The colour of what a cause rests on."""
    known = {"fact": theme.ok, "customer_statement": theme.ask}
    return known.get(cause.basis, theme.warning)


def aside(context: Context, cause: Cause) -> str:
    """What a cause rests on and where it belongs, in a few words."""
    parts = [context.say(f"forms.basis_{cause.basis}")]
    if cause.category:
        parts.append(context.say(f"forms.category_{cause.category}"))
    if cause.evidence:
        parts.append(context.say("causes.evidence", count=len(cause.evidence)))
    return " · ".join(parts)


class CauseDelegate(QStyledItemDelegate):
    """Two lines: the words, and what they rest on; pills for a root and for the weakest link."""

    asked_why = Signal()
    """The words are done, and the next why is wanted at once."""
    ended = Signal(str, str)
    """A cause's id and the words its editor ends with."""

    def __init__(self, context: Context, model: CauseTree, view: QTreeView) -> None:
        super().__init__(view)
        self.context, self.theme, self.model, self.view = context, context.theme, model, view
        self._pills = {name: context.say(f"causes.pill_{name}") for name in ("root", "weakest")}
        self._untold = context.say("causes.untold")
        self._widths: dict[str, int] = {}
        small = QFontMetrics(fonts.sized(SMALL, BOLD))
        self._pill_widths = {
            name: small.horizontalAdvance(words) + 2 * SPACE_S
            for name, words in self._pills.items()
        }

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        cause = self.model.cause(index)
        depth = self.model.tree.depth.get(cause.id, 1) if cause else 1
        room = self.view.viewport().width() - depth * self.view.indentation() - self._taken(cause)
        lines = 2 if self._width(self._words(cause)) > room else 1
        return QSize(160, lines * _LINE + _SMALL_LINE + 2 * SPACE_S + SPACE_XS)

    def _width(self, words: str) -> int:
        """Pixels of words in one line."""
        if words not in self._widths:
            metrics = QFontMetrics(fonts.sized(BODY, MEDIUM))
            self._widths[words] = metrics.horizontalAdvance(words)
        return self._widths[words]

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        cause = self.model.cause(index)
        if cause is None:
            return
        theme = self.theme
        area: QRect = option.rect.adjusted(1, 2, -2, -2)
        state: QStyle.StateFlag = option.state
        painter.save()
        if state & QStyle.StateFlag.State_Selected:
            has_focus = bool(state & QStyle.StateFlag.State_HasFocus)
            border = theme.focus if has_focus else theme.border
            rounded(painter, QRectF(area), RADIUS, theme.surface, border=border, width=2)
        elif state & QStyle.StateFlag.State_MouseOver:
            rounded(painter, QRectF(area), RADIUS, theme.hover)
        self._draw(painter, area.adjusted(SPACE_S, SPACE_XS, -SPACE_S, -SPACE_XS), cause)
        painter.restore()

    def _draw(self, painter: QPainter, area: QRect, cause: Cause) -> None:
        theme, ratio = self.theme, painter.device().devicePixelRatio()
        mark = icons.pixmap(MARKS[cause.basis], colour(theme, cause), _ICON, ratio)
        painter.drawPixmap(area.left(), area.top() + 1, mark)
        right = area.right()
        for name, ink, fill in self._shown_pills(cause):
            words = self._pills[name]
            width = self._pill_widths[name]
            pill = QRect(right - width, area.top(), width, _PILL)
            rounded(painter, QRectF(pill), _PILL / 2, fill)
            line_of_text(
                painter,
                pill,
                words,
                ink=ink,
                font=fonts.sized(SMALL, BOLD),
                align=Qt.AlignmentFlag.AlignHCenter,
            )
            right -= width + SPACE_S
        left = area.left() + _ICON + SPACE_S
        lower = area.bottom() - _SMALL_LINE
        text = QRect(left, area.top(), right - left, lower - area.top())
        painter.setFont(fonts.sized(BODY, MEDIUM))
        painter.setPen(QColor(theme.ink if cause.text else theme.ink_soft))
        if text.height() < 2 * _LINE:
            line_of_text(
                painter,
                text,
                self._words(cause),
                ink=painter.pen().color().name(),
                font=painter.font(),
            )
        else:
            painter.drawText(text, _WRAP, self._words(cause))
        below = QRect(left, lower, area.right() - left, _SMALL_LINE)
        words = aside(self.context, cause)
        line_of_text(painter, below, words, ink=theme.ink_soft, font=fonts.sized(SMALL))

    def _shown_pills(self, cause: Cause) -> list[tuple[str, str, str]]:
        """Name, ink and fill of each."""
        theme = self.theme
        shown = []
        if cause.root:
            shown.append(("root", theme.avoid, theme.avoid_soft))
        if cause.id in self.model.tree.weakest:
            shown.append(("weakest", theme.warning, theme.warning_soft))
        return shown

    def _taken(self, cause: Cause | None) -> int:
        """Pixels of a line that are not left for words."""
        taken = _ICON + 4 * SPACE_S + SPACE_M
        if cause is not None and cause.root:
            taken += self._pill_widths["root"] + SPACE_S
        if cause is not None and cause.id in self.model.tree.weakest:
            taken += self._pill_widths["weakest"] + SPACE_S
        return taken

    def _words(self, cause: Cause | None) -> str:
        return (self.model.words(cause) if cause else "") or self._untold

    # Editing

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        cause = self.model.cause(index)
        text = cause.text if cause else Text()
        path = f"causes/{cause.id if cause else ''}/text"
        if text.zh and text.en:
            path = f"{path}/@{self.model.lang}"
        editor = LineEdit(self.context.say("causes.words"), parent=parent)
        editor.setPlaceholderText(self.context.say("causes.words_hint"))
        Binding(editor, self.context.case, path, text.get(self.model.lang))
        return editor

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """The binding shows what stands there."""

    def setModelData(self, editor: QWidget, model: object, index: Index) -> None:
        self.context.case.commit()

    def updateEditorGeometry(
        self, editor: QWidget, option: QStyleOptionViewItem, index: Index
    ) -> None:
        area: QRect = option.rect
        editor.setGeometry(area.left(), area.top() + 4, area.width() - SPACE_S, 44)

    def destroyEditor(self, editor: QWidget, index: Index) -> None:
        cause = self.model.cause(index)
        if cause is not None and isinstance(editor, LineEdit):
            self.ended.emit(cause.id, editor.text())
        super().destroyEditor(editor, index)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter and Escape end the words and keep them; with Ctrl, Enter asks why at once."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            if is_enter or event.key() == Qt.Key.Key_Escape:
                self.commitData.emit(watched)
                self.closeEditor.emit(watched, QStyledItemDelegate.EndEditHint.NoHint)
                if is_enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                    self.asked_why.emit()
                return True
        return super().eventFilter(watched, event)
