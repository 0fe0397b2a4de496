"""Photos and files: sent and fetched in parts, each going on where it was interrupted.

One that cannot be read, sent or fetched is named, and the others do not wait for it.
"""

from __future__ import annotations

from collections.abc import Generator
from contextlib import suppress

from fieldapp.sync.errors import AnswerError, BlobUnreadableError, RefusedError
from fieldapp.sync.exchange import Exchange, expect
from fieldapp.sync.local import BlobName, Local
from fieldapp.sync.messages import MAX_BLOB, PART, BlobAsk, BlobGet, BlobPut, BlobState, Part
from fieldapp.sync.wire import Message


def send(local: Local, space: bytes) -> Exchange:
    """Sends what the hub lacks, the small ones first."""
    for blob in sorted(local.to_send(space), key=lambda blob: blob.size):
        refused, was_lacking = None, False
        try:
            was_lacking = yield from _send(local, blob)
        except (RefusedError, BlobUnreadableError) as error:
            refused = error.finding
        local.sent(space, blob, refused, was_lacking=was_lacking)


def _send(local: Local, blob: BlobName) -> Generator[Message, Message, bool]:
    """Sends what the hub lacks of one, and returns whether it lacked any of it."""
    was_lacking = False
    state = expect((yield BlobAsk(case=blob.case, sha256=blob.sha256)), BlobState)
    while not state.whole:
        held = state.held
        part = local.read(blob, held, PART)
        name, size = blob.sha256, blob.size
        put = BlobPut(case=blob.case, sha256=name, size=size, offset=held, data=part)
        state = expect((yield put), BlobState)
        was_lacking = True
        if not state.whole and state.held <= held:
            raise AnswerError("sync.answer_unfit", asked=BlobState.TYPE, answered=BlobState.TYPE)
    return was_lacking


def fetch(local: Local, space: bytes) -> Exchange:
    """Fetches what is wanted here; what the hub does not have yet comes another time."""
    for blob in local.to_fetch(space):
        with suppress(RefusedError, BlobUnreadableError):
            yield from _fetch(local, blob)


def _fetch(local: Local, blob: BlobName) -> Exchange:
    done = False
    while not done:
        offset = local.received(blob)
        ask = BlobGet(case=blob.case, sha256=blob.sha256, offset=offset, length=PART)
        part = expect((yield ask), Part)
        reached = part.offset + len(part.data)
        done = reached == part.size
        if part.offset != offset or part.size > MAX_BLOB or not (part.data or done):
            raise AnswerError("sync.answer_unfit", asked=Part.TYPE, answered=Part.TYPE)
        local.keep(blob, offset, part.data, part.size)
