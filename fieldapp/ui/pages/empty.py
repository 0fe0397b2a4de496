"""What is shown while no case is open."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from fieldapp.ui.context import Context, Place
from fieldapp.ui.pages.page import Page
from fieldapp.ui.widgets.buttons import Button
from fieldapp.ui.widgets.cards import EmptyState


class EmptyPage(Page):
    """Says how to begin; covered, says nothing at all."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        column = QVBoxLayout(self)
        if context.is_covered():
            return
        new = Button(context.theme, context.say("ui.new_case"), "primary", icon="plus", keys="F2")
        new.clicked.connect(lambda: context.go(Place("new")))
        title, hint = context.say("ui.no_case"), context.say("ui.no_case_hint")
        column.addWidget(EmptyState(context.theme, "messages-square", title, hint, new))
