"""Settings of the window and of the person: language, theme, name, contact, lock."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from fieldapp.ui.context import Context
from fieldapp.ui.pages.settings.parts import Section
from fieldapp.ui.widgets.boxes import Select, Toggle
from fieldapp.ui.widgets.choices import Chips
from fieldapp.ui.widgets.editors import LineEdit
from fieldapp.ui.widgets.labels import Label
from fieldapp.usecases import settings

MINUTES = (0, 1, 2, 5, 10, 15, 30, 60)
LONGEST = 200
"""Characters of a line, see `Settings`."""


def change(context: Context, **fields: Any) -> None:
    """Keeps other values of some settings."""
    context.change_settings(replace(context.settings, **fields))


def counted(context: Context, name: str, known: Sequence[int], now: int) -> Select:
    """A choice of numbers; the present one is among them, whatever it is."""
    numbers = sorted({*known, now})
    labels = [(str(number), _counted(context, name, number)) for number in numbers]
    select = Select(context.theme, labels, context.say(f"shell.{name}"))
    select.choose(str(now))
    select.chosen.connect(lambda value: change(context, **{name: int(value)}))
    return select


def _counted(context: Context, name: str, number: int) -> str:
    if not number:
        return context.say("shell.never")
    return context.say(f"shell.{name}_{'one' if number == 1 else 'some'}", count=number)


class LooksSection(Section):
    """How the window speaks and looks."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, "looks")
        wanted = context.settings
        for name, values, now in (
            ("language", ("system", "zh", "en"), wanted.language),
            ("theme", ("system", "light", "dark"), wanted.theme),
        ):
            options = [(value, context.say(f"shell.{name}_{value}")) for value in values]
            chips = Chips(context.theme, options, context.say(f"shell.{name}"))
            chips.choose((now,))
            chips.chosen.connect(lambda value, name=name: self._choose(name, value))
            self.row(name, chips)

    def _choose(self, name: str, value: str | None) -> None:
        change(self.context, **{name: value or "system"})


class PersonSection(Section):
    """Who works here."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, "person")
        for name in ("name", "contact"):
            line = LineEdit(context.say(f"shell.{name}"), text=getattr(context.settings, name))
            line.setMaxLength(LONGEST)
            line.editingFinished.connect(lambda name=name, line=line: self._keep(name, line))
            self.row(name, line, hint=True)
        self.reviews = Toggle(context.theme, context.say("shell.reviews_yes"))
        self.reviews.setChecked(context.settings.reviews)
        self.reviews.toggled.connect(lambda on: change(context, reviews=on))
        self.row("reviews", self.reviews, hint=True)

    def _keep(self, name: str, line: LineEdit) -> None:
        text = line.text().strip()
        if text != getattr(self.context.settings, name):
            change(self.context, **{name: text})


class LockSection(Section):
    """When the workspace is locked, and who can see the screen."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, "lock")
        limits = settings.policy()
        most = limits.lock_minutes
        known = [count for count in MINUTES if not most or 0 < count <= most]
        minutes = counted(context, "lock_minutes", known, context.settings.lock_minutes)
        self.row("lock_minutes", minutes, hint=True)
        if most:
            self.unfold("lock_minutes", Label(context.say("company.at_most", count=most), "small"))
        self.seen = Toggle(context.theme, context.say("shell.screen_seen_yes"))
        self.seen.setChecked(context.settings.screen_seen)
        self.seen.toggled.connect(lambda on: change(context, screen_seen=on))
        self.row("screen_seen", self.seen, hint=True)
        if limits.cover:
            self.seen.setEnabled(False)
            self.unfold("screen_seen", Label(context.say("company.set"), "small"))
