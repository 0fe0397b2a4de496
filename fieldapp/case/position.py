"""Position keys: base-36 fractions as strings, so that an item can go between any two others."""

from __future__ import annotations

import re

MAX_LENGTH = 100
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_BASE = len(_DIGITS)
_KEY = re.compile(r"[0-9a-z]*[1-9a-z]\Z")


def is_key(text: object) -> bool:
    """Whether this is a position key: base-36 digits, no zero at the end, not too long."""
    return isinstance(text, str) and len(text) <= MAX_LENGTH and _KEY.match(text) is not None


def between(left: str, right: str | None) -> str:
    """A key strictly between two others; `""` is the start, None the end.

    Raises:
        ValueError: one is no key, or `right` is not after `left`.
    """
    if not (left == "" or is_key(left)) or not (right is None or is_key(right)):
        raise ValueError(f"{left!r} or {right!r} is no position")
    if right is not None and left >= right:
        raise ValueError(f"no position between {left!r} and {right!r}")
    key = ""
    place = 0
    while True:
        low = _DIGITS.index(left[place]) if place < len(left) else 0
        high = _DIGITS.index(right[place]) if right is not None and place < len(right) else _BASE
        if high - low > 1:
            return key + _DIGITS[(low + high) // 2]
        key += _DIGITS[low]
        if high > low:
            right = None
        place += 1


def spread(count: int) -> list[str]:
    """So many keys in order, evenly spread and short."""
    width = 1
    while _BASE**width <= count:
        width += 1
    numbers = ((place + 1) * _BASE**width // (count + 1) for place in range(count))
    return [_written(number, width) for number in numbers]


def _written(number: int, width: int) -> str:
    digits = ""
    for _ in range(width):
        number, digit = divmod(number, _BASE)
        digits = _DIGITS[digit] + digits
    return digits.rstrip("0")
