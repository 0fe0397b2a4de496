"""What a record rests on: chips for the case's evidence, and the ways to it and to more of it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout

from fieldapp.ui.context import Context, Place
from fieldapp.ui.forms.editors import ChoicesEditor, Spot
from fieldapp.ui.theme.tokens import SPACE_S
from fieldapp.ui.widgets.buttons import Button
from fieldapp.usecases.places import Places
from fieldapp.usecases.standing import Standing

_MOST = 40
"""Characters of a caption on a chip."""


class EvidenceEditor(ChoicesEditor):
    """The evidence that a statement or a cause names."""

    def __init__(self, context: Context, spot: Spot) -> None:
        super().__init__(context, spot, ())
        self._chosen: Sequence[str] = ()
        self.add = Button(
            context.theme, context.say("forms.add_evidence"), "link", icon="image-plus"
        )
        self.add.clicked.connect(self._add)
        self.look = Button(context.theme, context.say("forms.see_evidence"), "link", icon="image")
        self.look.clicked.connect(self._look)
        row = QHBoxLayout()
        row.setSpacing(SPACE_S)
        row.addWidget(self.add)
        row.addWidget(self.look)
        row.addStretch(1)
        self.column.addLayout(row)

    def show_evidence(self, standing: Standing) -> None:
        """Offers the evidence of the case, called as in the report."""
        places, lang = Places(standing.case, standing.playbook), self.context.lang
        options = []
        for item in standing.case.evidence:
            mark, caption = places.name(f"evidence/{item.id}").get(lang), item.caption.get(lang)
            options.append((item.id, _cut(f"{mark} · {caption}" if caption else mark)))
        self.show_options(options)

    def show_value(self, value: Sequence[str] | None) -> None:
        super().show_value(value)
        self._chosen = value or ()
        self.look.setVisible(bool(value))

    def focus(self) -> None:
        if self._options:
            super().focus()
        else:
            self.add.setFocus(Qt.FocusReason.OtherFocusReason)

    def _add(self) -> None:
        record = self.spot.path.rpartition("/")[0]
        self.context.go(Place("evidence", f"new/{record}"))

    def _look(self) -> None:
        """Goes to the first of what is chosen, in the case's order."""
        chosen = [ident for ident, _ in self._options if ident in self._chosen]
        if chosen:
            self.context.go(Place("evidence", f"evidence/{chosen[0]}"))


def _cut(text: str) -> str:
    return text if len(text) <= _MOST else f"{text[: _MOST - 1]}…"
