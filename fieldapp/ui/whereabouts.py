"""Whereabouts: where a person is in the window, and how to get them back there."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QPlainTextEdit, QWidget

from fieldapp.ui.pages.page import Page
from fieldapp.ui.tasks import Desk
from fieldapp.usecases import lastplace
from fieldapp.usecases.lastplace import END, LastPlace

_PLACE = "place"


def mark(editor: QWidget, place: str) -> None:
    """Says of an editor what it edits: a place that `Page.jump` of its page comes back to; nothing
    any more where that is empty."""
    editor.setProperty(_PLACE, place)


def find(window: QWidget, page: str, step: str, case_id: bytes) -> LastPlace:
    """Where the person is in a window.

    Args:
        page, step: what is shown.
        case_id: of the open case, empty for none.
    """
    where, cursor = _focused(window)
    return LastPlace(case_id.hex(), page, step, where, cursor)


def return_to(page: Page, place: LastPlace) -> bool:
    """Shows the part of a page where the person was, and puts focus and cursor back; false if
    there is nothing to come back to."""
    is_there = bool(place.step) and page.jump(place.step)
    if place.where and page.jump(place.where):
        # After the page itself has put the focus where it was asked to.
        QTimer.singleShot(0, page, lambda: put_cursor(page, place))
        return True
    return is_there


def put_cursor(within: QWidget, place: LastPlace) -> None:
    """Puts focus and cursor into the text of a place, if it is shown there."""
    lines, texts = within.findChildren(QLineEdit), within.findChildren(QPlainTextEdit)
    for text in (*lines, *texts):
        if text.property(_PLACE) != place.where or not text.isVisibleTo(within):
            continue
        text.setFocus(Qt.FocusReason.OtherFocusReason)
        if isinstance(text, QLineEdit):
            text.setCursorPosition(len(text.text()) if place.cursor == END else place.cursor)
        elif isinstance(text, QPlainTextEdit):
            there, last = QTextCursor(text.document()), text.document().characterCount() - 1
            there.setPosition(last if place.cursor == END else min(place.cursor, last))
            text.setTextCursor(there)
        return


def focus(within: QWidget, place: str) -> QWidget | None:
    """Puts the focus into the editor of a place, if it is shown there, and returns it."""
    known = within.findChildren(QWidget)
    editor = next((one for one in known if one.property(_PLACE) == place), None)
    if editor is None:
        return None
    chosen: QWidget = editor
    if editor.focusPolicy() == Qt.FocusPolicy.NoFocus and editor.focusProxy() is None:
        buttons = editor.findChildren(QAbstractButton)
        inside = [one for one in buttons if one.isVisibleTo(editor)]
        chosen = next((one for one in inside if one.isChecked()), next(iter(inside), editor))
    chosen.setFocus(Qt.FocusReason.OtherFocusReason)
    return editor


class Memory(QObject):
    """Keeps in the workspace where the person is, so that after a lock or a crash the case opens
    there."""

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._kept = LastPlace()

    def keep(self, place: LastPlace) -> None:
        """Writes it down, if it is elsewhere than before."""
        if place != self._kept and self._desk.is_open:
            self._kept = place
            self._desk.run(lambda workspace: lastplace.remember(workspace, place))


def _focused(within: QWidget) -> tuple[str, int]:
    """The place whose editor has the focus, and the cursor's position in its text."""
    focus = widget = QApplication.focusWidget()
    while widget is not None and within.isAncestorOf(widget):
        if place := widget.property(_PLACE):
            return str(place), _cursor(focus)
        widget = widget.parentWidget()
    return "", END


def _cursor(widget: QWidget | None) -> int:
    if isinstance(widget, QLineEdit):
        return widget.cursorPosition()
    return widget.textCursor().position() if isinstance(widget, QPlainTextEdit) else END
