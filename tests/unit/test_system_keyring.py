"""The system's keyring: found once, remembered, looked for again when it is gone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import keyring
import pytest
from keyring import core
from keyring.backend import KeyringBackend

from fieldapp.store.keychain import SecretsUnavailableError
from fieldapp.store.system_keyring import MEMORY, SERVICE, SystemSecrets

DRAWER = "test_system_keyring.Drawer"


class Drawer(KeyringBackend):
    """A place for secrets that this machine has."""

    priority = 5.0
    kept: dict[tuple[str, str], str] = {}  # noqa: RUF012 - one drawer, however often it is opened

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.kept[service, username]


@pytest.fixture
def memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The file that remembers, on a machine where nothing is set for all programs."""
    monkeypatch.delenv("PYTHON_KEYRING_BACKEND", raising=False)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    Drawer.kept.clear()
    former = core._keyring_backend
    core._keyring_backend = None
    yield tmp_path / "state" / "FieldApp" / MEMORY
    core._keyring_backend = former


def find(monkeypatch: pytest.MonkeyPatch, *found: KeyringBackend) -> None:
    """What there is on this machine."""
    monkeypatch.setattr("keyring.backend.get_all_keyring", lambda: list(found))


def test_the_one_that_was_found_is_asked_at_once_the_next_time(
    memory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    find(monkeypatch, Drawer())
    SystemSecrets().set("name", "secret")
    assert memory.read_text() == DRAWER
    core._keyring_backend = None
    find(monkeypatch)  # looking again would find nothing
    secrets = SystemSecrets()
    assert secrets.get("name") == "secret"
    secrets.delete("name")
    assert secrets.get("name") is None


def test_one_that_is_gone_is_looked_for_again(
    memory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    memory.parent.mkdir(parents=True)
    for rubbish in ("no_such_module.Keyring", "", "\0", "keyring.backends.fail.Missing"):
        memory.write_text(rubbish)
        core._keyring_backend = None
        find(monkeypatch, Drawer())
        Drawer.kept[SERVICE, "name"] = "secret"
        assert SystemSecrets().get("name") == "secret"
        assert memory.read_text() == DRAWER


def test_that_there_is_none_is_not_remembered(
    memory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    find(monkeypatch)
    with pytest.raises(SecretsUnavailableError):
        SystemSecrets().get("name")
    assert not memory.exists()


def test_what_is_set_for_all_programs_goes_first(
    memory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    memory.parent.mkdir(parents=True)
    memory.write_text(DRAWER)
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
    SystemSecrets().set("name", "secret")
    assert not Drawer.kept
    assert keyring.get_keyring().priority < 0
