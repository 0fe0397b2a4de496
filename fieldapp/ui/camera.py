"""The laptop's camera, where there is one and Qt's multimedia part is installed and loads.

It is an extra (`pip install fieldapp[camera]`), twice as large as all the rest of Qt that is used.
On Linux it also needs the system's `libpulse0`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Any, Protocol

from PySide6.QtGui import QImage

_MODULE = "PySide6.QtMultimedia"


class Camera(Protocol):
    """A camera that shows what it sees."""

    name: str

    def start(self, show: Callable[[QImage], object], failed: Callable[[], object]) -> None:
        """Shows one picture after the other until it is stopped, or fails."""

    def stop(self) -> None:
        """Ends it; its light goes out."""


def cameras() -> Sequence[Camera]:
    """The cameras of this machine, the one to be taken first; none without the extra."""
    try:
        multimedia = import_module(_MODULE)
    except ImportError:  # it is not there, or a library of the system that it needs
        return ()
    devices = multimedia.QMediaDevices
    default = devices.defaultVideoInput()
    found = sorted(devices.videoInputs(), key=lambda device: device.id() != default.id())
    return tuple(QtCamera(multimedia, device) for device in found)


class QtCamera:
    """A camera through QtMultimedia."""

    def __init__(self, multimedia: Any, device: Any) -> None:
        self.name: str = device.description()
        self._multimedia, self._device = multimedia, device
        self._session: Any = None

    def start(self, show: Callable[[QImage], object], failed: Callable[[], object]) -> None:
        self._camera = self._multimedia.QCamera(self._device)
        self._sink = self._multimedia.QVideoSink()
        self._sink.videoFrameChanged.connect(lambda frame: _tell(frame.toImage(), show))
        self._camera.errorOccurred.connect(lambda *_: failed())
        self._session = self._multimedia.QMediaCaptureSession()
        self._session.setCamera(self._camera)
        self._session.setVideoSink(self._sink)
        self._camera.start()

    def stop(self) -> None:
        if self._session is not None:
            self._camera.stop()
            self._session = self._camera = self._sink = None


def _tell(image: QImage, show: Callable[[QImage], object]) -> None:
    if not image.isNull():
        show(image)
