"""The evidence of a case as it is shown: one exhibit a row, called as in the report."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractListModel, QMimeData, QModelIndex, QPersistentModelIndex, Qt

from fieldapp.base.language import Lang, tr
from fieldapp.case.records import Evidence
from fieldapp.usecases import attaching
from fieldapp.usecases.places import Places
from fieldapp.usecases.standing import Standing

ExhibitRole = Qt.ItemDataRole.UserRole + 1
MIME = "application/x-fieldapp-evidence"
"""What a row that is dragged carries: the evidence's id."""
_Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Exhibit:
    """A piece of evidence in the person's language.

    `mark`: what the report calls it (`Fig. 1`). `figure`: a reading with its unit. `file`: a file's
    name. `links`: how much it bears out.
    """

    id: str
    kind: str
    mark: str
    caption: str
    at: str
    figure: str
    file: str
    links: int
    blob: str


def exhibits(standing: Standing, lang: Lang) -> tuple[Exhibit, ...]:
    """The evidence of a case, in its order."""
    places = Places(standing.case, standing.playbook)
    return tuple(_exhibit(item, places, lang) for item in standing.case.evidence)


def _exhibit(item: Evidence, places: Places, lang: Lang) -> Exhibit:
    value = "" if item.value is None else f"{item.value:,}"
    return Exhibit(
        id=item.id,
        kind=item.kind,
        mark=places.name(f"evidence/{item.id}").get(lang),
        caption=item.caption.get(lang),
        at=f"{item.at.astimezone():%m-%d %H:%M}" if item.at else "",
        figure=f"{value} {item.unit.get(lang)}".strip(),
        file=item.file.rpartition("/")[2],
        links=len(attaching.links(places.case, item.id)),
        blob=item.blob,
    )


class ExhibitList(QAbstractListModel):
    """The rows of the grid."""

    def __init__(self, lang: Lang) -> None:
        super().__init__()
        self._lang = lang
        self.rows: tuple[Exhibit, ...] = ()

    def show_rows(self, found: tuple[Exhibit, ...]) -> None:
        """Shows these; rows that stay where they are keep their selection."""
        before, self.rows = self.rows, found
        if [row.id for row in before] == [row.id for row in found]:
            if before != found:
                self.dataChanged.emit(self.index(0), self.index(len(found) - 1))
            return
        self.beginResetModel()
        self.endResetModel()

    def index_of(self, evidence: str) -> QModelIndex:
        """Where an evidence stands; no index if it does not."""
        place = next((at for at, row in enumerate(self.rows) if row.id == evidence), -1)
        return self.index(place) if place >= 0 else QModelIndex()

    def rowCount(self, parent: _Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row = self.rows[index.row()]
        if role == ExhibitRole:
            return row
        if role == Qt.ItemDataRole.DisplayRole:
            return row.mark
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._told(row)
        return None

    def flags(self, index: _Index) -> Qt.ItemFlag:
        flag = Qt.ItemFlag
        return flag.ItemIsEnabled | flag.ItemIsSelectable | flag.ItemIsDragEnabled

    def mimeTypes(self) -> list[str]:
        return [MIME]

    def mimeData(self, indexes: Iterable[QModelIndex]) -> QMimeData:
        data = QMimeData()
        row = self.rows[next(iter(indexes)).row()]
        data.setData(MIME, row.id.encode())
        return data

    def _told(self, row: Exhibit) -> str:
        caption = row.caption or tr("evidencepage.no_caption", self._lang)
        links = tr("evidencepage.links", self._lang, count=row.links) if row.links else ""
        parts = (row.mark, caption, row.figure, row.file, row.at, links)
        return ", ".join(part for part in parts if part)
