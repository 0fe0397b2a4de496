"""The carrier: brings questions to hubs and their answers back, over HTTP.

It knows no workspace and blocks while it asks, so it is used on a thread that may wait.
"""

from __future__ import annotations

import base64
import ssl
import time
from types import TracebackType
from typing import TYPE_CHECKING, Self
from urllib.parse import urlsplit

from fieldapp import __version__
from fieldapp.sync import laptop_carriage
from fieldapp.sync.carriage import Request, Response
from fieldapp.sync.errors import SyncError, UnreachableError, WireError
from fieldapp.sync.wire import MAX_PACKED, Message

if TYPE_CHECKING:
    import httpx

CONNECT, READ, WHOLE = 10.0, 30.0, 300.0
"""Seconds to reach a hub, to wait for its next bytes, and for a whole answer."""
_HERE = ("localhost", "127.0.0.1", "::1")
_LONGEST = 500


class AddressError(SyncError):
    """What was typed is no address of a hub. Nothing was sent."""


def address(typed: str) -> str:
    """The address of a hub, as `https://host[:port][/path]`; without a scheme it is `https`.

    Raises:
        AddressError: it is none, or would carry cases over a network without encryption.
    """
    text = typed.strip()
    text = text if "://" in text else f"https://{text}"
    try:
        parts = urlsplit(text)
        host, _ = parts.hostname, parts.port
    except ValueError as error:
        raise AddressError("sync.address_malformed", address=typed[:80]) from error
    is_plain = parts.username is None and not parts.query and not parts.fragment
    if not host or parts.scheme not in ("https", "http") or not is_plain or len(text) > _LONGEST:
        raise AddressError("sync.address_malformed", address=typed[:80])
    if parts.scheme == "http" and host not in _HERE:
        raise AddressError("sync.address_open", address=typed[:80])
    return text.rstrip("/")


class Carrier:
    """Keeps connections to hubs open while it is.

    Args:
        transport: instead of the network.
    """

    def __init__(self, transport: httpx.BaseTransport | None = None) -> None:
        import httpx
        import truststore

        self._client = httpx.Client(
            transport=transport,
            # The system's own list of authorities: companies put theirs there.
            verify=truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT),
            timeout=httpx.Timeout(READ, connect=CONNECT),
            # Messages are packed already, and what is unpacked on the way has no limit.
            headers={"user-agent": f"fieldapp/{__version__}", "accept-encoding": "identity"},
            follow_redirects=False,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        self._client.close()

    def carry(self, hub: str, token: bytes, space: bytes, question: Message) -> Message:
        """Asks a hub.

        Args:
            token: empty where none is needed.

        Raises:
            SyncError: there is no answer, or none that can be believed.
        """
        asked = laptop_carriage.request(space, question)
        return laptop_carriage.answer(question, self.send(hub, token, asked))

    def send(self, hub: str, token: bytes, asked: Request) -> Response:
        """The same for a question that was made a request already, and an answer that is to be read
        elsewhere.

        Raises:
            SyncError: there is no answer.
        """
        import httpx

        headers = dict(asked.headers)
        if token:
            shown = base64.urlsafe_b64encode(token).rstrip(b"=").decode()
            headers["authorization"] = f"Bearer {shown}"
        try:
            request = self._client.build_request(
                asked.method,
                hub + asked.path,
                params=dict(asked.query) or None,
                headers=headers,
                content=asked.body or None,
            )
            answered = self._client.send(request, stream=True)
            try:
                body = _read(answered)
            finally:
                answered.close()
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise _unreachable(error) from error
        kept = {name.lower(): value for name, value in answered.headers.items()}
        return Response(answered.status_code, kept, body)


def _read(answered: httpx.Response) -> bytes:
    """The body, as long as it is within the limits.

    Raises:
        WireError: it is too large.
        UnreachableError: it takes too long.
    """
    end = time.monotonic() + WHOLE
    body = bytearray()
    for chunk in answered.iter_raw():
        body += chunk
        if len(body) > MAX_PACKED:
            raise WireError("sync.message_too_large", limit=MAX_PACKED // 2**20)
        if time.monotonic() > end:
            raise UnreachableError("sync.unreachable")
    return bytes(body)


def _unreachable(error: BaseException) -> UnreachableError:
    """Why a hub was not reached, as far as a person can do something about it."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return UnreachableError("sync.certificate_untrusted")
        cause = cause.__cause__ or cause.__context__
    return UnreachableError("sync.unreachable")
