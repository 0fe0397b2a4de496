"""The recovery code: 160 random bits a person can print, keep, read out and type in again."""

from __future__ import annotations

from dataclasses import field

from fieldapp.base import grouped
from fieldapp.base.clock import Entropy
from fieldapp.base.values import frozen
from fieldapp.store.errors import WrongRecoveryCodeError


@frozen
class RecoveryCode:
    """Shown once and never kept by us. `secret`: `grouped.SECRET_BYTES` bytes."""

    secret: bytes = field(repr=False)

    @classmethod
    def new(cls, entropy: Entropy) -> RecoveryCode:
        return cls(entropy(grouped.SECRET_BYTES))

    def __str__(self) -> str:
        return grouped.write(self.secret)

    @classmethod
    def parse(cls, text: str) -> RecoveryCode:
        """Reads what somebody typed.

        Raises:
            WrongRecoveryCodeError: too short or long, or a group is mistyped; it is named.
        """
        try:
            return cls(grouped.read(text))
        except grouped.MistypedError as error:
            if error.group:
                raise WrongRecoveryCodeError(
                    "store.recovery_code_typo", group=error.group
                ) from error
            raise WrongRecoveryCodeError(
                "store.recovery_code_length", typed=error.typed, wanted=grouped.CHARACTERS
            ) from error
