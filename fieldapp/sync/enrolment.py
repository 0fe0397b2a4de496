"""Enrolment: how a laptop becomes one of a space with a code, and how its token is renewed.

The code is typed or read from a QR code. It holds the beginning of the space's id, so that no hub
but one with the space's root key can answer it, and a secret. What is sent is a hash of it; the hub
keeps a hash of that. The laptop makes its key and its token itself, and proves that it has the key.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from fieldapp.base import grouped
from fieldapp.base.clock import Entropy
from fieldapp.case import codec, seal
from fieldapp.case.change import Identity
from fieldapp.case.seal import SigningKey
from fieldapp.sync import batch as batches
from fieldapp.sync import forms, rows
from fieldapp.sync.certificates import space_of
from fieldapp.sync.errors import SyncError
from fieldapp.sync.roster import Roster
from fieldapp.sync.wire import Message, message

TOKEN = 32
"""Bytes of a laptop's token."""
MAX_NAME = 100
"""Characters of what a laptop is called."""
_HINT, _SECRET = 8, 17
"""Bytes of a space's id that a code holds, and random ones."""
GROUPS, _FORMER = 10, 8
"""Groups of five characters of a code, and of one that a hub of a former version has made."""
_CODE = b"fieldapp code 1"
_ENROLMENT = b"fieldapp enrolment 1"
_TOKEN = b"fieldapp token 1"


class EnrolmentError(SyncError):
    """The code is mistyped, or what the hub answers cannot be believed. Nothing was changed."""


@dataclass(frozen=True, slots=True)
class Code:
    """A code for one laptop. It is shown once."""

    hint: bytes
    """The first bytes of the space's id."""
    secret: bytes

    @classmethod
    def new(cls, space: bytes, entropy: Entropy) -> Code:
        return cls(space[:_HINT], entropy(_SECRET))

    def __str__(self) -> str:
        return grouped.write(self.hint + self.secret)

    @classmethod
    def parse(cls, text: str) -> Code:
        """Reads what somebody typed.

        Raises:
            EnrolmentError: too short or long, or a group is mistyped; it is named.
        """
        try:
            whole = grouped.read(text, (GROUPS, _FORMER))
        except grouped.MistypedError as error:
            if error.group:
                raise EnrolmentError("sync.code_typo", group=error.group) from error
            raise EnrolmentError(
                "sync.code_length", typed=error.typed, wanted=GROUPS * 5
            ) from error
        return cls(whole[:_HINT], whole[_HINT:])

    @property
    def proof(self) -> bytes:
        """What is sent instead of it (32 bytes)."""
        return hashlib.sha256(_CODE + self.hint + self.secret).digest()


def kept(secret: bytes) -> bytes:
    """What a hub keeps of a token, or of a code's proof (32 bytes)."""
    return hashlib.sha256(secret).digest()


@message(
    "enrol",
    code=rows.digest,
    device=rows.case,
    author=rows.case,
    key=forms.binary(32),
    token=rows.digest,
    laptop=forms.text(MAX_NAME),
    signature=forms.binary(64),
)
@dataclass(frozen=True, slots=True, kw_only=True)
class Enrol(Message):
    """Asks to become a laptop of the space. Asked again by the same laptop it is answered again."""

    code: bytes
    """`Code.proof`"""
    device: bytes
    author: bytes
    key: bytes
    """Public, Ed25519."""
    token: bytes
    """`kept` of the token that it will show."""
    laptop: str
    """What it is called, for the list of laptops."""
    signature: bytes
    """Of `key` over code, device, author, key and token."""

    @classmethod
    def signed(cls, code: Code, who: Identity, key: SigningKey, token: bytes, laptop: str) -> Enrol:
        """Asks for a laptop with a key of its own and a token that it has made."""
        parts = (code.proof, who.device, who.author, key.public, kept(token))
        return cls(
            code=code.proof,
            device=who.device,
            author=who.author,
            key=key.public,
            token=kept(token),
            laptop=laptop[:MAX_NAME],
            signature=key.sign(_signed(_ENROLMENT, *parts)),
        )

    def is_signed(self) -> bool:
        """Whether whoever asks has the key."""
        signed = _signed(_ENROLMENT, self.code, self.device, self.author, self.key, self.token)
        return seal.verify(self.key, self.signature, signed)


@message(
    "enrolled",
    root=forms.binary(32),
    team=forms.text(200),
    account=rows.case,
    person=forms.text(200),
    certificates=batches.certificates,
)
@dataclass(frozen=True, slots=True, kw_only=True)
class Enrolled(Message):
    """The laptop belongs to the space."""

    root: bytes
    """The space's public root key."""
    team: str
    """What the space is called."""
    account: bytes
    person: str
    """What the account is called."""
    certificates: tuple[bytes, ...]
    """All of the space, the laptop's own among them."""

    def roster(self, code: Code, device: bytes, key: bytes) -> Roster:
        """The space's certificates.

        Raises:
            EnrolmentError: it is not the space that the code is for, or the laptop is not in it.
        """
        roster = Roster(space_of(self.root))
        if roster.space[:_HINT] != code.hint:
            raise EnrolmentError("sync.space_other")
        roster.add(self.certificates)
        if roster.speaker(device, key) is None:
            raise EnrolmentError("sync.not_enrolled")
        return roster


@message(
    "renew", device=rows.case, key=forms.binary(32), token=rows.digest, signature=forms.binary(64)
)
@dataclass(frozen=True, slots=True, kw_only=True)
class Renew(Message):
    """The laptop will show another token from now on. Whoever has the laptop's key may say so."""

    device: bytes
    key: bytes
    token: bytes
    """`kept` of it."""
    signature: bytes
    """Of `key` over space, device and token."""

    @classmethod
    def signed(cls, space: bytes, device: bytes, key: SigningKey, token: bytes) -> Renew:
        signature = key.sign(_signed(_TOKEN, space, device, kept(token)))
        return cls(device=device, key=key.public, token=kept(token), signature=signature)

    def is_signed(self, space: bytes) -> bool:
        """Whether whoever asks has the key; whose it is, the roster says (`Roster.speaker`)."""
        signed = _signed(_TOKEN, space, self.device, self.token)
        return seal.verify(self.key, self.signature, signed)


@message("renewed")
@dataclass(frozen=True, slots=True, kw_only=True)
class Renewed(Message):
    """The other token stands. The former one does until the other has been shown."""


def _signed(context: bytes, *parts: bytes) -> bytes:
    return context + codec.pack(list(parts))
