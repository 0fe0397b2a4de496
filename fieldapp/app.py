"""The application: what the window is made of, put together and started."""

from __future__ import annotations

import gc
import logging
import os
import sys
from collections.abc import MutableMapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QFileOpenEvent, QIcon
from PySide6.QtWidgets import QApplication

from fieldapp import __version__
from fieldapp.base import logbook, memory, paths
from fieldapp.base.language import Lang, message
from fieldapp.ui import frame
from fieldapp.ui.main_window import MainWindow
from fieldapp.ui.single import Single
from fieldapp.ui.tasks import Desk, UnexpectedError
from fieldapp.ui.thrift import Thrift
from fieldapp.usecases import mail_drafts, playbooks, settings, workshop

if TYPE_CHECKING:
    from fieldapp.ui.trial import Shown

SWITCH_SECONDS = 0.0001
"""After so long the desk's thread lets the window's go on. It may be waited for dozens of times in
one event, as each call into Qt lets go of Python's lock: Python's own 5 ms would be felt in every
key while a case is being read. Two threads that compute lose a tenth by it."""
UP_MS = 3_000
"""After so long the window is up, and what is loaded by then stays."""

_log = logging.getLogger(__name__)


def main(folder: Path, lang: Lang, passcode: str | None = None, files: Sequence[Path] = ()) -> int:
    """Opens the window on a workspace and stays until it is closed. Where one is open already, that
    one comes forward instead.

    Args:
        lang: the system's language, for whoever has not chosen one.
        passcode: opens the workspace with it, where it fits, instead of asking.
        files: looked at as soon as the workspace is open.

    Returns:
        The exit code.
    """
    app = _application()
    single = Single(folder)
    if not single.claim(files):
        return 0
    book = logbook.start()
    workshop.ours.open()
    window = _opened(app, folder, lang, passcode)
    single.called.connect(lambda brought: _come_forward(window, brought))
    _Openings(app).wanted.connect(lambda brought: _come_forward(window, brought))
    window.reception.bring(files)
    code = app.exec()
    frame.keep(window)
    single.release()
    window.desk.close()
    workshop.ours.close()
    book.close()
    return code


class _Openings(QObject):
    """On macOS the system itself says which file was double-clicked. Elsewhere there is nothing to
    hear, and each event would cost a call."""

    wanted = Signal(object)

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        if sys.platform == "darwin":
            app.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QFileOpenEvent) and event.file():
            self.wanted.emit((Path(event.file()),))
            return True
        return False


def _come_forward(window: MainWindow, brought: Sequence[Path]) -> None:
    window.come_forward()
    window.reception.bring(brought)


def try_out(folder: Path, lang: Lang, passcode: str | None = None) -> Shown | None:
    """The same, whatever else is open; but the window closes by itself as soon as it shows what it
    should.

    Returns:
        What it showed; None where that was nothing.
    """
    from fieldapp.ui.trial import Trial

    app = _application()
    window = _opened(app, folder, lang, passcode)
    trial = Trial(window)
    app.exec()
    window.desk.close()
    return trial.shown


def _application() -> QApplication:
    memory.share_one_heap()
    reach_fcitx(os.environ)
    sys.setswitchinterval(SWITCH_SECONDS)
    app = QApplication(sys.argv[:1])
    app.setApplicationName("FieldApp")
    app.setApplicationVersion(__version__)
    app.setDesktopFileName("fieldapp")
    app.setWindowIcon(_icon())
    return app


def reach_fcitx(environment: MutableMapping[str, str]) -> None:
    """Lets Chinese be typed where fcitx is the input method. Its own plugin fits only the Qt of the
    distribution; without it fcitx is spoken to as if it were ibus, which it understands.
    """
    wanted = environment.get("QT_IM_MODULE", "")
    if wanted.startswith("fcitx"):
        environment.setdefault("QT_IM_MODULES", f"{wanted};ibus")


def _opened(app: QApplication, folder: Path, lang: Lang, passcode: str | None) -> MainWindow:
    wanted, findings = settings.read()
    desk = Desk(folder, playbooks.library())
    window = MainWindow(desk, wanted, lang)
    _tell_faults(window)
    frame.show(window)
    QTimer.singleShot(UP_MS, _collect_garbage)
    QTimer.singleShot(0, mail_drafts.sweep)
    window.page_shown.connect(Thrift(desk, lambda: window.custody.gate.quiet, window).owe)
    if passcode is None:
        window.start()
    else:
        desk.unlock(passcode=passcode).then(window, None, lambda _: window.start())
    for finding in findings:
        window.voice.say("warning", message(finding, window.lang))
    return window


def _collect_garbage() -> None:
    """What is there already is not looked through again and again; the rest `Thrift` collects."""
    gc.freeze()


def _tell_faults(window: MainWindow) -> None:
    """A fault of our own in the window goes into the logbook and is told; the window goes on."""

    def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if isinstance(error, Exception):
            _log.error("unexpected", exc_info=error)
            window.voice.tell(UnexpectedError("ui.unexpected", kind=kind.__name__))
        else:
            sys.__excepthook__(kind, error, trace)

    sys.excepthook = hook


def _icon() -> QIcon:
    icon = QIcon()
    for picture in sorted(paths.resources("app").glob("fieldapp-*.png")):
        icon.addFile(str(picture))
    return icon
