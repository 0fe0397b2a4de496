"""Snapshots: the beginning of the feed in packs made ahead, for a laptop that has nothing yet.

A pack is the bytes of a `Page`, named by their SHA-256. With each the laptop has read the feed up
to the end of it; should it be interrupted, it goes on from there by pulling.
"""

from __future__ import annotations

import hashlib
from collections.abc import Generator

from fieldapp.sync import wire
from fieldapp.sync.errors import AnswerError
from fieldapp.sync.exchange import Exchange, expect, take_in
from fieldapp.sync.local import Local
from fieldapp.sync.messages import MAX_PART, PackGet, Packs, Page, Part, Snapshot
from fieldapp.sync.rows import Pack
from fieldapp.sync.wire import Message


def bootstrap(local: Local, space: bytes) -> Exchange:
    """Reads packs as long as they continue what has been read."""
    answer = yield Snapshot(cursor=local.cursor(space))
    for pack in expect(answer, Packs).packs:
        page = wire.decode((yield from _whole(pack)))
        cursor = local.cursor(space)
        if not isinstance(page, Page) or not cursor.is_at(page.before) or page.left:
            raise AnswerError("sync.answer_unfit", asked=Page.TYPE, answered=page.TYPE)
        take_in(local, space, page.batch, is_on_hub=True, cursor=page.after)


def _whole(pack: Pack) -> Generator[Message, Message, bytes]:
    """All parts of a pack; one that another has come to be is not taken."""
    data = bytearray()
    while len(data) < pack.size:
        ask = PackGet(sha256=pack.sha256, offset=len(data), length=MAX_PART)
        part = expect((yield ask), Part)
        if part.offset != len(data) or not part.data:
            raise AnswerError("sync.answer_unfit", asked=Part.TYPE, answered=Part.TYPE)
        data += part.data
    if hashlib.sha256(data).digest() != pack.sha256 or pack.size > wire.MAX_PACKED:
        raise AnswerError("sync.answer_unfit", asked=Part.TYPE, answered=Part.TYPE)
    return bytes(data)
