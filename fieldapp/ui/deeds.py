"""What each command of the window does."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from fieldapp.base.language import other
from fieldapp.ui.context import PageName, Place

if TYPE_CHECKING:
    from fieldapp.ui.main_window import MainWindow


def deeds(window: MainWindow) -> dict[str, Callable[[], object]]:
    """Command -> what it does, see `actions.COMMANDS`."""

    def to(page: PageName, where: str = "") -> Callable[[], object]:
        return lambda: window.go(Place(page, where))

    return {
        "new": to("new"),
        "gear": window.change_gear,
        "report": to("report"),
        "method": window.choose_method,
        "crisis": window.turn_crisis,
        "history": to("history"),
        "tools": to("tool", "all"),
        "incoming": to("incoming"),
        "agenda": to("agenda"),
        "reviews": to("reviews"),
        "team": to("team"),
        "open_file": window.reception.ask,
        "give": to("giving"),
        "hand_on": to("giving", "handing"),
        "safety": to("safety"),
        "settings": to("settings"),
        "help": to("help"),
        "practice": to("practice"),
        "handbook": window.turn_handbook,
        "readback": to("readback"),
        "add_evidence": to("evidence", "new"),
        "fact": lambda: window.note("fact"),
        "feeling": lambda: window.note("feeling"),
        "expectation": lambda: window.note("expectation"),
        "own_level": window.read_level,
        "cover": window.turn_cover,
        "leave": window.leave_safely,
        "palette": window.turn_palette,
        "search": window.search,
        "undo": window.undo,
        "redo": window.redo,
        "lock": window.lock,
        "language": lambda: window.looks.speak(other(window.lang)),
        "theme": window.looks.turn,
        "quit": window.close,
    }
