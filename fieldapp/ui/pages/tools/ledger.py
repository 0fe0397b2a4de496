"""The records of a collection as a tool's page shows them: a line each, opened in place."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from fieldapp.base.language import Text
from fieldapp.case.record import Record
from fieldapp.playbook.fields import Field, FieldType
from fieldapp.playbook.guide import FieldState
from fieldapp.ui.context import Context
from fieldapp.ui.forms.editors import Spot
from fieldapp.ui.forms.records import RecordItem, RecordsEditor
from fieldapp.ui.pages.tools.view import ToolView
from fieldapp.ui.theme.tokens import SPACE_L, SPACE_M, SPACE_S, SPACE_XL
from fieldapp.ui.widgets.buttons import Button
from fieldapp.ui.widgets.cards import Card
from fieldapp.ui.widgets.labels import Label
from fieldapp.ui.widgets.scrolling import Column, bring_into_view
from fieldapp.usecases.standing import Standing


class Ledger(RecordsEditor):
    """All records of a collection, or those its tool chooses.

    Args:
        name: what it is called, for a screen reader.
        item: what a row is made of.
    """

    def __init__(
        self, context: Context, collection: str, name: str, item: type[RecordItem] = RecordItem
    ) -> None:
        field = Field(id=collection, type=FieldType.RECORDS, label=Text.of(name), record=collection)
        super().__init__(context, Spot(collection, name), field)
        self._item = item
        self.setAccessibleName(name)
        self._add.hide()  # the page has a button of its own for it, in sight of a long list too

    def item_of(self, item_id: str) -> RecordItem:
        return self._item(self.context, self.field, item_id)

    def show_all(self, records: Sequence[Record], standing: Standing) -> None:
        """Shows these records; what is open stays open. Whoever was in one that is gone goes on in
        another."""
        known = {record.id for record in records}
        gone = [item for name, item in self._items.items() if name not in known]
        focused = self.window().focusWidget()
        is_lost = any(item.isAncestorOf(focused) for item in gone if focused)
        state = FieldState(self.field, visible=True, required=False, value=tuple(records))
        self.show_records(state, standing)
        if is_lost:
            self.enter()

    def enter(self) -> bool:
        """Puts the focus on the open row, or on the first; false where there is none."""
        rows = list(self.items.values())
        chosen = next((row for row in rows if row.is_open), rows[0] if rows else None)
        if chosen is not None:
            chosen.row.setFocus(Qt.FocusReason.OtherFocusReason)
        return chosen is not None

    def leave_inner(self) -> bool:
        """Folds the form the person is in; false if they are in none."""
        for item in self.items.values():
            if item.is_open and item.isAncestorOf(item.window().focusWidget()):
                item.close_form()
                return True
        return False

    def jump_to(self, where: str) -> bool:
        """Opens the place of a record, such as `commitments/c1/due`."""
        collection, _, rest = where.partition("/")
        item, _, key = rest.partition("/")
        if collection != self.field.record:
            return False
        if not item:
            return self.enter()
        if not self.jump(item, key):
            return False
        bring_into_view(self.items[item])
        return True


class LedgerKeys(ToolView):
    """A page whose records are added by a button and by Ctrl+Enter, and left by Escape."""

    more: Button

    def ledger_shown(self) -> Ledger:
        """The one the person works in."""
        raise NotImplementedError

    def begin(self) -> None:
        self.add()

    def add(self) -> None:
        """Makes a record and opens it."""
        self.ledger_shown().add()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if is_enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.add()
        else:
            super().keyPressEvent(event)

    def enter(self) -> None:
        if not self.ledger_shown().enter():
            self.more.setFocus(Qt.FocusReason.OtherFocusReason)

    def leave_inner(self) -> bool:
        return self.ledger_shown().leave_inner()


class LedgerView(LedgerKeys):
    """A tool whose page is a ledger: a bar with what can be done, the rows, and what stands below.

    Its catalogue has `add` (the button), `rows` (their name for a screen reader) and `counted`.
    """

    tool_id = ""
    collection = ""
    item: type[RecordItem] = RecordItem

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.standing: Standing | None = None
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        self.bar = QHBoxLayout()
        self.bar.setContentsMargins(SPACE_XL, 0, SPACE_XL, SPACE_S)
        self.bar.setSpacing(SPACE_M)
        self.counted = Label("", "soft", wrap=False)
        self.bar.addWidget(self.counted, 1)
        self.more = Button(
            context.theme, context.say(f"{self.tool_id}.add"), "quiet", icon="plus", keys="Ctrl+⏎"
        )
        self.more.clicked.connect(self.add)
        self.bar.addWidget(self.more)
        outer.addLayout(self.bar)
        column = Column(context.say(f"{self.tool_id}.title"), None)
        self.body = column.body
        self.body.setContentsMargins(SPACE_XL, SPACE_S, SPACE_XL, SPACE_L)
        self.body.setSpacing(SPACE_L)
        self.card = Card()
        self.card.body.setContentsMargins(SPACE_M, SPACE_M, SPACE_M, SPACE_M)
        self.ledger = Ledger(
            context, self.collection, context.say(f"{self.tool_id}.rows"), self.item
        )
        self.card.body.addWidget(self.ledger)
        self.body.addWidget(self.card)
        self.body.addStretch(1)
        outer.addWidget(column, 1)

    def ledger_shown(self) -> Ledger:
        return self.ledger

    def deed(self, name: str, icon: str, *, hint: bool = False) -> Button:
        """A button of the bar, before the one that adds."""
        say = self.context.say
        button = Button(self.context.theme, say(f"{self.tool_id}.{name}"), "quiet", icon=icon)
        if hint:
            told = say(f"{self.tool_id}.{name}_hint")
            button.setToolTip(told)
            button.setAccessibleDescription(told)
        self.bar.insertWidget(self.bar.count() - 1, button)
        return button

    def chosen(self, standing: Standing) -> Sequence[Record]:
        """The records that are shown."""
        return standing.case.collection(self.collection)

    def is_empty(self, standing: Standing) -> bool:
        return not standing.case.collection(self.collection)

    def show_standing(self, standing: Standing) -> None:
        self.standing = standing
        records = self.chosen(standing)
        self.ledger.show_all(records, standing)
        self.counted.setText(self.context.say(f"{self.tool_id}.counted", count=len(records)))

    def jump(self, where: str) -> bool:
        return self.ledger.jump_to(where)
