"""The grid of exhibits: looked at by click or arrows, put in order by dragging or by Alt+arrow."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPoint, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QFrame, QListView

from fieldapp.ui.context import Context
from fieldapp.ui.models.exhibits import MIME, Exhibit, ExhibitList
from fieldapp.ui.pages.evidence.tile import HEIGHT, WIDTH, TileDelegate
from fieldapp.ui.pictures import Pictures


class Grid(QListView):
    """The exhibits of the open case. Dragged files are not its business: the page takes them."""

    chosen = Signal(str)
    """The id of the exhibit that is looked at now; empty for none."""
    entered = Signal()
    """Enter or a double click: the person wants to write about it."""
    moved = Signal(str, object)
    """An evidence's id, and the id of the one it is to stand before, or None: last."""
    removal_wanted = Signal(str)

    def __init__(self, context: Context, model: ExhibitList, pictures: Pictures) -> None:
        super().__init__()
        self.exhibits = model
        self._theme = context.theme
        self._target: int | None = None
        """Before which place what is dragged would be put."""
        self.setAccessibleName(context.say("evidencepage.grid"))
        self.setAccessibleDescription(context.say("evidencepage.grid_help"))
        self.setProperty("kind", "bare")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setMovement(QListView.Movement.Static)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setUniformItemSizes(True)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        self.setDragEnabled(True)
        self.setAcceptDrops(True)
        self.viewport().setAcceptDrops(True)  # which a view whose items do not move has forbidden
        self.setModel(model)
        self.setItemDelegate(TileDelegate(context.theme, context.lang, pictures, self))
        self.selectionModel().currentChanged.connect(lambda now, _: self.chosen.emit(self._id(now)))
        self.doubleClicked.connect(lambda _: self.entered.emit())
        pictures.arrived.connect(lambda _: self.viewport().update())

    def choose(self, evidence: str) -> bool:
        """Looks at an exhibit; false if it is not there."""
        index = self.exhibits.index_of(evidence)
        if index.isValid():
            self.setCurrentIndex(index)
            # Once what is shown beside the grid has taken its room.
            QTimer.singleShot(0, self, lambda: self.scrollTo(self.currentIndex()))
        return index.isValid()

    @property
    def current(self) -> str:
        """The id of the exhibit that is looked at; empty for none."""
        return self._id(self.currentIndex())

    def _id(self, index: QModelIndex) -> str:
        return self._row(index.row()).id if index.isValid() else ""

    def _row(self, place: int) -> Exhibit:
        return self.exhibits.rows[place]

    # Keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, current = Qt.Key(event.key()), self.current
        if not current:
            super().keyPressEvent(event)
        elif event.modifiers() & Qt.KeyboardModifier.AltModifier and key in _STEPS:
            self.move_current(_STEPS[key])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered.emit()
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.removal_wanted.emit(current)
        else:
            super().keyPressEvent(event)

    def move_current(self, by: int) -> None:
        """Puts the exhibit that is looked at so many places further on, at most to the end."""
        place = self.currentIndex().row()
        last = len(self.exhibits.rows) - 1
        self._put(place, min(max(place + by, 0), last))

    def _put(self, place: int, wanted: int) -> None:
        """Lets the exhibit at `place` stand at `wanted`, counted without itself."""
        if wanted == place:
            return
        others = [row.id for at, row in enumerate(self.exhibits.rows) if at != place]
        before = others[wanted] if wanted < len(others) else None
        self.moved.emit(self._row(place).id, before)

    # Dragging

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        self._consider(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        super().dragMoveEvent(event)  # scrolls near the edges
        self._consider(event)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        super().dragLeaveEvent(event)
        self._aim(None)

    def dropEvent(self, event: QDropEvent) -> None:
        self.stopAutoScroll()
        if not event.mimeData().hasFormat(MIME):
            event.ignore()
            return
        dragged = bytes(event.mimeData().data(MIME).data()).decode()
        target = self._place(event.position().toPoint())
        place = self.exhibits.index_of(dragged).row()
        self._aim(None)
        event.acceptProposedAction()
        if place >= 0:
            self._put(place, target - 1 if target > place else target)

    def _consider(self, event: QDragMoveEvent) -> None:
        if event.mimeData().hasFormat(MIME):
            self._aim(self._place(event.position().toPoint()))
            event.acceptProposedAction()
        else:
            event.ignore()

    def _place(self, point: QPoint) -> int:
        """Before which exhibit a point lies; their number after the last."""
        index = self.indexAt(point)
        if not index.isValid():
            return len(self.exhibits.rows)
        return index.row() + (point.x() > self.visualRect(index).center().x())

    def _aim(self, target: int | None) -> None:
        if target != self._target:
            self._target = target
            self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._target is None or not self.exhibits.rows:
            return
        after = self._target >= len(self.exhibits.rows)
        index = self.exhibits.index(self._target - 1 if after else self._target)
        tile: QRect = self.visualRect(index)
        x = tile.right() if after else tile.left()
        bar = QRect(max(x - 2, 0), tile.top() + 8, 4, tile.height() - 16)
        QPainter(self.viewport()).fillRect(bar, QColor(self._theme.accent))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The tiles of a line share its width, whether the scroll bar is there or not."""
        width = self.width() - self.verticalScrollBar().sizeHint().width()
        columns = max(width // WIDTH, 1)
        self.setGridSize(QSize(max(width // columns, 1), HEIGHT))
        super().resizeEvent(event)


_STEPS = {
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_Home: -1_000_000,
    Qt.Key.Key_End: 1_000_000,
}
