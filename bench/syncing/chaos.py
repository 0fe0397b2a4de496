"""A network between laptops and a hub that cuts, delays and repeats."""

from __future__ import annotations

import random
import socket
import threading
import time
from contextlib import suppress
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

SPOILED = 0.25
"""Of the requests."""


class Chaos:
    """Listens, and passes each request on to a hub, as it is or spoiled.

    Args:
        url: `http://host:port` of the hub.
    """

    def __init__(self, url: str, seed: int) -> None:
        at = urlsplit(url)
        self._hub = (at.hostname or "", at.port or 80)
        self._chance = random.Random(seed)
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._thread = threading.Thread(target=self._run, daemon=True)
        self.tries = 0
        self.spoiled = 0

    @property
    def url(self) -> str:
        host, port = self._listening.getsockname()
        return f"http://{host}:{port}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        self._thread.join()

    def _run(self) -> None:
        while True:
            try:
                near, _ = self._listening.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(near,), daemon=True).start()

    def _serve(self, near: socket.socket) -> None:
        """One connection of a laptop, request after request."""
        with near, suppress(OSError):
            while asked := _message(near):
                self.tries += 1
                how = "whole"
                if self._chance.random() < SPOILED:
                    self.spoiled += 1
                    how = self._chance.choice(("ask cut", "lost", "answer cut", "late", "twice"))
                if how == "late":
                    time.sleep(self._chance.random() * 0.05)
                if how == "ask cut":
                    self._half(asked)
                    return
                answer = self._pass_on(asked)
                if how == "twice":
                    answer = self._pass_on(asked)
                if how == "lost":
                    return
                if how == "answer cut":
                    near.sendall(answer[: self._chance.randrange(len(answer) or 1)])
                    return
                near.sendall(answer)

    def _half(self, asked: bytes) -> None:
        with socket.create_connection(self._hub, timeout=30) as far:
            far.sendall(asked[: self._chance.randrange(len(asked))])

    def _pass_on(self, asked: bytes) -> bytes:
        is_head = asked.startswith(b"HEAD ")
        with socket.create_connection(self._hub, timeout=30) as far:
            far.sendall(asked)
            return _message(far, has_body=not is_head)


def _message(connection: socket.socket, *, has_body: bool = True) -> bytes:
    """A whole request or response; empty at the end of the connection."""
    data = b""
    while b"\r\n\r\n" not in data:
        some = connection.recv(65_536)
        if not some:
            return b""
        data += some
    head, _, body = data.partition(b"\r\n\r\n")
    length = 0
    for line in head.split(b"\r\n")[1:]:
        name, _, value = line.partition(b":")
        if name.strip().lower() == b"content-length":
            length = int(value)
    while has_body and len(body) < length:
        some = connection.recv(65_536)
        if not some:
            break
        body += some
    return head + b"\r\n\r\n" + body
