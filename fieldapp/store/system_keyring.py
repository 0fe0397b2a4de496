"""The keyring of the person's session, through the `keyring` package.

The package looks through everything that is installed for the best place there is. Which one that
was is remembered on this laptop, so that the next start asks it at once.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

from fieldapp.base import paths
from fieldapp.store.files import make_folder, write_atomically
from fieldapp.store.keychain import SecretsUnavailableError

SERVICE = "FieldApp"
MEMORY = "keyring"
_SELDOM_USED = ["urllib.request", "more_itertools"]
if sys.version_info >= (3, 12):
    _SELDOM_USED += ["importlib.metadata"]
else:
    _SELDOM_USED += ["importlib_metadata", "backports.tarfile"]
"""Modules that the package imports, for functions that are hardly ever called: an HTTP client, what
reads archives, what lists all that is installed. They are most of what it costs to load."""


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
        for name in _SELDOM_USED:
            _load_when_used(name)
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


def _load_when_used(name: str) -> None:
    """Puts a stand-in in a module's place, which loads it when something in it is asked for."""
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
    if parent:
        setattr(import_module(parent), child, stand_in)
