"""The guided step: where one is in the method, and the step itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from fieldapp.playbook.guide import Status, StepState
from fieldapp.playbook.model import CRISIS, OVERRIDE_REASON
from fieldapp.ui.context import Context, Place
from fieldapp.ui.forms.fields import shows
from fieldapp.ui.pages.page import Page
from fieldapp.ui.pages.step_view import StepView
from fieldapp.ui.save_mark import SaveMark
from fieldapp.ui.theme.tokens import FOLD, SPACE_M, SPACE_S, SPACE_XL, SPACE_XXL
from fieldapp.ui.widgets.buttons import Button
from fieldapp.ui.widgets.labels import ElidedLabel
from fieldapp.ui.widgets.layouts import discard
from fieldapp.ui.widgets.scrolling import Column, centred
from fieldapp.ui.widgets.stepper import State, Step, Stepper
from fieldapp.usecases.standing import Standing

if TYPE_CHECKING:
    from fieldapp.ui.crisis_bar import CrisisBar


class GuidePage(Page):
    """Afterwards: guided completion of the case, step by step."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._views: dict[str, StepView] = {}
        """The step that is shown, and until it is painted the one before it. Each holds a few
        megabytes, and is made anew as fast as it is shown."""
        self._columns: dict[str, Column] = {}
        """What they stand in."""
        self._stepper: Stepper | None = None
        self._standing: Standing | None = None
        self.step_id = ""
        self._wanted = ""
        """Where to jump to once the case has been read."""
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        self._head = QVBoxLayout()
        self._head.setContentsMargins(SPACE_XXL, SPACE_XL, SPACE_XXL, SPACE_S)
        self._head.setSpacing(SPACE_S)
        self.title = ElidedLabel("", "title")
        self.meta = ElidedLabel("", "soft")
        self._head.addWidget(self.title)
        about = QHBoxLayout()
        about.setSpacing(SPACE_M)
        about.addWidget(self.meta, 1)
        self.method = Button(context.theme, "", "link", icon="split", keys="Ctrl+M")
        self.method.clicked.connect(lambda: context.actions.run("method"))
        about.addWidget(self.method)
        self._head.addLayout(about)
        self._crisis: CrisisBar | None = None
        outer.addLayout(centred(self._head))
        self._stack = QStackedWidget()
        outer.addWidget(self._stack, 1)
        outer.addWidget(self._foot())
        if context.case.standing is not None:
            self.show_standing(context.case.standing)

    def _foot(self) -> QWidget:
        foot = QFrame()
        foot.setProperty("kind", "surface")
        row = QHBoxLayout(foot)
        row.setContentsMargins(SPACE_XXL, SPACE_M, SPACE_XXL, SPACE_M)
        row.setSpacing(SPACE_M)
        row.addWidget(SaveMark(self.context), 1)
        say, theme = self.context.say, self.context.theme
        self.lacks = Button(theme, "", "link")
        self.lacks.clicked.connect(lambda: self.context.go(Place("report", "mend")))
        row.addWidget(self.lacks)
        self.back = Button(theme, say("ui.back"), "quiet", icon="chevron-left")
        self.next = Button(theme, "", "primary")
        self.back.clicked.connect(lambda: self._turn(-1))
        self.next.clicked.connect(lambda: self._turn(1))
        row.addWidget(self.back)
        row.addWidget(self.next)
        return foot

    # How the case stands

    def show_standing(self, standing: Standing) -> None:
        self._standing = standing
        case, lang = standing.case, self.context.lang
        self.title.setText(case.title.get(lang) or self.context.say("ui.untitled"))
        names = (case.customer.company.get(lang), case.customer.site.get(lang), standing.reference)
        self.meta.setText(" · ".join(name for name in names if name))
        self.method.setText(standing.playbook.title.get(lang))
        self._show_crisis(standing)
        if not standing.step(self.step_id):
            self.step_id = _where_to_begin(standing)
        done, needed = standing.progress
        self.lacks.setText(self.context.say("ui.lacks", count=needed - done))
        self._fold()
        self._show_steps(standing)
        self._show_step()
        if self._wanted:
            wanted, self._wanted = self._wanted, ""
            self.jump(wanted)

    def _show_crisis(self, standing: Standing) -> None:
        """The bar of a crisis, while the case is in one."""
        if standing.playbook.role != CRISIS:
            return
        if self._crisis is None:
            from fieldapp.ui.crisis_bar import CrisisBar

            self._crisis = CrisisBar(self.context)
            self._head.addWidget(self._crisis)
        self._crisis.show_standing(standing)

    def _show_steps(self, standing: Standing) -> None:
        steps = [self._step(standing, state.step.id) for state in standing.steps]
        if self._stepper is not None and len(self._stepper.buttons) == len(steps):
            self._stepper.show_steps(steps)
            return
        if self._stepper is not None:  # Something noted elsewhere has come, or is gone.
            discard(self._stepper)
        self._stepper = Stepper(self.context.theme, steps, self.context.say("ui.steps"))
        self._stepper.went.connect(self.go)
        self._head.addWidget(self._stepper)

    def _step(self, standing: Standing, step_id: str) -> Step:
        state = standing.step(step_id)
        assert state is not None
        shown: State = "todo"
        if step_id == self.step_id:
            shown = "current"
        elif state.folded:
            shown = "folded"
        elif state.status is Status.COMPLETE:
            shown = "done"
        note = self.context.say(f"ui.step_{shown}")
        return Step(step_id, state.step.title.get(self.context.lang), shown, note)

    def _show_step(self) -> None:
        standing = self._standing
        if standing is None:
            return
        view = self._views.get(self.step_id)
        if view is None:
            column = self._columns[self.step_id] = Column(self.context.say("ui.step"))
            self._stack.addWidget(column)
            # Built where it will stand: if it is moved, each widget in it is styled again.
            place = column.body.parentWidget()
            view = self._views[self.step_id] = StepView(self.context, self.step_id, standing, place)
            column.body.addWidget(view)
        else:
            view.show_standing(standing)
        self._stack.setCurrentWidget(self._columns[self.step_id])
        QTimer.singleShot(0, self, self._shed)  # when this one is painted
        following = self._neighbour(1)
        words = self.context.say
        if following is None:
            self.next.setText(words("ui.to_report"))
        else:
            self.next.setText(words("ui.next_step", step=following[1]))
        self.next.setAccessibleName(self.next.text())
        self.back.setEnabled(self._neighbour(-1) is not None)

    def _shed(self) -> None:
        """Throws away the step before; what was typed there is the session's."""
        for step_id in self._views.keys() - {self.step_id}:
            del self._views[step_id]
            discard(self._columns.pop(step_id))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fold()

    def _fold(self) -> None:
        """Where there is no room for the panel, what is missing is at least counted."""
        done, needed = self._standing.progress if self._standing else (0, 0)
        self.lacks.setVisible(done < needed and self.window().width() < FOLD)

    # Moving

    def go(self, step_id: str) -> None:
        """Shows a step."""
        if self._standing is None or self._standing.step(step_id) is None:
            return
        self.context.case.commit()
        self.step_id = step_id
        self._show_steps(self._standing)
        self._show_step()
        self._views[step_id].focus_first()

    def jump(self, where: str) -> bool:
        standing = self._standing
        if standing is None:
            self._wanted = where
            return True
        if standing.step(where):
            self.go(where)
            return True
        for state in (self._here(), *standing.steps):
            if state is not None and _is_in(where, state):
                if state.step.id != self.step_id:
                    self.go(state.step.id)
                return self._views[self.step_id].jump(where)
        return False

    def enter(self) -> None:
        if self.step_id in self._views:
            self._views[self.step_id].focus_first()

    def _here(self) -> StepState | None:
        return self._standing.step(self.step_id) if self._standing else None

    def _neighbour(self, by: int) -> tuple[str, str] | None:
        """Id and title of the step that many further on."""
        assert self._standing is not None
        steps = [state.step for state in self._standing.steps]
        place = [step.id for step in steps].index(self.step_id) + by
        if not 0 <= place < len(steps):
            return None
        return steps[place].id, steps[place].title.get(self.context.lang)

    def _turn(self, by: int) -> None:
        neighbour = self._neighbour(by)
        if neighbour is None:
            self.context.go(Place("report"))
        else:
            self.go(neighbour[0])


def _where_to_begin(standing: Standing) -> str:
    """The step of the next best move, the first one if there is none."""
    move = standing.move
    return move.state.step.id if move else standing.steps[0].step.id


def _is_in(where: str, state: StepState) -> bool:
    """Whether a step shows a place; where it was opened in spite of its guard, the reason too."""
    if where == f"answers/{OVERRIDE_REASON}":
        return bool(state.reason) and not state.folded
    return any(shows(known, where) for known in state.visible)
