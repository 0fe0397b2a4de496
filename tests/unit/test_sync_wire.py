"""Messages on the wire: what is sent is what is read, and nothing else ever gets through."""

from __future__ import annotations

import dataclasses
import random
import resource
import sys
import tracemalloc
from typing import Any

import msgpack
import pytest
import zstandard
from case_kit import Laptop, examples
from hypothesis import given
from hypothesis import strategies as st

from fieldapp.case import codec
from fieldapp.case.change import MAX_NUMBER
from fieldapp.case.log import Frame
from fieldapp.case.seal import Seal
from fieldapp.sync import batch as batches
from fieldapp.sync import forms, wire
from fieldapp.sync.batch import Batch
from fieldapp.sync.bundle import Bundle, Entry
from fieldapp.sync.enrolment import Enrol, Enrolled, Renew, Renewed
from fieldapp.sync.errors import WireError
from fieldapp.sync.forms import Added
from fieldapp.sync.messages import (
    BlobAsk,
    BlobGet,
    BlobPut,
    BlobState,
    Differs,
    FilesHave,
    FilesLack,
    Found,
    Have,
    LeftHave,
    LeftLack,
    Noted,
    PackGet,
    Packs,
    Page,
    Part,
    Problem,
    Pull,
    Push,
    Receipt,
    Report,
    Snapshot,
    Want,
)
from fieldapp.sync.rows import (
    Cursor,
    Fork,
    Holding,
    Listed,
    Names,
    Pack,
    Refused,
    Scope,
    Wanted,
)
from fieldapp.sync.vector import Reach, Run
from fieldapp.sync.wire import Message

CASE, ID, DEVICE, INCARNATION, PREFIX = b"c" * 16, b"i" * 32, b"d" * 16, b"n" * 8, b"p" * 8
CURSOR = Cursor(b"e" * 16, 7, b"l" * 16)
RUN = Run(DEVICE, INCARNATION, 1, 5, PREFIX)


def a_batch() -> Batch:
    ann = Laptop("ann")
    ann.write("title", "三号塔")
    last = ann.edit(lambda edit: [edit.write(f"answers/a{n}", n) for n in range(3)])
    return Batch(tuple(ann.log.frames()), (Seal.over(last, ann.key),), (b"a certificate",))


MESSAGES: list[Message] = [
    Have(
        cursor=CURSOR, roster=ID, first=bytes(16), last=b"\xff" * 16, cases=(Listed(CASE, PREFIX),)
    ),
    Differs(
        certificates=(b"one",),
        last=CASE,
        same=ID,
        cases=(Holding(CASE, False, (RUN,), (PREFIX,)),),
    ),
    Want(cursor=Cursor(), cases=(Wanted(CASE, (RUN,), (Reach(DEVICE, INCARNATION, 2, 2),)),)),
    Found(batch=a_batch()),
    Push(cursor=CURSOR, batch=a_batch()),
    Receipt(
        digest=ID,
        refused=(Refused(ID, "case.value_altered", {"change": "c0ffee", "n": 1}),),
        forks=(Fork(CASE, DEVICE, INCARNATION, 3),),
        has_gap=True,
        before=Cursor(),
        after=CURSOR,
    ),
    Pull(cursor=Cursor()),
    Page(before=Cursor(b"e" * 16), after=CURSOR, ahead=9, batch=a_batch(), left=CASE),
    LeftHave(cases=(Names(CASE, (PREFIX,)),)),
    LeftLack(cases=(Names(CASE, ()),)),
    FilesHave(cases=(Names(CASE, (PREFIX, PREFIX)),)),
    FilesLack(cases=()),
    BlobAsk(case=CASE, sha256=ID),
    BlobState(sha256=ID, held=0, whole=False),
    BlobPut(case=CASE, sha256=ID, size=3, offset=1, data=b"xy"),
    BlobGet(case=CASE, sha256=ID, offset=0, length=MAX_NUMBER),
    Part(sha256=ID, size=3, offset=0, data=b"xyz"),
    Snapshot(cursor=Cursor()),
    Packs(packs=(Pack(ID, 5, Cursor(b"e" * 16), CURSOR),)),
    PackGet(sha256=ID, offset=0, length=1),
    Problem(code="sync.other_feed", params={}, cursor=CURSOR, wait=30),
    Enrol(
        code=ID,
        device=DEVICE,
        author=CASE,
        key=ID,
        token=ID,
        laptop="Van 3",
        signature=b"s" * 64,
    ),
    Enrolled(root=ID, team="North", account=CASE, person="Ann", certificates=(b"one",)),
    Renew(device=DEVICE, key=ID, token=ID, signature=b"s" * 64),
    Renewed(),
    Report(record=b"r"),
    Noted(),
    Bundle(
        device=DEVICE,
        author=CASE,
        key=ID,
        person="安",
        space=b"",
        at=1,
        certificates=(b"one",),
        entries=(Entry(b"", ID, 5), Entry(CASE, ID, 6)),
        signature=b"s" * 64,
    ),
]
by_type = pytest.mark.parametrize("message", MESSAGES, ids=lambda message: message.TYPE)


def plain(message: Message) -> dict[str, Any]:
    found: dict[str, Any] = codec.parse(wire.unpack(wire.encode(message)), wire.MAX_PLAIN)
    return found


def packed(content: object) -> bytes:
    return compressed(msgpack.packb(content))


def compressed(data: bytes) -> bytes:
    return zstandard.ZstdCompressor(write_checksum=True).compress(data)


def test_every_type_of_message_is_tried_here() -> None:
    assert {type(message) for message in MESSAGES} == set(wire._types.values())


@by_type
def test_what_is_sent_is_what_is_read(message: Message) -> None:
    assert wire.decode(wire.encode(message)) == message


@by_type
def test_keys_of_a_later_version_come_out_where_they_went_in(message: Message) -> None:
    later = plain(message) | {"later": {"any": [1, None, b"x"]}, "a": 1}
    read = wire.decode(packed(dict(sorted(later.items()))))
    assert read.more == {"later": {"any": [1, None, b"x"]}, "a": 1}
    assert plain(read) == later


def test_what_a_later_version_has_added_is_sent_where_it_says_something() -> None:
    scope = Scope(own=True, since=7)
    for said in (Pull(cursor=CURSOR), Pull(cursor=CURSOR, scope=scope)):
        assert wire.decode(wire.encode(said)) == said
        assert ("scope" in plain(said)) is said.scope.is_narrow


@by_type
def test_a_field_that_is_missing_or_of_another_kind_is_named(message: Message) -> None:
    for field, form in message.FORMS.items():
        for content in (None, 5.0, object):
            fields = plain(message)
            if content is object and isinstance(form, Added):
                continue
            if content is object:
                del fields[field]
            else:
                fields[field] = content
            with pytest.raises(WireError) as caught:
                wire.decode(packed(fields))
            assert caught.value.finding.params == {"message": message.TYPE, "field": field}


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"t": "push", "v": 2}, "sync.message_version"),
        ({"t": "not known", "v": 1}, "sync.message_version"),
        ({"t": 5, "v": 1}, "sync.message_malformed"),
        ({"t": "pull", "v": True}, "sync.message_malformed"),
        ({"v": 1}, "sync.message_malformed"),
        ([], "sync.message_malformed"),
        (None, "sync.message_malformed"),
        ({b"t": "pull"}, "sync.message_malformed"),
        ({"t": "pull", "v": 1, "cursor": [b"", 0, b""], b"bytes": 1}, "sync.message_malformed"),
        ({"t": "pull", "v": 1, "cursor": [b"", 0, b""], "more": 0.5}, "sync.message_malformed"),
    ],
)
def test_what_is_no_message_of_this_version_is_refused_by_name(fields: Any, code: str) -> None:
    with pytest.raises(WireError) as caught:
        wire.decode(packed(fields))
    assert caught.value.finding.code == code


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"rubbish",
        compressed(b""),
        compressed(b"\xc1"),
        compressed(codec.pack({"t": "pull"}))[:-1],
        compressed(codec.pack({"t": "pull"})) + b"x",
        compressed(codec.pack({"t": "pull"})) * 2,
        zstandard.ZstdCompressor(write_checksum=False).compress(b"\x80"),
        zstandard.ZstdCompressor(write_content_size=False, write_checksum=True).compress(b"\x80"),
        b"\x50\x2a\x4d\x18\x05\0\0\0hello" + compressed(b"\x80"),
    ],
    ids=["empty", "rubbish", "nothing", "no msgpack", "cut", "more", "two", "unchecked", "unsized",
         "skippable"],
)  # fmt: skip
def test_bytes_that_are_no_frame_are_refused(data: bytes) -> None:
    with pytest.raises(WireError):
        wire.decode(data)


def bomb(plain_size: int, filling: bytes = b"\0") -> bytes:
    return compressed(filling * plain_size)


BOMBS = {
    "declared too large": bomb(wire.MAX_PLAIN + 1),
    "a gigabyte": bomb(1024 * 1024 * 1024, b"\0"),
    "empty maps": compressed(b"\xdd\x01\xff\xff\xf0" + b"\x80" * 0x1FFFFF0),
    "empty lists": compressed(b"\xdd\x01\xff\xff\xf0" + b"\x90" * 0x1FFFFF0),
    "short texts": compressed(b"\xdd\x00\xaa\xaa\xaa" + b"\xa2hi" * 0xAAAAAA),
    "short bytes": compressed(b"\xdd\x00\x7f\xff\xff" + b"\xc4\x02hi" * 0x7FFFFF),
    "nested": compressed(b"\x91" * 30_000_000),
    "too long as it is": random.Random(1).randbytes(wire.MAX_PACKED + 1),
}


@pytest.mark.parametrize("data", BOMBS.values(), ids=BOMBS)
def test_a_bomb_is_refused_within_bounds(data: bytes) -> None:
    if sys.platform == "linux":
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    tracemalloc.start()
    try:
        with pytest.raises(WireError):
            wire.decode(data)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 256 * 2**20
    if sys.platform == "linux":
        assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 400 * 1024


def test_a_message_too_large_to_travel_is_not_sent() -> None:
    noise = random.Random(2).randbytes
    big = tuple(Frame(noise(4 * 2**20)) for _ in range(5))
    with pytest.raises(WireError) as caught:
        wire.encode(Found(batch=Batch(big)))
    assert caught.value.finding.code == "sync.message_too_large"
    with pytest.raises(codec.CodecError):
        wire.encode(Found(batch=Batch(big * 2)))


@pytest.mark.parametrize(
    ("forms_of", "content"),
    [
        (Push, [[], [[0, b"k" * 32, b"s" * 64]], []]),
        (Push, [[[b"raw", [[b"short", b"x"]]]], [], []]),
        (Push, [[[b"raw"]], [], []]),
        (Push, [[[b"raw", [], "more"]], [], []]),
        (Push, [[["text", []]], [], []]),
        (Push, [[], [], [b"x" * (batches.MAX_CERTIFICATE + 1)]]),
        (Push, [[[b"", []]] * (batches.MAX_FRAMES + 1), [], []]),
        (Push, [[], []]),
    ],
)
def test_a_batch_out_of_form_makes_the_message_malformed(
    forms_of: type[Message], content: object
) -> None:
    fields = {"t": forms_of.TYPE, "v": 1, "cursor": [b"", 0, b""], "batch": content}
    with pytest.raises(WireError) as caught:
        wire.decode(packed(fields))
    assert caught.value.finding.params["field"] == "batch"


@pytest.mark.parametrize(
    "run",
    [
        [DEVICE, INCARNATION, 0, 1, PREFIX],
        [DEVICE, INCARNATION, 3, 2, PREFIX],
        [DEVICE, INCARNATION, 1, 2**63, PREFIX],
        [DEVICE, INCARNATION, 1, 2, b"short"],
        [DEVICE, INCARNATION, 1, 2],
    ],
)
def test_a_run_that_runs_backwards_or_nowhere_is_refused(run: list[object]) -> None:
    fields = {"t": "want", "v": 1, "cursor": [b"", 0, b""], "cases": [[CASE, [run], []]]}
    with pytest.raises(WireError):
        wire.decode(packed(fields))


def test_a_seal_over_what_is_no_change_is_left_out() -> None:
    batch = [[[b"rubbish", []]], [[0, b"k" * 32, b"s" * 64]], []]
    read = wire.decode(packed({"t": "found", "v": 1, "batch": batch}))
    assert isinstance(read, Found)
    assert (len(read.batch.frames), read.batch.seals) == (1, ())


def test_a_problem_carries_no_long_or_strange_parameters() -> None:
    for params in ({"x": "y" * 501}, {"x" * 65: 1}, {"x": [1]}, {"x": True}, {b"x": 1}, {"x": 0.5}):
        fields = {"t": "problem", "v": 1, "code": "c", "params": params, "wait": 0}
        with pytest.raises(WireError):
            wire.decode(packed(fields | {"cursor": [b"", 0, b""]}))


anything = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**64 - 1)
    | st.floats()
    | st.text(max_size=8)
    | st.binary(max_size=40),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=10,
)


@given(st.binary(max_size=200))
def test_noise_is_refused_and_raises_nothing_else(data: bytes) -> None:
    for tried in (data, compressed(data)):
        with pytest.raises(WireError):
            wire.decode(tried)


@given(st.sampled_from(MESSAGES), st.data())
@examples(100)
def test_a_message_with_any_field_is_read_or_refused(message: Message, data: st.DataObject) -> None:
    fields = plain(message)
    fields[data.draw(st.sampled_from(sorted(fields)))] = data.draw(anything)
    _read_or_refuse(packed(fields))


@given(st.sampled_from(MESSAGES), st.data())
@examples(100)
def test_a_mutant_is_read_or_refused(message: Message, data: st.DataObject) -> None:
    """Damage below the checksum, as somebody who means it would do it."""
    raw = bytearray(wire.unpack(wire.encode(message)))
    for _ in range(data.draw(st.integers(1, 4))):
        kind, place = data.draw(st.integers(0, 2)), data.draw(st.integers(0, len(raw) - 1))
        if kind == 0:
            raw[place] = data.draw(st.integers(0, 255))
        elif kind == 1:
            del raw[place : place + data.draw(st.integers(1, 9))]
        else:
            raw[place:place] = raw[place : place + data.draw(st.integers(1, 9))]
        if not raw:
            return
    _read_or_refuse(compressed(bytes(raw)))


@given(st.sampled_from(MESSAGES), st.data())
@examples(60)
def test_damage_on_the_way_is_noticed(message: Message, data: st.DataObject) -> None:
    sent = wire.encode(message)
    place = data.draw(st.integers(0, len(sent) - 1))
    garbled = sent[:place] + bytes([sent[place] ^ 1 << data.draw(st.integers(0, 7))])
    garbled += sent[place + 1 :]
    try:
        assert wire.decode(garbled) == message
    except WireError:
        return


def _read_or_refuse(data: bytes) -> None:
    try:
        read = wire.decode(data)
    except WireError:
        return
    assert wire.decode(wire.encode(read)) == read


def test_a_message_is_frozen_and_says_its_forms() -> None:
    pull = Pull(cursor=CURSOR)
    with pytest.raises(dataclasses.FrozenInstanceError):
        pull.cursor = Cursor()
    with pytest.raises(TypeError, match="other"):
        wire.message("other", not_there=forms.flag)(Pull)
