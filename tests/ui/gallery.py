"""Every widget once, in a theme and a language, for the tests that look at all of them.

By hand: `python -m tests.ui.gallery FOLDER` draws them into pictures to look at.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from math import sin
from pathlib import Path

from PySide6.QtCore import QDate, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from fieldapp.base.language import LANGS, Lang
from fieldapp.ui.theme import THEMES, Theme, apply
from fieldapp.ui.widgets.boxes import Select, Toggle
from fieldapp.ui.widgets.buttons import Button, IconButton
from fieldapp.ui.widgets.cards import Card, CoachCard, EmptyState
from fieldapp.ui.widgets.choices import Chips
from fieldapp.ui.widgets.editors import LineEdit, TextEdit
from fieldapp.ui.widgets.figure_table import Figures, FigureTable, Heading, Part
from fieldapp.ui.widgets.labels import ElidedLabel, Label, Separator
from fieldapp.ui.widgets.levels import LevelBar, LevelScale
from fieldapp.ui.widgets.notices import Banner
from fieldapp.ui.widgets.numbers import NumberEdit
from fieldapp.ui.widgets.picture import PictureCanvas
from fieldapp.ui.widgets.progress import ProgressRing, ProgressStrip
from fieldapp.ui.widgets.signature import SignaturePad
from fieldapp.ui.widgets.stepper import Step, Stepper
from fieldapp.ui.widgets.timeline import EmotionTimeline, Lane, Mark, Point
from fieldapp.ui.widgets.times import Calendar, CalendarNames, DayEdit, MomentEdit

TEXTS: dict[Lang, dict[str, str]] = {
    "en": {
        "title": "Pump seal leaks again",
        "where": "Kaihua Foods · Hall 2, Wuxi",
        "plan": "Plan",
        "approach": "Approach",
        "collaborate": "Collaborate",
        "test": "Test",
        "set": "Set",
        "say": "Say",
        "ask": "Ask",
        "avoid": "Avoid",
        "quote": "“Third seal in a month. I would be tired of it too. Show me where it starts.”",
        "question": "“What happens on the line when it drips?”",
        "bad": "“That cannot be the seal.”",
        "words": "In their own words",
        "saw": "What you saw",
        "angry": "Angry",
        "worried": "Worried",
        "ignored": "Feels ignored",
        "tired": "Worn out",
        "levels": "Calm|Uneasy|Upset|Angry|Safety at risk",
        "sentence": "One sentence",
        "next": "Next: Collaborate",
        "back": "Back",
        "delete": "Erase the case",
        "more": "Show the older value",
        "none": "No photo yet",
        "none_more": "Drop one here, paste it, or take one with the camera.",
        "add": "Add a photo",
        "saved": "Saved on this laptop 08:23",
        "full": "The disk is almost full: 210 MB are left. Nothing is lost.",
        "failed": "The photo could not be read. The case is as it was; choose another file.",
        "tip": "F3 notes a fact without leaving this page.",
        "undo": "Undo",
        "dismiss": "Close",
        "report": "Report",
        "reading": "Reading photos",
        "amount": "3 of 12 MB",
        "cancel": "Cancel",
        "calendar": "Calendar",
        "onward": "Next month",
        "due": "Due",
        "tomorrow": "Tomorrow",
        "cost": "Cost",
        "unit": "CNY",
        "share": "Show my own level in this one report",
        "sign": "Signature",
        "sign_here": "Sign above the line, with mouse, pen or finger",
        "customer": "Customer",
        "own": "Me",
    },
    "zh": {
        "title": "泵密封又漏了",
        "where": "凯华食品 · 无锡二号车间",
        "plan": "计划",
        "approach": "接触",
        "collaborate": "协作",
        "test": "检查",
        "set": "设定",
        "say": "可以说",
        "ask": "可以问",
        "avoid": "别这样说",
        "quote": "“一个月换三次密封，搁谁都烦。您带我看看是从哪儿开始漏的。”",
        "question": "“一漏起来，产线上会怎么样？”",
        "bad": "“不可能是密封的问题。”",
        "words": "客户原话",
        "saw": "您看到的",
        "angry": "生气",
        "worried": "担心",
        "ignored": "觉得没人管",
        "tired": "疲惫",
        "levels": "平静|不安|不满|愤怒|安全受威胁",
        "sentence": "一句话",
        "next": "下一步：协作",
        "back": "上一步",
        "delete": "抹除案例",
        "more": "看之前的内容",
        "none": "还没有照片",
        "none_more": "拖进来、粘贴，或用摄像头拍一张。",
        "add": "添加照片",
        "saved": "已存本机 08:23",
        "full": "磁盘快满了，只剩 210 MB。内容都在。",
        "failed": "这张照片读不出来。案例没有变化，请换一个文件。",
        "tip": "按 F3，不离开这一页就能记一条事实。",
        "undo": "撤销",
        "dismiss": "关闭",
        "report": "报告",
        "reading": "正在读取照片",
        "amount": "3 / 12 MB",
        "cancel": "取消",
        "calendar": "日历",
        "onward": "下个月",
        "due": "期限",
        "tomorrow": "明天",
        "cost": "费用",
        "unit": "元",
        "share": "只在这一份报告里写上我自己的情绪",
        "sign": "签名",
        "sign_here": "在线上签名，鼠标、笔或手指都行",
        "customer": "客户",
        "own": "我",
    },
}


def left(theme: Theme, text: dict[str, str]) -> list[QWidget]:
    stepper = Stepper(
        theme,
        [
            Step("plan", text["plan"], "done"),
            Step("approach", text["approach"], "current"),
            Step("collaborate", text["collaborate"], "folded", text["tip"]),
            Step("test", text["test"], "todo"),
            Step("set", text["set"], "todo"),
        ],
        text["title"],
    )
    coach = QWidget()
    row = QHBoxLayout(coach)
    row.setContentsMargins(0, 0, 0, 0)
    row.addWidget(CoachCard(theme, "say", text["say"], [text["quote"], text["question"]]))
    row.addWidget(CoachCard(theme, "ask", text["ask"], [text["question"]]))
    row.addWidget(CoachCard(theme, "avoid", text["avoid"], [text["bad"]]))
    feelings = [(name, text[name]) for name in ("angry", "worried", "ignored", "tired")]
    one, several = (Chips(theme, feelings, text["saw"], multiple=many) for many in (False, True))
    one.choose(["worried"])
    several.choose(["angry", "tired"])
    scale = LevelScale(theme, text["levels"].split("|"), text["saw"])
    scale.choose(4)
    card = Card(text["saw"], IconButton(theme, "ellipsis", text["more"]))
    for widget in (
        Label(text["words"], "strong"),
        TextEdit(text["words"], text=text["quote"]),
        several,
        one,
        scale,
        LineEdit(text["words"], placeholder=text["sentence"]),
    ):
        card.body.addWidget(widget)
    buttons = QWidget()
    row = QHBoxLayout(buttons)
    row.setContentsMargins(0, 0, 0, 0)
    for button in (
        Button(theme, text["delete"], "danger"),
        Button(theme, text["more"], "link"),
        Button(theme, text["more"], "plain", icon="history"),
        Button(theme, text["back"], icon="chevron-left"),
        Button(theme, text["next"], "primary", keys="F11"),
    ):
        row.addWidget(button)
    big = Button(theme, text["words"], icon="message-circle", keys="F4", height=64)
    off = Button(theme, text["next"], "primary")
    off.setEnabled(False)
    return [
        Label(text["title"], "title"),
        Label(text["where"], "soft"),
        stepper,
        Label(text["tip"], "lead"),
        coach,
        card,
        buttons,
        big,
        off,
    ]


def right(theme: Theme, text: dict[str, str]) -> list[QWidget]:
    ring = ProgressRing(theme, text["report"])
    ring.setValue(56)
    bar = LevelBar(theme, text["saw"])
    bar.setValue(4)
    strip = ProgressStrip(theme, text["reading"], text["cancel"])
    strip.show_progress(0.25, text["amount"])
    return [
        ring,
        Label(text["report"], "heading"),
        Label(text["saved"], "small"),
        Label(text["saw"], "caption"),
        bar,
        ElidedLabel(text["quote"]),
        Separator(),
        strip,
        EmptyState(theme, "camera", text["none"], text["none_more"], Button(theme, text["add"])),
        Banner(theme, "info", text["tip"], dismiss=text["dismiss"]),
        Banner(theme, "ok", text["saved"]),
        Banner(theme, "warning", text["full"], dismiss=text["dismiss"]),
        Banner(theme, "danger", text["failed"], [(text["undo"], lambda: None)]),
    ]


def tools(theme: Theme, text: dict[str, str]) -> list[QWidget]:
    names = CalendarNames(text["calendar"], text["calendar"], text["back"], text["onward"])
    day = DayEdit(theme, text["due"], names, [(text["tomorrow"], date(2026, 11, 25))])
    day.set_text("2026-11-24")
    moment = MomentEdit(theme, text["due"], names)
    moment.set_text("2026-11-24 25:00")
    number = NumberEdit(text["cost"], unit=text["unit"])
    number.set_text("46 000.50")
    many = Select(theme, [(name, text[name]) for name in ("plan", "approach", "test")], text["set"])
    many.choose("approach")
    on, off = Toggle(theme, text["share"]), Toggle(theme, text["tip"])
    on.setChecked(True)
    pad = SignaturePad(theme, text["sign"], text["sign_here"])
    pad.set_strokes([tuple((0.1 + i / 60, 0.5 + 0.3 * sin(i)) for i in range(40))])
    headings = (Heading(text["plan"]), Heading(text["due"], "plain"), Heading(text["cost"], "late"))
    rows = (
        Figures(text["plan"], ("12", "3"), (Part(0, 25, "late"), Part(25, 75, "plain"))),
        Figures(text["approach"], ("4.2", "–"), way=(80, 30), told=("", text["none"])),
    )
    shades = {"plain": theme.accent, "late": theme.warning}
    figures = FigureTable(theme, shades, text["title"], headings, rows)
    return [
        figures,
        day,
        moment,
        number,
        many,
        on,
        off,
        pad,
        SignaturePad(theme, text["sign"], text["sign_here"]),
    ]


def pictures(theme: Theme, text: dict[str, str]) -> list[QWidget]:
    start = datetime(2026, 11, 22, 8, 40, tzinfo=UTC)

    def points(*readings: tuple[int, int]) -> tuple[Point, ...]:
        labels = text["levels"].split("|")
        return tuple(
            Point(start + timedelta(minutes=at), level, labels[level - 1]) for at, level in readings
        )

    line = EmotionTimeline(theme, text["saw"], text["none"])
    line.show_lanes(
        (
            Lane(text["customer"], points((0, 4), (6, 5), (25, 3), (45, 2))),
            Lane(text["own"], points((1, 2), (26, 3), (46, 1))),
        ),
        (
            Mark(start + timedelta(minutes=10), text["approach"]),
            Mark(start + timedelta(minutes=40), text["set"]),
        ),
    )
    canvas = PictureCanvas(theme, text["add"])
    image = QImage(800, 600, QImage.Format.Format_RGB32)
    image.fill(QColor("#8899aa"))
    canvas.show_picture(image)
    canvas.add()
    canvas.tool = "crop"
    canvas.add()
    canvas.setFixedHeight(300)
    names = CalendarNames(text["calendar"], text["calendar"], text["back"], text["onward"])
    calendar = Calendar(theme, names, [(text["tomorrow"], date(2026, 11, 25))], canvas)
    calendar.setWindowFlags(Qt.WindowType.Widget)
    calendar.month.setSelectedDate(QDate(2026, 11, 24))
    return [line, EmotionTimeline(theme, text["saw"], text["none"]), canvas, calendar]


Parts = Callable[[Theme, dict[str, str]], list[QWidget]]
PAGES: dict[str, tuple[tuple[Parts, int], ...]] = {
    "page": ((left, 820), (right, 480)),
    "tools": ((tools, 560), (pictures, 720)),
}


def gallery(theme: Theme, lang: Lang, page: str) -> QWidget:
    """A window with the widgets of a page in two columns."""
    window = QWidget()
    columns = QHBoxLayout(window)
    columns.setSpacing(32)
    for make, width in PAGES[page]:
        column = QVBoxLayout()
        column.setSpacing(12)
        for widget in make(theme, TEXTS[lang]):
            widget.setMaximumWidth(min(width, widget.maximumWidth()))
            column.addWidget(widget)
        column.addStretch(1)
        columns.addLayout(column)
    return window


def main(folder: Path) -> None:
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    for theme in THEMES.values():
        for lang in LANGS:
            apply(app, theme, lang)
            for page in PAGES:
                window = gallery(theme, lang, page)
                window.resize(1366, 900)
                window.show()
                app.processEvents()
                window.grab().save(str(folder / f"{page}-{theme.name}-{lang}.png"))
                window.deleteLater()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
