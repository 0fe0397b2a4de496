"""Names of cases and items.

A case id is 16 random bytes, written as 32 hexadecimal digits. An item id is a short token, unique
within its collection. A person quotes a case by its reference, the first eight base32 characters.
"""

from __future__ import annotations

import base64
import hashlib
import re

from fieldapp.base.clock import Entropy

CASE_ID_BYTES = 16
_BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
EXTRAS = "extras/"
"""Where keys of a case file are kept that are no field of ours."""
_ITEM = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}\Z")
_HEX_CASE = re.compile(r"[0-9a-f]{32}\Z")


def new_item_id(entropy: Entropy) -> str:
    """A random item id: 60 bits as twelve base32 characters."""
    return base64.b32encode(entropy(8)).decode("ascii").lower()[:12]


def is_item_id(text: str) -> bool:
    """Whether a text may stand as one segment of a path."""
    return _ITEM.match(text) is not None


def item_of(path: str) -> str | None:
    """The item a path lies in: its first two segments, where there is a third.

    What a case file said besides (`extras/statements/s1/x-note`) belongs to its item too.
    """
    path = path.removeprefix(EXTRAS)
    first = path.find("/")
    second = path.find("/", first + 1) if first > 0 else -1
    return path[:second] if second > 0 else None


def item_id_for(collection: str, text: str) -> str:
    """The id of an item that came without one: the same text makes the same item."""
    digest = hashlib.sha256(f"{collection}\0{text}".encode()).digest()
    return base64.b32encode(digest).decode("ascii").lower()[:12]


def case_id_for(name: str) -> bytes:
    """The case id of a name given in a case file: itself if it is one, else derived from it."""
    if _HEX_CASE.match(name):
        return bytes.fromhex(name)
    return hashlib.sha256(b"fieldapp case\0" + name.encode()).digest()[:CASE_ID_BYTES]


def private_id(case: bytes) -> bytes:
    """The id under which a case's private log is kept: its changes cannot pass for the case's."""
    return hashlib.sha256(b"fieldapp private log\0" + case).digest()[:CASE_ID_BYTES]


def reference(case: bytes) -> str:
    """What people call a case: `C-` and eight base32 characters."""
    return "C-" + base64.b32encode(case[:5]).decode("ascii")


def hex_prefix(typed: str) -> str:
    """The beginning of a hexadecimal case id that a reference, or its beginning, stands for.

    Empty for what is no reference.
    """
    symbols = typed.upper().removeprefix("C-")
    if not symbols or any(symbol not in _BASE32 for symbol in symbols):
        return ""
    number = 0
    for symbol in symbols:
        number = number << 5 | _BASE32.index(symbol)
    bits = 5 * len(symbols)
    whole = bits // 4
    return f"{number >> (bits - 4 * whole):0{whole}x}"
