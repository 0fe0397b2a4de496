"""What holds for every test: nothing of this machine's own person is read or written."""

from __future__ import annotations

import gc
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from datetime import datetime, tzinfo
from pathlib import Path
from typing import Self

import pytest
from hypothesis import settings

from fieldapp.base import clock

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

# Where a test's files lie in memory, no commit waits for the disk. What a disk keeps when the power
# goes is the subject of test_crash alone, which has a disk of its own making.
MEMORY, MUCH = Path("/dev/shm"), 4 << 30
if (
    sys.platform == "linux"
    and os.access(MEMORY, os.W_OK)
    and not os.statvfs(MEMORY).f_flag & os.ST_NOEXEC
    and shutil.disk_usage(MEMORY).free > MUCH
):
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))

# All that is loaded while tests are collected stays: none of it is worth looking through for
# garbage, neither now nor while they run.
gc.disable()

# A busy machine is slow now and then; that is no fault of the code under test.
settings.register_profile("fieldapp", parent=settings(), deadline=None)
settings.load_profile("fieldapp")


def pytest_collection_finish() -> None:
    gc.freeze()
    gc.enable()


@pytest.fixture(scope="session", autouse=True)
def own_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """An empty home folder, no keyring and none of the person's settings."""
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith(("FIELDAPP_", "XDG_"))]:
            patch.delenv(name)
        for name in ("HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA"):
            patch.setenv(name, str(home))
        patch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
        yield


@pytest.fixture
def stop_clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    """Lets the program's own clock stand at a moment: no day, month or year ends while it is
    tested."""

    def stop(at: datetime) -> None:
        class Standing(datetime):
            @classmethod
            def now(cls, tz: tzinfo | None = None) -> Self:
                return cls.fromtimestamp(at.timestamp(), tz)

        monkeypatch.setattr(clock, "datetime", Standing)

    return stop
