"""What the clipboard or a drag holds: files of this computer, or a picture."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QImage

from fieldapp.ui.intake import Source


def is_wanted(data: QMimeData) -> bool:
    """Whether there is anything to take in."""
    return data.hasImage() or any(url.isLocalFile() for url in data.urls())


def sources(data: QMimeData, name: str) -> tuple[Source, ...]:
    """What there is to take in: the files, or else the picture.

    Args:
        name: what the picture is called where something is wrong with it.
    """
    paths = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
    if paths:
        return tuple(Source(path, path.name) for path in paths)
    image = data.imageData()
    return (Source(image, name),) if isinstance(image, QImage) and not image.isNull() else ()
