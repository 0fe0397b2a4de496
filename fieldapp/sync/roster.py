"""The roster: what the certificates of a space say together, in whatever order they came.

It only grows, but for notices: of those of one topic and name the latest are kept, so that it does
not grow with every word the company says. A revocation stops a laptop from speaking to the hub and
ends a role from then on; it does not undo what was sealed, so that all holders come to the same
verdict whenever they learn of what.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from fieldapp.base.findings import Finding
from fieldapp.case import hlc
from fieldapp.sync.certificates import (
    HUB,
    REVIEWERS,
    AccountCertificate,
    Certificate,
    CertificateError,
    DeviceCertificate,
    Notice,
    Revocation,
    read,
)

NOTICES_KEPT = 2
"""Of a topic and name: the former one holds until the new one is found good."""
_ORDERS = 8
"""So many revocations a laptop is told at once: it knows those before."""

LATE = 14 * 86_400_000
"""Milliseconds after the end of a role in which a hub takes what was written before: for that long
a supervisor may have been without a network."""


@dataclass(frozen=True, slots=True)
class Holder:
    """Whose a key is. `roles`: all that the account has ever had; `stands`: it may speak now."""

    account: bytes
    author: bytes
    roles: frozenset[str]
    stands: bool

    @property
    def is_hub(self) -> bool:
        return HUB in self.roles

    @property
    def approves(self) -> bool:
        """Whether what it signs may be an approval."""
        return bool(self.roles & {HUB, *REVIEWERS})


@dataclass(slots=True)
class Roster:
    """The certificates of one space. `notices_kept`: so many of a topic and name."""

    space: bytes
    notices_kept: int = NOTICES_KEPT
    _certificates: dict[bytes, Certificate] = field(default_factory=dict)
    _devices: dict[bytes, list[DeviceCertificate]] = field(default_factory=dict)
    _keys: dict[bytes, list[DeviceCertificate]] = field(default_factory=dict)
    _authors: dict[bytes, list[DeviceCertificate]] = field(default_factory=dict)
    _accounts: dict[bytes, list[AccountCertificate]] = field(default_factory=dict)
    _revoked: dict[bytes, int] = field(default_factory=dict)
    """Certificate -> the earliest moment it was taken back, in milliseconds since 1970."""
    _notices: dict[tuple[str, str], list[Notice]] = field(default_factory=dict)

    def copy(self) -> Roster:
        """Another one of the same certificates, which need not be checked again."""
        other = Roster(self.space, self.notices_kept)
        for certificate in self._certificates.values():
            other._take(certificate)
        return other

    def add(self, certificates: Iterable[bytes]) -> tuple[list[bytes], list[Finding]]:
        """Takes certificates in.

        Returns:
            Those of this space that say something still, and what is wrong with the others.
        """
        good: dict[bytes, bytes] = {}
        findings = []
        for raw in certificates:
            name = hashlib.sha256(raw).digest()
            if name not in self._certificates:
                try:
                    self._take(read(raw, self.space))
                except CertificateError as error:
                    findings.append(error.finding)
                    continue
            good[name] = raw
        return [raw for name, raw in good.items() if name in self._certificates], findings

    def is_outdated(self, notice: Notice) -> bool:
        """Whether enough is known that came after it."""
        known = self._notices.get((notice.topic, notice.name), ())
        return sum(_order(one) > _order(notice) for one in known) >= self.notices_kept

    def _take(self, certificate: Certificate) -> None:
        self._certificates[certificate.id] = certificate
        match certificate:
            case DeviceCertificate():
                self._devices.setdefault(certificate.device, []).append(certificate)
                self._keys.setdefault(certificate.key, []).append(certificate)
                self._authors.setdefault(certificate.author, []).append(certificate)
            case AccountCertificate():
                self._accounts.setdefault(certificate.account, []).append(certificate)
            case Revocation():
                for name in certificate.revokes:
                    at = self._revoked.get(name, certificate.at)
                    self._revoked[name] = min(at, certificate.at)
            case Notice():
                of = self._notices.setdefault((certificate.topic, certificate.name), [])
                of.append(certificate)
                of.sort(key=_order, reverse=True)
                while len(of) > self.notices_kept:
                    del self._certificates[of.pop().id]

    @property
    def certificates(self) -> Mapping[bytes, Certificate]:
        """By id."""
        return self._certificates

    def digest(self) -> bytes:
        """One name for exactly these certificates (32 bytes)."""
        return hashlib.sha256(b"".join(sorted(self._certificates))).digest()

    def holder(self, key: bytes) -> Holder | None:
        """Whose a key is, or was; None: nobody's of this space."""
        issued = self._keys.get(key)
        if not issued:
            return None
        standing = [one for one in issued if self.speaker(one.device, key) is not None]
        # A hub's key is the hub's, for whomever it writes on the web.
        hubs = [one for one in issued if HUB in self._known_roles(one.account)]
        bound = (hubs or standing or issued)[-1]
        roles = self._known_roles(bound.account)
        return Holder(bound.account, bound.author, roles, bool(standing))

    def _known_roles(self, account: bytes) -> frozenset[str]:
        """The roles that an account has or had."""
        return frozenset(role.role for role in self._accounts.get(account, ()))

    @property
    def notices(self) -> Mapping[tuple[str, str], Sequence[Notice]]:
        """What the company tells, by topic and name, the latest first."""
        return self._notices

    # Who wrote

    def has_key(self, key: bytes) -> bool:
        """Whether a key is, or was, a laptop's or a hub's of this space."""
        return key in self._keys

    def has_device(self, device: bytes) -> bool:
        return device in self._devices

    def has_author(self, author: bytes) -> bool:
        return author in self._authors

    def sealers(self, device: bytes) -> Collection[bytes]:
        """The keys whose seals count for what a laptop wrote: those it has ever had; of a laptop
        that is none of the space, the keys of all that are."""
        if device in self._devices:
            return {certificate.key for certificate in self._devices[device]}
        return self._keys.keys()

    def authors_of(self, device: bytes) -> frozenset[bytes]:
        """Who writes on a laptop."""
        return frozenset(certificate.author for certificate in self._devices.get(device, ()))

    def supervised(self, author: bytes, at: int, seen: int | None = None) -> bool:
        """Whether an author was a supervisor, or an administrator, at a reading of the hybrid
        clock: whether their review counts. The change that says so must have come through the
        door.

        Args:
            seen: when somebody first saw it whose clock is believed, in milliseconds since 1970:
                what is said to be of before a role ended comes for `LATE` alone. None: nobody did.
        """
        moment = hlc.milliseconds(at)
        return any(
            role.role in REVIEWERS and self._is_in_time(role.id, moment, seen)
            for bound in self._authors.get(author, ())
            for role in self._accounts.get(bound.account, ())
        )

    def _is_in_time(self, role: bytes, moment: int, seen: int | None) -> bool:
        end = self._revoked.get(role)
        return end is None or (moment <= end and (seen is None or seen <= end + LATE))

    def supervisors(self) -> frozenset[bytes]:
        """The authors who are supervisors or administrators now."""
        return frozenset(
            author
            for author, bound in self._authors.items()
            if any(self.roles(one.account) & set(REVIEWERS) for one in bound)
        )

    def account_of(self, author: bytes) -> bytes | None:
        """The account that an author writes for; None if they are none of the space."""
        bound = self._authors.get(author, ())
        return bound[0].account if bound else None

    def authors_for(self, account: bytes) -> frozenset[bytes]:
        """Who writes for an account, on laptops that may still speak."""
        return frozenset(
            one.author
            for bound in self._devices.values()
            for one in bound
            if one.account == account and one.id not in self._revoked
        )

    def vouching(self, devices: Iterable[bytes], keys: Iterable[bytes]) -> tuple[bytes, ...]:
        """The certificates by which one can check what some laptops wrote and some keys sealed."""
        known = [one for device in devices for one in self._devices.get(device, ())]
        known += (one for key in keys for one in self._keys.get(key, ()))
        roles = (role for one in known for role in self._accounts.get(one.account, ()))
        named = {one.id: one.raw for one in (*known, *roles)}
        return tuple(raw for _, raw in sorted(named.items()))

    # Who may speak

    def speaker(self, device: bytes, key: bytes) -> DeviceCertificate | None:
        """The standing certificate by which a laptop may speak to the hub; None if it may not."""
        for certificate in self._devices.get(device, ()):
            if (
                certificate.key == key
                and certificate.id not in self._revoked
                and self.roles(certificate.account)
            ):
                return certificate
        return None

    def orders(self, device: bytes, key: bytes) -> list[Revocation]:
        """What took back a laptop's certificates, the latest first; empty as long as one of them
        stands. To have lost a role alone is no order: it comes back with another one."""
        issued = {one.id for one in self._devices.get(device, ()) if one.key == key}
        if not issued or issued - self._revoked.keys():
            return []
        orders = (one for one in self._certificates.values() if isinstance(one, Revocation))
        naming = (one for one in orders if issued & set(one.revokes))
        return sorted(naming, key=lambda one: (one.at, one.id), reverse=True)

    def farewell(self, device: bytes, key: bytes) -> tuple[bytes, ...]:
        """What a laptop that may not speak any more is to know, for it to see that it is so: its
        certificates, and what took them back."""
        orders = self.orders(device, key)[:_ORDERS]
        named = {name for order in orders for name in order.revokes}
        issued = (one for one in self._devices.get(device, ()) if one.id in named)
        return (*(one.raw for one in issued), *(one.raw for one in orders))

    def laptops_of(self, account: bytes) -> frozenset[tuple[bytes, bytes]]:
        """All laptops that an account has, or had, with their keys."""
        every = (one for known in self._devices.values() for one in known)
        return frozenset((one.device, one.key) for one in every if one.account == account)

    def devices_of(self, account: bytes) -> frozenset[bytes]:
        """All laptops that an account has, or had."""
        return frozenset(device for device, _ in self.laptops_of(account))

    def roles(self, account: bytes) -> frozenset[str]:
        """The roles an account has now."""
        known = self._accounts.get(account, ())
        return frozenset(role.role for role in known if role.id not in self._revoked)


def _order(notice: Notice) -> tuple[int, int, bytes]:
    return notice.number, notice.at, notice.id
