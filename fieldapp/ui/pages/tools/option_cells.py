"""How the cells of the options' table are drawn: amounts with bars, levels as dots."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem, QTableView

from fieldapp.case.records import Option
from fieldapp.ui.context import Context
from fieldapp.ui.models.option_table import BestRole, Index, OptionRole, RowRole, ShareRole
from fieldapp.ui.theme import fonts, icons
from fieldapp.ui.theme.tokens import (
    BODY,
    BOLD,
    MEDIUM,
    RADIUS,
    REGULAR,
    SMALL,
    SPACE_M,
    SPACE_S,
    SPACE_XS,
)
from fieldapp.ui.widgets.painting import line_of_text, lines_of_text, rounded

_LEVELS, _BAR = 5, 5
_WISHES = {"prefers": "ok", "accepts": "ok", "unsure": "warning", "declines": "danger"}


class OptionDelegate(QStyledItemDelegate):
    """One cell; the column of the option at hand is framed, that of the chosen one is tinted."""

    def __init__(self, context: Context, view: QTableView) -> None:
        super().__init__(view)
        self.context, self.theme, self.view = context, context.theme, view

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        record, row = index.data(OptionRole), index.data(RowRole)
        if not isinstance(record, Option):
            return
        painter.save()
        area: QRect = option.rect
        self._draw_column(painter, area, index, record)
        inside = area.adjusted(SPACE_M, SPACE_XS, -SPACE_M, -SPACE_XS)
        words = str(index.data())
        match row:
            case "title":
                self._draw_title(painter, inside, record, words)
            case "risk":
                font = fonts.sized(SMALL)
                lines_of_text(painter, inside, words, ink=self.theme.ink_soft, font=font)
            case "feasibility" if record.feasibility is not None:
                self._draw_level(painter, inside, record.feasibility)
            case "acceptance" if record.acceptance:
                self._draw_line(painter, inside, words, _WISHES[record.acceptance])
            case _:
                self._draw_figure(painter, inside, index, words)
        painter.restore()

    def _draw_column(self, painter: QPainter, area: QRect, index: Index, record: Option) -> None:
        """The ground of a cell, and the frame around the column at hand."""
        theme = self.theme
        if record.chosen:
            painter.fillRect(area.adjusted(3, 0, -3, 0), QColor(theme.accent_soft))
        painter.setPen(QColor(theme.line))
        last = index.row() == index.model().rowCount() - 1
        if not last:
            painter.drawLine(
                area.left() + SPACE_M, area.bottom(), area.right() - SPACE_M, area.bottom()
            )
        if index.column() == self.view.currentIndex().column():
            colour = theme.focus if self.view.hasFocus() else theme.border
            painter.fillRect(area.left() + 1, area.top(), 2, area.height(), QColor(colour))
            painter.fillRect(area.right() - 2, area.top(), 2, area.height(), QColor(colour))
            if index.row() == 0:
                painter.fillRect(area.left() + 1, area.top(), area.width() - 2, 2, QColor(colour))
            if last:
                place = QRect(area.left() + 1, area.bottom() - 1, area.width() - 2, 2)
                painter.fillRect(place, QColor(colour))

    def _draw_title(self, painter: QPainter, area: QRect, record: Option, words: str) -> None:
        if record.chosen:
            ratio = painter.device().devicePixelRatio()
            picture = icons.pixmap("circle-check", self.theme.accent, 16, ratio)
            painter.drawPixmap(area.right() - 14, area.top() + SPACE_XS, picture)
            area = area.adjusted(0, 0, -18, 0)
        lines_of_text(painter, area, words, ink=self.theme.ink, font=fonts.sized(BODY, BOLD))

    def _draw_level(self, painter: QPainter, area: QRect, level: int) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        for number in range(_LEVELS):
            colour = self.theme.accent if number < level else self.theme.line
            painter.setBrush(QColor(colour))
            middle = QPointF(area.left() + 6 + number * 17, area.center().y() + 1)
            painter.drawEllipse(middle, 5, 5)
        words = self.context.say("options.of_five", level=level)
        rest = area.adjusted(_LEVELS * 17 + SPACE_S, 0, 0, 0)
        line_of_text(painter, rest, words, ink=self.theme.ink_soft, font=fonts.sized(SMALL))

    def _draw_line(self, painter: QPainter, area: QRect, words: str, tone: str) -> None:
        ink = getattr(self.theme, tone)
        line_of_text(painter, area, words, ink=ink, font=fonts.sized(BODY, MEDIUM))

    def _draw_figure(self, painter: QPainter, area: QRect, index: Index, words: str) -> None:
        """An amount above its bar; in the colour of what does best where it does."""
        theme, share, is_best = self.theme, index.data(ShareRole), index.data(BestRole)
        weight = BOLD if is_best else REGULAR
        ink = theme.ok if is_best else theme.ink if words != "—" else theme.ink_soft
        line = area.adjusted(0, 0, 0, 0 if share is None else -_BAR - 2)
        line_of_text(painter, line, words, ink=ink, font=fonts.sized(BODY, weight))
        if share is None:
            return
        bar = QRectF(area.left(), area.bottom() - _BAR + 1, area.width(), _BAR)
        rounded(painter, bar, _BAR / 2, theme.hover)
        filled = QRectF(bar.left(), bar.top(), max(bar.width() * abs(share), _BAR), _BAR)
        is_loss = index.data(RowRole) == "cost" or share < 0
        if share:
            rounded(painter, filled, min(RADIUS, _BAR / 2), theme.warning if is_loss else theme.ok)
