"""The key file: a workspace's slots, and the keys that follow from its data key.

`keys.json` is kept twice, because every other byte of the workspace hangs on it. Each copy carries
a checksum over its own canonical bytes, so that any damage shows; the whole copy is used, and the
damaged one written again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

from fieldapp.base.clock import Entropy
from fieldapp.base.findings import Finding, Severity
from fieldapp.base.guessable import guessable
from fieldapp.base.values import frozen
from fieldapp.store import slots
from fieldapp.store.errors import (
    DamagedError,
    HeldError,
    NewerWorkspaceError,
    PasscodeNeededError,
    WorkspaceMissingError,
    WrongCompanyKeyError,
    WrongPasscodeError,
    WrongRecoveryCodeError,
    WrongReleaseError,
    plain_errors,
)
from fieldapp.store.files import write_atomically
from fieldapp.store.keychain import Secrets, SecretsUnavailableError
from fieldapp.store.recovery import RecoveryCode
from fieldapp.store.slots import KEY_BYTES, Hold, Kdf, Slot

FORMAT, MAJOR = "fieldapp-workspace", 1
NAMES = ("keys.json", "keys.copy.json")
MIN_PASSCODE = 8
MAX_LAPTOPS = 8
"""So many keyrings may open one workspace (a folder on a stick, carried between laptops)."""


def check_passcode(passcode: str) -> None:
    """Raises: WrongPasscodeError: too short, or one that is tried first."""
    if len(passcode) < MIN_PASSCODE:
        raise WrongPasscodeError("store.passcode_short", limit=MIN_PASSCODE)
    if guessable(passcode) is not None:
        raise WrongPasscodeError("store.passcode_common")


@frozen
class DataKey:
    """The workspace's one random key; everything is encrypted under keys derived from it."""

    secret: bytes = field(repr=False)

    @classmethod
    def new(cls, entropy: Entropy) -> DataKey:
        return cls(entropy(KEY_BYTES))

    @property
    def database(self) -> bytes:
        return self._derive(b"database")

    @property
    def blobs(self) -> bytes:
        return self._derive(b"blobs")

    @property
    def names(self) -> bytes:
        """Keys the names of blob files, which must not tell what is in them."""
        return self._derive(b"blob names")

    def _derive(self, purpose: bytes) -> bytes:
        return HKDFExpand(SHA256(), KEY_BYTES, b"fieldapp 1 " + purpose).derive(self.secret)


@dataclass(slots=True)
class KeyFile:
    """A workspace's id and its slots."""

    workspace: bytes
    slots: list[Slot] = field(default_factory=list)

    # Reading and writing

    @classmethod
    def read(cls, folder: Path) -> tuple[KeyFile, tuple[Finding, ...]]:
        """Reads the first whole copy; a damaged one is reported.

        Raises:
            WorkspaceMissingError: there is none.
            NewerWorkspaceError: of a later format.
            DamagedError: no copy is whole.
        """
        copies = {name: (folder / name) for name in NAMES}
        with plain_errors(folder):
            here = {name: path.read_bytes() for name, path in copies.items() if path.is_file()}
        if not here:
            raise WorkspaceMissingError("store.no_workspace", where=str(folder))
        read = {name: _parse(data) for name, data in here.items()}
        whole = [document for document in read.values() if document is not None]
        if not whole:
            raise DamagedError("store.keys_damaged", where=str(folder))
        findings = tuple(
            Finding("store.keys_copy_damaged", {"file": name}, name, Severity.WARNING)
            for name in NAMES
            if read.get(name) is None
        )
        found = whole[0]
        return cls(bytes.fromhex(found["workspace"]), list(found["slots"])), findings

    def write(self, folder: Path) -> None:
        document = {
            "format": f"{FORMAT}/{MAJOR}",
            "workspace": self.workspace.hex(),
            "slots": self.slots,
        }
        data = _dump(document)
        for name in NAMES:
            write_atomically(folder / name, data)

    # Slots

    def replace(self, slot: Slot) -> None:
        """Puts a slot in the place of all of its kind."""
        self.slots = [old for old in self.slots if old["kind"] != slot["kind"]] + [slot]

    def set_passcode(self, key: DataKey, passcode: str, kdf: Kdf, entropy: Entropy) -> None:
        """Raises: WrongPasscodeError: too short, or one that is tried first."""
        check_passcode(passcode)
        self.replace(slots.for_passcode(self.workspace, key.secret, passcode, kdf, entropy))

    def set_recovery(self, key: DataKey, entropy: Entropy) -> RecoveryCode:
        code = RecoveryCode.new(entropy)
        self.replace(slots.for_recovery(self.workspace, key.secret, code, entropy))
        return code

    def settle_company(self, key: DataKey, publics: Collection[bytes], entropy: Entropy) -> bool:
        """Lets exactly these companies' keys open the workspace; whether that is new."""
        known = self.companies
        if known == set(publics):
            return False
        self.slots = [
            slot
            for slot in self.slots
            if slot["kind"] != slots.COMPANY or slots.company_key(slot) in publics
        ]
        for public in sorted(set(publics) - known):
            self.slots.append(slots.for_company(self.workspace, key.secret, public, entropy))
        return True

    @property
    def companies(self) -> frozenset[bytes]:
        """The companies' public keys that it is wrapped for."""
        known = (slots.company_key(slot) for slot in self._of(slots.COMPANY))
        return frozenset(public for public in known if public is not None)

    def remember(self, key: DataKey, secrets: Secrets, entropy: Entropy) -> bool:
        """Lets this laptop's keyring open the workspace; False where there is no keyring."""
        name, wrapping = f"{self.workspace.hex()}:{entropy(4).hex()}", entropy(KEY_BYTES)
        try:
            secrets.set(name, wrapping.hex())
        except SecretsUnavailableError:
            return False
        slot = slots.for_keyring(self.workspace, key.secret, name, wrapping, entropy)
        known = list(self._of(slots.KEYRING))
        oldest = known[: max(0, len(known) - MAX_LAPTOPS + 1)]
        self.slots = [old for old in self.slots if old not in oldest] + [slot]
        return True

    def is_remembered(self, secrets: Secrets) -> bool:
        """Whether this laptop's keyring opens the workspace."""
        try:
            self.open_with_keyring(secrets)
        except PasscodeNeededError:
            return False
        return True

    # Locked by order

    @property
    def held(self) -> Hold | None:
        """By which orders it is locked; None if it is not."""
        return next((slots.hold_of(slot) for slot in self._of(slots.HELD)), None)

    @property
    def lifted(self) -> frozenset[bytes]:
        """The orders that were obeyed and lifted."""
        return frozenset(order for slot in self._of(slots.RELEASED) for order in slots.lifted(slot))

    def hold(self, hold: Hold, entropy: Entropy) -> None:
        """Locks it by order: none of the person's own ways opens it until it is released. What it
        was locked by before, it is locked by still."""
        personal = [slot for slot in self.slots if slot["kind"] in slots.PERSONAL]
        if self.held is None:
            others = [slot for slot in self.slots if slot["kind"] not in slots.PERSONAL]
            self.slots = [*others, slots.for_hold(self.workspace, personal, hold, entropy)]

    def release(self, private: bytes) -> None:
        """Gives the person's own ways back.

        Args:
            private: of the key that the order named (X25519, 32 bytes).

        Raises:
            WrongReleaseError: it is another one, or it is not locked.
        """
        for slot in self._of(slots.HELD):
            personal = slots.open_hold(slot, self.workspace, private)
            if personal is not None:
                self.lift()
                self.slots += personal
                return
        raise WrongReleaseError("leaving.code_other")

    def lift(self) -> None:
        """Takes the lock away, and with it the ways that it holds; its orders are not to lock the
        workspace again."""
        held = self.held
        if held is not None:
            orders = sorted({*held.orders, *self.lifted})
            kinds = (slots.HELD, slots.RELEASED)
            rest = [slot for slot in self.slots if slot["kind"] not in kinds]
            self.slots = [*rest, slots.released(orders)]

    # Ways in

    def open(
        self,
        secrets: Secrets,
        passcode: str | None,
        recovery_code: str | None,
        company_key: bytes | None = None,
    ) -> DataKey:
        """Opens with the company's key, the recovery code, the passcode or, given none of them, the
        keyring.

        Raises:
            HeldError: it is locked by order, and the company's key alone opens it.
        """
        if company_key is not None:
            return self.open_with_company(company_key)
        if held := self.held:
            raise HeldError("leaving.held", team=held.team, count=held.waiting)
        if recovery_code is not None:
            return self.open_with_recovery(recovery_code)
        if passcode is not None:
            return self.open_with_passcode(passcode)
        return self.open_with_keyring(secrets)

    def open_with_keyring(self, secrets: Secrets) -> DataKey:
        """Raises: PasscodeNeededError: no slot's key is in this laptop's keyring."""
        for slot in self._of(slots.KEYRING):
            try:
                kept = secrets.get(str(slot.get("name")))
            except SecretsUnavailableError:
                break
            if kept is not None and (key := self._try_keyring(slot, kept)):
                return key
        raise PasscodeNeededError("store.passcode_needed")

    def _try_keyring(self, slot: Slot, kept: str) -> DataKey | None:
        try:
            wrapping = bytes.fromhex(kept)
        except ValueError:
            return None
        if len(wrapping) != KEY_BYTES:
            return None
        secret = slots.open_keyring(slot, self.workspace, wrapping)
        return DataKey(secret) if secret else None

    def open_with_passcode(self, passcode: str) -> DataKey:
        """Raises: WrongPasscodeError."""
        for slot in self._of(slots.PASSCODE):
            if secret := slots.open_passcode(slot, self.workspace, passcode):
                return DataKey(secret)
        raise WrongPasscodeError("store.wrong_passcode")

    def open_with_recovery(self, typed: str) -> DataKey:
        """Raises: WrongRecoveryCodeError: mistyped (the group is named), or another's."""
        code = RecoveryCode.parse(typed)
        for slot in self._of(slots.RECOVERY):
            if secret := slots.open_recovery(slot, self.workspace, code):
                return DataKey(secret)
        raise WrongRecoveryCodeError("store.wrong_recovery_code")

    def open_with_company(self, private: bytes) -> DataKey:
        """Raises: WrongCompanyKeyError: the company's key does not open it."""
        for slot in self._of(slots.COMPANY):
            if secret := slots.open_company(slot, self.workspace, private):
                return DataKey(secret)
        raise WrongCompanyKeyError("company.key_other")

    def _of(self, kind: str) -> Iterable[Slot]:
        return (slot for slot in self.slots if slot["kind"] == kind)


def _dump(document: dict[str, Any]) -> bytes:
    body = json.dumps(document, sort_keys=True, indent=1)
    check = hashlib.sha256(body.encode()).hexdigest()
    return (json.dumps(document | {"check": check}, sort_keys=True, indent=1) + "\n").encode()


def _parse(data: bytes) -> dict[str, Any] | None:
    """A whole copy; None for a damaged one. The checksum's rule is the same in every format.

    Raises:
        NewerWorkspaceError: whole, but of a later format.
    """
    try:
        document: dict[str, Any] = json.loads(data)
        document.pop("check")
        if _dump(document) != data:
            return None
        major = int(document["format"].removeprefix(f"{FORMAT}/").partition(".")[0])
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
    if major > MAJOR:
        raise NewerWorkspaceError("store.newer_workspace", found=major, known=MAJOR)
    return document
