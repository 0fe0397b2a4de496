"""The settings: how the program looks, who uses it, how it is kept safe."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QVBoxLayout, QWidget

from fieldapp.ui import whereabouts
from fieldapp.ui.context import Context
from fieldapp.ui.pages.page import Page
from fieldapp.ui.pages.settings.about import AboutSection
from fieldapp.ui.pages.settings.access import AccessSection
from fieldapp.ui.pages.settings.backups import BackupSection
from fieldapp.ui.pages.settings.folders import FolderSection
from fieldapp.ui.pages.settings.parts import Section
from fieldapp.ui.pages.settings.person import LockSection, LooksSection, PersonSection
from fieldapp.ui.theme.tokens import SPACE_L, SPACE_XL
from fieldapp.ui.widgets.labels import Label
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
        outer.setContentsMargins(0, SPACE_XL, 0, 0)
        self.column = Column(context.say("shell.settings"))
        self.column.body.setSpacing(SPACE_L)
        self.column.body.addWidget(Label(context.say("shell.settings"), "title"))
        self.access = AccessSection(context)
        self.backups = BackupSection(context)
        self.folders = FolderSection(context)
        self.about = AboutSection(context)
        self.sections: tuple[Section, ...] = (
            LooksSection(context),
            PersonSection(context),
            LockSection(context),
            self.access,
            self.backups,
            self.folders,
            self.about,
        )
        for section in self.sections:
            self.column.body.addWidget(section)
        self.column.body.addStretch(1)
        outer.addWidget(self.column)

    def enter(self) -> None:
        self.jump("language")
        self.column.verticalScrollBar().setValue(0)

    def jump(self, where: str) -> bool:
        for section in self.sections:
            control = whereabouts.focus(section, where)
            if control is not None:
                self.column.ensureWidgetVisible(control)
                return True
        return False

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
