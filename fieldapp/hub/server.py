"""Serving: the API over HTTP, until it is told to stop."""

from __future__ import annotations

import logging
import signal
import sys
import time
from collections.abc import Callable

import uvicorn

from fieldapp.hub.api import create_app
from fieldapp.hub.errors import HubError
from fieldapp.hub.node import Node
from fieldapp.hub.posting import Posting
from fieldapp.hub.tending import Tending

PORT = 8470
LISTEN = f"127.0.0.1:{PORT}"
SWITCH = 0.001
"""Seconds for which one thread computes while another one would. A page asks the database half a
dozen times and has to get the interpreter back after each; with Python's own five milliseconds it
would wait that long every time that a laptop's message is being worked on."""
_STOP = 20
"""Seconds that requests under way are given when the server stops."""


def address(listen: str) -> tuple[str, int]:
    """Host and port of `HOST:PORT`; an IPv6 host stands in brackets.

    Raises:
        HubError: it is neither.
    """
    host, colon, port = listen.rpartition(":")
    if not colon:
        host, port = listen, str(PORT)
    if not (host and port.isascii() and port.isdigit() and int(port) < 65536):
        raise HubError("hub.listen_unfit", listen=listen)
    return host.removeprefix("[").removesuffix("]"), int(port)


def serve(node: Node, listen: str, ready: Callable[[str, int], None]) -> None:
    """Serves until a signal ends it. `ready`: called with host and port when it listens.

    Raises:
        HubError: the address is taken, or not this machine's.
    """
    host, port = address(listen)
    for number in (signal.SIGINT, signal.SIGTERM):
        # The server takes the signal, stops, and then lets it come once more.
        signal.signal(number, lambda *_: None)
    sys.setswitchinterval(SWITCH)
    server = _Server(config(node, host, port), ready)
    beside = (Tending(node), Posting(node))
    for one in beside:
        one.start()
    try:
        server.run()
    except SystemExit as stopped:
        raise HubError("hub.listen_taken", listen=listen) from stopped
    finally:
        for one in beside:
            one.stop()


def config(node: Node, host: str, port: int) -> uvicorn.Config:
    """How it is served. Of a proxy on this machine it is believed where a request comes from."""
    return uvicorn.Config(
        create_app(node),
        host=host,
        port=port,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_keep_alive=75,
        timeout_graceful_shutdown=_STOP,
        backlog=512,
    )


class _Server(uvicorn.Server):
    def __init__(self, how: uvicorn.Config, ready: Callable[[str, int], None]) -> None:
        super().__init__(how)
        self._ready = ready

    async def startup(self, *args: object, **kwargs: object) -> None:
        await super().startup(*args, **kwargs)  # type: ignore[arg-type]
        if self.started and self.servers:
            host, port = self.servers[0].sockets[0].getsockname()[:2]
            self._ready(str(host), int(port))


def log_to_terminal() -> None:
    """One line a request and for what goes wrong, in UTC, without names and content."""
    handler = logging.StreamHandler(sys.stderr)
    form = logging.Formatter("%(asctime)s %(levelname)s %(message)s", "%Y-%m-%dT%H:%M:%SZ")
    form.converter = time.gmtime
    handler.setFormatter(form)
    for name in ("fieldapp.hub", "uvicorn.error"):
        logger = logging.getLogger(name)
        logger.addHandler(handler)
        logger.setLevel(logging.INFO if name == "fieldapp.hub" else logging.WARNING)
        logger.propagate = False
