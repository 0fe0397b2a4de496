"""The flight sample's pictures: a departure board and a weather radar."""

from __future__ import annotations

import math

from photo_canvas import (
    AMBER,
    GREEN,
    RED,
    SCALE,
    Pen,
    Point,
    blank,
    finished,
    grain,
    lay,
    sheet,
)
from PIL import Image, ImageFilter

ROWS = (
    ("15:50", "LK5512", "澜口 Lankou", "已起飞 Departed", "", GREEN),
    ("16:05", "YL2043", "清屿 Qingyu", "已起飞 Departed", "", GREEN),
    ("16:20", "YL2187", "安岚 Anlan", "延误 Delayed", "", AMBER),
    ("17:35", "CF3320", "安岚 Anlan", "取消 Cancelled", "天气 Weather", RED),
    ("18:10", "YL2209", "临江 Linjiang", "延误 Delayed", "天气 Weather", AMBER),
    ("19:25", "HB7061", "河西 Hexi", "准点 On time", "", GREEN),
    ("20:15", "CF3348", "安岚 Anlan", "取消 Cancelled", "天气 Weather", RED),
)
"""Time, flight, to, state, reason, and the colour of the state."""

ROUTE: tuple[Point, Point] = ((300, 250), (830, 780))
CELLS = ((430, 330, 120), (560, 470, 150), (680, 560, 130), (760, 700, 90), (330, 560, 70))
"""Where the storms are: centre and size."""


def board() -> Image.Image:
    wall = grain(blank("#c9c5bd"), "hall", 0.05, stretch=8)
    screen = sheet(1440, 900, "#00000000")
    pen = Pen(screen)
    pen.card((0, 0, 1440, 900), 18, "#101417")
    pen.box((24, 24, 1416, 876), "#0b2034")
    pen.text((60, 76), "出港 Departures", 44, "#ffffff", bold=True, anchor="lm")
    pen.text((1384, 76), "19:46", 44, "#ffd34d", bold=True, anchor="rm")
    columns = (60, 210, 400, 760, 1120)
    heads = ("时间 Time", "航班 Flight", "前往 To", "状态 State", "原因 Reason")
    for x, head in zip(columns, heads, strict=True):
        pen.text((x, 146), head, 24, "#9fb6c9", anchor="lm")
    pen.line([(48, 176), (1392, 176)], "#31536f", 3)
    for place, (time, flight, to, state, reason, colour) in enumerate(ROWS):
        y = 226 + place * 90
        if place % 2:
            pen.box((40, y - 42, 1400, y + 42), "#0e2a44")
        pen.text((columns[0], y), time, 34, "#f3f6f8", anchor="lm")
        pen.text((columns[1], y), flight, 34, "#f3f6f8", bold=True, anchor="lm")
        pen.text((columns[2], y), to, 32, "#f3f6f8", anchor="lm")
        pen.card((columns[3] - 14, y - 28, columns[3] + 290, y + 28), 8, colour)
        pen.text((columns[3], y), state, 30, "#ffffff", bold=True, anchor="lm")
        pen.text((columns[4], y), reason, 30, "#f3f6f8", anchor="lm")
    pen.ring((1086, 354, 1390, 458), "#ff5a47")
    lay(wall, screen, [(78, 128), (1528, 112), (1520, 1040), (90, 1052)], 20)
    return finished(wall, "board")


def radar() -> Image.Image:
    desk = grain(blank("#51473d"), "counter", 0.09, stretch=40)
    tablet = sheet(1300, 1040, "#00000000")
    pen = Pen(tablet)
    pen.card((0, 0, 1300, 1040), 44, "#15181b")
    area = sheet(1220, 960, "#e7ede6")
    _map(Pen(area))
    area.alpha_composite(_storms())
    over = Pen(area)
    over.dashes(*ROUTE, "#1f2a33", 5)
    for at, name in zip(ROUTE, ("沅江 Yuanjiang", "安岚 Anlan"), strict=True):
        over.disc(at, 12, "#ffffff", "#1f2a33", 4)
        over.text((at[0] + 24, at[1]), name, 28, bold=True, anchor="lm")
    over.box((0, 0, 1220, 70), "#27323a")
    over.text((30, 35), "气象雷达 Weather radar", 28, "#ffffff", bold=True, anchor="lm")
    over.text((1190, 35), "2026-11-14 20:50", 26, "#cfd8dd", anchor="rm")
    _scale(over)
    tablet.paste(area, (40 * SCALE, 40 * SCALE))
    lay(desk, tablet, [(150, 70), (1456, 84), (1448, 1128), (140, 1116)], 18)
    return finished(desk, "radar")


def _map(pen: Pen) -> None:
    for x in range(0, 1220, 120):
        pen.line([(x, 70), (x, 960)], "#d7dfd5", 1)
    for y in range(70, 960, 120):
        pen.line([(0, y), (1220, y)], "#d7dfd5", 1)
    river = [(0.0, 300.0)]
    river += [(x, 300 + 60 * math.sin(x / 170) + x * 0.18) for x in range(40, 1240, 40)]
    pen.line(river, "#a9c9de", 14)
    for radius in (180, 360, 540):
        pen.disc(ROUTE[0], radius, None, "#b9c4b6", 2)


def _storms() -> Image.Image:
    """Rain by its strength, soft at the edges, as a radar shows it."""
    clouds = sheet(1220, 960, "#00000000")
    pen = Pen(clouds)
    for reach, colour in (
        (1.0, "#7cc36a"),
        (0.72, "#f0d24a"),
        (0.46, "#e8842c"),
        (0.24, "#c8321f"),
    ):
        for x, y, size in CELLS:
            for turn in range(6):
                angle = turn * math.pi / 3 + x
                drift = size * 0.45 * reach
                at = (x + drift * math.cos(angle), y + drift * 0.8 * math.sin(angle))
                pen.disc(at, size * 0.62 * reach, colour)
    soft = clouds.filter(ImageFilter.GaussianBlur(10 * SCALE))
    soft.putalpha(soft.getchannel("A").point(lambda value: value * 3 // 4))
    return soft


def _scale(pen: Pen) -> None:
    pen.card((900, 840, 1190, 930), 8, "#ffffff", "#b9c4b6")
    for place, (colour, name) in enumerate(
        (("#7cc36a", "弱"), ("#f0d24a", "中"), ("#e8842c", "强"), ("#c8321f", "雷暴"))
    ):
        x = 920 + place * 66
        pen.box((x, 856, x + 52, 880), colour)
        pen.text((x + 26, 904), name, 22, anchor="mm")
