"""The telecom sample's pictures: a drive test, an antenna's plate, a monitoring screen."""

from __future__ import annotations

import math
from itertools import pairwise

from photo_canvas import (
    AMBER,
    BLUE,
    GREEN,
    INK,
    MUTED,
    RED,
    SCALE,
    Pen,
    Point,
    blank,
    finished,
    grain,
    lay,
    rounded,
    sheet,
)
from PIL import Image

WEST, NORTH, EAST, SOUTH = 130.0, 170.0, 900.0, 800.0
"""The ring road on the map."""

BEND = 70.0

SIGNAL = (
    *(-88, -86, -84, -83, -85, -82, -84, -88, -92, -97, -103, -112, -113, -115, -116, -118, -118),
    *(-117, -115, -114, -112, -111, -104, -98, -94, -91, -89, -87, -88, -86, -85, -84, -86, -87),
    *(-85, -83, -82, -84, -86, -85, -87, -89),
)
"""dBm at the 42 points, clockwise from the north-west corner."""


def drive_test_map() -> Image.Image:
    desk = grain(blank("#4b4038"), "desk", 0.10, stretch=50)
    tablet = sheet(1440, 1080, "#00000000")
    pen = Pen(tablet)
    pen.card((0, 0, 1440, 1080), 46, "#15181b")
    pen.box((38, 38, 1402, 1042), "#eef0ea")
    pen.box((38, 38, 1402, 112), "#27323a")
    pen.text((64, 75), "路测 Drive test", 30, "#ffffff", bold=True, anchor="lm")
    pen.text((1378, 75), "2026-11-06  10:05–10:52", 24, "#cfd8dd", anchor="rm")
    map_pen = Pen(area := sheet(1040, 930, "#e9ece3"))
    _site(map_pen)
    _points(map_pen)
    tablet.paste(area, (38 * SCALE, 112 * SCALE))
    _legend(pen)
    lay(desk, tablet, [(86, 74), (1520, 62), (1530, 1136), (72, 1144)], 16)
    return finished(desk, "drive test")


def _site(pen: Pen) -> None:
    for x in range(0, 1040, 130):
        pen.line([(x, 0), (x, 930)], "#e0e4d8", 1)
    for y in range(20, 930, 130):
        pen.line([(0, y), (1040, y)], "#e0e4d8", 1)
    pen.card((60, 860, 980, 905), 6, "#dfe3d9")
    pen.text((520, 882), "临江大道 Linjiang Avenue", 20, MUTED, anchor="mm")
    for half, colour in ((26, "#c3c8c2"), (22, "#f8f8f4")):
        road = (WEST - half, NORTH - half, EAST + half, SOUTH + half)
        pen.card(road, BEND + half, None, colour, 2 * half)
    pen.box((250, 290, 770, 680), "#d5dade", "#aab2b8")
    pen.text((510, 330), "B 区仓库 Warehouse B", 24, INK, bold=True, anchor="mm")
    route = [(300.0, 400.0), (720, 400), (720, 480), (300, 480), (300, 560), (720, 560)]
    for start, end in pairwise(route):
        pen.dashes(start, end, BLUE, 4)
    pen.text((510, 612), "开通验收路线：仅库内", 21, BLUE, anchor="mm")
    pen.text((510, 642), "Acceptance route: indoors only", 19, BLUE, anchor="mm")
    pen.box((836, 370, 964, 632), "#b9bec4", "#7d858c")
    for y in range(388, 632, 22):
        pen.line([(838, y), (962, y)], "#a4abb1", 2)
    pen.text((972, 488), "钢雨棚", 20, INK, bold=True, anchor="lm")
    pen.text((972, 514), "canopy", 18, MUTED, anchor="lm")
    _mast(pen, (640, 246))
    gates = (
        ("1", (74, 620)), ("2", (74, 360)), ("3", (300, 104)), ("4", (560, 104)),
        ("5", (800, 104)), ("6", (1000, 366)), ("7", (1000, 636)), ("8", (780, 846)),
    )  # fmt: skip
    for name, at in gates:
        pen.disc(at, 22, "#ffffff", "#5b6770", 3)
        pen.text(at, name, 24, INK, bold=True, anchor="mm")


def _mast(pen: Pen, at: Point) -> None:
    x, y = at
    fan = [at] + [
        (x + 150 * math.cos(math.radians(a)), y + 150 * math.sin(math.radians(a)))
        for a in range(-27, 38, 4)
    ]
    pen.shape(fan, "#c9dcec", "#7fa6c6")
    pen.disc(at, 13, BLUE, "#ffffff", 3)
    pen.text((x - 24, y), "LJ-B2", 20, BLUE, bold=True, anchor="rm")
    pen.text((x + 84, y + 4), "S2 95°", 19, BLUE, anchor="mm")


def _points(pen: Pen) -> None:
    for dbm, at in zip(SIGNAL, _along_road(len(SIGNAL)), strict=True):
        pen.disc(at, 14, _colour(dbm), "#ffffff", 3)
    lowest = SIGNAL.index(min(SIGNAL))
    x, y = _along_road(len(SIGNAL))[lowest]
    pen.text((x - 76, y), f"−{-SIGNAL[lowest]}", 24, RED, bold=True, anchor="rm")


def _along_road(count: int) -> list[Point]:
    """Points at equal distances, clockwise from the north-west corner."""
    wide, high = EAST - WEST, SOUTH - NORTH
    points: list[Point] = []
    for index in range(count):
        way = 2 * (wide + high) * index / count
        if way < wide:
            points.append((WEST + way, NORTH))
        elif way < wide + high:
            points.append((EAST, NORTH + way - wide))
        elif way < 2 * wide + high:
            points.append((EAST - (way - wide - high), SOUTH))
        else:
            points.append((WEST, SOUTH - (way - 2 * wide - high)))
    return [_on_bend(point) for point in points]


def _on_bend(point: Point) -> Point:
    """Moves a point near a corner of the road onto its bend."""
    x, y = point
    centre = (min(max(x, WEST + BEND), EAST - BEND), min(max(y, NORTH + BEND), SOUTH - BEND))
    dx, dy = x - centre[0], y - centre[1]
    if not dx or not dy:
        return point
    reach = math.hypot(dx, dy)
    return centre[0] + dx / reach * BEND, centre[1] + dy / reach * BEND


def _colour(dbm: int) -> str:
    return RED if dbm < -110 else AMBER if dbm < -95 else GREEN


def _legend(pen: Pen) -> None:
    pen.box((1078, 112, 1402, 1042), "#ffffff")
    pen.text((1106, 140), "信号强度 RSRP", 27, INK, bold=True)
    pen.text((1106, 178), "单位 dBm，测点 42 个", 20, MUTED)
    for row, (colour, words) in enumerate(
        ((GREEN, "不低于 −95"), (AMBER, "−110 至 −95"), (RED, "低于 −110"))
    ):
        y = 246 + row * 52
        pen.disc((1124, y), 14, colour)
        pen.text((1156, y), words, 24, INK, anchor="lm")
    pen.line([(1106, 402), (1374, 402)], "#dde2e5", 2)
    weak = sum(dbm < -110 for dbm in SIGNAL)
    for row, (value, words, colour) in enumerate(
        (
            (f"{weak} / {len(SIGNAL)}", "低于 −110 的测点", RED),
            (f"−{-min(SIGNAL)}", "最低值 lowest", RED),
            ("2.4 km", "环路 ring road", INK),
        )
    ):
        y = 440 + row * 140
        pen.text((1106, y), value, 50, colour, bold=True)
        pen.text((1106, y + 68), words, 21, MUTED)
    pen.text((1106, 900), "澜川物流 B 区", 22, INK, bold=True)
    pen.text((1106, 934), "Lanchuan, Zone B", 20, MUTED)
    pen.text((1106, 968), "地面 1.5 米，车速 15 km/h", 19, MUTED)


def antenna_plate() -> Image.Image:
    picture = blank("#b9c6cf")
    pen = Pen(picture)
    for y in range(0, 1200, 4):
        shade = 196 + y * 30 // 1200
        pen.box((0, y, 1600, y + 4), f"#{shade - 14:02x}{shade - 2:02x}{shade + 6:02x}")
    for x in range(120, 1480, 8):
        bend = math.sin((x - 120) / 1360 * math.pi)
        tone = round(176 + 62 * bend)
        pen.box((x, 0, x + 8, 1200), f"#{tone:02x}{tone:02x}{min(255, tone + 2):02x}")
    pen.line([(120, 0), (120, 1200)], "#8d979e", 6)
    pen.line([(1480, 0), (1480, 1200)], "#8d979e", 6)
    picture = grain(picture, "radome", 0.05)
    plate = grain(sheet(880, 560, "#c4c8ca"), "plate", 0.22, stretch=40)
    plate = rounded(plate, 20)
    _plate(Pen(plate))
    lay(picture, plate, [(210, 110), (1096, 98), (1102, 660), (214, 668)], 7)
    _inclinometer(picture)
    pen = Pen(picture)
    pen.ring((236, 528, 1078, 634))
    return finished(picture, "antenna")


def _plate(pen: Pen) -> None:
    pen.card((4, 4, 876, 556), 18, None, "#8b9196", 3)
    for at in ((34, 34), (846, 34), (34, 526), (846, 526)):
        pen.screw(at)
    pen.text((440, 72), "远岫通信  YUANXIU TELECOM", 34, INK, bold=True, anchor="mm")
    pen.line([(60, 106), (820, 106)], "#6f777d", 2)
    rows = (
        ("站点 Site", "LJ-B2"),
        ("扇区 Sector", "2"),
        ("天线型号 Antenna", "YX-A65-18"),
        ("方位角 Azimuth", "95°"),
        ("安装高度 Height", "31 m"),
        ("下倾角（规划）Tilt, planned", "3.0°"),
    )
    for row, (label, value) in enumerate(rows):
        y = 150 + row * 64
        last = row == len(rows) - 1
        pen.text((64, y), label, 30, INK, anchor="lm", bold=last)
        pen.text((816, y), value, 34, INK, bold=True, anchor="rm")
        if not last:
            pen.line([(64, y + 32), (816, y + 32)], "#a3a9ad", 1)


def _inclinometer(picture: Image.Image) -> None:
    """A digital level held against the antenna's edge."""
    meter = sheet(760, 300, "#00000000")
    pen = Pen(meter)
    pen.card((0, 0, 760, 300), 26, "#d9912b")
    pen.card((0, 0, 760, 34), 16, "#24282b")
    pen.card((0, 266, 760, 300), 16, "#24282b")
    pen.card((60, 62, 480, 240), 14, "#20262a")
    pen.card((74, 76, 466, 226), 8, "#b9c8b4")
    pen.text((440, 151), "8.0°", 104, "#1b241c", bold=True, anchor="rm")
    pen.text((96, 108), "TILT", 24, "#3c493d", bold=True, anchor="lm")
    pen.text((96, 190), "实测", 26, "#3c493d", bold=True, anchor="lm")
    for row, words in enumerate(("ZERO", "HOLD")):
        y = 96 + row * 84
        pen.card((540, y - 30, 690, y + 30), 14, "#31373b")
        pen.text((615, y), words, 24, "#e6eaec", bold=True, anchor="mm")
    lay(picture, meter, [(560, 794), (1318, 738), (1342, 1036), (584, 1096)], 14)


def drop_rate_screen() -> Image.Image:
    wall = blank("#3a444b")
    pen = Pen(wall)
    pen.box((0, 1010, 1600, 1200), "#59483b")
    wall = grain(wall, "wall", 0.07)
    monitor = sheet(1420, 900, "#00000000")
    pen = Pen(monitor)
    pen.card((0, 0, 1420, 900), 20, "#101315")
    pen.box((26, 26, 1394, 860), "#f7f9fa")
    pen.box((26, 26, 1394, 98), "#17324a")
    pen.text((56, 62), "掉线率（按天）  Drop rate per day", 32, "#ffffff", bold=True, anchor="lm")
    pen.text((1366, 62), "LJ-B2 / S2    2026-11-06 09:20", 24, "#bcd0de", anchor="rm")
    _chart(pen)
    foot = Pen(wall)
    foot.box((690, 1000, 910, 1092), "#1a1e21")
    foot.card((560, 1080, 1040, 1112), 12, "#22272b")
    lay(wall, monitor, [(92, 92), (1508, 84), (1512, 990), (88, 996)], 18)
    return finished(wall, "screen")


def _chart(pen: Pen) -> None:
    days = (
        ("10-27", 0.3), ("10-28", 0.4), ("10-29", 0.3), ("10-30", 0.4), ("10-31", 0.5),
        ("11-01", 0.4), ("11-02", 2.9), ("11-03", 3.6), ("11-04", 4.2), ("11-05", 4.7),
    )  # fmt: skip
    left, right, top, bottom = 130.0, 1330.0, 210.0, 740.0

    def at(index: int, rate: float) -> Point:
        x = left + (right - left) * index / (len(days) - 1)
        return x, bottom - (bottom - top) * rate / 5

    for percent in range(6):
        y = at(0, percent)[1]
        pen.line([(left - 20, y), (right + 20, y)], "#dbe2e6", 2)
        pen.text((left - 34, y), f"{percent}%", 24, MUTED, anchor="rm")
    pen.dashes((left - 20, at(0, 0.5)[1]), (right + 20, at(0, 0.5)[1]), GREEN, 4)
    pen.text((left - 10, at(0, 0.5)[1] - 30), "目标 target 0.5%", 22, GREEN, bold=True, anchor="lm")
    points = [at(index, rate) for index, (_, rate) in enumerate(days)]
    pen.line(points, BLUE, 5)
    for (x, y), (day, rate) in zip(points, days, strict=True):
        pen.disc((x, y), 10, RED if rate > 0.5 else BLUE, "#ffffff", 3)
        if rate > 0.5:
            pen.text((x - 12, y - 32), f"{rate}%", 26, RED, bold=True, anchor="mm")
        pen.text((x, 782), day, 22, MUTED, anchor="mm")
    gap = at(6, 0)[0] - 67
    pen.dashes((gap, top - 10), (gap, bottom), AMBER, 3)
    pen.text((gap - 16, top + 6), "11 月 2 日起上升", 26, INK, bold=True, anchor="rm")
    pen.text((gap - 16, top + 44), "rising since 2 November", 22, MUTED, anchor="rm")
    pen.text((56, 834), "统计范围：装卸环路 24 台车载终端", 22, MUTED, anchor="lm")
    pen.text((1366, 834), "24 vehicle terminals, ring road", 22, MUTED, anchor="rm")
