"""Spaces: teams, their root keys, and the hub's own part in each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, delete, insert, select

from fieldapp.base.clock import Entropy
from fieldapp.case import codec
from fieldapp.case.change import Identity
from fieldapp.case.seal import SigningKey
from fieldapp.hub import audit, schema
from fieldapp.hub.errors import HubError, NotFoundError
from fieldapp.hub.shelf import SqlShelf
from fieldapp.hub.vault import Vault
from fieldapp.sync.certificates import HUB, Root
from fieldapp.sync.hub_state import Hub

LONGEST_NAME = 100
"""Characters."""
_ROOT, _SELF = b"root key", b"hub key"
_RESTORED = "restored"


@dataclass(frozen=True, slots=True)
class Self:
    """Who the hub is, in each of its spaces."""

    account: bytes
    identity: Identity
    key: SigningKey


def begin(connection: Connection, vault: Vault, entropy: Entropy) -> Self:
    """Who the hub is; a new database is told.

    Raises:
        HubError: the database was made with another key than the vault's.
    """
    found = _settings(connection)
    if "self" not in found:
        made = Self(entropy(16), Identity.new(entropy), SigningKey.new(entropy))
        identity = made.identity
        told = [made.account, identity.author, identity.device, identity.incarnation, made.key.seed]
        secret = vault.wrap(codec.pack(told), _SELF)
        for name, content in (("self", secret), ("key", vault.mark), ("epoch", entropy(16))):
            connection.execute(insert(schema.setting).values(name=name, content=content))
        return made
    if found["key"] != vault.mark:
        raise HubError("hub.key_wrong")
    account, author, device, incarnation, seed = codec.unpack(vault.unwrap(found["self"], _SELF))
    return Self(account, Identity(author, device, incarnation), SigningKey(seed))


def is_begun(connection: Connection) -> bool:
    return "self" in _settings(connection)


def renew(connection: Connection, vault: Vault, entropy: Entropy, now: int) -> None:
    """After a restore: another epoch, and the hub itself writes on under another incarnation.

    Args:
        now: milliseconds since 1970.
    """
    known = begin(connection, vault, entropy)
    identity = known.identity.reborn(entropy)
    told = [known.account, identity.author, identity.device, identity.incarnation, known.key.seed]
    here = schema.setting.c
    for name, content in (
        ("self", vault.wrap(codec.pack(told), _SELF)),
        ("epoch", entropy(16)),
    ):
        connection.execute(schema.setting.update().where(here.name == name).values(content=content))
    connection.execute(delete(schema.setting).where(here.name == _RESTORED))
    row = {"name": _RESTORED, "content": now.to_bytes(8, "big")}
    connection.execute(insert(schema.setting).values(row))


def restored(connection: Connection) -> int:
    """When the hub was put back from a backup, in milliseconds since 1970; 0: it never was."""
    return int.from_bytes(_settings(connection).get(_RESTORED, b""), "big")


def _settings(connection: Connection) -> dict[str, bytes]:
    return {row.name: row.content for row in connection.execute(select(schema.setting))}


class Spaces:
    """Finds and makes spaces, and signs in their name; inside the shelf's transactions."""

    def __init__(self, shelf: SqlShelf, hub: Hub, vault: Vault, me: Self, entropy: Entropy) -> None:
        self._shelf = shelf
        self._hub = hub
        self._vault = vault
        self._me = me
        self._entropy = entropy

    def find(self, name: str) -> bytes:
        """Raises: NotFoundError: no space is called so."""
        row = self._shelf.work.row(
            select(schema.space.c.space_id).where(schema.space.c.name == _checked(name))
        )
        if row is None:
            raise NotFoundError("hub.space_unknown", space=name)
        found: bytes = row.space_id
        return found

    def name(self, space: bytes) -> str:
        row = self._shelf.work.row(
            select(schema.space.c.name).where(schema.space.c.space_id == space)
        )
        return "" if row is None else str(row.name)

    def all(self) -> list[tuple[bytes, str]]:
        rows = self._shelf.work.rows(select(schema.space.c.space_id, schema.space.c.name))
        return sorted(((row.space_id, row.name) for row in rows), key=lambda one: one[1])

    def between(self, first: bytes, last: bytes) -> Iterator[bytes]:
        """The spaces whose ids lie between two."""
        here = schema.space.c
        query = select(here.space_id).where(here.space_id.between(first, last))
        yield from (row.space_id for row in self._shelf.work.rows(query))

    def make(self, name: str) -> bytes:
        """A new space, with the hub in it and nobody else."""
        root, now = Root.new(self._entropy), self._shelf.now()
        space, me = root.space, self._me
        wrapped = self._vault.wrap(root.seed, _ROOT + space)
        self._shelf.add_space(space, _checked(name), wrapped)
        for raw in (
            root.account(me.account, HUB, now),
            root.device(me.account, me.identity.device, me.identity.author, me.key.public, now),
        ):
            self._hub.take_certificate(space, raw)
        audit.note(self._shelf.work.connection, space, now, "space_made")
        return space

    def root(self, space: bytes) -> Root:
        """What makes the space's certificates."""
        row = self._shelf.work.row(
            select(schema.space.c.root).where(schema.space.c.space_id == space)
        )
        if row is None:
            raise NotFoundError("hub.space_unknown", space=space.hex())
        return Root(SigningKey(self._vault.unwrap(row.root, _ROOT + space)))


def _checked(name: str) -> str:
    """Raises: HubError: no name."""
    tidy = name.strip()
    if not tidy or len(tidy) > LONGEST_NAME or not tidy.isprintable():
        raise HubError("hub.name_unfit", most=LONGEST_NAME)
    return tidy
