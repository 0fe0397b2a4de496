"""Keeping and erasing: retention, legal hold, and what is known of one person."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import delete, insert, select

from fieldapp.base.clock import Entropy
from fieldapp.case import codec, hlc
from fieldapp.case.change import Change, Value
from fieldapp.case.edit import Edit
from fieldapp.case.erasure import lies_below, order
from fieldapp.case.files import blobs_named, editions
from fieldapp.case.fold import Fold
from fieldapp.hub import audit, schema
from fieldapp.hub.errors import HubError, NotFoundError
from fieldapp.hub.pen import Body, Pen
from fieldapp.hub.people import People
from fieldapp.hub.shelf import SqlShelf
from fieldapp.hub.spaces import Self
from fieldapp.hub.tokens import DAY
from fieldapp.sync.hub_state import Hub

LONGEST_PATH, LONGEST_REASON = 200, 500
MOST_DAYS = 36_500
_REASON = "retention"


class Keeping:
    """Within the shelf's transactions. `by`, everywhere: the account of whoever does it."""

    def __init__(
        self, shelf: SqlShelf, people: People, pen: Pen, me: Self, entropy: Entropy
    ) -> None:
        self._shelf = shelf
        self._people = people
        self._pen = pen
        self._me = me
        self._entropy = entropy

    # Legal hold

    def holds(self, space: bytes) -> list[dict[str, object]]:
        here = schema.hold.c
        rows = self._shelf.work.rows(
            select(schema.hold).where(here.space_id == space).order_by(here.at)
        )
        return [
            {
                "case": row.case_id.hex(),
                "account": row.account.hex(),
                "at": row.at,
                "reason": row.reason,
            }
            for row in rows
        ]

    def hold(self, space: bytes, case: bytes, reason: str, *, by: bytes = audit.NOBODY) -> None:
        """From now on nothing of a case is erased on the hub."""
        self._shelf.tip(space)
        self._drop_hold(space, case)
        connection, at = self._shelf.work.connection, self._shelf.now()
        row = {"account": by, "at": at, "reason": reason[:LONGEST_REASON]}
        connection.execute(insert(schema.hold).values(space_id=space, case_id=case, **row))
        audit.note(connection, space, at, "hold_set", account=by, subject=case)

    def end_hold(self, space: bytes, case: bytes, *, by: bytes = audit.NOBODY) -> None:
        """What was ordered to be erased meanwhile, laptops order again."""
        self._drop_hold(space, case)
        connection = self._shelf.work.connection
        audit.note(connection, space, self._shelf.now(), "hold_ended", account=by, subject=case)

    def _drop_hold(self, space: bytes, case: bytes) -> None:
        here = schema.hold.c
        self._shelf.work.connection.execute(
            delete(schema.hold).where(here.space_id == space, here.case_id == case)
        )

    # Retention

    def retention(self, space: bytes) -> dict[str, int]:
        """Days by path."""
        here = schema.retention.c
        rows = self._shelf.work.rows(
            select(here.path, here.days).where(here.space_id == space).order_by(here.path)
        )
        return {row.path: row.days for row in rows}

    def set_retention(
        self, space: bytes, path: str, days: int, *, by: bytes = audit.NOBODY
    ) -> None:
        """After how many days what lies below a path is erased; 0 for never.

        Raises:
            HubError: no path, or no such number of days.
        """
        if not 0 <= days <= MOST_DAYS or len(path) > LONGEST_PATH or path.strip("/") != path:
            raise HubError("hub.retention_unfit", most=MOST_DAYS)
        here, connection = schema.retention.c, self._shelf.work.connection
        connection.execute(
            delete(schema.retention).where(here.space_id == space, here.path == path)
        )
        if days:
            connection.execute(
                insert(schema.retention).values(space_id=space, path=path, days=days)
            )
        at = self._shelf.now()
        audit.note(connection, space, at, "retention_set", account=by, path=path, days=days)

    def cases(self, space: bytes) -> list[bytes]:
        """The cases that a space holds."""
        listings = self._shelf.listings(space, bytes(16), b"\xff" * 16)
        return [one.case for one in listings if self._shelf.moved_to(space, one.case) is None]

    def erase_old(self, space: bytes, case: bytes) -> bool:
        """Orders what is older than it may be to be erased everywhere; whether there was any."""
        retention = self.retention(space)
        if not retention or self._shelf.is_on_hold(space, case):
            return False
        changes = self._shelf.changes(space, case)
        now = self._shelf.now()
        limits = {path: now - days * DAY for path, days in retention.items()}

        def make(fold: Fold) -> tuple[Body, Mapping[bytes, Value]] | None:
            body = self._order(case, fold, changes, limits)
            return None if body is None else (body, {})

        change = self._pen.write(space, case, make)
        if change is None:
            return False
        connection = self._shelf.work.connection
        audit.note(connection, space, now, "erased_by_retention", subject=case)
        return True

    def _order(
        self, case: bytes, fold: Fold, changes: Sequence[Change], limits: Mapping[str, int]
    ) -> Body | None:
        """An order to erase what was written before a moment, by path."""
        author, key = self._me.identity.author, self._me.key
        whole = limits.get("")
        newest = max((hlc.milliseconds(one.hlc) for one in changes), default=0)
        if whole is not None and changes and newest < whole:
            if not any(True for _ in fold.named_values()):
                return None
            blobs = frozenset(blobs_named(fold, lambda path, value: True))
            return order(case, author, key, scope="case", blobs=blobs, reason=_REASON)
        old = {
            op.value
            for change in changes
            for op in change.ops
            for path, limit in limits.items()
            if path
            and hlc.milliseconds(change.hlc) < limit
            and lies_below(op.path, {path})
            and op.value in fold.values
        }
        if not old:
            return None
        named = blobs_named(fold, lambda path, value: value.hash in old) | editions(fold)
        return order(
            case,
            author,
            key,
            scope="item",
            values=frozenset(name for name in old if name),
            blobs=frozenset(named),
            reason=_REASON,
        )

    # Cases that go to others

    def find(self, space: bytes, beginning: str) -> bytes:
        """The case of a space whose hexadecimal id begins so.

        Raises:
            NotFoundError: none, or more than one.
        """
        first, last = (f"{beginning:{fill}<32}"[:32] for fill in "0f")
        try:
            within = self._shelf.listings(space, bytes.fromhex(first), bytes.fromhex(last))
        except ValueError:
            within = []
        found = [one.case for one in within if self._shelf.moved_to(space, one.case) is None]
        if len(found) != 1 or not beginning:
            raise NotFoundError("hub.case_unknown", case=beginning[:32])
        return found[0]

    def cases_of(self, space: bytes, account: bytes) -> list[bytes]:
        """The cases that somebody has begun."""
        authors = self._people.authors(space, account)
        return [
            case
            for case in self.cases(space)
            if (changes := self._shelf.changes(space, case)) and changes[0].author in authors
        ]

    def hand_on(
        self, space: bytes, case: bytes, successor: bytes, *, by: bytes = audit.NOBODY
    ) -> None:
        """Somebody else of the same team is the engineer of a case from now on.

        Raises:
            NotFoundError: there is no such person, or they have left.
        """
        person = self._people.get(space, successor)
        if person is None or person.ended is not None:
            raise NotFoundError("hub.person_unknown", name=successor.hex())
        name = person.name

        def make(fold: Fold) -> tuple[Body, Mapping[bytes, Value]] | None:
            edit = Edit(fold, self._entropy)
            edit.write("engineer", name)
            return ({"ops": edit.ops}, edit.values) if edit else None

        self._pen.write(space, case, make)
        self.entrust(space, case, successor, by=by)

    def entrust(self, space: bytes, case: bytes, successor: bytes, *, by: bytes) -> None:
        """A case is among somebody's own from now on."""
        at, connection = self._shelf.now(), self._shelf.work.connection
        here = schema.party.c
        row = {"space_id": space, "case_id": case, "account": successor}
        connection.execute(
            delete(schema.party).where(
                here.space_id == space, here.case_id == case, here.account == successor
            )
        )
        connection.execute(insert(schema.party).values(**row))
        audit.note(connection, space, at, "case_handed_on", account=by, subject=case)

    def owns(self, space: bytes, case: bytes, account: bytes) -> bool:
        """Whether somebody has begun a case, or was given it."""
        here = schema.party.c
        given = select(here.account).where(here.space_id == space, here.case_id == case)
        if any(row.account == account for row in self._shelf.work.rows(given)):
            return True
        changes = self._shelf.changes(space, case)
        return bool(changes) and changes[0].author in self._people.authors(space, account)

    # What is known of one person

    def person(
        self, space: bytes, account: bytes, *, by: bytes = audit.NOBODY
    ) -> Iterator[dict[str, Any]]:
        """Everything the hub has of somebody: account, laptops, log, and what they wrote."""
        connection, at = self._shelf.work.connection, self._shelf.now()
        audit.note(connection, space, at, "person_exported", account=by, subject=account)
        who = self._people.get(space, account)
        if who is None:
            return
        yield {"account": account.hex(), "name": who.name, "role": who.role, "made": who.made}
        for laptop in self._people.laptops(space, account):
            yield {
                "laptop": laptop.device.hex(),
                "label": laptop.label,
                "made": laptop.made,
                "seen": laptop.seen,
                "revoked": laptop.revoked,
            }
        for line in audit.lines(connection, space):
            if account.hex() in (line["account"], line["subject"]):
                yield {"log": line}
        authors = self._people.authors(space, account)
        for case in self.cases(space):
            changes = [one for one in self._shelf.changes(space, case) if one.author in authors]
            names = {name for one in changes for name in one.named}
            values = self._shelf.values(space, case, names)
            for change in changes:
                for op in change.ops:
                    held = values.get(op.value or b"")
                    yield {
                        "case": case.hex(),
                        "at": hlc.milliseconds(change.hlc),
                        "path": op.path,
                        "kind": op.kind,
                        "content": codec.unpack(held.data) if held else None,
                    }


def move(
    hub: Hub,
    shelf: SqlShelf,
    space: bytes,
    case: bytes,
    target: bytes,
    *,
    by: bytes = audit.NOBODY,
) -> None:
    """Moves a case to another team, in a transaction of its own."""
    with shelf.writing():
        take_over(hub, shelf, space, case, target, by=by)


def take_over(
    hub: Hub, shelf: SqlShelf, space: bytes, case: bytes, target: bytes, *, by: bytes
) -> None:
    """The same within a transaction."""
    hub.take_over(space, case, target)
    connection, at = shelf.work.connection, shelf.now()
    audit.note(connection, space, at, "case_moved", account=by, subject=case, to=target.hex())
    audit.note(connection, target, at, "case_moved", subject=case, to=target.hex())
