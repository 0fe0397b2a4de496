"""The design tokens: colours of the two themes, spaces, radii, type and target sizes.

Lengths are logical pixels; Qt scales them to the screen. A test computes the contrast (WCAG 2.2) of
every pair of colours that meets on the screen.
"""

from __future__ import annotations

from typing import Literal

from fieldapp.base.values import frozen

Tone = Literal["info", "ok", "warning", "danger", "say", "ask", "avoid"]
"""What a coloured surface is about; each has a strong and a soft colour."""

SPACE_XS, SPACE_S, SPACE_M, SPACE_L, SPACE_XL, SPACE_XXL = SPACE = (4, 8, 12, 16, 24, 32)

RADIUS, RADIUS_CARD = 8, 12
"""Of a control, and of a card."""

TARGET, TARGET_PRIMARY, TARGET_TALK = 40, 44, 64
"""The least height of what is clicked or touched: any, the main one of a page, in the talk."""

SMALL, BODY, LEAD, HEADING, TITLE = 12, 14, 15, 18, 22
"""Type sizes."""

REGULAR, MEDIUM, BOLD = 400, 500, 600
"""Type weights."""

SIDEBAR, PANEL, READING, FOLD = 288, 292, 820, 1160
"""Widths: the case list, the live panel, the longest column that reads well; below the last one the
live panel folds away."""


@frozen
class Theme:
    """The colours of one theme, each as `#rrggbb`."""

    name: Literal["light", "dark"]
    canvas: str
    surface: str
    sunken: str
    hover: str
    line: str
    border: str
    ink: str
    ink_soft: str
    accent: str
    accent_hover: str
    accent_soft: str
    on_accent: str
    focus: str
    say: str
    say_soft: str
    ask: str
    ask_soft: str
    avoid: str
    avoid_soft: str
    ok: str
    ok_soft: str
    warning: str
    warning_soft: str
    danger: str
    danger_soft: str
    on_danger: str
    danger_hover: str
    emotion: tuple[str, str, str, str, str]
    on_emotion: tuple[str, str, str, str, str]

    def tone(self, tone: Tone) -> tuple[str, str]:
        """The strong and the soft colour of a tone."""
        name = "ask" if tone == "info" else tone
        return getattr(self, name), getattr(self, f"{name}_soft")


LIGHT = Theme(
    name="light",
    canvas="#f7f7f4",
    surface="#ffffff",
    sunken="#eff1ee",
    hover="#e6eae7",
    line="#e0e4e0",
    border="#78847f",
    ink="#1c2826",
    ink_soft="#55635f",
    accent="#17635c",
    accent_hover="#0f4f49",
    accent_soft="#dcede9",
    on_accent="#ffffff",
    focus="#1d5fc4",
    say="#17635c",
    say_soft="#e9f4f1",
    ask="#2a5a94",
    ask_soft="#eaf1f9",
    avoid="#a23b25",
    avoid_soft="#fbefeb",
    ok="#226b3c",
    ok_soft="#e6f3e9",
    warning="#7a5200",
    warning_soft="#fbf2dc",
    danger="#a23b25",
    danger_soft="#fbefeb",
    on_danger="#ffffff",
    danger_hover="#86301e",
    emotion=("#3c7a69", "#8da65b", "#d9a441", "#d4763b", "#b8412f"),
    on_emotion=("#ffffff", "#1c2826", "#1c2826", "#1c2826", "#ffffff"),
)

DARK = Theme(
    name="dark",
    canvas="#131918",
    surface="#1b2322",
    sunken="#171e1d",
    hover="#26302e",
    line="#2b3634",
    border="#788882",
    ink="#e7edeb",
    ink_soft="#a3b2ae",
    accent="#6cc5b8",
    accent_hover="#8ad6cb",
    accent_soft="#1f3b37",
    on_accent="#06201c",
    focus="#8ab4f8",
    say="#6cc5b8",
    say_soft="#1b2f2c",
    ask="#8db8ea",
    ask_soft="#1b2a3b",
    avoid="#f09a83",
    avoid_soft="#37221d",
    ok="#86cf9b",
    ok_soft="#1a2e20",
    warning="#e8be6a",
    warning_soft="#33290f",
    danger="#f09a83",
    danger_soft="#37221d",
    on_danger="#2a0f07",
    danger_hover="#f7b3a1",
    emotion=("#5fa893", "#a3bd6e", "#e5b75b", "#e38b52", "#de6a56"),
    on_emotion=("#1c2826", "#1c2826", "#1c2826", "#1c2826", "#1c2826"),
)

THEMES = {theme.name: theme for theme in (LIGHT, DARK)}
