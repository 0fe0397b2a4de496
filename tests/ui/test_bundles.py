"""A bundle that is dropped: whose it is is said, and nothing is taken in unasked."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot
from store_kit import write
from syncing_kit import workspace_at
from talk_kit import opened
from window_kit import do

from fieldapp.store.workspace import Workspace
from fieldapp.ui.intake import Source
from fieldapp.ui.main_window import MainWindow
from fieldapp.ui.tasks import Desk
from fieldapp.ui.widgets.buttons import Button
from fieldapp.ui.widgets.labels import Label
from fieldapp.usecases.syncing import bundles, contacts

CASE = b"c" * 16


@pytest.fixture
def window(qtbot: QtBot, desk: Desk) -> MainWindow:
    return opened(qtbot, desk)


def given(qtbot: QtBot, window: MainWindow, home: Path) -> tuple[Workspace, Path]:
    """A colleague's workspace, and a bundle from there for this laptop."""
    colleague = workspace_at(home / "colleague")
    write(colleague, CASE, title="Line 3 stops")
    here = do(qtbot, window.desk, lambda workspace: contacts.own(workspace, "Bo"))
    path = home / "visit.fieldcase"
    bundles.export(colleague, [here], path, cases=[CASE], name="Ann")
    return colleague, path


def drop(window: MainWindow, path: Path) -> None:
    window.reception._take_in((Source(path, path.name),))


def told(window: MainWindow) -> str:
    """What the notices say."""
    assert window.voice.notices is not None
    return "\n".join(label.text() for label in window.voice.notices.findChildren(Label))


def press(window: MainWindow, text: str) -> None:
    assert window.voice.notices is not None
    found = [one for one in window.voice.notices.findChildren(Button) if one.text() == text]
    found[0].click()


def test_a_contacts_bundle_is_taken_in_when_the_person_says_so(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    colleague, path = given(qtbot, window, tmp_path)
    ann = contacts.own(colleague, "Ann")
    do(qtbot, window.desk, lambda workspace: contacts.keep(workspace, ann))
    drop(window, path)
    qtbot.waitUntil(lambda: "A bundle from Ann: 1 cases, 1 changes" in told(window))
    assert window.cases.rowCount() == 0
    press(window, "Take it in")
    qtbot.waitUntil(lambda: window.cases.rowCount() == 1)
    qtbot.waitUntil(lambda: "1 changes and 0 files are new here" in told(window))


def test_a_strangers_words_are_to_be_compared(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    colleague, path = given(qtbot, window, tmp_path)
    drop(window, path)
    words = contacts.fingerprint(colleague.device_key.public, "en")
    qtbot.waitUntil(lambda: words in told(window))
    press(window, "The words are the same: take it in")
    qtbot.waitUntil(lambda: window.cases.rowCount() == 1)


def test_a_bundle_for_somebody_else_says_what_to_do(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    colleague = workspace_at(tmp_path / "colleague")
    write(colleague, CASE, title="Line 3 stops")
    path = tmp_path / "visit.fieldcase"
    bundles.export(colleague, [contacts.own(colleague, "Ann")], path, cases=[CASE])
    drop(window, path)
    qtbot.waitUntil(lambda: "not meant for this laptop" in told(window))
    assert window.cases.rowCount() == 0
