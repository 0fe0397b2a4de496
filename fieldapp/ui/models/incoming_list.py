"""What came in and waits, row by row, under headings that no key stops at."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt

from fieldapp.base.language import Lang, message
from fieldapp.base.values import frozen
from fieldapp.ui.moments import short
from fieldapp.usecases.changewords import ChangeWords
from fieldapp.usecases.conflicts import Deletion, Dispute, Open, Torn, Version
from fieldapp.usecases.erased import Notice
from fieldapp.usecases.incoming import Incoming
from fieldapp.usecases.people import People
from fieldapp.usecases.setaside import Aside

EntryRole = Qt.ItemDataRole.UserRole
Index = QModelIndex | QPersistentModelIndex
Say = Callable[..., str]
SHORT = 36
"""Characters of values that are told in the list; of longer ones, whose they are."""


@frozen
class Heading:
    """What the rows below it have in common, and how many they are."""

    text: str
    count: int


@frozen
class Entry:
    """One thing that waits. `where`: names it, so that it is found again after a change."""

    where: str
    icon: str
    title: str
    note: str
    about: Open | Aside | Notice
    torn: Torn | None = None


class IncomingList(QAbstractListModel):
    """What is in dispute case by case, then what was set aside, then what was erased."""

    def __init__(self, say: Say, lang: Lang) -> None:
        super().__init__()
        self.rows: list[Heading | Entry] = []
        self._say, self._lang = say, lang

    def show_incoming(self, incoming: Incoming) -> None:
        self.beginResetModel()
        self.rows = list(self._rows(incoming))
        self.endResetModel()

    def row_of(self, where: str, near: int = 0) -> int:
        """The row of what is named so, or of the first of a case; else the entry nearest to a row;
        -1 if there is none."""
        entries = [at for at, row in enumerate(self.rows) if isinstance(row, Entry)]
        for at in entries:
            row = self.rows[at]
            if where and isinstance(row, Entry) and row.where.startswith(where):
                return at
        return min(entries, key=lambda at: (abs(at - near), at), default=-1)

    def _rows(self, incoming: Incoming) -> Iterator[Heading | Entry]:
        say, lang = self._say, self._lang
        for torn in incoming.disputes.cases:
            yield Heading(torn.title.get(lang) or say("ui.untitled"), len(torn.open))
            for one in torn.open:
                yield self._dispute(torn, one, incoming.people)
        if incoming.asides:
            yield Heading(say("incoming.set_aside"), len(incoming.asides))
        for aside in incoming.asides:
            title = aside.title.get(lang) or aside.reference or say("incoming.no_case")
            note = f"{short(aside.at)} · {message(aside.finding, lang)}"
            yield Entry(f"aside:{aside.id.hex()}", "shield-alert", title, note, aside)
        if incoming.notices:
            yield Heading(say("incoming.erased"), len(incoming.notices))
        for notice in incoming.notices:
            title = notice.title.get(lang) or say("incoming.erased_case")
            note = f"{short(notice.at)} · {incoming.people.who(notice.hand, lang)}"
            yield Entry(f"erased:{notice.change}", "eraser", title, note, notice)

    def _dispute(self, torn: Torn, one: Open, people: People) -> Entry:
        words = ChangeWords(torn.past, self._lang)
        where = f"{torn.case_id.hex()}:{one.place}"
        if isinstance(one, Deletion):
            note = self._say("incoming.deleted_and_edited")
            return Entry(where, "trash-2", words.name(one.place), note, one, torn)
        contents = (_told(one, version, words) for version in one.versions)
        note = " ≠ ".join(" ".join(content.split()) for content in contents)
        if len(note) > SHORT:
            note = " / ".join(people.who(version.hand, self._lang) for version in one.versions)
        return Entry(where, "git-branch", words.name(one.place), note, one, torn)

    # What a view asks

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def flags(self, index: Index) -> Qt.ItemFlag:
        if index.isValid() and isinstance(self.rows[index.row()], Entry):
            return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return Qt.ItemFlag.NoItemFlags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row = self.rows[index.row()]
        if role == EntryRole:
            return row
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return f"{row.text} {row.count}" if isinstance(row, Heading) else _whole(row)
        return None


def _told(dispute: Dispute, version: Version, words: ChangeWords) -> str:
    """What a version says; of a text what is in dispute of it."""
    if version.said:
        return version.said.get(words.lang) or next(iter(version.said.values()))
    return words.content(dispute.place, version.content)


def _whole(entry: Entry) -> str:
    return f"{entry.title} · {entry.note}"
