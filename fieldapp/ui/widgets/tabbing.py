"""The order of the Tab key, where it does not follow from the order in which widgets were made."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLayout, QWidget


def chain(widgets: Iterable[QWidget]) -> None:
    """Lets Tab lead from each of these to the next. None of them is made of several."""
    before: QWidget | None = None
    for widget in widgets:
        if before is not None:
            QWidget.setTabOrder(before, widget)
        before = widget


def stops(layout: QLayout) -> Iterator[QWidget]:
    """The widgets of a layout, and of all layouts in it, at which Tab stops, as they are seen."""
    for place in range(layout.count()):
        item = layout.itemAt(place)
        widget = item.widget() if item is not None else None
        if widget is not None and widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
            yield widget
        deeper = widget.layout() if widget is not None else item.layout() if item else None
        if deeper is not None:
            yield from stops(deeper)
