"""A collection on the page: its records one below the other, each opened to be edited in place.

A record that is added is made at once and its first text is typed into it, so that no half-typed
one can be lost; one that is left without a word is taken away again.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from fieldapp.base.clock import system_clock, system_entropy
from fieldapp.base.language import Text
from fieldapp.case import ids
from fieldapp.case.record import Record
from fieldapp.case.records import Statement
from fieldapp.playbook.fields import Field
from fieldapp.playbook.guide import FieldState
from fieldapp.ui.context import Context, Place
from fieldapp.ui.forms.editors import Editor, Spot
from fieldapp.ui.forms.record_form import RecordForm
from fieldapp.ui.forms.rows import RowButton
from fieldapp.ui.theme.tokens import SPACE_M, SPACE_XS
from fieldapp.ui.widgets.buttons import Button
from fieldapp.ui.widgets.gradual import Gradually
from fieldapp.ui.widgets.layouts import discard
from fieldapp.usecases.editing import Add, Content, Delete
from fieldapp.usecases.standing import Standing

HEADS = ("what", "title", "text", "caption", "word")
"""The fields a record is called by."""
AT_ONCE = 8
"""Records that are shown at once; the others follow while these are read."""
_TIMED = {"statements", "emotions"}
"""Collections whose new records are of now."""


class RecordsEditor(Editor):
    """The records that a field shows."""

    def __init__(self, context: Context, spot: Spot, field: Field) -> None:
        super().__init__(context, spot)
        self.field = field
        self._items: dict[str, RecordItem] = {}
        self._rest: Gradually | None = None
        self._opening = ""
        self._add = Button(context.theme, self._words("add"), "quiet", icon="plus")
        self._add.clicked.connect(self._add_empty)
        self.column.addWidget(self._add, 0, Qt.AlignmentFlag.AlignLeft)
        self.control = self._add
        self.column.setSpacing(SPACE_XS)

    @property
    def items(self) -> dict[str, RecordItem]:
        """A row for each record, by id; those that are not there yet are made now."""
        if self._rest is not None:
            self._rest.finish()
        return self._items

    def show_records(self, state: FieldState, standing: Standing) -> None:
        """Shows the records as they stand; what is open stays open."""
        found = _records(state)
        lacking = dict(state.lacking)
        for gone in self._items.keys() - found.keys():
            item = self._items.pop(gone)
            discard(item)
        known = [self._items[item_id] for item_id in found if item_id in self._items]
        for place, item in enumerate(known):
            if self.column.indexOf(item) != place:
                self.column.removeWidget(item)
                self.column.insertWidget(place, item)
            item.show_record(found[item.item_id], lacking.get(item.item_id, ()), standing)
        if self._rest is not None:
            self._rest.stop()
            self._rest = None
        if len(known) < len(found):
            self._rest = Gradually(self._made(found, lacking, standing), self)
            self._rest.start(AT_ONCE)
        if self._opening in found:
            self.items[self._opening].open(focus=True)
            self._opening = ""

    def _made(
        self,
        found: Mapping[str, Record],
        lacking: Mapping[str, tuple[str, ...]],
        standing: Standing,
    ) -> Iterator[None]:
        """Makes the rows that are missing, one after the other."""
        for place, (item_id, record) in enumerate(found.items()):
            if item_id not in self._items:
                item = self._items[item_id] = self.item_of(item_id)
                item.show_record(record, lacking.get(item_id, ()), standing)
                self.column.insertWidget(place, item)
                item.show()
                yield

    def item_of(self, item_id: str) -> RecordItem:
        """A row for a record."""
        return RecordItem(self.context, self.field, item_id)

    def _add_empty(self) -> None:
        self.add()

    def add(self, known: Mapping[str, Content] | None = None) -> None:
        """Makes a record and opens it.

        Args:
            known: what it says already.
        """
        if self.field.record == "evidence":
            self.context.go(Place("evidence"))
            return
        values: dict[str, Content] = {**self.field.where, **(known or {})}
        if self.field.record in _TIMED:
            values["at"] = system_clock().replace(microsecond=0)
        self._opening = ids.new_item_id(system_entropy)
        self.context.case.write(Add(self.field.record, values, self._opening))

    def jump(self, item_id: str, key: str) -> bool:
        """Opens a record and puts the focus on one of its fields."""
        item = self.items.get(item_id)
        if item is None:
            return False
        item.open(focus=True, key=key)
        return True

    def _words(self, what: str) -> str:
        name = self.field.where.get("kind") or self.field.where.get("who") or ""
        key = f"{what}_{self.field.record}_{name}" if name else f"{what}_{self.field.record}"
        return self.context.say(f"forms.{key}")


class RecordItem(QFrame):
    """One record: a line that tells it, and its form when it is opened."""

    def __init__(self, context: Context, field: Field, item_id: str) -> None:
        super().__init__()
        self.setProperty("kind", "surface")
        self.context, self.field, self.item_id = context, field, item_id
        self._record: Record | None = None
        self._standing: Standing | None = None
        self._form: RecordForm | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_XS)
        self.row = self.row_of(context)
        self.row.clicked.connect(self.toggle)
        column.addWidget(self.row)

    def row_of(self, context: Context) -> RowButton:
        """The line that tells it."""
        return RowButton(context.theme)

    def show_record(self, record: Record, lacking: tuple[str, ...], standing: Standing) -> None:
        """Shows how the record stands now."""
        self._record, self._standing = record, standing
        self.tell(record, lacking)
        if self._form is not None:
            self._form.show_record(record, standing)

    def tell(self, record: Record, lacking: tuple[str, ...]) -> None:
        """Says in the line what the record says."""
        missing = [self.context.say(f"playbook.label_{key}") for key in lacking]
        note = self.context.say("forms.lacks", what=", ".join(missing)) if missing else ""
        self.row.show_row(
            told(self.context, record), aside(self.context, record, self.field.where), note
        )
        self.row.setAccessibleDescription(note)

    def form_of(self, record: Record, standing: Standing) -> RecordForm:
        """The form that opens below the line."""
        return RecordForm(self.context, self.field.record, record, standing, set(self.field.where))

    def deeds(self) -> Sequence[Button]:
        """What else can be done with the record, below its form."""
        return ()

    @property
    def is_open(self) -> bool:
        return self._form is not None

    def toggle(self) -> None:
        if self.is_open:
            self.close_form()
        else:
            self.open(focus=True)

    def open(self, *, focus: bool, key: str = "") -> None:
        """Shows the form, and puts the focus on a field of it, the first as a rule."""
        if self._form is None and self._record is not None and self._standing is not None:
            self._form = self.form_of(self._record, self._standing)
            self._form.show_record(self._record, self._standing)
            foot = QHBoxLayout()
            foot.setSpacing(SPACE_M)
            remove = Button(
                self.context.theme, self.context.say("forms.remove"), "plain", icon="trash-2"
            )
            done = Button(self.context.theme, self.context.say("forms.done"), "quiet", icon="check")
            remove.clicked.connect(self.remove)
            done.clicked.connect(self.close_form)
            foot.addWidget(remove)
            foot.addStretch(1)
            for button in self.deeds():
                foot.addWidget(button)
            foot.addWidget(done)
            self._form.column.addLayout(foot)
            layout = self.layout()
            if layout is not None:
                layout.addWidget(self._form)
            self.row.set_open(True)
        if focus and self._form is not None:
            # After the layout has settled: what is focused is also scrolled to.
            form = self._form
            QTimer.singleShot(0, form, lambda: form.focus(key))

    def close_form(self) -> None:
        """Folds the form; a record without a word goes away."""
        self.context.case.commit()
        if self._form is not None:
            discard(self._form)
            self._form = None
            self.row.set_open(False)
            self.row.setFocus(Qt.FocusReason.OtherFocusReason)
        if self._record is not None and self.is_blank(self._record):
            self.remove()

    def is_blank(self, record: Record) -> bool:
        """Whether nobody has said anything in it, so that it need not stay."""
        return is_empty(record)

    def remove(self) -> None:
        self.context.case.write(Delete(f"{self.field.record}/{self.item_id}"))


def _records(state: FieldState) -> dict[str, Record]:
    records = state.value if isinstance(state.value, tuple) else ()
    return {record.id: record for record in records if isinstance(record, Record)}


def told(context: Context, record: Record) -> str:
    """What a record is called: its first words. What somebody said stays as it was said."""
    for name in HEADS:
        found = getattr(record, name, None)
        if isinstance(found, Text) and found:
            return found.original if isinstance(record, Statement) else found.get(context.lang)
    return context.say("forms.untitled")


def aside(context: Context, record: Record, settled: Collection[str] = ()) -> str:
    """The rest of a record in a few words: who, when, how much.

    Args:
        settled: fields that the place says already.
    """
    known = {name: getattr(record, name, None) for name in _ASIDE if name not in settled}
    parts = (_short(context, name, value) for name, value in known.items())
    return " · ".join(part for part in parts if part)


_ASIDE = ("level", "speaker", "who", "due", "at", "category", "basis", "status", "cost", "chosen")


def _short(context: Context, name: str, value: Any) -> str:
    if value in (None, "", False) or (isinstance(value, Text) and not value):
        return ""
    if isinstance(value, Text):
        return value.get(context.lang)
    if name == "at":
        return f"{value:%H:%M}"
    if name == "due":
        return f"{value:%Y-%m-%d}"
    if name == "level":
        return context.say("forms.level_short", level=value)
    if name == "chosen":
        return context.say("forms.chosen")
    if name in ("category", "basis", "status"):
        return context.say(f"forms.{name}_{value}")
    if name == "who":
        return context.say(f"forms.who_{value}")
    return f"{value:,}"


def is_empty(record: Record) -> bool:
    """Whether nobody has said anything in it."""
    heads = (getattr(record, name, None) for name in (*HEADS, "level", "value", "blob"))
    return not any(heads)
