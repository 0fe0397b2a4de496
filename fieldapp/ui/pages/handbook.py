"""The handbook: quick cards, why and how, and every method, searched in one line."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Literal

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from fieldapp.ui import papers
from fieldapp.ui.context import Context
from fieldapp.ui.pages.page import Page
from fieldapp.ui.theme.tokens import SPACE_L, SPACE_M, SPACE_S, SPACE_XL, SPACE_XS, TARGET
from fieldapp.ui.widgets.buttons import Button
from fieldapp.ui.widgets.cards import Card, CoachCard, EmptyState
from fieldapp.ui.widgets.editors import LineEdit
from fieldapp.ui.widgets.labels import Kind, Label
from fieldapp.ui.widgets.layouts import discard
from fieldapp.ui.widgets.scrolling import Column
from fieldapp.usecases import handbook, outgoing
from fieldapp.usecases.handbook import Chapter, Entry, Hit, Line

LIST = 248
"""Width of the list of chapters, logical pixels."""
MOST = 40
"""Entries that are shown of what was found."""
_TONES: tuple[Literal["say", "ask", "avoid"], ...] = ("say", "ask", "avoid")
_LOOK: Mapping[str, Kind] = {"say": "say", "sign": "soft"}
"""How a line looks that is for all levels."""


@dataclass(frozen=True)
class _Kept:
    typed: str
    chapter: str


# inventory 92: handbook of the installed methods, one key from anywhere, searched and printed
class HandbookPage(Page):
    """Opened by one key from anywhere; the same key leads back."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        say, theme = context.say, context.theme
        self.chapters: tuple[Chapter, ...] = ()
        self._wanted = ""
        outer = QVBoxLayout(self)
        outer.setContentsMargins(SPACE_XL, SPACE_XL, SPACE_XL, 0)
        outer.setSpacing(SPACE_M)
        head = QHBoxLayout()
        head.setSpacing(SPACE_S)
        head.addWidget(Label(say("handbook.title"), "title"), 1)
        self.save = Button(theme, say("handbook.save"), icon="save")
        self.print = Button(theme, say("handbook.print"), icon="printer")
        self.back = Button(theme, say("handbook.back"), icon="undo-2", keys="Ctrl+B")
        self.save.clicked.connect(self._save)
        self.print.clicked.connect(self._print)
        self.back.clicked.connect(context.back)
        for button in (self.save, self.print, self.back):
            head.addWidget(button)
        outer.addLayout(head)
        self.search = LineEdit(
            say("handbook.search"), placeholder=say("handbook.search_hint"), parent=self
        )
        self.search.textChanged.connect(self._typed)
        outer.addWidget(self.search)
        body = QHBoxLayout()
        body.setSpacing(SPACE_L)
        self.list = QListWidget()
        self.list.setAccessibleName(say("handbook.chapters"))
        self.list.setFixedWidth(LIST)
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setProperty("kind", "bare")
        self.list.currentRowChanged.connect(self._show_chapter)
        self.text = self._column()
        body.addWidget(self.list)
        body.addWidget(self.text, 1)
        self._body = body
        outer.addLayout(body, 1)
        library = context.desk.library
        work = context.desk.aside(lambda _: handbook.chapters(library))
        work.then(self, self._show_chapters, context.tell)

    def _column(self) -> Column:
        column = Column(self.context.say("handbook.reading"), None)
        column.read()
        column.body.setContentsMargins(0, 0, SPACE_M, SPACE_XL)
        column.body.setSpacing(SPACE_M)
        return column

    def _show_chapters(self, chapters: tuple[Chapter, ...]) -> None:
        lang, say = self.context.lang, self.context.say
        self.chapters = chapters
        for chapter in chapters:
            item = QListWidgetItem(chapter.title.get(lang))
            item.setToolTip(say(f"handbook.kind_{chapter.kind}"))
            size = item.sizeHint()
            size.setHeight(TARGET)
            item.setSizeHint(size)
            self.list.addItem(item)
        self.list.setCurrentRow(self._row(self._wanted))
        if self.search.text():
            self._typed(self.search.text())

    def _row(self, chapter_id: str) -> int:
        ids = [chapter.id for chapter in self.chapters]
        return ids.index(chapter_id) if chapter_id in ids else 0

    # Reading

    def _show_chapter(self, row: int) -> None:
        if not 0 <= row < len(self.chapters):
            return
        chapter, lang = self.chapters[row], self.context.lang
        widgets: list[QWidget] = [Label(chapter.title.get(lang), "heading")]
        if chapter.lead:
            widgets.append(Label(chapter.lead.get(lang), "lead"))
        if chapter.kind == "playbook":
            widgets.append(Label(self.context.say("handbook.levels"), "small"))
        entries = (
            self._entry(entry, entry.title.get(lang), entry.lines) for entry in chapter.entries
        )
        self._show([*widgets, *entries])

    def _typed(self, typed: str) -> None:
        if not typed.strip():
            self._show_chapter(self.list.currentRow())
            return
        hits = list(handbook.search(self.chapters, typed))
        say = self.context.say
        if not hits:
            title, hint = say("handbook.nothing"), say("handbook.nothing_hint")
            self._show([EmptyState(self.context.theme, "search", title, hint)])
            return
        found = Label(say("handbook.found", count=len(hits)), "soft")
        self._show([found, *(self._hit(hit) for hit in hits[:MOST])])

    def _hit(self, hit: Hit) -> QWidget:
        lang = self.context.lang
        title = f"{hit.chapter.title.get(lang)} · {hit.entry.title.get(lang)}"
        return self._entry(hit.entry, title, hit.lines)

    def _entry(self, entry: Entry, title: str, lines: Sequence[Line]) -> QWidget:
        """A card with the lines in their order: points one below the other, phrases by tone."""
        card = Card(title)
        lang = self.context.lang
        if entry.lead:
            card.body.addWidget(Label(entry.lead.get(lang), "soft"))
        spoken = [line for line in lines if line.levels]
        for line in lines:
            if not line.levels:
                card.body.addLayout(self._point(line))
        for tone in _TONES:
            texts = list(self._spoken(line for line in spoken if line.kind == tone))
            if texts:
                heading = self.context.say(f"handbook.{tone}")
                card.body.addWidget(CoachCard(self.context.theme, tone, heading, texts))
        return card

    def _point(self, line: Line) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(SPACE_S)
        row.setContentsMargins(SPACE_L if line.kind == "say" else 0, 0, 0, SPACE_XS)
        mark = "“" if line.kind == "say" else "–" if line.kind == "sign" else "•"
        row.addWidget(Label(mark, "soft", wrap=False), 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(Label(line.text.get(self.context.lang), _LOOK.get(line.kind, "body")), 1)
        return row

    def _spoken(self, lines: Iterable[Line]) -> Iterator[str]:
        lang = self.context.lang
        for line in lines:
            text, note = line.text.get(lang), line.note.get(lang)
            yield f"{line.levels}　{text}" + (f"\n{note}" if note else "")

    def _show(self, widgets: Sequence[QWidget]) -> None:
        former, self.text = self.text, self._column()
        for widget in widgets:
            self.text.body.addWidget(widget)
        self.text.body.addStretch(1)
        self._body.insertWidget(self._body.indexOf(former), self.text, 1)
        self.text.show()  # now, so that Tab finds it
        discard(former)
        QWidget.setTabOrder(self.list, self.text)

    # On paper

    def _save(self) -> None:
        path = papers.ask_pdf(self, self.context.say("handbook.save"), "handbook")
        if path is not None:
            self.save_to(path)

    def save_to(self, path: Path) -> None:
        """Saves the whole handbook as a PDF."""
        self._make(lambda pdf: self._write(pdf, papers.with_ending(path)))

    def _print(self) -> None:
        self._make(lambda pdf: papers.ask_and_print(self, self.context, pdf))

    def _make(self, done: Callable[[bytes], object]) -> None:
        chapters, lang = self.chapters, self.context.lang
        task = self.context.desk.aside(lambda task: handbook.paper(chapters, lang, task.check))
        task.then(self, done, self.context.tell)
        self.context.watch(task, "handbook.making")

    def _write(self, pdf: bytes, path: Path) -> None:
        self.context.desk.aside(lambda _: outgoing.save(pdf, path)).then(
            self, lambda _: self._saved(path), self.context.tell
        )

    def _saved(self, path: Path) -> None:
        say = self.context.say
        actions = ((say("handbook.open_file"), partial(papers.open_path, path)),)
        self.context.notify("ok", say("handbook.saved", name=path.name), actions)

    # Coming and going

    def enter(self) -> None:
        self.search.setFocus(Qt.FocusReason.OtherFocusReason)

    def jump(self, where: str) -> bool:
        self._wanted = where
        if self.chapters:
            self.list.setCurrentRow(self._row(where))
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Down leads from the line into the list, Escape empties the line, then leads back."""
        key = event.key()
        if key == Qt.Key.Key_Down and self.search.hasFocus():
            self.list.setFocus(Qt.FocusReason.TabFocusReason)
        elif key == Qt.Key.Key_Escape and self.search.text():
            self.search.clear()
        elif key == Qt.Key.Key_Escape:
            self.context.back()
        else:
            super().keyPressEvent(event)

    def kept(self) -> object:
        row = self.list.currentRow()
        chapter = self.chapters[row].id if 0 <= row < len(self.chapters) else self._wanted
        return _Kept(self.search.text(), chapter)

    def take(self, kept: object) -> None:
        if isinstance(kept, _Kept):
            self._wanted = kept.chapter
            self.search.setText(kept.typed)
