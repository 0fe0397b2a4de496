"""Requirements, each with the two answers that tell what it does for satisfaction."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from fieldapp.case.records import Record, Requirement
from fieldapp.playbook.tools.kano import CLASSES, class_of
from fieldapp.ui.context import Context
from fieldapp.ui.forms.records import RecordItem, told
from fieldapp.ui.pages.tools.ledger import Ledger
from fieldapp.ui.pages.tools.view import ToolView
from fieldapp.ui.theme.tokens import SPACE_L, SPACE_M, SPACE_S, SPACE_XL, SPACE_XS
from fieldapp.ui.widgets.buttons import Button
from fieldapp.ui.widgets.cards import Card
from fieldapp.ui.widgets.labels import Label
from fieldapp.ui.widgets.scrolling import Column
from fieldapp.usecases.standing import Standing


class View(ToolView):
    """What is wanted, and of which class it is."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        say = context.say
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        bar = QHBoxLayout()
        bar.setContentsMargins(SPACE_XL, 0, SPACE_XL, SPACE_S)
        bar.setSpacing(SPACE_M)
        self.counted = Label("", "soft")
        bar.addWidget(self.counted, 1)
        self.more = Button(context.theme, say("kano.add"), "quiet", icon="plus", keys="Ctrl+⏎")
        self.more.clicked.connect(self.begin)
        bar.addWidget(self.more, 0, Qt.AlignmentFlag.AlignTop)
        outer.addLayout(bar)
        column = Column(say("kano.title"), None)
        column.body.setContentsMargins(SPACE_XL, SPACE_S, SPACE_XL, SPACE_L)
        column.body.setSpacing(SPACE_L)
        wanted = Card()
        wanted.body.setContentsMargins(SPACE_M, SPACE_M, SPACE_M, SPACE_M)
        self.ledger = Ledger(context, "requirements", say("kano.title"), RequirementItem)
        wanted.body.addWidget(self.ledger)
        column.body.addWidget(wanted)
        column.body.addWidget(self._meanings())
        column.body.addStretch(1)
        outer.addWidget(column, 1)

    def _meanings(self) -> Card:
        """What each class means for the work."""
        say = self.context.say
        card = Card(say("kano.classes"))
        card.body.setSpacing(SPACE_XS)
        for name in CLASSES:
            card.body.addWidget(Label(say(f"kano.class_{name}"), "strong"))
            card.body.addWidget(Label(say(f"kano.means_{name}"), "soft"))
        return card

    # How the case stands

    def is_empty(self, standing: Standing) -> bool:
        return not standing.case.requirements

    def show_standing(self, standing: Standing) -> None:
        requirements, say = standing.case.requirements, self.context.say
        self.ledger.show_all(requirements, standing)
        classes = [class_of(one) for one in requirements]
        counts = ((say(f"kano.class_{name}"), classes.count(name)) for name in CLASSES)
        self.counted.setText(" · ".join(f"{name} {count}" for name, count in counts if count))

    # Doing

    def begin(self) -> None:
        self.ledger.add()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if is_enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.begin()
        else:
            super().keyPressEvent(event)

    # Coming and going

    def enter(self) -> None:
        if not self.ledger.enter():
            self.more.setFocus(Qt.FocusReason.OtherFocusReason)

    def jump(self, where: str) -> bool:
        return self.ledger.jump_to(where)

    def leave_inner(self) -> bool:
        return self.ledger.leave_inner()


class RequirementItem(RecordItem):
    """What is wanted, and its class."""

    def tell(self, record: Record, lacking: tuple[str, ...]) -> None:
        assert isinstance(record, Requirement)
        name = class_of(record) or "open"
        self.row.show_row(told(self.context, record), self.context.say(f"kano.class_{name}"), "")
