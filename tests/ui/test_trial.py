"""The trial: the window closes as soon as it shows what it should, and tells what that was."""

from __future__ import annotations

from pytestqt.qtbot import QtBot
from window_kit import sample

from fieldapp.ui.main_window import MainWindow
from fieldapp.ui.tasks import Desk
from fieldapp.ui.trial import Shown, Trial
from fieldapp.usecases.settings import Settings


def test_a_window_on_trial_closes_once_it_shows_the_cases(qtbot: QtBot, desk: Desk) -> None:
    sample(qtbot, desk)
    window = MainWindow(desk, Settings(language="en", theme="light"), "en")
    qtbot.addWidget(window)
    trial = Trial(window)
    window.show()
    window.start()
    qtbot.waitUntil(lambda: trial.shown is not None)
    assert trial.shown == Shown(is_open=True, cases=1)
    assert not window.isVisible()
