"""The causes of a case as a tree of items: for the list of whys and for the fishbone alike."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QPersistentModelIndex, Qt

from fieldapp.base.language import Lang
from fieldapp.case.records import Cause
from fieldapp.playbook.tools.causes import Tree

CauseRole = Qt.ItemDataRole.UserRole
Index = QModelIndex | QPersistentModelIndex


_FLAGS = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEditable


class CauseTree(QAbstractItemModel):
    """One column of causes.

    Args:
        tell: all that is known of a cause in words, for a screen reader.
        lang: a cause is shown in this language where it has a translation.
    """

    def __init__(self, tell: Callable[[Cause], str], lang: Lang) -> None:
        super().__init__()
        self.tree = Tree(())
        self._tell, self.lang = tell, lang
        self._numbers: dict[str, int] = {}
        self._ids: list[str] = []
        """A number for each id that was ever shown, as items of Qt are known by numbers."""
        self._rows: dict[str, int] = {}
        self._words: dict[str, str] = {}

    def show_tree(self, tree: Tree) -> set[str]:
        """Shows the causes as they stand; whatever is chosen stays so.

        Returns:
            The ids of causes that were not there before, or hung elsewhere.
        """
        former, self.tree = self.tree, tree
        fresh = {
            name
            for name, cause in tree.causes.items()
            if name not in former.causes or former.causes[name].parent != cause.parent
        }
        if _shape(former) == _shape(tree):
            for cause in tree.order:
                if cause is not former.causes[cause.id] and cause != former.causes[cause.id]:
                    self._words.pop(cause.id, None)
                    place = self.index_of(cause.id)
                    self.dataChanged.emit(place, place)
            return fresh
        self._words.clear()
        self.tree = former
        self.layoutAboutToBeChanged.emit()
        held = self.persistentIndexList()
        names = [self._ids[index.internalId()] for index in held]
        self.tree = tree
        for name in fresh - self._numbers.keys():
            self._numbers[name] = len(self._ids)
            self._ids.append(name)
        self._rows = {
            cause.id: row
            for siblings in tree.children.values()
            for row, cause in enumerate(siblings)
        }
        self.changePersistentIndexList(held, [self.index_of(name) for name in names])
        self.layoutChanged.emit()
        return fresh

    def cause(self, index: Index) -> Cause | None:
        """The cause at a place; None at none."""
        return self.tree.causes.get(self._ids[index.internalId()]) if index.isValid() else None

    def index_of(self, cause_id: str | None) -> QModelIndex:
        """Where a cause stands; an invalid index if it does not."""
        if cause_id is None or cause_id not in self.tree.causes:
            return QModelIndex()
        return self.createIndex(self._rows[cause_id], 0, self._numbers[cause_id])

    def words(self, cause: Cause) -> str:
        """The words of a cause in one line; empty while there are none."""
        if cause.id not in self._words:
            self._words[cause.id] = " ".join(cause.text.get(self.lang).split())
        return self._words[cause.id]

    # What Qt asks

    def index(self, row: int, column: int, parent: Index | None = None) -> QModelIndex:
        siblings = self._below(parent)
        if column or not 0 <= row < len(siblings):
            return QModelIndex()
        return self.index_of(siblings[row].id)

    def parent(self, index: Index | None = None) -> Any:
        """Qt's other `parent`, that of the object, is not asked for here."""
        cause = self.cause(index) if index is not None else None
        return self.index_of(cause.parent) if cause else QModelIndex()

    def rowCount(self, parent: Index | None = None) -> int:
        return len(self._below(parent))

    def columnCount(self, parent: Index | None = None) -> int:
        return 1

    def flags(self, index: Index) -> Qt.ItemFlag:
        return _FLAGS

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        cause = self.cause(index)
        if cause is None:
            return None
        if role == CauseRole:
            return cause
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return self.words(cause)
        return self._tell(cause) if role == Qt.ItemDataRole.AccessibleTextRole else None

    def _below(self, parent: Index | None) -> list[Cause]:
        cause = self.cause(parent) if parent is not None else None
        return self.tree.below(cause.id if cause else None)


def _shape(tree: Tree) -> list[tuple[str, str | None]]:
    return [(cause.id, cause.parent) for cause in tree.order]
