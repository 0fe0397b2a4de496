"""A child process of `window_kill` and `window_memory`: the whole program, and a script in it.

`python -m bench.visits.program MODE` starts the application as a person does and plays a script as
soon as the case that was open last is there again. It writes one line of JSON for each thing it has
to say.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtWidgets import QApplication

from bench.visits.hands import Player, Script
from bench.visits.hour import hour
from bench.visits.witness import look, witnessed
from fieldapp.__main__ import run
from fieldapp.ui.main_window import MainWindow

MODES: Mapping[str, Callable[[MainWindow, Callable[..., object]], Script]] = {
    "visit": witnessed,
    "look": look,
    "hour": hour,
}


def say(**what: Any) -> None:
    """Tells whoever has started this; at once, and whole or not at all."""
    os.write(1, f"{json.dumps(what)}\n".encode())


def main(mode: str) -> int:
    """Returns: the exit code; 3 where the script came to a stop."""
    troubles: list[Exception] = []
    execute = QApplication.exec

    def watched() -> int:
        widgets = QApplication.topLevelWidgets()
        window = next(widget for widget in widgets if isinstance(widget, MainWindow))
        window.activateWindow()

        def ended(trouble: Exception | None) -> None:
            troubles.extend([trouble] if trouble else [])
            window.close()

        Player(MODES[mode](window, say), ended, window)
        return execute()

    QApplication.exec = staticmethod(watched)  # type: ignore[method-assign]
    code = run()
    if troubles:
        say(trouble=repr(troubles[0]))
        return 3
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv.pop(1)))
