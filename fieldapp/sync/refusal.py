"""Refusal: what a hub does not take of that which has passed the door, and why.

An order to erase is refused while its case is on hold. With `waits` a change is refused as long as
what it says was before it is not here. And since a seal is kept with its head alone, what is
refused takes along all that it alone covered: nobody to whom the hub gives that could check it.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass

from fieldapp.sync import door
from fieldapp.sync.door import Cover, Held, Sifted
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
        changes = {one.change.id: one.change for one in sifted.admitted}
        known = set(held.known(list(changes.values())))
        cover = Cover(changes, sifted.seals, roster, held) if roster is not None else None
        effects: defaultdict[bytes, list[bytes]] = defaultdict(list)
        waiting: deque[tuple[bytes, str]] = deque()
        for change in changes.values():
            if change.erase is not None and self.is_on_hold(self.place(change.case), change.case):
                waiting.append((change.id, ON_HOLD))
            elif self.waits:
                causes = door.causes(change)
                for cause in causes & changes.keys():
                    effects[cause].append(change.id)
                if not self._are_here(causes - changes.keys(), change.case):
                    waiting.append((change.id, CAUSE_MISSING))
        refused: dict[bytes, Refused] = {}
        bare: list[bytes] = []
        while waiting or bare:
            if not waiting:
                waiting.extend((name, door.SEAL_MISSING) for name in bare)
                bare.clear()
            name, code = waiting.popleft()
            if name in refused or name in known:
                continue
            refused[name] = Refused(name, code, {"change": name.hex()[:12]})
            waiting.extend((effect, CAUSE_MISSING) for effect in effects[name])
            if cover is not None:
                bare += cover.without(name)
        return refused

    def _are_here(self, names: set[bytes], case: bytes) -> bool:
        return not names or names.issubset(self.shelf.names(self.place(case), case)[0])
