"""How the window looks: `apply` dresses the application in a theme and a language."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QLibraryInfo, QLocale, Qt, QTranslator
from PySide6.QtWidgets import QApplication

from fieldapp.base.language import Lang
from fieldapp.ui.theme.fonts import font
from fieldapp.ui.theme.sheet import palette, style_sheet
from fieldapp.ui.theme.tokens import DARK, LIGHT, THEMES, Theme

LOCALES: dict[Lang, QLocale] = {
    "en": QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom),
    "zh": QLocale(QLocale.Language.Chinese, QLocale.Country.China),
}
"""In which Qt writes the names of months and weekdays."""

_QT_WORDS = "qt words"
__all__ = ["DARK", "LIGHT", "THEMES", "Theme", "apply", "choose"]


def choose(app: QApplication, wanted: Literal["system", "light", "dark"]) -> Theme:
    """The theme a person asked for. With `system`, listen to `styleHints().colorSchemeChanged`.

    Frames and title bars that the system draws follow the choice.
    """
    hints = app.styleHints()
    if wanted == "system":
        hints.unsetColorScheme()
        return DARK if hints.colorScheme() == Qt.ColorScheme.Dark else LIGHT
    theme = THEMES[wanted]
    scheme = Qt.ColorScheme.Dark if theme is DARK else Qt.ColorScheme.Light
    hints.setColorScheme(scheme)
    return theme


def apply(app: QApplication, theme: Theme, lang: Lang) -> None:
    """Dress the application. Widgets made before keep their theme: throw them away first, for a
    style sheet is worked out again for each widget there is, and build them anew afterwards.
    """
    if not app.styleSheet():
        app.setStyle("Fusion")
    QLocale.setDefault(LOCALES[lang])
    _speak(app, lang)
    if app.font() != font(lang):
        app.setFont(font(lang))
    if app.palette() != palette(theme):
        app.setPalette(palette(theme))
    if app.styleSheet() != style_sheet(theme):
        app.setStyleSheet(style_sheet(theme))


def _speak(app: QApplication, lang: Lang) -> None:
    """What Qt itself says, in its dialogs and the menus of text fields. English needs no file."""
    former = app.findChild(QTranslator, _QT_WORDS)
    if isinstance(former, QTranslator):
        app.removeTranslator(former)
        former.setParent(None)
    if lang == "zh":
        words = QTranslator(app)
        words.setObjectName(_QT_WORDS)
        words.load("qtbase_zh_CN", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath))
        app.installTranslator(words)
