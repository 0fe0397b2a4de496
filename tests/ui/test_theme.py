"""Colours that can be read, icons and letters that are there."""

from __future__ import annotations

from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QRawFont
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from widget_kit import contrast

from fieldapp.base import paths
from fieldapp.base.language import LANGS, Lang
from fieldapp.ui.theme import DARK, LIGHT, THEMES, Theme, apply, choose, fonts, icons
from fieldapp.ui.theme.sheet import style_sheet

ROOT = Path(__file__).parents[2]
BACKGROUNDS = ("canvas", "surface", "sunken", "hover", "accent_soft")
TONES = ("say", "ask", "avoid", "ok", "warning", "danger")


def text_pairs(theme: Theme) -> list[tuple[str, str, str]]:
    """What is written on what."""
    pairs = [
        (f"{ink} on {ground}", getattr(theme, ink), getattr(theme, ground))
        for ink in ("ink", "ink_soft", "accent", "danger")
        for ground in BACKGROUNDS
    ]
    for tone in TONES:
        soft = getattr(theme, f"{tone}_soft")
        pairs += [
            (f"{ink} on {tone}_soft", getattr(theme, ink), soft)
            for ink in ("ink", "ink_soft", tone)
        ]
        pairs += [(f"{tone} on surface", getattr(theme, tone), theme.surface)]
    for fill in ("accent", "accent_hover"):
        pairs += [(f"on_accent on {fill}", theme.on_accent, getattr(theme, fill))]
    for fill in ("danger", "danger_hover"):
        pairs += [(f"on_danger on {fill}", theme.on_danger, getattr(theme, fill))]
    for level, (ink, ground) in enumerate(zip(theme.on_emotion, theme.emotion, strict=True), 1):
        pairs += [(f"level {level}", ink, ground)]
    return pairs


@pytest.mark.parametrize("theme", THEMES.values(), ids=lambda theme: theme.name)
def test_every_text_can_be_read_on_its_background(theme: Theme) -> None:
    faint = {
        name: round(contrast(ink, ground), 2)
        for name, ink, ground in text_pairs(theme)
        if contrast(ink, ground) < 4.5
    }
    assert not faint


@pytest.mark.parametrize("theme", THEMES.values(), ids=lambda theme: theme.name)
def test_the_edge_of_a_control_and_the_ring_of_focus_are_seen(theme: Theme) -> None:
    faint = {
        f"{edge} on {ground}": round(contrast(getattr(theme, edge), getattr(theme, ground)), 2)
        for edge in ("border", "focus")
        for ground in BACKGROUNDS
        if contrast(getattr(theme, edge), getattr(theme, ground)) < 3
    }
    assert not faint


@pytest.mark.parametrize("theme", THEMES.values(), ids=lambda theme: theme.name)
def test_the_style_sheet_is_whole(theme: Theme, qtbot: QtBot, qapp: QApplication) -> None:
    """Qt warns about a sheet it cannot parse, and a warning fails a test."""
    assert "$" not in style_sheet(theme)
    apply(qapp, theme, "en")
    widget = QWidget()
    qtbot.addWidget(widget)
    widget.show()
    assert widget.grab().toImage().pixelColor(1, 1) == QColor(theme.canvas)


def test_a_chosen_theme_wins_over_the_systems(qapp: QApplication) -> None:
    assert choose(qapp, "dark") is DARK
    assert choose(qapp, "light") is LIGHT
    assert choose(qapp, "system") in (DARK, LIGHT)


@pytest.mark.parametrize("lang", LANGS)
def test_a_machine_without_fonts_shows_every_character(lang: Lang, qapp: QApplication) -> None:
    """Each character has a glyph in one of the bundled families."""
    fonts.register()
    families = fonts.FAMILIES[lang]
    raw = [QRawFont.fromFont(fonts.font(lang)) for _ in (0,)]
    for family in families[1:]:
        other = fonts.font(lang)
        other.setFamilies([family])
        raw.append(QRawFont.fromFont(other))
    assert [font.familyName() for font in raw] == families
    for character in "Aé“”…你囧㐂안Жλ→☑🙂𠮷":
        assert any(font.supportsCharacter(ord(character)) for font in raw), character


def test_english_quotes_are_narrow_and_chinese_ones_wide(qapp: QApplication) -> None:
    from PySide6.QtGui import QFontMetricsF

    widths = {lang: QFontMetricsF(fonts.font(lang)).horizontalAdvance("“") / 14 for lang in LANGS}
    assert widths["en"] < 0.6
    assert widths["zh"] > 0.9


def test_the_committed_icons_are_those_that_would_be_fetched() -> None:
    there = {path.stem for path in paths.resources("icons").glob("*.svg")}
    spec = spec_from_file_location("fetching", ROOT / "packaging" / "icons.py")
    assert spec
    assert spec.loader
    fetching = module_from_spec(spec)
    spec.loader.exec_module(fetching)
    assert there == set(fetching.ICONS.split())


def test_each_committed_icon_is_drawn_in_its_colour(qapp: QApplication) -> None:
    names = [path.stem for path in sorted(paths.resources("icons").glob("*.svg"))]
    assert names
    for name in names:
        image = icons.pixmap(name, "#ff0000", 24, 1.5).toImage()
        assert (image.width(), image.height()) == (36, 36)
        seen = {
            image.pixelColor(x, y).rgb()
            for x in range(36)
            for y in range(36)
            if image.pixelColor(x, y).alpha() == 255
        }
        assert QColor(Qt.GlobalColor.red).rgb() in seen, name
    with pytest.raises(KeyError, match="no icon 'nosuch'"):
        icons.icon("nosuch", LIGHT)


def test_two_hundred_thousand_void_calls_survive(qtbot: QtBot, qapp: QApplication) -> None:
    """A broken binding loses a reference to None with each and ends the program after a while."""
    widget = QWidget()
    qtbot.addWidget(widget)
    for _ in range(100_000):
        widget.update()
        widget.setToolTip("")
    assert not widget.toolTip()
