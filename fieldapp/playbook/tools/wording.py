"""Words of a case inside what a tool says of it."""

from __future__ import annotations


def short(text: str, most: int = 28) -> str:
    """A text in one line of at most so many characters."""
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[: most - 1].rstrip()}…"
