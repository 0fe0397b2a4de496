"""The spaces a laptop belongs to, how far their feeds have been read, and which case is whose."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import fields, replace
from typing import TYPE_CHECKING, NamedTuple

from fieldapp.base.values import frozen
from fieldapp.store.database import Database
from fieldapp.store.meta import Meta
from fieldapp.store.packing import pack, unpack

if TYPE_CHECKING:
    from fieldapp.case.change import Change
    from fieldapp.case.seal import Seal

_MEMBERSHIP, _CONTACT = "space:", "contact:"
KEPT = (_MEMBERSHIP, _CONTACT)
"""What names in `meta` begin with that outlive a damaged database."""
_HANDED = "handed:"


@frozen
class Membership:
    """A space that the laptop has joined, by way of a hub."""

    space: bytes
    hub: str
    """The hub's address."""
    team: str
    person: str
    """What space and account are called there."""
    account: bytes
    token: bytes
    next_token: bytes
    """The one that is being changed to; empty as a rule."""
    renewed: int
    """When the token was made, milliseconds since 1970."""
    joined: int
    contact: int
    """When the hub answered last; 0 for never."""
    complete: int
    """When all of the space's errands were done last; 0 for never."""
    own: bool = False
    since: int = 0
    """Which of its cases are wanted here: see `rows.Scope` of syncing."""


class Place(NamedTuple):
    """A place of a space's feed."""

    epoch: bytes = b""
    seq: int = 0
    link: bytes = b""


class Spaces:
    """The tables `feed`, `certificate`, `seal` and `case_home`, and memberships among `meta`.

    Writing needs the caller's transaction.
    """

    def __init__(self, database: Database, meta: Meta) -> None:
        self._database = database
        self._meta = meta

    # Memberships

    def memberships(self) -> list[Membership]:
        """The spaces that were joined, the first one first."""
        found = [Membership(*unpack(content)) for _, content in self._kept(_MEMBERSHIP)]
        return sorted(found, key=lambda one: (one.joined, one.space))

    def membership(self, space: bytes) -> Membership | None:
        content = self._meta.get(f"{_MEMBERSHIP}{space.hex()}")
        return Membership(*unpack(content)) if content is not None else None

    def put_membership(self, one: Membership) -> None:
        content = [getattr(one, field.name) for field in fields(Membership)]
        self._meta.put(f"{_MEMBERSHIP}{one.space.hex()}", pack(content))

    def forget_tokens(self) -> None:
        """The hubs are to be asked for new ones."""
        for one in self.memberships():
            self.put_membership(replace(one, token=b"", next_token=b""))

    def kept(self) -> list[tuple[str, bytes]]:
        """Memberships and contacts as they lie in `meta`: name and content."""
        return [row for prefix in KEPT for row in self._kept(prefix)]

    def _kept(self, prefix: str) -> list[tuple[str, bytes]]:
        rows = self._database.rows(
            "SELECT name, content FROM meta WHERE name >= ? AND name < ?", (prefix, prefix + "g")
        )
        return [(name, content) for name, content in rows]

    # Contacts: those who are given bundles, by the keys of their laptops

    def contacts(self) -> list[tuple[bytes, str]]:
        """(key, name)"""
        rows = self._kept(_CONTACT)
        return [(bytes.fromhex(name.removeprefix(_CONTACT)), unpack(text)) for name, text in rows]

    def put_contact(self, key: bytes, name: str) -> None:
        self._meta.put(f"{_CONTACT}{key.hex()}", pack(name))

    def drop_contact(self, key: bytes) -> None:
        self._meta.drop(f"{_CONTACT}{key.hex()}")

    def handed(self, key: bytes, space: bytes) -> int:
        """Up to which change a contact was given everything of a space; empty: of none."""
        found = self._meta.get(f"{_HANDED}{key.hex()}:{space.hex()}")
        return int(unpack(found)) if found is not None else 0

    def set_handed(self, key: bytes, space: bytes, n: int) -> None:
        self._meta.put(f"{_HANDED}{key.hex()}:{space.hex()}", pack(n))

    # Feeds

    def place(self, space: bytes) -> Place:
        row = self._database.row("SELECT epoch, seq, link FROM feed WHERE space = ?", (space,))
        return Place(*row) if row else Place()

    def set_place(self, space: bytes, place: Place, now: int) -> None:
        """How far the feed has been read. `now` (milliseconds) counts as the first comparison."""
        self._database.write(
            "INSERT INTO feed VALUES (?, ?, ?, ?, 0, ?) ON CONFLICT (space) DO UPDATE SET "
            "epoch = excluded.epoch, seq = excluded.seq, link = excluded.link",
            (space, *place, now),
        )

    def compared(self, space: bytes) -> int | None:
        """When the space's cases were compared, milliseconds since 1970; 0 if that is due, None
        before the first contact."""
        row = self._database.row("SELECT is_due, compared FROM feed WHERE space = ?", (space,))
        return None if row is None else 0 if row[0] else int(row[1])

    def times_due(self, space: bytes) -> int:
        """How often `set_due` was called since the last comparison, which `is_due` counts."""
        row = self._database.row("SELECT is_due FROM feed WHERE space = ?", (space,))
        return int(row[0]) if row else 0

    def set_due(self, space: bytes) -> None:
        self._database.write("UPDATE feed SET is_due = is_due + 1 WHERE space = ?", (space,))

    def set_compared(self, space: bytes, now: int) -> None:
        self._database.write(
            "UPDATE feed SET is_due = 0, compared = ? WHERE space = ?", (now, space)
        )

    # Certificates and seals

    def certificates(self, space: bytes) -> list[bytes]:
        rows = self._database.rows("SELECT raw FROM certificate WHERE space = ?", (space,))
        return [raw for (raw,) in rows]

    def count_certificates(self, space: bytes) -> int:
        ((count,),) = self._database.rows(
            "SELECT count(*) FROM certificate WHERE space = ?", (space,)
        )
        return int(count)

    def put_certificates(self, space: bytes, certificates: Iterable[tuple[bytes, bytes]]) -> None:
        """Keeps certificates: (SHA-256, bytes)."""
        self._database.write_many(
            "INSERT OR IGNORE INTO certificate VALUES (?, ?, ?)",
            ((space, name, raw) for name, raw in certificates),
        )

    def drop_certificates(self, space: bytes, names: Iterable[bytes]) -> None:
        """Forgets certificates, by their SHA-256."""
        self._database.write_many(
            "DELETE FROM certificate WHERE space = ? AND id = ?", ((space, name) for name in names)
        )

    def put_seals(self, seals: Iterable[Seal]) -> None:
        self._database.write_many(
            "INSERT OR REPLACE INTO seal VALUES (?, ?, ?, ?)",
            ((seal.case, seal.head, seal.key, seal.signature) for seal in seals),
        )

    def seals(self, change: Change) -> list[Seal]:
        """The seals over a change."""
        from fieldapp.case.seal import Seal

        rows = self._database.rows(
            "SELECT key, signature FROM seal WHERE case_id = ? AND head = ?",
            (change.case, change.id),
        )
        return [Seal(*change.chain, change.seq, change.id, *row) for row in rows]

    # Which case is whose

    def home(self, case: bytes) -> tuple[bytes, bytes]:
        """The space a case is of, and the one it has left; either may be empty."""
        row = self._database.row("SELECT home, former FROM case_home WHERE case_id = ?", (case,))
        return (row[0], row[1]) if row else (b"", b"")

    def homes_of(self, cases: Iterable[bytes]) -> dict[bytes, bytes]:
        """The spaces that some cases are of, where that has been said."""
        keys = list(cases)
        marks = ", ".join("?" * len(keys))
        rows = self._database.rows(
            f"SELECT case_id, home FROM case_home WHERE case_id IN ({marks})",  # noqa: S608
            keys,
        )
        return {case: home for case, home in rows if home}

    def set_home(self, case: bytes, home: bytes, former: bytes = b"") -> None:
        if self.home(case) != (home, former):
            self._database.write(
                "INSERT OR REPLACE INTO case_home VALUES (?, ?, ?)", (case, home, former)
            )

    def settle_home(self, case: bytes, space: bytes) -> None:
        """Says whose a case is, if that has not been said."""
        if self.home(case) == (b"", b""):
            self.set_home(case, space)

    def homeless(self) -> list[bytes]:
        """The cases that wait to be sent and are nobody's yet."""
        rows = self._database.rows(
            "SELECT DISTINCT case_id FROM outbox WHERE case_id NOT IN "
            "(SELECT case_id FROM case_home WHERE home != x'' OR former != x'')"
        )
        return [case for (case,) in rows]

    def homes(self) -> list[tuple[bytes, bytes, bytes]]:
        """(case, home, former) of every case of which that has been said."""
        rows = self._database.rows("SELECT case_id, home, former FROM case_home")
        return [(case, home, former) for case, home, former in rows]

    def cases(self, space: bytes) -> list[bytes]:
        """The cases of a space, sorted."""
        rows = self._database.rows(
            "SELECT case_id FROM case_home h WHERE home = ? "
            "AND EXISTS (SELECT 1 FROM change c WHERE c.case_id = h.case_id) ORDER BY case_id",
            (space,),
        )
        return [case for (case,) in rows]

    def left(self, space: bytes) -> Collection[bytes]:
        """The cases that have left a space."""
        rows = self._database.rows("SELECT case_id FROM case_home WHERE former = ?", (space,))
        return [case for (case,) in rows]
