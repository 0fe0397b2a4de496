"""Certificates: a space's word about who its people are and which laptop speaks for whom.

A space is known by the hash of its root key, so whoever knows the space can check every
certificate of it. A certificate is a canonical msgpack map, signed by the root key, named by the
SHA-256 of its bytes. The kinds are

- `account`: an account has a role in the space;
- `device`: a laptop, its key and the author who writes there belong to an account;
- `revocation`: certificates that no longer stand, since when, and what a laptop of theirs is locked
  with;
- `notice`: what the company tells all laptops of the space, by the hash of its content.

What a root has signed of a later version or another kind is kept and passed on without effect.
Nothing expires by a laptop's clock, which may be years off.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from fieldapp.base.clock import Entropy
from fieldapp.case import codec, seal
from fieldapp.case.seal import SigningKey
from fieldapp.sync.errors import SyncError
from fieldapp.sync.forms import Added, Form, Misfit, binary, number, rows, text
from fieldapp.sync.release import ReleaseCode

VERSION = 1
MAX_BYTES = 4 * 1024
ENGINEER, SUPERVISOR, ADMINISTRATOR, HUB = "engineer", "supervisor", "administrator", "hub"
ROLES = (ENGINEER, SUPERVISOR, ADMINISTRATOR, HUB)
REVIEWERS = (SUPERVISOR, ADMINISTRATOR)
"""Whose reviews count."""
_CONTEXT = b"fieldapp certificate 1"
_SPACE = b"fieldapp space 1"


class CertificateError(SyncError):
    """The bytes are not a certificate of this space."""


def space_of(root: bytes) -> bytes:
    """The id of the space with a root key: 16 bytes."""
    return hashlib.sha256(_SPACE + root).digest()[:16]


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certificate whose signature is right. Of an unknown kind it is this alone."""

    id: bytes
    raw: bytes
    at: int
    """When it was issued, in milliseconds since 1970 by the hub's clock."""


@dataclass(frozen=True, slots=True)
class AccountCertificate(Certificate):
    """An account has a role."""

    KIND: ClassVar[str] = "account"
    account: bytes
    role: str


@dataclass(frozen=True, slots=True)
class DeviceCertificate(Certificate):
    """A laptop, its public key and its author belong to an account."""

    KIND: ClassVar[str] = "device"
    account: bytes
    device: bytes
    author: bytes
    key: bytes


@dataclass(frozen=True, slots=True)
class Revocation(Certificate):
    """These certificates no longer stand."""

    KIND: ClassVar[str] = "revocation"
    revokes: tuple[bytes, ...]
    release: bytes = b""
    """The public key (X25519) that a laptop of theirs locks itself with; see `release`. Empty in
    those of an earlier version."""


@dataclass(frozen=True, slots=True)
class Notice(Certificate):
    """Something the company tells: the one with the highest number of a topic and name holds."""

    KIND: ClassVar[str] = "notice"
    topic: str
    name: str
    number: int
    content: bytes
    """SHA-256 of what it says; empty where it is withdrawn."""
    size: int
    """Bytes of what it says."""


_KINDS: dict[str, tuple[type[Certificate], dict[str, Form]]] = {
    AccountCertificate.KIND: (AccountCertificate, {"account": binary(16), "role": text(40)}),
    DeviceCertificate.KIND: (
        DeviceCertificate,
        {
            "account": binary(16),
            "device": binary(16),
            "author": binary(16),
            "key": binary(32),
        },
    ),
    Revocation.KIND: (
        Revocation,
        {"revokes": rows(binary(32), 64), "release": Added(binary(32), b"")},
    ),
    Notice.KIND: (
        Notice,
        {
            "topic": text(40),
            "name": text(100),
            "number": number,
            "content": binary(0, 32),
            "size": number,
        },
    ),
}


def read(raw: bytes, space: bytes) -> Certificate:
    """The certificate of some bytes.

    Raises:
        CertificateError: malformed, of another space, or not signed by its root.
    """
    if len(raw) > MAX_BYTES or not codec.is_canonical(raw):
        raise CertificateError("sync.certificate_malformed", field="bytes")
    found = codec.unpack(raw)
    if type(found) is not dict:
        raise CertificateError("sync.certificate_malformed", field="map")
    root, signature = found.get("root"), found.get("sig")
    if type(root) is not bytes or type(signature) is not bytes:
        raise CertificateError("sync.certificate_malformed", field="sig")
    if space_of(root) != space:
        raise CertificateError("sync.certificate_foreign")
    stated = {key: part for key, part in found.items() if key != "sig"}
    if not seal.verify(root, signature, _CONTEXT + codec.pack(stated)):
        raise CertificateError("sync.certificate_forged")
    return _known(raw, found)


def _known(raw: bytes, found: Mapping[str, Any]) -> Certificate:
    try:
        at = number(found.get("at"))
        name = hashlib.sha256(raw).digest()
        kind = text(40)(found.get("kind"))
        if number(found.get("v")) != VERSION or kind not in _KINDS:
            return Certificate(name, raw, at)
        made, forms = _KINDS[kind]
        return made(name, raw, at, *[_read(form, found, field) for field, form in forms.items()])
    except Misfit as error:
        raise CertificateError("sync.certificate_malformed", field="body") from error


def _read(form: Form, found: Mapping[str, Any], name: str) -> Any:
    if isinstance(form, Added) and name not in found:
        return form.default
    return form(found.get(name))


class Root:
    """Whoever holds a space's root key: it makes the certificates.

    Args:
        key: to be kept encrypted; with it goes the space.
    """

    def __init__(self, key: SigningKey) -> None:
        self._key = key
        self.seed = key.seed
        self.public = key.public
        self.space = space_of(key.public)

    @classmethod
    def new(cls, entropy: Entropy) -> Root:
        return cls(SigningKey.new(entropy))

    def account(self, account: bytes, role: str, at: int) -> bytes:
        """Gives an account a role; `at` in milliseconds since 1970, as in all of these."""
        return self.issue(AccountCertificate.KIND, at, account=account, role=role)

    def device(self, account: bytes, device: bytes, author: bytes, key: bytes, at: int) -> bytes:
        """Binds a laptop, its public key and its author to an account."""
        return self.issue(
            DeviceCertificate.KIND, at, account=account, device=device, author=author, key=key
        )

    def revoke(self, certificates: tuple[bytes, ...], at: int) -> bytes:
        """Takes certificates back, by their ids."""
        release = self._release(certificates, at).public
        return self.issue(Revocation.KIND, at, revokes=list(certificates), release=release)

    def release(self, order: Revocation) -> ReleaseCode:
        """What opens again a laptop that has locked itself by the order of a revocation."""
        return self._release(order.revokes, order.at)

    def _release(self, certificates: tuple[bytes, ...], at: int) -> ReleaseCode:
        return ReleaseCode.made(self.seed, codec.pack([at, list(certificates)]))

    def notice(self, topic: str, name: str, number: int, content: bytes, at: int) -> bytes:
        """Tells the laptops something; without content, that it is withdrawn."""
        digest = hashlib.sha256(content).digest() if content else b""
        fields = {"topic": topic, "name": name, "number": number}
        return self.issue(Notice.KIND, at, **fields, content=digest, size=len(content))

    def issue(self, kind: str, at: int, **fields: Any) -> bytes:
        """Signs a certificate of any kind."""
        stated = {"v": VERSION, "kind": kind, "at": at, "root": self._key.public} | fields
        return codec.pack(stated | {"sig": self._key.sign(_CONTEXT + codec.pack(stated))})
