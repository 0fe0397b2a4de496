"""Kinds of files, told by what they hold and not by what they are called.

A file that is called what it is not is refused where it comes in and where it would go out again,
and so is a program: whoever opens it has been told something else. What nobody knows a kind of may
have any name but one of a kind that is known.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from pathlib import PurePosixPath

_HEAD = 64 * 1024
"""Bytes that are looked at to tell text from anything else."""
_MOST_NAMES = 10_000
"""Entries of an archive that are looked at."""
UNKNOWN = "bin"
"""The ending of what is of no known kind, or not to be opened by its name."""

_PROGRAMS = (
    b"\x7fELF",
    b"\xfe\xed\xfa\xce",
    b"\xfe\xed\xfa\xcf",
    b"\xce\xfa\xed\xfe",
    b"\xcf\xfa\xed\xfe",
    b"\xca\xfe\xba\xbe",
    b"L\x00\x00\x00\x01\x14\x02\x00",  # a link of Windows
    b"#!",
)
_RUN = frozenset(
    {
        *("app", "bat", "cmd", "com", "cpl", "dll", "exe", "hta", "iso", "jar", "js", "jse", "lnk"),
        *("msi", "msp", "pif", "ps1", "reg", "scf", "scr", "sh", "url", "vb", "vbe", "vbs", "vhd"),
        *("wsf", "wsh"),
    }
)
"""Endings of what a system runs, or follows, when it is opened."""
_TEXTS = frozenset(
    {
        *("csv", "eml", "htm", "html", "ini", "json", "log", "md", "srt", "svg", "tsv", "txt"),
        *("vtt", "xml", "yaml", "yml"),
    }
)
_OFFICE = {"word/": "docx", "xl/": "xlsx", "ppt/": "pptx"}


def _begins(*starts: bytes, at: int = 0) -> Callable[[bytes], bool]:
    return lambda data: any(data[at : at + len(start)] == start for start in starts)


def _riff(form: bytes) -> Callable[[bytes], bool]:
    return lambda data: data[:4] == b"RIFF" and data[8:12] == form


_ZIP = _begins(b"PK\x03\x04", b"PK\x05\x06")
_OLD_OFFICE = _begins(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
_MP4 = _begins(b"ftyp", at=4)
_KINDS: Mapping[str, Callable[[bytes], bool]] = {
    "pdf": lambda data: b"%PDF-" in data[:1024],
    "png": _begins(b"\x89PNG\r\n\x1a\n"),
    "jpg": _begins(b"\xff\xd8\xff"),
    "gif": _begins(b"GIF87a", b"GIF89a"),
    "webp": _riff(b"WEBP"),
    "tif": _begins(b"II*\x00", b"MM\x00*"),
    "wav": _riff(b"WAVE"),
    "avi": _riff(b"AVI "),
    "mp3": _begins(b"ID3", b"\xff\xfb", b"\xff\xf3", b"\xff\xf2"),
    "ogg": _begins(b"OggS"),
    "flac": _begins(b"fLaC"),
    "mp4": _MP4,
    "mkv": _begins(b"\x1aE\xdf\xa3"),
    "zip": _ZIP,
    "7z": _begins(b"7z\xbc\xaf'\x1c"),
    "gz": _begins(b"\x1f\x8b"),
    "rar": _begins(b"Rar!\x1a\x07"),
    "doc": _OLD_OFFICE,
    "rtf": _begins(b"{\\rtf"),
}
_SAME = {
    "jpeg": "jpg", "tiff": "tif", "webm": "mkv", "m4a": "mp4", "m4v": "mp4", "mov": "mp4",
    "xls": "doc", "ppt": "doc", "msg": "doc", "docx": "zip", "xlsx": "zip", "pptx": "zip",
    "odt": "zip", "ods": "zip", "odp": "zip", "fieldcase": "",
}  # fmt: skip
"""Endings of one kind; `fieldcase`: read by doors of its own."""


def is_program(data: bytes) -> bool:
    """Whether a system could run it."""
    # Two letters may begin a text as well.
    return data.startswith(_PROGRAMS) or (data.startswith(b"MZ") and b"\x00" in data[:64])


def fits(name: str, data: bytes) -> bool:
    """Whether a file holds what the ending of its name says, and is no program."""
    ending = PurePosixPath(name.lower()).suffix[1:]
    if ending == UNKNOWN:
        return True
    if ending in _RUN or is_program(data):
        return False
    if ending in _TEXTS:
        return is_text(data)
    told = _KINDS.get(_SAME.get(ending, ending))
    return told is None or told(data)


def ending_of(data: bytes) -> str:
    """The ending that says what a file holds; `UNKNOWN` for a program or of what is not known."""
    if is_program(data):
        return UNKNOWN
    kind = next((name for name, told in _KINDS.items() if told(data)), "")
    if kind == "zip":
        return _archive(data)
    if kind == "doc":
        return UNKNOWN  # which of three it is does not show, and each may hold macros
    return kind or ("txt" if data and is_text(data) else UNKNOWN)


def is_text(data: bytes) -> bool:
    """Whether it reads as text, in UTF-8, UTF-16 with its mark, or a code page."""
    head = data[:_HEAD]
    return head.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x00" not in head


def _archive(data: bytes) -> str:
    """What an archive is: a document that cannot hold macros, or just an archive."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()[:_MOST_NAMES]
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return UNKNOWN
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        return UNKNOWN
    if "[Content_Types].xml" not in names:
        return "zip"
    found = (kind for start, kind in _OFFICE.items() if any(n.startswith(start) for n in names))
    return next(found, "zip")
