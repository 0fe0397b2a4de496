"""The window: which page is shown, by which key, and when nothing of a case may be seen."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from fieldapp.base.errors import FieldAppError
from fieldapp.base.findings import Finding
from fieldapp.base.language import Lang, message, tr
from fieldapp.ui import theme as themes
from fieldapp.ui import whereabouts
from fieldapp.ui.actions import Actions
from fieldapp.ui.context import Context, PageName, Place
from fieldapp.ui.cover import SEEN, Cover
from fieldapp.ui.custody import Custody
from fieldapp.ui.deeds import deeds
from fieldapp.ui.hubs import Exchange, Hubs
from fieldapp.ui.looks import Looks
from fieldapp.ui.models.case_list import CaseList
from fieldapp.ui.open_case import OpenCase
from fieldapp.ui.pages.page import Page
from fieldapp.ui.reception import Reception
from fieldapp.ui.stack import GATE, GEARS, IN_CASE, LARGE, PAGES, WHOLE, Stack, delete, throw_away
from fieldapp.ui.tasks import Desk
from fieldapp.ui.theme.tokens import FOLD, Theme
from fieldapp.ui.voice import Voice
from fieldapp.ui.widgets import editors
from fieldapp.ui.widgets.notices import Notices
from fieldapp.ui.widgets.tabbing import step
from fieldapp.ui.works import Works
from fieldapp.usecases.lastplace import LastPlace
from fieldapp.usecases.settings import Settings

if TYPE_CHECKING:
    from fieldapp.ui.intake import Source
    from fieldapp.ui.session import Session
    from fieldapp.ui.talk.capture import KindName
    from fieldapp.ui.talk.dock import Dock
    from fieldapp.usecases.standing import Standing


_PALETTE = "palette"
EXCHANGE_MS = 3_000
"""An exchange that takes longer is shown, with a way to stop it."""


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
        self._method = (b"", "")
        """The case that was shown last, and the version of its playbook."""
        self.cases = CaseList(desk)
        self.looks = Looks(_app(), wanted, lang, self)
        self.voice = Voice(self.looks, lambda: self.lent is not None or self.is_covered)
        self.open = OpenCase(desk, self)
        self.works = Works(self)
        self.hubs = Hubs(desk, self)
        self.custody = Custody(_app(), self)
        self.reception = Reception(self)
        self.actions_ = Actions(self, deeds(self))
        self._cover = Cover(_app(), self, self.actions_.of("cover", "leave"))
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(0)
        self._layout.addWidget(self.works)
        self.setWindowTitle("FieldApp")
        self.setMinimumSize(880, 520)
        self.resize(1366, 768)
        self._build()
        self._connect()

    def _connect(self) -> None:
        self.looks.changed.connect(self._rebuild)
        self.looks.not_kept.connect(self.voice.tell)
        self.custody.gate.missing.connect(lambda: self._show("welcome").enter())
        self.custody.gate.refused.connect(lambda _: self._show("lock").enter())
        self.open.stands.connect(self._stands)
        self.open.untouched.connect(self._untouched)
        self.open.unreadable.connect(self._unreadable)
        self.open.owes.connect(self._owes)
        self.custody.pulse.changed.connect(self.took_in)
        self.hubs.news.connect(self.took_in)
        self.hubs.begun.connect(self._exchanging)
        self.hubs.told.connect(self.looks.heed)
        self.hubs.left.connect(self.custody.leave)
        self.desk.troubled.connect(self.voice.tell)

    @property
    def session(self) -> Session | None:
        """Of the open case."""
        return self.open.session

    @property
    def _pages(self) -> Mapping[PageName, Page]:
        """Those that have been shown, in the language and theme of now."""
        return self._stack.pages

    @property
    def page(self) -> Page | None:
        """The one that is shown."""
        return self._pages.get(self.page_name)

    @property
    def lent(self) -> Page | None:
        """The page the customer is looking at."""
        return self.page if self.page is not None and self.page.holds_lock else None

    @property
    def lang(self) -> Lang:
        return self.looks.lang

    @property
    def theme(self) -> Theme:
        return self.looks.theme

    def start(self) -> None:
        """Opens the workspace with the keyring, or asks for what it takes."""
        self.custody.start()

    def lock(self) -> None:
        """Commits what was typed, closes the workspace, and leaves nothing of a case to be seen."""
        self.custody.lock()

    def shut(self) -> None:
        """Throws away whatever showed anything of a case."""
        self.reception.arrivals.forget()
        self._cover.close_others()
        self._close_palette()
        self._build()
        self._show("lock").enter()

    def come_forward(self) -> None:
        """Shows itself over all other windows, as far as the system allows."""
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.show()
        self.raise_()
        self.activateWindow()

    def focusNextPrevChild(self, forward: bool) -> bool:
        return step(self, forward=forward)

    def closeEvent(self, event: QCloseEvent) -> None:
        if self.custody.may_close():
            super().closeEvent(event)
        else:
            event.ignore()

    # The open case

    def open_case(
        self, case_id: bytes, place: Place | None = None, known: Standing | None = None
    ) -> None:
        """Opens a case, where the person was or on its page of this gear.

        Args:
            known: how it stands, where that has just been read.
        """
        if self.open.case_id != case_id:
            self.open.open(case_id, self.looks.settings.name, known)
            self._stack.drop_pages()
            self._stack.make_dock(self._context())
        self.go(place or Place(self._gear))

    def within(self, case_id: bytes) -> Session:
        """The session of a case, which is opened where it is not; the page that is shown stays."""
        if self.open.case_id != case_id:
            step = self.page.step_id if self.page is not None else ""
            self.open_case(case_id, Place(self.page_name, step))
        assert self.session is not None
        return self.session

    def _settle(self, case_id: bytes) -> None:
        """Shows what is in dispute in a case."""
        self.go(Place("incoming", f"{case_id.hex()}:"))

    def leave_case(self) -> None:
        """Commits what is being typed in the open case and shows nothing more of it."""
        self.open.close()
        self._origins.clear()
        self._stack.drop_pages()
        self._stack.make_dock(self._context())

    def _stands(self, standing: Standing) -> None:
        self.cases.refresh(standing.case_id)
        self.hubs.written()
        self._stack.show_standing(standing)
        former, self._method = self._method, (standing.case_id, standing.playbook.version)
        if former[0] == standing.case_id and former != self._method and self.lent is None:
            step = self.page.step_id if self.page is not None else ""
            self._stack.drop_pages()  # they show the steps of another method
            self._arrive(Place(self.page_name, step))

    def _unreadable(self, error: FieldAppError) -> None:
        if self.lent is not None:
            self.lock()  # the customer sees no other case
        else:
            self.leave_case()
            self.go(Place("empty"))
        self.voice.tell(error)

    def _untouched(self, findings: tuple[Finding, ...]) -> None:
        for finding in findings[:1]:
            self.voice.say("info", message(finding, self.lang))

    def _owes(self, trouble: Finding) -> None:
        reason = message(trouble, self.lang)
        self.voice.say("danger", tr("ui.not_saved", self.lang, reason=reason))

    def took_in(self) -> None:
        """Cases have come in otherwise than by what is typed here: shows them as they are now."""
        self.cases.look(self.cases.wanted)
        if self.session is not None:
            self.session.refresh()

    def _exchanging(self, exchange: Exchange) -> None:
        """Shows an exchange that takes long; the line below the list tells of any."""

        def amount() -> str:
            state = self.hubs.state
            return state.progress.words(self.lang) if state and state.progress else ""

        key = "hubs.exchanging"
        self.works.watch(exchange, key, amount=amount, patience_ms=EXCHANGE_MS)

    def touched(self, case_id: bytes) -> None:
        """A case was changed otherwise than through its session."""
        self.cases.refresh(case_id)
        self.hubs.written()
        if self.session is not None and self.session.case_id == case_id:
            self.session.refresh()

    def undo(self) -> None:
        if self.session is not None and self.session.can_undo:
            self.session.undo()
        else:
            self.voice.say("info", tr("ui.nothing_to_undo", self.lang))

    def redo(self) -> None:
        if self.session is not None and self.session.can_redo:
            self.session.redo()

    # Its method

    def choose_method(self) -> None:
        """Goes to where a method is chosen: for the open case, or for a new one."""
        self.go(Place("method") if self.session is not None else Place("new", "chooser"))

    def turn_crisis(self) -> None:
        """Switches the open case to its crisis form; from there, back to its method."""
        if self.session is not None:
            from fieldapp.ui import crisis

            crisis.turn(self._context())

    def turn_handbook(self) -> None:
        """Opens the handbook; in it, leads back to where one was."""
        if self.page_name == "handbook":
            self.back()
        else:
            self.go(Place("handbook"))

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
        self.custody.remember()

    def back(self) -> None:
        """Goes to the page of this case that the person was on before."""
        origins = dict(self._origins)
        self.go(Place(self._came_from()))
        self._origins = origins

    def _came_from(self) -> PageName:
        return self._origins.get(self.page_name, "guide")

    def keep(self, sources: tuple[Source, ...]) -> None:
        """Takes things in as evidence of the open case."""
        if self.session is None:
            self.voice.say("info", tr("arriving.open_case_first", self.lang))
            return
        from fieldapp.ui.intake import intake_of

        self.go(Place("evidence", "new"))
        intake_of(self.session).add(sources)

    def change_gear(self) -> None:
        """From the talk to afterwards, to the same step, and back."""
        step = self.page.step_id if self.page is not None else ""
        self.go(Place("guide" if self.page_name == "talk" else "talk", step))

    def turn_palette(self) -> None:
        """Opens the command palette; puts it away when it is open."""
        if not self._close_palette():
            from fieldapp.ui.palette import Palette

            Palette(self, self._context()).setObjectName(_PALETTE)

    def _close_palette(self) -> bool:
        """False if it was not open."""
        palette = self.findChild(QWidget, _PALETTE)
        if isinstance(palette, QWidget):
            throw_away(palette)
        return palette is not None

    def search(self) -> None:
        """Puts the focus into the search of cases."""
        if self.page_name == "talk":
            self.go(Place("guide"))
        if not self.is_covered:
            self._stack.sidebar.search.setFocus()
            self._stack.sidebar.search.selectAll()

    def _show(self, name: PageName) -> Page:
        former = self.page
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
            gate=self.custody.gate,
            session=self.session,
            theme=self.theme,
            lang=self.lang,
            looks=self.looks,
            go=self.go,
            back=self.back,
            came_from=self._came_from,
            resume=self.custody.resume,
            lock=self.lock,
            open_case=self.open_case,
            within=self.within,
            notify=self.voice.say,
            watch=self.works.watch,
            change_settings=self.looks.ask_for,
            actions=self.actions_,
            cover=self.cover,
            is_covered=lambda: self.is_covered,
            arrivals=self.reception.arrivals,
            touched=self.touched,
            hubs=self.hubs,
            capture=self.open.capture,
        )

    def edit_on(self, place: LastPlace) -> bool:
        """Puts focus and cursor where they were; false if there is nothing to come back to."""
        page, capture = self.page, self.open.capture
        if page is None or self.page_name != place.page:
            return False
        if capture is not None and capture.go_on(place.where):
            whereabouts.put_cursor(self, place)
            return True
        return whereabouts.return_to(page, place)

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

    # Looks

    def _rebuild(self) -> None:
        """Builds everything anew; what is being typed is the session's, or handed on."""
        editors.settle()
        name, former = self.page_name, self.page
        kept = former.kept() if former else None
        step = former.step_id if former else ""
        place = whereabouts.find(self, name, step, self.open.case_id)
        self._build(delete)
        page = self._show(name)
        if kept is not None:
            page.take(kept)
        if not self.edit_on(place):
            page.enter()
        if self.session is not None and self.session.standing is not None:
            self._stack.show_standing(self.session.standing)

    def _build(self, clear: Callable[[QWidget], None] = throw_away) -> None:
        """The columns, in the language and theme of now.

        Args:
            clear: how what is there goes away.
        """
        for former in (self.findChild(Stack), self.findChild(Notices)):
            if isinstance(former, QWidget):
                clear(former)
        themes.apply(_app(), self.theme, self.lang)
        self._stack = Stack(self._context(), self.cases)
        self._stack.sidebar.chosen.connect(self.open_case)
        self._stack.sidebar.new_wanted.connect(lambda: self.go(Place("new")))
        self._stack.sidebar.disputes_wanted.connect(self._settle)
        self._stack.dock_resized.connect(self._arrange, Qt.ConnectionType.QueuedConnection)
        self._layout.insertWidget(0, self._stack, 1)
        self._stack.show()  # at once, so that what is in it can take the focus
        self._stack.make_dock(self._context())
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
        is_large = self.page_name in LARGE or self.is_covered
        clear = self._stack.arrange(
            self.page_name,
            is_large=is_large or (self.page_name == "evidence" and self._gear == "talk"),
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
        self._close_palette()
        if on:
            step = self.page.step_id if self.page is not None else ""
            self._cover.put_on(back or Place(self.page_name, step))
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
