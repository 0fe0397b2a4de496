"""The pen: changes that the hub itself writes into a case: what retention erases, and what
supervisors decide on the web.

They are changes like any others, of a chain of the hub's own, sealed by its key.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from fieldapp.base.clock import Clock
from fieldapp.case import hlc
from fieldapp.case.change import Change, Identity, Tip, Value, encode
from fieldapp.case.fold import Fold
from fieldapp.case.log import Frame
from fieldapp.hub.shelf import SqlShelf
from fieldapp.hub.spaces import Self
from fieldapp.sync.door import Admitted
from fieldapp.sync.hub_state import Hub

Body = Mapping[str, Any]
Make = Callable[[Fold], tuple[Body, Mapping[bytes, Value]] | None]
"""Makes the body of a change, and the values beside it, of a case as it stands; None for none."""


class Pen:
    """Within the shelf's transactions."""

    def __init__(self, shelf: SqlShelf, hub: Hub, me: Self, clock: Clock) -> None:
        self._shelf = shelf
        self._hub = hub
        self._me = me
        self._clock = clock

    def write(
        self, space: bytes, case: bytes, make: Make, identity: Identity | None = None
    ) -> Change | None:
        """Writes one change; None if there was nothing to write.

        Args:
            identity: for whom it is written; the hub itself if it is nobody else.
        """
        who = identity or self._me.identity
        self._shelf.tip(space)
        changes = self._shelf.changes(space, case)
        values = self._shelf.values(space, case, self._shelf.names(space, case)[1])
        fold = Fold()
        for change in changes:
            fold.apply(change, values)
        made = make(fold)
        if made is None:
            return None
        body, beside = made
        own = (case, who.device, who.incarnation)
        chain = [one for one in changes if one.chain == own]
        last = max(chain, key=lambda one: one.seq, default=None)
        tip = Tip(last.seq, last.id) if last else Tip()
        # Later than everything that is no clock's mistake.
        now = self._clock()
        known = (one.hlc for one in changes if not hlc.is_skewed(one.hlc, now))
        reading = max(hlc.of(now), 1 + max(known, default=0))
        change = encode(case, who, tip, reading, body)
        self._hub.write(space, [Admitted(change, Frame(change.raw, beside))])
        return change
