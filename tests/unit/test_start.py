"""The start: the window is up with its list before anything is loaded that only a case needs."""

from __future__ import annotations

import subprocess
import sys

NOT_YET = (
    *("fieldapp.case.fold", "fieldapp.case.records", "fieldapp.case.view"),
    *("fieldapp.playbook.model", "fieldapp.report", "fieldapp.store.transaction"),
    *("fieldapp.usecases.cases", "fieldapp.usecases.editing", "fieldapp.usecases.standing"),
    *("fieldapp.ui.forms", "fieldapp.ui.live_panel", "fieldapp.ui.session"),
    *("argon2", "keyring", "logging.handlers", "PIL", "PySide6.QtNetwork"),
    *("pypdfium2", "reportlab", "sqlite_utils", "yaml"),
)
LOADED = "import sys, fieldapp.cli.main, fieldapp.app; print(*sys.modules)"


def test_a_start_loads_nothing_that_the_list_does_not_need() -> None:
    done = subprocess.run(
        [sys.executable, "-c", LOADED], capture_output=True, text=True, check=True
    )
    loaded = set(done.stdout.split())
    assert "fieldapp.ui.main_window" in loaded
    assert loaded.isdisjoint(NOT_YET)
