"""Handing on: carries out what a laptop wishes of a case in its own changes, where it may.

It happens in the transaction that takes the wish in, so that a wish is carried out once however
often its laptop asks. What became of it is said in the case, by a change of the hub's own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from fieldapp.base.clock import Entropy
from fieldapp.case import handing
from fieldapp.case.change import Change, Value
from fieldapp.case.edit import Edit
from fieldapp.case.fold import Fold
from fieldapp.case.handing import Answer, Wish
from fieldapp.hub import access, keeping
from fieldapp.hub.errors import HubError
from fieldapp.hub.keeping import Keeping
from fieldapp.hub.pen import Body, Pen
from fieldapp.hub.people import People
from fieldapp.hub.shelf import SqlShelf
from fieldapp.hub.spaces import Self, Spaces
from fieldapp.sync.hub_state import Hub

_ID = 16


class Handing:
    """Within the shelf's transactions."""

    def __init__(
        self,
        shelf: SqlShelf,
        hub: Hub,
        spaces: Spaces,
        *,
        people: People,
        keeping: Keeping,
        pen: Pen,
        me: Self,
        entropy: Entropy,
    ) -> None:
        self._shelf = shelf
        self._hub = hub
        self._spaces = spaces
        self._people = people
        self._keeping = keeping
        self._pen = pen
        self._me = me
        self._entropy = entropy

    def obey(self, space: bytes, changes: Sequence[Change]) -> None:
        """Does what changes wish that are new in a space; of several wishes about a case the last
        one that may be done."""
        asking: dict[bytes, dict[bytes, Change]] = {}
        for change in changes:
            if handing.is_wish(change):
                asking.setdefault(change.case, {})[change.id] = change
        if asking:
            self._shelf.settle()
        for case, some in asking.items():
            self._obey(space, case, some)

    def _obey(self, space: bytes, case: bytes, changes: Mapping[bytes, Change]) -> None:
        me, follows = self._me.identity.author, list[Callable[[], None]]()
        writers = {(one.author, one.device): one for one in changes.values()}
        asks = {writer: self._asking(space, one) for writer, one in writers.items()}

        def make(fold: Fold) -> tuple[Body, Mapping[bytes, Value]] | None:
            edit, is_done = Edit(fold, self._entropy), False
            for wish in reversed(handing.wishes(fold, lambda author: author == me)):
                change = changes.get(wish.change)
                if change is None or wish.answer is not None:
                    continue
                who = asks[change.author, change.device]
                said = "meanwhile" if is_done else self._answer(who, wish, edit, follows)
                is_done |= said == "done"
                handing.answer(edit, wish.id, said)
            return ({"ops": edit.ops}, edit.values) if edit else None

        self._pen.write(space, case, make)
        for follow in follows:
            follow()

    def _asking(self, space: bytes, change: Change) -> _Asking:
        roster = self._shelf.roster(space)
        account = roster.account_of(change.author) if roster is not None else None
        if roster is None or account is None:
            return _Asking(space, change.case, b"")
        keys = roster.sealers(change.device) if roster.has_device(change.device) else ()
        return _Asking(
            space,
            change.case,
            account,
            roster.roles(account),
            self._keeping.owns(space, change.case, account),
            tuple((change.device, key) for key in keys),
        )

    def _answer(
        self, asks: _Asking, wish: Wish, edit: Edit, follows: list[Callable[[], None]]
    ) -> Answer:
        """Does it, as far as it is written in the case, and says what came of it.

        Args:
            follows: gets what is to be done when the answer has been written.
        """
        if handing.given_since(edit.fold, wish, self._me.identity.author):
            return "meanwhile"
        if wish.kind == "give":
            return self._give(asks, wish, edit, follows)
        return self._move(asks, wish, follows)

    def _give(
        self, asks: _Asking, wish: Wish, edit: Edit, follows: list[Callable[[], None]]
    ) -> Answer:
        if not access.may_hand_on(asks.roles, owns=asks.owns, is_member=True):
            return "not_yours"
        successor = _id(wish.to)
        person = self._people.get(asks.space, successor) if successor else None
        if person is None or person.ended is not None:
            return "nobody"
        edit.write("engineer", person.name)
        follows.append(
            lambda: self._keeping.entrust(asks.space, asks.case, successor, by=asks.account)
        )
        return "done"

    def _move(self, asks: _Asking, wish: Wish, follows: list[Callable[[], None]]) -> Answer:
        target = self._team(wish)
        is_member = bool(target) and self._is_member(target, asks)
        # Whoever may not name a team does not learn from the answer whether there is one.
        if not access.may_hand_on(asks.roles, owns=asks.owns, is_member=is_member):
            return "not_yours"
        if not target:
            return "no_team"
        if target == asks.space:
            return "same_team"
        follows.append(
            lambda: keeping.take_over(
                self._hub, self._shelf, asks.space, asks.case, target, by=asks.account
            )
        )
        return "done"

    def _team(self, wish: Wish) -> bytes:
        """The team that is meant; empty for none of this hub."""
        if wish.to:
            space = _id(wish.to)
            return space if self._spaces.name(space) else b""
        try:
            return self._spaces.find(wish.name)
        except HubError:
            return b""

    def _is_member(self, space: bytes, asks: _Asking) -> bool:
        """Whether the laptop that asks is one of a team's too."""
        roster = self._shelf.roster(space)
        return roster is not None and any(
            roster.speaker(device, key) is not None for device, key in asks.keys
        )


@dataclass(frozen=True, slots=True)
class _Asking:
    """Who wishes something of a case.

    `account`: empty where they are none of the team. `keys`: the laptop they wrote on, with each of
    its keys.
    """

    space: bytes
    case: bytes
    account: bytes
    roles: frozenset[str] = frozenset()
    owns: bool = False
    keys: tuple[tuple[bytes, bytes], ...] = ()


def _id(written: str) -> bytes:
    """Sixteen bytes in hexadecimal; empty where it is something else."""
    try:
        found = bytes.fromhex(written)
    except ValueError:
        return b""
    return found if len(found) == _ID else b""
