"""Codes that a person prints, keeps, reads out and types in: 160 bits in eight groups, or 200 in
ten.

Five characters a group, of Crockford's base 32 (no I, L, O, U; read in any case, with or without
separators). The last character of each group checks the four before it and the group's place, over
GF(32), so that every single wrong character, every two swapped neighbours and every two swapped
groups are found and the group can be named.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_READ = {char: value for value, char in enumerate(_ALPHABET)} | {"O": 0, "I": 1, "L": 1}
GROUPS = 8
_DATA, _GROUP = 4, 5
CHARACTERS = GROUPS * _GROUP
SECRET_BYTES = GROUPS * _DATA * 5 // 8


class MistypedError(ValueError):
    """What was typed is no code: `typed` characters where there should be others, or `group`
    (from 1; else 0) is wrong."""

    def __init__(self, typed: int, group: int = 0) -> None:
        self.typed = typed
        self.group = group
        super().__init__(typed, group)


def write(secret: bytes) -> str:
    """The code of `SECRET_BYTES` bytes, or of a quarter more."""
    bits = int.from_bytes(secret)
    symbols = [(bits >> shift) & 31 for shift in range(len(secret) * 8 - 5, -1, -5)]
    return "-".join(_group(place, symbols) for place in range(len(symbols) // _DATA))


def read(text: str, groups: Collection[int] = (GROUPS,)) -> bytes:
    """The bytes of what somebody typed.

    Args:
        groups: how many it may have.

    Raises:
        MistypedError: too short or long, or a group is wrong.
    """
    folded = unicodedata.normalize("NFKC", text).upper()
    typed = [char for char in folded if char.isalnum()]
    if len(typed) not in {many * _GROUP for many in groups}:
        raise MistypedError(len(typed))
    bits = 0
    for place in range(len(typed) // _GROUP):
        symbols = [_READ.get(char, -1) for char in typed[place * _GROUP : (place + 1) * _GROUP]]
        if min(symbols) < 0 or symbols[_DATA] != _check(place, symbols[:_DATA]):
            raise MistypedError(len(typed), place + 1)
        for symbol in symbols[:_DATA]:
            bits = bits << 5 | symbol
    return bits.to_bytes(len(typed) // _GROUP * _DATA * 5 // 8)


def _group(place: int, symbols: list[int]) -> str:
    data = symbols[place * _DATA : (place + 1) * _DATA]
    return "".join(_ALPHABET[symbol] for symbol in (*data, _check(place, data)))


def _check(place: int, data: list[int]) -> int:
    check = place
    for symbol in data:
        check = _double(check) ^ symbol
    return _double(check)


def _double(symbol: int) -> int:
    """Times x in GF(32) with x^5 + x^2 + 1."""
    return (symbol << 1) ^ (0b100101 if symbol & 16 else 0)
