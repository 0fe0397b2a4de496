"""The settings: how the program looks, who uses it, how it is kept safe."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from fieldapp.ui import whereabouts
from fieldapp.ui.context import Context
from fieldapp.ui.pages.head import PageHead
from fieldapp.ui.pages.page import Page
from fieldapp.ui.pages.settings.about import AboutSection
from fieldapp.ui.pages.settings.access import AccessSection
from fieldapp.ui.pages.settings.backups import BackupSection
from fieldapp.ui.pages.settings.duty import DutySection
from fieldapp.ui.pages.settings.folders import FolderSection
from fieldapp.ui.pages.settings.parts import Section
from fieldapp.ui.pages.settings.person import LockSection, LooksSection, PersonSection
from fieldapp.ui.pages.settings.teams import TeamSection
from fieldapp.ui.theme.tokens import SPACE_L, SPACE_XXL
from fieldapp.ui.widgets.buttons import Button
from fieldapp.ui.widgets.flow import FlowLayout
from fieldapp.ui.widgets.scrolling import Column


@dataclass(frozen=True)
class _Kept:
    """How far the page is scrolled, and a recovery code that is being shown."""

    scrolled: int
    code: str


class SettingsPage(Page):
    """All settings, one below the other; each is kept as soon as it is chosen."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        head = PageHead(context, context.say("shell.settings"), self)
        outer.addWidget(head)
        self.column = Column(context.say("shell.settings"))
        self.column.body.setSpacing(SPACE_L)
        self.column.body.setContentsMargins(SPACE_XXL, SPACE_L, SPACE_XXL, SPACE_L)
        self.access = AccessSection(context)
        self.backups = BackupSection(context)
        self.folders = FolderSection(context)
        self.about = AboutSection(context)
        self.sections: tuple[Section, ...] = (
            LooksSection(context),
            PersonSection(context),
            LockSection(context),
            DutySection(context),
            TeamSection(context),
            self.access,
            self.backups,
            self.folders,
            self.about,
        )
        head.below.addLayout(self._contents())
        for section in self.sections:
            self.column.body.addWidget(section)
        self.column.body.addStretch(1)
        outer.addWidget(self.column)
        self._is_scrolled = False
        """By the person, since they came to where they are."""
        bar = self.column.verticalScrollBar()
        bar.rangeChanged.connect(self._keep_in_view)
        bar.actionTriggered.connect(self._scrolled)

    def _contents(self) -> FlowLayout:
        """The sections by name, each a way to it."""
        row = FlowLayout(spacing=SPACE_L)
        for section in self.sections:
            name = self.context.say(f"shell.section_{section.name}")
            link = Button(self.context.theme, name, "link")
            link.clicked.connect(partial(self.jump, section.name))
            row.addWidget(link)
        return row

    def enter(self) -> None:
        self.jump("language")
        self.column.verticalScrollBar().setValue(0)

    def jump(self, where: str) -> bool:
        self._is_scrolled = False
        for section in self.sections:
            if section.name == where:
                section.focus()
                self.column.verticalScrollBar().setValue(section.y() - SPACE_L)
                return True
            control = whereabouts.focus(section, where)
            if control is not None:
                self.column.ensureWidgetVisible(control)
                return True
        return False

    def _keep_in_view(self) -> None:
        """What is above has grown, for it has only now been read: where the person is stays to be
        seen."""
        focus = QApplication.focusWidget()
        if focus is not None and self.column.isAncestorOf(focus) and not self._is_scrolled:
            self.column.ensureWidgetVisible(focus)

    def _scrolled(self) -> None:
        self._is_scrolled = True

    def kept(self) -> object:
        card = self.access.card
        return _Kept(self.column.verticalScrollBar().value(), card.code if card else "")

    def take(self, kept: object) -> None:
        if not isinstance(kept, _Kept):
            return
        if kept.code:
            self.access.show_code(kept.code)
        bar = self.column.verticalScrollBar()
        QTimer.singleShot(0, bar, lambda: bar.setValue(kept.scrolled))
