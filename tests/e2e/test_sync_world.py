"""A slice of the simulated worlds, and some of the bugs they must show (see docs/sync.md)."""

from __future__ import annotations

import pytest

from bench import sync_store
from bench.sync_world import BUDGET, hunt, play
from bench.syncing.bents import BENTS
from bench.syncing.world import World


@pytest.mark.parametrize("seed", range(500_000, 500_016))
def test_a_world_ends_in_agreement_with_nothing_lost(seed: int) -> None:
    outcome = play(seed)
    assert outcome.found == ""
    assert outcome.exchanges > 50


@pytest.mark.parametrize(
    "bug",
    [
        "acknowledged_when_sent",
        "half_a_transaction",
        "receipts_outlive_the_hub",
        "seals_are_lost",
        "erased_values_return",
        "clone_goes_on",
    ],
)
def test_a_planted_bug_is_found(bug: str) -> None:
    _, outcome = hunt(bug)
    assert outcome.found
    assert outcome.exchanges < BUDGET / 4


@pytest.mark.parametrize("seed", range(500_000, 500_006))
def test_a_world_on_real_stores_ends_in_agreement_too(seed: int) -> None:
    outcome = sync_store.play(seed)
    assert outcome.found == ""
    assert outcome.exchanges > 50


def test_one_seed_is_one_world() -> None:
    assert play(7) == play(7)


def test_what_worlds_are_given_to_are_deeds() -> None:
    assert all(hasattr(World, deed) for bent in BENTS for deed in bent.deeds)
