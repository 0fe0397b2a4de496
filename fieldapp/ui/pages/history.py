"""History: who changed what, when, and what stood there before."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QRect, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from fieldapp.base.findings import Finding
from fieldapp.base.language import message
from fieldapp.ui.context import Context
from fieldapp.ui.models.history_list import HappeningRole, HistoryList, Index
from fieldapp.ui.moments import short
from fieldapp.ui.pages.history_detail import HistoryDetail, who
from fieldapp.ui.pages.page import Page
from fieldapp.ui.theme import fonts, icons
from fieldapp.ui.theme.tokens import (
    BODY,
    BOLD,
    RADIUS,
    SMALL,
    SPACE_L,
    SPACE_M,
    SPACE_S,
    SPACE_XL,
    SPACE_XXL,
)
from fieldapp.ui.widgets.buttons import Button
from fieldapp.ui.widgets.cards import EmptyState
from fieldapp.ui.widgets.labels import ElidedLabel, Label
from fieldapp.ui.widgets.painting import line_of_text, rounded
from fieldapp.usecases import histories
from fieldapp.usecases.changewords import ChangeWords
from fieldapp.usecases.histories import Happening, Past
from fieldapp.usecases.standing import Standing
from fieldapp.usecases.undoing import Committed
from fieldapp.usecases.workspaces import Workspace

SOON_MS = 300
"""The history is read again so long after the last change."""
ROW, LEAST, WIDTH = 62, 240, 460


class HistoryPage(Page):
    """The list, and beside it all that is known of what is chosen."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._is_read = False
        self.model = HistoryList()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(SPACE_XXL, SPACE_XL, SPACE_XXL, SPACE_L)
        outer.setSpacing(SPACE_L)
        outer.addLayout(self._head())
        self.list = QListView()
        self.list.setModel(self.model)
        self.list.setItemDelegate(_RowDelegate(context, self.list))
        self.list.setAccessibleName(context.say("shell.history"))
        self.list.setUniformItemSizes(True)
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setProperty("kind", "bare")
        self.list.setMinimumWidth(LEAST)
        self.list.setMaximumWidth(WIDTH)
        self.list.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setMouseTracking(True)
        self.list.selectionModel().currentChanged.connect(lambda now, _: self._choose(now))
        self.detail = HistoryDetail(context)
        self.detail.narrowed.connect(self.narrow)
        self.detail.take_back.connect(self.take_back)
        self._nothing = EmptyState(
            context.theme, "history", context.say("shell.no_history"), context.say("shell.wider")
        )
        self._nothing.hide()
        columns = QHBoxLayout()
        columns.setSpacing(SPACE_XL)
        columns.addWidget(self.list, 2)
        columns.addWidget(self.detail, 3)
        outer.addLayout(columns, 1)
        outer.addWidget(self._nothing, 1)
        self._soon = QTimer(self, singleShot=True, interval=SOON_MS)
        self._soon.timeout.connect(self.refresh)
        self.refresh()

    def _head(self) -> QHBoxLayout:
        say, theme = self.context.say, self.context.theme
        row = QHBoxLayout()
        row.setSpacing(SPACE_M)
        row.addWidget(Label(say("shell.history"), "title", wrap=False))
        self.scope = ElidedLabel("", "soft")
        row.addWidget(self.scope, 1)
        self.widen = Button(theme, say("shell.whole_history"), "quiet", icon="x")
        self.widen.clicked.connect(lambda: self.narrow(""))
        self.widen.hide()
        row.addWidget(self.widen)
        back = Button(theme, say("shell.history_back"), "quiet", icon="arrow-left")
        back.clicked.connect(self.context.back)
        row.addWidget(back)
        return row

    # Reading

    def refresh(self) -> None:
        """Reads the history again."""
        case_id, prefix = self.context.case.case_id, self.step_id
        library = self.context.desk.library
        work = self.context.desk.run(lambda ws: histories.past(ws, case_id, library, prefix))
        work.then(self, lambda past: self._show(past, prefix), self.context.tell)

    def _show(self, past: Past, prefix: str) -> None:
        if prefix != self.step_id:
            return
        words = ChangeWords(past, self.context.lang)
        chosen = self.list.currentIndex().data(HappeningRole)
        self.model.show_past(words)
        row = self.model.row_of(chosen) if isinstance(chosen, Happening) else 0
        is_any = bool(past.happenings)
        self.list.setVisible(is_any)
        self.detail.setVisible(is_any)
        self._nothing.setVisible(not is_any)
        self.scope.setText(words.name(prefix) if prefix else "")
        self.widen.setVisible(bool(prefix))
        self.list.setCurrentIndex(self.model.index(max(row, 0)))
        if not self._is_read:
            self._is_read = True
            self.enter()

    def _choose(self, index: QModelIndex) -> None:
        happening = index.data(HappeningRole)
        if isinstance(happening, Happening) and self.model.words is not None:
            self.detail.show_happening(happening, self.model.words)

    def show_standing(self, standing: Standing) -> None:
        self._soon.start()

    # Doing

    def narrow(self, prefix: str) -> None:
        """Shows only what happened at a place or below it; everything where it is empty."""
        self.step_id = prefix
        self.refresh()

    def take_back(self, happening: Happening) -> None:
        """Takes back what was done at once with it, where nobody has built on it since."""
        session, since = self.context.case, list[Finding]()

        def work(workspace: Workspace) -> Committed:
            taken = histories.take_back(workspace, session.case_id, happening)
            since.extend(taken.changed_since)
            return taken.committed

        session.perform(work).then(self, lambda _: self._taken_back(since), self.context.tell)

    def _taken_back(self, since: list[Finding]) -> None:
        if since:
            self.context.notify("info", message(since[0], self.context.lang), ())
        else:
            self.context.notify("ok", self.context.say("shell.taken_back"), ())
        self.refresh()

    # Coming here

    def enter(self) -> None:
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def jump(self, where: str) -> bool:
        self.narrow(where)
        self.enter()
        return True


class _RowDelegate(QStyledItemDelegate):
    """Draws what happened: where, what stands there now, who and when."""

    def __init__(self, context: Context, view: QListView) -> None:
        super().__init__(view)
        self.context, self.theme = context, context.theme

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(LEAST, ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        theme, happening = self.theme, index.data(HappeningRole)
        model = index.model()
        area: QRect = option.rect.adjusted(1, 1, -1, -1)
        state: QStyle.StateFlag = option.state
        painter.save()
        if state & QStyle.StateFlag.State_Selected:
            has_focus = bool(state & QStyle.StateFlag.State_HasFocus)
            border = theme.focus if has_focus else theme.border
            rounded(painter, QRectF(area), RADIUS, theme.surface, border=border, width=2)
        elif state & QStyle.StateFlag.State_MouseOver:
            rounded(painter, QRectF(area), RADIUS, theme.hover)
        if isinstance(happening, Happening) and isinstance(model, HistoryList) and model.words:
            inside = area.adjusted(SPACE_M, SPACE_S, -SPACE_M, -SPACE_S)
            self._draw(painter, inside, happening, model.words)
        painter.restore()

    def _draw(
        self, painter: QPainter, area: QRect, happening: Happening, words: ChangeWords
    ) -> None:
        theme, line = self.theme, QRect(area.left(), area.top(), area.width(), 22)
        small, right = fonts.sized(SMALL), Qt.AlignmentFlag.AlignRight
        at = short(happening.at)
        aside = line_of_text(painter, line, at, ink=theme.ink_soft, font=small, align=right)
        if happening.is_private:
            ratio = painter.device().devicePixelRatio()
            picture = icons.pixmap("lock", theme.ink_soft, 14, ratio)
            aside += 14 + SPACE_S
            painter.drawPixmap(line.right() - aside + SPACE_S // 2, line.top() + 4, picture)
        event = self.context.say(f"shell.event_{happening.event.value}")
        name = f"{words.name(happening.path)}  {event}"
        room = line.adjusted(0, 0, -aside - SPACE_M, 0)
        line_of_text(painter, room, name, ink=theme.ink, font=fonts.sized(BODY, BOLD))
        text = words.what(happening)
        if not happening.is_mine:
            text = f"{who(self.context, happening)} · {text}"
        line_of_text(painter, line.translated(0, 22), text, ink=theme.ink_soft, font=small)
