"""When the engine asks what, and what it does when there is no answer."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import pytest
from case_kit import examples
from hypothesis import given
from hypothesis import strategies as st
from sync_kit import CASE, Laptop, Team, unreachable

from fieldapp.base.errors import FieldAppError
from fieldapp.sync import exchange
from fieldapp.sync.backoff import FIRST, LONGEST, BackOff
from fieldapp.sync.engine import ERRANDS, REST, Ask, Engine, Rest
from fieldapp.sync.messages import BlobAsk, Problem, Pull, Push, Receipt, Snapshot
from fieldapp.sync.wire import Message


class Time:
    """A clock that is put by hand."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def team() -> Team:
    return Team()


@pytest.fixture
def time() -> Time:
    return Time()


def questions(engine: Engine, limit: int = 100) -> Iterator[Ask]:
    """What the engine asks now."""
    for _ in range(limit):
        ask = engine.next()
        if isinstance(ask, Rest):
            return
        yield ask


def test_it_rests_when_there_is_nothing_to_do_and_begins_again(team: Team, time: Time) -> None:
    ann = team.laptop("ann")
    engine = team.engine(ann, time)
    for ask in questions(engine):
        engine.answer(ask, team.ask(ann, ask.message))
    rest = engine.next()
    assert isinstance(rest, Rest)
    assert rest.until is not None
    assert REST / 2 <= rest.until <= 1.5 * REST
    time.now = 1.5 * REST
    assert isinstance(engine.next(), Ask)


def test_what_was_just_written_can_be_sent_at_once(team: Team, time: Time) -> None:
    ann = team.laptop("ann")
    engine = team.engine(ann, time)
    for ask in questions(engine):
        engine.answer(ask, team.ask(ann, ask.message))
    ann.write("title", "new")
    assert isinstance(engine.next(), Rest)
    engine.wake("send")
    (ask,) = questions(engine, 1)
    assert isinstance(ask.message, Push)


def test_what_is_wanted_while_it_runs_begins_again_when_it_is_done(team: Team, time: Time) -> None:
    ann, bo = team.laptop("ann"), team.laptop("bo")
    engine = team.engine(ann, time)
    late = [ask for ask in questions(engine, 40) if not isinstance(ask.message, Pull)]
    for ask in late:
        engine.answer(ask, team.ask(ann, ask.message))
    (ask,) = questions(engine, 1)
    assert isinstance(ask.message, Pull)
    answer = team.ask(ann, ask.message)
    bo.write("title", "meanwhile")
    team.sync(bo)
    engine.wake()
    engine.answer(ask, answer)
    for ask in questions(engine):
        engine.answer(ask, team.ask(ann, ask.message))
    assert ann.sees("title") == ["meanwhile"]


def test_a_push_that_fails_keeps_no_reading_back(team: Team, time: Time) -> None:
    ann, bo = team.laptop("ann"), team.laptop("bo")
    bo.write("title", "from bo")
    team.sync(bo)
    ann.write("severity", 3)
    engine = team.engine(ann, time)
    for ask in questions(engine):
        if isinstance(ask.message, Push):
            engine.fail(ask, unreachable())
        else:
            engine.answer(ask, team.ask(ann, ask.message))
    assert ann.sees("title") == ["from bo"]
    assert {name: f.code for (_, name), f in engine.findings().items()} == {
        "send": "sync.unreachable"
    }


def test_a_slow_photo_keeps_nothing_else_back(team: Team, time: Time) -> None:
    ann = team.laptop("ann")
    ann.photo(b"large")
    team.sync(ann)
    ann.photo(b"larger", "e2")
    ann.write("title", "small")
    team.run(ann, exchange.push(ann.local, team.space))
    engine = team.engine(ann, time)
    engine.wake()
    out = list(questions(engine))
    assert {type(ask.message) for ask in out} >= {Pull, BlobAsk}
    ann.write("severity", 4)
    engine.wake("send")
    (ask,) = [ask for ask in questions(engine) if isinstance(ask.message, Push)]
    engine.answer(ask, team.ask(ann, ask.message))
    assert ann.local.outbox == {}


def test_waits_grow_and_never_end(time: Time) -> None:
    backoff = BackOff(lambda: 0.5)
    waits = [backoff.failed() for _ in range(60)]
    assert waits[0] == FIRST * 0.75
    assert all(a <= b for a, b in itertools.pairwise(waits))
    assert waits[-1] == LONGEST * 0.75
    backoff.succeeded()
    assert backoff.failed() == waits[0]


@given(st.floats(0, 1, exclude_max=True), st.integers(0, 100), st.floats(0, 10_000))
@examples(50)
def test_no_wait_is_longer_than_a_quarter_of_an_hour(
    chance: float, failures: int, asked: float
) -> None:
    backoff = BackOff(lambda: chance)
    for _ in range(failures):
        backoff.failed()
    wait = backoff.failed(asked)
    assert min(asked, LONGEST) <= wait <= LONGEST
    assert wait >= FIRST / 2


def test_the_hub_may_ask_for_patience(team: Team, time: Time) -> None:
    ann = team.laptop("ann")
    engine = team.engine(ann, time)
    for ask in questions(engine):
        engine.answer(ask, Problem(code="sync.busy", params={}, wait=300))
    time.now = 299
    assert [ask.errand for ask in questions(engine)] == []
    time.now = 900
    assert [ask.errand for ask in questions(engine)] == ["read"]


def test_without_a_network_it_asks_less_and_less_often(team: Team, time: Time) -> None:
    ann = team.laptop("ann")
    engine = team.engine(ann, time)
    asked = []
    for _ in range(400):
        step = engine.next()
        if isinstance(step, Ask):
            asked.append(time.now)
            engine.fail(step, unreachable())
        else:
            assert step.until is not None
            time.now = step.until
    hour = [moment for moment in asked if moment < 3600]
    assert len(hour) < 60
    engine.wake()
    assert isinstance(engine.next(), Ask)


def test_an_answer_that_comes_twice_or_too_late_is_ignored(team: Team, time: Time) -> None:
    ann = team.laptop("ann")
    change = ann.write("title", "once")
    engine = team.engine(ann, time)
    asks = {type(ask.message): ask for ask in questions(engine)}
    receipt = team.ask(ann, asks[Push].message)
    engine.fail(asks[Push], unreachable())
    engine.answer(asks[Push], receipt)
    assert change.id in ann.local.outbox
    engine.wake("send")
    (again,) = questions(engine)
    engine.answer(again, team.ask(ann, again.message))
    engine.answer(again, Problem(code="sync.refused", params={}))
    assert ann.local.outbox == {}
    assert engine.findings() == {}


def test_an_answer_to_something_else_ends_the_errand_and_not_the_engine(
    team: Team, time: Time
) -> None:
    ann = team.laptop("ann")
    ann.write("title", "x")
    engine = team.engine(ann, time)
    for ask in questions(engine):
        wrong = Problem(code="x", params={}) if isinstance(ask.message, Snapshot) else Pull(
            cursor=ann.local.cursor(team.space)
        )  # fmt: skip
        engine.answer(ask, wrong)
    codes = {finding.code for finding in engine.findings().values()}
    assert codes == {"sync.answer_unfit"}
    assert len(ann.local.outbox) == 1


def test_what_the_disk_reports_ends_the_errand_and_is_tried_again(team: Team, time: Time) -> None:
    ann = team.laptop("ann")
    ann.write("title", "x")
    settle = ann.local.settle

    def full(*args: object) -> None:
        raise FieldAppError("store.disk_full")

    ann.local.settle = full
    engine = team.engine(ann, time)
    for ask in questions(engine):
        engine.answer(ask, team.ask(ann, ask.message))
    assert [finding.code for finding in engine.findings().values()] == ["store.disk_full"]
    ann.local.settle = settle
    engine.wake()
    for ask in questions(engine):
        engine.answer(ask, team.ask(ann, ask.message))
    assert engine.findings() == {}
    assert ann.local.outbox == {}


def test_an_engine_dropped_anywhere_loses_nothing_and_the_next_one_goes_on(team: Team) -> None:
    for stop in range(30):
        team = Team(stop)
        ann, bo = team.laptop("ann"), team.laptop("bo")
        ann.photo(b"a photo")
        ann.write("title", "one")
        bo.write("title", "two")
        team.sync(bo)
        engine = team.engine(ann)
        for ask, _ in zip(questions(engine), range(stop), strict=False):
            answer = team.ask(ann, ask.message)
            if stop % 2:
                engine.answer(ask, answer)
        team.sync(ann, bo)
        assert ann.ids() == bo.ids() == team.on_hub()
        assert bo.local.blobs == ann.local.blobs


def test_when_the_feed_is_another_whatever_is_under_way_is_dropped(team: Team, time: Time) -> None:
    ann = team.laptop("ann")
    ann.write("title", "before")
    team.sync(ann)
    late = ann.write("severity", 3)
    engine = team.engine(ann, time)
    asks = {type(ask.message): ask for ask in questions(engine)}
    receipt = team.ask(ann, asks[Push].message)
    assert isinstance(receipt, Receipt)
    team.shelf.spaces[team.space].cases.clear()
    team.shelf.epoch = team.entropy(16)
    engine.answer(asks[Pull], team.ask(ann, asks[Pull].message))
    engine.answer(asks[Push], receipt)
    assert late.id in ann.local.outbox
    time.now += 10
    for ask in questions(engine):
        engine.answer(ask, team.ask(ann, ask.message))
    assert ann.ids() == team.on_hub(CASE)


def test_a_hub_that_is_another_one_every_time_is_not_asked_without_end(
    team: Team, time: Time
) -> None:
    ann = team.laptop("ann")
    ann.write("title", "x")
    engine = team.engine(ann, time)
    count = 0
    while time.now < 600:
        step = engine.next()
        if isinstance(step, Rest):
            assert step.until is not None
            time.now = max(time.now, step.until)
            continue
        count += 1
        tip = team.shelf.tip(team.space)._replace(epoch=team.entropy(16))
        engine.answer(step, Problem(code="sync.other_feed", params={}, cursor=tip))
    assert count < 60
    assert len(ann.local.outbox) == 1


def test_each_space_has_its_own_errands(team: Team, time: Time) -> None:
    other = team.found()
    ann = team.laptop("ann", team.space, other)
    engine = team.engine(ann, time)
    asks = list(questions(engine))
    assert {ask.space for ask in asks} == {team.space, other}
    assert {ask.errand for ask in asks} <= ERRANDS.keys()
    for ask in asks:
        if ask.space == other:
            engine.fail(ask, unreachable())
        else:
            engine.answer(ask, team.ask(ann, ask.message, ask.space))
    assert {space for space, _ in engine.findings()} == {other}


def test_with_nothing_out_and_nothing_due_it_says_until_when(team: Team, time: Time) -> None:
    ann = team.laptop("ann")
    engine = team.engine(ann, time)
    asks = list(questions(engine))
    rest = engine.next()
    assert isinstance(rest, Rest)
    for ask in asks:
        engine.fail(ask, unreachable())
    assert isinstance(engine.next(), Rest)
    assert Engine(ann.local, [], time, lambda: 0.5).next() == Rest(None)


def answer_all(team: Team, laptop: Laptop, engine: Engine) -> list[Message]:
    answers = []
    for ask in questions(engine):
        answers.append(team.ask(laptop, ask.message, ask.space))
        engine.answer(ask, answers[-1])
    return answers


def test_what_is_compared_daily_is_compared_before_sending(team: Team, time: Time) -> None:
    ann = team.laptop("ann")
    ann.write("title", "x")
    team.sync(ann)
    ann.write("title", "y")
    ann.local.compare_soon(team.space)
    ann.asked.clear()
    answer_all(team, ann, team.engine(ann, time))
    kinds = [type(message).__name__ for message in ann.asked]
    assert kinds.index("Have") < kinds.index("Push")
    assert not ann.local.is_due(team.space)


def test_a_comparison_that_fails_keeps_no_sending_back(team: Team, time: Time) -> None:
    ann = team.laptop("ann")
    ann.write("title", "x")
    ann.local.compare_soon(team.space)
    engine = team.engine(ann, time)
    for ask in questions(engine):
        is_have = type(ask.message).__name__ == "Have"
        answer = Problem(code="sync.busy", params={}) if is_have else team.ask(ann, ask.message)
        engine.answer(ask, answer)
    assert ann.local.outbox == {}
    assert ann.local.is_due(team.space)
    assert [finding.code for finding in engine.findings().values()] == ["sync.busy"]
