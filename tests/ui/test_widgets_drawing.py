"""What is drawn on and looked at: signature, picture, timeline."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QImage, QKeySequence, QPointingDevice, QShortcut, QTabletEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from widget_kit import show

from fieldapp.ui.theme import LIGHT, apply
from fieldapp.ui.widgets.picture import PictureCanvas
from fieldapp.ui.widgets.regions import LEAST, Region
from fieldapp.ui.widgets.signature import PROPORTION, SignaturePad
from fieldapp.ui.widgets.timeline import EmotionTimeline, Lane, Mark, Point, places

LEFT = Qt.MouseButton.LeftButton
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
START = datetime(2026, 11, 22, 8, 40, tzinfo=UTC)


@pytest.fixture(autouse=True)
def dressed(qapp: QApplication) -> None:
    apply(qapp, LIGHT, "en")


# --- signature ---


@pytest.fixture
def pad(qtbot: QtBot) -> SignaturePad:
    made = SignaturePad(LIGHT, "Signature", "Sign above the line")
    show(qtbot, made)
    made.setFixedSize(500, 200)
    return made


def draw(qtbot: QtBot, pad: SignaturePad, *points: tuple[int, int]) -> None:
    qtbot.mousePress(pad, LEFT, pos=QPoint(*points[0]))
    for point in points[1:]:
        qtbot.mouseMove(pad, QPoint(*point))
    qtbot.mouseRelease(pad, LEFT, pos=QPoint(*points[-1]))


def test_a_signature_by_mouse_is_strokes_from_nought_to_one(
    qtbot: QtBot, pad: SignaturePad
) -> None:
    changes = []
    pad.changed.connect(lambda: changes.append(len(pad.strokes())))
    draw(qtbot, pad, (50, 100), (250, 50), (450, 190))
    draw(qtbot, pad, (100, 100))
    assert changes == [1, 2]
    long, dot = pad.strokes()
    assert [x for x, _ in long] == pytest.approx([0.1, 0.5, 0.9])
    assert [y for _, y in long] == pytest.approx([0.5, 0.25, 0.95])
    assert dot == ((0.2, 0.5),)


def test_a_stroke_that_runs_off_the_sheet_stays_at_its_edge(
    qtbot: QtBot, pad: SignaturePad
) -> None:
    draw(qtbot, pad, (50, 100), (900, 400))
    assert pad.strokes()[0][-1] == (1, 1)


def test_a_signature_keeps_its_shape_at_any_size(qtbot: QtBot, pad: SignaturePad) -> None:
    pad.setFixedSize(500, 400)
    sheet = pad.sheet()
    assert sheet.height() / sheet.width() == pytest.approx(PROPORTION)
    draw(qtbot, pad, (250, round(sheet.top()) + 1), (250, round(sheet.center().y())))
    assert pad.strokes()[0][-1] == pytest.approx((0.5, 0.5))
    draw(qtbot, pad, (250, round(sheet.top()) - 20), (250, 200))
    assert len(pad.strokes()) == 1


def test_a_signature_by_pen(qtbot: QtBot, pad: SignaturePad) -> None:
    pen = QPointingDevice(
        "pen",
        7,
        QPointingDevice.DeviceType.Stylus,
        QPointingDevice.PointerType.Pen,
        QPointingDevice.Capability.Position,
        1,
        1,
    )
    none = Qt.KeyboardModifier.NoModifier
    for kind, x, held in (
        (QEvent.Type.TabletPress, 50.0, LEFT),
        (QEvent.Type.TabletMove, 250.0, LEFT),
        (QEvent.Type.TabletRelease, 450.0, Qt.MouseButton.NoButton),
    ):
        place = QPointF(x, 100)
        event = QTabletEvent(kind, pen, place, place, 0.5, 0, 0, 0, 0, 0, none, LEFT, held)
        QApplication.sendEvent(pad, event)
        assert event.isAccepted()
    assert [point[0] for point in pad.strokes()[0]] == pytest.approx([0.1, 0.5, 0.9])


def test_a_signature_by_finger(qtbot: QtBot, pad: SignaturePad) -> None:
    screen = QTest.createTouchDevice()
    QTest.touchEvent(pad, screen).press(0, QPoint(50, 100), pad)
    QTest.touchEvent(pad, screen).move(0, QPoint(250, 100), pad)
    QTest.touchEvent(pad, screen).release(0, QPoint(450, 100), pad)
    assert [point[0] for point in pad.strokes()[0]] == pytest.approx([0.1, 0.5, 0.9])


def test_a_signature_becomes_a_picture_and_is_cleared(qtbot: QtBot, pad: SignaturePad) -> None:
    pad.set_strokes([((0.1, 0.5), (0.9, 0.5))])
    image = pad.image(1000)
    assert (image.width(), image.height()) == (1000, 400)
    assert image.pixelColor(500, 200) == QColor("black")
    assert image.pixelColor(500, 100) == QColor("white")
    with qtbot.waitSignal(pad.changed):
        pad.clear()
    assert pad.strokes() == ()
    assert pad.image().pixelColor(500, 200) == QColor("white")


# --- picture ---


@pytest.fixture
def canvas(qtbot: QtBot) -> PictureCanvas:
    """A picture of 800 by 600 pixels, shown at half its size."""
    made = PictureCanvas(LIGHT, "Photo", "Insert adds, the arrows move")
    show(qtbot, made)
    made.setFixedSize(400, 300)
    image = QImage(800, 600, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    made.show_picture(image)
    made.setFocus()
    return made


def drag(qtbot: QtBot, canvas: PictureCanvas, start: tuple[int, int], end: tuple[int, int]) -> None:
    qtbot.mousePress(canvas, LEFT, pos=QPoint(*start))
    qtbot.mouseMove(canvas, QPoint(*end))
    qtbot.mouseRelease(canvas, LEFT, pos=QPoint(*end))


def test_a_cover_is_dragged_in_any_direction_and_told_in_the_pictures_pixels(
    qtbot: QtBot, canvas: PictureCanvas
) -> None:
    changes = []
    canvas.changed.connect(lambda: changes.append(1))
    drag(qtbot, canvas, (100, 100), (150, 130))
    drag(qtbot, canvas, (60, 60), (10, 20))
    assert canvas.covers() == (Region(200, 200, 100, 60), Region(20, 40, 100, 80))
    assert canvas.crop() is None
    assert len(changes) == 2
    seen = canvas.grab().toImage()
    assert seen.pixelColor(125, 115) == QColor("black")
    assert seen.pixelColor(300, 200) == QColor("white")


def test_a_click_alone_covers_nothing(qtbot: QtBot, canvas: PictureCanvas) -> None:
    qtbot.mouseClick(canvas, LEFT, pos=QPoint(100, 100))
    assert canvas.covers() == ()


def test_there_is_one_crop_and_the_next_one_replaces_it(
    qtbot: QtBot, canvas: PictureCanvas
) -> None:
    canvas.tool = "crop"
    drag(qtbot, canvas, (10, 10), (200, 200))
    drag(qtbot, canvas, (300, 100), (390, 290))
    assert canvas.crop() == Region(600, 200, 180, 380)
    drag(qtbot, canvas, (350, 200), (340, 190))
    assert canvas.crop() == Region(580, 180, 180, 380)


def test_a_rectangle_is_moved_and_sized_and_never_leaves_the_picture(
    qtbot: QtBot, canvas: PictureCanvas
) -> None:
    drag(qtbot, canvas, (100, 100), (150, 130))
    drag(qtbot, canvas, (125, 115), (-500, 125))
    assert canvas.covers() == (Region(0, 220, 100, 60),)
    drag(qtbot, canvas, (50, 140), (100, 290))
    assert canvas.covers() == (Region(0, 220, 200, 360),)
    drag(qtbot, canvas, (100, 290), (1, 111))
    assert canvas.covers() == (Region(0, 220, LEAST, LEAST),)


def test_rectangles_by_keyboard(qtbot: QtBot, canvas: PictureCanvas) -> None:
    qtbot.keyClick(canvas, Qt.Key.Key_Insert)
    assert canvas.covers() == (Region(320, 240, 160, 120),)
    qtbot.keyClick(canvas, Qt.Key.Key_Left)
    qtbot.keyClick(canvas, Qt.Key.Key_Down, CTRL)
    qtbot.keyClick(canvas, Qt.Key.Key_Right, SHIFT)
    qtbot.keyClick(canvas, Qt.Key.Key_Up, SHIFT | CTRL)
    assert canvas.covers() == (Region(312, 320, 168, 40),)
    qtbot.keyClick(canvas, Qt.Key.Key_Return)
    qtbot.keyClick(canvas, Qt.Key.Key_N)
    qtbot.keyClick(canvas, Qt.Key.Key_Delete)
    assert canvas.covers() == (Region(320, 240, 160, 120),)


def test_each_step_is_taken_back_and_the_rest_is_the_windows(
    qtbot: QtBot, canvas: PictureCanvas
) -> None:
    presses: list[Any] = []
    shortcut = QShortcut(QKeySequence.StandardKey.Undo, canvas.window())
    shortcut.activated.connect(lambda: presses.append(1))
    drag(qtbot, canvas, (100, 100), (150, 130))
    qtbot.keyClick(canvas, Qt.Key.Key_Left)
    canvas.tool = "crop"
    drag(qtbot, canvas, (10, 10), (390, 290))
    canvas.remove()
    states = []
    for _ in range(4):
        qtbot.keyClick(canvas, Qt.Key.Key_Z, CTRL)
        states.append((canvas.crop() is not None, len(canvas.covers())))
    assert states == [(True, 1), (False, 1), (False, 1), (False, 0)]
    assert presses == []
    qtbot.keyClick(canvas, Qt.Key.Key_Z, CTRL)
    assert presses == [1]


def test_another_picture_starts_afresh(qtbot: QtBot, canvas: PictureCanvas) -> None:
    drag(qtbot, canvas, (100, 100), (150, 130))
    canvas.show_picture(QImage(10, 2000, QImage.Format.Format_RGB32))
    assert canvas.covers() == ()
    canvas.add()
    assert canvas.covers() == (Region(2, 800, LEAST, 400),)
    canvas.show_picture(QImage())
    qtbot.keyClick(canvas, Qt.Key.Key_Insert)
    drag(qtbot, canvas, (100, 100), (150, 130))
    assert canvas.covers() == ()


# --- timeline ---


def readings(*pairs: tuple[int, int]) -> tuple[Point, ...]:
    return tuple(Point(START + timedelta(minutes=at), level, f"L{level}") for at, level in pairs)


def test_places_are_true_to_time_and_never_too_close() -> None:
    minutes = [0, 1, 2, 50, 100]
    found = places([START + timedelta(minutes=at) for at in minutes], 400, 26)
    across = list(found.values())
    assert across == pytest.approx([0, 26, 52, 200, 400])
    assert list(places([START], 400, 26).values()) == [200]
    assert places([], 400, 26) == {}


def test_places_at_the_end_move_back_and_too_many_lie_evenly() -> None:
    late = places([START + timedelta(minutes=at) for at in (0, 98, 99, 100)], 400, 26)
    assert list(late.values()) == pytest.approx([0, 348, 374, 400])
    many = places([START + timedelta(seconds=at * at) for at in range(41)], 400, 26)
    assert list(many.values()) == pytest.approx([at * 10 for at in range(41)])


def test_a_timeline_is_walked_by_keyboard_in_the_order_of_time(qtbot: QtBot) -> None:
    line = EmotionTimeline(LIGHT, "How it went", "Nothing noted yet")
    line.show_lanes([Lane("Customer", readings((9, 3), (0, 4))), Lane("Me", readings((1, 2)))])
    show(qtbot, line)
    line.setFocus()
    seen = []
    for key in (Qt.Key.Key_Right,) * 4 + (Qt.Key.Key_Left, Qt.Key.Key_Home, Qt.Key.Key_End):
        qtbot.keyClick(line, key)
        current = line.current()
        assert current
        seen.append(current.level)
    assert seen == [4, 2, 3, 3, 2, 4, 3]
    assert line.toolTip() == "L3"
    line.clearFocus()
    assert line.current() is None


def test_a_timeline_says_all_of_it_to_a_screen_reader(qtbot: QtBot) -> None:
    line = EmotionTimeline(LIGHT, "How it went", "Nothing noted yet")
    qtbot.addWidget(line)
    assert line.accessibleDescription() == "Nothing noted yet"
    line.show_lanes(
        [Lane("Customer", readings((0, 4))), Lane("Me", ())],
        [Mark(START + timedelta(minutes=5), "Called the plant")],
    )
    assert line.accessibleDescription() == "08:40 Customer 4 L4; 08:45 Called the plant"


def test_a_reading_is_drawn_in_its_levels_colour_and_pointed_at(qtbot: QtBot) -> None:
    line = EmotionTimeline(LIGHT, "How it went", "Nothing noted yet")
    line.show_lanes([Lane("Customer", readings((0, 5)))])
    show(qtbot, line)
    image = line.grab().toImage()
    wanted = QColor(LIGHT.emotion[4])
    spots = [
        QPoint(x, y)
        for x in range(image.width())
        for y in range(image.height())
        if image.pixelColor(x, y) == wanted
    ]
    assert len(spots) > 100
    qtbot.mouseMove(line, spots[0])
    assert line.current() == readings((0, 5))[0]
    qtbot.mouseMove(line, QPoint(1, 1))
    assert line.current() is None
