"""The application: what the window is made of, put together and started."""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtWidgets import QApplication

from fieldapp import __version__
from fieldapp.base.language import Lang
from fieldapp.ui.main_window import MainWindow
from fieldapp.ui.tasks import Desk
from fieldapp.usecases import playbooks, settings


def main(folder: Path, lang: Lang) -> int:
    """Opens the window on a workspace and stays until it is closed.

    Args:
        lang: the system's language, for whoever has not chosen one.

    Returns:
        The exit code.
    """
    app = QApplication(sys.argv[:1])
    app.setApplicationName("FieldApp")
    app.setApplicationVersion(__version__)
    wanted, _ = settings.read()
    desk = Desk(folder, playbooks.library())
    window = MainWindow(desk, wanted, lang)
    window.show()
    window.start()
    code = app.exec()
    desk.close()
    return code
