"""Scanning: what laptops brought is looked through for malware before a browser gets it, where
whoever runs the hub has a ClamAV beside it.

What was not looked through is not handed out: neither what is found to be bad, nor anything while
the scanner is away. Laptops get files as they are: what they save is for their own scanner.
"""

from __future__ import annotations

import asyncio
import io
import logging

from fieldapp.hub.errors import HubError, RefusalError
from fieldapp.hub.variables import variable

VARIABLE = "FIELDAPP_HUB_CLAMD"
"""Where clamd listens, `HOST:PORT`; nothing is looked through where it is not set."""
_SECONDS = 30.0
_log = logging.getLogger(__name__)


def address() -> tuple[str, int] | None:
    """Where the scanner listens; None where there is none.

    Raises:
        HubError: it is no host and port.
    """
    told = variable(VARIABLE)
    if not told:
        return None
    host, _, port = told.rpartition(":")
    if not (host and port.isascii() and port.isdigit() and 0 < int(port) < 65536):
        raise HubError("hub.scanner_setting", name=VARIABLE)
    return host.removeprefix("[").removesuffix("]"), int(port)


def look_through(data: bytes) -> None:
    """Looks for something bad in a file. Not to be called in a transaction, nor on a thread with a
    running event loop.

    Raises:
        RefusalError: something was, or it cannot be told.
    """
    where = address()
    if where is None:
        return
    from aioclamd import ClamdAsyncClient, ClamdError

    client = ClamdAsyncClient(*where, timeout=_SECONDS)
    try:
        found = asyncio.run(client.instream(io.BytesIO(data))) or {}
    except (ClamdError, OSError) as error:
        _log.warning("a file could not be looked through: %s", type(error).__name__)
        raise RefusalError("hub.scanner_away") from error
    words = {status for status, _ in found.values()}
    if "FOUND" in words:
        _log.warning("malware was found in a file, which was not handed out")
        raise RefusalError("hub.file_bad")
    if words != {"OK"}:
        raise RefusalError("hub.scanner_away")
