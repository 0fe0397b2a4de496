"""The executable of a frozen build: it reads photos in a process of its own, as the store asks."""

from __future__ import annotations

import io
import sys

import pytest
from PIL import Image
from test_packaging import ROOT, load

from fieldapp.store import photos


def test_the_executable_is_also_the_process_that_reads_photos(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    arguments = photos.command()[1:]
    started = [sys.executable, str(ROOT / "packaging/frozen.py"), *arguments]
    monkeypatch.setattr(photos, "command", lambda: started)
    taken = io.BytesIO()
    Image.new("RGB", (1600, 900), "navy").save(taken, "PNG")
    made = photos.prepare(taken.getvalue(), crop=photos.Box(0, 0, 0.5, 1))
    assert (made.width, made.height) == (800, 900)


@pytest.mark.parametrize("former", [None, "/opt/theirs/lib"])
def test_what_it_starts_finds_the_systems_libraries(former: str | None) -> None:
    environment = {"LD_LIBRARY_PATH": "/opt/fieldapp/_internal", "HOME": "/home/a"}
    if former:
        environment["LD_LIBRARY_PATH_ORIG"] = former
    load("frozen").give_back(environment)
    expected = {"LD_LIBRARY_PATH": former} if former else {}
    assert environment == {"HOME": "/home/a", **expected}
