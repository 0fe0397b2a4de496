"""The clocks of a case: how much time is left, and the key that says it was done just now."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from fieldapp.base.clock import system_clock
from fieldapp.playbook.calendar import WorkCalendar
from fieldapp.playbook.clocks import Timed
from fieldapp.ui import clockwords, papers
from fieldapp.ui.context import Context
from fieldapp.ui.forms.editors import MomentEditor, ScaleEditor, Spot
from fieldapp.ui.forms.record_form import named
from fieldapp.ui.pages.tools.view import ToolView
from fieldapp.ui.theme.tokens import SPACE_L, SPACE_M, SPACE_S, SPACE_XL
from fieldapp.ui.widgets.buttons import Button
from fieldapp.ui.widgets.cards import Card
from fieldapp.ui.widgets.labels import Label
from fieldapp.ui.widgets.layouts import discard
from fieldapp.ui.widgets.progress import ProgressBar
from fieldapp.ui.widgets.scrolling import Column
from fieldapp.usecases import calendars
from fieldapp.usecases.editing import Put
from fieldapp.usecases.standing import Standing

_TICK_MS = 20_000
_AHEAD = 120
"""Days within which the next holiday is told."""


class View(ToolView):
    """Severity, a card a clock, and the calendar they count along."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        say = context.say
        self._standing: Standing | None = None
        self.cards: dict[str, ClockCard] = {}
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        column = Column(say("clocks.title"), None)
        column.body.setContentsMargins(SPACE_XL, SPACE_S, SPACE_XL, SPACE_L)
        column.body.setSpacing(SPACE_L)
        first = Card()
        levels = [say(f"forms.severity_{n}") for n in range(1, 6)]
        self.severity = ScaleEditor(context, Spot("severity", say("clocks.severity")), levels)
        first.body.addWidget(named(self.severity.spot, self.severity))
        first.body.addWidget(Label(say("clocks.severity_hint"), "soft"))
        column.body.addWidget(first)
        self._list = QVBoxLayout()
        self._list.setSpacing(SPACE_M)
        column.body.addLayout(self._list)
        column.body.addWidget(self._calendar(context.desk.library.calendar))
        column.body.addStretch(1)
        outer.addWidget(column)
        self._tick = QTimer(self, interval=_TICK_MS)
        self._tick.timeout.connect(self._tell)
        self._tick.start()

    def _calendar(self, calendar: WorkCalendar) -> Card:
        say, lang = self.context.say, self.context.lang
        card = Card(say("clocks.calendar"))
        today = system_clock().date()
        spans = calendar.spans(today)
        told = ", ".join(f"{_time(first)}–{_time(last)}" for first, last in spans)
        lines = [calendar.title.get(lang), told or say("clocks.free_today")]
        days = (today + timedelta(n) for n in range(1, _AHEAD))
        if ahead := next(filter(None, map(calendar.holiday, days)), None):
            name = ahead.title.get(lang)
            lines.append(say("clocks.next_holiday", name=name, day=f"{ahead.first:%Y-%m-%d}"))
        card.body.addWidget(Label("\n".join(line for line in lines if line)))
        card.body.addWidget(Label(say("clocks.calendar_hint"), "soft"))
        change = Button(self.context.theme, say("clocks.change_calendar"), "quiet", icon="pencil")
        change.clicked.connect(self.change_calendar)
        card.body.addWidget(change, 0, Qt.AlignmentFlag.AlignLeft)
        return card

    # How the case stands

    def is_empty(self, standing: Standing) -> bool:
        return not standing.playbook.clocks

    def show_standing(self, standing: Standing) -> None:
        self._standing = standing
        self.severity.show_value(standing.case.severity)
        found = {clock.clock.id: clock for clock in standing.clocks}
        for name in self.cards.keys() - found.keys():
            card = self.cards.pop(name)
            discard(card)
        for place, (name, clock) in enumerate(found.items()):
            if name not in self.cards:
                self.cards[name] = ClockCard(self.context, clock)
                self._list.insertWidget(place, self.cards[name])
            self.cards[name].show_clock(clock, standing)

    def _tell(self) -> None:
        """Time goes on by itself."""
        for card in self.cards.values():
            card.tell()

    # Doing

    def begin(self) -> None:
        self.severity.focus()

    def change_calendar(self) -> None:
        """Opens the person's own calendar, which is made from the built-in one the first time."""
        work = self.context.desk.aside(lambda _: calendars.to_change())
        work.then(self, self._open, self.context.tell)

    def _open(self, path: Path) -> None:
        opens = partial(papers.open_path, path.parent)
        self.context.notify(
            "info",
            self.context.say("clocks.calendar_opened", path=str(path)),
            ((self.context.say("reportpage.open_folder"), opens),),
        )
        papers.open_path(path)

    # Coming and going

    def enter(self) -> None:
        running = [card for card in self.cards.values() if card.can_stop]
        if running and self._standing is not None and self._standing.case.severity:
            running[0].done.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.severity.focus()

    def jump(self, where: str) -> bool:
        if where == "severity":
            self.severity.focus()
            return True
        for card in self.cards.values():
            if where == f"answers/{card.clock.clock.until}":
                card.moment.focus()
                return True
        return False


class ClockCard(Card):
    """A clock: what is left of its time, when it is up, and what stops it."""

    def __init__(self, context: Context, clock: Timed) -> None:
        super().__init__()
        self.context, self.clock = context, clock
        self._has_answer = False
        say, theme, lang = context.say, context.theme, context.lang
        title = clock.clock.title.get(lang)
        self.setAccessibleName(title)
        head = QHBoxLayout()
        head.setSpacing(SPACE_M)
        head.addWidget(Label(title, "heading", wrap=False))
        self.words = Label("", "strong", wrap=False)
        head.addWidget(self.words)
        head.addStretch(1)
        self.due = Label("", "soft", wrap=False)
        head.addWidget(self.due)
        self.body.addLayout(head)
        self.bar = ProgressBar(theme, title)
        self.bar.setRange(0, 1000)
        self.body.addWidget(self.bar)
        self.foot = QWidget()
        foot = QHBoxLayout(self.foot)
        foot.setContentsMargins(0, 0, 0, 0)
        foot.setSpacing(SPACE_M)
        self.done = Button(theme, say("clocks.done_now"), "quiet", icon="check")
        self.done.setAccessibleName(f"{title}: {say('clocks.done_now')}")
        self.done.clicked.connect(self._stop)
        path = f"answers/{clock.clock.until}"
        self.moment = MomentEditor(context, Spot(path, f"{title}: {say('clocks.done_at')}"))
        foot.addWidget(self.done)
        foot.addWidget(Label(say("clocks.done_at"), "soft", wrap=False))
        foot.addWidget(self.moment, 1)
        self.body.addWidget(self.foot)

    @property
    def can_stop(self) -> bool:
        """Whether it runs and an answer ends it."""
        return self.clock.runs and self._has_answer

    def show_clock(self, clock: Timed, standing: Standing) -> None:
        """Shows how it stands now."""
        self.clock = clock
        known = standing.playbook.fields
        self._has_answer = clock.clock.until in known
        self.foot.setVisible(self._has_answer)
        self.done.setVisible(clock.runs)
        if self._has_answer:
            value = standing.guide.value(clock.clock.until)
            self.moment.show_value(value if isinstance(value, datetime) else None)
        self.tell()

    def tell(self) -> None:
        """Says how much time is left."""
        now, context = system_clock(), self.context
        clock = self.clock
        told = clockwords.words(clock, now, context.lang)
        if told != self.words.text():
            self.words.setText(told)
        self.words.turn_into(clockwords.kind(clock, now))
        due = clockwords.until(clock, now)
        along = clock.clock.work_hours
        severity = context.case.standing.case.severity if context.case.standing else None
        key = "clocks.due_work" if severity in along else "clocks.due"
        self.due.setText(context.say(key, due=due))
        is_over, theme = clockwords.state(clock, now) == "over", context.theme
        self.bar.show_ink(theme.danger if is_over else theme.accent)
        self.bar.setValue(round(1000 * clockwords.part(clock, now)))

    def _stop(self) -> None:
        now = system_clock().replace(second=0, microsecond=0)
        self.context.case.write(Put(self.moment.spot.path, now))


def _time(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"
