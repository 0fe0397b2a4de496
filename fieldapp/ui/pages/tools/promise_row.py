"""A promise in a line: what it is, when it is due, and which of its six parts are said."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen

from fieldapp.playbook.tools.promises import PARTS, Mark
from fieldapp.ui.forms.rows import RowButton
from fieldapp.ui.theme import icons
from fieldapp.ui.theme.tokens import SPACE_M, SPACE_XS, Theme

ICONS = {
    "who": "user",
    "what": "target",
    "measure": "gauge",
    "due": "calendar",
    "condition": "link",
    "proof": "paperclip",
}
_MARK, _ICON = 24, 14


class PromiseRow(RowButton):
    """A filled mark for a part that is said, a dashed one for a vague one, a bare one for one that
    is not there."""

    reserved = len(PARTS) * (_MARK + SPACE_XS) + SPACE_M

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self._marks: Mapping[str, Mark] = {}

    def show_marks(self, marks: Mapping[str, Mark]) -> None:
        self._marks = marks
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        left = self.width() - self.reserved
        top = (self.height() - _MARK) / 2
        for place, part in enumerate(PARTS):
            area = QRectF(left + place * (_MARK + SPACE_XS), top, _MARK, _MARK)
            self._mark(painter, area, part)

    def _mark(self, painter: QPainter, area: QRectF, part: str) -> None:
        theme, mark = self.theme, self._marks.get(part, "missing")
        ink = {"said": theme.accent, "vague": theme.warning, "missing": theme.ink_soft}[mark]
        fill = {"said": theme.accent_soft, "vague": theme.warning_soft}.get(mark)
        pen = QPen(QColor(theme.line if mark != "vague" else theme.warning), 1)
        if mark == "vague":
            pen.setStyle(Qt.PenStyle.DashLine)
        painter.setPen(Qt.PenStyle.NoPen if mark == "said" else pen)
        painter.setBrush(QColor(fill) if fill else Qt.BrushStyle.NoBrush)
        painter.drawEllipse(area.adjusted(0.5, 0.5, -0.5, -0.5))
        painter.setOpacity(1.0 if mark != "missing" else 0.55)
        picture = icons.pixmap(ICONS[part], ink, _ICON, self.devicePixelRatio())
        inset = (_MARK - _ICON) / 2
        painter.drawPixmap((area.topLeft() + QRectF(inset, inset, 0, 0).topLeft()), picture)
        painter.setOpacity(1.0)
