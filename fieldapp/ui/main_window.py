"""The window: its columns, which page is shown, and when nothing may be seen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from importlib import import_module

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QCloseEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QStackedWidget, QWidget

from fieldapp.base.errors import FieldAppError
from fieldapp.base.findings import Finding
from fieldapp.base.language import Lang, message, other, tr
from fieldapp.ui import theme as themes
from fieldapp.ui.actions import Actions
from fieldapp.ui.columns import IN_CASE, LARGE, Columns
from fieldapp.ui.context import Context, PageName, Place
from fieldapp.ui.cover import SEEN, Cover
from fieldapp.ui.idle import Idle
from fieldapp.ui.models.case_list import CaseList
from fieldapp.ui.pages.page import Page
from fieldapp.ui.session import Session
from fieldapp.ui.talk.capture import Capture, KindName
from fieldapp.ui.talk.dock import Dock
from fieldapp.ui.tasks import Desk
from fieldapp.ui.widgets.editors import settle
from fieldapp.ui.widgets.notices import Action, Banner, Notices, Tone
from fieldapp.usecases import lastplace, settings
from fieldapp.usecases.caselist import Wanted
from fieldapp.usecases.lastplace import LastPlace
from fieldapp.usecases.settings import Settings
from fieldapp.usecases.standing import Standing
from fieldapp.usecases.workspaces import PasscodeNeededError, WorkspaceMissingError

PAGES: Mapping[PageName, tuple[str, str]] = {
    "talk": ("talk", "TalkPage"),
    "guide": ("guide", "GuidePage"),
    "report": ("report", "ReportPage"),
    "readback": ("readback", "ReadbackPage"),
    "cover": ("cover", "CoverPage"),
    "empty": ("empty", "EmptyPage"),
    "lock": ("lock", "LockPage"),
    "welcome": ("welcome", "WelcomePage"),
}
"""Page -> its module in `fieldapp.ui.pages` and its class; loaded when it is first shown."""
WHOLE: frozenset[PageName] = frozenset(("readback", "lock", "welcome"))
"""Pages that take the whole window."""
GEARS: tuple[PageName, ...] = ("guide", "talk")
"""Afterwards, and in the talk."""
PULSE_MS = 2_000
"""So often the window looks whether another program has changed the workspace."""


class MainWindow(QWidget):
    """FieldApp's one window. Made with a desk that is still closed; `start` opens it."""

    page_shown = Signal(str)

    def __init__(self, desk: Desk, wanted: Settings, lang: Lang) -> None:
        super().__init__()
        self.desk, self.settings = desk, wanted
        self.session: Session | None = None
        self.page_name: PageName = "empty"
        self._gear: PageName = "guide"
        self._capture: Capture | None = None
        self._origins: dict[PageName, PageName] = {}
        """From which page of the case each one was gone to last."""
        self._pages: dict[PageName, Page] = {}
        self._unsaid: list[tuple[Tone, str, tuple[Action, ...]]] = []
        """Notices that wait until they may be seen."""
        self._pulse = 0
        self._place = LastPlace()
        self.cases = CaseList(desk)
        self.lang = lang if wanted.language == "system" else wanted.language
        self._system_lang = lang
        self.theme = themes.choose(_app(), wanted.theme)
        self._layout = QHBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(0)
        self._bench: QWidget | None = None
        self.actions_ = Actions(
            self,
            {
                "new": lambda: self.go(Place("new")),
                "gear": self.change_gear,
                "report": lambda: self.go(Place("report")),
                "history": lambda: self.go(Place("history")),
                "settings": lambda: self.go(Place("settings")),
                "help": lambda: self.go(Place("help")),
                "readback": lambda: self.go(Place("readback")),
                "add_evidence": lambda: self.go(Place("evidence", "new")),
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
                "language": lambda: self.speak(other(self.lang)),
                "theme": self.change_theme,
                "quit": self.close,
            },
        )
        self._cover = Cover(self, self.actions_.of("cover", "leave"))
        self._idle = Idle(_app(), wanted.lock_minutes)
        self._idle.passed.connect(self._idle_passed)
        self._clock = QTimer(self, interval=PULSE_MS)
        self._clock.timeout.connect(self._feel_pulse)
        self.setMinimumSize(960, 640)
        self.resize(1366, 768)
        desk.opened.connect(self._opened)
        desk.locked.connect(self._locked)
        desk.troubled.connect(self._tell)
        _app().styleHints().colorSchemeChanged.connect(self._system_theme_changed)
        self._build()

    # Starting and locking

    def start(self) -> None:
        """Opens the workspace with the keyring, or asks for what it takes."""
        if self.desk.is_open:
            self._opened()
            return
        self.desk.unlock().then(self, None, self._not_opened)

    def lock(self) -> None:
        """Commits what was typed, closes the workspace, shows nothing."""
        if not self.desk.is_open:
            return
        settle()
        self._remember()
        self.close_case()
        self.desk.lock()

    def _not_opened(self, error: FieldAppError) -> None:
        if isinstance(error, WorkspaceMissingError):
            self._show("welcome")
        else:
            self._show("lock")
            if not isinstance(error, PasscodeNeededError):
                self._tell(error)

    def _opened(self) -> None:
        self.cases.look(Wanted())
        self.desk.run(lastplace.recall).then(self, self._return_to)
        self._clock.start()

    def _return_to(self, place: LastPlace) -> None:
        was_covered = place.page == "cover"
        page: PageName = "guide" if place.page not in PAGES else place.page  # type: ignore[assignment]
        if was_covered:
            page = "talk"
        if place.case:
            self.open_case(bytes.fromhex(place.case), Place(page, place.step))
        else:
            self.go(Place("empty"))
        if was_covered:
            self.cover(on=True)

    def _locked(self) -> None:
        self._clock.stop()
        self._show("lock")

    def _idle_passed(self) -> None:
        if self._lent() is not None:
            self._idle.touch()
        else:
            self.lock()

    def _lent(self) -> Page | None:
        """The page the customer is looking at."""
        page = self._pages.get(self.page_name)
        return page if page is not None and page.holds_lock else None

    def closeEvent(self, event: QCloseEvent) -> None:
        if (page := self._lent()) is not None:
            page.ask_to_leave()
            event.ignore()
            return
        settle()
        self._clock.stop()
        if self.desk.is_open:
            self._remember()
        self.close_case()
        super().closeEvent(event)

    # The open case

    def open_case(self, case_id: bytes, place: Place | None = None) -> None:
        """Opens a case, where the person was or on its page of this gear."""
        if self.session is None or self.session.case_id != case_id:
            self.close_case()
            self.session = Session(self.desk, case_id)
            self.session.stands.connect(self._stands)
            self.session.untouched.connect(self._untouched)
            self.session.unreadable.connect(self._unreadable)
            self._capture = Capture(self.session, self.settings.name)
            self._drop_pages()
            self._make_dock()
        self.go(place or Place(self._gear))

    def close_case(self) -> None:
        """Commits what is being typed in the open case and leaves it."""
        if self.session is not None:
            if self._capture is not None:
                self._capture.end()
            self.session.close()
            self.session.deleteLater()
            self.session = self._capture = None
            self._origins.clear()
            self._drop_pages()
            self._make_dock()

    def _stands(self, standing: Standing) -> None:
        self.cases.refresh(standing.case_id)
        self._panel.show_standing(standing)

    def _unreadable(self, error: FieldAppError) -> None:
        if self._lent() is not None:
            self.lock()  # the customer sees no other case
        else:
            self.close_case()
            self.go(Place("empty"))
        self._tell(error)

    def _untouched(self, findings: tuple[Finding, ...]) -> None:
        for finding in findings[:1]:
            self.notify("info", message(finding, self.lang), ())

    def undo(self) -> None:
        if self.session is not None and self.session.can_undo:
            self.session.undo()
        else:
            self.notify("info", tr("ui.nothing_to_undo", self.lang), ())

    def redo(self) -> None:
        if self.session is not None and self.session.can_redo:
            self.session.redo()

    # Pages

    def go(self, place: Place) -> None:
        """Goes to a page and shows a place on it."""
        if self.session is not None:
            self.session.commit()
        begins_talk = place.page == "talk" != self.page_name
        if begins_talk and self.settings.screen_seen and self.session and not self.is_covered:
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
        self._say_unsaid()
        self._remember()

    def back(self) -> None:
        """Goes to the page of this case that the person was on before."""
        origins = dict(self._origins)
        self.go(Place(self._came_from()))
        self._origins = origins

    def change_gear(self) -> None:
        """From the talk to afterwards at the same step, and back."""
        self.go(Place("guide" if self.page_name == "talk" else "talk", self._step()))

    def search(self) -> None:
        """Puts the focus into the search of cases."""
        if self.page_name in LARGE:
            self.go(Place("guide"))
        if not self.is_covered:
            self._sidebar.search.setFocus()
            self._sidebar.search.selectAll()

    def _came_from(self) -> PageName:
        return self._origins.get(self.page_name, "guide")

    def _step(self) -> str:
        """The step that is shown, if the page shows one."""
        return getattr(self._pages.get(self.page_name), "step_id", "")

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
        dock = self._columns.dock
        if dock is not None and dock.isHidden():
            self.go(Place("talk"))
        return dock

    def _make_dock(self) -> None:
        """The line at hand of the open case, in the language and theme of now."""
        dock = None
        if self._capture is not None:
            dock = Dock(self._context(), self._capture)
            dock.set_neutral(on=self.is_covered)
        self._columns.set_dock(dock)

    # Showing pages

    def _show(self, name: PageName) -> Page:
        former = self._pages.get(self.page_name)
        if former is not None and self.page_name != name:
            former.leave()
            if self.page_name in IN_CASE:
                self._origins[name] = self.page_name
        page = self._pages.get(name)
        if page is None:
            page = self._pages[name] = self._made(name)
            (self._root if name in WHOLE else self._columns.pages).addWidget(page)
        self.page_name = name
        self._gear = name if name in GEARS else self._gear
        if name in WHOLE:
            self._root.setCurrentWidget(page)
        else:
            self._root.setCurrentWidget(self._columns)
            self._columns.pages.setCurrentWidget(page)
        self._arrange()
        self.page_shown.emit(name)
        return page

    def _made(self, name: PageName) -> Page:
        module, cls = PAGES[name]
        page: Page = getattr(import_module(f"fieldapp.ui.pages.{module}"), cls)(self._context())
        return page

    def _context(self) -> Context:
        return Context(
            desk=self.desk,
            session=self.session,
            theme=self.theme,
            lang=self.lang,
            settings=self.settings,
            go=self.go,
            back=self.back,
            came_from=self._came_from,
            lock=self.lock,
            open_case=self.open_case,
            notify=self.notify,
            change_settings=self.change_settings,
            actions=self.actions_,
            cover=self.cover,
            is_covered=lambda: self.is_covered,
            capture=self._capture,
        )

    def _drop_pages(self) -> None:
        """Throws the pages away; they are built again from the session when they are shown."""
        for page in self._pages.values():
            page.hide()
            page.setParent(None)
            page.deleteLater()
        self._pages.clear()

    def _remember(self) -> None:
        """Keeps where the person is, so that the case opens there after a crash."""
        if not self.desk.is_open or self.page_name in WHOLE:
            return
        case = self.session.case_id.hex() if self.session else ""
        step = self._cover.back.where if self.is_covered else self._step()
        place = LastPlace(case, self.page_name, step)
        if place != self._place:
            self._place = place
            self.desk.run(lambda workspace: lastplace.remember(workspace, place))

    # Looks

    def speak(self, lang: Lang) -> None:
        """Speaks another language from now on."""
        self.change_settings(replace(self.settings, language=lang))

    def change_theme(self) -> None:
        """From light to dark, and back."""
        wanted: settings.Theme = "light" if self.theme is themes.DARK else "dark"
        self.change_settings(replace(self.settings, theme=wanted))

    def change_settings(self, wanted: Settings) -> None:
        """Keeps other settings and applies them at once."""
        self.settings = wanted
        try:
            settings.write(wanted)
        except FieldAppError as error:
            self._tell(error)
        self._idle.set_minutes(wanted.lock_minutes)
        lang = self._system_lang if wanted.language == "system" else wanted.language
        theme = themes.choose(_app(), wanted.theme)
        if (lang, theme) != (self.lang, self.theme):
            self.lang, self.theme = lang, theme
            self._rebuild()

    def _system_theme_changed(self) -> None:
        if self.settings.theme == "system":
            theme = themes.choose(_app(), "system")
            if theme is not self.theme:
                self.theme = theme
                self._rebuild()

    def _rebuild(self) -> None:
        """Builds everything anew; what is being typed is the session's and stays."""
        settle()
        name, where = self.page_name, self._step()
        former = self._pages.get(name)
        kept = former.kept() if former else None
        self._drop_pages()
        self._build()
        page = self._show(name)
        if kept is not None:
            page.take(kept)
        if not (where and page.jump(where)):
            page.enter()
        if self.session is not None and self.session.standing is not None:
            self._panel.show_standing(self.session.standing)

    def _build(self) -> None:
        """The columns, in the language and theme of now."""
        themes.apply(_app(), self.theme, self.lang)
        self.setWindowTitle("FieldApp")
        former, context = self._bench, self._context()
        self._root = QStackedWidget()
        self._columns = Columns(context, self.cases)
        self._sidebar, self._panel = self._columns.sidebar, self._columns.panel
        self._sidebar.chosen.connect(self.open_case)
        self._sidebar.new_wanted.connect(lambda: self.go(Place("new")))
        self._panel.went.connect(self.go)
        self._root.addWidget(self._columns)
        self._bench = self._root
        self._layout.addWidget(self._root)
        self.notices = Notices(self.theme, self, tr("ui.dismiss", self.lang))
        self._make_dock()
        if former is not None:
            self._layout.removeWidget(former)
            former.deleteLater()
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        """Which columns there is room for, and which may be seen."""
        case = self.session.case_id if self.session else b""
        self.notices.keep_clear(self._columns.arrange(self.page_name, case, self.width()))
        if self.page_name in WHOLE:
            self.actions_.forbid()
        else:
            self.actions_.allow(
                is_open=self.desk.is_open, has_case=bool(case), covered=self.is_covered
            )

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
        if on:
            self._cover.put_on(back or Place(self.page_name, self._step()))
        else:
            self._cover.take_off()
        if self.session is not None:
            self.session.commit()
        if self._columns.dock is not None:
            self._columns.dock.set_neutral(on=on)
        self._drop_pages()
        self._arrive(Place("cover") if on else self._cover.back)

    def leave_safely(self) -> None:
        """Keeps everything typed, covers, and asks for a line for whoever goes on."""
        settle()
        if self._columns.dock is not None:
            self._columns.dock.line.finish()
        self.cover(on=True)
        self._arrive(Place("cover", "leave"))

    # Words

    def notify(self, tone: Tone, text: str, actions: tuple[Action, ...] = ()) -> Banner | None:
        """Shows a notice; what may not be seen now waits, for it can name anything."""
        if self._lent() is not None or self.is_covered:
            if (tone, text, actions) not in self._unsaid:
                self._unsaid.append((tone, text, actions))
            return None
        return self.notices.say(tone, text, actions)

    def _say_unsaid(self) -> None:
        """Takes notices out of sight, and shows them once they may be seen."""
        if self._lent() is not None or self.is_covered:
            self.notices.clear()
        else:
            unsaid, self._unsaid = self._unsaid, []
            for tone, text, actions in unsaid:
                self.notify(tone, text, actions)

    def _tell(self, error: FieldAppError) -> None:
        self.notify("danger", message(error.finding, self.lang), ())

    # Others

    def _feel_pulse(self) -> None:
        """Looks whether another program has written to the workspace."""
        self._remember()
        if self.desk.is_open and self.desk.is_idle:
            self.desk.run(lambda workspace: workspace.pulse()).then(self, self._felt)

    def _felt(self, pulse: int) -> None:
        if self._pulse not in (0, pulse):
            self.cases.look(self.cases.wanted)
            if self.session is not None:
                self.session.refresh()
        self._pulse = pulse


def _app() -> QApplication:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    return app
