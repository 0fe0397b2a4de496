"""A keyring, as the store knows it: it keeps what opens the workspace without a passcode."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from fieldapp.store.files import make_folder, write_atomically


class SecretsUnavailableError(Exception):
    """There is no keyring, or it refuses; the passcode is asked instead."""


class Secrets(Protocol):
    """A keyring. Every method may raise `SecretsUnavailableError`."""

    def get(self, name: str) -> str | None: ...

    def set(self, name: str, secret: str) -> None: ...

    def delete(self, name: str) -> None: ...


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
