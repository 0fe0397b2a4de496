"""Whether two folders go together: partitions of a disk do, and so does what lies in memory."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from fieldapp.store import disks

# sda: a partition with the system and one with an encrypted home; sdb: a stick; btrfs on sda2.
BLOCKS = {"8:1": "sda/sda1", "8:2": "sda/sda2", "253:0": "dm-0", "8:17": "sdb/sdb1"}
MOUNTS = """22 1 8:1 / / rw - ext4 /dev/sda1 rw
23 22 253:0 / /home rw - ext4 /dev/mapper/home rw
24 22 8:17 / /media/stick rw - vfat /dev/sdb1 rw
25 22 0:30 / /tmp rw - tmpfs tmpfs rw
26 22 0:31 / /srv rw - btrfs /dev/sda2 rw
27 22 0:32 / /mnt/share rw - nfs4 server:/share rw
"""
FOLDERS = {"/": (8, 1), "/home": (253, 0), "/media/stick": (8, 17)}
FOLDERS |= {"/tmp": (0, 30), "/srv": (0, 31), "/mnt/share": (0, 32)}


@pytest.fixture
def system(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A system with two disks."""
    (tmp_path / "dev/block").mkdir(parents=True)
    for number, name in BLOCKS.items():
        block = tmp_path / "devices" / name
        (block / "slaves").mkdir(parents=True)
        if "/" in name:
            (block / "partition").write_text("1")
        (tmp_path / "dev/block" / number).symlink_to(block)
    (tmp_path / "devices/dm-0/slaves/sda2").symlink_to(tmp_path / "devices/sda/sda2")
    (tmp_path / "mounts").write_text(MOUNTS)
    monkeypatch.setattr(disks, "_device", lambda folder: os.makedev(*FOLDERS[str(folder)]))
    monkeypatch.setattr(disks, "_named", lambda node: os.makedev(8, 2))
    monkeypatch.setattr(disks, "SYS", tmp_path)
    monkeypatch.setattr(disks, "MOUNTS", tmp_path / "mounts")


@pytest.mark.parametrize(
    ("one", "other", "together"),
    [
        ("/", "/home", True),
        ("/home", "/srv", True),
        ("/home", "/media/stick", False),
        ("/home", "/tmp", True),
        ("/home", "/mnt/share", False),
        ("/media/stick", "/media/stick", True),
    ],
)
def test_what_goes_together(one: str, other: str, together: bool, system: None) -> None:
    assert disks.is_same_disk(Path(one), Path(other)) == together


def test_what_is_not_there_is_no_copy_of_anything(tmp_path: Path) -> None:
    assert disks.is_same_disk(tmp_path, tmp_path)
    assert not disks.is_same_disk(tmp_path, tmp_path / "gone")
