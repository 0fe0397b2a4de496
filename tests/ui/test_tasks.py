"""The desk: what a piece of work held on to goes on the window's thread."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from fieldapp.base.errors import FieldAppError
from fieldapp.ui.tasks import Desk

MANY = 100
"""Which thread lets go last is a matter of chance."""


class Held:
    """Says on which thread it went."""

    def __init__(self, gone: list[threading.Thread]) -> None:
        self.gone = gone

    def __del__(self) -> None:
        self.gone.append(threading.current_thread())


@pytest.mark.parametrize("way", ["run", "aside"])
@pytest.mark.parametrize("end", ["done", "failed"])
def test_what_work_held_on_to_goes_on_the_windows_thread(
    qtbot: QtBot, desk: Desk, way: str, end: str
) -> None:
    gone: list[threading.Thread] = []

    def start(held: Held) -> None:
        def work(_: Any) -> Held:
            if end == "failed":
                raise FieldAppError("ui.unexpected", kind="of test")
            return held

        getattr(desk, way)(work).then(desk, lambda _: held, lambda _: held)

    for number in range(1, MANY + 1):
        start(Held(gone))
        qtbot.waitUntil(lambda number=number: len(gone) == number)
    assert set(gone) == {threading.current_thread()}
