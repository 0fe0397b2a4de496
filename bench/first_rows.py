"""A child process of `window_start`: opens a window and says when it can be used.

`python -m bench.first_rows fieldapp FOLDER` starts the application as a person does, `minimal` the
smallest window with a search field and a list. Both write one line as soon as rows are painted and
a key typed then stands in the field, and end.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QStringListModel, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QListView, QVBoxLayout, QWidget


class FirstRows(QObject):
    """Waits for the first painted rows, then types a letter."""

    def __init__(self, view: QListView, field: QLineEdit, has_rows: Callable[[], bool]) -> None:
        super().__init__(view)
        self._view, self._field, self._has_rows = view, field, has_rows
        field.textEdited.connect(self._accepted)
        view.viewport().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint and self._has_rows():
            self._view.viewport().removeEventFilter(self)
            QTimer.singleShot(0, self._type)
        return False

    def _type(self) -> None:
        key = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_A, Qt.KeyboardModifier.NoModifier, "a")
        QCoreApplication.postEvent(self._field, key)

    def _accepted(self) -> None:
        os.write(1, b"ready\n")
        self._view.window().close()


def fieldapp(folder: str) -> int:
    """The application on a workspace that a keyring opens."""
    from fieldapp.cli.main import main

    run = QApplication.exec

    def watched() -> int:
        from fieldapp.ui.models.case_list import RowRole
        from fieldapp.ui.sidebar import Sidebar

        columns = (w.findChild(Sidebar) for w in QApplication.topLevelWidgets())
        sidebar = next(column for column in columns if column is not None)
        rows = sidebar.model

        def has_rows() -> bool:
            return rows.rowCount() > 0 and rows.index(0).data(RowRole) is not None

        FirstRows(sidebar.list, sidebar.search, has_rows)
        return run()

    QApplication.exec = staticmethod(watched)  # type: ignore[method-assign]
    return main(["--workspace", folder])


def minimal() -> int:
    """A field above a list of twenty rows."""
    app = QApplication([])
    window = QWidget()
    column = QVBoxLayout(window)
    field, view = QLineEdit(), QListView()
    view.setModel(QStringListModel([f"row {number}" for number in range(20)]))
    column.addWidget(field)
    column.addWidget(view)
    FirstRows(view, field, lambda: True)
    window.resize(1366, 768)
    window.show()
    return app.exec()


if __name__ == "__main__":
    sys.exit(fieldapp(sys.argv[2]) if sys.argv[1] == "fieldapp" else minimal())
