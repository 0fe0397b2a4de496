"""The evidence page: looked at, described, ordered, attached, removed; the ways to it and back."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from evidence_kit import (
    case_of,
    close_window,
    drop,
    evidence_of,
    focus,
    gallery_of,
    open_page,
    open_window,
    page_of,
    press,
    settled,
)
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QAbstractButton, QWidget
from pytestqt.qtbot import QtBot
from widget_kit import name, role
from window_kit import begin, sample

from fieldapp.ui.context import Place
from fieldapp.ui.forms.evidence_field import EvidenceEditor
from fieldapp.ui.main_window import MainWindow
from fieldapp.ui.models.exhibits import ExhibitRole
from fieldapp.ui.pages.evidence.covered_view import CoveredView
from fieldapp.ui.pages.evidence.page import EvidencePage
from fieldapp.ui.tasks import Desk
from fieldapp.ui.theme.tokens import TARGET
from fieldapp.ui.widgets.labels import Label
from fieldapp.usecases import attaching

ALT = Qt.KeyboardModifier.AltModifier


@pytest.fixture
def window(qtbot: QtBot, desk: Desk) -> Iterator[MainWindow]:
    made = open_window(qtbot, desk)
    yield made
    close_window(qtbot, made)


@pytest.fixture
def page(qtbot: QtBot, desk: Desk, window: MainWindow) -> EvidencePage:
    found = open_page(qtbot, window, sample(qtbot, desk))
    found.enter()
    settled(qtbot, found)
    return found


def ids(window: MainWindow) -> list[str]:
    return [item.id for item in evidence_of(window)]


def words(page: EvidencePage) -> str:
    """All that can be read on the page."""
    return "\n".join(one.text() for one in page.findChildren(Label) if one.isVisible())


def test_an_empty_case_teaches_how_to_begin(qtbot: QtBot, window: MainWindow, desk: Desk) -> None:
    page = open_page(qtbot, window, begin(qtbot, desk))
    settled(qtbot, page)
    assert "No evidence yet" in words(page)
    assert gallery_of(page).bar.choose.hasFocus()
    qtbot.waitUntil(gallery_of(page).to_settings.isVisible)


def test_evidence_is_called_as_in_the_report_and_read_out(
    window: MainWindow, page: EvidencePage
) -> None:
    model = gallery_of(page).model
    rows = [model.index(at).data(ExhibitRole) for at in range(model.rowCount())]
    assert [row.mark for row in rows] == [
        "Fig. 1",
        "Fig. 2",
        "Fig. 3",
        "Reading 1",
        "Reading 2",
        "Reading 3",
    ]
    assert rows[3].figure == "11 points"
    told = model.index(0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert told.startswith("Fig. 1, Drive test")
    assert told.endswith("supports 5")
    assert role(gallery_of(page).grid) is QAccessible.Role.List


def test_pictures_are_shown_beside_and_in_the_grid(
    qtbot: QtBot, window: MainWindow, page: EvidencePage
) -> None:
    gallery = gallery_of(page)
    assert gallery.grid.hasFocus()
    press(qtbot, gallery.grid, Qt.Key.Key_Right)
    settled(qtbot, page)
    assert gallery.detail
    assert gallery.detail.evidence == ids(window)[1]
    assert gallery.detail.picture.accessibleName().startswith("Fig. 2 Plate of")
    assert not gallery.detail.picture._image.isNull()
    gallery.grid.grab()
    settled(qtbot, page)
    shown = gallery.grid.itemDelegate().pictures  # type: ignore[attr-defined]
    assert not shown.get(evidence_of(window)[1].blob).isNull()


def test_the_order_is_changed_by_keys_and_taken_back(
    qtbot: QtBot, window: MainWindow, page: EvidencePage
) -> None:
    first, second, third, *rest = ids(window)
    grid = gallery_of(page).grid
    grid.choose(first)
    press(qtbot, grid, Qt.Key.Key_Right, ALT)
    qtbot.waitUntil(lambda: ids(window)[:3] == [second, first, third])
    assert gallery_of(page).grid.current == first
    press(qtbot, grid, Qt.Key.Key_End, ALT)
    qtbot.waitUntil(lambda: ids(window) == [second, third, *rest, first])
    press(qtbot, grid, Qt.Key.Key_Home, ALT)
    qtbot.waitUntil(lambda: ids(window) == [first, second, third, *rest])
    window.undo()
    qtbot.waitUntil(lambda: ids(window) == [second, third, *rest, first])


def test_the_order_is_changed_by_dragging(
    qtbot: QtBot, window: MainWindow, page: EvidencePage
) -> None:
    first, second, third, *rest = ids(window)
    grid = gallery_of(page).grid
    data = grid.exhibits.mimeData([grid.exhibits.index(0)])
    tile = grid.visualRect(grid.exhibits.index(2))
    place = QPointF(tile.right() - 5, tile.center().y())
    assert drop(grid.viewport(), data, place)
    qtbot.waitUntil(lambda: ids(window) == [second, third, first, *rest])
    data = grid.exhibits.mimeData([grid.exhibits.index(2)])
    tile = grid.visualRect(grid.exhibits.index(0))
    assert drop(grid.viewport(), data, QPointF(tile.left() + 5, tile.center().y()))
    qtbot.waitUntil(lambda: ids(window) == [first, second, third, *rest])


def test_a_removed_exhibit_comes_back_with_all_it_bears_out(
    qtbot: QtBot, window: MainWindow, page: EvidencePage
) -> None:
    before = case_of(window)
    grid = gallery_of(page).grid
    grid.choose(before.evidence[1].id)
    press(qtbot, grid, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: before.evidence[1].id not in ids(window))
    assert window.voice.notices
    assert window.voice.notices.banners[-1].text == "Fig. 2 is removed. Ctrl+Z brings it back."
    settled(qtbot, page)
    assert grid.current == before.evidence[2].id
    press(qtbot, grid, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: ids(window) == [item.id for item in before.evidence])
    assert case_of(window).statements == before.statements


def test_a_reading_is_noted_by_keyboard(
    qtbot: QtBot, window: MainWindow, page: EvidencePage
) -> None:
    before = len(ids(window))
    press(qtbot, gallery_of(page).bar.reading, Qt.Key.Key_Return)
    settled(qtbot, page)
    for text in ("23.5", "mm", "Play of the bearing"):
        qtbot.keyClicks(focus(), text)
        press(qtbot, focus(), Qt.Key.Key_Tab)
    qtbot.waitUntil(lambda: bool(evidence_of(window)[-1].caption))
    item = evidence_of(window)[-1]
    assert (item.kind, str(item.value), item.unit.original) == ("number", "23.5", "mm")
    assert len(ids(window)) == before + 1
    assert item.at


def test_an_empty_reading_goes_away_when_it_is_left(
    qtbot: QtBot, window: MainWindow, page: EvidencePage
) -> None:
    before = ids(window)
    press(qtbot, gallery_of(page).bar.reading, Qt.Key.Key_Return)
    settled(qtbot, page)
    assert len(ids(window)) == len(before) + 1
    press(qtbot, focus(), Qt.Key.Key_Escape)
    settled(qtbot, page)
    assert ids(window) == before


def test_an_exhibit_is_attached_to_a_statement_and_leads_there_and_back(
    qtbot: QtBot, window: MainWindow, page: EvidencePage
) -> None:
    gallery = gallery_of(page)
    item = evidence_of(window)[1]
    statement = next(s for s in case_of(window).statements if item.id not in s.evidence)
    place = f"statements/{statement.id}"
    gallery.grid.choose(item.id)
    assert gallery.detail
    links = gallery.detail.links
    press(qtbot, links.fold, Qt.Key.Key_Space)
    chip = next(c.buttons[place] for c in links.groups.values() if place in c.buttons)
    press(qtbot, chip, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: place in attaching.links(case_of(window), item.id))
    settled(qtbot, page)
    rows = links.findChildren(QAbstractButton)
    (row,) = [one for one in rows if one.accessibleName() == f"Go to: {chip.text()}"]
    press(qtbot, row, Qt.Key.Key_Return)
    assert window.page_name == "guide"
    guide = window._pages["guide"]
    fields = (one for one in guide.findChildren(EvidenceEditor) if place in one.spot.path)
    field = next(fields)
    qtbot.waitUntil(field.look.isVisible)
    press(qtbot, field.look, Qt.Key.Key_Return)
    assert window.page_name == "evidence"
    chosen = [i.id for i in evidence_of(window) if i.id in (*statement.evidence, item.id)]
    assert gallery.grid.current == chosen[0]
    press(qtbot, page, Qt.Key.Key_Escape)
    assert window.page_name == "guide"


def test_detaching_leaves_the_other_links_alone(
    qtbot: QtBot, window: MainWindow, page: EvidencePage
) -> None:
    gallery = gallery_of(page)
    item = evidence_of(window)[0]
    gallery.grid.choose(item.id)
    assert gallery.detail
    links = gallery.detail.links
    links.fold.click()
    before = gallery.model.rows[0].links
    chip = next(b for c in links.groups.values() for b in c.buttons.values() if b.isChecked())
    chip.setFocus()
    press(qtbot, chip, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: gallery.model.rows[0].links == before - 1)
    assert chip.hasFocus()


def test_a_place_leads_to_its_exhibit_and_field(
    qtbot: QtBot, window: MainWindow, page: EvidencePage
) -> None:
    item = evidence_of(window)[4]
    window.go(Place("guide"))
    window.go(Place("evidence", f"evidence/{item.id}/caption/@en"))
    gallery = gallery_of(page)
    assert gallery.detail
    assert gallery.detail.evidence == item.id
    qtbot.waitUntil(lambda: gallery.detail.editors["caption"].isAncestorOf(focus()))  # type: ignore[union-attr]


def test_half_a_caption_outlives_another_language(
    qtbot: QtBot, window: MainWindow, page: EvidencePage
) -> None:
    gallery = gallery_of(page)
    gallery.look_at(ids(window)[0], "caption")
    qtbot.keyClicks(focus(), " and ha")
    window.looks.speak("zh")
    page = page_of(window)
    qtbot.waitUntil(page.isVisible)
    qtbot.waitUntil(lambda: gallery_of(page).detail is not None)
    boxes = gallery_of(page).detail.editors["caption"]._boxes  # type: ignore[union-attr]
    assert any(" and ha" in box.text() for box, _ in boxes.values())
    assert gallery_of(page).model.rows[0].mark == "图 1"


def test_under_the_cover_nothing_of_the_case_is_seen(
    qtbot: QtBot, window: MainWindow, page: EvidencePage
) -> None:
    captions = [item.caption.get("en") for item in evidence_of(window)]
    window.cover(on=True)
    press(qtbot, window, Qt.Key.Key_F8)
    page = page_of(window)
    assert isinstance(page.gallery, CoveredView)
    assert not window._stack.sidebar.isVisible()
    qtbot.waitUntil(page.isVisible)
    shown = words(page)
    assert "In this case: 6" in shown
    assert not any(caption in shown for caption in captions)


def test_from_the_talk_and_back_it_is_one_key(qtbot: QtBot, window: MainWindow, desk: Desk) -> None:
    page = open_page(qtbot, window, sample(qtbot, desk), came_from="talk")
    assert not window._stack.sidebar.isVisible()
    assert page.back.text() == "Back to the talk"
    press(qtbot, focus(), Qt.Key.Key_Escape)
    assert window.page_name == "talk"


def test_tab_leads_through_the_page_as_it_is_seen(
    qtbot: QtBot, window: MainWindow, page: EvidencePage
) -> None:
    gallery = gallery_of(page)
    assert gallery.detail
    links, inside = gallery.detail.links, gallery.detail.widget()
    links.fold.click()
    qtbot.waitUntil(links.groups["causes"].isVisible)
    gallery.grid.setFocus()
    tops: list[int] = []
    press(qtbot, focus(), Qt.Key.Key_Tab)
    while inside.isAncestorOf(focus()):
        tops.append(focus().mapTo(inside, QPoint()).y())
        press(qtbot, focus(), Qt.Key.Key_Tab)
    assert len(tops) > 10
    assert tops == sorted(tops)
    assert page.back.hasFocus()
    press(qtbot, focus(), Qt.Key.Key_Tab)
    assert not page.isAncestorOf(focus())


def test_everything_that_takes_the_focus_has_a_name_and_room_for_a_finger(
    qtbot: QtBot, window: MainWindow, page: EvidencePage
) -> None:
    gallery = gallery_of(page)
    assert gallery.detail
    gallery.detail.links.fold.click()
    qtbot.waitUntil(lambda: bool(gallery.detail and gallery.detail.links.groups))
    for widget in page.findChildren(QWidget):
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isVisible():
            assert name(widget), widget
            assert widget.height() >= TARGET, widget
