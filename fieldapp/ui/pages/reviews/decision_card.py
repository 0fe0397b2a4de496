"""What a report asks, what it is about in figures, how it stands, and the buttons to decide."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from fieldapp.base.clock import system_clock
from fieldapp.case.reportstate import WAITING
from fieldapp.case.reviewrecords import APPROVING
from fieldapp.ui import dues
from fieldapp.ui.context import Context
from fieldapp.ui.pages.reviews.forms import (
    AssignForm,
    ConditionsForm,
    Form,
    ReasonForm,
    RemarksForm,
)
from fieldapp.ui.rulings import headline
from fieldapp.ui.theme.tokens import SPACE_M, SPACE_XL, SPACE_XS, TARGET_PRIMARY
from fieldapp.ui.widgets.buttons import Button
from fieldapp.ui.widgets.buttons import Kind as ButtonKind
from fieldapp.ui.widgets.cards import Card
from fieldapp.ui.widgets.flow import FlowLayout
from fieldapp.ui.widgets.labels import Kind, Label
from fieldapp.ui.widgets.layouts import discard
from fieldapp.ui.widgets.scrolling import bring_into_view
from fieldapp.usecases.halfreviews import HalfReview
from fieldapp.usecases.reviewing import Looked

BUTTONS: tuple[tuple[str, ButtonKind, str], ...] = (
    ("approved", "primary", "check"),
    ("conditions", "quiet", "list-checks"),
    ("returned", "quiet", "undo-2"),
    ("declined", "quiet", "circle-slash"),
    ("commented", "plain", "message-circle"),
    ("assigned", "plain", "users"),
)
PAUSE_MS = 800
"""What was typed is kept so long after the last key."""
_LEAST = 150
"""Width of a figure in logical pixels."""


class DecisionCard(Card):
    """Approving takes one press; every other decision unfolds what it needs below the buttons."""

    wanted = Signal(object)
    """A `HalfReview` that is to be sent."""
    typed = Signal(object)
    """A `HalfReview` that is to be kept."""

    def __init__(self, context: Context, looked: Looked, half: HalfReview) -> None:
        super().__init__()
        self.context, self.looked, self.half = context, looked, half
        self.setAccessibleName(context.say("review.decision"))
        self.form: Form | None = None
        self.buttons: dict[str, Button] = {}
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._pause.timeout.connect(self._keep)
        self.body.setSpacing(SPACE_M)
        for label in self._asked():
            self.body.addWidget(label)
        self.body.addLayout(self._figures())
        state = looked.report.state
        self._waits = state in WAITING
        if state != "issued":
            self.body.addWidget(Label(context.say(f"review.state_{state}"), _tone(state)))
        if looked.is_unsigned:
            self.body.addWidget(Label(context.say("signing.none"), "warning"))
        for ruling in looked.report.decisions:
            self.body.addWidget(Label(headline(context, ruling, looked.names), "soft"))
            if ruling.review.is_unsigned:
                self.body.addWidget(Label(context.say("review.unsigned"), "small"))
        self._fault = Label("", "danger")
        self._fault.hide()
        if looked.is_mine:
            self.body.addWidget(Label(context.say("review.doubt_own"), "soft"))
        elif state not in ("withdrawn", "superseded"):
            self._add_buttons()
            if half.decision in self.buttons and not half.is_empty:
                self.unfold(half.decision)

    # What is asked

    def _asked(self) -> Iterator[QWidget]:
        say, asked = self.context.say, self.looked.asked
        yield Label(say("review.decision"), "caption")
        if asked is None:
            yield Label(say("review.not_here_hint"), "warning")
        else:
            yield Label(asked.what.get(self.context.lang) or say("review.nothing_asked"), "heading")

    def _figures(self) -> QHBoxLayout:
        """Amount, deadline and the cost of waiting beside each other."""
        say, lang, asked = self.context.say, self.context.lang, self.looked.asked
        row = QHBoxLayout()
        row.setSpacing(SPACE_XL)
        deadline = asked.deadline if asked else None
        when = f"{deadline:%Y-%m-%d}" if deadline else ""
        kind: Kind = "strong"
        if deadline and self.looked.report.state in WAITING:
            now = system_clock()
            when = f"{when} · {dues.words(deadline, now, lang)}"
            kind = "danger" if dues.is_over(deadline, now) else "strong"
        shown: tuple[tuple[str, str, Kind], ...] = (
            ("amount", asked.amount if asked else "", "strong"),
            ("deadline", when, kind),
            ("waiting", asked.waiting.get(lang) if asked else "", "body"),
        )
        for name, text, kind in shown:
            if not text:
                continue
            column = QVBoxLayout()
            column.setSpacing(SPACE_XS)
            column.addWidget(Label(say(f"review.{name}"), "small", wrap=False))
            label = Label(text, kind)
            label.setMinimumWidth(_LEAST)
            column.addWidget(label)
            column.addStretch(1)
            row.addLayout(column, 2 if name == "waiting" else 1)
        return row

    # Deciding

    def _add_buttons(self) -> None:
        say, theme = self.context.say, self.context.theme
        holder = QWidget()
        flow = FlowLayout(holder)
        for name, kind, icon in BUTTONS:
            if name == "assigned" and not self.looked.colleagues:
                continue
            button = Button(theme, say(f"review.do_{name}"), kind, icon=icon, height=TARGET_PRIMARY)
            button.clicked.connect(partial(self.press, name))
            button.setCheckable(name != "approved")
            # Nobody approves what they cannot read.
            button.setEnabled(self.looked.content is not None or name not in APPROVING)
            self.buttons[name] = button
            flow.addWidget(button)
        if not self._waits:
            self.body.addWidget(Label(say("review.anew"), "small"))
        self.body.addWidget(holder)
        self._mark()
        self.body.addWidget(self._fault)
        self._fault.setAccessibleName(say("review.fault"))

    def press(self, decision: str) -> None:
        """Approves, or unfolds what another decision needs; pressed again, folds it up."""
        if decision == "approved":
            self.wanted.emit(replace(self.half, decision="approved"))
        elif self.form is not None and self.half.decision == decision:
            self.fold()
        else:
            self.unfold(decision)
            assert self.form is not None
            self.form.focus()
            bring_into_view(self.form)

    def unfold(self, decision: str) -> None:
        """Shows what a decision needs."""
        self._read()
        self.fold()
        self.half = replace(self.half, decision=decision)
        match decision:
            case "conditions":
                self.form = ConditionsForm(self.context, self.half)
            case "returned":
                self.form = RemarksForm(self.context, self.half)
            case "assigned":
                self.form = AssignForm(self.context, self.half, self.looked.colleagues)
            case _:
                self.form = ReasonForm(self.context, self.half)
        self.form.typed.connect(self._pause.start)
        self.form.sent.connect(self._send)
        self.form.closed.connect(self.fold)
        self.body.addWidget(self.form)
        self._mark()

    def fold(self) -> bool:
        """Puts what is unfolded away; what was typed stays. False if nothing was."""
        if self.form is None:
            return False
        self.finish()
        decision = self.half.decision
        discard(self.form)  # its own button may have been pressed
        self.form = None
        self._fault.hide()
        self._mark()
        self.buttons[decision].setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    def finish(self) -> None:
        """Keeps what was typed."""
        self._read()
        if self._pause.isActive():
            self._pause.stop()
            self._keep()

    def show_fault(self, text: str) -> None:
        """Says what is missing."""
        self._fault.setText(text)
        self._fault.show()
        bring_into_view(self._fault)
        if self.form is not None:
            self.form.focus()

    def _mark(self) -> None:
        # One thing alone is to be pressed next.
        is_next = self.form is None and self._waits
        self.buttons["approved"].kind = "primary" if is_next else "quiet"
        self.buttons["approved"].update()
        for name, button in self.buttons.items():
            button.setChecked(self.form is not None and name == self.half.decision)

    def _read(self) -> None:
        if self.form is not None:
            self.half = self.form.half()

    def _keep(self) -> None:
        self._read()
        self.typed.emit(self.half)

    def _send(self) -> None:
        self._pause.stop()
        self._read()
        self.wanted.emit(self.half)


def _tone(state: str) -> Kind:
    if state in ("approved", "conditions"):
        return "ok"
    return "info" if state in ("issued", "superseded") else "warning"
