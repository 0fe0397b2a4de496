"""Slices of the reliability benches: kill -9, power cuts, damage, planted bugs.

The whole runs are `bench crash`, `powercut`, `corruption` and `planted`; docs/reliability.md says
what they prove. They need a C compiler, and Linux: elsewhere they are left out.
"""

from __future__ import annotations

import random
import sys
from pathlib import Path

import pytest

from bench import planted
from bench.reliability.calls import Call, Kind
from bench.reliability.disk import Disk, Image
from bench.reliability.fleet import Job, Outcome, run, shares

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="the library that counts calls is for Linux"
)


def assert_nothing_lost(outcome: Outcome, points: int) -> None:
    assert outcome.points >= points
    assert not outcome.failures, outcome.failures[0]


def test_kill_9_loses_nothing_that_was_acknowledged() -> None:
    outcome = run(shares("kill", 80, 40, seed=1), quiet=True)
    assert_nothing_lost(outcome, 80)
    killed = {call for call, number in outcome.tally.items() if call != "end" and number}
    assert {"WRITE", "SYNC", "RENAME", "UNLINK"} <= killed


def test_making_a_workspace_may_be_killed_at_any_call() -> None:
    assert_nothing_lost(run([Job("kill", 5, 60)], quiet=True), 60)


def test_a_power_cut_loses_nothing_that_was_acknowledged() -> None:
    outcome = run(shares("cut", 120, 60, seed=7), quiet=True)
    assert_nothing_lost(outcome, 120)
    assert outcome.tally["different images"] > 60


def test_damage_is_named_or_harmless_and_nothing_readable_is_thrown_away() -> None:
    assert_nothing_lost(run(shares("damage", 60, 30, seed=1), quiet=True), 60)


@pytest.mark.parametrize("wanted", planted.HUNTS, ids=lambda wanted: wanted.bug)
def test_a_planted_bug_is_found(wanted: planted.Hunt) -> None:
    assert planted.hunt(wanted).failures


def recorded(folder: Path, *calls: tuple[Kind, str, bytes]) -> set[tuple[tuple[str, bytes], ...]]:
    """All states in which a folder with one file `old` may be found after these calls."""
    folder.mkdir()
    (folder / "old").write_bytes(b"former")
    inodes = {"": folder.stat().st_ino, "old": (folder / "old").stat().st_ino, "new": 1}
    found = set()
    for seed in range(200):
        disk = Disk(folder)
        for kind, path, data in calls:
            name, _, other = path.partition(">")
            disk.apply(Call(kind, name, other, inodes[name], 0, data))
        image = disk.image(random.Random(seed))
        found.add(tuple(sorted(image.files.items())))
    return found


def test_the_disk_may_lose_what_was_not_synced(tmp_path: Path) -> None:
    states = recorded(tmp_path / "disk", (Kind.WRITE, "old", b"latest"))
    assert {(("old", b"former"),), (("old", b"latest"),)} <= states


def test_the_disk_keeps_what_was_synced(tmp_path: Path) -> None:
    states = recorded(tmp_path / "disk", (Kind.WRITE, "old", b"latest"), (Kind.SYNC, "old", b""))
    assert states == {(("old", b"latest"),)}


def test_a_rename_without_a_synced_folder_may_not_have_happened(tmp_path: Path) -> None:
    replaced = (
        (Kind.CREATE, "new", b""),
        (Kind.WRITE, "new", b"latest"),
        (Kind.SYNC, "new", b""),
        (Kind.RENAME, "new>old", b""),
    )
    former, latest = (("old", b"former"),), (("old", b"latest"),)
    assert {former, latest} <= recorded(tmp_path / "loose", *replaced)
    synced = recorded(tmp_path / "firm", *replaced, (Kind.SYNC_FOLDER, "", b""))
    assert synced == {latest}


def test_an_image_is_laid_out_as_it_was(tmp_path: Path) -> None:
    image = Image({"a/b": b"x", "c": b""}, ("a", "d"))
    image.write(tmp_path / "disk")
    assert Image.of(tmp_path / "disk") == image
