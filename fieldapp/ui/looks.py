"""Looks: which language the window speaks and in which theme it is, as settings and system say."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication

from fieldapp.base.errors import FieldAppError
from fieldapp.base.language import Lang
from fieldapp.ui import theme as themes
from fieldapp.ui.theme.tokens import Theme
from fieldapp.usecases import settings
from fieldapp.usecases.settings import Settings


class Looks(QObject):
    """The person's settings, and what follows from them for the eye.

    Args:
        system: the system's language, for whoever has not chosen one.
    """

    changed = Signal()
    """Language or theme is another: everything is to be built anew."""
    kept = Signal(object)
    """Other `Settings` hold from now on."""
    not_kept = Signal(object)
    """The `FieldAppError` that keeps the settings from lasting longer than the program."""

    def __init__(self, app: QApplication, wanted: Settings, system: Lang, parent: QObject) -> None:
        super().__init__(parent)
        self.settings = wanted
        self._app, self._system = app, system
        self.lang, self.theme = self._seen()
        app.styleHints().colorSchemeChanged.connect(self._look_again)

    def speak(self, lang: Lang) -> None:
        """Speaks another language from now on."""
        self.change(replace(self.settings, language=lang))

    def turn(self) -> None:
        """From light to dark, and back."""
        wanted: settings.Theme = "light" if self.theme is themes.DARK else "dark"
        self.change(replace(self.settings, theme=wanted))

    def change(self, wanted: Settings) -> None:
        """Keeps other settings and applies them at once."""
        self._keep(wanted)
        self._look_again()

    def ask_for(self, wanted: Settings) -> None:
        """The same for a page, which is let finish before it is thrown away for it."""
        self._keep(wanted)
        QTimer.singleShot(0, self, self._look_again)

    def heed(self) -> None:
        """Looks again what the company has set."""
        held = settings.held(self.settings, settings.policy())
        if held != self.settings:
            self.settings = held
            self.kept.emit(held)

    def _keep(self, wanted: Settings) -> None:
        wanted = settings.held(wanted, settings.policy())
        self.settings = wanted
        try:
            settings.write(wanted)
        except FieldAppError as error:
            self.not_kept.emit(error)
        self.kept.emit(wanted)

    def _look_again(self) -> None:
        found = self._seen()
        if found != (self.lang, self.theme):
            self.lang, self.theme = found
            self.changed.emit()

    def _seen(self) -> tuple[Lang, Theme]:
        wanted = self.settings
        lang = self._system if wanted.language == "system" else wanted.language
        return lang, themes.choose(self._app, wanted.theme)
