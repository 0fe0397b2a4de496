"""The page of the tools: opens any of them by its name, or all of them to choose from."""

from __future__ import annotations

from importlib import import_module

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from fieldapp.playbook import tools
from fieldapp.ui.context import Context
from fieldapp.ui.pages.page import Page
from fieldapp.ui.pages.tools.frame import ToolFrame
from fieldapp.ui.pages.tools.shelf import Shelf
from fieldapp.usecases.standing import Standing

SHELF = "all"


class ToolPage(Page):
    """`Place("tool", "causes")` opens the cause editor, `Place("tool", "causes/c1/text")` a place
    in the tool that shows it, `Place("tool", "all")` the shelf."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.frames: dict[str, ToolFrame] = {}
        self.step_id = SHELF
        self._standing = context.case.standing
        self._wanted = ""
        """Where to go in the tool once there is something in it."""
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self._stack = QStackedWidget()
        self.shelf = Shelf(context)
        self._stack.addWidget(self.shelf)
        column.addWidget(self._stack)
        if self._standing is not None:
            self.show_standing(self._standing)

    @property
    def frame(self) -> ToolFrame | None:
        """The tool that is shown; None: the shelf."""
        return self.frames.get(self.step_id)

    def show_standing(self, standing: Standing) -> None:
        self._standing = standing
        (self.frame or self.shelf).show_standing(standing)
        if self._wanted and self.frame is not None and self.frame.jump(self._wanted):
            self._wanted = ""

    def open(self, tool_id: str) -> None:
        """Shows a tool; the shelf where there is none of that name."""
        found = tools.tool(tool_id)
        self.step_id = found.id if found else SHELF
        if found and found.id not in self.frames:
            module = import_module(f"fieldapp.ui.pages.tools.{found.id}")
            frame = self.frames[found.id] = ToolFrame(
                self.context, found, module.View(self.context)
            )
            self._stack.addWidget(frame)
        shown = self.frame or self.shelf
        if self._standing is not None:
            shown.show_standing(self._standing)
        self._stack.setCurrentWidget(shown)

    def enter(self) -> None:
        (self.frame or self.shelf).enter()

    def jump(self, where: str) -> bool:
        if where == SHELF or tools.tool(where):
            self.open(where)
            self.enter()
            return True
        if self.frame is None or not self.frame.jump(where):
            found = tools.showing(where)
            if found is None:
                return False
            self.open(found.id)
            if not self.frames[found.id].jump(where):
                self._wanted = where
        return True
