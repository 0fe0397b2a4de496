"""The frame of a tool: what it is for, its view, what it says of the case, and the way back."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from fieldapp.base.clock import system_clock
from fieldapp.base.findings import Finding, Severity
from fieldapp.base.language import message
from fieldapp.playbook.tools import Tool, analyse
from fieldapp.ui.context import Context
from fieldapp.ui.pages.tools.view import ToolView
from fieldapp.ui.save_mark import SaveMark
from fieldapp.ui.theme.tokens import FOLD, PANEL, SPACE_L, SPACE_M, SPACE_S, SPACE_XL, SPACE_XS
from fieldapp.ui.ways import place_of
from fieldapp.ui.widgets.buttons import Button
from fieldapp.ui.widgets.cards import EmptyState, Picture
from fieldapp.ui.widgets.labels import ElidedLabel, Label
from fieldapp.ui.widgets.layouts import discard
from fieldapp.ui.widgets.scrolling import Column
from fieldapp.ui.widgets.sentences import SentenceButton
from fieldapp.usecases.standing import Standing

_SOON_MS = 60
"""What a tool says of a change comes so long after it, so that neither holds the other up."""
_ANY = 16_777_215
"""Qt's "as much as there is"."""
_ICONS = {Severity.WARNING: "triangle-alert", Severity.ERROR: "circle-alert"}


class ToolFrame(QWidget):
    """One tool of the open case."""

    def __init__(self, context: Context, tool: Tool, view: ToolView) -> None:
        super().__init__()
        self.context, self.tool, self.view = context, tool, view
        self.findings: list[SentenceButton] = []
        self._said: tuple[Finding, ...] | None = None
        self._is_empty = False
        self._standing: Standing | None = None
        self._soon = QTimer(self, singleShot=True, interval=_SOON_MS)
        self._soon.timeout.connect(self._analyse)
        view.filled.connect(self._show_body)
        say = context.say
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addLayout(self._head())
        self._begin = Button(context.theme, say(f"{tool.id}.begin"), "primary", icon="plus")
        self._begin.clicked.connect(view.begin)
        self._body = QStackedWidget()
        self._body.addWidget(view)
        self._body.addWidget(
            EmptyState(
                context.theme,
                tool.icon,
                say(f"{tool.id}.empty"),
                say(f"{tool.id}.empty_hint"),
                self._begin,
                more=view.other_ways(),
            )
        )
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._row.setSpacing(0)
        self._row.addWidget(self._body, 1)
        self._side = self._aside()
        self._row.addWidget(self._side)
        outer.addLayout(self._row, 1)

    def _head(self) -> QVBoxLayout:
        """Title and purpose on the left, the way back and to the other tools on the right."""
        say, theme = self.context.say, self.context.theme
        head = QVBoxLayout()
        head.setContentsMargins(SPACE_XL, SPACE_L, SPACE_XL, SPACE_M)
        head.setSpacing(SPACE_XS)
        row = QHBoxLayout()
        row.setSpacing(SPACE_M)
        row.addWidget(Picture(self.tool.icon, theme.accent, 22))
        row.addWidget(Label(say(f"{self.tool.id}.title"), "title", wrap=False))
        row.addWidget(SaveMark(self.context), 1)
        self.says = Button(theme, say("tools.says"), "plain", icon="lightbulb")
        self.says.setCheckable(True)
        self.says.clicked.connect(self._fold)
        row.addWidget(self.says)
        self.others = Button(theme, say("tools.all"), "plain", icon="wrench", keys="Ctrl+T")
        others = self.others
        others.clicked.connect(lambda: self.context.actions.run("tools"))
        self.back = Button(theme, say("tools.back"), "quiet", icon="arrow-left", keys="Esc")
        self.back.clicked.connect(self.context.back)
        row.addWidget(others)
        row.addWidget(self.back)
        head.addLayout(row)
        head.addWidget(ElidedLabel(say(f"{self.tool.id}.purpose"), "soft"))
        return head

    def _aside(self) -> QFrame:
        side = QFrame()
        side.setProperty("kind", "sunken")
        holder = QVBoxLayout(side)
        holder.setContentsMargins(0, 0, 0, 0)
        column = Column(self.context.say("tools.says"), None)
        column.body.setContentsMargins(SPACE_M, SPACE_L, SPACE_M, SPACE_L)
        column.body.setSpacing(SPACE_S)
        if self.view.aside is not None:
            column.body.addWidget(self.view.aside)
            column.body.addSpacing(SPACE_M)
        self._heading = Label(self.context.say("tools.says"), "caption")
        self._heading.setContentsMargins(SPACE_S, 0, SPACE_S, 0)
        column.body.addWidget(self._heading)
        self._list = QVBoxLayout()
        self._list.setSpacing(0)
        column.body.addLayout(self._list)
        self._fine = Label(self.context.say("tools.nothing_to_say"), "soft")
        self._fine.setContentsMargins(SPACE_S, 0, SPACE_S, 0)
        column.body.addWidget(self._fine)
        column.body.addStretch(1)
        holder.addWidget(column)
        return side

    # How the case stands

    def show_standing(self, standing: Standing) -> None:
        """Shows how the case stands now."""
        self._standing = standing
        self.view.show_standing(standing)
        self._show_body()
        self._soon.start()

    def _analyse(self) -> None:
        """What the tool says of the case, once what was done is on the screen."""
        if (standing := self._standing) is not None:
            today = system_clock().date()
            found = analyse(self.tool.id, standing.case, standing.playbook, today)
            self._list_findings(found)

    def _show_body(self) -> None:
        """The view, or what the tool is for."""
        if self._standing is None:
            return
        was_empty, self._is_empty = self._is_empty, self.view.is_empty(self._standing)
        focused = self.window().focusWidget()
        is_lost = self._is_empty and not was_empty and focused and self.isAncestorOf(focused)
        self._body.setCurrentIndex(1 if self._is_empty else 0)
        self._fold()
        if is_lost:
            self._begin.setFocus(Qt.FocusReason.OtherFocusReason)

    def _list_findings(self, findings: tuple[Finding, ...]) -> None:
        if findings == self._said:
            return
        self._said = findings
        for former in self.findings:
            discard(former)
        self.findings = [self._finding(finding) for finding in findings]
        for line in self.findings:
            self._list.addWidget(line)
        self._fine.setVisible(not findings)

    def _finding(self, finding: Finding) -> SentenceButton:
        theme = self.context.theme
        ink = theme.ink_soft if finding.severity is Severity.INFO else theme.warning
        icon = _ICONS.get(finding.severity, "lightbulb")
        line = SentenceButton(theme, message(finding, self.context.lang), ink=ink, icon=icon)
        line.clicked.connect(partial(self._follow, finding))
        return line

    def _follow(self, finding: Finding) -> None:
        """Goes to what a finding speaks of: here if it is shown here, else where it is."""
        if not self.view.jump(finding.where):
            self.context.go(place_of(finding))

    # Coming and going

    def enter(self) -> None:
        if self._is_empty:
            self._begin.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.view.enter()

    def jump(self, where: str) -> bool:
        return not self._is_empty and self.view.jump(where)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() != Qt.Key.Key_Escape:
            super().keyPressEvent(event)
        elif not self.view.leave_inner():
            self.context.back()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        is_wide = self._is_wide
        way = QBoxLayout.Direction.LeftToRight if is_wide else QBoxLayout.Direction.TopToBottom
        self._row.setDirection(way)
        self._side.setMinimumWidth(PANEL if is_wide else 0)
        self._side.setMaximumWidth(PANEL if is_wide else _ANY)
        self._side.setMaximumHeight(_ANY if is_wide else self.height() // 2)
        self._fold()

    @property
    def _is_wide(self) -> bool:
        """Whether there is room for what the tool says beside its view."""
        return self.window().width() >= FOLD

    def _fold(self) -> None:
        """Where there is no room beside it, what the tool says is shown below when it is wanted."""
        has_side = self.view.has_side and not self._is_empty
        self.says.setVisible(has_side and not self._is_wide)
        self.others.setVisible(self._is_wide or not has_side)  # its key is there all the same
        self._side.setVisible(has_side and (self._is_wide or self.says.isChecked()))
