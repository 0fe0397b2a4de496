"""People of a space: their accounts, roles, passwords and laptops, and how they leave."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, insert, select, update

from fieldapp.base.clock import Entropy
from fieldapp.hub import audit, schema, tokens
from fieldapp.hub.errors import HubError, NotFoundError
from fieldapp.hub.shelf import SqlShelf
from fieldapp.hub.spaces import Spaces
from fieldapp.sync.certificates import (
    ADMINISTRATOR,
    ENGINEER,
    SUPERVISOR,
    AccountCertificate,
    DeviceCertificate,
)
from fieldapp.sync.hub_state import Hub

ROLES = (ENGINEER, SUPERVISOR, ADMINISTRATOR)
LONGEST_NAME = 100
"""Characters."""


@dataclass(frozen=True, slots=True)
class Person:
    """An account of a space."""

    account: bytes
    name: str
    role: str
    password: str
    """Its hash; empty where there is none."""
    password_ends: int | None
    """When it ends, if it is for once."""
    made: int
    ended: int | None


@dataclass(frozen=True, slots=True)
class Laptop:
    """A laptop of an account."""

    device: bytes
    account: bytes
    author: bytes
    label: str
    made: int
    seen: int | None
    revoked: int | None


class People:
    """Within the shelf's transactions. `by`, everywhere: the account of whoever does it."""

    def __init__(self, shelf: SqlShelf, hub: Hub, spaces: Spaces, entropy: Entropy) -> None:
        self._shelf = shelf
        self._hub = hub
        self._spaces = spaces
        self._entropy = entropy

    # Accounts

    def all(self, space: bytes) -> list[Person]:
        here = schema.account.c
        query = select(schema.account).where(here.space_id == space).order_by(here.name)
        return [person_of(row) for row in self._shelf.work.rows(query)]

    def names(self, space: bytes, accounts: Collection[bytes]) -> dict[bytes, str]:
        """How some accounts are called."""
        here = schema.account.c
        query = select(here.account, here.name).where(here.space_id == space)
        rows = self._shelf.work.rows(query.where(here.account.in_(accounts)))
        return {row.account: row.name for row in rows}

    def find(self, space: bytes, name: str) -> Person:
        """Raises: NotFoundError: nobody who has not left is called so."""
        here = schema.account.c
        row = self._shelf.work.row(
            select(schema.account).where(
                here.space_id == space, here.name == name.strip(), here.ended.is_(None)
            )
        )
        if row is None:
            raise NotFoundError("hub.person_unknown", name=name)
        return person_of(row)

    def get(self, space: bytes, account: bytes) -> Person | None:
        here = schema.account.c
        row = self._shelf.work.row(
            select(schema.account).where(here.space_id == space, here.account == account)
        )
        return None if row is None else person_of(row)

    def add(
        self,
        space: bytes,
        name: str,
        role: str,
        password: str,
        *,
        by: bytes = audit.NOBODY,
        ends: int | None = None,
    ) -> bytes:
        """A new account. `password`: its hash. `ends`: when that ends, if it is for once.

        Raises:
            HubError: no name or role, or somebody else is called so.
        """
        tidy = name.strip()
        if not tidy or len(tidy) > LONGEST_NAME or not tidy.isprintable():
            raise HubError("hub.name_unfit", most=LONGEST_NAME)
        if role not in ROLES:
            raise HubError("hub.role_unknown", role=role)
        self._shelf.tip(space)
        if any(one.name == tidy and one.ended is None for one in self.all(space)):
            raise HubError("hub.name_taken", name=tidy)
        account, now = self._entropy(16), self._shelf.now()
        connection = self._shelf.work.connection
        connection.execute(
            insert(schema.account).values(
                space_id=space,
                account=account,
                name=tidy,
                role=role,
                password=password,
                password_ends=ends,
                made=now,
            )
        )
        self._hub.take_certificate(space, self._spaces.root(space).account(account, role, now))
        audit.note(connection, space, now, "account_added", account=by, subject=account, role=role)
        return account

    def set_password(
        self,
        space: bytes,
        account: bytes,
        password: str,
        *,
        by: bytes = audit.NOBODY,
        ends: int | None = None,
    ) -> None:
        """Sets the hash of a password, and ends the sessions begun with the one before.

        Args:
            ends: when it ends, if it is for once.
        """
        here, now = schema.account.c, self._shelf.now()
        connection = self._shelf.work.connection
        connection.execute(
            update(schema.account)
            .where(here.space_id == space, here.account == account)
            .values(password=password, password_ends=ends)
        )
        tokens.end_sessions(connection, space, account)
        action = "password_set" if ends is None else "password_given"
        audit.note(connection, space, now, action, account=by, subject=account)

    def set_role(
        self, space: bytes, account: bytes, role: str, *, by: bytes = audit.NOBODY
    ) -> None:
        """Gives somebody another role, in place of what they had."""
        here, now = schema.account.c, self._shelf.now()
        connection = self._shelf.work.connection
        connection.execute(
            update(schema.account)
            .where(here.space_id == space, here.account == account)
            .values(role=role)
        )
        roster = self._shelf.roster(space)
        former = [
            one.id
            for one in (roster.certificates.values() if roster else ())
            if isinstance(one, AccountCertificate) and one.account == account
        ]
        self._hub.take_certificate(space, self._spaces.root(space).account(account, role, now))
        self._revoke(space, former)
        audit.note(connection, space, now, "role_set", account=by, subject=account, role=role)

    def end(self, space: bytes, account: bytes, *, by: bytes = audit.NOBODY) -> None:
        """Off-boards somebody: no role, no laptop, no session from now on. What they wrote stays,
        and their laptops are told at the next contact."""
        now, connection = self._shelf.now(), self._shelf.work.connection
        here, laptop = schema.account.c, schema.device.c
        connection.execute(
            update(schema.account)
            .where(here.space_id == space, here.account == account, here.ended.is_(None))
            .values(ended=now, password="", password_ends=None)
        )
        connection.execute(
            update(schema.device)
            .where(laptop.space_id == space, laptop.account == account, laptop.revoked.is_(None))
            .values(revoked=now)
        )
        for table in (schema.channel, schema.alert, schema.second, schema.spare):
            connection.execute(
                table.delete().where(table.c.space_id == space, table.c.account == account)
            )
        tokens.revoke(connection, space, account=account)
        self._revoke(space, self._certificates(space, account))
        audit.note(connection, space, now, "account_ended", account=by, subject=account)

    def restore(self, space: bytes, name: str, *, by: bytes = audit.NOBODY) -> Person:
        """Takes somebody in again who has left, with the role they had, as the same account: what
        they wrote is theirs. Their laptops come in again with codes.

        Raises:
            NotFoundError: nobody called so has left.
            HubError: somebody else is called so now.
        """
        self._shelf.tip(space)
        left = [one for one in self.all(space) if one.name == name.strip() and one.ended]
        if not left:
            raise NotFoundError("hub.person_not_left", name=name)
        if any(one.name == name.strip() and one.ended is None for one in self.all(space)):
            raise HubError("hub.name_taken", name=name)
        person = max(left, key=lambda one: one.ended or 0)
        now, connection, here = self._shelf.now(), self._shelf.work.connection, schema.account.c
        connection.execute(
            update(schema.account)
            .where(here.space_id == space, here.account == person.account)
            .values(ended=None)
        )
        made = self._spaces.root(space).account(person.account, person.role, now)
        self._hub.take_certificate(space, made)
        audit.note(connection, space, now, "account_restored", account=by, subject=person.account)
        return person

    def released(
        self, space: bytes, name: str, *, by: bytes = audit.NOBODY
    ) -> list[tuple[str, int, str]]:
        """What opens the laptops again that have been revoked of somebody, to the person alone.

        Returns:
            What the laptop is called, when it was revoked (milliseconds since 1970), and the code
            to be told to its person, the latest first.

        Raises:
            NotFoundError: nobody is, or was, called so.
        """
        accounts = [one.account for one in self.all(space) if one.name == name.strip()]
        if not accounts:
            raise NotFoundError("hub.person_unknown", name=name)
        roster, root = self._shelf.roster(space), self._spaces.root(space)
        labels = {one.device: one.label for one in self.laptops(space)}
        told = [
            (labels.get(device, ""), order.at, str(root.release(order)))
            for account in accounts
            for device, key in sorted(roster.laptops_of(account) if roster else ())
            for order in (roster.orders(device, key) if roster else ())
            if order.release
        ]
        for account in accounts if told else ():
            now = self._shelf.now()
            connection = self._shelf.work.connection
            audit.note(connection, space, now, "release_told", account=by, subject=account)
        return sorted(told, key=lambda one: one[1], reverse=True)

    # Laptops

    def laptops(self, space: bytes, account: bytes | None = None) -> list[Laptop]:
        """All laptops of a space, or of one account."""
        here = schema.device.c
        query = select(schema.device).where(here.space_id == space).order_by(here.made, here.device)
        if account is not None:
            query = query.where(here.account == account)
        return [
            Laptop(row.device, row.account, row.author, row.label, row.made, row.seen, row.revoked)
            for row in self._shelf.work.rows(query)
        ]

    def owner(self, space: bytes, device: bytes) -> bytes | None:
        """Whose laptop it is; None if it is none of the space."""
        of = (lap.account for lap in self.laptops(space) if lap.device == device)
        return next(of, None)

    def revoke(self, space: bytes, device: bytes, *, by: bytes = audit.NOBODY) -> None:
        """A laptop may not speak to the hub any more; it is told at its next contact."""
        now, connection = self._shelf.now(), self._shelf.work.connection
        here = schema.device.c
        connection.execute(
            update(schema.device)
            .where(here.space_id == space, here.device == device, here.revoked.is_(None))
            .values(revoked=now)
        )
        tokens.revoke(connection, space, device=device)
        roster = self._shelf.roster(space)
        known = roster.certificates.values() if roster else ()
        self._revoke(
            space,
            [
                one.id
                for one in known
                if isinstance(one, DeviceCertificate) and one.device == device
            ],
        )
        audit.note(connection, space, now, "device_revoked", account=by, subject=device)

    def seen(self, space: bytes, device: bytes) -> None:
        here = schema.device.c
        self._shelf.work.connection.execute(
            update(schema.device)
            .where(here.space_id == space, here.device == device)
            .values(seen=self._shelf.now())
        )

    def _certificates(self, space: bytes, account: bytes) -> list[bytes]:
        roster = self._shelf.roster(space)
        return [
            one.id
            for one in (roster.certificates.values() if roster else ())
            if isinstance(one, AccountCertificate | DeviceCertificate) and one.account == account
        ]

    def _revoke(self, space: bytes, certificates: Collection[bytes]) -> None:
        root, names = self._spaces.root(space), sorted(certificates)
        for start in range(0, len(names), 64):
            raw = root.revoke(tuple(names[start : start + 64]), self._shelf.now())
            self._hub.take_certificate(space, raw)

    def authors(self, space: bytes, account: bytes) -> frozenset[bytes]:
        """Under which ids somebody writes."""
        return frozenset(laptop.author for laptop in self.laptops(space, account))


def person_of(row: Row[Any]) -> Person:
    """The account that a row is, or begins with."""
    of = row._mapping
    return Person(
        of["account"],
        of["name"],
        of["role"],
        of["password"],
        of["password_ends"],
        of["made"],
        of["ended"],
    )
