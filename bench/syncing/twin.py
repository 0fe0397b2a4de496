"""A shelf in memory and one on a database, given the same and asked the same, that must agree."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self, TypeVar

from sqlalchemy import delete, insert, select, update

from bench.syncing.shelf import MemoryShelf
from fieldapp.case.change import Change
from fieldapp.hub import schema
from fieldapp.hub.database import Database
from fieldapp.hub.objects import Folder, Objects
from fieldapp.hub.shelf import SqlShelf
from fieldapp.hub.upgrade import bring_up
from fieldapp.sync.rows import Pack
from fieldapp.sync.shelf import Entry, Listing

_WRITES = (
    "keep_certificate",
    "append",
    "add_values",
    "drop_values",
    "set_digest",
    "add_seals",
    "set_moved",
    "set_formers",
    "remove",
    "share_blob",
    "set_files",
    "add_part",
    "end_part",
    "keep_blob",
    "extend",
    "expect_cases",
    "expect_changes",
)
_READS = (
    "tip",
    "link",
    "entries",
    "names",
    "values",
    "at",
    "has_erasure",
    "seals",
    "moved_to",
    "formers",
    "left_after",
    "files",
    "blob",
    "read_blob",
    "part",
    "read_part",
    "packs",
    "pack",
)


Kind = TypeVar("Kind")


class DisagreementError(Exception):
    """The two shelves answer differently."""


class TwinShelf(MemoryShelf):
    """Answers from memory, and sees that the database answers the same.

    Args:
        epoch: 16 bytes.
        database: with its tables and nothing in them.
    """

    def __init__(self, epoch: bytes, database: Database, objects: Objects) -> None:
        super().__init__(epoch)
        self.rows = SqlShelf(database, objects, lambda: 0)
        self._image: dict[str, list[dict[str, Any]]] = {}
        self._bytes: dict[str, bytes] = {}
        with self.rows.writing():
            execute = self.rows.work.connection.execute
            execute(insert(schema.setting).values(name="epoch", content=epoch))

    def add_space(self, space: bytes) -> None:
        super().add_space(space)
        with self.rows.writing():
            self.rows.add_space(space, "", b"")

    def copied(self) -> Self:
        """A backup, of all rows and objects."""
        shelf = super().copied()
        with self.rows.reading():
            execute = self.rows.work.connection.execute
            shelf._image = {
                table.name: [dict(row._mapping) for row in execute(select(table))]
                for table in schema.metadata.sorted_tables
            }
            live = {
                row["object"] for rows in shelf._image.values() for row in rows if "object" in row
            }
            shelf._bytes = {name: self.rows.objects.get(name) for name in live if name}
        return shelf

    def put_back(self) -> Self:
        """A backup becomes what is served."""
        shelf = super().copied()
        shelf._bytes, shelf._image = {}, {}
        for name, data in self._bytes.items():
            self.rows.objects.put(name, data)
        with self.rows.writing():
            execute = self.rows.work.connection.execute
            for table in schema.metadata.sorted_tables:
                execute(delete(table))
                if rows := self._image[table.name]:
                    execute(insert(table), rows)
        shelf.rows._rosters.clear()
        return shelf

    def renew(self, epoch: bytes) -> None:
        """The hub knows that it was put back; packs, which name the epoch, are not."""
        for space in self.spaces:
            with self.writing():
                self.set_packs(space, [])
        self.epoch = epoch
        with self.rows.writing():
            self.rows.work.connection.execute(
                update(schema.setting).where(schema.setting.c.name == "epoch").values(content=epoch)
            )

    @contextmanager
    def writing(self) -> Iterator[None]:
        with super().writing(), self.rows.writing():
            yield

    @contextmanager
    def reading(self) -> Iterator[None]:
        with super().reading(), self.rows.reading():
            yield

    def roster(self, space: bytes) -> Any:
        mine, theirs = super().roster(space), self._ask("roster", space)
        if (mine and mine.digest()) != (theirs and theirs.digest()):
            raise DisagreementError("roster")
        return mine

    def changes(self, space: bytes, case: bytes, ids: Any = None) -> Sequence[Change]:
        mine, theirs = super().changes(space, case, ids), self._ask("changes", space, case, ids)
        if ids is not None:
            mine, theirs = sorted(mine), sorted(theirs)
        return self._same("changes", mine, theirs)

    def successors(self, space: bytes, change: Change) -> Sequence[Change]:
        mine, theirs = super().successors(space, change), self._ask("successors", space, change)
        return self._same("successors", sorted(mine), sorted(theirs))

    def listings(self, space: bytes, first: bytes, last: bytes) -> Sequence[Listing]:
        mine = [one for one in super().listings(space, first, last) if one.digest]
        return self._same("listings", mine, self._ask("listings", space, first, last))

    def set_packs(self, space: bytes, packs: Sequence[tuple[Pack, bytes]]) -> None:
        super().set_packs(space, packs)
        self._ask("set_packs", space, packs)

    def _ask(self, name: str, *args: Any, **kwargs: Any) -> Any:
        """What the database says; outside of a transaction, in one of its own."""
        if hasattr(self.rows._open, "work"):
            return getattr(self.rows, name)(*args, **kwargs)
        with self.rows.reading():
            return getattr(self.rows, name)(*args, **kwargs)

    def _same(self, name: str, mine: Kind, theirs: Kind) -> Kind:
        if _plain(mine) != _plain(theirs):
            raise DisagreementError(f"{name}: {_plain(mine)!r} and {_plain(theirs)!r}")
        return mine


def _plain(answer: Any) -> Any:
    """What of an answer counts: of names their set, of rows their order too."""
    match answer:
        case tuple() if hasattr(answer, "_fields"):
            return answer
        case tuple() as pair if len(pair) == 2:
            return (set(pair[0]), set(pair[1]))
        case set() | frozenset():
            return set(answer)
        case list() if answer and isinstance(answer[0], Entry | Pack | Listing | Change):
            return answer
        case list() | tuple():
            return set(answer)
        case dict():
            return dict(answer)
    return answer


def _both(name: str, *, is_write: bool) -> Any:
    memory = getattr(MemoryShelf, name)

    def ask(self: TwinShelf, *args: Any, **kwargs: Any) -> Any:
        if is_write and name == "add_seals":
            args = (args[0], list(args[1]))
        if is_write and name == "drop_values":
            args = (args[0], args[1], list(args[2]))
        mine = memory(self, *args, **kwargs)
        theirs = self._ask(name, *args, **kwargs)
        return mine if is_write else self._same(name, mine, theirs)

    return ask


for _name in _WRITES:
    setattr(TwinShelf, _name, _both(_name, is_write=True))
for _name in _READS:
    setattr(TwinShelf, _name, _both(_name, is_write=False))


def twin(epoch: bytes, database: Database, folder: Path) -> TwinShelf:
    """A pair with empty tables."""
    bring_up(database)
    with database.writing() as connection:
        for table in schema.metadata.sorted_tables:
            connection.execute(delete(table))
    return TwinShelf(epoch, database, Folder(folder))
