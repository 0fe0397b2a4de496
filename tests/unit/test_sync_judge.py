"""Simulated worlds: what their judge holds a laptop to while they go on."""

from __future__ import annotations

from types import SimpleNamespace
from typing import cast
from unittest import mock

from sync_kit import CASE, sizes

from bench.syncing import judge
from bench.syncing.judge import at_any_time, violations
from bench.syncing.laptop import Laptop
from bench.syncing.world import World
from fieldapp.sync import exchange, hub_feed
from fieldapp.sync.rows import Scope


def test_what_a_turned_back_hub_left_out_comes_when_the_laptop_compares() -> None:
    world = World(0)
    space, other = list(world.roots)[:2]
    world.network.calm_down()
    ann, bo = (world.new_outsider(name) for name in ("ann", "bo"))
    for laptop in (ann, bo):
        with mock.patch.object(world.chance, "random", return_value=0.9):
            world.join(laptop, space)
        assert laptop.local.scope(space) == Scope()
    ann.local.place(CASE, space)
    world.home[CASE] = space
    for _ in range(3):
        world.commit(ann, CASE, lambda edit: edit.write("title", world.new_text()))
    while world.exchange(ann):
        pass
    world.do_back_up_hub()
    place = world.shelf.tip(space).seq

    # Bo reads up to where the case leaves, while it is away; then it comes back, and the hub is
    # turned back to where it had not left.
    world.hub.move(space, CASE, other)
    with mock.patch.object(hub_feed, "MAX_FRAMES", place), sizes(packing_PULLED=place):
        reading = exchange.pull(bo.local, space)
        reading.send(world.hub.answer(space, bo.speaker, next(reading)))
    assert bo.local.cursor(space).seq == place
    assert not bo.local.holds(CASE)
    world.hub.move(other, CASE, space)
    with mock.patch.object(world.chance, "random", return_value=0.9):
        world.do_put_back_hub()
    assert bo.local.cursor(space).is_at(world.shelf.tip(space))

    assert list(at_any_time(world)) == []
    assert violations(world) == []
    assert bo.local.cases_here[CASE].changes == ann.local.cases_here[CASE].changes

    # Nothing else may be passed over.
    del bo.local.cases_here[CASE]
    bo.local.left_out.clear()
    assert list(at_any_time(world)) == ["bo has passed over a part of the feed"]


def test_what_is_told_once_more_further_on_was_not_there_at_a_place() -> None:
    old, new = (
        SimpleNamespace(id=name, hlc=at, device=b"d") for name, at in ((b"o", 0), (b"n", 1))
    )
    # The case left, and came back with one change, then with the other.
    told = [SimpleNamespace(name=name) for name in (b"o", b"n", b"left", b"o", b"n")]
    kept = SimpleNamespace(
        entries=told,
        cases={CASE: SimpleNamespace(changes={b"o": old, b"n": new})},
        roster=SimpleNamespace(devices_of=lambda account: set()),
    )
    world = cast(World, SimpleNamespace(shelf=SimpleNamespace(spaces={b"s": kept})))
    local = SimpleNamespace(scope=lambda space: Scope(since=1))
    laptop = cast(Laptop, SimpleNamespace(local=local, account=b"a"))
    with mock.patch.object(judge.hlc, "milliseconds", int):
        assert judge.within(world, laptop, b"s", 4) == set()
        assert judge.within(world, laptop, b"s", 5) == judge.within(world, laptop, b"s") == {CASE}
