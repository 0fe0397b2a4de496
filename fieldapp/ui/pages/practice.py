"""Practice: a talk as it might go, by keyboard; what is said decides how it goes on."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from fieldapp.ui.context import Context
from fieldapp.ui.pages.page import Page
from fieldapp.ui.theme.tokens import SPACE_L, SPACE_M, SPACE_S, SPACE_XL, SPACE_XS
from fieldapp.ui.widgets.buttons import Button
from fieldapp.ui.widgets.cards import Card
from fieldapp.ui.widgets.labels import Label
from fieldapp.ui.widgets.layouts import discard
from fieldapp.ui.widgets.levels import LevelBar
from fieldapp.ui.widgets.scrolling import Column
from fieldapp.usecases import practice
from fieldapp.usecases.practice import Board, Run, Said, Score, Task

WIDTH = 760
_KEYS = (Qt.Key.Key_1, Qt.Key.Key_2, Qt.Key.Key_3, Qt.Key.Key_4)
SHOWN_WEAK = 3


# inventory 51, 138: scripted talks to practise with, the next one suggested by how it went
# inventory 148: skills shown in a practised talk, and those to work on
class PracticePage(Page):
    """First what there is to practise; then the talk, turn by turn; then how it went and why."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.board: Board | None = None
        self.task: Task | None = None
        self.run: Run | None = None
        self.answers: list[Button] = []
        self.on: Button | None = None
        """What goes on: to the next turn, to a new go, into a talk."""
        self._outer = QVBoxLayout(self)
        self._outer.setContentsMargins(0, SPACE_XL, 0, 0)
        self._column: Column | None = None
        self._wanted: Run | None = None
        """The talk that was under way in another language or theme."""
        self._read()

    def _read(self) -> None:
        library = self.context.desk.library
        work = self.context.desk.run(lambda workspace: practice.board(workspace, library))
        work.then(self, self._show_board, self.context.tell)

    # The three views

    def _show_board(self, board: Board) -> None:
        self.board, self.task, self.run = board, None, None
        self.answers = []
        if self._wanted is not None:
            wanted, self._wanted = self._wanted, None
            known = (task for task in board.tasks if task.script.id == wanted.script.id)
            self.task, self.run = next(known, None), wanted
            self._show_turn()
            return
        say = self.context.say
        column = self._fresh()
        column.body.addWidget(Label(say("practice.title"), "title"))
        column.body.addWidget(Label(say("practice.private"), "soft"))
        if board.weak:
            names = [say(f"practice.skill_{skill}") for skill in board.weak[:SHOWN_WEAK]]
            listed = say("practice.comma").join(names)
            column.body.addWidget(Label(say("practice.weak", skills=listed), "strong"))
        for task in board.tasks:
            column.body.addWidget(self._task_card(task, is_next=task.script.id == board.next))
        column.body.addStretch(1)
        self._focus()

    def _task_card(self, task: Task, *, is_next: bool) -> Card:
        say, lang = self.context.say, self.context.lang
        title = task.script.title.get(lang)
        begin = Button(
            self.context.theme,
            say("practice.begin"),
            "primary" if is_next else "quiet",
            icon="users",
        )
        begin.setAccessibleName(f"{say('practice.begin')}: {title}")
        begin.clicked.connect(partial(self.begin, task))
        if is_next:
            self.on = begin
        card = Card(title, begin)
        card.body.addWidget(Label(task.script.about.get(lang)))
        told = task.method.get(lang)
        if task.last is not None:
            score = self._score(task.last.score)
            told = say("practice.last", method=told, score=score, times=task.times)
        card.body.addWidget(Label(told, "small"))
        return card

    def begin(self, task: Task) -> None:
        """Begins a talk."""
        self.task = task
        self.run = practice.begin(task.script, secrets.randbelow(1_000_000))
        self._show_turn()

    def _show_turn(self) -> None:
        run, task = self.run, self.task
        if run is None or task is None or run.node is None:
            return
        if run.is_over:
            self._finish()
            return
        lang, say = self.context.lang, self.context.say
        column = self._fresh()
        column.body.addLayout(self._head(task))
        if not run.said:
            column.body.addWidget(Label(task.script.about.get(lang), "soft"))
        column.body.addWidget(self._words(run))
        column.body.addWidget(Label(say("practice.what_do_you_say"), "strong"))
        self.answers = []
        for place, option in enumerate(run.choices):
            row = QHBoxLayout()
            row.setSpacing(SPACE_M)
            button = Button(self.context.theme, str(place + 1), "quiet")
            button.setFixedWidth(SPACE_XL * 2)
            words = option.text.get(lang)
            button.setAccessibleName(f"{place + 1}: {words}")
            button.clicked.connect(partial(self.choose, option.id))
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
            row.addWidget(Label(words), 1)
            self.answers.append(button)
            column.body.addLayout(row)
        column.body.addStretch(1)
        self.on = None
        self._focus()

    def choose(self, option_id: str) -> None:
        """Says it, and shows what it does and why."""
        if self.run is None or self.task is None or not self.answers:
            return
        self.run = self.run.choose(option_id)
        said = self.run.said[-1]
        lang, say = self.context.lang, self.context.say
        column = self._fresh()
        column.body.addLayout(self._head(self.task))
        column.body.addWidget(self._feedback(said))
        if self.run.node is not None:
            column.body.addWidget(self._words(self.run))
        self.answers = []
        key = "practice.how_it_went" if self.run.is_over else "practice.go_on"
        self.on = Button(self.context.theme, say(key), "primary", icon="arrow-right", keys="Enter")
        self.on.clicked.connect(self._show_turn)
        column.body.addWidget(self.on, 0, Qt.AlignmentFlag.AlignLeft)
        column.body.addStretch(1)
        self._announce(said.option.feedback.get(lang))
        self._focus()

    def _finish(self) -> None:
        run, task = self.run, self.task
        assert run is not None
        assert task is not None
        self.context.desk.run(lambda workspace: practice.keep(workspace, run)).then(
            self, lambda _: None, self.context.tell
        )
        say, lang = self.context.say, self.context.lang
        column = self._fresh()
        column.body.addLayout(self._head(task))
        column.body.addWidget(Label(say("practice.done", score=self._score(run.score)), "heading"))
        levels = " → ".join(map(str, run.levels))
        column.body.addWidget(Label(say("practice.levels", levels=levels), "soft"))
        card = Card(say("practice.by_step"))
        for step, score in run.by_step.items():
            known = task.steps.get(step)
            card.body.addLayout(self._row(known.get(lang) if known else step, score))
        column.body.addWidget(card)
        card = Card(say("practice.by_skill"))
        for skill, score in run.by_skill.items():
            card.body.addLayout(self._row(say(f"practice.skill_{skill}"), score))
        column.body.addWidget(card)
        missed = [said for said in run.said if not said.is_best]
        if missed:
            card = Card(say("practice.helped_more"))
            for said in missed:
                card.body.addWidget(Label(said.best.text.get(lang), "say"))
                card.body.addWidget(Label(said.best.feedback.get(lang), "small"))
            column.body.addWidget(card)
        column.body.addLayout(self._ways(task))
        column.body.addStretch(1)
        self._focus()

    # Parts

    def _fresh(self) -> Column:
        """An empty column in the place of the one before."""
        former, self._column = self._column, Column(self.context.say("practice.title"), WIDTH)
        self._column.body.setSpacing(SPACE_L)
        self._outer.addWidget(self._column)
        self._column.show()
        if former is not None:
            discard(former)
        self.on = None
        return self._column

    def _head(self, task: Task) -> QHBoxLayout:
        row = QHBoxLayout()
        row.addWidget(Label(task.script.title.get(self.context.lang), "title"), 1)
        leave = Button(self.context.theme, self.context.say("practice.list"), "plain", keys="Esc")
        leave.clicked.connect(self._read)
        row.addWidget(leave, 0, Qt.AlignmentFlag.AlignTop)
        return row

    def _words(self, run: Run) -> QWidget:
        """What the customer says now and how they are, or what happens."""
        card = QFrame()
        card.setProperty("kind", "card")
        column = QVBoxLayout(card)
        column.setContentsMargins(SPACE_XL, SPACE_L, SPACE_XL, SPACE_L)
        column.setSpacing(SPACE_S)
        node = run.node
        if node is None:
            return card
        is_customer = node.speaker == "customer"
        if is_customer:
            column.addWidget(Label(self.context.say("practice.customer"), "caption"))
        text = node.text.get(self.context.lang)
        column.addWidget(Label(text, "heading" if is_customer else "lead"))
        if run.level is not None:
            told = self.context.say("practice.level", level=run.level)
            bar = LevelBar(self.context.theme, told)
            bar.setValue(run.level)
            column.addWidget(bar)
            column.addWidget(Label(told, "small"))
        return card

    def _feedback(self, said: Said) -> QFrame:
        card = QFrame()
        good = said.is_best
        tone = "ok" if good else "ask" if said.option.score > 0 else "warning"
        card.setProperty("tone", tone)
        column = QVBoxLayout(card)
        column.setContentsMargins(SPACE_L, SPACE_M, SPACE_L, SPACE_L)
        column.setSpacing(SPACE_XS)
        lang, say = self.context.lang, self.context.say
        key = "helped" if good else "partly" if said.option.score > 0 else "set_back"
        column.addWidget(Label(say(f"practice.{key}"), "strong"))
        column.addWidget(Label(said.option.text.get(lang), "soft"))
        column.addWidget(Label(said.option.feedback.get(lang)))
        return card

    def _row(self, name: str, score: Score) -> QHBoxLayout:
        row = QHBoxLayout()
        row.addWidget(Label(name), 1)
        row.addWidget(Label(self._score(score), "ok" if score.is_full else "soft", wrap=False))
        return row

    def _ways(self, task: Task) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(SPACE_S)
        self.on = Button(self.context.theme, self.context.say("practice.again"), "primary")
        self.on.clicked.connect(partial(self.begin, task))
        others = Button(self.context.theme, self.context.say("practice.list"), "quiet")
        others.clicked.connect(self._read)
        row.addWidget(self.on)
        row.addWidget(others)
        row.addStretch(1)
        return row

    def _score(self, score: Score) -> str:
        return self.context.say("practice.score", earned=score.earned, possible=score.possible)

    def _announce(self, text: str) -> None:
        if self.on is not None:
            self.on.setAccessibleDescription(text)

    # Focus and keys

    def _focus(self) -> None:
        target = self.on or next(iter(self.answers), None)
        if target is not None and self.isVisible():
            target.setFocus(Qt.FocusReason.OtherFocusReason)

    def enter(self) -> None:
        self._focus()

    def kept(self) -> object:
        return self.run

    def take(self, kept: object) -> None:
        if isinstance(kept, Run) and not kept.is_over:
            self._wanted = kept

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """1, 2, 3 say a sentence; Enter goes on; Escape goes back to the list, then out."""
        key = Qt.Key(event.key())
        chosen = list(self._numbered(key))
        if chosen:
            chosen[0].click()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.on is not None:
            self.on.click()
        elif key == Qt.Key.Key_Escape:
            if self.task is None:
                self.context.back()
            else:
                self._read()
        else:
            super().keyPressEvent(event)

    def _numbered(self, key: Qt.Key) -> Iterator[Button]:
        if key in _KEYS and _KEYS.index(key) < len(self.answers):
            yield self.answers[_KEYS.index(key)]
