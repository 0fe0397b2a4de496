"""PDF syntax (ISO 32000-1): objects, streams, cross-reference table.

Python values stand for PDF ones: `dict`, `list`, `Name`, `Ref`, `str` (a text string), `bytes`
(a byte string), numbers, `bool` and `None`. Objects go out as they are written, so memory holds
none of them.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from hashlib import sha256
from typing import BinaryIO


class Name(str):
    __slots__ = ()


class Ref(int):
    __slots__ = ()


class Raw(bytes):
    """Ready-made PDF syntax."""

    __slots__ = ()


def number(value: float) -> str:
    """A number as PDF writes it, to a thousandth of a point."""
    text = f"{value:.3f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def syntax(value: object) -> bytes:
    """A value in PDF syntax."""
    match value:
        case None:
            return b"null"
        case bool():
            return b"true" if value else b"false"
        case Ref():
            return b"%d 0 R" % value
        case int() | float():
            return number(value).encode()
        case Name():
            return _name(value)
        case str():
            return _text(value)
        case Raw():
            return bytes(value)
        case bytes():
            return b"<" + value.hex().encode() + b">"
        case list() | tuple():
            return b"[" + b" ".join(map(syntax, value)) + b"]"
        case Mapping():
            pairs = (_name(key) + b" " + syntax(item) for key, item in value.items())
            return b"<<" + b" ".join(pairs) + b">>"
    raise TypeError(f"no PDF syntax for {type(value).__name__}")


def _name(text: str) -> bytes:
    return b"/" + b"".join(
        bytes((byte,))
        if (chr(byte).isalnum() and byte < 128) or byte in b"-_.+"
        else b"#%02X" % byte
        for byte in text.encode("utf-8", "replace")
    )


def _text(text: str) -> bytes:
    if text.isascii() and text.isprintable():
        escaped = text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
        return b"(" + escaped.encode("ascii") + b")"
    return b"<FEFF" + text.encode("utf-16-be", "replace").hex().encode() + b">"


class Writer:
    """One PDF file in the making. The same objects give the same bytes."""

    def __init__(self, out: BinaryIO) -> None:
        self._out = out
        self._offsets: list[int] = []
        self._position = 0
        self._digest = sha256()
        self._emit(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")

    def _emit(self, data: bytes) -> None:
        self._out.write(data)
        self._position += len(data)
        self._digest.update(data)

    def reserve(self) -> Ref:
        """A reference to an object that is written later."""
        self._offsets.append(-1)
        return Ref(len(self._offsets))

    def write(self, value: object, ref: Ref | None = None) -> Ref:
        return self._write(syntax(value), ref)

    def stream(
        self,
        data: bytes,
        entries: Mapping[str, object] | None = None,
        *,
        pack: bool = True,
    ) -> Ref:
        """A stream object, deflated if `pack`."""
        extra: dict[str, object] = dict(entries or {})
        if pack:
            data = zlib.compress(data)
            extra["Filter"] = Name("FlateDecode")
        extra["Length"] = len(data)
        return self._write(syntax(extra) + b"\nstream\n" + data + b"\nendstream")

    def _write(self, body: bytes, ref: Ref | None = None) -> Ref:
        ref = ref or self.reserve()
        self._offsets[ref - 1] = self._position
        self._emit(b"%d 0 obj\n" % ref)
        self._emit(body)
        self._emit(b"\nendobj\n")
        return ref

    def close(self, root: Ref, info: Ref) -> None:
        """Write the cross-reference table and the trailer. The file's id is its content's hash."""
        start = self._position
        count = len(self._offsets) + 1
        table = b"".join(b"%010d 00000 n \n" % offset for offset in self._offsets)
        identity = self._digest.digest()[:16]
        trailer = {"Size": count, "Root": root, "Info": info, "ID": [identity, identity]}
        self._emit(b"xref\n0 %d\n0000000000 65535 f \n" % count + table)
        self._emit(b"trailer\n" + syntax(trailer) + b"\nstartxref\n%d\n%%%%EOF\n" % start)
