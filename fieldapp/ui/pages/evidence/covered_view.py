"""The page while the screen is covered: nothing of the case is seen, and adding goes on."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from fieldapp.ui.context import Context
from fieldapp.ui.forms.editors import Spot, TextEditor
from fieldapp.ui.forms.record_form import label, named
from fieldapp.ui.pages.evidence.add_bar import AddBar
from fieldapp.ui.pages.evidence.view import View
from fieldapp.ui.theme.tokens import READING, SPACE_L, SPACE_XL, SPACE_XXL
from fieldapp.ui.widgets.labels import Label
from fieldapp.ui.widgets.layouts import discard
from fieldapp.usecases.places import Places
from fieldapp.usecases.standing import Standing


class CoveredView(View):
    """How much there is, the ways in, and words for what was just added."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        self.caption: TextEditor | None = None
        self._added = ""
        say = context.say
        outer = QVBoxLayout(self)
        outer.setContentsMargins(SPACE_XXL, SPACE_XXL, SPACE_XXL, SPACE_XL)
        holder = QWidget()
        holder.setMaximumWidth(READING)
        self._column = QVBoxLayout(holder)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(SPACE_L)
        self._column.addWidget(Label(say("evidencepage.title"), "title"))
        self._count = Label("", "lead")
        self._column.addWidget(self._count)
        self.bar = AddBar(context)
        self._column.addWidget(self.bar, 0, Qt.AlignmentFlag.AlignLeft)
        self._column.addWidget(Label(say("evidencepage.covered_hint"), "soft"))
        self._mark = Label("", "heading")
        self._column.addWidget(self._mark)
        self._field: QWidget | None = None
        self._column.addStretch(1)
        outer.addWidget(holder)

    def show_standing(self, standing: Standing) -> None:
        """Shows how the case stands now."""
        items = standing.case.evidence
        self._count.setText(self.context.say("evidencepage.count", count=len(items)))
        record = next((item for item in items if item.id == self._added), None)
        if record is None:
            self._forget()
        elif self.caption is not None:
            mark = Places(standing.case, standing.playbook).name(f"evidence/{record.id}")
            self._mark.setText(
                self.context.say("evidencepage.added", name=mark.get(self.context.lang))
            )
            self.caption.show_value(record.caption)

    def show_added(self, evidence: str) -> None:
        """Asks for words for what was just added."""
        self._forget()
        self._added = evidence
        spot = Spot(f"evidence/{evidence}/caption", label(self.context, "caption"))
        hint = self.context.say("evidencepage.caption_hint")
        self.caption = TextEditor(self.context, spot, placeholder=hint)
        self._field = named(spot, self.caption)
        self._column.insertWidget(self._column.count() - 1, self._field)
        if standing := self.context.case.standing:
            self.show_standing(standing)
        self.caption.focus()

    def _forget(self) -> None:
        self._added = ""
        self._mark.setText("")
        self.caption = None
        if self._field is not None:
            discard(self._field)
            self._field = None

    def focus(self) -> None:
        self.bar.focus()
