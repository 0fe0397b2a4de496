"""What happened in a case, row by row; nothing is put into words before it comes into view."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt

from fieldapp.usecases.changewords import ChangeWords
from fieldapp.usecases.histories import Happening

HappeningRole = Qt.ItemDataRole.UserRole
Index = QModelIndex | QPersistentModelIndex


class HistoryList(QAbstractListModel):
    """The happenings of one case, the latest first."""

    def __init__(self) -> None:
        super().__init__()
        self.words: ChangeWords | None = None
        self._happenings: tuple[Happening, ...] = ()

    def show_past(self, words: ChangeWords) -> None:
        """Another history, or the same one grown."""
        self.beginResetModel()
        self.words, self._happenings = words, words.past.happenings
        self.endResetModel()

    def row_of(self, happening: Happening) -> int:
        """Where it stands now; -1 if it is there no more."""
        key = (happening.change, happening.path)
        rows = enumerate(self._happenings)
        return next((row for row, one in rows if (one.change, one.path) == key), -1)

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._happenings)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or self.words is None:
            return None
        happening = self._happenings[index.row()]
        if role == HappeningRole:
            return happening
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return f"{self.words.name(happening.path)} · {self.words.what(happening)}"
        return None
