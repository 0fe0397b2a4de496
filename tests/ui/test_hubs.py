"""Teams' hubs: kept up to date by itself, told in one line, and never waited for."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from http_hub import HttpHub
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot
from store_kit import PASSCODE
from syncing_kit import sync, workspace_at
from talk_kit import opened
from window_kit import ask, begin, do

from fieldapp.sync.carriage import Request, Response
from fieldapp.sync.certificates import DeviceCertificate, Revocation, read
from fieldapp.ui import hubs, main_window
from fieldapp.ui.context import Place
from fieldapp.ui.main_window import MainWindow
from fieldapp.ui.pages.lock import LockPage
from fieldapp.ui.pages.settings.teams import TeamSection
from fieldapp.ui.pages.unlocking import PasscodeForm, ReleaseForm
from fieldapp.ui.state_line import StateLine
from fieldapp.ui.tasks import Desk
from fieldapp.ui.widgets.labels import Label
from fieldapp.usecases import editing
from fieldapp.usecases.syncing import carrier, teams
from fieldapp.usecases.syncing.joining import Joining
from fieldapp.usecases.workspaces import Workspace


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("FIRST_MS", "SOON_MS"):
        monkeypatch.setattr(hubs, name, 1)


@pytest.fixture
def hub() -> HttpHub:
    return HttpHub()


@pytest.fixture
def window(
    qtbot: QtBot, desk: Desk, hub: HttpHub, monkeypatch: pytest.MonkeyPatch
) -> Iterator[MainWindow]:
    """A window whose laptop belongs to the hub's team."""
    monkeypatch.setattr(carrier, "Carrier", hub.carrier)
    do(qtbot, desk, lambda workspace: join(hub, workspace))
    window = opened(qtbot, desk)
    yield window
    window.hubs.stop()


def join(hub: HttpHub, workspace: Workspace) -> None:
    joining = Joining.begin(workspace, "hub.example", hub.code())
    with hub.carrier() as asked:
        joining.accept(workspace, asked.carry(joining.hub, b"", b"", joining.question))


def line_of(window: MainWindow) -> StateLine:
    return window._stack.sidebar.state_line


def test_what_is_written_goes_out_by_itself(qtbot: QtBot, window: MainWindow, hub: HttpHub) -> None:
    case_id = begin(qtbot, window.desk)
    window.hubs.written()
    line = line_of(window)
    qtbot.waitUntil(lambda: len(hub.team.on_hub(case_id)) == 1, timeout=10_000)
    qtbot.waitUntil(lambda: line.hub.text().startswith("On the hub "), timeout=10_000)
    assert not line.hub.isHidden()
    QTest.keyClick(line.hub, Qt.Key.Key_Return)
    assert window.page_name == "safety"


def test_what_others_write_is_in_the_list(
    qtbot: QtBot, window: MainWindow, hub: HttpHub, tmp_path: Path
) -> None:
    other = workspace_at(tmp_path / "colleague")
    join(hub, other)
    other.commit(b"c" * 16, lambda writing: writing.shared.write("title", "Line 3 stops"))
    sync(hub.team, other)
    assert window.cases.rowCount() == 0
    window.hubs.sync_now()
    qtbot.waitUntil(lambda: window.cases.rowCount() == 1, timeout=10_000)


def test_a_hub_that_is_away_is_said_and_not_waited_for(
    qtbot: QtBot, window: MainWindow, hub: HttpHub
) -> None:
    hub.is_down = True
    begin(qtbot, window.desk)
    window.hubs.sync_now()
    line = line_of(window)
    qtbot.waitUntil(lambda: line.hub.text().startswith("Offline · 1 waiting"), timeout=10_000)
    assert "cannot be reached" in line.hub.toolTip()
    hub.is_down = False
    window.hubs.sync_now()
    qtbot.waitUntil(lambda: line.hub.text().startswith("On the hub "), timeout=10_000)


def test_the_window_locks_and_opens_while_a_hub_hangs(
    qtbot: QtBot, window: MainWindow, hub: HttpHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, hangs = threading.Event(), threading.Event()
    serve = hub.serve

    def slow(received: Request) -> Response:
        asked.set()
        hangs.wait(20)
        answered: Response = serve(received)
        return answered

    monkeypatch.setattr(hub, "serve", slow)
    window.hubs.sync_now()
    qtbot.waitUntil(asked.is_set, timeout=10_000)
    case_id = begin(qtbot, window.desk)  # the desk is free meanwhile
    window.lock()
    qtbot.waitUntil(lambda: not window.desk.is_open, timeout=10_000)
    monkeypatch.setattr(hub, "serve", serve)
    ask(qtbot, window.desk.unlock(passcode=PASSCODE))
    hangs.set()  # the late answer is let go of
    qtbot.waitUntil(lambda: len(hub.team.on_hub(case_id)) == 1, timeout=10_000)


def test_an_exchange_that_takes_long_says_how_far_it_is_and_is_stopped_by_a_key(
    qtbot: QtBot, window: MainWindow, hub: HttpHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(main_window, "EXCHANGE_MS", 1)
    case_id = begin(qtbot, window.desk)
    name = do(qtbot, window.desk, lambda ws: ws.put_blob(case_id, b"a photo" * 200_000))
    put = editing.Put("evidence/e1/blob", name)
    do(qtbot, window.desk, lambda ws: editing.apply(ws, case_id, (put,), lambda _: False))
    asked, hangs = threading.Event(), threading.Event()
    serve = hub.serve

    def slow(received: Request) -> Response:
        if received.method == "PUT" and hub.paths.count(f"PUT {name[:12]}") == 2:
            asked.set()
            hangs.wait(20)
        answered: Response = serve(received)
        return answered

    monkeypatch.setattr(hub, "serve", slow)
    window.hubs.sync_now()
    qtbot.waitUntil(lambda: asked.is_set() and len(window.works.strips) == 1, timeout=10_000)
    strip = window.works.strips[0]
    assert strip.label.text() == "Exchanging with your team’s hub"
    assert re.fullmatch(r"[56]\d\d kB of 1\.[34] MB", strip.amount.text())
    assert 0 < strip.bar.value() < strip.bar.maximum()
    line = line_of(window)
    assert line.hub.text().startswith(f"Exchanging {strip.amount.text()}")
    strip.button.setFocus()
    QTest.keyClick(strip.button, Qt.Key.Key_Space)
    assert line.hub.text().startswith("Exchange stopped")
    assert window.works.strips == []
    hangs.set()
    qtbot.waitUntil(lambda: hub.paths.count(f"PUT {name[:12]}") == 3)
    window.hubs.written()  # nothing goes out by itself now
    assert window.hubs.state is not None and window.hubs.state.is_stopped
    QTest.keyClick(line.hub, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: line.hub.text().startswith("On the hub "), timeout=10_000)
    # What the hub had by then was not sent again.
    assert hub.paths.count(f"PUT {name[:12]}") == 6


def test_a_laptop_that_left_its_team_is_locked_told_and_given_back(
    qtbot: QtBot, window: MainWindow, hub: HttpHub
) -> None:
    case_id = begin(qtbot, window.desk)
    window.open_case(case_id, Place("guide"))
    qtbot.waitUntil(lambda: window.session is not None, timeout=10_000)
    team = hub.team
    roster = team.shelf.roster(team.space)
    assert roster is not None
    devices = [one for one in roster.certificates.values() if isinstance(one, DeviceCertificate)]
    (speaker,) = hub.tokens.values()
    (own,) = [one for one in devices if one.device == speaker.device]
    order = team.roots[team.space].revoke((own.id,), 5)
    team.hub.certify(team.space, order)
    window.hubs.sync_now()
    qtbot.waitUntil(lambda: window.page_name == "lock", timeout=10_000)
    lock = window.page
    assert isinstance(lock, LockPage)
    qtbot.waitUntil(lambda: isinstance(lock.form, ReleaseForm), timeout=10_000)
    form = lock.form
    assert isinstance(form, ReleaseForm)
    said = " ".join(label.text() for label in lock.findChildren(Label) if label.isVisible())
    assert "Nothing is lost" in said
    assert "administrator of North" in said
    form.code.setText("12345")
    QTest.keyClick(form.code, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "has 40 characters" in form.problem.text(), timeout=10_000)
    made = read(order, team.space)
    assert isinstance(made, Revocation)
    form.code.setText(str(team.roots[team.space].release(made)))
    QTest.keyClick(form.code, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: isinstance(lock.form, PasscodeForm), timeout=10_000)
    assert isinstance(lock.form, PasscodeForm)
    lock.form.field.line.setText(PASSCODE)
    lock.form.submit()
    qtbot.waitUntil(lambda: window.desk.is_open and window.page_name != "lock", timeout=10_000)
    qtbot.waitUntil(lambda: window.cases.rowCount() == 1, timeout=10_000)


def test_without_a_team_there_is_no_line(qtbot: QtBot, desk: Desk) -> None:
    window = opened(qtbot, desk)
    begin(qtbot, desk)
    assert line_of(window).hub.isHidden()
    assert window.hubs.state is None


def test_a_team_is_joined_in_the_settings(
    qtbot: QtBot, desk: Desk, hub: HttpHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(carrier, "Carrier", hub.carrier)
    window = opened(qtbot, desk)
    case_id = begin(qtbot, desk)
    window.go(Place("settings", "teams"))
    section = window.findChild(TeamSection)
    assert isinstance(section, TeamSection)
    qtbot.waitUntil(lambda: section.known.text().startswith("No team yet"))
    QTest.keyClicks(section.address, "hub.example")
    section.code.setText("12345")
    QTest.keyClick(section.code, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: any("50 characters" in text for text in told(window)))
    assert section.address.text() == "hub.example"
    section.code.setText(hub.code())
    QTest.keyClick(section.scope, Qt.Key.Key_Down)
    QTest.keyClick(section.join, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: section.known.text() == "North, as Li Wei (https://hub.example)")
    qtbot.waitUntil(lambda: len(hub.team.on_hub(case_id)) == 1, timeout=10_000)
    assert [team.own for team in ask(qtbot, desk.run(teams.listed))] == [True]
    QTest.keyClick(section.scope, Qt.Key.Key_Up)
    assert [team.own for team in ask(qtbot, desk.run(teams.listed))] == [False]
    window.hubs.stop()


def told(window: MainWindow) -> list[str]:
    """What the notices say."""
    notices = window.voice.notices
    assert notices is not None
    return [label.text() for label in notices.findChildren(Label)]
