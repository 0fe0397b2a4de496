"""What a hub does again and again beside its requests."""

from __future__ import annotations

import logging
import threading
from abc import ABC, abstractmethod

from fieldapp.base.errors import FieldAppError

_log = logging.getLogger(__name__)


class Beside(ABC):
    """A thread that works once in a while, from `start` to `stop`."""

    def __init__(self, name: str) -> None:
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    @abstractmethod
    def pause(self) -> float:
        """Seconds until the next time."""

    @abstractmethod
    def work(self) -> None:
        """Does it once."""

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._end.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._end.wait(self.pause()):
            try:
                self.work()
            except FieldAppError:
                _log.exception("%s failed and is tried again", self._thread.name)
