"""The medical sample's pictures: a nameplate, a packing list, a port panel, a room's plan."""

from __future__ import annotations

from photo_canvas import (
    BLUE,
    GREEN,
    INK,
    MUTED,
    RED,
    Anchor,
    Box,
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

HOUSING = "#dfe2e1"


def _housing(seed: str) -> Image.Image:
    """The off-white side of a device, with a seam."""
    picture = blank(HOUSING)
    pen = Pen(picture)
    pen.box((0, 0, 1600, 64), "#c9cecf")
    pen.line([(0, 66), (1600, 66)], "#aeb5b8", 5)
    pen.box((0, 1120, 1600, 1200), "#ced2d2")
    pen.line([(0, 1118), (1600, 1118)], "#b3babc", 4)
    return grain(picture, seed, 0.06)


def nameplate() -> Image.Image:
    picture = _housing("housing")
    plate = rounded(grain(sheet(1180, 780, "#cdd1d2"), "nameplate", 0.20, stretch=40), 24)
    pen = Pen(plate)
    pen.card((4, 4, 1176, 776), 22, None, "#8f969a", 3)
    pen.box((40, 40, 1140, 140), "#23404f")
    pen.text((70, 90), "岚谷医疗  LANGU MEDICAL", 42, "#ffffff", bold=True, anchor="lm")
    rows = (
        ("产品名称 Product", "超声诊断系统 Ultrasound system"),
        ("型号 Model", "SV-70"),
        ("选件代码 Option code", "SV70-A1"),
        ("序列号 Serial no.", "SV70-26-0418"),
        ("电源 Supply", "100–240 V~  50/60 Hz  600 VA"),
        ("生产日期 Made", "2026-09"),
    )
    for row, (label, value) in enumerate(rows):
        y = 196 + row * 82
        pen.text((70, y), label, 33, INK, anchor="lm")
        pen.text((500, y), value, 37, INK, bold=True, anchor="lm")
        pen.line([(70, y + 41), (1110, y + 41)], "#a7adb0", 1)
    for x in range(74, 320, 8):
        pen.box((x, 696, x + (x * 7 % 5) + 1, 744), INK)
    pen.text((1110, 724), "仅限医疗专业人员使用  For medical professionals", 24, INK, anchor="rm")
    lay(picture, plate, [(196, 210), (1400, 190), (1408, 978), (188, 990)], 6)
    Pen(picture).ring((672, 506, 900, 612))
    _note(picture, "合同：C2", "contract: C2", (1060, 470))
    return finished(picture, "nameplate photo")


def _note(picture: Image.Image, zh: str, en: str, at: Point) -> None:
    """A sticky note somebody put beside what it is about."""
    x, y = at
    note = sheet(260, 190, "#f3df7a")
    pen = Pen(note)
    pen.box((0, 0, 260, 34), "#ead365")
    pen.text((130, 86), zh, 42, "#8a2318", bold=True, anchor="mm")
    pen.text((130, 142), en, 27, "#8a2318", anchor="mm")
    lay(picture, note, [(x, y + 8), (x + 256, y - 10), (x + 268, y + 178), (x + 10, y + 196)], 5)


PACKED = (
    ("1", "SV-70 主机 main unit", "SV70-M-A1", "1"),
    ("2", "显示器支架 monitor arm", "SV70-ARM", "1"),
    ("3", "凸阵探头 convex probe", "C5-2", "1"),
    ("4", "线阵探头 linear probe", "L12-4", "1"),
    ("5", "探头托架 probe holder", "SV70-PH4", "1"),
    ("6", "电源线 power cord", "PC-10A", "1"),
    ("7", "黑白打印机 printer", "BW-110", "1"),
    ("8", "耦合剂 gel, 250 ml", "GEL-250", "4"),
    ("9", "说明书 user manual", "UM-42-ZH", "1"),
)


def packing_list() -> Image.Image:
    desk = grain(blank("#8a6f54"), "bench", 0.16, stretch=60)
    paper = sheet(980, 1080, "#fbfaf6")
    pen = Pen(paper)
    pen.text((60, 66), "装箱单  Packing list", 44, INK, bold=True, anchor="lm")
    pen.text((920, 66), "岚谷医疗 LANGU MEDICAL", 24, MUTED, anchor="rm")
    facts = (
        ("合同 Contract", "LG-0917"),
        ("订单 Order", "26-1188"),
        ("报价版本 Quotation", "V2"),
        ("配置 Configuration", "SV70-A1"),
    )
    for index, (label, value) in enumerate(facts):
        x, y = 60 + index % 2 * 440, 130 + index // 2 * 50
        pen.text((x, y), label, 24, MUTED, anchor="lm")
        pen.text((x + 260, y), value, 26, INK, bold=True, anchor="lm")
    _packed(pen)
    pen.text((60, 1014), "开箱核对 Checked on unpacking: 2026-11-04", 24, INK, anchor="lm")
    lay(desk, paper, [(300, 44), (1276, 62), (1310, 1160), (252, 1146)], 12)
    _missing(desk)
    return finished(desk, "packing list")


def _packed(pen: Pen) -> None:
    columns: tuple[tuple[float, str, Anchor], ...] = (
        (84, "#", "mm"), (130, "名称 Item", "lm"), (590, "编号 Number", "lm"), (850, "数量", "mm"),
    )  # fmt: skip
    pen.box((60, 224, 920, 280), "#e8ebea")
    for x, label, anchor in columns:
        pen.text((x, 252), label, 24, INK, bold=True, anchor=anchor)
    for row, item in enumerate(PACKED):
        y = 318 + row * 68
        for (x, _, anchor), words in zip(columns, item, strict=True):
            pen.text((x, y), words, 26, INK, anchor=anchor)
        pen.line([(60, y + 34), (920, y + 34)], "#d6d9d7", 2)
        pen.line([(886, y), (896, y + 12), (914, y - 16)], BLUE, 4)
    pen.line([(60, 956), (920, 956)], INK, 3)


def _missing(picture: Image.Image) -> None:
    note = sheet(330, 250, "#f3df7a")
    pen = Pen(note)
    pen.box((0, 0, 330, 36), "#ead365")
    for row, (words, size, bold) in enumerate(
        (
            ("缺 missing", 34, True),
            ("相控阵探头", 29, False),
            ("phased-array probe", 25, False),
            ("TEE 模块 module", 29, False),
        )
    ):
        pen.text((30, 76 + row * 46), words, size, "#8a2318", bold=bold, anchor="lm")
    lay(picture, note, [(1300, 566), (1576, 536), (1592, 752), (1316, 784)], 7)


def port_panel() -> Image.Image:
    picture = _housing("panel housing")
    panel = rounded(grain(sheet(1320, 860, "#5d666b"), "panel", 0.12), 28)
    pen = Pen(panel)
    pen.card((4, 4, 1316, 856), 26, None, "#3d4549", 5)
    for at in ((40, 40), (1280, 40), (40, 820), (1280, 820)):
        pen.screw(at)
    for index, code in enumerate(("P1", "P2", "P3")):
        _probe_port(pen, (110 + index * 270, 100, 330 + index * 270, 400), code)
    _blank_port(pen, (930, 100, 1210, 400))
    _small_ports(pen)
    lay(picture, panel, [(138, 164), (1462, 150), (1470, 1026), (130, 1042)], 8)
    Pen(picture).ring((1036, 196, 1390, 640))
    return finished(picture, "ports")


def _probe_port(pen: Pen, box: Box, code: str) -> None:
    x0, y0, x1, y1 = box
    pen.card(box, 16, "#2a3034", "#8b9499", 4)
    for row in range(11):
        for column in range(8):
            pen.disc((x0 + 41 + column * 20, y0 + 48 + row * 20), 4, "#c9a557")
    pen.disc(((x0 + x1) / 2, y1 - 22), 13, "#8f989d", "#4b5458", 2)
    pen.text(((x0 + x1) / 2, y1 + 34), code, 32, "#eef1f2", bold=True, anchor="mm")


def _blank_port(pen: Pen, box: Box) -> None:
    x0, y0, x1, y1 = box
    pen.card(box, 10, "#9aa2a6", "#c2c8cb", 4)
    for at in ((x0 + 30, y0 + 30), (x1 - 30, y0 + 30), (x0 + 30, y1 - 30), (x1 - 30, y1 - 30)):
        pen.screw(at)
    pen.text(((x0 + x1) / 2, y1 + 34), "TEE", 32, "#eef1f2", bold=True, anchor="mm")


def _small_ports(pen: Pen) -> None:
    pen.line([(90, 490), (1230, 490)], "#7c868b", 3)
    for index, words in enumerate(("ECG", "USB", "USB", "LAN", "HDMI", "AUDIO")):
        x = 190 + index * 188
        if words == "ECG":
            pen.disc((x, 610), 52, "#22282c", "#a8b0b4", 5)
            for dx, dy in ((-18, -12), (18, -12), (-18, 14), (18, 14), (0, 0)):
                pen.disc((x + dx, 610 + dy), 7, "#c9a557")
        elif words == "AUDIO":
            pen.disc((x, 610), 26, "#22282c", "#a8b0b4", 5)
            pen.disc((x, 610), 10, "#0d1012")
        else:
            half = 46 if words in ("USB", "LAN") else 62
            high = 46 if words == "LAN" else 26
            pen.card((x - half, 610 - high, x + half, 610 + high), 6, "#14181b", "#a8b0b4", 5)
            pen.box((x - half + 14, 604, x + half - 14, 616), "#d8dde0")
        pen.text((x, 706), words, 28, "#eef1f2", bold=True, anchor="mm")
    pen.text((660, 786), "SV-70  |  接口面板 Port panel", 28, "#c8d0d4", anchor="mm")


def room_plan() -> Image.Image:
    desk = grain(blank("#6f7a80"), "table", 0.10)
    paper = sheet(1360, 1010, "#f7f9fa")
    pen = Pen(paper)
    pen.text((60, 58), "302 室 心脏超声室", 38, INK, bold=True, anchor="lm")
    pen.text((420, 60), "Echo room 302   1:50", 27, MUTED, anchor="lm")
    pen.text((1300, 58), "2026-11-05", 26, MUTED, anchor="rm")
    _room(pen)
    _checks(pen)
    lay(desk, paper, [(124, 96), (1490, 78), (1508, 1110), (104, 1118)], 12)
    pen_on_desk = sheet(560, 26, "#00000000")
    stroke = Pen(pen_on_desk)
    stroke.card((0, 0, 560, 26), 12, "#24415c")
    stroke.card((500, 4, 560, 22), 8, "#c8ccd0")
    lay(desk, pen_on_desk, [(930, 1112), (1476, 1020), (1482, 1046), (936, 1140)], 8)
    return finished(desk, "plan")


def _room(pen: Pen) -> None:
    left, top, right, bottom = 70.0, 130.0, 870.0, 900.0
    pen.box((left, top, right, bottom), None, INK, 12)
    pen.box((200, 888, 360, 912), "#f7f9fa")
    pen.line([(200, 900), (200, 745)], INK, 4)
    pen.shape([(200, 745), (242, 752), (282, 772), (316, 802), (342, 846), (360, 900), (200, 900)],
              "#eaf0f3", "#9aa6ad")  # fmt: skip
    pen.text((280, 938), "门 door 1.2 m", 23, MUTED, anchor="mm")
    pen.box((540, 118, 780, 142), "#cfe0ea", INK, 3)
    pen.text((660, 102), "窗 window", 22, MUTED, anchor="mm")
    pen.card((380, 260, 620, 690), 20, "#dfe8ec", "#7c8a92", 4)
    pen.text((500, 460), "检查床", 28, INK, anchor="mm")
    pen.text((500, 496), "couch", 24, MUTED, anchor="mm")
    pen.card((660, 380, 820, 560), 14, "#bcd3e4", BLUE, 5)
    pen.text((740, 454), "SV-70", 32, BLUE, bold=True, anchor="mm")
    pen.text((740, 496), "C2", 30, BLUE, bold=True, anchor="mm")
    pen.card((110, 180, 300, 320), 10, "#eceff0", "#8d999f", 3)
    pen.text((205, 232), "工作站", 26, INK, anchor="mm")
    pen.text((205, 266), "workstation", 22, MUTED, anchor="mm")
    for number, at in (("1", (835, 620)), ("2", (835, 690)), ("3", (835, 320)), ("4", (740, 610))):
        pen.disc(at, 24, "#ffffff", RED, 4)
        pen.text(at, number, 27, RED, bold=True, anchor="mm")
    pen.line([(70, 965), (870, 965)], MUTED, 2)
    for x in (70, 870):
        pen.line([(x, 953), (x, 977)], MUTED, 2)
    pen.box((580, 950, 700, 980), "#f7f9fa")
    pen.text((640, 964), "5.2 m", 24, MUTED, anchor="mm")


def _checks(pen: Pen) -> None:
    pen.text((930, 150), "按 C2 配置核对", 32, INK, bold=True, anchor="lm")
    pen.text((930, 192), "Checked for configuration C2", 24, MUTED, anchor="lm")
    rows = (
        ("1", "电源 power", "220 V / 16 A"),
        ("2", "接地 earthing", "0.08 Ω"),
        ("3", "网络 network", "2 × 1 Gbit/s"),
        ("4", "承重 floor load", "3.5 kN/m²"),
    )
    for row, (number, label, value) in enumerate(rows):
        y = 280 + row * 130
        pen.disc((954, y), 24, "#ffffff", RED, 4)
        pen.text((954, y), number, 27, RED, bold=True, anchor="mm")
        pen.text((1000, y - 20), label, 27, INK, anchor="lm")
        pen.text((1000, y + 22), value, 27, INK, bold=True, anchor="lm")
        pen.line([(1266, y), (1280, y + 18), (1306, y - 24)], GREEN, 7)
        pen.line([(930, y + 64), (1310, y + 64)], "#d3dade", 2)
    pen.card((930, 800, 1310, 900), 10, "#e6f2ea", GREEN, 3)
    pen.text((1120, 832), "四项满足，房间不用改", 28, GREEN, bold=True, anchor="mm")
    pen.text((1120, 870), "all four met, no change", 24, GREEN, anchor="mm")
