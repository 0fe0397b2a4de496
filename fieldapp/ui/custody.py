"""Custody: what happens when the workspace is opened, locked, left alone, or the window closed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication

from fieldapp.base.clock import system_clock
from fieldapp.base.errors import FieldAppError
from fieldapp.base.findings import Finding, Severity
from fieldapp.base.language import message, tr
from fieldapp.ui import clipboard, reminder, whereabouts
from fieldapp.ui.context import PageName, Place
from fieldapp.ui.gate import Gate
from fieldapp.ui.keeper import Keeper
from fieldapp.ui.pulse import Pulse
from fieldapp.ui.stack import GATE, IN_CASE, PAGES, WHOLE
from fieldapp.ui.whereabouts import Memory
from fieldapp.ui.widgets import editors
from fieldapp.usecases import agenda, resuming
from fieldapp.usecases.agenda import Due
from fieldapp.usecases.lastplace import END, LastPlace
from fieldapp.usecases.resuming import Resumed

if TYPE_CHECKING:
    from fieldapp.ui.main_window import MainWindow
    from fieldapp.ui.widgets.notices import Tone

TOLD = 2
"""Findings at opening that are told one by one; of the rest, how many they are."""
LIST_MS = 50
"""The list comes first: it has so long to be painted and to take a key before the case is read."""
_TALK: tuple[PageName, ...] = ("talk", "cover")
_ONCE = Qt.ConnectionType.SingleShotConnection


class Custody(QObject):
    """Keeps what is the person's from being lost, and from being seen by anybody else."""

    def __init__(self, app: QApplication, window: MainWindow) -> None:
        super().__init__(window)
        wanted = window.looks.settings
        self.gate = Gate(app, window.desk, wanted, self)
        self.memory = Memory(window.desk, self)
        self.pulse = Pulse(window.desk, self)
        self.keeper = Keeper(window.desk, wanted, self._quiet, window.works.watch, self)
        self._window = window
        self._is_told_unsaved = False
        self._reminded: date | None = None
        self._is_shut = False
        """Locked, whatever of the desk's work is still under way."""
        self._kept: tuple[PageName, object] = ("empty", None)
        """What was half typed at the lock on a page of no case; shown nowhere meanwhile."""
        self._soon = QTimer(self, singleShot=True, interval=LIST_MS)
        self._soon.timeout.connect(self.resume)
        self.gate.left_alone.connect(self._left_alone)
        self.keeper.made.connect(lambda made: self.tell_findings(made.findings))
        self.pulse.beat.connect(self.remember)
        window.looks.kept.connect(self.gate.keep)
        window.looks.kept.connect(self.keeper.keep)
        window.desk.opened.connect(self.opened)
        window.desk.opened.connect(window.looks.heed)

    # Opening

    def start(self) -> None:
        """Opens the workspace with the keyring, or asks for what it takes."""
        if self._window.desk.is_open:
            self.opened()
        else:
            self.gate.open_by_itself()

    def opened(self) -> None:
        """The workspace is open."""
        window, self._is_shut = self._window, False
        looking = window.cases.look(window.cases.wanted)
        self.pulse.start()
        self.keeper.start()
        window.hubs.start()
        window.desk.run(lambda workspace: workspace.findings).then(self, self.tell_findings)
        if window.page_name != "welcome":  # which has the recovery code to show first
            looking.ended.connect(self._soon.start)

    def _remind(self) -> None:
        """Says what is due, the first time a day that the workspace is opened. Not in a talk, where
        it would be in the way, and the customer may read along."""
        if self._window.page_name in _TALK:
            return
        now, desk = system_clock(), self._window.desk
        if self._reminded != now.date() and desk.is_open:
            self._reminded = now.date()
            work = desk.run(lambda workspace: agenda.count(workspace, now))
            work.then(self, self._tell_due, lambda _: None)

    def _tell_due(self, due: Due) -> None:
        lang = self._window.lang
        if due.over or due.today:
            told = tr("agenda.at_start", lang, due=reminder.words(lang, due))
            self._window.voice.say("info", told)

    def tell_findings(self, findings: tuple[Finding, ...]) -> None:
        """Says what was noticed about the workspace; of many, the gravest."""
        voice, lang = self._window.voice, self._window.lang
        gravest = sorted(findings, key=lambda finding: -finding.severity)
        for finding in gravest[:TOLD]:
            tone: Tone = "danger" if finding.severity is Severity.ERROR else "warning"
            voice.say(tone, message(finding, lang))
        if len(gravest) > TOLD:
            voice.say("warning", tr("shell.more_findings", lang, count=len(gravest) - TOLD))

    # Where the person is

    def remember(self, *, to_the_letter: bool = False) -> None:
        """Keeps where the person is: to the field, where one goes on at its end, or to the letter,
        which changes more often."""
        window = self._window
        page = window.page
        if page is not None and window.page_name not in WHOLE:
            place = whereabouts.find(window, window.page_name, page.step_id, window.open.case_id)
            self.memory.keep(place if to_the_letter else replace(place, cursor=END))

    def resume(self) -> None:
        """Goes to where the person was before the workspace was locked or the program ended."""
        desk = self._window.desk
        if self._is_shut:
            return
        work = desk.run(lambda workspace: resuming.resume(workspace, desk.library))
        work.then(self, self._return_to).then(self, lambda _: self._remind())

    def _return_to(self, found: Resumed) -> None:
        window, place, known = self._window, found.place, found.standing
        if window.session is not None or window.page_name not in (*GATE, *IN_CASE, "empty"):
            return  # The person has gone on by themselves.
        if self._is_shut:
            return
        if (owing := window.open.owing) and owing.hex() != place.case:
            place, known = LastPlace(owing.hex()), None
        pages = (name for name in PAGES if name == place.page and name not in WHOLE)
        page: PageName = next(pages, "guide" if place.case else "empty")
        if page == "cover":
            page = "talk"
            window.cover(on=True, back=Place(page))
        if not place.case:
            window.go(Place(page))
            self._hand_on(place)
            return
        window.open_case(bytes.fromhex(place.case), Place(page, place.step), known)
        if window.session is not None and place.where:
            window.session.stands.connect(lambda _: window.edit_on(place), _ONCE)

    def _hand_on(self, place: LastPlace) -> None:
        """Back on a page of no case: goes on with what was half typed there."""
        window, (name, kept) = self._window, self._kept
        self._kept = ("empty", None)
        if name == window.page_name and window.page is not None and kept is not None:
            window.page.take(kept)
            window.edit_on(place)

    # Locking

    def lock(self) -> None:
        """Commits what was typed, closes the workspace, and leaves nothing of a case to be seen."""
        window = self._window
        if not window.desk.is_open or window.page_name in GATE:
            return
        editors.settle()
        self.remember(to_the_letter=True)
        if window.page is not None and window.page_name not in IN_CASE:
            self._kept = (window.page_name, window.page.kept())
        self._is_shut = True
        self._stop()
        window.leave_case()
        window.voice.forget()
        self.gate.shut()
        clipboard.clear()
        window.cases.forget()
        window.shut()

    def leave(self, why: FieldAppError) -> None:
        """The laptop belongs to its team no more: what is being typed is kept, and the workspace
        closed. Not under a customer's eyes; it is asked again in a minute."""
        if self._window.lent is None:
            self.lock()
            self.gate.refuse(why)

    def _left_alone(self) -> None:
        if self._window.lent is not None:
            self.gate.touch()
        else:
            self.lock()

    def _quiet(self) -> float:
        """Seconds since anybody has done anything; a customer who reads counts as doing."""
        return 0.0 if self._window.lent is not None else self.gate.quiet

    def _stop(self) -> None:
        self._soon.stop()
        self.pulse.stop()
        self.keeper.stop()
        self._window.hubs.stop()

    # Closing

    def may_close(self) -> bool:
        """Whether the window may close: not while the customer looks at it, nor as long as
        something typed is not on the disk, unless it was told to go all the same. In that case it
        is asked again as soon as all is kept."""
        window = self._window
        if (lent := window.lent) is not None:
            lent.ask_to_leave()
            return False
        editors.settle()
        self.remember()
        window.leave_case()
        if window.open.is_saved or self._is_told_unsaved:
            clipboard.clear()
            self._stop()
            return True
        window.desk.run(lambda _: None).then(self, lambda _: self._close_if_saved())
        return False

    def _close_if_saved(self) -> None:
        """All that was given to the desk before is done or has failed."""
        window = self._window
        if window.open.is_saved:
            window.close()
            return
        self._is_told_unsaved = True
        anyway = (tr("ui.close_anyway", window.lang), window.close)
        window.voice.say("danger", tr("ui.close_unsaved", window.lang), (anyway,))
        self.resume()
