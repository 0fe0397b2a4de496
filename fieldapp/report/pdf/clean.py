"""Text made safe to print: no character that is invisible, reorders or cannot be encoded."""

from __future__ import annotations

import re
import unicodedata

_DROPPED = (
    "\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad"  # controls, soft hyphen
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # bidirectional controls
    "\u180e\u200b-\u200d\u2060-\u2065\u206a-\u206f\ufeff\ufff9-\ufffb"  # zero width
    "\ufe00-\ufe0f\U0001f3fb-\U0001f3ff\U000e0000-\U000e0fff"  # variants, skin tones, tags
)
_BREAK = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_DROP = re.compile(f"[{_DROPPED}]+")
_SPACE = re.compile("[\u1680\u2000-\u200a\u202f\u205f]")
_BROKEN = re.compile("[\ud800-\udfff\ufffe\uffff]")
_COMBINED = re.compile("[^\u0300-\u036f][\u0300-\u036f]+")
_PRINTABLE = re.compile("[\u0300-\u036f\ufe00-\ufe0f\U0001f3fb-\U0001f3ff\U000e0000-\U000e0fff]")
"""Of all those, what Python calls printable."""
_BLANK_LINES = re.compile(r"\n(?:[ \t]*\n){2,}")


def clean(text: str) -> str:
    """The text as it can be set; line breaks stay, runs of empty lines become one.

    Lone surrogates become U+FFFD. Nothing is ever read as markup.
    """
    if text.isprintable() and not _PRINTABLE.search(text):
        return text
    text = _BREAK.sub("\n", text).replace("\t", "    ")
    text = _DROP.sub("", text)
    text = _SPACE.sub(" ", text)
    text = _BROKEN.sub("\ufffd", text)
    text = _COMBINED.sub(lambda found: unicodedata.normalize("NFC", found[0]), text)
    return _BLANK_LINES.sub("\n\n", text)
