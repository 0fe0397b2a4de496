"""A visit in the window, from the first start to a PDF on the desk; started by a test as a process.

python visit.py WORKSPACE OUT.pdf
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEventLoop, QMimeData, Qt, QUrl
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit

from fieldapp import app as program
from fieldapp.base import paths
from fieldapp.ui.main_window import MainWindow
from fieldapp.usecases import workshop

PASSCODE = "correct horse"
PATIENCE = 120
ELSEWHERE = {
    *("PIL", "fontTools", "pyhanko", "pypdf", "pypdfium2", "reportlab"),
    *("fieldapp.playbook.lint.check", "fieldapp.report.layout.document"),
}
"""What only the workshop's process loads; see `fieldapp.usecases.workshop`."""


def until(condition: Callable[[], object]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > deadline:
            sys.exit("it does not go on")
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)


def press(window: MainWindow, key: Qt.Key, text: str = "") -> None:
    """A key, then a text where the focus is."""
    QTest.keyClick(QApplication.focusWidget() or window, key)
    write(window, text)


def write(window: MainWindow, text: str) -> None:
    QApplication.processEvents()
    place = QApplication.focusWidget()
    if text and isinstance(place, QLineEdit | QPlainTextEdit):
        QTest.keyClicks(place, text)
    until(lambda: window.desk.is_idle)


def page(window: MainWindow, name: str) -> Any:
    """Waits for a page."""
    until(lambda: window.page_name == name and window.desk.is_idle)
    return window.page


def begin(window: MainWindow) -> None:
    welcome = page(window, "welcome")
    welcome.passcode.set_text(PASSCODE, PASSCODE)
    welcome.make()
    until(lambda: welcome.code is not None)
    welcome.code.written.click()
    welcome.code.button.click()
    page(window, "empty")
    press(window, Qt.Key.Key_F2)
    new = page(window, "new")
    until(lambda: new.playbooks is not None)
    for text in ("Hengfeng Dairy", "Filler 3 keeps stopping"):
        write(window, text)
        press(window, Qt.Key.Key_Return)


def talk(window: MainWindow) -> None:
    page(window, "talk")
    press(window, Qt.Key.Key_F3, "It stopped twice this week")
    press(window, Qt.Key.Key_Return)
    press(window, Qt.Key.Key_F5, "A date in writing")
    press(window, Qt.Key.Key_Return)
    press(window, Qt.Key.Key_F8)
    evidence = page(window, "evidence")
    photos = QMimeData()
    photo = next(paths.forms("samples", "medical", "photos").iterdir())
    photos.setUrls([QUrl.fromLocalFile(str(photo))])
    QGuiApplication.clipboard().setMimeData(photos)
    evidence.paste()
    until(lambda: evidence.intake.waiting)
    evidence.intake.keep_all()
    until(lambda: not evidence.intake.is_busy and window.desk.is_idle)
    QGuiApplication.clipboard().clear()  # which would outlive Python with what Python gave it


def read_back(window: MainWindow) -> None:
    press(window, Qt.Key.Key_F7)
    lent = page(window, "readback")
    until(lambda: hasattr(lent.view, "buttons"))
    lent.view.buttons["right"].click()
    lent.view.finish.click()
    until(lambda: window.desk.is_idle)
    lent.engineer.click()
    lent.view.passcode.setText(PASSCODE)
    lent.view.leave.click()
    until(lambda: hasattr(lent.view, "save_copy"))
    lent.view.return_.click()


def issue(window: MainWindow, target: Path) -> None:
    press(window, Qt.Key.Key_F12)
    report = page(window, "report")
    until(lambda: report.draft is not None)
    report.bar.final.click()
    write(window, "The line manager meets us at noon")
    report.bar._issue(final=True)
    until(lambda: report.draft.editions and report.preview.pdf and window.desk.is_idle)
    until(lambda: report.preview._pages and report.preview._pages[0].image is not None)
    report.ways.save_to(target)
    until(target.exists)


def look_round(window: MainWindow) -> None:
    """Everything else that is one key away; then out, locked and in again."""
    for name in ("settings", "help", "history", "palette", "cover", "leave"):
        window.actions_.run(name)
        until(lambda: window.desk.is_idle)
    window.lock()
    lock = page(window, "lock")
    lock.form.field.set_text(PASSCODE)
    lock.form.submit()
    until(lambda: window.page_name != "lock")


def main(folder: Path, target: Path) -> None:
    application = program._application()
    workshop.ours.open()
    window = program._opened(application, folder, "en", None)
    begin(window)
    talk(window)
    read_back(window)
    issue(window, target)
    look_round(window)
    until(window.close)
    window.desk.close()
    workshop.ours.close()
    names = {name.partition(".")[0] for name in sys.modules} | set(sys.modules)
    if loaded := sorted(ELSEWHERE & names):
        sys.exit(f"loaded in the window's process, not beside it: {loaded}")
    print("done")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
