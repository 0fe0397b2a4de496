"""The style sheet of the application, filled from the tokens, and the palette behind it."""

from __future__ import annotations

from dataclasses import fields
from functools import cache
from string import Template

from PySide6.QtGui import QColor, QPalette

from fieldapp.base import paths
from fieldapp.ui.theme import tokens
from fieldapp.ui.theme.tokens import Theme


@cache
def style_sheet(theme: Theme) -> str:
    """`resources/styles/app.qss` in a theme's colours."""
    template = paths.resources("styles", "app.qss").read_text(encoding="utf-8")
    colours = {field.name: getattr(theme, field.name) for field in fields(theme)}
    sizes = {
        "radius": f"{tokens.RADIUS}px",
        "radius_card": f"{tokens.RADIUS_CARD}px",
        "target": f"{tokens.TARGET}px",
        "target_inside": f"{tokens.TARGET - 2}px",
        "target_focused": f"{tokens.TARGET - 4}px",
        "small": f"{tokens.SMALL}px",
        "lead": f"{tokens.LEAD}px",
        "heading": f"{tokens.HEADING}px",
        "title": f"{tokens.TITLE}px",
    }
    return Template(template).substitute(colours, **sizes)


def palette(theme: Theme) -> QPalette:
    """What Qt's own style takes its colours from."""
    role = QPalette.ColorRole
    made = QPalette()
    for where, colour in {
        role.Window: theme.canvas,
        role.WindowText: theme.ink,
        role.Base: theme.surface,
        role.AlternateBase: theme.sunken,
        role.Text: theme.ink,
        role.PlaceholderText: theme.ink_soft,
        role.Button: theme.surface,
        role.ButtonText: theme.ink,
        role.BrightText: theme.on_accent,
        role.ToolTipBase: theme.surface,
        role.ToolTipText: theme.ink,
        role.Highlight: theme.accent,
        role.HighlightedText: theme.on_accent,
        role.Accent: theme.accent,
        role.Link: theme.accent,
        role.LinkVisited: theme.accent,
        role.Light: theme.surface,
        role.Midlight: theme.line,
        role.Mid: theme.border,
        role.Dark: theme.border,
        role.Shadow: theme.border,
    }.items():
        made.setColor(where, QColor(colour))
    for where in (role.WindowText, role.Text, role.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, where, QColor(theme.border))
    return made
