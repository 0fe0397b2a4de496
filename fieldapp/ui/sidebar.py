"""The left column: new case, search, states, the list of cases, and what is true of syncing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import partial

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFontMetrics,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QRegion,
)
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QListView,
    QStackedWidget,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolTip,
    QVBoxLayout,
)

from fieldapp.base.clock import system_clock
from fieldapp.base.language import Lang, tr
from fieldapp.ui import dues, verdict_marks
from fieldapp.ui.context import Context
from fieldapp.ui.models.case_list import CaseList, RowRole
from fieldapp.ui.moments import short
from fieldapp.ui.reminder import Reminder
from fieldapp.ui.state_line import StateLine
from fieldapp.ui.summons import Summons
from fieldapp.ui.theme import fonts, icons
from fieldapp.ui.theme.tokens import (
    BODY,
    BOLD,
    RADIUS,
    REGULAR,
    SIDEBAR,
    SMALL,
    SPACE_L,
    SPACE_M,
    SPACE_S,
    SPACE_XS,
    TARGET,
    Theme,
)
from fieldapp.ui.widgets.buttons import Button
from fieldapp.ui.widgets.cards import EmptyState
from fieldapp.ui.widgets.choices import Chips
from fieldapp.ui.widgets.editors import LineEdit
from fieldapp.ui.widgets.labels import Label
from fieldapp.ui.widgets.painting import line_of_text, rounded
from fieldapp.usecases.caselist import STATES, TOLD, Row, Wanted

ROW_HEIGHT = 76


class Sidebar(QFrame):
    """The cases of this workspace."""

    chosen = Signal(bytes)
    """A person wants this case."""
    new_wanted = Signal()
    disputes_wanted = Signal(bytes)
    """A person wants to see what is in dispute in this case."""

    def __init__(self, context: Context, model: CaseList) -> None:
        super().__init__()
        self.context, self.model = context, model
        model.named_by(partial(spoken, lang=context.lang))
        self._current = context.session.case_id if context.session else b""
        self.setProperty("kind", "sunken")
        self.setFixedWidth(SIDEBAR)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_M, SPACE_L, SPACE_M, SPACE_M)
        column.setSpacing(SPACE_M)
        head = QHBoxLayout()
        head.setContentsMargins(SPACE_XS, 0, 0, 0)
        head.addWidget(Label(context.say("ui.cases"), "title", wrap=False), 1)
        new = Button(context.theme, context.say("ui.new_case"), "quiet", icon="plus", keys="F2")
        new.clicked.connect(self.new_wanted)
        head.addWidget(new)
        column.addLayout(head)
        self.search = LineEdit(
            context.say("ui.search"),
            text=model.wanted.text,
            placeholder=context.say("ui.search_hint"),
        )
        self.search.setClearButtonEnabled(True)
        self._is_looking = self._is_to_look_again = False
        self.search.textChanged.connect(lambda _: self._look())
        column.addWidget(self.search)
        states = [(state, context.say(f"ui.state_{state}")) for state in STATES]
        self.states = Chips(context.theme, states, context.say("ui.states"))
        self.states.choose((model.wanted.state,) if model.wanted.state else ())
        self.states.chosen.connect(lambda _: self._look())
        column.addWidget(self.states)
        self.summons = Summons(context, model)
        column.addWidget(self.summons)
        self.list = CaseView(context, model)
        self.list.opened.connect(self._open)
        self.list.mark_pressed.connect(lambda row: self.disputes_wanted.emit(row.case))
        self._nothing = QStackedWidget()
        self._nothing.addWidget(self.list)
        for name, icon in (("none", "messages-square"), ("not_found", "search")):
            title, sentence = context.say(f"ui.cases_{name}"), context.say(f"ui.cases_{name}_hint")
            self._nothing.addWidget(EmptyState(context.theme, icon, title, sentence))
        column.addWidget(self._nothing, 1)
        self.reminder = Reminder(context, model)
        column.addWidget(self.reminder)
        self.state_line = StateLine(context)
        column.addWidget(self.state_line)
        for changed in (model.looked, model.rowsInserted, model.modelReset):
            changed.connect(self._show)
            changed.connect(self.state_line.look_soon)
        model.dataChanged.connect(self._mark)
        model.dataChanged.connect(self.state_line.look_soon)
        self._show()

    def show_current(self, case_id: bytes) -> None:
        """Marks the open case."""
        self._current = case_id
        self._mark()

    def _look(self) -> None:
        """Begins to look at once; of what is typed meanwhile, only the last is looked for."""
        if self._is_looking:
            self._is_to_look_again = True
            return
        self._is_looking, self._is_to_look_again = True, False
        state = self.states.value()
        wanted = Wanted(self.search.text(), state if isinstance(state, str) else "")
        self.model.look(wanted).ended.connect(self._looked)

    def _looked(self) -> None:
        self._is_looking = False
        if self._is_to_look_again:
            self._look()

    def _show(self) -> None:
        """The rows, or why there are none."""
        found = self.model.found
        is_empty = found is not None and not self.model.rowCount()
        self._nothing.setCurrentIndex(0 if not is_empty else 2 if found and found.total else 1)
        self._mark()

    def _mark(self) -> None:
        index = self.model.index_of(self._current)
        if index.isValid() or not self.list.hasFocus():
            self.list.setCurrentIndex(index)

    def _open(self, row: Row) -> None:
        self.chosen.emit(row.case)


class CaseView(QListView):
    """The rows. A click or Enter opens a case; moving with the arrows only looks."""

    opened = Signal(object)
    mark_pressed = Signal(object)
    """A `Row`: the mark was clicked that says that something in the case is in dispute."""

    def __init__(self, context: Context, model: CaseList) -> None:
        super().__init__()
        self._lang = context.lang
        self.setAccessibleName(context.say("ui.cases"))
        self.setModel(model)
        self.setItemDelegate(RowDelegate(context.theme, context.lang, self))
        self.setUniformItemSizes(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setProperty("kind", "bare")
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        self._pressed = QPoint(-1, -1)
        self.clicked.connect(self._click)
        model.filled.connect(self._rows_read)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._open(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """There is always a row to be seen where the focus is."""
        if not self.currentIndex().isValid():
            self.setCurrentIndex(self.model().index(0, 0))
        super().focusInEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pressed = event.position().toPoint()
        super().mousePressEvent(event)

    def viewportEvent(self, event: QEvent) -> bool:
        """What the mark means is told to whoever rests on it."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            row = self._marked_at(event.pos())
            count = row.summary.conflicts if row else 0
            text = tr("incoming.in_case", self._lang, count=count) if count else ""
            QToolTip.showText(event.globalPos(), text, self)
            return True
        return super().viewportEvent(event)

    def _click(self, index: QModelIndex) -> None:
        row = self._marked_at(self._pressed)
        if row is not None:
            self.mark_pressed.emit(row)
        else:
            self._open(index)

    def _marked_at(self, place: QPoint) -> Row | None:
        """The case whose mark of a dispute is at a place, if there is one."""
        index = self.indexAt(place)
        row = index.data(RowRole)
        if not isinstance(row, Row) or not row.summary.conflicts:
            return None
        return row if _mark(self.visualRect(index)).contains(place) else None

    def _rows_read(self) -> None:
        self.setDirtyRegion(QRegion(self.rect()))

    def _open(self, index: QModelIndex) -> None:
        row = index.data(RowRole)
        if isinstance(row, Row):
            self.opened.emit(row)


def _mark(row: QRect) -> QRect:
    """Where a row shows that something in its case is in dispute: as large as a target."""
    return QRect(row.right() - TARGET, row.bottom() - TARGET, TARGET, TARGET)


class RowDelegate(QStyledItemDelegate):
    """Draws a case: what it is about, whose it is, how it stands."""

    def __init__(self, theme: Theme, lang: Lang, view: CaseView) -> None:
        super().__init__(view)
        self.theme, self.lang = theme, lang

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        return QSize(SIDEBAR - 2 * SPACE_M, ROW_HEIGHT)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        theme, row = self.theme, index.data(RowRole)
        area: QRect = option.rect.adjusted(1, 2, -1, -2)
        state: QStyle.StateFlag = option.state
        is_current = bool(state & QStyle.StateFlag.State_Selected)
        is_hot = bool(state & QStyle.StateFlag.State_MouseOver)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if is_current:
            border = theme.focus if state & QStyle.StateFlag.State_HasFocus else theme.accent
            rounded(painter, QRectF(area), RADIUS, theme.surface, border=border, width=2)
        elif is_hot:
            rounded(painter, QRectF(area), RADIUS, theme.hover)
        if isinstance(row, Row):
            self._paint_row(painter, area.adjusted(SPACE_M, SPACE_S, -SPACE_M, -SPACE_S), row)
        painter.restore()

    def _paint_row(self, painter: QPainter, area: QRect, row: Row) -> None:
        summary, theme = row.summary, self.theme
        title = summary.title.get(self.lang) or tr("ui.untitled", self.lang)
        names = [
            name for name in (summary.company.get(self.lang), summary.site.get(self.lang)) if name
        ]
        line = QRect(area.left(), area.top(), area.width(), 20)
        small = fonts.sized(SMALL)
        line_of_text(painter, line, title, ink=theme.ink, font=fonts.sized(BODY, BOLD))
        line_of_text(
            painter, line.translated(0, 20), " · ".join(names), ink=theme.ink_soft, font=small
        )
        place = line.translated(0, 40)
        if summary.level is not None:
            colour = QColor(theme.emotion[summary.level - 1])
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour)
            painter.drawEllipse(QRect(place.left(), place.center().y() - 3, 8, 8))
            place.setLeft(place.left() + 14)
        if summary.conflicts:
            _picture(painter, "git-branch", theme.warning, QPoint(area.right() - 16, place.top()))
            place.setRight(place.right() - 20)
        for word in self._words(row):
            font = fonts.sized(SMALL, BOLD if word.is_strong else REGULAR)
            if (
                not word.is_strong
                and QFontMetrics(font).horizontalAdvance(word.text) > place.width()
            ):
                break
            if word.icon:
                _picture(painter, word.icon, word.ink, place.topLeft())
                place.setLeft(place.left() + 16 + SPACE_XS)
            used = line_of_text(painter, place, word.text, ink=word.ink, font=font)
            place.setLeft(place.left() + used + SPACE_S)

    def _words(self, row: Row) -> list[_Word]:
        """What the last line says, the most telling first: what has no room is left out."""
        summary, theme, soft = row.summary, self.theme, self.theme.ink_soft
        words = [_Word(f"{summary.level}/5", soft)] if summary.level is not None else []
        state = _state(row, self.lang)
        if row.report in TOLD:
            ink = verdict_marks.ink(theme, row.report) or theme.ink
            words.append(_Word(state, ink, verdict_marks.ICONS[row.report], is_strong=True))
        else:
            words.append(_Word(state, soft))
        if urgent := _urgent(row, theme, self.lang):
            words.append(_Word(*urgent, is_strong=True))
        words.append(_Word(short(datetime.fromtimestamp(row.changed / 1000).astimezone()), soft))
        if count := summary.open_commitments:
            words.append(_Word(tr("ui.open_commitments", self.lang, count=count), soft))
        return words


@dataclass(frozen=True)
class _Word:
    """A part of a row's last line."""

    text: str
    ink: str
    icon: str = ""
    is_strong: bool = False


def _picture(painter: QPainter, icon: str, ink: str, place: QPoint) -> None:
    picture = icons.pixmap(icon, ink, 16, painter.device().devicePixelRatio())
    painter.drawPixmap(place.x(), place.y() + 2, picture)


def _state(row: Row, lang: Lang) -> str:
    """How a case stands: what became of its report, else how far it is."""
    told = row.report in TOLD and row.summary.state != "erased"
    return tr(f"ui.report_{row.report}" if told else f"ui.state_{row.summary.state}", lang)


def spoken(row: Row, lang: Lang) -> str:
    """A row as it is read out."""
    title = row.summary.title.get(lang) or tr("ui.untitled", lang)
    return ", ".join(
        part for part in (title, row.summary.company.get(lang), _state(row, lang)) if part
    )


def _urgent(row: Row, theme: Theme, lang: Lang) -> tuple[str, str] | None:
    """What is over or due today in a case, in words, and their colour."""
    due, now = row.summary.due, system_clock()
    if due is None or row.summary.state == "erased":
        return None
    if not dues.is_over(due, now) and dues.days_left(due, now) > 0:
        return None
    return dues.words(due, now, lang), dues.ink(due, now, theme)
