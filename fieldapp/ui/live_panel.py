"""The right column: how far the report is, what it lacks, the next best move, the emotion."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from fieldapp.base.clock import system_clock
from fieldapp.base.findings import Finding
from fieldapp.base.language import Lang, tr
from fieldapp.playbook.clocks import Timed
from fieldapp.playbook.guide import Move
from fieldapp.ui import clockwords
from fieldapp.ui.context import Context, Place
from fieldapp.ui.theme.tokens import PANEL, SPACE_L, SPACE_M, SPACE_S, SPACE_XS
from fieldapp.ui.ways import place_of
from fieldapp.ui.widgets.buttons import Button
from fieldapp.ui.widgets.cards import Card, Picture
from fieldapp.ui.widgets.labels import Label
from fieldapp.ui.widgets.layouts import clear
from fieldapp.ui.widgets.levels import LevelBar
from fieldapp.ui.widgets.progress import ProgressRing
from fieldapp.usecases.standing import Standing

SHOWN = 7
"""Missing things that are listed; the rest is counted."""


class LivePanel(QFrame):
    """What still matters in the open case."""

    went = Signal(object)
    """The `Place` a person wants to go to."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        self._listed: tuple[str, ...] | None = None
        self._case = b""
        self._target: Place | None = None
        self.setProperty("kind", "sunken")
        self.setFixedWidth(PANEL)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, SPACE_L)
        outer.setSpacing(0)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setAccessibleName(context.say("ui.panel"))
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inside = QWidget()
        inside.setProperty("kind", "page")
        area.setWidget(inside)
        outer.addWidget(area, 1)
        column = QVBoxLayout(inside)
        column.setContentsMargins(SPACE_L, SPACE_L, SPACE_L, SPACE_L)
        column.setSpacing(SPACE_M)
        column.addLayout(self._progress())
        self.disputed = Button(context.theme, "", "plain", icon="git-branch", is_row=True)
        self.disputed.clicked.connect(self._settle)
        column.addWidget(self.disputed)
        self.clock = Button(context.theme, "", "plain", icon="clock", is_row=True)
        self.clock.hide()
        self.clock.clicked.connect(lambda: self.went.emit(Place("tool", "clocks")))
        column.addWidget(self.clock)
        self._missing_title = Label(context.say("ui.still_missing"), "caption")
        column.addWidget(self._missing_title)
        self._missing = QVBoxLayout()
        self._missing.setSpacing(0)
        column.addLayout(self._missing)
        column.addWidget(self._emotion())
        column.addWidget(self._move())
        column.addStretch(1)
        foot = QVBoxLayout()
        foot.setContentsMargins(SPACE_L, 0, SPACE_L, 0)
        report = Button(
            context.theme, context.say("ui.open_report"), "quiet", icon="file-text", keys="F12"
        )
        report.clicked.connect(lambda: self.went.emit(Place("report")))
        foot.addWidget(report)
        outer.addLayout(foot)

    def _progress(self) -> QHBoxLayout:
        say = self.context.say
        row = QHBoxLayout()
        row.setSpacing(SPACE_L)
        self.ring = ProgressRing(self.context.theme, say("ui.report_progress"))
        self.count = Label("", "soft")
        words = QVBoxLayout()
        words.setSpacing(SPACE_XS)
        words.addStretch(1)
        words.addWidget(Label(say("ui.report"), "heading", wrap=False))
        words.addWidget(self.count)
        words.addStretch(1)
        row.addWidget(self.ring)
        row.addLayout(words, 1)
        return row

    def _emotion(self) -> QWidget:
        name = self.context.say("ui.emotion")
        self._level = QWidget()
        column = QVBoxLayout(self._level)
        column.setContentsMargins(0, SPACE_S, 0, 0)
        column.setSpacing(SPACE_S)
        row = QHBoxLayout()
        row.addWidget(Label(name, "caption", wrap=False))
        row.addStretch(1)
        self.level_name = Label("", "strong", wrap=False)
        row.addWidget(self.level_name)
        column.addLayout(row)
        self.level = LevelBar(self.context.theme, name)
        column.addWidget(self.level)
        return self._level

    def _move(self) -> Card:
        theme, say = self.context.theme, self.context.say
        card = Card()
        card.body.setContentsMargins(SPACE_L, SPACE_M, SPACE_L, SPACE_S)
        card.body.setSpacing(SPACE_XS)
        head = QHBoxLayout()
        head.setSpacing(SPACE_S)
        head.addWidget(Picture("lightbulb", theme.accent))
        head.addWidget(Label(say("ui.next_move"), "strong"), 1)
        card.body.addLayout(head)
        self.move_text = Label("", "soft")
        card.body.addWidget(self.move_text)
        self.move_button = Button(theme, say("ui.go_there"), "link")
        self.move_button.clicked.connect(self._go)
        card.body.addWidget(self.move_button, 0, Qt.AlignmentFlag.AlignLeft)
        return card

    def show_standing(self, standing: Standing) -> None:
        """Shows how the case stands now."""
        done, needed = standing.progress
        self.ring.setValue(100 if not needed else round(100 * done / needed))
        self.count.setText(self.context.say("ui.answered", done=done, needed=needed))
        self._case = standing.case_id
        many = len(standing.case.disputed)
        self.disputed.setText(self.context.say("incoming.in_case", count=many))
        self.disputed.setVisible(bool(many))
        self._show_clock(standing)
        self._list_missing(standing.guide.overridden()[:1] + standing.missing)
        self._show_level(standing)
        self._show_move(standing, standing.move)

    def _show_clock(self, standing: Standing) -> None:
        """The clock whose time is up first."""
        now, lang = system_clock(), self.context.lang
        first = min(filter(_runs, standing.clocks), key=lambda clock: clock.due, default=None)
        self.clock.setVisible(first is not None)
        if first is not None:
            told = clockwords.words(first, now, lang)
            self.clock.setText(f"{first.clock.title.get(lang)} · {told}")

    def _list_missing(self, missing: tuple[Finding, ...]) -> None:
        names = tuple(_name(finding, self.context.lang) for finding in missing)
        if names == self._listed:
            return
        self._listed = names
        clear(self._missing)
        self._missing_title.setVisible(bool(missing))
        for finding in missing[:SHOWN]:
            name = _name(finding, self.context.lang)
            button = Button(self.context.theme, name, "plain", icon="circle-alert", is_row=True)
            button.setToolTip(name)
            button.clicked.connect(partial(self.went.emit, place_of(finding)))
            self._missing.addWidget(button)
        if len(missing) > SHOWN:
            rest = self.context.say("ui.and_more", count=len(missing) - SHOWN)
            self._missing.addWidget(Label(rest, "small"))

    def _show_level(self, standing: Standing) -> None:
        level = standing.guide.levels.get("customer")
        self._level.setVisible(level is not None)
        if level is not None:
            row = standing.playbook.scale.level(level)
            name = row.label.get(self.context.lang) if row else ""
            self.level_name.setText(f"{level}/5  {name}")
            self.level.setValue(level)

    def _show_move(self, standing: Standing, move: Move | None) -> None:
        lang = self.context.lang
        self.move_button.setText(self.context.say("ui.go_there" if move else "ui.to_report"))
        if move is None:
            self.move_text.setText(self.context.say("ui.move_none"))
            self._target = Place("report")
        elif move.field is None:
            self.move_text.setText(move.state.reason.get(lang))
            self._target = Place("guide", move.state.step.id)
        else:
            step, field = move.state.step.title.get(lang), move.field.label.get(lang)
            self.move_text.setText(self.context.say("ui.move_field", step=step, field=field))
            self._target = Place("guide", move.field.id)

    def _settle(self) -> None:
        self.went.emit(Place("incoming", f"{self._case.hex()}:"))

    def _go(self) -> None:
        if self._target is not None:
            self.went.emit(self._target)


def _runs(clock: Timed) -> bool:
    return clock.runs


def _name(finding: Finding, lang: Lang) -> str:
    """What a finding is about, in two or three words."""
    if finding.code == "playbook.override_unexplained":
        return tr("talk.why_opened", lang)
    label = str(finding.params.get(f"label_{lang}", ""))
    key = finding.params.get(f"key_{lang}")
    return f"{label}: {key}" if key else label
