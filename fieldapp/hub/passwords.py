"""Passwords: argon2id, at most a few at a time, and as slow for names that do not exist.

What an administrator gives somebody is a password for once: its owner puts another one in its place
when they first sign in, and it ends by itself.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from functools import cached_property

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from fieldapp.base import grouped
from fieldapp.base.clock import Entropy
from fieldapp.base.guessable import guessable
from fieldapp.hub.errors import HubError
from fieldapp.hub.turns import Turns
from fieldapp.hub.variables import variable

SHORTEST, LONGEST = 10, 200
"""Characters."""
HOURS = 24
"""How long a password for once lasts."""
WORDS = "FIELDAPP_HUB_WORDS"
"""The variable with words that no password may be made of: the company, its brands, its place."""
_AT_ONCE, _WAITING = 2, 3
"""64 MiB each."""
_ONCE_GROUPS = 4
"""Of a password for once; each has 20 random bits."""


class Passwords:
    """Hashes and checks. `hasher`: what it is made to cost; RFC 9106's second choice by default."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher(time_cost=3, memory_cost=64 * 1024, parallelism=4)
        self._turns = Turns(_AT_ONCE, _WAITING)

    @cached_property
    def _dummy(self) -> str:
        return self._hasher.hash("nobody has this one")

    def hash(self, password: str, about: Iterable[str] = ()) -> str:
        """The hash of a new password.

        Args:
            about: what everybody knows of whoever it is for.

        Raises:
            HubError: too short or too long, or it would be guessed.
            RefusalError: too many are at it.
        """
        if not SHORTEST <= len(password) <= LONGEST:
            raise HubError("hub.password_length", least=SHORTEST, most=LONGEST)
        why = guessable(password, [*about, variable(WORDS)])
        if why is not None:
            raise HubError(f"hub.password_{why}")
        with self._turns.turn():
            return self._hasher.hash(_normal(password))

    def fits(self, password: str, known: str) -> bool:
        """Whether it is the password of a hash; an empty one is of an account without.

        Raises:
            RefusalError: too many are at it.
        """
        with self._turns.turn():
            try:
                self._hasher.verify(known or self._dummy, _normal(password[: LONGEST + 1]))
            except (VerificationError, InvalidHashError):
                return False
        return bool(known) and len(password) <= LONGEST


def for_once(entropy: Entropy) -> str:
    """A random password that can be read out: `K7QD4-...`."""
    return "-".join(grouped.write(entropy(grouped.SECRET_BYTES)).split("-")[:_ONCE_GROUPS])


def _normal(password: str) -> str:
    return unicodedata.normalize("NFKC", password)
