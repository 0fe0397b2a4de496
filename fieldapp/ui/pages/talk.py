"""In the talk: what was noted, one thing to say next, and what keeps people safe."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from fieldapp.playbook.fields import Field, FieldType
from fieldapp.playbook.guide import StepState
from fieldapp.playbook.model import HIGHEST
from fieldapp.ui.context import Context
from fieldapp.ui.pages.page import Page
from fieldapp.ui.talk.boxes import Boxes
from fieldapp.ui.talk.capture import Capture
from fieldapp.ui.talk.drawer import WIDTH, Drawer, FieldsDrawer
from fieldapp.ui.talk.head import TalkHead
from fieldapp.ui.talk.levels import LevelStrip
from fieldapp.ui.talk.words import NextWords
from fieldapp.ui.theme.tokens import FOLD, SPACE_L, SPACE_M, SPACE_XXL
from fieldapp.ui.widgets.layouts import discard
from fieldapp.usecases.standing import Standing

PARAPHRASE = ("paraphrase", "paraphrase_confirmed", "paraphrase_correction")
"""The shared fields that open a step folded for the customer's emotion."""


class TalkPage(Page):
    """The gear in front of the customer. Nothing is required here."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.step_id = ""
        """The step where the talk is."""
        self._standing: Standing | None = None
        self._wanted = ""
        """Where to jump to once the case has been read."""
        self._level: int | None = None
        self._is_folding = False
        self.boxes: Boxes | None = None
        self.drawer: Drawer | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_XXL, SPACE_L, SPACE_XXL, SPACE_M)
        column.setSpacing(SPACE_M)
        self.head = TalkHead(context)
        self.head.turned.connect(self.turn_step)
        self.head.safety.clicked.connect(self.toggle_safety)
        column.addWidget(self.head)
        top = QHBoxLayout()
        top.setSpacing(SPACE_M)
        self.words = NextWords(context)
        self.words.paraphrase_wanted.connect(self.open_paraphrase)
        self.words.safety_wanted.connect(self.open_safety)
        self.levels = LevelStrip(context, self.capture)
        self.levels.history_wanted.connect(self.toggle_levels)
        top.addWidget(self.words, 1)
        top.addWidget(self.levels, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(top)
        self._row = QHBoxLayout()
        self._row.setSpacing(SPACE_M)
        column.addLayout(self._row, 1)
        self.capture.pressed.connect(self._pressed)
        if context.case.standing is not None:
            self.show_standing(context.case.standing)

    @property
    def capture(self) -> Capture:
        capture = self.context.capture
        assert capture is not None  # A case is open.
        return capture

    # How the case stands

    def show_standing(self, standing: Standing) -> None:
        self._standing = standing
        if standing.step(self.step_id) is None:
            self.step_id = _where_the_talk_is(standing)
        if self.boxes is None:
            self.boxes = Boxes(self.context, self.capture, standing)
            self._row.addWidget(self.boxes, 1)
        else:
            self.boxes.show_standing(standing)
        self.levels.show_standing(standing)
        self._show_step(standing)
        if self.drawer is not None:
            self.drawer.show_standing(standing)
        level = standing.guide.levels.get("customer")
        if level == HIGHEST and self._level != HIGHEST:
            self.open_safety(focus=False)
        self._level = level
        is_folding = any(state.folded for state in standing.steps)
        if self._is_folding and not is_folding:
            self._confirmed()
        self._is_folding = is_folding
        if self._wanted:
            wanted, self._wanted = self._wanted, ""
            self.jump(wanted)

    def _confirmed(self) -> None:
        """Nothing is folded any more: as a rule the customer agrees with the paraphrase."""
        standing, drawer = self._standing, self.drawer
        if standing is not None and drawer is not None and drawer.name == "paraphrase":
            self.context.notify("ok", self.context.say("talk.confirmed"), ())
            if standing.guide.value("paraphrase_confirmed") == "yes":
                self.close_drawer()

    def _show_step(self, standing: Standing) -> None:
        self.head.show_standing(standing, self.step_id)
        self.words.show_standing(standing, self.step_id)

    def turn_step(self, by: int) -> None:
        """To the next step of the talk, or back."""
        if self._standing is None:
            return
        steps = [state.step.id for state in self._standing.steps]
        place = steps.index(self.step_id) + by
        if 0 <= place < len(steps):
            self.step_id = steps[place]
            self._show_step(self._standing)

    def jump(self, where: str) -> bool:
        standing = self._standing
        if standing is None:
            self._wanted = where
            self.enter()
            return True
        if standing.step(where):
            self.step_id = where
            self._show_step(standing)
            self.enter()
            return True
        match where.split("/"):
            case ["statements", ident, *_] if self.boxes is not None:
                return self.boxes.focus(ident)
        return False

    def enter(self) -> None:
        self.capture.take_up()

    # Drawers

    def toggle_safety(self) -> None:
        if self.drawer is not None and self.drawer.name == "safety":
            self.close_drawer()
        else:
            self.open_safety()

    def open_safety(self, *, focus: bool = True) -> None:
        """Safety, containment and calling for help: no guard ever hides them."""
        self._open("safety", lambda field: field.always, focus=focus)

    def open_paraphrase(self) -> None:
        """The paraphrase, and whether the customer says it is right."""
        self._open("paraphrase", lambda field: field.id in PARAPHRASE, focus=True)

    def toggle_levels(self) -> None:
        """How the levels went."""
        if self.drawer is not None and self.drawer.name == "levels":
            self.close_drawer()
        elif self._standing is not None:
            from fieldapp.ui.talk.history import LevelsDrawer

            self._show_drawer(LevelsDrawer(self.context, self._standing), focus=True)

    def _open(self, name: str, wanted: Callable[[Field], bool], *, focus: bool) -> None:
        if self._standing is None:
            return
        if self.drawer is not None and self.drawer.name == name:
            if focus:
                self.drawer.focus()
            return
        asked = (known.field for state in self._standing.steps for known in state.fields)
        fields = {field.id: field for field in asked if wanted(field)}.values()
        self._show_drawer(FieldsDrawer(self.context, name, fields, self._standing), focus=focus)

    def _show_drawer(self, drawer: Drawer, *, focus: bool) -> None:
        self._drop_drawer()
        self.drawer = drawer
        drawer.closed.connect(self.close_drawer)
        self._row.addWidget(drawer)
        drawer.show()
        self._make_room()
        if focus:
            drawer.focus()

    def close_drawer(self) -> None:
        """Back to noting."""
        self.context.case.commit()
        self._drop_drawer()
        self._make_room()
        self.enter()

    def _drop_drawer(self) -> None:
        if self.drawer is not None:
            discard(self.drawer)
            self.drawer = None

    def _make_room(self) -> None:
        """Where it is narrow, the drawer takes the place of the boxes."""
        is_wide = self.width() >= FOLD
        if self.boxes is not None:
            self.boxes.setVisible(self.drawer is None or is_wide)
        if self.drawer is not None:
            self.drawer.setMaximumWidth(WIDTH if is_wide else self.width())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._make_room()

    # Keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._press(Qt.Key(event.key())):
            super().keyPressEvent(event)

    def _pressed(self, key: int) -> None:
        if self.isVisible():
            self._press(Qt.Key(key))

    def _press(self, key: Qt.Key) -> bool:
        """What a key does that neither the line nor an editor has a use for."""
        if key == Qt.Key.Key_Escape and self.drawer is not None:
            self.close_drawer()
            return True
        does: Mapping[Qt.Key, Callable[[], object]] = {
            Qt.Key.Key_Escape: self.open_safety,
            Qt.Key.Key_Right: lambda: self.words.turn(1),
            Qt.Key.Key_Left: lambda: self.words.turn(-1),
            Qt.Key.Key_End: self.words.open_anyway,
            Qt.Key.Key_PageDown: lambda: self.turn_step(1),
            Qt.Key.Key_PageUp: lambda: self.turn_step(-1),
        }
        if do := does.get(key):
            do()
        return do is not None


def _where_the_talk_is(standing: Standing) -> str:
    """The step of the next best move, but not before the one that listens, nor a folded one."""
    steps = standing.steps
    listens = next((n for n, state in enumerate(steps) if _notes_statements(state)), 0)
    move = standing.move.state.step.id if standing.move else steps[-1].step.id
    at = max(listens, [state.step.id for state in steps].index(move))
    return steps[listens if steps[at].folded else at].step.id


def _notes_statements(state: StepState) -> bool:
    return any(
        known.field.type is FieldType.RECORDS and known.field.record == "statements"
        for known in state.fields
    )
