"""A child process of `window_start`: opens a window and says when it can be used.

`python -m bench.first_rows fieldapp` starts the application as a person does, `minimal` the
smallest window with a search field and a list. Both write `ready` as soon as a row is painted and a
key typed then stands in the field; the application also writes `resumed` when the step of the case
that was open last is painted. Then they end. Nothing is loaded earlier than the program itself
loads it.
"""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from PySide6.QtWidgets import QLineEdit


def say(what: str) -> None:
    os.write(1, f"{what}\n".encode())


def type_into(field: QLineEdit, accepted: Callable[[], object]) -> None:
    """Types a letter as soon as what waits has been done."""
    from PySide6.QtCore import QCoreApplication, QEvent, Qt, QTimer
    from PySide6.QtGui import QKeyEvent

    def type_a() -> None:
        none = Qt.KeyboardModifier.NoModifier
        QCoreApplication.postEvent(field, QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_A, none, "a"))

    field.textEdited.connect(lambda _: accepted())
    QTimer.singleShot(0, type_a)


def fieldapp() -> int:
    """The application on a workspace that a keyring opens."""
    from fieldapp.__main__ import run
    from fieldapp.base import logbook

    start = logbook.start

    def loaded() -> logging.Handler:
        """Called when everything is loaded and no window is there yet."""
        from PySide6.QtWidgets import QApplication

        execute = QApplication.exec

        def watched() -> int:
            _watch()
            return execute()

        QApplication.exec = staticmethod(watched)  # type: ignore[method-assign]
        return start()

    logbook.start = loaded  # type: ignore[assignment]
    return run()


def _watch() -> None:
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication

    from fieldapp.ui.main_window import MainWindow
    from fieldapp.ui.sidebar import RowDelegate
    from fieldapp.ui.stack import Stack

    window = next(w for w in QApplication.topLevelWidgets() if isinstance(w, MainWindow))
    field = window._stack.sidebar.search
    paint_row, show_page = RowDelegate._paint_row, Stack.show_page
    waited = {"ready", "resumed"}

    def reached(what: str) -> None:
        if what in waited:
            waited.discard(what)
            say(what)
        if not waited:
            QTimer.singleShot(0, window.close)

    def row_painted(self: RowDelegate, *what: Any) -> None:
        RowDelegate._paint_row = paint_row  # type: ignore[method-assign]
        paint_row(self, *what)
        type_into(field, lambda: reached("ready"))

    def page_shown(self: Stack, *what: Any) -> object:
        from fieldapp.ui.pages.step_view import StepView

        StepView.paintEvent = lambda *_: reached("resumed")  # type: ignore[method-assign]
        return show_page(self, *what)

    RowDelegate._paint_row = row_painted  # type: ignore[method-assign,assignment]
    Stack.show_page = page_shown  # type: ignore[method-assign,assignment]


def minimal() -> int:
    """A field above a list of twenty rows."""
    from PySide6.QtCore import QStringListModel
    from PySide6.QtWidgets import (
        QApplication,
        QLineEdit,
        QListView,
        QStyledItemDelegate,
        QVBoxLayout,
        QWidget,
    )

    app = QApplication([])
    window, field, view = QWidget(), QLineEdit(), QListView()

    class Delegate(QStyledItemDelegate):
        def paint(self, *what: Any) -> None:
            super().paint(*what)
            view.setItemDelegate(plain)
            type_into(field, accepted)

    def accepted() -> None:
        say("ready")
        window.close()

    plain, watched = QStyledItemDelegate(view), Delegate(view)
    view.setModel(QStringListModel([f"row {number}" for number in range(20)], view))
    view.setItemDelegate(watched)
    column = QVBoxLayout(window)
    column.addWidget(field)
    column.addWidget(view)
    window.resize(1366, 768)
    window.show()
    return app.exec()


if __name__ == "__main__":
    MODES = {"fieldapp": fieldapp, "minimal": minimal}
    sys.exit(MODES[sys.argv.pop(1)]())
