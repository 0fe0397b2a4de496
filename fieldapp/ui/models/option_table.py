"""The options of a case as a table: one column an option, one row a thing they are compared by."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from fieldapp.case.records import Option
from fieldapp.playbook.tools.options import AMOUNTS, COMPARED, best

OptionRole, RowRole, BestRole, ShareRole = (Qt.ItemDataRole.UserRole + n for n in range(4))
"""The option; the row's name; whether it does best there; its part (0 to 1) of the largest amount,
negative below nothing."""
ROWS = ("title", *COMPARED, "risk", "acceptance")
Index = QModelIndex | QPersistentModelIndex


class OptionTable(QAbstractTableModel):
    """Shows what `show_options` was given.

    Args:
        tell: what stands in a row of an option.
        label: what a row is called.
    """

    def __init__(
        self, tell: Callable[[Option, str], str], label: Callable[[str], str], best_words: str
    ) -> None:
        super().__init__()
        self.options: tuple[Option, ...] = ()
        self._tell, self._label, self._best_words = tell, label, best_words
        self._best: dict[str, set[str]] = {}
        self._largest = 0.0

    def show_options(self, options: tuple[Option, ...]) -> None:
        """Shows other options; the same ones stay where they are."""
        same = [o.id for o in options] == [o.id for o in self.options]
        if not same:
            self.beginResetModel()
        self.options, self._best = options, best(options)
        amounts = [COMPARED[name][0](each) for name in AMOUNTS for each in options]
        self._largest = max((abs(float(a)) for a in amounts if a is not None), default=0.0)
        if not same:
            self.endResetModel()
        elif options:
            last = self.index(len(ROWS) - 1, len(options) - 1)
            self.dataChanged.emit(self.index(0, 0), last)

    def column_of(self, option_id: str) -> int:
        """Where an option stands; -1 if it does not."""
        ids = [option.id for option in self.options]
        return ids.index(option_id) if option_id in ids else -1

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(ROWS)

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.options)

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        if orientation == Qt.Orientation.Vertical:
            return self._label(ROWS[section])
        return self._tell(self.options[section], "title")

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        option, row = self.options[index.column()], ROWS[index.row()]
        is_best = option.id in self._best.get(row, ())
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.ToolTipRole:
                return self._tell(option, row)
            case Qt.ItemDataRole.AccessibleTextRole:
                said = f"{self._label(row)}: {self._tell(option, row)}"
                return f"{said} ({self._best_words})" if is_best else said
        found: dict[int, Any] = {OptionRole: option, RowRole: row, BestRole: is_best}
        if role == ShareRole and row in AMOUNTS and self._largest:
            amount = COMPARED[row][0](option)
            return None if amount is None else float(amount) / self._largest
        return found.get(role)
