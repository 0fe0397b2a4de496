"""Photos as pictures; small ones of those that are kept, read when they are first wanted."""

from __future__ import annotations

from collections import OrderedDict

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage, QPixmap

from fieldapp.ui.tasks import Desk
from fieldapp.usecases import attaching

MOST = 120
"""Pictures that are remembered: some 40 MB."""


def photo(jpeg: bytes) -> QImage:
    """A photo's picture; an empty one where it cannot be read.

    What is to be read is named: otherwise Qt loads all it has for any kind of picture, to ask each.
    """
    picture = QImage()
    picture.loadFromData(jpeg, "JPEG")
    return picture


class Pictures(QObject):
    """One is read at a time, the one that was wanted last first; so what is in view comes first.

    Args:
        side: of a picture at most, in pixels of the screen.
    """

    arrived = Signal(str)
    """The blob whose picture is here now, or never will be."""

    def __init__(self, desk: Desk, side: int, parent: QObject) -> None:
        super().__init__(parent)
        self._desk, self._side = desk, side
        self._known: OrderedDict[str, QPixmap] = OrderedDict()
        self._lost: set[str] = set()
        self._wanted: list[str] = []
        self._reading = ""

    def get(self, blob: str) -> QPixmap | None:
        """A photo's picture; None if it must be read first, see `arrived`."""
        picture = self._known.get(blob)
        if picture is not None:
            self._known.move_to_end(blob)
        elif blob not in self._lost and blob != self._reading:
            if blob in self._wanted:
                self._wanted.remove(blob)
            self._wanted.append(blob)
            self._read()
        return picture

    def is_lost(self, blob: str) -> bool:
        """Whether a photo cannot be read."""
        return blob in self._lost

    def _read(self) -> None:
        if self._reading or not self._wanted:
            return
        blob, side = self._wanted.pop(), self._side
        self._reading = blob
        task = self._desk.run(lambda workspace: attaching.thumbnail(workspace, blob, side))
        task.then(self, self._keep, lambda _: self._lost.add(blob))
        task.ended.connect(self._ended)

    def _keep(self, jpeg: bytes) -> None:
        self._known[self._reading] = QPixmap.fromImage(photo(jpeg))
        if len(self._known) > MOST:
            self._known.popitem(last=False)

    def _ended(self) -> None:
        blob, self._reading = self._reading, ""
        self.arrived.emit(blob)
        self._read()
