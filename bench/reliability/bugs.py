"""Planted bugs."""

from __future__ import annotations

from bench.reliability.calls import Calls


def plant(name: str, calls: Calls) -> None:
    """Makes the store of this process wrong in a chosen way."""
