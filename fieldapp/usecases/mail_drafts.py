"""Mails that wait for the person's own mail program. Each has a report attached, and nothing of it
is encrypted: so they go when the window starts next, and when something is erased."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from fieldapp.base import paths


def folder() -> Path:
    """Made by whoever writes the first of them."""
    return paths.cache_dir() / "mail"


def sweep() -> None:
    """Removes them all; what a mail program holds open stays until the next time."""
    for path in folder().glob("*.eml"):
        with suppress(OSError):
            path.unlink()
