"""What the clipboard or a drag holds: files of this computer, or a picture."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QMimeData, QObject, Signal
from PySide6.QtGui import QDropEvent, QImage
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from fieldapp.ui.intake import Source


def is_wanted(data: QMimeData) -> bool:
    """Whether there is anything to take in."""
    return data.hasImage() or any(url.isLocalFile() for url in data.urls())


def sources(data: QMimeData) -> tuple[Source, ...]:
    """What there is to take in: the files, or else the picture."""
    from fieldapp.ui.intake import Source

    paths = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
    if paths:
        return tuple(Source(path, path.name) for path in paths)
    image = data.imageData()
    return (Source(image),) if isinstance(image, QImage) and not image.isNull() else ()


class DropTarget(QObject):
    """Takes what is dropped on a window where nothing in it wants it.

    Args:
        is_wanting: whether anything may be dropped now.
    """

    dropped = Signal(object)
    """The sources, as a tuple."""

    def __init__(self, window: QWidget, is_wanting: Callable[[], bool]) -> None:
        super().__init__(window)
        self._is_wanting = is_wanting
        window.setAcceptDrops(True)
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not (isinstance(event, QDropEvent) and is_wanted(event.mimeData())):
            return False
        if not self._is_wanting():
            event.ignore()
            return True
        event.acceptProposedAction()
        if event.type() == QEvent.Type.Drop:
            self.dropped.emit(sources(event.mimeData()))
        return True
