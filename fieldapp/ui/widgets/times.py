"""Days and moments: typed, chosen from a calendar, or with one press."""

from __future__ import annotations

import re
import unicodedata
from abc import abstractmethod
from collections.abc import Sequence
from datetime import date, datetime, time
from typing import NamedTuple

from PySide6.QtCore import QDate, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QColor, QTextCharFormat
from PySide6.QtWidgets import (
    QCalendarWidget,
    QFrame,
    QTableView,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from fieldapp.ui.theme import icons
from fieldapp.ui.theme.tokens import SPACE_S, SPACE_XS, Theme
from fieldapp.ui.widgets.buttons import Button, IconButton
from fieldapp.ui.widgets.fitting import FittingEdit
from fieldapp.ui.widgets.flow import FlowLayout

_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?|(\d{4})(\d\d)(\d\d)")
_TIME = re.compile(r"(\d{1,2})[:时](\d\d)分?")
_MONTH = (320, 340)
"""The least size of a month, for days that a finger can hit."""


class CalendarNames(NamedTuple):
    """What a screen reader says for the parts of the calendar."""

    open: str
    calendar: str
    previous: str
    next: str


def day(text: str) -> date | None:
    """A day as typed (`2026-11-24`, `2026/11/24`, `20261124`, `2026年11月24日`); else None."""
    found, rest = _begins_with_day(text)
    return None if rest else found


def moment(text: str) -> datetime | None:
    """A day and a time of day (midnight, where none is typed) in the machine's time zone."""
    found, rest = _begins_with_day(text)
    clock = _TIME.fullmatch(rest.lstrip(" T") or "0:00")
    if found is None or clock is None:
        return None
    try:
        hour, minute = map(int, clock.groups())
        return datetime.combine(found, time(hour, minute)).astimezone()
    except (ValueError, OverflowError):
        return None


def _begins_with_day(text: str) -> tuple[date | None, str]:
    """The day a text begins with, and what follows it."""
    plain = unicodedata.normalize("NFKC", text).strip()
    found = _DAY.match(plain)
    if found is None:
        return None, plain
    try:
        return date(*(int(part) for part in found.groups() if part)), plain[found.end() :]
    except ValueError:
        return None, plain


class Calendar(QFrame):
    """The pop-up: quick choices above a month."""

    picked = Signal(object)
    """A quick choice's value, or a `date` of the month."""

    def __init__(
        self,
        theme: Theme,
        names: CalendarNames,
        quick: Sequence[tuple[str, date]],
        parent: QWidget,
    ) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setProperty("kind", "popup")
        self.setAccessibleName(names.calendar)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_S, SPACE_S, SPACE_S, SPACE_S)
        layout.setSpacing(SPACE_S)
        if quick:
            row = FlowLayout(spacing=SPACE_XS)
            for label, value in quick:
                button = Button(theme, label)
                button.clicked.connect(lambda _=False, chosen=value: self.picked.emit(chosen))
                row.addWidget(button)
            layout.addLayout(row)
        self.month = QCalendarWidget()
        self.month.setAccessibleName(names.calendar)
        self.month.setFirstDayOfWeek(Qt.DayOfWeek.Monday)
        self.month.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        self.month.setHorizontalHeaderFormat(
            QCalendarWidget.HorizontalHeaderFormat.SingleLetterDayNames
        )
        self.month.setMinimumSize(*_MONTH)
        self._dress(theme, names)
        self.month.clicked.connect(self._pick)
        self.month.activated.connect(self._pick)
        layout.addWidget(self.month)

    def _dress(self, theme: Theme, names: CalendarNames) -> None:
        """Our arrows and inks in place of the style's."""
        plain = QTextCharFormat()
        plain.setForeground(QColor(theme.ink))
        for weekday in (Qt.DayOfWeek.Saturday, Qt.DayOfWeek.Sunday):
            self.month.setWeekdayTextFormat(weekday, plain)
        soft = QTextCharFormat()
        soft.setForeground(QColor(theme.ink_soft))
        self.month.setHeaderTextFormat(soft)
        days = self.month.findChild(QTableView, "qt_calendar_calendarview")
        if isinstance(days, QTableView):
            days.setAccessibleName(names.calendar)
        for part, glyph, name in (
            ("qt_calendar_prevmonth", "chevron-left", names.previous),
            ("qt_calendar_nextmonth", "chevron-right", names.next),
        ):
            arrow = self.month.findChild(QToolButton, part)
            if isinstance(arrow, QToolButton):
                arrow.setIcon(icons.icon(glyph, theme.ink))
                arrow.setIconSize(QSize(icons.SIZE, icons.SIZE))
                arrow.setAccessibleName(name)

    def _pick(self, chosen: QDate) -> None:
        self.picked.emit(date(chosen.year(), chosen.month(), chosen.day()))


class TimeEdit(FittingEdit):
    """A line with a calendar.

    Args:
        quick: labels and values that one press chooses.
    """

    def __init__(
        self,
        theme: Theme,
        name: str,
        names: CalendarNames,
        quick: Sequence[tuple[str, date]] = (),
        *,
        placeholder: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(name, placeholder=placeholder, widest=260, parent=parent)
        self.theme, self._names, self._quick = theme, names, tuple(quick)
        self.calendar: Calendar | None = None
        self.button = IconButton(theme, "calendar", f"{names.open}: {name}", "quiet")
        self.button.clicked.connect(self.open)
        self.row.setSpacing(SPACE_XS)
        self.row.addWidget(self.button)
        self.row.addStretch(0)

    def value(self) -> date | None:
        """What is typed, None where it is nothing or does not fit."""
        return self.read(self.text())

    def fits(self) -> bool:
        return not self.text().strip() or self.value() is not None

    def open(self) -> None:
        """Show the calendar, made when it is first wanted."""
        if self.calendar is None:
            self.calendar = Calendar(self.theme, self._names, self._quick, self)
            self.calendar.picked.connect(self._picked)
        found = self.value()
        if found:
            self.calendar.month.setSelectedDate(QDate(found.year, found.month, found.day))
        self.calendar.adjustSize()
        self.calendar.move(self.mapToGlobal(QPoint(0, self.height() + SPACE_XS)))
        self.calendar.show()
        self.calendar.month.setFocus(Qt.FocusReason.PopupFocusReason)

    @abstractmethod
    def read(self, text: str) -> date | None:
        """What a text says; None where it cannot be read."""

    @abstractmethod
    def write(self, value: date) -> str:
        """A chosen value as a text; a bare day takes the place of the day alone."""

    def _picked(self, value: date) -> None:
        if self.calendar:
            self.calendar.hide()
        self.line.setText(self.write(value))
        self.line.set_problem(False)
        self.line.setFocus(Qt.FocusReason.PopupFocusReason)
        self.typed.emit(self.text())
        self.finished.emit()


class DayEdit(TimeEdit):
    """A day, written `yyyy-mm-dd`."""

    def read(self, text: str) -> date | None:
        return day(text)

    def write(self, value: date) -> str:
        return f"{value:%Y-%m-%d}"


class MomentEdit(TimeEdit):
    """A moment in the machine's time zone, written `yyyy-mm-dd hh:mm`."""

    def read(self, text: str) -> datetime | None:
        return moment(text)

    def value(self) -> datetime | None:
        return moment(self.text())

    def write(self, value: date) -> str:
        if not isinstance(value, datetime):
            before = self.value()
            value = datetime.combine(value, before.time() if before else time(9))
        return f"{value:%Y-%m-%d %H:%M}"
