"""One control for one place of the case: shows what stands there, writes what the person wants.

Each has `show(value)` for what the case says now, and `focus()` for whoever jumps to it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from fieldapp.base.clock import system_clock
from fieldapp.base.language import Lang, Text, detect, other
from fieldapp.ui import whereabouts
from fieldapp.ui.context import Context
from fieldapp.ui.forms.bound import Binding
from fieldapp.ui.theme.tokens import SPACE_S
from fieldapp.ui.widgets.boxes import Select
from fieldapp.ui.widgets.buttons import Button
from fieldapp.ui.widgets.choices import Chips
from fieldapp.ui.widgets.editors import LineEdit, TextEdit
from fieldapp.ui.widgets.layouts import discard
from fieldapp.ui.widgets.levels import LevelScale
from fieldapp.ui.widgets.numbers import NumberEdit
from fieldapp.ui.widgets.times import CalendarNames, DayEdit, MomentEdit
from fieldapp.usecases.editing import Content, Put

Options = Sequence[tuple[str, str]]
"""Id and label of each choice."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A place of the case and what it is called."""

    path: str
    name: str


class Editor(QWidget):
    """Holds the control of one spot."""

    def __init__(self, context: Context, spot: Spot) -> None:
        super().__init__()
        self.context, self.spot = context, spot
        whereabouts.mark(self, spot.path)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(SPACE_S)
        self.control: QWidget = self

    def show_value(self, value: Any) -> None:
        """Shows what stands in the case now."""

    def focus(self) -> None:
        """Puts the focus into the control."""
        self.control.setFocus(Qt.FocusReason.OtherFocusReason)

    def put(self, content: Content) -> None:
        self.context.case.write(Put(self.spot.path, content))


class TurnableEditor(Editor):
    """An editor that nothing is typed into: it may be turned to another place."""

    def turn_to(self, path: str) -> None:
        """Edits that place from now on; `show_value` is to follow."""
        self.spot = Spot(path, self.spot.name)
        whereabouts.mark(self, path)


class TextEditor(Editor):
    """A text in one language, or, once it has a translation, a box for each."""

    entered = Signal()
    """Enter, in a text of one line."""

    def __init__(
        self,
        context: Context,
        spot: Spot,
        *,
        is_long: bool = False,
        is_translated: bool = True,
        placeholder: str = "",
    ) -> None:
        super().__init__(context, spot)
        self._is_long, self._placeholder = is_long, placeholder
        self._is_translated = is_translated
        self._boxes: dict[Lang | None, tuple[LineEdit | TextEdit, Binding]] = {}
        self._shown = Text()
        self._translate: Button | None = None
        self._build((None,))
        self._offer()

    def show_value(self, value: Text | None) -> None:
        text = value or Text()
        self._shown = text
        is_asked = len(self._boxes) > 1 and bool(text) and not (text.zh and text.en)
        if text.zh and text.en:
            self._build((text.src, other(text.src)))
        elif not is_asked:
            self._build((None,))
        for lang, (_, binding) in self._boxes.items():
            binding.show(text.original if lang is None else _part(text, lang))
        self._offer()

    def _build(self, langs: tuple[Lang | None, ...]) -> None:
        """A box for each language, or one for whatever language is typed."""
        if tuple(self._boxes) == langs:
            return
        for former, _ in self._boxes.values():
            discard(former)
        self._boxes = {}
        for place, lang in enumerate(langs):
            name = self.spot.name
            if lang is not None:
                name = f"{name} ({self.context.say(f'forms.lang_{lang}')})"
            box = TextEdit(name) if self._is_long else LineEdit(name)
            if isinstance(box, LineEdit):
                box.returnPressed.connect(self.entered)
            hint = self._placeholder if lang is None else self.context.say(f"forms.lang_{lang}")
            box.setPlaceholderText(hint)
            path = self.spot.path if lang is None else f"{self.spot.path}/@{lang}"
            text = self._shown.original if lang is None else _part(self._shown, lang)
            self._boxes[lang] = (box, Binding(box, self.context.case, path, text))
            self.column.insertWidget(place, box)
            if place == 0:
                self.control = box

    def _add_translation(self) -> None:
        text = self._shown
        self._build((text.src, other(text.src)))
        self._offer()
        second, _ = self._boxes[other(text.src)]
        second.setFocus(Qt.FocusReason.OtherFocusReason)

    def _offer(self) -> None:
        """Offers the other language where there is something to translate."""
        can = self._is_translated and bool(self._shown) and len(self._boxes) == 1
        if can and self._translate is None:
            self._translate = Button(self.context.theme, "", "link")
            self._translate.clicked.connect(self._add_translation)
            self.column.addWidget(self._translate, 0, Qt.AlignmentFlag.AlignLeft)
        if self._translate is None:
            return
        self._translate.setVisible(can)
        if can:
            lang = other(detect(self._shown.original))
            words = self.context.say(f"forms.add_{lang}")
            self._translate.setText(words)
            self._translate.setAccessibleName(f"{self.spot.name}: {words}")


def _part(text: Text, lang: Lang) -> str:
    return text.zh if lang == "zh" else text.en


class _ChipsEditor(TurnableEditor):
    """Chips to choose from."""

    is_multiple = False

    def __init__(self, context: Context, spot: Spot, options: Options) -> None:
        super().__init__(context, spot)
        self._options: Options = ()
        self._chips = Chips(context.theme, (), spot.name, multiple=self.is_multiple)
        self.show_options(options)

    def show_options(self, options: Options) -> None:
        """Offers other choices; does nothing if they are the same. The focus stays in them."""
        if self.column.count() and list(options) == list(self._options):
            return
        known = self._chips.buttons.items()
        here = next((name for name, button in known if button.hasFocus()), None)
        discard(self._chips)
        self._options = options
        self.control = self._chips = Chips(
            self.context.theme, options, self.spot.name, multiple=self.is_multiple
        )
        self._chips.chosen.connect(self.put)
        self.column.insertWidget(0, self._chips)
        if here is not None:
            self._chips.show()  # what is not seen yet cannot hold the focus
            reached = self._chips.buttons.get(here)
            if reached is not None:
                reached.setFocus(Qt.FocusReason.OtherFocusReason)
            else:
                self.focus()

    def focus(self) -> None:
        buttons = list(self._chips.buttons.values())
        chosen = next((button for button in buttons if button.isChecked()), None)
        if target := chosen or next(iter(buttons), None):
            target.setFocus(Qt.FocusReason.OtherFocusReason)


class ChoiceEditor(_ChipsEditor):
    """One of a few."""

    def show_value(self, value: str | None) -> None:
        self._chips.choose((value,) if value else ())


class ChoicesEditor(_ChipsEditor):
    """Any number of a few."""

    is_multiple = True

    def show_value(self, value: Sequence[str] | None) -> None:
        self._chips.choose(value or ())


class BoolEditor(_ChipsEditor):
    """One chip, on or off."""

    is_multiple = True

    def __init__(self, context: Context, spot: Spot) -> None:
        super().__init__(context, spot, [("on", spot.name)])

    def show_value(self, value: bool | None) -> None:
        self._chips.choose(("on",) if value else ())

    def put(self, content: Content) -> None:
        super().put(bool(content))


class SelectEditor(Editor):
    """One of many, in a list that drops down."""

    def __init__(self, context: Context, spot: Spot, none: str) -> None:
        super().__init__(context, spot)
        self._none = none
        self.control = self._select = Select(context.theme, [("", none)], spot.name)
        self._select.chosen.connect(self._choose)
        self.column.addWidget(self._select)

    def show_options(self, options: Options) -> None:
        """Offers other choices."""
        self._select.set_options([("", self._none), *options])

    def show_value(self, value: str | None) -> None:
        self._select.choose(value or "")

    def _choose(self, ident: str) -> None:
        self.put(ident or None)


class FlagEditor(_ChipsEditor):
    """Yes, no, or not said yet."""

    def __init__(self, context: Context, spot: Spot) -> None:
        options = [(name, context.say(f"forms.{name}")) for name in ("yes", "no")]
        super().__init__(context, spot, options)

    def show_value(self, value: bool | None) -> None:
        self._chips.choose(() if value is None else ("yes" if value else "no",))

    def put(self, content: Content) -> None:
        super().put(None if content is None else content == "yes")


class ScaleEditor(_ChipsEditor):
    """A whole number from 1 to 5 that is no emotion: severity, feasibility."""

    def __init__(self, context: Context, spot: Spot, labels: Sequence[str] = ()) -> None:
        names = labels or [str(number) for number in range(1, 6)]
        options = [(str(number), name) for number, name in enumerate(names, 1)]
        super().__init__(context, spot, options)

    def show_value(self, value: int | Decimal | None) -> None:
        self._chips.choose(() if value is None else (str(int(value)),))

    def put(self, content: Content) -> None:
        super().put(int(content) if isinstance(content, str) else None)


class LevelEditor(Editor):
    """An emotion level, 1 to 5."""

    def __init__(self, context: Context, spot: Spot, labels: Sequence[str]) -> None:
        super().__init__(context, spot)
        self.control = self._scale = LevelScale(context.theme, labels, spot.name)
        self._scale.chosen.connect(self.put)
        self.column.addWidget(self._scale)

    def show_value(self, value: int | Decimal | None) -> None:
        self._scale.choose(None if value is None else int(value))


class _TypedEditor(Editor):
    """A value that is typed; what cannot be read as one is kept as it was typed, and marked."""

    def _bind(self, edit: NumberEdit | DayEdit | MomentEdit) -> None:
        self.control = self._edit = edit
        session, path = self.context.case, self.spot.path
        edit.typed.connect(lambda text: session.type(path, text))
        edit.finished.connect(self._finish)
        self.column.addWidget(edit)

    def _finish(self) -> None:
        session, path = self.context.case, self.spot.path
        if session.text(path) is not None:
            session.finish(path, self._edit.value() if self._edit.fits() else self._edit.text())

    def _show(self, text: str) -> None:
        typed = self.context.case.text(self.spot.path)
        if typed is None or not self._edit.text():
            self._edit.set_text(text if typed is None else typed)


class NumberEditor(_TypedEditor):
    """A number."""

    def __init__(
        self,
        context: Context,
        spot: Spot,
        *,
        unit: str = "",
        low: int | None = None,
        high: int | None = None,
    ) -> None:
        super().__init__(context, spot)
        self._bind(NumberEdit(spot.name, unit=unit, low=low, high=high))

    def show_value(self, value: Decimal | int | None) -> None:
        self._show("" if value is None else f"{value:,}")


class DayEditor(_TypedEditor):
    """A day."""

    def __init__(self, context: Context, spot: Spot) -> None:
        super().__init__(context, spot)
        today = system_clock().date()
        days = (("today", 0), ("tomorrow", 1), ("in_a_week", 7), ("in_a_month", 30))
        quick = [(context.say(f"forms.{name}"), today + timedelta(by)) for name, by in days]
        self._bind(DayEdit(context.theme, spot.name, calendar_names(context), quick))

    def show_value(self, value: date | None) -> None:
        self._show("" if value is None else f"{value:%Y-%m-%d}")


class MomentEditor(_TypedEditor):
    """A day and a time."""

    def __init__(self, context: Context, spot: Spot) -> None:
        super().__init__(context, spot)
        now = system_clock().replace(second=0, microsecond=0)
        moments = (("now", timedelta()), ("yesterday", timedelta(days=1)))
        quick = [(context.say(f"forms.{name}"), now - by) for name, by in moments]
        self._bind(MomentEdit(context.theme, spot.name, calendar_names(context), quick))

    def show_value(self, value: datetime | None) -> None:
        self._show("" if value is None else f"{value.astimezone():%Y-%m-%d %H:%M}")


def calendar_names(context: Context) -> CalendarNames:
    """What the parts of a calendar are called."""
    return CalendarNames(*(context.say(f"forms.calendar_{name}") for name in CalendarNames._fields))
