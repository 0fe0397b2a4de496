"""Refusal: what a hub does not take of that which has passed the door, and why.

An order to erase is refused while its case is on hold. With `waits` a change is refused as long as
what it says was before it is not here. And since a seal is kept with its head alone, what is
refused takes along all that it alone covered: nobody to whom the hub gives that could check it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

from fieldapp.case.change import Change
from fieldapp.sync import door
from fieldapp.sync.door import Held, Sifted
from fieldapp.sync.exchange import CAUSE_MISSING
from fieldapp.sync.roster import Roster
from fieldapp.sync.rows import Refused
from fieldapp.sync.shelf import Shelf

ON_HOLD = "sync.on_hold"


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules for one push.

    Args:
        place: the space that a case is in now.
        is_on_hold: whether nothing of a case of a space may be erased.
        waits: see `messages.Push`.
    """

    shelf: Shelf
    place: Callable[[bytes], bytes]
    is_on_hold: Callable[[bytes, bytes], bool]
    waits: bool

    def refused(self, sifted: Sifted, roster: Roster | None, held: Held) -> dict[bytes, Refused]:
        """What is refused, by id. What is here already stays, and may come again."""
        refused: dict[bytes, Refused] = {}
        before = -1
        while before < len(refused):
            before = len(refused)
            taken: dict[bytes, Change] = {}
            for change in (one.change for one in sifted.admitted):
                if change.id in refused:
                    continue
                if code := self._fault(change, taken.keys()):
                    refused[change.id] = _refused(change.id, code)
                else:
                    taken[change.id] = change
            if refused and roster is not None:
                bare = door.uncovered(taken, sifted.seals, roster, held)
                bare -= set(held.known([taken[name] for name in bare]))
                refused |= {name: _refused(name, door.SEAL_MISSING) for name in bare}
        return refused

    def _fault(self, change: Change, taken: Collection[bytes]) -> str:
        """Why a change is refused; empty if it is not."""
        space = self.place(change.case)
        is_barred = change.erase is not None and self.is_on_hold(space, change.case)
        lacking = door.causes(change).difference(taken) if self.waits else set()
        if not is_barred and not lacking:
            return ""
        here, _ = self.shelf.names(space, change.case)
        if change.id in here or (not is_barred and lacking.issubset(here)):
            return ""
        return ON_HOLD if is_barred else CAUSE_MISSING


def _refused(change: bytes, code: str) -> Refused:
    return Refused(change, code, {"change": change.hex()[:12]})
