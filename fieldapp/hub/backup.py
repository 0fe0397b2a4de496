"""Backups of a hub: a folder that can be put back, here or into another kind of database.

A backup is a folder: `hub.json` (what it is), `rows/` (a file of each table, compressed lines of
msgpack, as they stood at one moment) and `objects/` (photos, files and what else is large). It says
nothing of which database it came from, so it can be put back into SQLite and PostgreSQL alike; that
is how a hub moves from one to the other. The hub's key is not in it.
"""

from __future__ import annotations

import hashlib
import json
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO

import msgpack
import zstandard
from sqlalchemy import Connection, Table, insert, select

from fieldapp.hub import audit, reports, schema, spaces
from fieldapp.hub.errors import HubError
from fieldapp.hub.node import Empty, Node
from fieldapp.hub.objects import Folder, ObjectError, Objects

FORMAT = "fieldapp-hub-backup/1"
_MANIFEST, _ROWS, _OBJECTS = "hub.json", "rows", "objects"
_AT_ONCE = 2_000
"""Rows that are read or written together."""
_NOT_KEPT = frozenset({"alert", "attempt", "garbage", "pack", "part", "promise", "report", "term"})
"""Tables whose rows can be made again, or are of no use after a restore."""


def back_up(node: Node, target: Path) -> dict[str, int]:
    """Writes a backup into a new folder.

    Returns:
        Rows by table, and `objects`.

    Raises:
        HubError: the folder is not empty, or cannot be written.
    """
    node.flush()
    try:
        if target.exists() and any(target.iterdir()):
            raise HubError("hub.backup_folder", where=str(target))
        (target / _ROWS).mkdir(parents=True)
        objects = Folder(target / _OBJECTS)
        counts: dict[str, int] = {}
        names: set[str] = set()
        with node.reading() as connection:
            for table in _tables():
                with (target / _ROWS / table.name).open("wb") as file:
                    counts[table.name] = _write_rows(connection, table, file, names)
        copied = _copy(node.objects, objects, names)
        told_of = {
            "format": FORMAT,
            "at": node.clock().isoformat(timespec="seconds"),
            "key": node.vault.mark.hex(),
            "rows": counts,
            "objects": copied,
            "sha256": {name: _sha256(target / _ROWS / name) for name in counts},
        }
        text = json.dumps(told_of, indent=1)
        (target / _MANIFEST).write_text(text, encoding="utf-8")
        return counts | {"objects": copied}
    except OSError as error:
        raise HubError("hub.backup_unwritable", where=str(target)) from error


def _copy(source: Objects, target: Objects, names: set[str]) -> int:
    """How many could be copied: what was erased since the rows were read is not there any more."""
    copied = 0
    for name in sorted(names):
        with suppress(ObjectError):
            data = source.get(name)
            target.put(name, data)
            copied += 1
    return copied


def _tables() -> list[Table]:
    return [table for table in schema.metadata.sorted_tables if table.name not in _NOT_KEPT]


def _write_rows(connection: Connection, table: Table, file: BinaryIO, objects: set[str]) -> int:
    count = 0
    packer = msgpack.Packer()
    with zstandard.ZstdCompressor(level=3, write_checksum=True).stream_writer(file) as out:
        rows = connection.execution_options(yield_per=_AT_ONCE).execute(select(table))
        for row in rows:
            content = dict(row._mapping)
            if name := content.get("object"):
                objects.add(name)
            out.write(packer.pack(content))
            count += 1
    return count


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def put_back(source: Path, empty: Empty) -> dict[str, int]:
    """Puts a backup into an empty hub, under a new epoch: laptops bring again what it lacks.

    Returns:
        Rows by table, and `objects`.

    Raises:
        HubError: it is no whole backup, another key made it, or the hub is not empty.
    """
    manifest = _read_manifest(source)
    if manifest["key"] != empty.vault.mark.hex():
        raise HubError("hub.key_wrong")
    kept = Folder(source / _OBJECTS)
    with empty.database.writing() as connection:
        if spaces.is_begun(connection):
            raise HubError("hub.restore_not_empty")
        names = list(kept.keys())
        if len(names) != manifest["objects"]:
            raise HubError("hub.backup_damaged", where=_OBJECTS)
        for name in names:
            empty.objects.put(name, kept.get(name))
        counts = {"objects": len(names)}
        for table in _tables():
            if table.name not in manifest["rows"]:
                continue  # an older version's backup
            with (source / _ROWS / table.name).open("rb") as file:
                counts[table.name] = _read_rows(connection, table, file)
            if counts[table.name] != manifest["rows"].get(table.name):
                raise HubError("hub.backup_damaged", where=table.name)
        spaces.renew(connection, empty.vault, empty.entropy, empty.now())
        reports.forget(connection)
        for row in connection.execute(select(schema.space.c.space_id)).all():
            audit.note(connection, row.space_id, empty.now(), "backup_restored")
    empty.database.close()
    return counts


def _read_manifest(source: Path) -> dict[str, Any]:
    """Raises: HubError: no backup, or not as it was written."""
    try:
        found: dict[str, Any] = json.loads((source / _MANIFEST).read_text(encoding="utf-8"))
        if found["format"] != FORMAT:
            raise HubError("hub.backup_unknown", where=str(source))
        for name, digest in found["sha256"].items():
            if name not in schema.metadata.tables or _sha256(source / _ROWS / name) != digest:
                raise HubError("hub.backup_damaged", where=name)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise HubError("hub.backup_unknown", where=str(source)) from error
    return found


def _read_rows(connection: Connection, table: Table, file: BinaryIO) -> int:
    count = 0
    reader = zstandard.ZstdDecompressor().stream_reader(file)
    waiting: list[dict[str, Any]] = []
    for row in msgpack.Unpacker(reader, max_buffer_size=2**31 - 1, strict_map_key=False):
        waiting.append(row)
        if len(waiting) >= _AT_ONCE:
            connection.execute(insert(table), waiting)
            count += len(waiting)
            waiting = []
    if waiting:
        connection.execute(insert(table), waiting)
    return count + len(waiting)
