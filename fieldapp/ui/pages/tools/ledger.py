"""The records of a collection as a tool's page shows them: a line each, opened in place."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt

from fieldapp.base.language import Text
from fieldapp.case.records import Record
from fieldapp.playbook.fields import Field, FieldType
from fieldapp.playbook.guide import FieldState
from fieldapp.ui.context import Context
from fieldapp.ui.forms.editors import Spot
from fieldapp.ui.forms.records import RecordItem, RecordsEditor
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
        return self.jump(item, key)
