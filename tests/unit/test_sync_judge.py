"""Simulated worlds: what their judge holds a laptop to while they go on."""

from __future__ import annotations

from unittest import mock

from sync_kit import CASE, sizes

from bench.syncing.judge import at_any_time, violations
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
