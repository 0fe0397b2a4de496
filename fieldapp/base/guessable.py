"""Passwords and passcodes that are tried first: known ones, and the names of people and things."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from enum import StrEnum
from functools import cache

from fieldapp.base import paths

_FEWEST = 4
"""Different characters that it has at least; and letters besides what is known of somebody."""
_SHORTEST_WORD = 3
"""Characters of a word that counts; a Chinese one counts with two."""


class Why(StrEnum):
    COMMON = "common"
    """It stands in breaches, or is one thing over and over."""
    ABOUT = "about"
    """There is hardly more in it than what is known of the person and the program."""


def guessable(secret: str, about: Iterable[str] = ()) -> Why | None:
    """Why a secret would be guessed; None if it is good enough.

    Args:
        about: what is known of whoever it is for: names, a team, a company.
    """
    plain = _plain(secret)
    if _is_common(plain) or len(set(plain)) < _FEWEST:
        return Why.COMMON
    rest = plain
    for word in sorted(_words([*about, "FieldApp"]), key=len, reverse=True):
        rest = rest.replace(word, "")
    if rest != plain and (_is_common(rest) or sum(map(str.isalpha, rest)) < _FEWEST):
        return Why.ABOUT
    return None


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def _words(texts: Iterable[str]) -> set[str]:
    """The words of texts, and each text without what stands between them."""
    found = set[str]()
    for text in map(_plain, texts):
        parts = [part for part in re.split(r"[\W_]+", text) if part]
        found |= {*parts, "".join(parts)}
    return {word for word in found if len(word) >= (_SHORTEST_WORD if word.isascii() else 2)}


def _is_common(plain: str) -> bool:
    return bool(plain) and f"\n{plain}\n".encode("utf-8", "surrogatepass") in _common()


@cache
def _common() -> bytes:
    return b"\n" + paths.resources("passwords", "common.txt").read_bytes()
