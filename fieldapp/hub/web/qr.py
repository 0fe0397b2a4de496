"""QR codes as a page draws them."""

from __future__ import annotations

import sys
from types import ModuleType

from markupsafe import Markup

_QUIET = 4
"""Modules of white around a code."""


def drawing(text: str) -> Markup:
    """The code of a text, as SVG without a style; dark on white in any theme."""
    # Its writers load what the network needs, and we draw the code.
    sys.modules.setdefault("segno.writers", ModuleType("segno.writers"))
    import segno

    rows = [bytes(row) for row in segno.make(text, error="m", micro=False).matrix]
    size = len(rows) + 2 * _QUIET
    dark = "".join(
        f"M{x + _QUIET} {y + _QUIET}h1v1h-1z"
        for y, row in enumerate(rows)
        for x, module in enumerate(row)
        if module
    )
    return Markup(
        '<svg class="qr" aria-hidden="true" viewBox="0 0 {0} {0}" shape-rendering="crispEdges">'
        '<rect width="{0}" height="{0}" fill="#ffffff"/><path d="{1}" fill="#000000"/></svg>'
    ).format(size, dark)
