"""What two holders tell each other of a case: enough to find every difference, and little."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from case_kit import examples
from hypothesis import given
from hypothesis import strategies as st

from fieldapp.sync.vector import Chains, Reach, Run, Step, case_digest, ids_digest

DEVICES = (b"a" * 16, b"b" * 16)


def chain(length: int, device: bytes = DEVICES[0], after: Step | None = None) -> list[Step]:
    """So many changes, each the predecessor of the next."""
    made: list[Step] = []
    for _ in range(length):
        last = made[-1] if made else after
        seq, prev = (last.seq + 1, last.id) if last else (1, b"")
        name = hashlib.sha256(b"%d" % len(made) + device + prev).digest()
        made.append(Step(name, device, b"i" * 8, seq, prev))
    return made


def fork(steps: list[Step], at: int, length: int) -> list[Step]:
    """Another branch from the `at`th on."""
    root = steps[at - 1]._replace(id=hashlib.sha256(b"fork" + steps[at - 1].id).digest())
    return [root, *chain(length - 1, root.device, root)]


def ids(steps: Iterable[Step]) -> set[bytes]:
    return {step.id for step in steps}


def spans(runs: Iterable[Run]) -> list[tuple[int, int]]:
    return sorted((run.first, run.last) for run in runs)


def test_a_chain_is_told_by_few_runs_that_are_short_at_its_end() -> None:
    runs = Chains(chain(100)).runs()
    assert spans(runs) == [(1, 36), (37, 68), (69, 84), (85, 92), (93, 96), (97, 98), (99, 99),
                           (100, 100)]  # fmt: skip
    assert spans(Chains(chain(1)).runs()) == [(1, 1)]
    assert Chains([]).runs() == ()


def test_runs_do_not_depend_on_the_order_of_arrival() -> None:
    steps = [*chain(9), *fork(chain(9), 4, 3), *chain(5, DEVICES[1])]
    assert Chains(steps).runs() == Chains(steps[::-1]).runs()


def test_whoever_is_behind_knows_most_of_what_the_other_has() -> None:
    whole = chain(100)
    behind = Chains(whole[:90])
    held = behind.held_by(Chains(whole).runs())
    assert held == ids(whole[:84])
    assert behind.lacks(Chains(whole).runs())
    assert not Chains(whole).lacks(behind.runs())
    assert Chains(whole).held_by(behind.runs()) == ids(whole[:90])


def test_a_fork_is_seen_from_both_sides() -> None:
    one = chain(8)
    other = [*one[:3], *fork(one, 4, 6)]
    left, right = Chains(one), Chains(other)
    assert left.lacks(right.runs())
    assert right.lacks(left.runs())
    assert ids(one[:3]) <= Chains([*one, *other]).held_by(left.runs()) == ids(one)


def test_a_hole_is_seen_and_what_lies_before_it_is_not_taken_to_be_there() -> None:
    whole = chain(9)
    holed = [*whole[:3], *whole[5:]]
    assert Chains(holed).lacks(Chains(whole).runs())
    assert Chains(whole).held_by(Chains(holed).runs()) == ids(holed)


def test_reaches_take_all_branches() -> None:
    one = chain(5)
    both = [*one, *fork(one, 4, 2)]
    within = Chains(both).within([Reach(DEVICES[0], b"i" * 8, 4, 9)])
    assert within == ids(both) - ids(one[:3])
    assert Chains(both).within([Reach(DEVICES[1], b"i" * 8, 1, 9)]) == set()


def test_digests_name_sets_and_keep_changes_and_values_apart() -> None:
    a, b = b"a" * 32, b"b" * 32
    assert case_digest([a, b], []) == case_digest([b, a], [])
    assert len({case_digest([a, b], []), case_digest([a], [b]), case_digest([], [a, b]),
                case_digest([b], [a]), ids_digest([a, b]), ids_digest([a])}) == 6  # fmt: skip


@st.composite
def histories(draw: st.DrawFn) -> list[Step]:
    """Chains of two devices, with forks."""
    steps: list[Step] = []
    for device in DEVICES:
        made = chain(draw(st.integers(0, 12)), device)
        steps += made
        if made and draw(st.booleans()):
            steps += fork(made, draw(st.integers(1, len(made))), draw(st.integers(1, 5)))
    return steps


@given(histories(), st.data())
@examples(200)
def test_telling_each_other_all_comes_to_both(history: list[Step], data: st.DataObject) -> None:
    some = st.sets(st.sampled_from(history)) if history else st.just(set())
    left, right = data.draw(some), data.draw(some)
    for _ in range(3):
        ours, theirs = Chains(left), Chains(right)
        assert ours.held_by(theirs.runs()) <= ids(right)
        assert theirs.held_by(ours.runs()) <= ids(left)
        assert ours.lacks(theirs.runs()) == bool(right - left)
        to_right = {step for step in left if step.id not in ours.held_by(theirs.runs())}
        to_left = {step for step in right if step.id not in theirs.held_by(ours.runs())}
        left, right = left | to_left, right | to_right
    assert left == right
    assert Chains(left).held_by(Chains(right).runs()) == ids(left)


runs = st.builds(
    Run,
    st.sampled_from(DEVICES),
    st.just(b"i" * 8),
    st.integers(1, 2**63 - 1),
    st.integers(1, 2**63 - 1),
    st.binary(min_size=8, max_size=8),
).filter(lambda run: run.first <= run.last)


@given(histories(), st.lists(runs, max_size=5))
def test_runs_that_lie_do_no_harm(history: list[Step], told: list[Run]) -> None:
    chains = Chains(history)
    assert chains.held_by(told) == set()
    assert chains.lacks(told) == bool(told)
    assert chains.within([Reach(*run[:4]) for run in told]) <= ids(history)
