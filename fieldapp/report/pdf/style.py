"""Design tokens: the two sheets, the type scale and the colours.

Every length is in points and every type size a multiple of the sheet's base size, so that both
editions come from one set of rules.
"""

from __future__ import annotations

from dataclasses import replace

from fieldapp.base.values import frozen
from fieldapp.report.blocks import Edition, Section, Tone

Colour = tuple[float, float, float]


def rgb(code: str) -> Colour:
    """`15202B` as three numbers from 0 to 1."""
    red, green, blue = bytes.fromhex(code)
    return red / 255, green / 255, blue / 255


def tint(colour: Colour, share: float) -> Colour:
    """The colour thinned with white: `share` 1 is the colour itself, 0 is white."""
    red, green, blue = (1 - (1 - part) * share for part in colour)
    return red, green, blue


INK = rgb("15202B")
BODY = rgb("26323D")
MUTED = rgb("64717D")
LINE = rgb("DBE1E7")
RULE = rgb("B9C3CD")
SURFACE = rgb("F5F7F9")
WHITE = rgb("FFFFFF")
LINK = rgb("0B5CAD")
RED = rgb("C53030")
AMBER = rgb("B7791F")
DARK_AMBER = rgb("8F5F14")
"""Amber that is legible as text, or under white text."""
GREEN = rgb("15753C")
NOW = rgb("A9B4C0")

SECTION: dict[Section, Colour] = {
    "background": rgb("44546A"),
    "impact": rgb("B93815"),
    "solution": rgb("0B5CAD"),
    "benefit": GREEN,
    "people": rgb("6B3FA0"),
    "review": INK,
    "annex": rgb("44546A"),
}
TONE: dict[Tone, Colour] = {
    "neutral": MUTED,
    "good": GREEN,
    "warning": AMBER,
    "bad": RED,
    "info": LINK,
}
LEVEL: dict[int, Colour] = {
    1: GREEN,
    2: rgb("5B7F1E"),
    3: AMBER,
    4: rgb("C2541B"),
    5: RED,
}
"""Emotion levels from calm to safety at risk; the number always stands beside the colour."""

RADIUS = 3.0
HAIRLINE = 0.5


@frozen
class Style:
    """How a stretch of text looks. `leading` is the distance between baselines."""

    size: float
    leading: float
    colour: Colour = BODY
    bold: bool = False

    def __call__(self, *, colour: Colour | None = None, bold: bool | None = None) -> Style:
        """The same style in another colour or weight."""
        return replace(
            self,
            colour=self.colour if colour is None else colour,
            bold=self.bold if bold is None else bold,
        )


@frozen
class Sheet:
    """One edition: page and margins in points, and the styles at its base size."""

    edition: Edition
    width: float
    height: float
    left: float
    top: float
    right: float
    bottom: float
    base: float

    @property
    def body_width(self) -> float:
        return self.width - self.left - self.right

    @property
    def body_height(self) -> float:
        return self.height - self.top - self.bottom

    @property
    def raised(self) -> float:
        """How much higher page 1 starts, which has no running head."""
        return 0.35 * self.top

    @property
    def phone(self) -> bool:
        return self.edition == "phone"

    def style(self, size: float, leading: float, *, bold: bool = False) -> Style:
        return Style(size * self.base, leading * self.base, INK if bold else BODY, bold)

    @property
    def title(self) -> Style:
        return (
            self.style(2.05, 2.7, bold=True) if not self.phone else self.style(1.7, 2.25, bold=True)
        )

    @property
    def section(self) -> Style:
        return self.style(1.45, 1.9, bold=True)

    @property
    def subtitle(self) -> Style:
        return self.style(1.08, 1.6, bold=True)

    @property
    def lead(self) -> Style:
        return self.style(1.12, 1.65 if self.phone else 1.75)

    @property
    def body(self) -> Style:
        return self.style(1.0, 1.52 if self.phone else 1.65)

    @property
    def table(self) -> Style:
        return self.style(0.9, 1.38)

    @property
    def caption(self) -> Style:
        return self.style(0.8, 1.2)

    @property
    def micro(self) -> Style:
        return self.style(0.72, 1.1)(colour=MUTED)

    @property
    def figure(self) -> Style:
        return self.style(2.0, 2.4, bold=True)


SHEETS: dict[Edition, Sheet] = {
    "a4": Sheet("a4", 595.28, 841.89, 51, 62, 51, 52, 10.0),
    "phone": Sheet("phone", 297.6, 595.2, 20, 42, 20, 38, 10.5),
}
