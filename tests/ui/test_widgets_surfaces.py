"""Cards, notices, progress, layouts; and every widget once in each theme and language."""

from __future__ import annotations

import pytest
from gallery import PAGES, gallery
from PySide6.QtCore import QMargins, QRect, Qt
from PySide6.QtGui import QAccessible, QColor
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot
from widget_kit import contrast, name, role, show

from fieldapp.base.language import LANGS, Lang
from fieldapp.ui.theme import LIGHT, THEMES, Theme, apply
from fieldapp.ui.widgets import notices
from fieldapp.ui.widgets.buttons import Button
from fieldapp.ui.widgets.cards import Card, CoachCard, EmptyState
from fieldapp.ui.widgets.flow import FlowLayout
from fieldapp.ui.widgets.labels import ElidedLabel, Label
from fieldapp.ui.widgets.notices import Banner, Notices
from fieldapp.ui.widgets.progress import ProgressStrip

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture(autouse=True)
def dressed(qapp: QApplication) -> None:
    apply(qapp, LIGHT, "en")


# --- notices ---


@pytest.fixture
def overlay(qtbot: QtBot) -> Notices:
    line = QLineEdit()
    window = show(qtbot, line)
    window.resize(1366, 768)
    line.setFocus()
    return Notices(LIGHT, window, "Close")


def test_a_notice_takes_no_focus_and_lies_inside_the_window(qtbot: QtBot, overlay: Notices) -> None:
    window = overlay.window()
    focused = window.focusWidget()
    overlay.say("danger", "The photo could not be read. " * 20)
    assert overlay.isVisible()
    assert window.focusWidget() is focused
    assert window.rect().contains(overlay.geometry())
    window.resize(700, 500)
    assert window.rect().contains(overlay.geometry())
    (label,) = (one for one in overlay.findChildren(QLabel) if one.text())
    assert label.height() >= label.heightForWidth(label.width())


def test_each_of_several_notices_is_seen_whole_over_the_page_alone(
    qtbot: QtBot, overlay: Notices
) -> None:
    overlay.keep_clear(QMargins(288, 0, 292, 72))
    for text in ("Backed up.", "Removed.", "Not saved yet. " * 12):
        overlay.say("danger", text)
    QApplication.processEvents()
    for banner in overlay.banners:
        assert banner.height() >= banner.heightForWidth(banner.width())
    assert overlay.window().rect().adjusted(288, 0, -292, -72).contains(overlay.geometry())


def test_harmless_notices_go_by_themselves_and_the_others_stay(
    qtbot: QtBot, overlay: Notices, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(notices, "LINGER", 1)
    for tone in ("danger", "ok", "info"):
        overlay.say(tone, tone)
    qtbot.waitUntil(lambda: [one.tone for one in overlay.banners] == ["danger"])
    overlay.say("ok", "Withdrawn", [("Undo", lambda: None)])
    overlay.say("ok", "Saved")
    qtbot.waitUntil(lambda: [one.text for one in overlay.banners] == ["danger", "Withdrawn"])


def test_a_notice_is_dismissed_and_its_action_is_done_once(qtbot: QtBot, overlay: Notices) -> None:
    done = []
    overlay.say("warning", "Withdrawn", [("Undo", lambda: done.append(1))])
    undo, cross = overlay.banners[0].findChildren(QAbstractButton)
    assert cross.accessibleName() == "Close"
    qtbot.mouseClick(undo, LEFT)
    assert (done, overlay.banners, overlay.isVisible()) == ([1], [], False)
    overlay.say("warning", "The disk is almost full")
    qtbot.mouseClick(overlay.banners[0].findChildren(QAbstractButton)[0], LEFT)
    assert overlay.banners == []


def test_the_same_notice_is_not_stacked_and_a_warning_outlives_good_news(
    overlay: Notices,
) -> None:
    for _ in range(3):
        overlay.say("warning", "The disk is almost full")
    assert len(overlay.banners) == 1
    for text in ("one", "two", "three"):
        overlay.say("ok", text)
    assert [one.text for one in overlay.banners] == ["The disk is almost full", "two", "three"]
    overlay.clear()
    assert overlay.banners == []
    assert not overlay.isVisible()


def test_a_banner_reads_as_its_sentence(qtbot: QtBot) -> None:
    banner = Banner(LIGHT, "warning", "The disk is almost full")
    show(qtbot, banner)
    assert name(banner) == "The disk is almost full"
    assert role(banner.findChildren(QLabel)[1]) == QAccessible.Role.StaticText


# --- cards and text ---


def test_a_coach_card_shows_other_sentences_in_place(qtbot: QtBot) -> None:
    card = CoachCard(LIGHT, "say", "Say", ["“One.”", "“Two.”"])
    show(qtbot, card)

    def sentences() -> list[str]:
        return [label.text() for label in card.findChildren(Label) if label.isVisible()][1:]

    assert sentences() == ["“One.”", "“Two.”"]
    card.set_lines(["“Three.”"])
    qtbot.waitUntil(lambda: sentences() == ["“Three.”"])
    card.set_lines(["“Four.”", "“Five.”", "“Six.”"])
    qtbot.waitUntil(lambda: sentences() == ["“Four.”", "“Five.”", "“Six.”"])


def test_a_card_has_a_title_and_room_for_an_accessory(qtbot: QtBot) -> None:
    button = Button(LIGHT, "More")
    card = Card("Feelings", button)
    show(qtbot, card)
    assert card.isAncestorOf(button)
    assert [label.text() for label in card.findChildren(QLabel)] == ["Feelings"]


def test_text_is_never_taken_for_markup(qtbot: QtBot) -> None:
    label = Label("<b>5 < 6</b>")
    show(qtbot, label)
    assert label.sizeHint().width() > Label("5 < 6").sizeHint().width()


def test_a_text_that_does_not_fit_ends_in_an_ellipsis_and_is_a_tooltip(qtbot: QtBot) -> None:
    label = ElidedLabel("What would make today a good day for the line lead")
    window = show(qtbot, label)
    window.resize(1200, 300)
    qtbot.waitUntil(lambda: label.toolTip() == "")
    window.resize(160, 300)
    qtbot.waitUntil(lambda: label.toolTip() == label.text())
    label.setText("Short")
    assert label.toolTip() == ""


def test_an_empty_place_offers_the_first_step(qtbot: QtBot) -> None:
    button = Button(LIGHT, "Add a photo")
    empty = EmptyState(LIGHT, "camera", "No photo yet", "Drop one here. " * 20, button)
    show(qtbot, empty)
    sentence = empty.findChildren(Label)[1]
    assert sentence.height() >= sentence.heightForWidth(sentence.width())
    assert empty.rect().contains(button.geometry())


# --- progress ---


def test_a_running_task_says_how_far_it_is_and_can_be_stopped(qtbot: QtBot) -> None:
    strip = ProgressStrip(LIGHT, "Reading photos", "Cancel")
    show(qtbot, strip)
    assert strip.bar.maximum() == 0
    strip.show_progress(0.25, "3 of 12 MB")
    assert (strip.bar.value() / strip.bar.maximum(), strip.amount.text()) == (0.25, "3 of 12 MB")
    assert role(strip.bar) == QAccessible.Role.ProgressBar
    with qtbot.waitSignal(strip.cancelled):
        qtbot.keyClick(strip.button, Qt.Key.Key_Return)


# --- layout ---


def test_items_flow_like_words_and_never_stick_out(qtbot: QtBot) -> None:
    window = QWidget()
    layout = FlowLayout(window, spacing=8)
    layout.setContentsMargins(10, 10, 10, 10)
    for width in (100, 100, 100, 500):
        item = QWidget()
        item.setFixedHeight(40)
        item.setMinimumWidth(min(width, 100))
        item.sizeHint = lambda width=width: QRect(0, 0, width, 40).size()  # type: ignore[method-assign]
        layout.addWidget(item)
    qtbot.addWidget(window)
    window.resize(330, 400)
    window.show()
    placed = [layout.itemAt(at).geometry() for at in range(layout.count())]
    assert [(one.left(), one.top()) for one in placed] == [(10, 10), (118, 10), (10, 58), (10, 106)]
    assert placed[-1].width() == 310
    assert layout.heightForWidth(330) == 156
    taken = layout.takeAt(0)
    assert taken
    assert layout.count() == 3
    assert layout.takeAt(7) is None


# --- all of them ---


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("theme", THEMES.values(), ids=lambda theme: theme.name)
def test_every_widget_in_every_dress(
    qtbot: QtBot, qapp: QApplication, theme: Theme, lang: Lang, page: str
) -> None:
    """Named, large enough, nothing cut off, and readable as it is really painted."""
    apply(qapp, theme, lang)
    window = gallery(theme, lang, page)
    qtbot.addWidget(window)
    window.resize(1366, 900)
    window.show()
    qapp.processEvents()
    seen = window.grab().toImage()
    assert seen.pixelColor(1, 1) == QColor(theme.canvas)
    for widget in window.findChildren(QWidget):
        if not widget.isVisible() or widget.focusPolicy() == Qt.FocusPolicy.NoFocus:
            continue
        assert name(widget), widget
        if isinstance(widget, (QAbstractButton, QComboBox, QLineEdit, QPlainTextEdit)):
            assert widget.height() >= 40, widget
    for label in window.findChildren(QLabel):
        if label.isVisible() and label.text() and not isinstance(label, ElidedLabel):
            needed = label.heightForWidth(label.width()) if label.wordWrap() else 0
            assert label.height() >= needed, label.text()
            assert painted_contrast(label) >= 3.5, label.text()


def painted_contrast(label: QLabel) -> float:
    """Between the ground and the strongest ink of the letters, which smoothing makes weaker."""
    image = label.grab().toImage()
    ground = image.pixelColor(0, 0).name()
    inks = {
        image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())
    }
    return max(contrast(ground, ink) for ink in inks)
