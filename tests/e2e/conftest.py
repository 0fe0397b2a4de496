"""A laptop for the commands' tests: a keyring, a passcode, and a workspace with both samples."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from command_kit import PASSCODE, SAMPLES, MemoryKeyring, run, using


@pytest.fixture(scope="session")
def kept_keys(own_home: None) -> MemoryKeyring:
    return MemoryKeyring()


@pytest.fixture(autouse=True)
def with_keyring(kept_keys: MemoryKeyring, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The keyring opens the workspaces made here, which spares each command the passcode's cost."""
    monkeypatch.setenv("FIELDAPP_PASSCODE", PASSCODE)
    with using(kept_keys):
        yield


@pytest.fixture(scope="session")
def samples_workspace(tmp_path_factory: pytest.TempPathFactory, kept_keys: MemoryKeyring) -> Path:
    """A workspace with both samples, for tests that only read."""
    folder = tmp_path_factory.mktemp("samples") / "workspace"
    with using(kept_keys):
        done = run("import", *SAMPLES.values(), "--workspace", folder, FIELDAPP_PASSCODE=PASSCODE)
    assert done.code == 0, done
    return folder


@pytest.fixture
def workspace(samples_workspace: Path, tmp_path: Path) -> Path:
    """A workspace with both samples that a test may change."""
    return Path(shutil.copytree(samples_workspace, tmp_path / "workspace"))


@pytest.fixture
def fresh(tmp_path: Path) -> Path:
    """Where a test may make a workspace of its own."""
    return tmp_path / "fresh"
