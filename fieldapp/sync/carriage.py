"""Carriage: how messages travel over HTTP; what both ends write and read. It opens no connection.

Questions and answers travel as messages (`wire`), photos, files and packs as bare bytes, and why a
question has no answer as problem details (RFC 9457). `docs/sync.md` has the table;
`laptop_carriage` and `hub_carriage` are the two ends.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from fieldapp.sync.errors import WireError

MESSAGE = "application/vnd.fieldapp.sync"
PROBLEM = "application/problem+json"
BYTES = "application/octet-stream"
MAX_PROBLEM = 64 * 1024
OFFSET, COMPLETE, CODE = "upload-offset", "upload-complete", "fieldapp-problem"
"""Headers: how much of a blob is there, whether it is whole, why there is no answer."""
_CONTENT_RANGE = re.compile(r"bytes (?:([0-9]{1,15})-([0-9]{1,15})|\*)/([0-9]{1,15})\Z")


@dataclass(frozen=True, slots=True)
class Request:
    """A question on its way. `path` begins with `/v1`; header names are in lower case."""

    method: str
    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Response:
    """An answer on its way."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


def read_hex(text: str, size: int, what: str) -> bytes:
    """Raises: WireError: not so many bytes in hexadecimal; `what` says where."""
    if len(text) != 2 * size or not re.fullmatch(r"[0-9a-f]+", text):
        raise WireError("sync.message_malformed", message="", field=what)
    return bytes.fromhex(text)


def is_number(text: str) -> bool:
    """Whether it is a whole number that may stand in a header."""
    return re.fullmatch(r"[0-9]{1,15}", text) is not None


def content_range(offset: int, data: bytes, size: int) -> str:
    """The header of a part."""
    reached = f"{offset}-{offset + len(data) - 1}" if data else "*"
    return f"bytes {reached}/{size}"


def read_content_range(text: str) -> tuple[int | None, int, int] | None:
    """Where it begins (None: it holds nothing), how many bytes it holds, and of how many."""
    found = _CONTENT_RANGE.match(text)
    if found is None:
        return None
    first, last, size = found.groups()
    if first is None:
        return None, 0, int(size)
    length = int(last) - int(first) + 1
    return (int(first), length, int(size)) if length > 0 else None
