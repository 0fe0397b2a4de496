"""The columns of the window: the cases, a page with the line at hand below, what is missing."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from fieldapp.ui.context import Context, PageName
from fieldapp.ui.live_panel import LivePanel
from fieldapp.ui.models.case_list import CaseList
from fieldapp.ui.sidebar import Sidebar
from fieldapp.ui.talk.dock import Dock
from fieldapp.ui.theme.tokens import FOLD, SPACE_S

IN_CASE: frozenset[PageName] = frozenset(
    ("talk", "guide", "report", "evidence", "readback", "history")
)
"""Pages that show an open case."""
LARGE: frozenset[PageName] = frozenset(("talk", "cover"))
"""Pages for the talk: large, without the list of cases."""
FOOT = 72
"""Pixels at the lower edge of a page for its buttons."""


class Columns(QWidget):
    """What is side by side, as far as there is room and it may be seen."""

    def __init__(self, context: Context, cases: CaseList) -> None:
        super().__init__()
        self.sidebar = Sidebar(context, cases)
        self.pages = QStackedWidget()
        self.panel = LivePanel(context)
        self.dock: Dock | None = None
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        middle = QWidget()
        self._middle = QVBoxLayout(middle)
        self._middle.setContentsMargins(0, 0, 0, 0)
        self._middle.setSpacing(0)
        self._middle.addWidget(self.pages, 1)
        row.addWidget(self.sidebar)
        row.addWidget(middle, 1)
        row.addWidget(self.panel)

    def set_dock(self, dock: Dock | None) -> None:
        """Puts the line at hand below the page, or takes it away."""
        if self.dock is not None:
            self.dock.hide()
            self.dock.deleteLater()
        self.dock = dock
        if dock is not None:
            dock.hide()
            self._middle.addWidget(dock)

    def arrange(self, page: PageName, case: bytes, width: int) -> int:
        """Shows the columns that belong to a page.

        Args:
            case: the id of the open case, empty if none is.
            width: of the window.

        Returns:
            How many pixels notices leave free at the lower edge.
        """
        is_large = page in LARGE
        self.sidebar.setVisible(not is_large)
        self.sidebar.show_current(case)
        self.panel.setVisible(bool(case) and page == "guide" and width >= FOLD)
        clear = SPACE_S if is_large else FOOT
        if self.dock is not None:
            is_noting = page in IN_CASE | LARGE
            self.dock.set_big(on=is_large)
            self.dock.setVisible(is_noting)
            clear += self.dock.sizeHint().height() if is_noting else 0
        return clear
