"""The command palette: a line over the window that finds anything by its name."""

from __future__ import annotations

from typing import Any

import shiboken6
from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    QTimer,
)
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from fieldapp.ui import palette_entries
from fieldapp.ui.context import Context, Place
from fieldapp.ui.palette_entries import ICONS, Entry
from fieldapp.ui.stack import throw_away
from fieldapp.ui.theme import fonts, icons
from fieldapp.ui.theme.tokens import (
    BODY,
    MEDIUM,
    RADIUS,
    SMALL,
    SPACE_L,
    SPACE_M,
    SPACE_S,
    SPACE_XL,
    TARGET,
)
from fieldapp.ui.widgets.editors import LineEdit
from fieldapp.ui.widgets.labels import Label
from fieldapp.ui.widgets.painting import line_of_text, rounded
from fieldapp.usecases import caselist
from fieldapp.usecases.caselist import Looked, Wanted

WIDTH, SHOWN = 640, 9
"""Logical pixels; rows that are seen at once."""
MOST, AHEAD, CASES = 60, 6, 20
"""Entries that are listed at most; how many of them come before the cases; cases at most."""
SEARCH_MS = 60
ROW, LEAST_DETAIL = TARGET, 40
SHADE = 0.35
"""How dark the window behind becomes."""
EntryRole = Qt.ItemDataRole.UserRole
_MOVES = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)
Index = QModelIndex | QPersistentModelIndex


class Palette(QWidget):
    """Lies over its window. It goes by itself as soon as the focus is anywhere else."""

    def __init__(self, window: QWidget, context: Context) -> None:
        super().__init__(window)
        self.context = context
        self._former = QApplication.focusWidget()
        self._entries = self._known()
        self._cases: list[Entry] = []
        self._was_looked = False
        self._box = QFrame(self)
        self._box.setProperty("kind", "card")
        self.line = PaletteLine(context, self)
        self.found = _Found()
        self.list = QListView()
        self.list.setModel(self.found)
        self.list.setItemDelegate(_RowDelegate(context, self.list))
        self.list.setAccessibleName(context.say("shell.palette_found"))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setProperty("kind", "bare")
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setMouseTracking(True)
        self.list.clicked.connect(self._run)
        column = QVBoxLayout(self._box)
        column.setContentsMargins(SPACE_L, SPACE_L, SPACE_L, SPACE_M)
        column.setSpacing(SPACE_S)
        column.addWidget(self.line)
        column.addWidget(self.list)
        self.nothing = Label(context.say("shell.palette_nothing"), "soft")
        column.addWidget(self.nothing)
        self._soon = QTimer(self, singleShot=True, interval=SEARCH_MS)
        self._soon.timeout.connect(self._search)
        self.line.textChanged.connect(self._typed)
        window.installEventFilter(self)
        self._show()
        self.show()
        self.raise_()
        self._place()
        self.line.setFocus(Qt.FocusReason.OtherFocusReason)
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusChanged.connect(self._focus_moved)

    def _known(self) -> list[Entry]:
        context, lang = self.context, self.context.lang
        entries = list(palette_entries.actions(context.actions, lang, leave_out="palette"))
        session = context.session
        if session is not None and session.standing is not None:
            entries += palette_entries.places(
                session.standing, lang, lambda where: context.go(Place("guide", where))
            )
            entries += palette_entries.tools(lang, lambda name: context.go(Place("tool", name)))
        return entries

    # Finding

    def _typed(self) -> None:
        self._cases, self._was_looked = [], False
        self._show()
        self._soon.start()

    def _show(self) -> None:
        found = palette_entries.best(self.line.text(), self._entries, MOST)
        self.found.show_entries([*found[:AHEAD], *self._cases, *found[AHEAD:]])
        self.list.setCurrentIndex(self.found.index(0))
        self.list.setVisible(bool(self.found.entries))
        self.nothing.setVisible(self._was_looked and not self.found.entries)
        self._place()

    def _search(self) -> None:
        """Cases come from the same search as the list's."""
        wanted = Wanted(self.line.text())
        if wanted.text.strip():
            work = self.context.desk.run(lambda workspace: caselist.look(workspace, wanted))
            work.then(self, self._show_cases)

    def _show_cases(self, looked: Looked) -> None:
        if looked.wanted.text != self.line.text():
            return
        say, lang = self.context.say, self.context.lang
        rows = looked.rows[:CASES]
        self._cases = list(
            palette_entries.cases(rows, lang, say("ui.untitled"), self.context.open_case)
        )
        self._was_looked = True
        chosen = self.list.currentIndex().row()
        self._show()
        self.list.setCurrentIndex(self.found.index(max(chosen, 0)))

    # Doing

    def run(self) -> None:
        """Does what is chosen."""
        self._run(self.list.currentIndex())

    def _run(self, index: QModelIndex) -> None:
        entry = index.data(EntryRole)
        if isinstance(entry, Entry):
            self.dismiss()
            entry.do()

    def turn(self, event: QKeyEvent) -> None:
        """Another entry is chosen, by the list's own keys."""
        QApplication.sendEvent(self.list, event)

    def dismiss(self) -> None:
        """Goes, and gives the focus back to where it was."""
        if not self.isVisible():
            return
        former, self._former = self._former, None
        throw_away(self)
        if former is not None and shiboken6.isValid(former):
            former.setFocus(Qt.FocusReason.OtherFocusReason)

    def _focus_moved(self, _: QWidget | None, now: QWidget | None) -> None:
        if now is not None and now is not self and not self.isAncestorOf(now):
            self._former = None
            self.dismiss()

    # Looks

    def _place(self) -> None:
        """As large as the window, the box in its upper part, as high as what is found."""
        window = self.parentWidget()
        if window is None:
            return
        self.setGeometry(window.rect())
        rows = min(self.found.rowCount(), SHOWN)
        self.list.setFixedHeight(max(rows, 1) * ROW)
        width = min(WIDTH, self.width() - 2 * SPACE_XL)
        height = self._box.sizeHint().height()
        self._box.setGeometry((self.width() - width) // 2, self.height() // 8, width, height)

    def paintEvent(self, event: QPaintEvent) -> None:
        shade = QColor("#000000")
        shade.setAlphaF(SHADE)
        QPainter(self).fillRect(self.rect(), shade)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if not self._box.geometry().contains(event.position().toPoint()):
            self.dismiss()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._place()
        return False


class PaletteLine(LineEdit):
    """The line; the keys of a list move in what it has found."""

    def __init__(self, context: Context, palette: Palette) -> None:
        super().__init__(context.say("ui.do_palette"), placeholder=context.say("shell.palette"))
        self._palette = palette

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key == Qt.Key.Key_Escape:
            self._palette.dismiss()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._palette.run()
        elif key in _MOVES:
            self._palette.turn(event)
        else:
            super().keyPressEvent(event)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """There is nowhere else to go; Tab stays."""
        return True


class _Found(QAbstractListModel):
    """What was found."""

    def __init__(self) -> None:
        super().__init__()
        self.entries: list[Entry] = []

    def show_entries(self, entries: list[Entry]) -> None:
        self.beginResetModel()
        self.entries = entries
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.entries)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        entry = self.entries[index.row()] if index.isValid() else None
        if entry is None:
            return None
        if role == EntryRole:
            return entry
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return " · ".join(part for part in (entry.title, entry.detail, entry.keys) if part)
        return None


class _RowDelegate(QStyledItemDelegate):
    """Draws an entry: its icon, its name, what it belongs to, its key or its kind."""

    def __init__(self, context: Context, view: QListView) -> None:
        super().__init__(view)
        self.context, self.theme = context, context.theme

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(200, ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        entry, theme = index.data(EntryRole), self.theme
        area: QRect = option.rect
        state: QStyle.StateFlag = option.state
        painter.save()
        if state & QStyle.StateFlag.State_Selected:
            rounded(painter, QRectF(area), RADIUS, theme.accent_soft, border=theme.accent)
        elif state & QStyle.StateFlag.State_MouseOver:
            rounded(painter, QRectF(area), RADIUS, theme.hover)
        if isinstance(entry, Entry):
            self._draw(painter, area.adjusted(SPACE_M, 0, -SPACE_M, 0), entry)
        painter.restore()

    def _draw(self, painter: QPainter, area: QRect, entry: Entry) -> None:
        theme, small = self.theme, fonts.sized(SMALL)
        ratio = painter.device().devicePixelRatio()
        picture = icons.pixmap(ICONS[entry.kind], theme.ink_soft, icons.SIZE, ratio)
        painter.drawPixmap(area.left(), area.center().y() - icons.SIZE // 2, picture)
        aside = entry.keys or self.context.say(f"shell.kind_{entry.kind}")
        width = QFontMetrics(small).horizontalAdvance(aside) + 2 * SPACE_S
        place = QRect(area.right() - width, area.center().y() - 10, width, 20)
        if entry.keys:
            rounded(painter, QRectF(place), 4, None, border=theme.border)
        centre = Qt.AlignmentFlag.AlignHCenter
        line_of_text(painter, place, aside, ink=theme.ink_soft, font=small, align=centre)
        room = area.adjusted(icons.SIZE + SPACE_M, 0, -width - SPACE_M, 0)
        used = line_of_text(
            painter, room, entry.title, ink=theme.ink, font=fonts.sized(BODY, MEDIUM)
        )
        rest = room.adjusted(used + SPACE_M, 0, 0, 0)
        if rest.width() > LEAST_DETAIL:
            line_of_text(painter, rest, entry.detail, ink=theme.ink_soft, font=small)
