"""The read-back from its first screen to the engineer's return.

While the screen is turned to the customer nothing else can be seen or reached, and the workspace is
not locked by itself. What they are shown stays as it is until they see it again, whatever changes
meanwhile, and their answer is bound to just that.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from fieldapp.base.errors import FieldAppError
from fieldapp.base.language import LANGS, Lang, Text, other, tr
from fieldapp.ui.context import Context
from fieldapp.ui.pages.page import Page
from fieldapp.ui.pages.readback.answer_view import AnswerView, Reply
from fieldapp.ui.pages.readback.engineer_view import EngineerView
from fieldapp.ui.pages.readback.exit_view import ExitView
from fieldapp.ui.pages.readback.look import Words
from fieldapp.ui.pages.readback.notes_view import NotesView
from fieldapp.ui.pages.readback.sides_view import SidesView
from fieldapp.ui.pages.readback.thanks_view import ThanksView
from fieldapp.ui.session import IDLE_MS, LATEST_MS
from fieldapp.ui.theme.tokens import SPACE_M, SPACE_S, SPACE_XL, SPACE_XXL, TARGET_TALK
from fieldapp.ui.widgets.buttons import Button, IconButton
from fieldapp.ui.widgets.layouts import discard
from fieldapp.usecases import access, half_answers, readback
from fieldapp.usecases.half_answers import HalfAnswer
from fieldapp.usecases.readback import Answer, Given, LeftOut, Showing, Side
from fieldapp.usecases.standing import Standing, standing
from fieldapp.usecases.workspaces import Workspace

NAMES: dict[Lang, str] = {"zh": "中文", "en": "English"}

Screen = Literal["sides", "notes", "answer", "thanks", "engineer"]
WITH_THE_ENGINEER = ("sides", "engineer")
"""The screens before it is turned and after it is back."""


@dataclass(slots=True)
class Sitting:
    """One read-back; it outlives the look of the page."""

    standing: Standing
    has_passcode: bool
    lang: Lang
    shown: Showing
    screen: Screen = "notes"
    reply: Reply = field(default_factory=Reply)
    given: Given | None = None
    lines: dict[Lang, tuple[tuple[str, str], ...]] = field(default_factory=dict)
    """What the customer keeps, in both languages."""


class ReadbackPage(Page):
    """Shows the notes, takes the answer, and gives the screen back to the engineer only."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.sitting: Sitting | None = None
        self.view: QWidget = QWidget()
        self._saving = False
        self._is_turned = False
        """The engineer has turned it to the customer, knowing whose words are left out."""
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(SPACE_S)
        self._bar = QWidget()
        places = QHBoxLayout(self._bar)
        places.setContentsMargins(SPACE_XXL, SPACE_S, SPACE_XL, 0)
        places.setSpacing(SPACE_M)
        self.number = Words(context.theme, context.lang, "", "fine", soft=True)
        places.addWidget(self.number, 1)
        theme = context.theme
        self.switch = Button(theme, "", "plain", icon="languages", height=TARGET_TALK)
        self.switch.clicked.connect(self._switch)
        name = context.say("readback.engineer")
        self.engineer = IconButton(theme, "lock-keyhole", name, height=TARGET_TALK)
        self.engineer.clicked.connect(self.ask_to_leave)
        places.addWidget(self.switch)
        places.addWidget(self.engineer)
        rows.addWidget(self._bar)
        self._stack = QStackedWidget()
        rows.addWidget(self._stack, 1)
        self._bar.hide()
        self._idle = QTimer(self, singleShot=True, interval=IDLE_MS)
        self._latest = QTimer(self, singleShot=True, interval=LATEST_MS)
        for timer in (self._idle, self._latest):
            timer.timeout.connect(self._hold)

    # Coming and going

    def enter(self) -> None:
        """Begins from the case as it stands on the disk, unless a read-back is going on."""
        if self.sitting is None and not self.holds_lock:
            self.holds_lock = True
            self._read()

    def leave(self) -> None:
        self.holds_lock = self._is_turned = False
        self.sitting = None
        self._show(QWidget())

    def kept(self) -> object:
        return self.sitting

    def take(self, kept: object) -> None:
        if isinstance(kept, Sitting):
            self.sitting = kept
            self.holds_lock = kept.screen not in WITH_THE_ENGINEER
            self._is_turned = kept.screen != "sides"
            self._show_screen()

    def _read(self) -> None:
        case_id, library = self.context.case.case_id, self.context.desk.library

        def work(workspace: Workspace) -> tuple[Standing, bool, HalfAnswer]:
            return (
                standing(workspace, case_id, library),
                access.has_passcode(workspace),
                half_answers.held(workspace, case_id),
            )

        self.context.desk.run(work).then(self, lambda found: self._begin(*found), self._give_up)

    def _begin(self, found: Standing, has_passcode: bool, half: HalfAnswer) -> None:
        lang = self.sitting.lang if self.sitting else readback.language_of(found.case)
        shown = readback.showing(found.case, found.playbook, lang)
        given = self.sitting.given if self.sitting else None
        reply = Reply(who=half.who, words=half.words)
        was_asking = self.sitting is not None and self.sitting.screen == "sides"
        self.sitting = Sitting(found, has_passcode, lang, shown, reply=reply, given=given)
        is_asking = was_asking or bool(self._left_out(self.sitting))
        if is_asking and not self._is_turned:
            self.sitting.screen = "sides"
            self.holds_lock = False
            self._show_screen()
        else:
            self._turn_to_customer()

    def _give_up(self, error: FieldAppError) -> None:
        """Goes back if nothing could be shown; who is reading already stays where they are."""
        if self.sitting is None:
            self.holds_lock = False
            self.context.back()
        self.context.tell(error)

    # What is on the screen

    def _show_screen(self) -> None:
        sitting = self._sitting()
        match sitting.screen:
            case "sides":
                sides = SidesView(self.context, self._left_out(sitting))
                sides.sided.connect(self._side)
                sides.shown.connect(self._turn_to_customer)
                sides.left.connect(self.context.back)
                self._show(sides)
                sides.focus()
            case "notes":
                notes = NotesView(self.context.theme, sitting.shown)
                notes.answered.connect(self._answer)
                self._show(notes)
                notes.area.setFocus(Qt.FocusReason.OtherFocusReason)
            case "answer":
                answer = AnswerView(self.context.theme, sitting.lang, sitting.reply)
                answer.back.connect(lambda: self._turn("notes"))
                answer.done.connect(self._finish)
                answer.typed.connect(self._typed)
                self._show(answer)
                answer.focus()
            case "thanks" if sitting.given is not None:
                thanks = self._thanks(sitting, sitting.given)
                thanks.again.connect(self._read)
                self._show(thanks)
                thanks.area.setFocus(Qt.FocusReason.OtherFocusReason)
            case _:
                engineer = self._engineer(sitting)
                self._show(engineer)
                engineer.focus()
        self._show_bar(sitting)

    def _left_out(self, sitting: Sitting) -> tuple[LeftOut, ...]:
        return readback.left_out(sitting.standing.case, self.context.settings.name)

    def _side(self, speaker: Text, side: Side) -> None:
        """Writes whose side somebody is on, and looks again who is left."""
        wish = readback.side_with(self._sitting().standing.case, speaker, side)
        self.context.case.write(wish).then(self, lambda _: self._read(), self._not_sided)

    def _not_sided(self, error: FieldAppError) -> None:
        self.context.tell(error)
        self._show_screen()

    def _turn_to_customer(self) -> None:
        self._is_turned = self.holds_lock = True
        self._turn("notes")

    def _thanks(self, sitting: Sitting, given: Given) -> ThanksView:
        lines = sitting.lines.get(sitting.lang, ())
        words = given.words.original
        return ThanksView(self.context.theme, sitting.lang, given.answer, lines, words)

    def _engineer(self, sitting: Sitting) -> EngineerView:
        given = sitting.given.answer if sitting.given else None
        view = EngineerView(self.context, sitting.shown, given, sitting.lang, self._contact())
        view.told.connect(self._tell)
        view.left.connect(self.context.back)
        return view

    def _show(self, view: QWidget) -> None:
        """Puts a view in the place of the one before."""
        former, self.view = self.view, view
        self._stack.addWidget(view)
        self._stack.setCurrentWidget(view)
        discard(former)

    def _show_bar(self, sitting: Sitting) -> None:
        """The case's number, the other language, and the engineer's way out."""
        reference = sitting.standing.reference
        self.number.setText(tr("readback.number", sitting.lang, reference=reference))
        self.switch.setText(NAMES[other(sitting.lang)])
        self.switch.setAccessibleName(NAMES[other(sitting.lang)])
        self._bar.setVisible(sitting.screen not in WITH_THE_ENGINEER)

    def _turn(self, screen: Screen) -> None:
        self._sitting().screen = screen
        self._show_screen()

    def _switch(self) -> None:
        """The other language. Notes that were already answered stay as they were shown."""
        if self._saving:
            return
        sitting = self._sitting()
        sitting.lang = other(sitting.lang)
        if sitting.screen == "notes":
            case, playbook = sitting.standing.case, sitting.standing.playbook
            sitting.shown = readback.showing(case, playbook, sitting.lang)
        self._show_screen()

    # The answer

    def _answer(self, answer: Answer) -> None:
        sitting = self._sitting()
        sitting.reply.answer = answer
        if answer == "declined":
            self._keep(Given("declined"))
        else:
            self._turn("answer")

    def _finish(self) -> None:
        reply = self._sitting().reply
        words = reply.words.strip() if reply.answer == "not_quite" else ""
        self._keep(
            Given(
                reply.answer,
                who=Text.of(reply.who.strip()),
                words=Text.of(words),
                signature=readback.signature_of(reply.strokes),
            )
        )

    def _keep(self, given: Given) -> None:
        """Keeps an answer; nothing is said to be noted before it is on the disk."""
        self._saving = True
        sitting, contact = self._sitting(), self._contact()
        case_id, playbook = sitting.standing.case_id, sitting.standing.playbook

        def work(workspace: Workspace) -> dict[Lang, tuple[tuple[str, str], ...]]:
            readback.acknowledge(workspace, case_id, playbook, sitting.shown, given)
            half_answers.drop(workspace, case_id)
            today = workspace.machine.clock().astimezone().date()
            case = sitting.standing.case
            return {
                lang: readback.contact_lines(case, playbook, today, contact, lang) for lang in LANGS
            }

        if isinstance(self.view, AnswerView | NotesView):
            self.view.wait(saving=True)
        task = self.context.desk.run(work)
        task.then(self, lambda lines: self._kept(given, lines), self._not_kept)

    def _kept(self, given: Given, lines: dict[Lang, tuple[tuple[str, str], ...]]) -> None:
        self._saving = False
        self._idle.stop()
        self._latest.stop()
        sitting = self._sitting()
        sitting.given, sitting.lines, sitting.reply = given, lines, Reply()
        self.context.case.refresh()
        self._turn("thanks")

    def _not_kept(self, error: FieldAppError) -> None:
        self._saving = False
        self.context.tell(error)
        if isinstance(self.view, AnswerView | NotesView):
            self.view.fail()

    def _typed(self) -> None:
        """What is typed survives a crash like all typing, and is told to nobody before Done."""
        self._idle.start()
        if not self._latest.isActive():
            self._latest.start()

    def _hold(self) -> None:
        """Keeps what stands in the lines now."""
        sitting = self.sitting
        for timer in (self._idle, self._latest):
            timer.stop()
        if sitting is not None and not self._saving:
            half = HalfAnswer(sitting.reply.who, sitting.reply.words)
            case_id = sitting.standing.case_id
            self.context.desk.run(lambda workspace: half_answers.hold(workspace, case_id, half))

    def _tell(self, given: Given) -> None:
        """What the engineer says they said."""
        sitting = self._sitting()
        case_id, playbook, shown = (
            sitting.standing.case_id,
            sitting.standing.playbook,
            sitting.shown,
        )

        def work(workspace: Workspace) -> None:
            readback.tell(workspace, case_id, playbook, shown, given)

        self.context.desk.run(work).then(self, lambda _: self._told(given), self.context.tell)

    def _told(self, given: Given) -> None:
        self.context.case.refresh()
        if isinstance(self.view, EngineerView):
            self.view.show_told(given.answer)

    # Leaving

    def ask_to_leave(self) -> None:
        """Asks who is there; only the engineer gets any further."""
        sitting = self.sitting
        if sitting is None or isinstance(self.view, ExitView):
            return
        asked = ExitView(self.context, has_passcode=sitting.has_passcode)
        asked.proven.connect(self._prove)
        asked.stay.connect(self._show_screen)
        asked.lock.connect(self._lock)
        self._show(asked)
        self._bar.hide()
        asked.focus()

    def _lock(self) -> None:
        self._hold()
        self.context.lock()

    def _prove(self) -> None:
        """The engineer is back: what the customer did not hand in is forgotten."""
        self.holds_lock = False
        self._sitting().reply = Reply()
        self._hold()
        self._turn("engineer")

    # Small things

    def _sitting(self) -> Sitting:
        if self.sitting is None:
            raise LookupError("nothing is being read back")
        return self.sitting

    def _contact(self) -> str:
        """How the customer reaches the engineer."""
        settings = self.context.settings
        return " · ".join(filter(None, (settings.name, settings.contact)))
