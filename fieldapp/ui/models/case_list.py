"""The list of cases: as many rows as there are cases, each read when it comes into view.

Only the order (eight bytes a case) is held for all; rows are read in blocks around what is asked
for, on the worker, and the least used are forgotten.

The number of rows is kept by a model of Qt's own: a list that lays itself out asks for each index,
and to answer in Python takes twenty times as long.
"""

from __future__ import annotations

from array import array
from collections import OrderedDict
from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSignalBlocker, Qt, QTimer, Signal
from PySide6.QtGui import QStandardItemModel

from fieldapp.ui.tasks import Desk, Task
from fieldapp.usecases import caselist
from fieldapp.usecases.caselist import Looked, Row, Wanted

BLOCK = 64
BLOCKS_AT_ONCE = 7
"""Rows are read by so many blocks of so many; see `caselist.rows_at`."""
ROWS_IN_MEMORY = 40 * BLOCK
RowRole = Qt.ItemDataRole.UserRole
"""The `Row`, or None while it is being read."""
Index = QModelIndex | QPersistentModelIndex


class CaseList(QStandardItemModel):
    """The cases that are wanted, the last changed first."""

    looked = Signal(object)
    """A `Looked`, whenever the list has been read; a long one grows a moment later."""
    filled = Signal()
    """Rows that were asked for have been read."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(0, 1)
        self._desk = desk
        self._order = array("q")
        self._rows: OrderedDict[int, Row] = OrderedDict()
        self._asked: set[int] = set()
        self._to_read: list[int] = []
        """Blocks that are asked for; those of one screen are read together."""
        self.wanted = Wanted()
        self.found: Looked | None = None
        """The last look."""
        self._spoken: Callable[[Row], str] = lambda row: row.summary.title.original

    # What Qt asks

    def flags(self, index: Index) -> Qt.ItemFlag:
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row = self._row(index.row())
        if role == RowRole:
            return row
        if role == Qt.ItemDataRole.DisplayRole:
            return row.summary.title.original if row else ""
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._spoken(row) if row else ""
        return None

    # What the window asks

    def named_by(self, spoken: Callable[[Row], str]) -> None:
        """Says how a row is read out."""
        self._spoken = spoken

    def look(self, wanted: Wanted) -> Task[Looked]:
        """Reads the list again; an earlier look that is still under way no longer counts."""
        self.wanted = wanted
        work = self._desk.run(lambda workspace: caselist.look(workspace, wanted))
        return work.then(self, self._show)

    def forget(self) -> None:
        """Nothing of any case may be left: the workspace is being locked."""
        self.wanted = Wanted()
        self._show(Looked(self.wanted, array("q"), (), 0))

    def refresh(self, case_id: bytes) -> None:
        """A case has changed: it goes to the top, or comes into the list."""
        if self.wanted.text.strip() or self.wanted.state:
            self.look(self.wanted)
        else:
            work = self._desk.run(lambda workspace: caselist.row(workspace, case_id))
            work.then(self, self._raise)

    def index_of(self, case_id: bytes) -> QModelIndex:
        """Where a case stands, if its row has been read; else an invalid index."""
        recency = next((n for n, row in self._rows.items() if row.case == case_id), None)
        if recency is None or recency not in self._order:
            return QModelIndex()
        return self.index(self._order.index(recency), 0)

    # Inside

    def _show(self, found: Looked) -> None:
        if found.wanted != self.wanted:
            return
        self.found = found
        self._rows = OrderedDict((row.recency, row) for row in found.rows)
        self._asked.clear()
        self._to_read.clear()
        self._begin_anew(found.order)
        self.looked.emit(found)
        if not found.is_whole:
            wanted = found.wanted
            work = self._desk.run(lambda workspace: caselist.order(workspace, wanted.state))
            work.then(self, lambda order: self._extend(wanted, order))

    def _begin_anew(self, order: array[int]) -> None:
        self.beginResetModel()
        self._order = order
        blocker = QSignalBlocker(self)
        self.setRowCount(len(order))
        blocker.unblock()
        self.endResetModel()

    def _extend(self, wanted: Wanted, order: array[int]) -> None:
        """The rest of a long list has been read."""
        if wanted != self.wanted:
            return
        if order[: len(self._order)] == self._order:
            self._order = order
            self.setRowCount(len(order))
        else:  # A case has changed meanwhile.
            self._begin_anew(order)

    def _row(self, place: int) -> Row | None:
        if place >= len(self._order):
            return None
        recency = self._order[place]
        row = self._rows.get(recency)
        if row is None:
            self._ask(place // BLOCK)
        else:
            self._rows.move_to_end(recency)
        return row

    def _ask(self, block: int) -> None:
        if block in self._asked:
            return
        self._asked.add(block)
        if not self._to_read:
            QTimer.singleShot(0, self, self._read)
        self._to_read.append(block)

    def _read(self) -> None:
        blocks, self._to_read = self._to_read, []
        for start in range(0, len(blocks), BLOCKS_AT_ONCE):
            self._read_together(blocks[start : start + BLOCKS_AT_ONCE])

    def _read_together(self, blocks: Sequence[int]) -> None:
        recencies = array("q")
        for block in blocks:
            recencies += self._order[block * BLOCK : (block + 1) * BLOCK]
        work = self._desk.run(lambda workspace: caselist.rows_at(workspace, recencies))
        work.then(self, lambda rows: self._fill(blocks, rows))

    def _fill(self, blocks: Sequence[int], rows: tuple[Row, ...]) -> None:
        self._asked.difference_update(blocks)
        self._rows.update((row.recency, row) for row in rows)
        while len(self._rows) > ROWS_IN_MEMORY:
            self._rows.popitem(last=False)
        if rows:
            self.filled.emit()

    def _raise(self, row: Row | None) -> None:
        if row is None:
            return
        if (shown := self._rows.get(row.recency)) is not None:
            if shown != row:
                # The case is the same: whose word counts has changed, and so may other rows.
                self.look(self.wanted)
            return
        former = self.index_of(row.case)
        if not former.isValid() and self._order:
            # Not read yet, so where it stood is not known.
            self.look(self.wanted)
            return
        place = former.row()
        if former.isValid():
            self._rows.pop(self._order.pop(place))
        self._order.insert(0, row.recency)
        self._rows[row.recency] = row
        if place == 0:
            self.dataChanged.emit(former, former)
            return
        if former.isValid():
            self.removeRow(place)
        self.insertRow(0)
