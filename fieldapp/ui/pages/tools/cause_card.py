"""What the chosen cause is known by: its basis, category and evidence, and whether it is a root."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from fieldapp.case.records import Cause
from fieldapp.playbook.tools.causes import SCHEMES, scheme
from fieldapp.ui.context import Context
from fieldapp.ui.forms.editors import BoolEditor, ChoiceEditor, Spot
from fieldapp.ui.forms.evidence_field import EvidenceEditor
from fieldapp.ui.theme.tokens import SPACE_L, SPACE_M, SPACE_S
from fieldapp.ui.widgets.buttons import Button
from fieldapp.usecases.standing import Standing

_BASES = ("fact", "assumption", "customer_statement")


class CauseCard(QFrame):
    """Editors that are turned to whatever cause is chosen."""

    scheme_turned = Signal(str)
    """The person wants the other set of categories: its name in `SCHEMES`."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        self._scheme = ""
        """The set of categories that was asked for; empty for that in use."""
        self._is_unfolded = self._is_narrow = False
        self._shown: tuple[Cause, Standing] | None = None
        say = context.say
        self.setProperty("kind", "card")
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_L, SPACE_M, SPACE_L, SPACE_M)
        column.setSpacing(SPACE_S)
        bases = [(basis, say(f"forms.basis_{basis}")) for basis in _BASES]
        self.basis = ChoiceEditor(context, Spot("", say("causes.basis")), bases)
        self.root = BoolEditor(context, Spot("", say("causes.is_root")))
        self.fold = Button(context.theme, "", "plain", icon="chevron-right")
        self.fold.clicked.connect(lambda: self.unfold(not self._is_unfolded))
        self._first = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._first.setSpacing(SPACE_S)
        self._first.addWidget(self.basis, 3)
        self._first.addWidget(self.root, 1)
        self._first.addWidget(self.fold)
        column.addLayout(self._first)
        self.category = ChoiceEditor(context, Spot("", say("causes.category")), ())
        self.scheme = Button(context.theme, "", "link")
        self.scheme.clicked.connect(self._turn_scheme)
        self._sorting = QWidget()
        second = QHBoxLayout(self._sorting)
        second.setContentsMargins(0, 0, 0, 0)
        second.addWidget(self.category, 1)
        second.addWidget(self.scheme, 0, Qt.AlignmentFlag.AlignTop)
        column.addWidget(self._sorting)
        self.evidence = EvidenceEditor(context, Spot("", say("causes.rests_on")))
        self.evidence.hide()
        column.addWidget(self.evidence)

    def show_cause(self, cause: Cause, standing: Standing) -> None:
        """Turns to a cause, and shows it as it stands."""
        self._shown = cause, standing
        item = f"causes/{cause.id}"
        for name, editor in (("basis", self.basis), ("root", self.root)):
            editor.turn_to(f"{item}/{name}")
            editor.show_value(getattr(cause, name))
        self._offer_categories(cause, standing)
        self.category.turn_to(f"{item}/category")
        self.category.show_value(cause.category)
        self.evidence.turn_to(f"{item}/evidence")
        if self._is_unfolded:
            self._show_evidence(cause, standing)
        self.fold.setText(self.context.say("causes.evidence_count", count=len(cause.evidence)))
        self.fold.updateGeometry()

    def _show_evidence(self, cause: Cause, standing: Standing) -> None:
        self.evidence.show_evidence(standing)
        self.evidence.show_value(cause.evidence)

    def _offer_categories(self, cause: Cause, standing: Standing) -> None:
        known, say = self._scheme or scheme(standing.case.causes), self.context.say
        names = dict.fromkeys((*SCHEMES[known], cause.category))
        self.category.show_options([(n, say(f"forms.category_{n}")) for n in names if n])
        other = next(name for name in SCHEMES if name != known)
        self.scheme.setText(say(f"causes.scheme_{other}"))

    def _turn_scheme(self) -> None:
        if self._shown is None:
            return
        cause, standing = self._shown
        known = self._scheme or scheme(standing.case.causes)
        self._scheme = next(name for name in SCHEMES if name != known)
        self._offer_categories(cause, standing)
        self.category.show_value(cause.category)
        self.scheme_turned.emit(self._scheme)

    def unfold(self, is_unfolded: bool) -> None:
        """Shows what the cause may rest on, or puts it away."""
        self._is_unfolded = is_unfolded
        if is_unfolded and self._shown is not None:
            self._show_evidence(*self._shown)
        self.evidence.setVisible(is_unfolded)
        self._sorting.setVisible(is_unfolded or not self._is_narrow)
        self.fold.set_glyph("chevron-down" if is_unfolded else "chevron-right")
        if is_unfolded:
            self.evidence.focus()

    def set_narrow(self, is_narrow: bool) -> None:
        """Where it is narrow, one stands below the other, and the category is folded away with the
        evidence."""
        self._is_narrow = is_narrow
        ways = QBoxLayout.Direction
        self._first.setDirection(ways.TopToBottom if is_narrow else ways.LeftToRight)
        self._sorting.setVisible(self._is_unfolded or not is_narrow)
