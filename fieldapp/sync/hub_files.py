"""Photos and files on a hub: parts from laptops, and parts for them.

A hub takes only what a case of the space names, and each laptop's parts lie apart until they are
whole, so that nobody can spoil what another one sends.
"""

from __future__ import annotations

import hashlib

from fieldapp.sync.messages import (
    MAX_BLOB,
    MAX_PART,
    BlobAsk,
    BlobGet,
    BlobPut,
    BlobState,
    FilesHave,
    FilesLack,
    Part,
    Problem,
)
from fieldapp.sync.rows import Names
from fieldapp.sync.shelf import Shelf
from fieldapp.sync.vector import PREFIX
from fieldapp.sync.wire import Message

_GONE = Problem(code="sync.blob_missing", params={})


def state(shelf: Shelf, space: bytes, device: bytes, ask: BlobAsk) -> Message:
    """How much of a blob is there."""
    if ask.sha256 not in shelf.files(space, ask.case):
        return _GONE
    size = shelf.blob(space, ask.sha256)
    if size is not None:
        return BlobState(sha256=ask.sha256, held=size, whole=True)
    held = shelf.part(space, ask.sha256, device)
    return BlobState(sha256=ask.sha256, held=held, whole=False)


def lacking(shelf: Shelf, space: bytes, told: FilesHave) -> FilesLack:
    """The blobs that are not here, of those a laptop takes to be."""
    cases = []
    for case, names in told.cases:
        known = {name for name in shelf.files(space, case) if shelf.blob(space, name) is not None}
        beginnings = {name[:PREFIX] for name in known}
        if gone := tuple(name for name in names if name not in beginnings):
            cases.append(Names(case, gone))
    return FilesLack(cases=tuple(cases))


def put(shelf: Shelf, space: bytes, device: bytes, put: BlobPut) -> Message:
    """Keeps a part that goes on where the last one ended; another one is answered with where."""
    name = put.sha256
    if put.size > MAX_BLOB or put.offset + len(put.data) > put.size:
        return Problem(code="sync.blob_too_large", params={"limit": MAX_BLOB // 2**20})
    ask = BlobAsk(case=put.case, sha256=name)
    known = state(shelf, space, device, ask)
    if not isinstance(known, BlobState) or known.whole:
        return known
    if put.offset == known.held:
        shelf.add_part(space, name, device, put.data)
        if put.offset + len(put.data) == put.size:
            is_whole = hashlib.sha256(shelf.read_part(space, name, device)).digest() == name
            shelf.end_part(space, name, device, is_whole=is_whole)
            if not is_whole:
                return Problem(code="sync.blob_altered", params={})
    return state(shelf, space, device, ask)


def get(shelf: Shelf, space: bytes, ask: BlobGet) -> Message:
    """A part of a whole blob of a case."""
    size = shelf.blob(space, ask.sha256)
    if ask.sha256 not in shelf.files(space, ask.case) or size is None:
        return _GONE
    length = min(ask.length, MAX_PART)
    return part(
        ask.sha256, size, ask.offset, shelf.read_blob(space, ask.sha256, ask.offset, length)
    )


def part(sha256: bytes, size: int, offset: int, data: bytes) -> Part:
    """A part of something, no longer than one may be."""
    return Part(sha256=sha256, size=size, offset=offset, data=data[:MAX_PART])
