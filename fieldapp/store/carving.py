"""Carving: rows out of single b-tree pages, without the tree that should lead to them.

The format is SQLite's (https://www.sqlite.org/fileformat2.html). Every cell of every page is tried;
what does not parse is passed over. Whether a row is right, its hashes must tell.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from fieldapp.store.pages import USABLE, Page

Row = tuple[int | float | str | bytes | None, ...]
Pages = Callable[[int], Page | None]
"""Gives a page by its number, to follow what overflows."""

_INDEX_INTERIOR, _INDEX_LEAF, _TABLE_LEAF = 0x02, 0x0A, 0x0D
_TABLE_LOCAL = USABLE - 35
_INDEX_LOCAL = (USABLE - 12) * 64 // 255 - 23
_LEAST_LOCAL = (USABLE - 12) * 32 // 255 - 23
_INTEGER_SIZES = {1: 1, 2: 2, 3: 3, 4: 4, 5: 6, 6: 8}
_MAX_PAYLOAD = 64 * 1024 * 1024


def rows(page: Page, pages: Pages) -> Iterator[Row]:
    """The rows whose cells lie in a page."""
    content = page.content
    kind = content[0]
    if kind not in {_INDEX_INTERIOR, _INDEX_LEAF, _TABLE_LEAF}:
        return
    pointers = 12 if kind == _INDEX_INTERIOR else 8
    count = int.from_bytes(content[3:5])
    for place in range(min(count, (USABLE - pointers) // 2)):
        start = pointers + 2 * place
        try:
            payload = _payload(content, int.from_bytes(content[start : start + 2]), kind, pages)
            yield _record(payload)
        except (IndexError, ValueError):
            continue


def _payload(content: bytes, cell: int, kind: int, pages: Pages) -> bytes:
    if kind == _INDEX_INTERIOR:
        cell += 4
    size, cell = _varint(content, cell)
    if size > _MAX_PAYLOAD:
        raise ValueError
    most = _INDEX_LOCAL
    if kind == _TABLE_LEAF:
        _, cell = _varint(content, cell)
        most = _TABLE_LOCAL
    if size <= most:
        return content[cell : cell + size]
    local = _LEAST_LOCAL + (size - _LEAST_LOCAL) % (USABLE - 4)
    if local > most:
        local = _LEAST_LOCAL
    payload = content[cell : cell + local]
    following = int.from_bytes(content[cell + local : cell + local + 4])
    while len(payload) < size:
        page = pages(following)
        if page is None:
            raise ValueError
        following = int.from_bytes(page.content[:4])
        payload += page.content[4:USABLE]
    return payload[:size]


def _record(payload: bytes) -> Row:
    header, place = _varint(payload, 0)
    kinds = []
    while place < header:
        kind, place = _varint(payload, place)
        kinds.append(kind)
    row: list[int | float | str | bytes | None] = []
    place = header
    for kind in kinds:
        value, place = _value(payload, place, kind)
        row.append(value)
    if place != len(payload):
        raise ValueError
    return tuple(row)


def _value(payload: bytes, place: int, kind: int) -> tuple[int | str | bytes | None, int]:
    if kind == 0:
        return None, place
    if kind in {8, 9}:
        return kind - 8, place
    if kind in _INTEGER_SIZES:
        end = place + _INTEGER_SIZES[kind]
        return int.from_bytes(payload[place:end], signed=True), end
    if kind < 12:
        raise ValueError
    end = place + (kind - 12) // 2
    data = payload[place:end]
    return (data.decode() if kind % 2 else data), end


def _varint(data: bytes, place: int) -> tuple[int, int]:
    value = 0
    for _ in range(8):
        byte = data[place]
        place += 1
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            return value, place
    return value << 8 | data[place], place + 1
