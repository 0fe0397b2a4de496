"""The stack: three columns with a page in their middle, or one page that takes the whole window."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from fieldapp.ui.context import Context, PageName
from fieldapp.ui.live_panel import LivePanel
from fieldapp.ui.models.case_list import CaseList
from fieldapp.ui.pages.page import Page
from fieldapp.ui.sidebar import Sidebar

PAGES: Mapping[PageName, tuple[str, str]] = {
    "guide": ("guide", "GuidePage"),
    "report": ("report", "ReportPage"),
    "readback": ("readback", "ReadbackPage"),
    "empty": ("empty", "EmptyPage"),
    "new": ("new_case", "NewCasePage"),
    "lock": ("lock", "LockPage"),
    "welcome": ("welcome", "WelcomePage"),
}
"""Page -> its module in `fieldapp.ui.pages` and its class; loaded when it is first shown."""
IN_CASE: frozenset[PageName] = frozenset(
    ("talk", "guide", "report", "evidence", "readback", "history")
)
"""Pages that show an open case."""
GATE: frozenset[PageName] = frozenset(("lock", "welcome"))
"""Pages that are shown while the workspace is shut."""
WHOLE: frozenset[PageName] = GATE | {"readback"}
"""Pages that take the whole window."""


class Stack(QStackedWidget):
    """What fills the window. Thrown away and built anew with each language and theme."""

    def __init__(self, context: Context, cases: CaseList) -> None:
        super().__init__()
        self.pages: dict[PageName, Page] = {}
        self.sidebar = Sidebar(context, cases)
        self.panel = LivePanel(context)
        self._middle = QStackedWidget()
        self._columns = QWidget()
        row = QHBoxLayout(self._columns)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.sidebar)
        row.addWidget(self._middle, 1)
        row.addWidget(self.panel)
        self.addWidget(self._columns)

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
        for page in self.pages.values():
            throw_away(page)
        self.pages.clear()

    def arrange(self, *, has_sidebar: bool, has_panel: bool, case_id: bytes) -> None:
        """Which columns are there, and which case is marked in the list."""
        self.sidebar.setVisible(has_sidebar)
        self.panel.setVisible(has_panel)
        self.sidebar.show_current(case_id)


def throw_away(widget: QWidget) -> None:
    """Takes a widget off the screen at once and deletes it soon."""
    widget.hide()
    widget.setParent(None)
    widget.deleteLater()
