"""The keyring of the person's session, through the `keyring` package.

The package looks through everything that is installed for the best place there is. Which one that
was is remembered on this laptop, so that the next start asks it at once.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from fieldapp.base import paths
from fieldapp.store.files import make_folder, write_atomically
from fieldapp.store.keychain import SecretsUnavailableError

SERVICE = "FieldApp"
MEMORY = "keyring"


class SystemSecrets:
    """See `Secrets`."""

    def __init__(self) -> None:
        self._is_chosen = False

    def get(self, name: str) -> str | None:
        self._choose()
        import keyring
        from keyring.errors import KeyringError

        try:
            return keyring.get_password(SERVICE, name)
        except KeyringError as error:
            raise SecretsUnavailableError from error

    def set(self, name: str, secret: str) -> None:
        self._choose()
        import keyring
        from keyring.errors import KeyringError

        try:
            keyring.set_password(SERVICE, name, secret)
        except KeyringError as error:
            raise SecretsUnavailableError from error

    def delete(self, name: str) -> None:
        self._choose()
        import keyring
        from keyring.errors import KeyringError, PasswordDeleteError

        try:
            keyring.delete_password(SERVICE, name)
        except PasswordDeleteError:
            return
        except KeyringError as error:
            raise SecretsUnavailableError from error

    def _choose(self) -> None:
        """Once a process. What the person has set for all programs goes before what is remembered,
        and that before what the package finds.
        """
        if self._is_chosen:
            return
        self._is_chosen = True
        import keyring
        from keyring.core import load_keyring
        from keyring.util.platform_ import config_root

        is_set = "PYTHON_KEYRING_BACKEND" in os.environ
        if is_set or (Path(config_root()) / "keyringrc.cfg").exists():
            return
        memory = paths.state_dir() / MEMORY
        with suppress(Exception):  # whatever keeps it from being used: another one is looked for
            keyring.set_keyring(load_keyring(memory.read_text(encoding="ascii")))
            return
        found = keyring.get_keyring()
        if found.priority <= 0:  # There is none, so far.
            return
        name = f"{type(found).__module__}.{type(found).__qualname__}"
        with suppress(OSError):
            make_folder(memory.parent)
            write_atomically(memory, name.encode())
