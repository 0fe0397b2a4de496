"""A keyring that answers at once, for what the benches start: a file the environment names."""

from __future__ import annotations

import json
import os
from pathlib import Path

from keyring.backend import KeyringBackend

PLACE = "FIELDAPP_BENCH_KEYRING"


class FileKeyring(KeyringBackend):
    priority = 1.0

    def get_password(self, service: str, username: str) -> str | None:
        return _read().get(f"{service} {username}")

    def set_password(self, service: str, username: str, password: str) -> None:
        _place().write_text(json.dumps(_read() | {f"{service} {username}": password}))

    def delete_password(self, service: str, username: str) -> None:
        kept = _read()
        kept.pop(f"{service} {username}", None)
        _place().write_text(json.dumps(kept))


def _place() -> Path:
    return Path(os.environ[PLACE])


def _read() -> dict[str, str]:
    place = _place()
    found: dict[str, str] = json.loads(place.read_text()) if place.exists() else {}
    return found
