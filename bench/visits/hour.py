"""An hour's work at the window, and how much memory the program holds meanwhile."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt

from bench.visits.hands import Hands, Script
from bench.visits.visit import visit
from bench.visits.witness import has_resumed
from fieldapp.ui.context import PageName, Place
from fieldapp.ui.main_window import MainWindow

_Key, _Keys = Qt.Key, Qt.KeyboardModifier
VISITS = "FIELDAPP_BENCH_VISITS"
"""The environment says how many."""
QUIET_SECONDS = 7.0
"""So long the program is left alone before its memory is looked at."""
PAGES: tuple[PageName, ...] = ("history", "settings", "help", "report", "evidence", "talk")
SEARCHES = ("Hengfeng", "客户", "3")


def hour(window: MainWindow, say: Callable[..., object]) -> Script:
    """Visits, and between them other cases, searches, other looks, the cover, and every page."""
    yield lambda: has_resumed(window)
    yield QUIET_SECONDS
    say(now=resident("VmRSS"), most=resident("VmHWM"), keys=0)
    hands, first = Hands(window), window.open.case_id
    for number in range(1, int(os.environ[VISITS]) + 1):
        yield from visit(hands, number, thought=0.0)
        yield from look_around(hands, first)
        yield QUIET_SECONDS
        say(now=resident("VmRSS"), most=resident("VmHWM"), keys=hands.keys)


def look_around(hands: Hands, other: bytes) -> Script:
    """Into another case and back, a search, the list, both looks, the cover, the other pages."""
    window, own = hands.window, hands.session.case_id
    for case_id in (other, own):
        window.open_case(case_id, Place("guide"))
        yield lambda: hands.is_at("guide")
    for key in (_Key.Key_L, _Key.Key_D):
        for _ in range(2):
            hands.press(key, _Keys.ControlModifier | _Keys.ShiftModifier)
            yield hands.is_idle
    bar = window._stack.sidebar.list.verticalScrollBar()
    for part in range(21):
        bar.setValue(bar.maximum() * part // 20)
        yield hands.is_idle
    bar.setValue(0)
    for words in SEARCHES:
        hands.press(_Key.Key_F, _Keys.ControlModifier)
        yield from hands.write(words)
        yield hands.is_idle
    window._stack.sidebar.search.clear()
    yield hands.is_idle
    for page in PAGES:
        window.go(Place(page))
        yield partial(hands.is_at, page)
    for _ in range(2):
        hands.press(_Key.Key_K, _Keys.ControlModifier)
        yield hands.is_idle
    hands.press(_Key.Key_F9)
    yield lambda: hands.is_at("cover")
    window.cover(on=False)
    yield lambda: hands.is_at("talk")


def resident(which: str) -> float:
    """Megabytes of memory the program holds (`VmRSS`), or has held at most (`VmHWM`), as Linux
    counts them: its own and what it shares with others, such as libraries.
    """
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith(which))
