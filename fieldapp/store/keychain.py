"""The system's keyring: where this laptop keeps what opens its workspace without a passcode."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any, Protocol

from fieldapp.store.files import make_folder, write_atomically

SERVICE = "FieldApp"


class SecretsUnavailableError(Exception):
    """There is no keyring, or it refuses; the passcode is asked instead."""


class Secrets(Protocol):
    """A keyring. Every method may raise `SecretsUnavailableError`."""

    def get(self, name: str) -> str | None: ...

    def set(self, name: str, secret: str) -> None: ...

    def delete(self, name: str) -> None: ...


class SystemSecrets:
    """The keyring of the person's session, through the `keyring` package."""

    def __init__(self) -> None:
        _load_when_used("urllib.request")

    def get(self, name: str) -> str | None:
        import keyring
        from keyring.errors import KeyringError

        try:
            return keyring.get_password(SERVICE, name)
        except KeyringError as error:
            raise SecretsUnavailableError from error

    def set(self, name: str, secret: str) -> None:
        import keyring
        from keyring.errors import KeyringError

        try:
            keyring.set_password(SERVICE, name, secret)
        except KeyringError as error:
            raise SecretsUnavailableError from error

    def delete(self, name: str) -> None:
        import keyring
        from keyring.errors import KeyringError, PasswordDeleteError

        try:
            keyring.delete_password(SERVICE, name)
        except PasswordDeleteError:
            return
        except KeyringError as error:
            raise SecretsUnavailableError from error


def _load_when_used(name: str) -> None:
    """Puts a stand-in for a module of the standard library, loaded when something in it is asked
    for. `keyring` imports an HTTP client for a function that nobody here calls: half of what it
    costs to load.
    """
    if name in sys.modules:
        return

    def load(attribute: str) -> Any:
        if sys.modules.get(name) is stand_in:
            del sys.modules[name]
        return getattr(import_module(name), attribute)

    stand_in = ModuleType(name)
    vars(stand_in)["__getattr__"] = load
    sys.modules[name] = stand_in
    parent, _, child = name.rpartition(".")
    setattr(import_module(parent), child, stand_in)


class NoSecrets:
    """A machine without a keyring."""

    def get(self, name: str) -> str | None:
        raise SecretsUnavailableError

    def set(self, name: str, secret: str) -> None:
        raise SecretsUnavailableError

    def delete(self, name: str) -> None:
        raise SecretsUnavailableError


class Witness:
    """Remembers, outside the workspace, which incarnation of it writes on this laptop.

    A workspace whose own incarnation differs has been cloned or restored and must take a new one.
    Without a keyring a file in the machine's state folder stands in; it holds nothing secret.
    """

    def __init__(self, secrets: Secrets, state_dir: Path, workspace: bytes) -> None:
        self._secrets = secrets
        self._name = f"{workspace.hex()}:incarnation"
        self._file = state_dir / f"{workspace.hex()}.incarnation"

    def read(self) -> bytes | None:
        try:
            kept = self._secrets.get(self._name)
        except SecretsUnavailableError:
            kept = None
        try:
            if kept is None and self._file.is_file():
                kept = self._file.read_text(encoding="ascii")
            return bytes.fromhex(kept) if kept else None
        except (OSError, ValueError):
            return None

    def write(self, incarnation: bytes) -> None:
        try:
            self._secrets.set(self._name, incarnation.hex())
        except SecretsUnavailableError:
            make_folder(self._file.parent)
            write_atomically(self._file, incarnation.hex().encode())
        else:
            self._file.unlink(missing_ok=True)
