"""The stack: three columns with a page in their middle, or one page that takes the whole window."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import TYPE_CHECKING

import shiboken6
from PySide6.QtCore import QMargins, Signal
from PySide6.QtWidgets import QApplication, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from fieldapp.ui.context import Context, PageName
from fieldapp.ui.models.case_list import CaseList
from fieldapp.ui.pages.page import Page
from fieldapp.ui.sidebar import Sidebar
from fieldapp.ui.theme.tokens import PANEL, SIDEBAR, SPACE_S
from fieldapp.ui.widgets.layouts import take_out

if TYPE_CHECKING:
    from fieldapp.ui.live_panel import LivePanel
    from fieldapp.ui.talk.dock import Dock
    from fieldapp.usecases.standing import Standing

PAGES: Mapping[PageName, tuple[str, str]] = {
    "talk": ("talk", "TalkPage"),
    "guide": ("guide", "GuidePage"),
    "report": ("report", "ReportPage"),
    "evidence": ("evidence.page", "EvidencePage"),
    "readback": ("readback", "ReadbackPage"),
    "tool": ("tools.page", "ToolPage"),
    "agenda": ("agenda", "AgendaPage"),
    "reviews": ("reviews.page", "ReviewsPage"),
    "team": ("team", "TeamPage"),
    "turned": ("tools.turned", "TurnedPage"),
    "cover": ("cover", "CoverPage"),
    "crm": ("crm", "CrmPage"),
    "empty": ("empty", "EmptyPage"),
    "new": ("new_case", "NewCasePage"),
    "handbook": ("handbook", "HandbookPage"),
    "practice": ("practice", "PracticePage"),
    "history": ("history", "HistoryPage"),
    "incoming": ("incoming.page", "IncomingPage"),
    "method": ("method", "MethodPage"),
    "arrival": ("arrival", "ArrivalPage"),
    "giving": ("giving", "GivingPage"),
    "safety": ("safety", "SafetyPage"),
    "settings": ("settings.page", "SettingsPage"),
    "help": ("help", "HelpPage"),
    "lock": ("lock", "LockPage"),
    "welcome": ("welcome", "WelcomePage"),
}
"""Page -> its module in `fieldapp.ui.pages` and its class; loaded when it is first shown."""
IN_CASE: frozenset[PageName] = frozenset(
    (
        "crm",
        "evidence",
        "guide",
        "history",
        "method",
        "readback",
        "report",
        "talk",
        "tool",
        "turned",
    )
)
"""Pages that show an open case."""
GATE: frozenset[PageName] = frozenset(("lock", "welcome"))
"""Pages that are shown while the workspace is shut."""
WHOLE: frozenset[PageName] = GATE | {"readback", "turned"}
"""Pages that take the whole window."""
GEARS: frozenset[PageName] = frozenset(("guide", "talk"))
"""Afterwards, and in the talk."""
LARGE: frozenset[PageName] = frozenset(("talk", "cover"))
"""Pages for the talk: large, without the list of cases."""
FOOT = 72
"""Pixels at the lower edge of a page for its buttons."""


class Stack(QStackedWidget):
    """What fills the window. Thrown away and built anew with each language and theme.

    `dock` is the line at hand below the page, while a case is open.
    """

    dock_resized = Signal()

    def __init__(self, context: Context, cases: CaseList) -> None:
        super().__init__()
        self.pages: dict[PageName, Page] = {}
        self.sidebar = Sidebar(context, cases)
        self.dock: Dock | None = None
        self._context = context
        self._panel: LivePanel | None = None
        self._has_panel = False
        self._middle = QStackedWidget()
        self._work = QWidget()
        column = QVBoxLayout(self._work)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._middle, 1)
        self._columns = QWidget()
        self._row = QHBoxLayout(self._columns)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)
        self._row.addWidget(self.sidebar)
        self._row.addWidget(self._work, 1)
        self.addWidget(self._columns)

    def show_standing(self, standing: Standing) -> None:
        """How the open case stands now; the panel is made for the first case that is opened."""
        if self._panel is None:
            from fieldapp.ui.live_panel import LivePanel

            self._panel = LivePanel(self._context)
            self._panel.went.connect(self._context.go)
            self._row.addWidget(self._panel)
            self._panel.setVisible(self._has_panel)
        self._panel.show_standing(standing)

    def show_page(self, name: PageName, context: Context) -> Page:
        """Brings a page into view; the first time it is made."""
        place = self if name in WHOLE else self._middle
        page = self.pages.get(name)
        if page is None:
            module, cls = PAGES[name]
            made = getattr(import_module(f"fieldapp.ui.pages.{module}"), cls)(context)
            page = self.pages[name] = made
            place.addWidget(page)
        place.setCurrentWidget(page)
        if place is self._middle:
            self.setCurrentWidget(self._columns)
        return page

    def drop_pages(self) -> None:
        """Throws the pages away; they are built again from the session when they are shown."""
        shown = (self.currentWidget(), self._middle.currentWidget())
        # What is shown last, or another that is thrown away would be shown in its place.
        for name, page in sorted(self.pages.items(), key=lambda named: named[1] in shown):
            page.hide()
            # Given no other parent: that has every widget in it look for its style again.
            (self if name in WHOLE else self._middle).removeWidget(page)
            page.deleteLater()
        self.pages.clear()

    def make_dock(self, context: Context) -> None:
        """Puts the line at hand of the open case below the page; takes it away where none is."""
        if self.dock is not None:
            throw_away(self.dock)
            self.dock = None
        column = self._work.layout()
        if context.capture is not None and column is not None:
            from fieldapp.ui.talk.dock import Dock

            self.dock = Dock(context, context.capture, self._work)
            self.dock.set_neutral(on=context.is_covered())
            self.dock.resized.connect(self.dock_resized)
            self.dock.hide()
            column.addWidget(self.dock)

    def arrange(
        self, page: PageName, *, is_large: bool, has_panel: bool, case_id: bytes
    ) -> QMargins:
        """Which columns are there, and which case is marked in the list.

        Returns:
            How many pixels notices leave free at each side: they lie over the page alone.
        """
        self.sidebar.setVisible(not is_large)
        self._has_panel = has_panel
        if self._panel is not None:
            self._panel.setVisible(has_panel)
        self.sidebar.show_current(case_id)
        clear = SPACE_S if is_large else FOOT
        if self.dock is not None:
            is_noting = page in IN_CASE | LARGE
            self.dock.set_big(on=is_large)
            self.dock.setVisible(is_noting)
            clear += self.dock.sizeHint().height() if is_noting else 0
        left = 0 if is_large or page in WHOLE else SIDEBAR
        return QMargins(left, 0, PANEL if has_panel else 0, clear)


def delete(widget: QWidget) -> None:
    """Deletes a widget now. Nothing in it may be waiting for anything to return."""
    if QApplication.activeModalWidget() or QApplication.activePopupWidget():
        throw_away(widget)
    else:
        shiboken6.delete(widget)


def throw_away(widget: QWidget) -> None:
    """Takes a widget off the screen at once and deletes it soon."""
    widget.hide()
    take_out(widget)
    widget.setParent(None)
    widget.deleteLater()
