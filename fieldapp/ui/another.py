"""Another window: the program started once more, on another workspace."""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import QProcess


def start(workspace: Path) -> bool:
    """Opens a workspace in a window of its own; false if the system did not start it."""
    program = [] if getattr(sys, "frozen", False) else ["-P", "-m", "fieldapp"]
    started, _ = QProcess.startDetached(sys.executable, [*program, "--workspace", str(workspace)])
    return started
