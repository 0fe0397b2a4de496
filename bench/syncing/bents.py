"""Bents: what a world is given to, so that rare things meet in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Bent:
    """What happens more often than in other worlds, or not at all: what takes several rare deeds
    in a row would else hardly ever be met."""

    deeds: Mapping[str, int]
    """So many times as often."""
    begun: float = 0.1
    """The share of what is written that begins a case."""
    is_calm: bool = False
    """The network carries everything, so that long exchanges come to their end."""


BENTS = (
    Bent({}),
    Bent({}),
    Bent({"do_scope": 15, "do_photo": 0, "do_put_back_hub": 0}, begun=0.5, is_calm=True),
    Bent({"do_back_up_hub": 8, "do_put_back_hub": 6, "do_photo": 3}),
    Bent({"do_put_back_hub": 0, "do_break_hub": 6, "do_compare": 5}),
    Bent({"do_enrol": 4, "do_join": 4, "do_revoke": 5, "do_readmit": 5, "do_tell": 5}),
    Bent({"do_bundle": 5, "do_clone": 4, "do_outsider": 3, "do_lose_values": 4}),
    Bent({"do_erase": 4, "do_move": 6, "do_photo": 3, "do_edition": 3, "do_pack": 3}),
)
"""Each world has one of these."""
