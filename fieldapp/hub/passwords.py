"""Passwords: argon2id, at most a few at a time, and as slow for names that do not exist."""

from __future__ import annotations

import threading
import unicodedata
from functools import cached_property

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from fieldapp.hub.errors import HubError

SHORTEST, LONGEST = 10, 200
"""Characters."""
_AT_ONCE = 2
"""64 MiB each."""


class Passwords:
    """Hashes and checks. `hasher`: what it is made to cost; RFC 9106's second choice by default."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher(time_cost=3, memory_cost=64 * 1024, parallelism=4)
        self._turn = threading.BoundedSemaphore(_AT_ONCE)

    @cached_property
    def _dummy(self) -> str:
        return self._hasher.hash("nobody has this one")

    def hash(self, password: str) -> str:
        """Raises: HubError: too short or too long."""
        if not SHORTEST <= len(password) <= LONGEST:
            raise HubError("hub.password_length", least=SHORTEST, most=LONGEST)
        with self._turn:
            return self._hasher.hash(_normal(password))

    def fits(self, password: str, known: str) -> bool:
        """Whether it is the password of a hash; an empty one is of an account without."""
        with self._turn:
            try:
                self._hasher.verify(known or self._dummy, _normal(password[: LONGEST + 1]))
            except (VerificationError, InvalidHashError):
                return False
        return bool(known) and len(password) <= LONGEST


def _normal(password: str) -> str:
    return unicodedata.normalize("NFKC", password)
