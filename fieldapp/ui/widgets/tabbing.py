"""The order of the Tab key: the one in which a window is read."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QLayout,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QStackedWidget,
    QTextEdit,
    QWidget,
)

from fieldapp.ui.widgets.layouts import parts

_TEXTS = (QLabel, QLineEdit, QPlainTextEdit, QTextEdit)
"""Nothing in them takes the focus but they themselves. What Qt keeps in them is of classes that
PySide does not know: to find that out it loads all that it knows, and keeps two megabytes."""


def step(window: QWidget, *, forward: bool) -> bool:
    """Moves the focus to where Tab stops next, in the order in which the window is read: that of
    its layouts, whenever what is in them was made.

    Returns:
        False if there is nowhere to go.
    """
    read: list[QWidget] = []
    _read(window, read)
    found = [widget for widget in read if _is_stop(widget)]
    if not found:
        return False
    here = QApplication.focusWidget()
    at = found.index(here) if here in found else -1 if forward else 0
    target = found[(at + (1 if forward else -1)) % len(found)]
    reason = Qt.FocusReason
    target.setFocus(reason.TabFocusReason if forward else reason.BacktabFocusReason)
    above = target.parentWidget()
    while above is not None and above is not window:
        if isinstance(above, QScrollArea):
            above.ensureWidgetVisible(target)
        above = above.parentWidget()
    return True


def _read(widget: QWidget, read: list[QWidget]) -> None:
    """Adds what is in a widget, as it is read; what lies over it in no layout comes last."""
    if isinstance(widget, _TEXTS):
        return
    below = [child for child in widget.children() if isinstance(child, QWidget)]
    if not below:
        return
    inside: list[QWidget | None]
    if isinstance(widget, QStackedWidget):
        inside = [widget.currentWidget()]
    elif isinstance(widget, QScrollArea):
        inside = [widget.widget()]
    else:
        layout = widget.layout()
        inside = [] if layout is None else list(_laid_out(layout))
        placed = set(inside)
        inside += [child for child in below if child not in placed]
    for child in inside:
        if child is not None and child.isVisible() and not child.isWindow():
            read.append(child)
            _read(child, read)


def _laid_out(layout: QLayout) -> Iterator[QWidget]:
    """The widgets of a layout and of the layouts in it."""
    for part in parts(layout):
        if isinstance(part, QWidget):
            yield part
        else:
            yield from _laid_out(part)


def _is_stop(widget: QWidget) -> bool:
    return bool(
        widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and widget.isEnabled()
        and widget.focusProxy() is None
    )
