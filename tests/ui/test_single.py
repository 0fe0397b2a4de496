"""One window a workspace."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtNetwork import QLocalSocket
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from fieldapp.ui.single import Single

SECOND = """
import os, sys
from pathlib import Path
from PySide6.QtCore import QCoreApplication
from fieldapp.ui.single import Single
app = QCoreApplication([])
single = Single(Path(sys.argv[1]))
print(single.claim([Path(one) for one in sys.argv[2:]]), flush=True)
os._exit(0)
"""


@pytest.fixture(autouse=True)
def own_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))


def start_another(workspace: Path, *files: str, cwd: Path | None = None) -> str:
    """A second process with the same workspace; what `claim` says there. It ends without a word, as
    in a crash."""
    command = [sys.executable, "-c", SECOND, str(workspace), *files]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True, cwd=cwd)
    return done.stdout.strip()


def test_a_second_start_calls_the_first_window(qtbot: QtBot, tmp_path: Path) -> None:
    first = Single(tmp_path / "workspace")
    assert first.claim()
    first.listen()
    with qtbot.waitSignal(first.called) as called:
        assert start_another(tmp_path / "workspace") == "False"
    assert called.args == [()]
    with qtbot.waitSignal(first.called) as called:
        files = ("三号线 1.fieldcase", "b.fieldcontact")
        assert start_another(tmp_path / "workspace", *files, cwd=tmp_path) == "False"
    assert called.args == [tuple(tmp_path / name for name in files)]
    for nonsense in (b"?\n", b"{}\n", b"[3]\n", b"[[]]\n"):
        socket = QLocalSocket()
        with qtbot.waitSignal(first.called) as called:
            socket.connectToServer(first._name)
            socket.write(nonsense)
        assert called.args == [()]
    assert start_another(tmp_path / "another workspace") == "True"
    first.release()


def test_after_the_first_has_gone_the_next_is_first(qapp: QApplication, tmp_path: Path) -> None:
    first = Single(tmp_path / "workspace")
    assert first.claim()
    first.release()
    assert start_another(tmp_path / "workspace") == "True"


def test_what_a_crash_leaves_is_in_nobodys_way(qapp: QApplication, tmp_path: Path) -> None:
    assert start_another(tmp_path / "workspace") == "True"
    assert list((tmp_path / "state").glob("FieldApp/*.lock"))
    crashed = Single(tmp_path / "workspace")
    assert crashed.claim()
    crashed.release()


def test_where_no_lock_can_be_made_the_window_opens_all_the_same(
    qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_bytes(b"")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "file"))
    assert Single(tmp_path / "workspace").claim()
