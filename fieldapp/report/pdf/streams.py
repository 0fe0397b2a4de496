"""Streams: what of the file is compressed (ISO 32000-1, 7.4.4)."""

from __future__ import annotations

import zlib

from reportlab.pdfbase.pdfdoc import PDFDictionary, PDFStream

_LEVEL = 4
"""Outlines of glyphs are most of a report: zlib's usual 6 takes half as long again for 1.5%."""


class _Flate:
    """A filter as reportlab wants it."""

    pdfname = "FlateDecode"

    def encode(self, content: bytes | str) -> bytes:
        return zlib.compress(content.encode() if isinstance(content, str) else content, _LEVEL)


FLATE = _Flate()


def stream(content: bytes | str, entries: dict[str, object] | None = None) -> PDFStream:
    """A compressed stream with these entries in its dictionary."""
    return PDFStream(PDFDictionary(entries), content, [FLATE])
