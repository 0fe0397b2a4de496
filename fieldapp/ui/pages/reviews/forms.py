"""What a decision other than approving needs: a reason, reasons by part, or conditions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from fieldapp.ui.context import Context
from fieldapp.ui.forms.editors import calendar_names
from fieldapp.ui.theme.tokens import SPACE_M, SPACE_S, TARGET
from fieldapp.ui.widgets.buttons import Button
from fieldapp.ui.widgets.choices import Chips
from fieldapp.ui.widgets.editors import LineEdit, TextEdit
from fieldapp.ui.widgets.labels import Label
from fieldapp.ui.widgets.times import DayEdit
from fieldapp.usecases.halfreviews import HalfReview

PARTS = ("background", "impact", "evidence", "solution", "plan", "benefit", "other")
"""In the order of the report."""


class Form(QWidget):
    """Fields below the buttons, and the button that sends them."""

    typed = Signal()
    sent = Signal()
    closed = Signal()

    def __init__(self, context: Context, begun: HalfReview) -> None:
        super().__init__()
        self.context, self.begun = context, begun
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(SPACE_M)
        say = context.say
        self.body.addWidget(Label(say(f"review.ask_{begun.decision}"), "strong"))
        self.fill()
        row = QHBoxLayout()
        row.setSpacing(SPACE_M)
        close = Button(context.theme, say("review.not_now"), "plain")
        close.clicked.connect(self.closed)
        self.send = Button(
            context.theme, say(f"review.send_{begun.decision}"), "primary", icon="send"
        )
        self.send.clicked.connect(self.sent)
        row.addStretch(1)
        row.addWidget(close)
        row.addWidget(self.send)
        self.body.addLayout(row)

    def fill(self) -> None:
        """Adds the fields to `body`."""
        raise NotImplementedError

    def half(self) -> HalfReview:
        """What was begun, with what is typed now."""
        raise NotImplementedError

    def focus(self) -> None:
        """Puts the focus into the first field."""
        raise NotImplementedError


class ReasonForm(Form):
    """A reason, or what a comment says."""

    def fill(self) -> None:
        self.text = TextEdit(
            self.context.say(f"review.ask_{self.begun.decision}"), text=self.begun.reason
        )
        self.text.typed.connect(lambda _: self.typed.emit())
        self.body.addWidget(self.text)

    def half(self) -> HalfReview:
        return replace(self.begun, reason=self.text.text())

    def focus(self) -> None:
        self.text.setFocus(Qt.FocusReason.OtherFocusReason)


class AssignForm(ReasonForm):
    """Who is to decide instead, and what to say to them."""

    def __init__(
        self, context: Context, begun: HalfReview, colleagues: Mapping[bytes, str]
    ) -> None:
        self._names = {author.hex(): name for author, name in colleagues.items()}
        super().__init__(context, begun)

    def fill(self) -> None:
        say = self.context.say
        self.people = Chips(self.context.theme, list(self._names.items()), say("review.colleagues"))
        self.people.choose((self.begun.to[0],))
        self.people.chosen.connect(lambda _: self.typed.emit())
        self.body.addWidget(self.people)
        self.body.addWidget(Label(say("review.note"), "small"))
        super().fill()

    def half(self) -> HalfReview:
        chosen = self.people.value()
        to = chosen if isinstance(chosen, str) else ""
        return replace(super().half(), to=(to, self._names.get(to, "")))

    def focus(self) -> None:
        next(iter(self.people.buttons.values())).setFocus(Qt.FocusReason.OtherFocusReason)


class RemarksForm(Form):
    """A line for each part of the report, which grows."""

    def fill(self) -> None:
        self.lines: dict[str, TextEdit] = {}
        grid = QGridLayout()
        grid.setHorizontalSpacing(SPACE_M)
        grid.setVerticalSpacing(SPACE_S)
        grid.setColumnStretch(1, 1)
        for row, part in enumerate(PARTS):
            name = self.context.say(f"review.section_{part}")
            label = Label(name, "soft", wrap=False)
            label.setMinimumHeight(TARGET)
            line = TextEdit(name, text=self.begun.remarks.get(part, ""), least=1, most=8)
            line.typed.connect(lambda _: self.typed.emit())
            label.setBuddy(line)
            grid.addWidget(label, row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(line, row, 1)
            self.lines[part] = line
        self.body.addLayout(grid)

    def half(self) -> HalfReview:
        return replace(self.begun, remarks={part: line.text() for part, line in self.lines.items()})

    def focus(self) -> None:
        first = next((line for line in self.lines.values() if not line.text()), None)
        (first or self.lines[PARTS[0]]).setFocus(Qt.FocusReason.OtherFocusReason)


class ConditionsForm(Form):
    """What is to be done, by whom and by when; as many as are needed."""

    def fill(self) -> None:
        self.rows: list[tuple[LineEdit, LineEdit, DayEdit]] = []
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(SPACE_S)
        self._grid.setVerticalSpacing(SPACE_S)
        self._grid.setColumnStretch(0, 5)
        self._grid.setColumnStretch(1, 2)
        self._grid.setColumnStretch(2, 2)
        self.body.addLayout(self._grid)
        for row in self.begun.conditions or (("", "", None),):
            self._add(*row)
        told = self.context.say("review.more_conditions")
        more = Button(self.context.theme, told, "link", icon="plus")
        more.clicked.connect(self._one_more)
        self.body.addWidget(more, 0, Qt.AlignmentFlag.AlignLeft)

    def _add(self, what: str, who: str, due: date | None) -> None:
        say, number = self.context.say, len(self.rows) + 1

        def line(name: str, text: str) -> LineEdit:
            words = say(f"review.condition_{name}")
            made = LineEdit(f"{words} {number}", text=text, placeholder=words)
            made.typed.connect(lambda _: self.typed.emit())
            return made

        task, person = line("what", what), line("who", who)
        by = say("review.condition_due")
        day = DayEdit(
            self.context.theme, f"{by} {number}", calendar_names(self.context), placeholder=by
        )
        day.set_text(f"{due:%Y-%m-%d}" if due else "")
        day.typed.connect(lambda _: self.typed.emit())
        made = (task, person, day)
        for column, widget in enumerate(made):
            self._grid.addWidget(widget, number - 1, column)
        self.rows.append(made)

    def _one_more(self) -> None:
        self._add("", "", None)
        self.rows[-1][0].setFocus(Qt.FocusReason.OtherFocusReason)

    def half(self) -> HalfReview:
        rows = ((what.text(), who.text(), day.value()) for what, who, day in self.rows)
        return replace(
            self.begun, conditions=tuple(row for row in rows if row[0].strip() or row[1].strip())
        )

    def focus(self) -> None:
        self.rows[0][0].setFocus(Qt.FocusReason.OtherFocusReason)
