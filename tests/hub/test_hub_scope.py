"""A laptop that wants some of a team's cases alone, and has each of them whole."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hub_kit import Laptop, Served

from fieldapp.sync.rows import Scope


def case(number: int) -> bytes:
    return number.to_bytes(16, "big")


def holds(laptop: Laptop) -> set[int]:
    return {
        int.from_bytes(name, "big") for name, one in laptop.local.cases_here.items() if one.changes
    }


def wants(laptop: Laptop, hub: Served, scope: Scope) -> None:
    laptop.local.scopes[hub.space] = scope


def whole(laptop: Laptop, number: int) -> set[bytes]:
    return set(laptop.local.cases_here[case(number)].changes)


@pytest.fixture
def ann(hub: Served) -> Laptop:
    """Somebody with five cases, the last two of them new."""
    ann = hub.laptop("Ann")
    for number in range(1, 6):
        if number == 4:
            hub.time.pass_by(days=30)
            ann.local.use_clock(lambda: hub.time.moment)
            ann.renew()
        for n in range(3):
            ann.write(f"answers/a{n}", n, case(number))
    assert ann.sync() == {}
    return ann


def test_own_cases_come_and_others_when_they_become_so(hub: Served, ann: Laptop) -> None:
    bo = hub.laptop("Bo")
    wants(bo, hub, Scope(own=True))
    bo.write("title", "mine", case(9))
    assert bo.sync() == {}
    assert holds(bo) == {9}
    # New cases of others stay away; what others write in one's own comes.
    ann.write("title", "hers", case(6))
    assert ann.sync() == {}
    ann.write("customer/company", "seen by Ann", case(9))
    assert ann.sync() == {} == bo.sync()
    assert holds(bo) == {9}
    assert bo.sees("customer/company", case(9)) == ["seen by Ann"]
    # Given one, they have all of it.
    node = hub.node
    node.write(lambda _: node.keeping.hand_on(hub.space, case(2), bo.account))
    assert bo.sync() == {}
    assert holds(bo) == {2, 9}
    assert ann.sync() == {}
    assert whole(bo, 2) == whole(ann, 2)
    # Another laptop of theirs has the same from nothing.
    second = hub.join("Bo again", bo.account)
    wants(second, hub, Scope(own=True))
    assert second.sync() == {}
    assert holds(second) == {2, 9}
    # Wanting more brings the rest.
    wants(second, hub, Scope())
    second.local.compare_soon(hub.space)
    assert second.sync() == {}
    assert holds(second) == holds(ann) | {9}


def test_cases_since_a_day_come_and_older_ones_when_somebody_goes_on(
    hub: Served, ann: Laptop
) -> None:
    bo = hub.laptop("Bo")
    since = int((hub.time.moment - timedelta(days=7)).timestamp() * 1000)
    wants(bo, hub, Scope(since=since))
    assert bo.sync() == {}
    assert holds(bo) == {4, 5}
    ann.write("title", "goes on", case(1))
    assert ann.sync() == {} == bo.sync()
    assert holds(bo) == {1, 4, 5}
    assert whole(bo, 1) == whole(ann, 1)
    assert bo.sees("answers/a0", case(1)) == [0]
    # Comparing does not bring what is not wanted.
    bo.local.compare_soon(hub.space)
    assert bo.sync() == {}
    assert holds(bo) == {1, 4, 5}
