"""The recovery code: 160 random bits a person can print, keep, read out and type in again.

Eight groups of five characters of Crockford's base 32 (no I, L, O, U; read in any case, with or
without separators). The last character of each group checks the four before it and the group's
place, over GF(32), so that every single wrong character, every two swapped neighbours and every
two swapped groups are found and the group can be named.
"""

from __future__ import annotations

import unicodedata
from dataclasses import field

from fieldapp.base.clock import Entropy
from fieldapp.base.values import frozen
from fieldapp.store.errors import WrongRecoveryCodeError

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_READ = {char: value for value, char in enumerate(_ALPHABET)} | {"O": 0, "I": 1, "L": 1}
GROUPS = 8
_DATA, _GROUP = 4, 5
SECRET_BYTES = GROUPS * _DATA * 5 // 8


@frozen
class RecoveryCode:
    """Shown once and never kept by us."""

    secret: bytes = field(repr=False)

    @classmethod
    def new(cls, entropy: Entropy) -> RecoveryCode:
        return cls(entropy(SECRET_BYTES))

    def __str__(self) -> str:
        bits = int.from_bytes(self.secret)
        symbols = [(bits >> shift) & 31 for shift in range(SECRET_BYTES * 8 - 5, -1, -5)]
        return "-".join(_group(place, symbols) for place in range(GROUPS))

    @classmethod
    def parse(cls, text: str) -> RecoveryCode:
        """Reads what somebody typed.

        Raises:
            WrongRecoveryCodeError: too short or long, or a group is mistyped; it is named.
        """
        folded = unicodedata.normalize("NFKC", text).upper()
        typed = [char for char in folded if char.isalnum()]
        if len(typed) != GROUPS * _GROUP:
            raise WrongRecoveryCodeError(
                "store.recovery_code_length", typed=len(typed), wanted=GROUPS * _GROUP
            )
        bits = 0
        for place in range(GROUPS):
            symbols = [_READ.get(char, -1) for char in typed[place * _GROUP : (place + 1) * _GROUP]]
            if min(symbols) < 0 or symbols[_DATA] != _check(place, symbols[:_DATA]):
                raise WrongRecoveryCodeError("store.recovery_code_typo", group=place + 1)
            for symbol in symbols[:_DATA]:
                bits = bits << 5 | symbol
        return cls(bits.to_bytes(SECRET_BYTES))


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
