"""Layouts: what lies in one, and how a widget goes from one before all around it goes.

The items of a layout are never asked for, and whoever leaves a layout is taken out of it first.
PySide gives an item that it has met a Python half, which stays in its books when Qt alone deletes
the item. A widget that comes to lie at the same address later is then taken for that item when it
goes, and the program crashes.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from PySide6.QtWidgets import QGridLayout, QLayout, QWidget


def parts(layout: QLayout) -> list[QWidget | QLayout]:
    """The widgets and layouts in a layout, as they are read: a grid line by line, however it was
    filled."""
    found = {layout.indexOf(part): part for part in _near(layout)}
    places = sorted(place for place in found if place >= 0)
    if isinstance(layout, QGridLayout):
        places.sort(key=lambda place: _cell(layout, place))
    return [found[place] for place in places]


def discard(widget: QWidget) -> None:
    """Takes a widget off the screen and out of its layout at once, and deletes it soon."""
    widget.hide()
    take_out(widget)
    widget.deleteLater()


def clear(layout: QLayout) -> None:
    """Discards the widgets in a layout; its room stays."""
    for part in parts(layout):
        if isinstance(part, QWidget):
            discard(part)


def take_out(widget: QWidget) -> None:
    """Takes a widget out of the layout it lies in, if it lies in one."""
    parent = widget.parentWidget()
    layout = parent.layout() if parent is not None else None
    for one in _with_inner(layout) if layout is not None else ():
        if one.indexOf(widget) >= 0:
            one.removeWidget(widget)
            return


def _near(layout: QLayout) -> Iterator[QWidget | QLayout]:
    """What may lie in a layout."""
    parent = layout.parentWidget()
    for child in parent.children() if parent is not None else ():
        if isinstance(child, QWidget):
            yield child
    for child in layout.children():
        if isinstance(child, QLayout):
            yield child


def _with_inner(layout: QLayout) -> Iterator[QLayout]:
    yield layout
    for child in layout.children():
        if isinstance(child, QLayout):
            yield from _with_inner(child)


def _cell(layout: QGridLayout, place: int) -> tuple[int, int]:
    return cast(tuple[int, int, int, int], layout.getItemPosition(place))[:2]
