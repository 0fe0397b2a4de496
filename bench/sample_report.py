"""A report with every block, for the tests and the bench of the PDF renderer."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from functools import cache
from io import BytesIO
from typing import Literal

from PIL import Image, ImageDraw

from fieldapp.report import blocks as b

Languages = Literal["zh", "en", "both"]
Look = Literal["body", "lead", "quote", "muted", "gap"]
Align = Literal["left", "right"]


@cache
def picture(number: int, width: int = 1200, height: int = 900) -> bytes:
    """A drawn stand-in for a site photo: a rack, cables and a display."""
    image = Image.new("RGB", (width, height), (46 + 9 * number, 58, 70))
    draw = ImageDraw.Draw(image)
    for row in range(7):
        top = height * (0.08 + 0.125 * row)
        shade = 96 + (row * 37 + number * 23) % 70
        draw.rectangle(
            (width * 0.12, top, width * 0.62, top + height * 0.1),
            fill=(shade, shade + 6, shade + 12),
        )
        for port in range(9):
            left = width * (0.16 + 0.045 * port)
            lit = (row * 5 + port * 3 + number) % 4 == 0
            colour = (86, 190, 120) if lit else (40, 46, 54)
            draw.ellipse(
                (left, top + height * 0.03, left + 22, top + height * 0.03 + 22), fill=colour
            )
    for cable in range(5):
        start = height * (0.12 + 0.15 * cable)
        draw.line(
            (
                width * 0.6,
                start,
                width * 0.78,
                height * 0.5,
                width * 0.9,
                height * (0.9 - 0.1 * cable),
            ),
            fill=(206, 150, 52),
            width=14,
        )
    draw.rectangle((width * 0.68, height * 0.1, width * 0.94, height * 0.32), fill=(18, 22, 28))
    draw.text((width * 0.7, height * 0.16), f"ALARM 0{number}", fill=(235, 96, 70), font_size=54)
    out = BytesIO()
    image.save(out, "JPEG", quality=85)
    return out.getvalue()


def document(languages: Languages = "both", *, photos: bool = True) -> b.Document:
    """A signal complaint at a hospital, told in Chinese, English or both."""

    def w(zh: str, en: str) -> b.Words:
        if languages == "both":
            return b.Words(zh, en)
        return b.Words(zh if languages == "zh" else en)

    def runs(zh: tuple[b.Run, ...], en: tuple[b.Run, ...], sub: str = "") -> b.Words:
        return b.Words(en) if languages == "en" else b.Words(zh, sub if languages == "both" else "")

    def para(zh: str, en: str, *rests_on: b.Run, look: Look = "body") -> b.Paragraph:
        return b.Paragraph(w(zh, en), look, rests_on)

    def cell(zh: str, en: str, tone: b.Tone | None = None) -> b.Cell:
        return b.Cell(w(zh, en), tone)

    def column(zh: str, en: str, weight: float = 1.0, align: Align = "left") -> b.Column:
        return b.Column(w(zh, en), weight, align)

    def at(month: int, day: int, hour: int, minute: int = 0) -> datetime:
        return datetime(2026, month, day, hour, minute, tzinfo=UTC)

    s1, s2 = (
        b.Run("陈述 1" if languages != "en" else "S1", link="#people"),
        b.Run("图1" if languages != "en" else "Fig. 1", link="#photo-1"),
    )
    blocks: list[b.Block] = [
        b.MetaGrid(
            (
                (w("提交人", "Raised by"), w("周岚（现场服务二组）", "Zhou Lan (field team 2)")),
                (w("主管", "Supervisor"), b.Words("何启明")),
                (w("客户", "Customer"), w("安和医院 门诊楼", "Anhe Hospital, outpatient wing")),
                (w("发生", "Occurred"), b.Words("2026-11-12 08:40")),
                (w("期限", "Due"), b.Words("2026-11-27")),
                (w("类别", "Category"), w("投诉", "Complaint")),
                (w("严重度", "Severity"), w("4 高", "4 high")),
                (w("版本", "Version"), b.Words("3 · 2026-11-20")),
            )
        ),
        b.DecisionBox(
            w("需要您决定", "Decision needed"),
            runs(
                (
                    b.Run("请在 11 月 24 日前批准 "),
                    b.Run("¥46,000", bold=True),
                    b.Run(" 加装两台室内分布单元，并同意 11 月 29 日夜间停机 "),
                    b.Run("3 小时", bold=True),
                    b.Run("。不批准则急诊登记每周仍将中断约 40 分钟。"),
                ),
                (
                    b.Run("Please approve "),
                    b.Run("CNY 46,000", bold=True),
                    b.Run(" for two indoor units by 24 November, and a night outage of "),
                    b.Run("3 hours", bold=True),
                    b.Run(
                        " on 29 November. Without it, registration keeps failing for about "
                        "40 minutes a week."
                    ),
                ),
                "Please approve CNY 46,000 for two indoor units by 24 November and a "
                "3-hour night outage on the 29th.",
            ),
        ),
        b.KeyFigures(
            (
                b.KeyFigure("163", "min", w("两周累计中断", "Outage in two weeks"), "impact"),
                b.KeyFigure(
                    "2.1",
                    "万/月" if languages != "en" else "k€/mo",
                    w("估算损失", "Estimated loss"),
                    "impact",
                ),
                b.KeyFigure(
                    "4.6",
                    "万元" if languages != "en" else "0k CNY",
                    w("一次性投入", "One-off cost"),
                    "solution",
                ),
                b.KeyFigure(
                    "67", "天" if languages != "en" else "days", w("回本", "Payback"), "benefit"
                ),
            )
        ),
        b.Note(
            w("初步报告：以下内容尚不清楚", "Preliminary: not yet known"),
            "warning",
            (
                w(
                    "第三次中断时核心网侧的日志还没有取到。",
                    "Core network logs for the third outage are still missing.",
                ),
                w("客户方预算负责人尚未确认。", "The customer's budget owner is not confirmed."),
            ),
        ),
        b.SectionTitle(1, w("背景", "Background"), "background", "background"),
        para(
            "11 月 12 日上午，安和医院门诊楼一层的移动信号在四十分钟内中断三次，登记台改用"
            "手写单。值班护士长当场表示“再这样下去病人会走光”，要求当天给出说法。",
            "On the morning of 12 November mobile coverage on the ground floor failed "
            "three times within forty minutes, and the registration desk went back to "
            "paper. The head nurse said, “If this goes on, the patients will leave,” and "
            "asked for an answer the same day.",
            s1,
            s2,
            look="lead",
        ),
        para(
            "本报告依据基站告警记录、现场测量和三次谈话整理。凡未经核实的判断均标注为“推测”"
            "。参见 https://example.org/manual 中的安装规程。",
            "This report rests on base station alarms, on-site measurements and three "
            "conversations. Whatever could not be verified is marked as an assumption.",
        ),
        b.Paragraph(
            b.Words(
                (
                    b.Run("规程全文："),
                    b.Run("example.org/manual", link="https://example.org/manual"),
                    b.Run("；联系人 𠮷田㛃 😀 "),
                    b.Run("影响见第 2 节", link="#impact"),
                )
            )
        ),
        b.Bullets(
            (
                para(
                    "过去 90 天内同类告警 14 次，其中 9 次在 8:00–9:30 之间。",
                    "14 similar alarms in 90 days, 9 of them between 8:00 and 9:30.",
                ),
                para(
                    "新装的铅门位于第 2 台单元与候诊区之间。",
                    "The new lead door stands between unit 2 and the waiting area.",
                    s2,
                ),
            )
        ),
        para(
            "“我们打了三次电话，没有人告诉我们还要等多久。”",
            "“We called three times and nobody told us how long it would take.”",
            look="quote",
        ),
        para(
            "夜间时段的测量数据：尚不清楚。", "Night-time measurements: not yet known.", look="gap"
        ),
        b.SectionTitle(2, w("影响", "Impact"), "impact", "impact"),
        para(
            "两周内登记累计中断 163 分钟，约 410 位患者改为人工登记；两个科室推迟了随访电话。",
            "Registration was down for 163 minutes in two weeks; about 410 patients were "
            "registered by hand and two departments postponed follow-up calls.",
            s1,
        ),
        b.Bars(
            w("损失构成（千元/月）", "Loss by kind, thousand CNY a month"),
            (
                b.Bar(w("人工登记加班", "Overtime for manual entry"), Decimal("9.8"), "9.8"),
                b.Bar(w("重复上门", "Repeat visits"), Decimal("6.1"), "6.1"),
                b.Bar(w("随访推迟", "Postponed follow-ups"), Decimal("3.4"), "3.4"),
                b.Bar(w("违约扣款", "Penalties"), Decimal("1.7"), "1.7"),
            ),
            "impact",
        ),
        b.Subtitle(w("证据照片", "Evidence")),
        b.Photos(
            tuple(
                b.Photo(
                    picture(number, *((1200, 900) if number != 3 else (900, 1200)))
                    if photos
                    else None,
                    f"图{number}" if languages != "en" else f"Fig. {number}",
                    w(zh, en),
                    f"11-{11 + number} 09:1{number} · 周岚",
                    f"photo-{number}",
                )
                for number, zh, en in (
                    (1, "第 2 台单元的告警灯，铅门关闭时", "Unit 2 with the lead door closed"),
                    (2, "候诊区测点，−112 dBm", "Waiting area, −112 dBm"),
                    (3, "登记台改用手写单", "Paper forms at the desk"),
                    (4, "临时加装后的测点，−86 dBm", "After the temporary unit, −86 dBm"),
                )
            )
        ),
        b.Subtitle(w("告警记录", "Alarm log")),
        b.Table(
            (
                column("时间", "Time", 1.1),
                column("代码", "Code", 0.8),
                column("说明", "Description", 3),
                column("中断", "min", 0.7, "right"),
                column("处理人", "By", 0.9),
            ),
            tuple(
                (
                    b.Cell(b.Words(f"11-{12 + n // 2} {8 + n % 3}:{10 + 7 * n % 50}")),
                    b.Cell(b.Words("RF-1042" if n % 3 else "PW-0310")),
                    cell(
                        "下行功率低，门关闭后恢复" if n % 3 else "电源切换，无中断",
                        "Low downlink power" if n % 3 else "Power switch-over, no outage",
                    ),
                    b.Cell(b.Words(str(n * 7 % 13))),
                    b.Cell(b.Words(("周岚", "陈静", "—")[n % 3])),
                )
                for n in range(9)
            ),
        ),
        b.SectionTitle(3, w("解决方案", "Solution"), "solution", "solution"),
        para(
            "先恢复、再根治：11 月 22 日前用临时单元补盲；11 月 29 日夜间迁移第 2 台单元并"
            "加装两台；12 月起把门诊改造纳入网络变更通报。",
            "Restore first, then fix: a temporary unit by 22 November; move unit 2 and add "
            "two more in the night of 29 November; from December on, building changes are "
            "announced to the network team.",
        ),
        b.KeepTogether(
            (
                b.Subtitle(w("原因图", "Cause diagram")),
                b.CauseDiagram(
                    w("门诊楼一层 信号中断", "Outages on the ground floor"),
                    (
                        (
                            w("人", "People"),
                            (
                                b.CauseNode(
                                    w("值班表缺网络联系人", "No network contact on the rota")
                                ),
                            ),
                        ),
                        (
                            w("流程", "Process"),
                            (
                                b.CauseNode(
                                    w("施工未通报网络组", "Works not announced"),
                                    marked=True,
                                    note=b.Words("事实"),
                                ),
                                b.CauseNode(w("告警阈值未复核", "Alarm limits not reviewed")),
                            ),
                        ),
                        (
                            w("产品", "Product"),
                            (
                                b.CauseNode(
                                    w("单元功率正常（已排除）", "Unit power fine (ruled out)")
                                ),
                            ),
                        ),
                        (
                            w("制度", "Policy"),
                            (b.CauseNode(w("合同未写明改造通报", "Contract silent on works")),),
                        ),
                        (
                            w("场所", "Place"),
                            (
                                b.CauseNode(
                                    w("新装铅门遮挡", "New lead door"),
                                    marked=True,
                                    note=b.Words("实测 −26 dB"),
                                ),
                            ),
                        ),
                        (
                            w("伙伴", "Partner"),
                            (b.CauseNode(w("施工方图纸版本旧", "Builder used old drawings")),),
                        ),
                    ),
                    w("红色为已验证的根本原因", "Red: verified root cause"),
                ),
            )
        ),
        b.Subtitle(w("行动计划", "Action plan")),
        b.Table(
            (
                column("#", "#", 0.3),
                column("行动", "Action", 3.4),
                column("负责人", "Owner", 1),
                column("期限", "Due", 0.8),
                column("状态", "Status", 1),
            ),
            (
                (
                    b.Cell(b.Words("1")),
                    cell(
                        "装临时单元，候诊区测点不低于 −90 dBm",
                        "Temporary unit; waiting area at −90 dBm or better",
                    ),
                    b.Cell(b.Words("陈静")),
                    b.Cell(b.Words("11-22")),
                    cell("完成", "Done", "good"),
                ),
                (
                    b.Cell(b.Words("2")),
                    cell(
                        "迁移第 2 台单元并加装两台，夜间停机 3 小时",
                        "Move unit 2, add two; 3-hour night outage",
                    ),
                    b.Cell(b.Words("周岚")),
                    b.Cell(b.Words("11-29")),
                    cell("未开始", "Open", "neutral"),
                ),
                (
                    b.Cell(b.Words("3")),
                    cell(
                        "与后勤部约定施工通报格式并试行一个月",
                        "Agree a notice form for works, one-month trial",
                    ),
                    b.Cell(b.Words("何启明")),
                    b.Cell(b.Words("12-05")),
                    cell("进行中", "Doing", "info"),
                ),
                (
                    b.Cell(b.Words("4")),
                    cell(
                        "向护士长当面说明改善结果", "Explain the result to the head nurse in person"
                    ),
                    b.Cell(b.Words("周岚")),
                    b.Cell(b.Words("11-19")),
                    cell("逾期", "Late", "bad"),
                ),
            ),
            title_column=1,
        ),
        b.SectionTitle(4, w("收益", "Benefit"), "benefit", "benefit"),
        para(
            "投入 ¥46,000，预计每月减少损失约 ¥20,600，约 67 天回本；保守按七成实现仍在 96 天内。",
            "CNY 46,000 saves about CNY 20,600 a month and pays back in 67 days, in 96 "
            "days at a cautious seventy per cent.",
        ),
        b.BeforeAfter(
            w("现在", "Now"),
            w("目标", "Target"),
            (
                b.Pair(
                    w("每周中断", "Outage a week"),
                    Decimal(82),
                    "82 min",
                    Decimal(5),
                    "5 min",
                    "−94%",
                ),
                b.Pair(
                    w("人工登记", "Manual entries"), Decimal(205), "205", Decimal(20), "20", "−90%"
                ),
                b.Pair(
                    w("随访按时率", "Follow-ups on time"),
                    Decimal(61),
                    "61%",
                    Decimal(95),
                    "95%",
                    "+34 pt",
                ),
            ),
        ),
        b.SectionTitle(5, w("相关的人", "People"), "people", "people"),
        b.Table(
            (
                column("谁", "Who", 1),
                column("事实", "Facts", 2),
                column("情感", "Feelings", 1.6),
                column("期待", "Expectations", 2),
            ),
            (
                (
                    cell("林护士长", "Head nurse Lin"),
                    cell(
                        "三次致电服务台，均未得到等待时间",
                        "Called three times, was given no waiting time",
                    ),
                    cell("着急；觉得没有被当回事", "Worried; felt ignored"),
                    cell("中断时 10 分钟内有人回电", "A call back within 10 minutes"),
                ),
                (
                    cell("登记台 小吴", "Xiao Wu, desk"),
                    cell("手写登记 410 单", "410 paper forms"),
                    cell("疲惫", "Tired"),
                    cell("有一份断网时的登记办法", "A procedure for outages"),
                ),
                (
                    cell("后勤 郑工", "Mr Zheng, facilities"),
                    cell("铅门于 11 月 10 日装好", "Lead door installed 10 November"),
                    cell("意外，不安", "Surprised, uneasy"),
                    cell("改造前知道要通知谁", "To know whom to notify"),
                ),
            ),
        ),
        b.KeepTogether(
            (
                b.Subtitle(w("情绪时间线", "Emotion timeline")),
                b.EmotionTimeline(
                    (w("客户", "Customer"), w("工程师（本人同意列入）", "Engineer (shared)")),
                    {
                        1: w("平静", "Calm"),
                        2: w("不满", "Displeased"),
                        3: w("激动", "Agitated"),
                        4: w("愤怒", "Angry"),
                        5: w("安全受威胁", "Safety at risk"),
                    },
                    (
                        b.EmotionPoint(
                            at(11, 12, 8, 50), 4, 0, w("“病人会走光”", "“Patients will leave”")
                        ),
                        b.EmotionPoint(
                            at(11, 12, 9, 5), 3, 1, w("被当众质问", "Questioned in public")
                        ),
                        b.EmotionPoint(
                            at(11, 12, 14), 3, 0, w("看到实测数据", "Saw the measurements")
                        ),
                        b.EmotionPoint(
                            at(11, 14, 10),
                            3,
                            0,
                            w("施工方不认门的影响", "Builder denied the door’s effect"),
                        ),
                        b.EmotionPoint(at(11, 16, 9), 2, 0, w("临时单元开通", "Temporary unit on")),
                        b.EmotionPoint(at(11, 16, 9, 30), 1, 1, w("有了共同计划", "A shared plan")),
                        b.EmotionPoint(
                            at(11, 19, 16), 1, 0, w("约定通报办法", "Agreed on notices")
                        ),
                    ),
                ),
            )
        ),
        b.SectionTitle(6, w("评审与签字", "Review and sign-off"), "review", "review"),
        b.ReviewBox(
            w("主管意见", "Supervisor's decision"),
            (w("同意", "Approve"), w("修改后同意", "Approve with changes"), w("退回", "Return")),
            w("批注", "Comments"),
            (
                (w("提交人", "Raised by"), "周岚"),
                (w("审核", "Reviewed by"), "陈静"),
                (w("批准", "Approved by"), "何启明"),
            ),
            w("签字 / 日期", "Sign / date"),
            "FA-2026-1112-7Q2 sha256:4eb012eb63e6a1c0",
            w(
                "完整案例数据（JSON）已作为附件嵌入本 PDF。",
                "The full case data is attached to this PDF.",
            ),
        ),
    ]
    return b.Document(
        lang="en" if languages == "en" else "zh",
        kind=w("问题解决报告", "Issue report"),
        title=w(
            "安和医院门诊楼移动信号反复中断：加装室内单元并建立施工通报",
            "Repeated mobile outages at Anhe Hospital: indoor units and a notice for "
            "building works",
        ),
        status=b.Status(w("待批准", "Awaiting approval"), "warning"),
        running=w("问题解决报告", "Issue report"),
        reach=w("内部", "Internal"),
        reference="FA-2026-1112",
        blocks=blocks,
        author="周岚",
        subject="问题解决报告",
        keywords=("信号", "投诉"),
        created=datetime(2026, 11, 20, 9, 30, tzinfo=UTC),
        attachments=(
            b.Attachment(
                "case.json",
                "application/json",
                '{"format": "fieldapp-case/1", "title": "信号"}'.encode(),
                "案例数据",
            ),
        ),
        plain_notice=w(
            "版式未能生成，以下为纯文字版；内容没有丢失。",
            "The layout could not be set. This is the plain edition; nothing was lost.",
        ),
    )
