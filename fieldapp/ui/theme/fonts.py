"""The bundled typefaces, and the application's font in a language.

The order of families is what keeps both languages right: Noto Sans SC draws curly quotes as wide as
a hanzi, which is wrong in English, and Inter has no hanzi. What neither has (rare hanzi, Hangul,
Cyrillic, symbols, emoji) comes from the fonts the reports use too; Qt opens one of those when a
text first needs it, so that registering all of them costs a few milliseconds.
"""

from __future__ import annotations

from functools import cache

from PySide6.QtGui import QFont, QFontDatabase
from PySide6.QtWidgets import QApplication

from fieldapp.base import paths
from fieldapp.base.language import Lang
from fieldapp.ui.theme.tokens import BODY, REGULAR

FILES = (
    "Inter-Regular.ttf",
    "Inter-Medium.ttf",
    "Inter-SemiBold.ttf",
    "NotoSansSC-Regular.ttf",
    "NotoSansSC-Bold.ttf",
    "NotoSans-Regular.ttf",
    "NotoSansSymbols2-Regular.ttf",
    "NotoEmoji-Regular.ttf",
    "NotoSansSC-Rare.ttf",
)
_REST = ["Noto Sans", "Noto Sans Symbols 2", "Noto Emoji", "Noto Sans CJK SC"]
FAMILIES: dict[Lang, list[str]] = {
    "en": ["Inter", "Noto Sans SC", *_REST],
    "zh": ["Noto Sans SC", "Inter", *_REST],
}


@cache
def register() -> None:
    """Give Qt the bundled fonts, once a process.

    Raises:
        FileNotFoundError: the installation is incomplete.
    """
    for name in FILES:
        if QFontDatabase.addApplicationFont(str(paths.resources("fonts", name))) < 0:
            raise FileNotFoundError(f"the bundled font {name} cannot be read")


def font(lang: Lang, size: int = BODY, weight: int = REGULAR) -> QFont:
    """The font of `lang`; `size` in logical pixels, `weight` from 100 to 900."""
    register()
    made = QFont(FAMILIES[lang])
    return _sized(made, size, weight)


def sized(size: int = BODY, weight: int = REGULAR) -> QFont:
    """The application's font, for what draws its text itself."""
    return _sized(QApplication.font(), size, weight)


def figures(size: int = BODY, weight: int = REGULAR) -> QFont:
    """The same with figures of equal width, so that times and amounts stand in columns."""
    made = sized(size, weight)
    made.setFeature(QFont.Tag("tnum"), 1)
    return made


def _sized(made: QFont, size: int, weight: int) -> QFont:
    made.setPixelSize(size)
    made.setWeight(QFont.Weight(weight))
    return made
