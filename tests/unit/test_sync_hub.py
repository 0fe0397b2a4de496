"""What a hostile, broken or merely old laptop may ask of a hub: one clear answer, nothing kept."""

from __future__ import annotations

import copy
from datetime import timedelta
from typing import Any

import pytest
from case_kit import START, examples
from hypothesis import given
from hypothesis import strategies as st
from sync_kit import CASE, OTHER, Laptop, Team, broken, hand_over

from fieldapp.case.change import MAX_NUMBER, Identity, Tip, encode
from fieldapp.case.erasure import order
from fieldapp.case.log import Frame
from fieldapp.case.seal import Seal
from fieldapp.sync import exchange, wire
from fieldapp.sync.batch import MAX_CERTIFICATES, Batch
from fieldapp.sync.enrolment import Enrolled
from fieldapp.sync.hub_state import Speaker
from fieldapp.sync.messages import (
    MAX_BLOB,
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
    PackGet,
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
from fieldapp.sync.rows import Cursor, Listed, Names, Wanted
from fieldapp.sync.vector import PREFIX, Reach, Run
from fieldapp.sync.wire import Message

ID = b"i" * 32
RUN = Run(b"d" * 16, b"n" * 8, 1, MAX_NUMBER, b"p" * 8)
QUESTIONS: list[Message] = [
    Have(
        cursor=Cursor(),
        roster=ID,
        first=bytes(16),
        last=b"\xff" * 16,
        cases=(Listed(CASE, b"p" * 8),),
    ),
    Want(cursor=Cursor(), cases=(Wanted(CASE, (RUN,), (Reach(*RUN[:4]),)),)),
    Push(cursor=Cursor(), batch=Batch()),
    Pull(cursor=Cursor()),
    Snapshot(cursor=Cursor()),
    PackGet(sha256=ID, offset=0, length=1),
    LeftHave(cases=(Names(CASE, (b"p" * 8,)),)),
    FilesHave(cases=(Names(CASE, (b"p" * 8,)),)),
    BlobAsk(case=CASE, sha256=ID),
    BlobPut(case=CASE, sha256=ID, size=1, offset=0, data=b"x"),
    BlobGet(case=CASE, sha256=ID, offset=0, length=1),
    Report(record=b"r"),
]
every_question = pytest.mark.parametrize("message", QUESTIONS, ids=lambda one: one.TYPE)


def kept(team: Team) -> dict[bytes, Any]:
    spaces = team.shelf.spaces.items()
    return copy.deepcopy({n: (s.entries, s.cases, s.blobs, s.parts) for n, s in spaces})


def code(answer: Message) -> str:
    return answer.code if isinstance(answer, Problem) else f"answered {answer.TYPE}"


def push(
    team: Team,
    laptop: Laptop,
    *frames: Frame,
    seals: tuple[Seal, ...] = (),
    waits: bool = False,
) -> Receipt:
    answer = team.ask(laptop, Push(cursor=Cursor(), batch=Batch(frames, seals), waits=waits))
    assert isinstance(answer, Receipt)
    return answer


def refused(receipt: Receipt) -> list[str]:
    return [one.code for one in receipt.refused]


# Who asks


@every_question
def test_a_stranger_and_another_team_are_told_the_same_of_every_space(message: Message) -> None:
    team = Team()
    other = team.found()
    ann, stranger = team.laptop("ann"), team.outsider("stranger")
    team.sync(ann)
    nowhere = b"no such space..."
    for speaker in (stranger.speaker, ann.speaker):
        for space in (other, nowhere):
            assert code(team.hub.answer(space, speaker, message)) == "sync.not_here"


@every_question
def test_a_revoked_laptop_or_a_wrong_key_is_not_answered_and_nothing_is_kept(
    message: Message,
) -> None:
    team = Team()
    ann, bo = team.laptop("ann"), team.laptop("bo")
    ann.write("title", "x")
    team.sync(ann)
    before = kept(team)
    wrong = Speaker(ann.local.writer.device, bo.local.key.public)
    assert code(team.hub.answer(team.space, wrong, message)) == "sync.revoked"
    assert kept(team) == before
    team.revoke(ann)
    before = kept(team)
    assert code(team.hub.answer(team.space, ann.speaker, message)) == "sync.revoked"
    assert kept(team) == before


def test_every_question_is_asked_here() -> None:
    team = Team()
    assert {type(message) for message in QUESTIONS} == set(team.hub._rules)


def test_an_answer_is_no_question() -> None:
    team = Team()
    ann = team.laptop("ann")
    answer = team.ask(ann, FilesLack(cases=()))
    assert code(answer) == "sync.message_unasked"


# What is pushed


def test_bad_frames_are_refused_by_name_and_the_good_ones_kept() -> None:
    team = Team()
    ann, bo = team.laptop("ann"), team.laptop("bo")
    changes = [ann.write(f"answers/a{number}", number) for number in range(3)]
    frames = [ann.local.frame(change) for change in changes]
    liar = Identity(bo.local.identity.author, ann.local.identity.device, b"x" * 8)
    forged = encode(OTHER, liar, Tip(), 1, {"ops": []})
    receipt = push(
        team,
        ann,
        Frame(b"rubbish"),
        frames[0],
        broken(frames[1]),
        frames[2],
        Frame(forged.raw),
        seals=(
            Seal.over(changes[0], ann.local.key),
            Seal.over(changes[2], ann.local.key),
            Seal.over(forged, ann.local.key),
        ),
    )
    assert sorted(refused(receipt)) == [
        "case.change_malformed",
        "case.value_unnamed",
        "sync.author_forged",
    ]
    assert team.on_hub() == {changes[0].id, changes[2].id}
    assert receipt.has_gap


def test_an_effect_waits_for_its_cause_as_long_as_its_laptop_can_bring_it() -> None:
    team = Team()
    ann, bo = team.laptop("ann"), team.laptop("bo")
    first = bo.write("title", "bo's")
    hand_over(team, bo, ann)
    seen, after = ann.write("title", "instead of bo's"), ann.write("severity", 3)
    order_ = ann.erase("statements/s1")
    follows = ann.write("severity", 4)
    alone = ann.write("title", "another case", OTHER)
    frames = [ann.local.frame(one) for one in (seen, after, order_, follows, alone)]
    seals = tuple(Seal.over(one, ann.local.key) for one in (order_, follows, alone))
    receipt = push(team, ann, *frames, seals=seals, waits=True)
    # An order to erase goes ahead of all others.
    assert {one.change for one in receipt.refused} == {seen.id, after.id, follows.id}
    assert set(refused(receipt)) == {"sync.cause_missing"}
    assert (team.on_hub(), team.on_hub(OTHER), receipt.has_gap) == ({order_.id}, {alone.id}, True)
    push(team, bo, bo.local.frame(first), seals=(Seal.over(first, bo.local.key),), waits=True)
    for _ in range(2):
        receipt = push(team, ann, *frames, seals=seals, waits=True)
        assert (refused(receipt), receipt.has_gap) == ([], False)
    assert team.on_hub() == ann.ids()


def test_an_effect_whose_cause_nobody_can_bring_comes_in_and_stays() -> None:
    team = Team()
    ann = team.laptop("ann")
    ann.write("title", "lost")
    frame = ann.local.frame(last := ann.write("severity", 3))
    seals = (Seal.over(last, ann.local.key),)
    assert refused(push(team, ann, frame, seals=seals, waits=True)) == ["sync.cause_missing"]
    for waits in (False, True):
        assert refused(push(team, ann, frame, seals=seals, waits=waits)) == []
        assert team.on_hub() == {last.id}


def test_nothing_of_a_push_that_is_all_bad_is_kept() -> None:
    team = Team()
    ann, bo = team.laptop("ann"), team.laptop("bo")
    change = bo.write("title", "bo's")
    before = kept(team)
    frame = bo.local.frame(change)
    seal = Seal.over(change, ann.local.key)
    receipt = push(team, ann, frame, Frame(frame.raw[:-1]), seals=(seal,))
    assert refused(receipt) == ["case.change_malformed", "sync.seal_missing"]
    assert receipt.before == receipt.after
    assert kept(team) == before


def test_a_push_that_is_repeated_changes_nothing() -> None:
    team = Team()
    ann = team.laptop("ann")
    ann.photo(b"a photo")
    team.sync(ann)
    before = kept(team)
    for message in list(ann.asked):
        team.ask(ann, message)
    assert kept(team) == before


def test_a_forged_order_to_erase_erases_nothing() -> None:
    team = Team()
    ann, mallory = team.laptop("ann"), team.outsider("mallory")
    ann.write("title", "precious")
    team.sync(ann)
    body = order(CASE, mallory.local.identity.author, mallory.local.key, scope="case", reason="x")
    forged = encode(CASE, mallory.local.identity, Tip(), 1, body)
    as_ann = encode(CASE, ann.local.identity, Tip(9, ID), 1, body)
    receipt = push(team, ann, Frame(forged.raw), Frame(as_ann.raw),
                   seals=(Seal.over(forged, mallory.local.key),))  # fmt: skip
    assert sorted(refused(receipt)) == ["case.erasure_unsigned", "sync.seal_missing"]
    assert b"precious" in team.texts()


def test_a_clock_ten_years_off_changes_nothing_but_the_order_shown() -> None:
    team = Team()
    ann, bo = team.laptop("ann"), team.laptop("bo")
    ann.local.use_clock(lambda: START + timedelta(days=3650))
    ann.write("title", "from the future")
    team.sync(ann, bo)
    bo.write("title", "from now")
    team.sync(bo, ann)
    assert ann.sees("title") == bo.sees("title") == ["from now"]


def test_numbers_at_the_edge_are_taken_as_they_are() -> None:
    team = Team()
    ann = team.laptop("ann")
    who = ann.local.identity
    far = encode(CASE, who, Tip(MAX_NUMBER - 1, ID), MAX_NUMBER, {"ops": []})
    receipt = push(team, ann, Frame(far.raw), seals=(Seal.over(far, ann.local.key),))
    assert (refused(receipt), receipt.has_gap) == ([], True)
    bo = team.laptop("bo")
    team.sync(bo)
    assert bo.ids() == {far.id}


def test_changes_and_values_of_a_later_version_are_relayed() -> None:
    team = Team()
    ann, bo, cy = (team.laptop(name) for name in ("ann", "bo", "cy"))
    later = ann.local.write_later(CASE, "in a later way")
    team.sync(ann, bo)
    assert bo.local.frame(later) == ann.local.frame(later)
    assert b"in a later way" in team.texts()
    team.shelf.spaces[team.space].cases.clear()
    team.shelf.epoch = team.entropy(16)
    for _ in range(2):
        engine = team.engine(bo)
        while hasattr(ask := engine.next(), "message"):
            engine.answer(ask, team.ask(bo, ask.message))
    team.sync(cy)
    assert cy.local.frame(later) == ann.local.frame(later)


# Cursors


def test_a_cursor_that_is_no_place_of_the_feed_is_told_where_it_ends() -> None:
    team = Team()
    ann = team.laptop("ann")
    ann.write("title", "x")
    team.sync(ann)
    tip = team.shelf.tip(team.space)
    for cursor in (
        tip._replace(epoch=b"e" * 16),
        tip._replace(link=b"l" * 16),
        tip._replace(seq=tip.seq + 1),
        tip._replace(seq=MAX_NUMBER),
        tip._replace(seq=0),
    ):
        for message in (
            Pull(cursor=cursor),
            Push(cursor=cursor, batch=Batch()),
            Want(cursor=cursor, cases=()),
            Have(cursor=cursor, roster=ID, first=CASE, last=CASE, cases=()),
        ):
            answer = team.ask(ann, message)
            assert isinstance(answer, Problem)
            assert (answer.code, answer.cursor) == ("sync.other_feed", tip)


def test_before_the_first_contact_any_number_is_the_beginning() -> None:
    team = Team()
    ann = team.laptop("ann")
    page = team.ask(ann, Pull(cursor=Cursor(b"", 5, b"l" * 16)))
    assert isinstance(page, Page)
    assert page.before == Cursor(team.shelf.epoch)
    assert page.after.seq > 0


# Photos


def test_only_what_a_case_of_the_space_names_is_taken_and_given() -> None:
    team = Team()
    other = team.found()
    ann, eve = team.laptop("ann"), team.laptop("eve", other)
    name = ann.photo(b"secret photo")
    team.sync(ann)
    for space, case in ((other, CASE), (team.space, OTHER)):
        laptop = eve if space == other else ann
        for message in (
            BlobAsk(case=case, sha256=name),
            BlobGet(case=case, sha256=name, offset=0, length=99),
            BlobPut(case=case, sha256=name, size=12, offset=0, data=b"secret photo"),
        ):
            answer = team.ask(laptop, message, space)
            assert code(answer) == "sync.blob_missing"
    assert team.shelf.spaces[other].blobs == {}
    eve.write("evidence/e1/blob", name.hex())
    team.sync(eve)
    answer = team.ask(eve, BlobGet(case=CASE, sha256=name, offset=0, length=99), other)
    assert code(answer) == "sync.blob_missing"


@pytest.mark.parametrize(
    ("size", "offset", "data"),
    [(MAX_BLOB + 1, 0, b"x"), (3, 1, b"xyz"), (3, MAX_NUMBER, b"x")],
)
def test_a_part_beyond_its_blob_is_refused(size: int, offset: int, data: bytes) -> None:
    team = Team()
    ann = team.laptop("ann")
    name = ann.photo(b"abc")
    team.run(ann, exchange.push(ann.local, team.space))
    put = BlobPut(case=CASE, sha256=name, size=size, offset=offset, data=data)
    assert code(team.ask(ann, put)) == "sync.blob_too_large"
    assert team.shelf.spaces[team.space].parts == {}


def test_a_part_at_another_place_is_answered_with_the_place() -> None:
    team = Team()
    ann = team.laptop("ann")
    name = ann.photo(b"abcdef")
    team.run(ann, exchange.push(ann.local, team.space))

    def put(offset: int, data: bytes) -> Message:
        return team.ask(ann, BlobPut(case=CASE, sha256=name, size=6, offset=offset, data=data))

    assert put(0, b"abc") == BlobState(sha256=name, held=3, whole=False)
    assert put(0, b"abc") == BlobState(sha256=name, held=3, whole=False)
    assert put(5, b"f") == BlobState(sha256=name, held=3, whole=False)
    assert put(3, b"def") == BlobState(sha256=name, held=6, whole=True)
    assert put(0, b"zzz") == BlobState(sha256=name, held=6, whole=True)
    part = team.ask(ann, BlobGet(case=CASE, sha256=name, offset=MAX_NUMBER, length=MAX_NUMBER))
    assert isinstance(part, Part)
    assert part.data == b""


# Comparing


def test_cases_outside_what_was_asked_about_are_not_told() -> None:
    team = Team()
    ann = team.laptop("ann")
    ann.write("title", "one")
    ann.write("title", "two", OTHER)
    team.sync(ann)
    asked = Have(
        cursor=Cursor(), roster=ID, first=OTHER, last=OTHER, cases=(Listed(CASE, b"p" * PREFIX),)
    )
    answer = team.ask(ann, asked)
    assert isinstance(answer, Differs)
    assert [holding.case for holding in answer.cases] == [OTHER]


def test_what_was_never_here_is_answered_with_nothing() -> None:
    team = Team()
    ann = team.laptop("ann")
    unknown = Want(cursor=Cursor(), cases=(Wanted(b"?" * 16, (), ()),))
    assert team.ask(ann, unknown) == Found(batch=Batch())
    names = Names(b"?" * 16, (b"p" * 8,))
    assert team.ask(ann, LeftHave(cases=(names,))) == LeftLack(cases=(names,))
    assert team.ask(ann, FilesHave(cases=(names,))) == FilesLack(cases=(names,))


numbers = st.integers(0, MAX_NUMBER)
names = st.binary(min_size=16, max_size=16)


def want(device: bytes, first: int, span: int, prefix: bytes) -> Want:
    last = min(MAX_NUMBER, first + span)
    run, reach = Run(device, b"n" * 8, first, last, prefix), Reach(device, b"n" * 8, first, last)
    return Want(cursor=Cursor(), cases=(Wanted(CASE, (run,), (reach,)),))


def have(first: bytes, last: bytes) -> Have:
    return Have(cursor=Cursor(), roster=ID, first=first, last=last, cases=())


cursors = st.builds(
    Cursor, st.sampled_from([b"", b"e" * 16]), numbers, st.sampled_from([b"", b"l" * 16])
)
questions = st.one_of(
    cursors.map(lambda cursor: Pull(cursor=cursor)),
    cursors.map(lambda cursor: Snapshot(cursor=cursor)),
    st.builds(want, names, st.integers(1, MAX_NUMBER), numbers, st.binary(min_size=8, max_size=8)),
    st.builds(have, names, names),
    st.builds(lambda at, size: BlobGet(case=CASE, sha256=ID, offset=at, length=size), numbers,
              numbers),
    st.builds(lambda at, size: PackGet(sha256=ID, offset=at, length=size), numbers, numbers),
)  # fmt: skip


@given(questions)
@examples(60)
def test_any_question_in_form_has_an_answer(message: Message) -> None:
    team = Team()
    ann = team.laptop("ann")
    ann.write("title", "x")
    team.sync(ann)
    before = kept(team)
    team.ask(ann, message)
    assert kept(team) == before


def test_a_team_is_told_something_as_often_as_one_likes() -> None:
    """Whoever joins makes one more list of people; of all of them the last two are kept."""
    team = Team()
    first, never = team.laptop("first"), team.laptop("never asks before the end")
    root, told = team.roots[team.space], []
    for number in range(1, 121):
        told.append(root.notice("people", "", number, b"%d" % number, 0))
        team.hub.certify(team.space, told[-1])
        if number in (3, 60):
            team.sync(first, rounds=1)
    team.sync(first, never, rounds=1)
    roster = team.shelf.roster(team.space)
    assert roster is not None
    for known in (roster, first.local.roster(team.space), never.local.roster(team.space)):
        assert [one.number for one in known.notices["people", ""]] == [120, 119]
        assert known.digest() == roster.digest()
    # What a laptop of an earlier version brings again is of no use, and takes no place of the feed.
    before = team.shelf.tip(team.space)
    push = Push(cursor=first.local.cursor(team.space), batch=Batch(certificates=tuple(told[:9])))
    assert isinstance(team.ask(first, push), Receipt)
    assert team.shelf.tip(team.space) == before
    # And one laptop after the other may join until a team has 30,000 people.
    entropy = team.entropy
    size = len(root.device(ID[:16], ID[:16], ID[:16], ID, 2**40))
    many = tuple(bytes(size - 160) + entropy(160) for _ in range(MAX_CERTIFICATES))
    enrolled = Enrolled(root=ID, team="North", account=ID[:16], person="Li", certificates=many)
    assert wire.decode(wire.encode(enrolled)) == enrolled
