"""Laptops and a hub over HTTP: what one writes, all have."""

from __future__ import annotations

from hub_kit import CASE, Served


def test_what_one_writes_reaches_the_other_with_its_photo(hub: Served) -> None:
    ann, bo = hub.laptop("Ann"), hub.laptop("Bo")
    ann.write("title", "Pump leaks")
    photo = ann.photo(b"\xff\xd8" + bytes(700_000))
    assert ann.sync() == {}
    assert bo.sync() == {}
    assert bo.sees("title") == ["Pump leaks"]
    assert bo.local.blobs[photo] == ann.local.blobs[photo]


def test_both_values_of_a_disagreement_are_on_all_laptops(hub: Served) -> None:
    ann, bo = hub.laptop("Ann"), hub.laptop("Bo")
    ann.write("title", "Pump leaks")
    bo.write("title", "Pump is loud")
    for laptop in (ann, bo, ann):
        assert laptop.sync() == {}
    assert sorted(ann.sees("title"), key=str) == ["Pump is loud", "Pump leaks"]
    assert ann.sees("title") == bo.sees("title")


def test_two_teams_see_nothing_of_each_other(hub: Served) -> None:
    south = hub.make_space("South")
    ann, sue = hub.laptop("Ann"), hub.laptop("Sue", space=south)
    ann.write("title", "Pump leaks")
    assert ann.sync() == {} == sue.sync()
    assert CASE not in sue.local.cases_here
