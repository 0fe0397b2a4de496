"""Crossings: where the hub speaks to what stands behind it, or before it, across a network and
without TLS, as far as its settings show."""

from __future__ import annotations

import os
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

from fieldapp.base.findings import Finding, Severity
from fieldapp.hub import scanning
from fieldapp.hub.channels import MAIL
from fieldapp.hub.errors import HubError
from fieldapp.hub.node import Place
from fieldapp.hub.server import address
from fieldapp.hub.variables import variable

VARIABLE = "FIELDAPP_HUB_TLS"
"""`required`: the hub does not start where one of these is without TLS."""
_VERIFIED = ("verify-full", "verify-ca")
_HERE = frozenset({"localhost", "127.0.0.1", "::1"})


def open_ones(place: Place, listen: str) -> tuple[Finding, ...]:
    """What is spoken to in the clear, or encrypted to somebody who is not verified.

    Args:
        listen: `HOST:PORT` where the hub itself is to be reached.

    Raises:
        HubError: there is one, and TLS is required; or a setting cannot be read.
    """
    found = (
        *_database(place),
        *_bucket(place),
        *_mail(),
        *_scanner(),
        *_listening(listen),
    )
    told = variable(VARIABLE)
    if told not in ("", "required"):
        raise HubError("hub.tls_setting", name=VARIABLE)
    if found and told:
        raise HubError("hub.tls_required", name=VARIABLE, what=", ".join(map(_what, found)))
    return found


def _database(place: Place) -> Iterator[Finding]:
    url = urlsplit(place.database_url)
    asked = parse_qs(url.query)
    host = asked.get("host", [url.hostname or ""])[-1]
    if not url.scheme.startswith("postgres") or _is_here(host):
        return
    mode = asked.get("sslmode", [os.environ.get("PGSSLMODE", "")])[-1]
    if mode not in _VERIFIED:
        kind = "unverified" if mode == "require" else "plain"
        yield _finding(f"hub.{kind}_database", host)


def _bucket(place: Place) -> Iterator[Finding]:
    endpoint = urlsplit(os.environ.get("AWS_ENDPOINT_URL", ""))
    if place.blobs_url.startswith("s3://") and endpoint.scheme == "http":
        host = endpoint.hostname or ""
        if not _is_here(host):
            yield _finding("hub.plain_bucket", host)


def _mail() -> Iterator[Finding]:
    server = urlsplit(variable(MAIL))
    host = server.hostname or ""
    if server.scheme == "mailto" and not _is_here(host):
        yield _finding("hub.plain_mail", host)


def _scanner() -> Iterator[Finding]:
    where = scanning.address()
    if where is not None and not _is_here(where[0]):
        yield _finding("hub.plain_scanner", where[0])


def _listening(listen: str) -> Iterator[Finding]:
    host, _ = address(listen)
    if not _is_here(host):
        yield _finding("hub.plain_listen", host)


def _is_here(host: str) -> bool:
    """This machine, or a socket on it."""
    return not host or host.startswith("/") or host in _HERE


def _finding(code: str, host: str) -> Finding:
    return Finding(code, {"host": host}, "", Severity.WARNING)


def _what(found: Finding) -> str:
    return str(found.params["host"])
