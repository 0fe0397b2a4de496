"""A tool turned to the customer: the whole window, no keys, and a way out for the engineer alone.

What they see is a `TurnedView` of the tool's own, in their language; it is given the case as it
stood when the screen was turned, and shows of it only what they may see.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget

from fieldapp.base.language import Lang, other, tr
from fieldapp.playbook import tools
from fieldapp.ui.context import Context, Place
from fieldapp.ui.pages.page import Page
from fieldapp.ui.pages.readback.exit_view import ExitView
from fieldapp.ui.pages.readback.look import View, Words, rows_of
from fieldapp.ui.session import IDLE_MS, LATEST_MS
from fieldapp.ui.theme.tokens import SPACE_L, SPACE_M, SPACE_S, SPACE_XL, SPACE_XXL, TARGET_TALK
from fieldapp.ui.widgets.buttons import Button, IconButton
from fieldapp.ui.widgets.layouts import discard
from fieldapp.usecases import access, half_answers, readback
from fieldapp.usecases.editing import Wish
from fieldapp.usecases.standing import Standing
from fieldapp.usecases.workspaces import Workspace

NAMES: dict[Lang, str] = {"zh": "中文", "en": "English"}


class TurnedView(View):
    """What the customer sees of a tool, built with `fill`. Its class is `Turned` in a module
    `<id>_turned`; its words are of the tool's catalogue.

    Args:
        kept: what was half answered, from `kept` of a view before it: in another language, or
            before the program was killed.
    """

    done = Signal(object)
    """They have answered: the wishes that write it down."""
    edited = Signal()
    """They have answered or typed something."""

    def __init__(self, context: Context, lang: Lang, standing: Standing, kept: object) -> None:
        super().__init__(context.theme, lang)

    def kept(self) -> object:
        """What is half answered, as JSON knows it; None: nothing."""
        return None

    def focus(self) -> None:
        """Puts the focus where they begin."""
        self.area.setFocus(Qt.FocusReason.OtherFocusReason)


class _Thanks(View):
    """What they said is noted; the laptop goes back."""

    def __init__(self, context: Context, lang: Lang) -> None:
        super().__init__(context.theme, lang)
        sheet = QWidget()
        rows = rows_of(sheet, below=SPACE_XXL, spacing=SPACE_L)
        rows.addSpacing(SPACE_XXL)
        rows.addWidget(self.text(tr("tools.thanks", lang), "title"))
        rows.addWidget(self.text(tr("tools.thanks_hint", lang), "lead", soft=True))
        rows.addStretch(1)
        self.fill(sheet, QLabel(), tr("tools.thanks", lang))


@dataclass(slots=True)
class _Turn:
    """One time the screen was turned; it outlives the look of the page."""

    tool_id: str
    standing: Standing
    lang: Lang
    has_passcode: bool = True
    answered: bool = False
    half: object = None
    """What is half answered, see `TurnedView.kept`."""


class TurnedPage(Page):
    """`Place("turned", "options")` turns the screen to the customer with that tool."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.turn: _Turn | None = None
        self.view: QWidget = QWidget()
        theme = context.theme
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(SPACE_S)
        self._bar = QWidget()
        bar = QHBoxLayout(self._bar)
        bar.setContentsMargins(SPACE_XXL, SPACE_S, SPACE_XL, 0)
        bar.setSpacing(SPACE_M)
        self.number = Words(theme, context.lang, "", "fine", soft=True)
        bar.addWidget(self.number, 1)
        self.switch = Button(theme, "", "plain", icon="languages", height=TARGET_TALK)
        self.switch.clicked.connect(self._switch)
        name = context.say("readback.engineer")
        self.engineer = IconButton(theme, "lock-keyhole", name, height=TARGET_TALK)
        self.engineer.clicked.connect(self.ask_to_leave)
        bar.addWidget(self.switch)
        bar.addWidget(self.engineer)
        rows.addWidget(self._bar)
        self._stack = QStackedWidget()
        rows.addWidget(self._stack, 1)
        self._idle = QTimer(self, singleShot=True, interval=IDLE_MS)
        self._latest = QTimer(self, singleShot=True, interval=LATEST_MS)
        for timer in (self._idle, self._latest):
            timer.timeout.connect(self._hold)

    # Coming and going

    def jump(self, where: str) -> bool:
        standing = self.context.case.standing
        if standing is None or tools.tool(where) is None:
            return False
        self.holds_lock = True
        self.turn = _Turn(where, standing, readback.language_of(standing.case))
        case_id = standing.case_id

        def work(workspace: Workspace) -> tuple[bool, object]:
            half = half_answers.held_of(workspace, case_id, where)
            return access.has_passcode(workspace), half

        self.context.desk.run(work).then(self, lambda found: self._know(*found))
        self._show_turn()
        return True

    def enter(self) -> None:
        """Nothing is turned without a tool: goes back."""
        if self.turn is None:
            self.context.back()

    def leave(self) -> None:
        self.holds_lock = False
        self.turn = None
        self._show(QWidget())

    def kept(self) -> object:
        if self.turn is not None and isinstance(self.view, TurnedView):
            self.turn.half = self.view.kept()
        return self.turn

    def take(self, kept: object) -> None:
        if isinstance(kept, _Turn):
            self.turn = kept
            self.holds_lock = True
            self._show_turn()

    def _know(self, has_passcode: bool, half: object) -> None:
        """What was half answered before the program ended stands there again."""
        if self.turn is None:
            return
        self.turn.has_passcode = has_passcode
        is_untouched = isinstance(self.view, TurnedView) and self.view.kept() is None
        if half is not None and is_untouched:
            self.turn.half = half
            self._show_turn()

    # What is on the screen

    def _show_turn(self) -> None:
        turn = self._turned()
        self.number.setText(tr("readback.number", turn.lang, reference=turn.standing.reference))
        self.switch.setText(NAMES[other(turn.lang)])
        self.switch.setAccessibleName(NAMES[other(turn.lang)])
        self._bar.show()
        if turn.answered:
            thanks = _Thanks(self.context, turn.lang)
            self._show(thanks)
            self.engineer.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        module = import_module(f"fieldapp.ui.pages.tools.{turn.tool_id}_turned")
        view: TurnedView = module.Turned(self.context, turn.lang, turn.standing, turn.half)
        view.done.connect(self._keep)
        view.edited.connect(self._edited)
        self._show(view)
        view.focus()

    def _show(self, view: QWidget) -> None:
        former, self.view = self.view, view
        self._stack.addWidget(view)
        self._stack.setCurrentWidget(view)
        discard(former)
        inside = view.findChildren(QWidget)
        for before, after in zip(
            [*inside[-1:], self.switch], [self.switch, self.engineer], strict=False
        ):
            QWidget.setTabOrder(before, after)

    def _switch(self) -> None:
        turn = self._turned()
        if isinstance(self.view, TurnedView):
            turn.half = self.view.kept()
        turn.lang = other(turn.lang)
        self._show_turn()

    def _edited(self) -> None:
        """What is answered survives a crash like all typing, and is told to nobody before Done."""
        self._idle.start()
        if not self._latest.isActive():
            self._latest.start()

    def _hold(self) -> None:
        """Keeps what is answered so far."""
        if isinstance(self.view, TurnedView):
            self._keep_half(self.view.kept())

    def _keep_half(self, half: object) -> None:
        for timer in (self._idle, self._latest):
            timer.stop()
        if self.turn is not None:
            case_id, screen = self.turn.standing.case_id, self.turn.tool_id
            work = self.context.desk.run(
                lambda workspace: half_answers.hold_of(workspace, case_id, screen, half)
            )
            work.then(self, lambda _: None, self.context.tell)

    def _keep(self, wishes: tuple[Wish, ...]) -> None:
        """Says thank you once it is on the disk."""
        if not wishes:
            self._thank()
        else:
            task = self.context.case.write(*wishes)
            task.then(self, lambda _: self._thank(), self.context.tell)

    def _thank(self) -> None:
        if self.turn is not None:
            self._keep_half(None)
            self.turn.answered = True
            self._show_turn()

    # Leaving

    def ask_to_leave(self) -> None:
        if self.turn is None or isinstance(self.view, ExitView):
            return
        if isinstance(self.view, TurnedView):
            self.turn.half = self.view.kept()
        asked = ExitView(self.context, has_passcode=self.turn.has_passcode)
        asked.proven.connect(self._prove)
        asked.stay.connect(self._show_turn)
        asked.lock.connect(self._lock)
        self._show(asked)
        self._bar.hide()
        asked.focus()

    def _lock(self) -> None:
        self._keep_half(self._turned().half)
        self.context.lock()

    def _prove(self) -> None:
        """The engineer is back: what the customer did not hand in is forgotten."""
        tool_id = self._turned().tool_id
        self._keep_half(None)
        self.holds_lock = False
        self.context.go(Place("tool", tool_id))

    def _turned(self) -> _Turn:
        if self.turn is None:
            raise LookupError("nothing is turned to the customer")
        return self.turn
