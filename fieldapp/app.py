"""The application: what the window is made of, put together and started."""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from fieldapp import __version__
from fieldapp.base import paths
from fieldapp.base.language import Lang
from fieldapp.ui.main_window import MainWindow
from fieldapp.ui.tasks import Desk
from fieldapp.ui.trial import Shown, Trial
from fieldapp.usecases import playbooks, settings


def main(folder: Path, lang: Lang, passcode: str | None = None) -> int:
    """Opens the window on a workspace and stays until it is closed.

    Args:
        lang: the system's language, for whoever has not chosen one.
        passcode: opens the workspace with it, where it fits, instead of asking.

    Returns:
        The exit code.
    """
    app, window = _opened(folder, lang, passcode)
    code = app.exec()
    window.desk.close()
    return code


def try_out(folder: Path, lang: Lang, passcode: str | None = None) -> Shown | None:
    """The same, but the window closes by itself as soon as it shows what it should.

    Returns:
        What it showed; None where that was nothing.
    """
    app, window = _opened(folder, lang, passcode)
    trial = Trial(window)
    app.exec()
    window.desk.close()
    return trial.shown


def _opened(folder: Path, lang: Lang, passcode: str | None) -> tuple[QApplication, MainWindow]:
    app = QApplication(sys.argv[:1])
    app.setApplicationName("FieldApp")
    app.setApplicationVersion(__version__)
    app.setDesktopFileName("fieldapp")
    app.setWindowIcon(_icon())
    wanted, _ = settings.read()
    desk = Desk(folder, playbooks.library())
    window = MainWindow(desk, wanted, lang)
    window.show()
    if passcode is None:
        window.start()
    else:
        desk.unlock(passcode=passcode).then(window, None, lambda _: window.start())
    return app, window


def _icon() -> QIcon:
    icon = QIcon()
    for picture in sorted(paths.resources("app").glob("fieldapp-*.png")):
        icon.addFile(str(picture))
    return icon
