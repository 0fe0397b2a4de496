"""The window: which page is shown, by which key, and when nothing of a case may be seen."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from fieldapp.base.errors import FieldAppError
from fieldapp.base.findings import Finding, Severity
from fieldapp.base.language import Lang, message, other, tr
from fieldapp.ui import clipboard, whereabouts
from fieldapp.ui import theme as themes
from fieldapp.ui.actions import Actions
from fieldapp.ui.context import Context, PageName, Place
from fieldapp.ui.cover import SEEN, Cover
from fieldapp.ui.gate import Gate
from fieldapp.ui.keeper import Keeper
from fieldapp.ui.looks import Looks
from fieldapp.ui.models.case_list import CaseList
from fieldapp.ui.open_case import OpenCase
from fieldapp.ui.pages.page import Page
from fieldapp.ui.pulse import Pulse
from fieldapp.ui.session import Session
from fieldapp.ui.stack import GATE, GEARS, IN_CASE, PAGES, WHOLE, Stack, throw_away
from fieldapp.ui.tasks import Desk
from fieldapp.ui.theme.tokens import FOLD, Theme
from fieldapp.ui.voice import Voice
from fieldapp.ui.whereabouts import Memory
from fieldapp.ui.widgets import editors
from fieldapp.ui.widgets.notices import Notices, Tone
from fieldapp.ui.works import Works
from fieldapp.usecases import lastplace
from fieldapp.usecases.lastplace import LastPlace
from fieldapp.usecases.settings import Settings
from fieldapp.usecases.standing import Standing

if TYPE_CHECKING:
    from fieldapp.ui.talk.capture import KindName
    from fieldapp.ui.talk.dock import Dock

TOLD = 2
"""Findings at opening that are told one by one; of the rest, how many they are."""
_ONCE = Qt.ConnectionType.SingleShotConnection


class MainWindow(QWidget):
    """FieldApp's one window. Made with a desk that is still closed; `start` opens it."""

    page_shown = Signal(str)

    def __init__(self, desk: Desk, wanted: Settings, lang: Lang) -> None:
        super().__init__()
        self.desk = desk
        self.page_name: PageName = "empty"
        self._origins: dict[PageName, PageName] = {}
        """From which page of the case each one was gone to last."""
        self._gear: PageName = "guide"
        self._is_told_unsaved = False
        self.cases = CaseList(desk)
        self.looks = Looks(_app(), wanted, lang, self)
        self.voice = Voice(self.looks, lambda: self._lent() is not None or self.is_covered)
        self.gate = Gate(_app(), desk, wanted, self)
        self.open = OpenCase(desk, self)
        self.memory = Memory(desk, self)
        self.pulse = Pulse(desk, self)
        self.works = Works(self)
        self.keeper = Keeper(desk, wanted, self._quiet, self.works.watch, self)
        self.actions_ = Actions(self, self._commands())
        self._cover = Cover(_app(), self, self.actions_.of("cover", "leave"))
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(0)
        self._layout.addWidget(self.works)
        self.setWindowTitle("FieldApp")
        self.setMinimumSize(960, 640)
        self.resize(1366, 768)
        self._build()
        self._connect()

    def _connect(self) -> None:
        self.looks.changed.connect(self._rebuild)
        self.looks.kept.connect(self.gate.keep)
        self.looks.kept.connect(self.keeper.keep)
        self.looks.not_kept.connect(self.voice.tell)
        self.gate.missing.connect(lambda: self._show("welcome").enter())
        self.gate.refused.connect(lambda _: self._show("lock").enter())
        self.gate.left_alone.connect(self._left_alone)
        self.open.stands.connect(self._stands)
        self.open.untouched.connect(self._untouched)
        self.open.unreadable.connect(self._unreadable)
        self.open.owes.connect(self._owes)
        self.pulse.beat.connect(self.remember)
        self.pulse.changed.connect(self._changed_elsewhere)
        self.keeper.made.connect(lambda made: self._tell_findings(made.findings))
        self.desk.opened.connect(self._opened)
        self.desk.troubled.connect(self.voice.tell)

    def _commands(self) -> dict[str, Callable[[], object]]:
        def to(page: PageName, where: str = "") -> Callable[[], object]:
            return lambda: self.go(Place(page, where))

        return {
            "new": to("new"),
            "gear": self.change_gear,
            "report": to("report"),
            "history": to("history"),
            "settings": to("settings"),
            "help": to("help"),
            "readback": to("readback"),
            "add_evidence": to("evidence", "new"),
            "fact": lambda: self.note("fact"),
            "feeling": lambda: self.note("feeling"),
            "expectation": lambda: self.note("expectation"),
            "own_level": self.read_level,
            "cover": self.turn_cover,
            "leave": self.leave_safely,
            "search": self.search,
            "undo": self.undo,
            "redo": self.redo,
            "lock": self.lock,
            "language": lambda: self.looks.speak(other(self.lang)),
            "theme": self.looks.turn,
            "quit": self.close,
        }

    @property
    def session(self) -> Session | None:
        """Of the open case."""
        return self.open.session

    @property
    def _pages(self) -> Mapping[PageName, Page]:
        """Those that have been shown, in the language and theme of now."""
        return self._stack.pages

    @property
    def lang(self) -> Lang:
        return self.looks.lang

    @property
    def theme(self) -> Theme:
        return self.looks.theme

    # Opening, locking, closing

    def start(self) -> None:
        """Opens the workspace with the keyring, or asks for what it takes."""
        if self.desk.is_open:
            self._opened()
        else:
            self.gate.open_by_itself()

    def _opened(self) -> None:
        self.cases.look(self.cases.wanted)
        self.pulse.start()
        self.keeper.start()
        self.desk.run(lambda workspace: workspace.findings).then(self, self._tell_findings)
        if self.page_name != "welcome":  # which has the recovery code to show first
            self.resume()

    def _tell_findings(self, findings: tuple[Finding, ...]) -> None:
        """Says what was noticed about the workspace; of many, the gravest."""
        gravest = sorted(findings, key=lambda finding: -finding.severity)
        for finding in gravest[:TOLD]:
            tone: Tone = "danger" if finding.severity is Severity.ERROR else "warning"
            self.voice.say(tone, message(finding, self.lang))
        if len(gravest) > TOLD:
            more = tr("shell.more_findings", self.lang, count=len(gravest) - TOLD)
            self.voice.say("warning", more)

    def resume(self) -> None:
        """Goes to where the person was before the workspace was locked or the program ended."""
        self.desk.run(lastplace.recall).then(self, self._return_to)

    def _return_to(self, place: LastPlace) -> None:
        if owing := self.open.owing:
            place = LastPlace(owing.hex()) if owing.hex() != place.case else place
        known = (name for name in PAGES if name == place.page and name not in WHOLE)
        page: PageName = next(known, "guide" if place.case else "empty")
        if page == "cover":
            page = "talk"
            self.cover(on=True, back=Place(page))
        if not place.case:
            self.go(Place(page))
            return
        self.open_case(bytes.fromhex(place.case), Place(page, place.step))
        if self.session is not None and place.where:
            self.session.stands.connect(lambda _: self._edit_on(place), _ONCE)

    def _edit_on(self, place: LastPlace) -> None:
        """The case has been read: puts focus and cursor where they were."""
        page = self._pages.get(self.page_name)
        if page is not None and self.page_name == place.page:
            whereabouts.return_to(page, place)

    def lock(self) -> None:
        """Commits what was typed, closes the workspace, and leaves nothing of a case to be seen."""
        if not self.desk.is_open or self.page_name in GATE:
            return
        editors.settle()
        self.remember(to_the_letter=True)
        self.pulse.stop()
        self.keeper.stop()
        self._leave_case()
        self.voice.forget()
        self.desk.lock()
        self._cover.close_others()
        clipboard.clear()
        self.cases.forget()
        self._build()
        self._show("lock").enter()

    def come_forward(self) -> None:
        """Shows itself over all other windows, as far as the system allows."""
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.show()
        self.raise_()
        self.activateWindow()

    def _left_alone(self) -> None:
        if self._lent() is not None:
            self.gate.touch()
        else:
            self.lock()

    def _quiet(self) -> float:
        """Seconds since anybody has done anything; a customer who reads counts as doing."""
        return 0.0 if self._lent() is not None else self.gate.quiet

    def _lent(self) -> Page | None:
        """The page the customer is looking at."""
        page = self._pages.get(self.page_name)
        return page if page is not None and page.holds_lock else None

    def closeEvent(self, event: QCloseEvent) -> None:
        """The window stays while the customer looks at it, and as long as something typed is not on
        the disk, unless it is told to go all the same."""
        if (lent := self._lent()) is not None:
            lent.ask_to_leave()
            event.ignore()
            return
        editors.settle()
        self.remember()
        self._leave_case()
        if self.open.is_saved or self._is_told_unsaved:
            self.pulse.stop()
            self.keeper.stop()
            super().closeEvent(event)
        else:
            event.ignore()
            self.desk.run(lambda _: None).then(self, lambda _: self._close_if_saved())

    def _close_if_saved(self) -> None:
        """All that was given to the desk before is done or has failed."""
        if self.open.is_saved:
            self.close()
            return
        self._is_told_unsaved = True
        anyway = (tr("ui.close_anyway", self.lang), self.close)
        self.voice.say("danger", tr("ui.close_unsaved", self.lang), (anyway,))
        self.resume()

    # The open case

    def open_case(self, case_id: bytes, place: Place | None = None) -> None:
        """Opens a case, where the person was or on its page of this gear."""
        if self.open.case_id != case_id:
            self.open.open(case_id, self.looks.settings.name)
            self._stack.drop_pages()
            self._make_dock()
        self.go(place or Place(self._gear))

    def _leave_case(self) -> None:
        self.open.close()
        self._origins.clear()
        self._stack.drop_pages()
        self._stack.set_dock(None)

    def _stands(self, standing: Standing) -> None:
        self.cases.refresh(standing.case_id)
        self._stack.panel.show_standing(standing)

    def _unreadable(self, error: FieldAppError) -> None:
        if self._lent() is not None:
            self.lock()  # the customer sees no other case
        else:
            self._leave_case()
            self.go(Place("empty"))
        self.voice.tell(error)

    def _untouched(self, findings: tuple[Finding, ...]) -> None:
        for finding in findings[:1]:
            self.voice.say("info", message(finding, self.lang))

    def _owes(self, trouble: Finding) -> None:
        reason = message(trouble, self.lang)
        self.voice.say("danger", tr("ui.not_saved", self.lang, reason=reason))

    def _changed_elsewhere(self) -> None:
        self.cases.look(self.cases.wanted)
        if self.session is not None:
            self.session.refresh()

    def undo(self) -> None:
        if self.session is not None and self.session.can_undo:
            self.session.undo()
        else:
            self.voice.say("info", tr("ui.nothing_to_undo", self.lang))

    def redo(self) -> None:
        if self.session is not None and self.session.can_redo:
            self.session.redo()

    # Pages

    def go(self, place: Place) -> None:
        """Goes to a page and shows a place on it."""
        if self.session is not None:
            self.session.commit()
        begins_talk = place.page == "talk" != self.page_name and self.session is not None
        if begins_talk and self.looks.settings.screen_seen and not self.is_covered:
            self.cover(on=True, back=place)
        else:
            self._arrive(place)

    def _arrive(self, place: Place) -> None:
        name = place.page
        if self.is_covered and name not in SEEN:
            name = "cover"
        if name in IN_CASE and self.session is None:
            name = "empty"
        if name not in PAGES:
            return
        page = self._show(name)
        if not (place.where and page.jump(place.where)):
            page.enter()
        self.voice.look_again()
        self.remember()

    def back(self) -> None:
        """Goes to the page of this case that the person was on before."""
        origins = dict(self._origins)
        self.go(Place(self._came_from()))
        self._origins = origins

    def _came_from(self) -> PageName:
        return self._origins.get(self.page_name, "guide")

    def change_gear(self) -> None:
        """From the talk to afterwards, to the same step, and back."""
        page = self._pages.get(self.page_name)
        step = page.step_id if page is not None else ""
        self.go(Place("guide" if self.page_name == "talk" else "talk", step))

    def search(self) -> None:
        """Puts the focus into the search of cases."""
        if self.page_name == "talk":
            self.go(Place("guide"))
        if not self.is_covered:
            self._stack.sidebar.search.setFocus()
            self._stack.sidebar.search.selectAll()

    def remember(self, *, to_the_letter: bool = False) -> None:
        """Keeps where the person is: to the field, or to the letter, which changes more often."""
        page = self._pages.get(self.page_name)
        if page is not None and self.page_name not in WHOLE:
            place = whereabouts.find(self.page_name, page, self.open.case_id)
            self.memory.keep(place if to_the_letter else replace(place, cursor=0))

    def _show(self, name: PageName) -> Page:
        former = self._pages.get(self.page_name)
        if former is not None and self.page_name != name:
            former.leave()
            if self.page_name in IN_CASE:
                self._origins[name] = self.page_name
        page = self._stack.show_page(name, self._context())
        self.page_name = name
        self._gear = name if name in GEARS else self._gear
        self._arrange()
        self.page_shown.emit(name)
        return page

    def _context(self) -> Context:
        return Context(
            desk=self.desk,
            gate=self.gate,
            session=self.session,
            theme=self.theme,
            lang=self.lang,
            settings=self.looks.settings,
            go=self.go,
            back=self.back,
            came_from=self._came_from,
            resume=self.resume,
            lock=self.lock,
            open_case=self.open_case,
            notify=self.voice.say,
            watch=self.works.watch,
            change_settings=self.looks.change,
            actions=self.actions_,
            cover=self.cover,
            is_covered=lambda: self.is_covered,
            capture=self.open.capture,
        )

    # Noting

    def note(self, kind: KindName) -> None:
        """Takes up a note in the line at hand, on whatever page."""
        if dock := self._dock_at_hand():
            dock.capture.take_up(kind)

    def read_level(self) -> None:
        """Asks for one's own level; asked again, for the customer's."""
        if dock := self._dock_at_hand():
            dock.read_level()

    def _dock_at_hand(self) -> Dock | None:
        """The line at hand; from a page that is of no case, that of the talk."""
        dock = self._stack.dock
        if dock is not None and dock.isHidden():
            self.go(Place("talk"))
        return dock

    def _make_dock(self) -> None:
        """The line at hand of the open case, in the language and theme of now."""
        if self.open.capture is not None:
            from fieldapp.ui.talk.dock import Dock

            dock = Dock(self._context(), self.open.capture)
            dock.set_neutral(on=self.is_covered)
            self._stack.set_dock(dock)

    # Looks

    def _rebuild(self) -> None:
        """Builds everything anew; what is being typed is the session's, or handed on."""
        editors.settle()
        name, former = self.page_name, self._pages.get(self.page_name)
        kept = former.kept() if former else None
        place = whereabouts.find(name, former, self.open.case_id) if former else LastPlace()
        self._build()
        page = self._show(name)
        if kept is not None:
            page.take(kept)
        if not whereabouts.return_to(page, place):
            page.enter()
        if self.session is not None and self.session.standing is not None:
            self._stack.panel.show_standing(self.session.standing)

    def _build(self) -> None:
        """The columns, in the language and theme of now."""
        themes.apply(_app(), self.theme, self.lang)
        for former in (self.findChild(Stack), self.findChild(Notices)):
            if isinstance(former, QWidget):
                throw_away(former)
        self._stack = Stack(self._context(), self.cases)
        self._stack.sidebar.chosen.connect(self.open_case)
        self._stack.sidebar.new_wanted.connect(lambda: self.go(Place("new")))
        self._stack.panel.went.connect(self.go)
        self._layout.insertWidget(0, self._stack, 1)
        self._make_dock()
        self.works.dress(self.theme, self.lang)
        self.voice.notices = Notices(self.theme, self, tr("ui.dismiss", self.lang))
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        """Which columns there is room for, what may be seen, and what can be done by a key."""
        is_open = self.desk.is_open and self.page_name not in GATE
        shows_panel = self.page_name == "guide" and self.width() >= FOLD
        clear = self._stack.arrange(
            self.page_name,
            has_panel=self.session is not None and shows_panel,
            case_id=self.open.case_id,
        )
        if self.voice.notices is not None:
            self.voice.notices.keep_clear(clear)
        if self.page_name in WHOLE - GATE:
            self.actions_.forbid()
        else:
            has_case = is_open and self.session is not None
            self.actions_.allow(is_open=is_open, has_case=has_case, covered=self.is_covered)

    # Cover

    @property
    def is_covered(self) -> bool:
        """Whether nothing but neutral notes may be seen."""
        return self._cover.is_on

    def turn_cover(self) -> None:
        """Puts the cover on; when it is on, asks whether it is to be taken off."""
        if self.is_covered:
            self._arrive(Place("cover", "ask"))
        else:
            self.cover(on=True)

    def cover(self, on: bool, back: Place | None = None) -> None:
        """Leaves neutral notes only on the screen, whatever was open; or shows all again.

        Args:
            back: where to go when it is taken off, where that is not where one is.
        """
        if on == self.is_covered:
            return
        page = self._pages.get(self.page_name)
        if on:
            self._cover.put_on(back or Place(self.page_name, page.step_id if page else ""))
        else:
            self._cover.take_off()
        if self.session is not None:
            self.session.commit()
        if self._stack.dock is not None:
            self._stack.dock.set_neutral(on=on)
        self._stack.drop_pages()
        self._arrive(Place("cover") if on else self._cover.back)

    def leave_safely(self) -> None:
        """Keeps everything typed, covers, and asks for a line for whoever goes on."""
        editors.settle()
        if self._stack.dock is not None:
            self._stack.dock.line.finish()
        self.cover(on=True)
        self._arrive(Place("cover", "leave"))


def _app() -> QApplication:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    return app
