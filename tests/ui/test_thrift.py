"""Memory that pages leave behind: given back once, and only while nobody does anything."""

from __future__ import annotations

import gc
import subprocess
import sys
import threading
import weakref
from types import SimpleNamespace

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from fieldapp.base import memory
from fieldapp.ui import thrift
from fieldapp.ui.tasks import Desk
from fieldapp.ui.thrift import Thrift

ONE_HEAP = """
import ctypes
from concurrent.futures import ThreadPoolExecutor
from fieldapp.base import memory
memory.share_one_heap()
take = ctypes.CDLL(None).malloc
take.restype = ctypes.c_size_t
with ThreadPoolExecutor(1) as pool:
    print(pool.submit(take, 5_000).result())
for line in open("/proc/self/maps"):
    if "[heap]" in line:
        print(*line.split()[0].split("-"))
"""
"""Says where a thread's memory lies, and from where to where the heap of the process."""


class Ring:
    """Goes only when garbage is collected."""

    def __init__(self) -> None:
        self.itself = self


def looks(qtbot: QtBot, saving: Thrift, number: int) -> None:
    for _ in range(number):
        with qtbot.waitSignal(saving._timer.timeout):
            pass


def test_memory_is_given_back_once_when_it_is_quiet(
    qtbot: QtBot, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: list[float] = []
    seconds = SimpleNamespace(quiet=0.0)
    monkeypatch.setattr(thrift, "LOOK_MS", 1)
    monkeypatch.setattr(memory, "give_back", lambda: given.append(seconds.quiet))
    owner = QObject()
    saving = Thrift(desk, lambda: seconds.quiet, owner)

    saving.owe()
    looks(qtbot, saving, 3)
    assert not given
    seconds.quiet = 30.0
    qtbot.waitUntil(lambda: given == [30.0])
    looks(qtbot, saving, 3)
    assert given == [30.0]
    saving.owe()
    qtbot.waitUntil(lambda: given == [30.0, 30.0])


def test_for_somebody_who_never_rests_what_was_thrown_away_goes_soon_and_memory_in_the_end(
    qtbot: QtBot, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: list[int] = []
    monkeypatch.setattr(thrift, "LOOK_MS", 1)
    monkeypatch.setattr(thrift, "LATEST_LOOKS", 20)
    monkeypatch.setattr(thrift, "SOON_MS", 1)
    monkeypatch.setattr(memory, "give_back", lambda: given.append(1))
    owner = QObject()
    saving = Thrift(desk, lambda: 0.0, owner)

    looks(qtbot, saving, 25)
    ring = Ring()
    left = weakref.ref(ring)
    gc.collect()  # since when it is no longer looked through with what is new
    del ring
    saving.owe()
    looks(qtbot, saving, 10)
    assert not given
    assert left() is None
    qtbot.waitUntil(lambda: given == [1])


def test_what_is_new_is_looked_through_while_the_desk_works(
    qtbot: QtBot, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(thrift, "LOOK_MS", 60_000)
    owner, is_over = QObject(), threading.Event()
    Thrift(desk, lambda: 0.0, owner)
    working = desk.aside(lambda _: is_over.wait(60))
    ring = Ring()
    left = weakref.ref(ring)
    del ring

    qtbot.waitUntil(lambda: left() is None)
    with qtbot.waitSignal(working.ended):
        is_over.set()


def test_nobody_is_told_of_a_workspace_that_was_locked_before_it_could_rest(
    qtbot: QtBot, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(thrift, "LOOK_MS", 1)
    monkeypatch.setattr(thrift, "LATEST_LOOKS", 1)
    owner, is_over = QObject(), threading.Event()
    saving = Thrift(desk, lambda: 0.0, owner)
    with qtbot.assertNotEmitted(desk.troubled):
        desk.run(lambda _: is_over.wait(60))
        desk.lock()
        saving.owe()
        qtbot.waitUntil(lambda: not saving._is_owing)
        is_over.set()
        qtbot.waitUntil(lambda: desk.is_idle)
    assert not desk.is_open


def test_giving_memory_back_hurts_nothing() -> None:
    kept = [bytes(1_000) for _ in range(10_000)]
    del kept[::2]
    memory.give_back()
    assert all(block == bytes(1_000) for block in kept)


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere threads share one heap anyway")
def test_what_one_thread_has_freed_serves_the_others() -> None:
    done = subprocess.run([sys.executable, "-c", ONE_HEAP], check=True, capture_output=True)
    address, *heap = done.stdout.split()
    assert int(heap[0], 16) <= int(address) < int(heap[1], 16)
