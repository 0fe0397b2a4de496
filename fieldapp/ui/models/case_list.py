"""The list of cases: as many rows as there are cases, each read when it comes into view.

Only the order (eight bytes a case) is held for all; rows are read in blocks around what is asked
for, on the worker, and the least used are forgotten.
"""

from __future__ import annotations

from array import array
from collections import OrderedDict
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt, Signal

from fieldapp.ui.tasks import Desk, Task
from fieldapp.usecases import caselist
from fieldapp.usecases.caselist import Looked, Row, Wanted

BLOCK = 64
ROWS_IN_MEMORY = 40 * BLOCK
RowRole = Qt.ItemDataRole.UserRole
"""The `Row`, or None while it is being read."""
Index = QModelIndex | QPersistentModelIndex


class CaseList(QAbstractListModel):
    """The cases that are wanted, the last changed first."""

    looked = Signal(object)
    """A `Looked`, whenever the whole list has been read."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._order = array("q")
        self._rows: OrderedDict[int, Row] = OrderedDict()
        self._asked: set[int] = set()
        self.wanted = Wanted()
        self.found: Looked | None = None
        """The last look."""

    # What Qt asks

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._order)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row = self._row(index.row())
        if role == RowRole:
            return row
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return row.summary.title.original if row else ""
        return None

    # What the window asks

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
        return self.index(self._order.index(recency)) if recency is not None else QModelIndex()

    # Inside

    def _show(self, found: Looked) -> None:
        if found.wanted != self.wanted:
            return
        self.beginResetModel()
        self.found, self._order = found, found.order
        self._rows = OrderedDict((row.recency, row) for row in found.rows)
        self._asked.clear()
        self.endResetModel()
        self.looked.emit(found)

    def _row(self, place: int) -> Row | None:
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
        recencies = self._order[block * BLOCK : (block + 1) * BLOCK]
        work = self._desk.run(lambda workspace: caselist.rows_at(workspace, recencies))
        work.then(self, lambda rows: self._fill(block, rows))

    def _fill(self, block: int, rows: tuple[Row, ...]) -> None:
        self._asked.discard(block)
        self._rows.update((row.recency, row) for row in rows)
        while len(self._rows) > ROWS_IN_MEMORY:
            self._rows.popitem(last=False)
        if rows and self._order:
            self.dataChanged.emit(self.index(0), self.index(len(self._order) - 1))

    def _raise(self, row: Row | None) -> None:
        if row is None or row.recency in self._rows:
            return
        former = self.index_of(row.case)
        if not former.isValid() and self._order:
            # Not read yet, so where it stood is not known.
            self.look(self.wanted)
            return
        if former.row() > 0:
            self.beginMoveRows(QModelIndex(), former.row(), former.row(), QModelIndex(), 0)
        elif not former.isValid():
            self.beginInsertRows(QModelIndex(), 0, 0)
        order = self._order[:]
        if former.isValid():
            self._rows.pop(order.pop(former.row()))
        order.insert(0, row.recency)
        self._order = order
        self._rows[row.recency] = row
        if former.row() > 0:
            self.endMoveRows()
        elif not former.isValid():
            self.endInsertRows()
        self.dataChanged.emit(self.index(0), self.index(0))
