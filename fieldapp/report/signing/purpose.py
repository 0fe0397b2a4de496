"""What a signature is made for, and how it says so."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

Purpose = Literal["issued", "approved", "conditions"]
Decision = Literal["approved", "conditions"]

REASONS: Mapping[Purpose, str] = {
    "issued": "已签发 Issued",
    "approved": "已批准 Approved",
    "conditions": "附条件批准 Approved with conditions",
}
"""As other programs show it. Purposes are told apart by these words, so they stay as they are."""


def purpose_of(reason: str) -> Purpose | None:
    """The purpose that a signature gives; None: another program's."""
    return next((purpose for purpose, said in REASONS.items() if said == reason), None)
