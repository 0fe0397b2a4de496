"""A whole report set: what is on its pages, around them and inside the file."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from io import BytesIO
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pdf_reading import (
    EMPTY,
    packed,
    page_texts,
    poppler_text,
    reader,
    said,
    setting,
    text_of,
    with_blocks,
)
from PIL import ImageCms

from bench.sample_report import Languages, document
from fieldapp.report import blocks as b
from fieldapp.report.pdf import MOST_PAGES, render, render_plain
from fieldapp.report.pdf.figures.timeline import TimelineChart
from fieldapp.report.pdf.plain import plain_lines
from fieldapp.report.pdf.style import SHEETS

EDITIONS: tuple[b.Edition, ...] = ("a4", "phone")
WAYS = [(languages, edition) for languages in ("zh", "en", "both") for edition in EDITIONS]


@pytest.mark.parametrize(("languages", "edition"), WAYS)
def test_every_text_of_the_sample_is_on_its_pages(languages: Languages, edition: b.Edition) -> None:
    made = document(languages)
    done = render(made, edition)
    assert not done.plain
    found = packed(text_of(done))
    for block in made.blocks:
        if isinstance(block, b.Paragraph):
            assert packed(block.words.plain) in found
            assert packed(block.words.sub) in found
    for words in ("护士长" if languages != "en" else "Head nurse", "¥46,000", "−94%", "RF-1042"):
        assert packed(words).replace("¥", "") in found


@pytest.mark.parametrize("edition", EDITIONS)
def test_pages_are_counted_and_carry_head_and_foot(edition: b.Edition) -> None:
    done = render(document("both"), edition)
    texts = page_texts(done)
    assert len(texts) == done.pages
    for number, text in enumerate(texts, 1):
        assert f"{number} / {done.pages}" in text
        assert "FA-2026-1112" in text
        assert ("Internal" in text) == (number > 1)


def test_phone_pages_are_the_size_of_a_phone() -> None:
    box = reader(render(document("zh"), "phone")).pages[0].mediabox
    assert (float(box.width), float(box.height)) == pytest.approx((297.6, 595.2))


def test_page_one_stands_alone() -> None:
    first = packed(page_texts(render(document("zh"), "a4"))[0])
    for needed in ("待批准", "需要您决定", "46,000", "3小时", "163", "回本", "尚不清楚"):
        assert needed in first


@pytest.mark.parametrize("edition", EDITIONS)
def test_same_document_gives_the_same_bytes(edition: b.Edition) -> None:
    assert render(document("both"), edition).pdf == render(document("both"), edition).pdf


def test_metadata() -> None:
    pdf = reader(render(document("zh"), "a4"))
    info = pdf.metadata
    assert info is not None
    assert info.title == "安和医院门诊楼移动信号反复中断：加装室内单元并建立施工通报"
    assert (info.author, info.subject) == ("周岚", "问题解决报告")
    assert info["/Keywords"] == "信号, 投诉"
    assert info.creation_date == datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
    xmp = pdf.xmp_metadata
    assert xmp is not None
    assert xmp.dc_title == {"x-default": info.title}
    assert xmp.dc_creator == ["周岚"]
    assert b"pdfaid" not in pdf.trailer["/Root"]["/Metadata"].get_data()  # claims no conformance


def test_outline_follows_the_headings() -> None:
    pdf = reader(render(document("zh"), "a4"))
    sections = [entry.title for entry in pdf.outline if not isinstance(entry, list)]
    assert sections == ["1 背景", "2 影响", "3 解决方案", "4 收益", "5 相关的人", "6 评审与签字"]
    below = [entry.title for part in pdf.outline if isinstance(part, list) for entry in part]
    assert below == ["证据照片", "告警记录", "原因图", "行动计划", "情绪时间线"]
    tops = [entry for entry in pdf.outline if not isinstance(entry, list)]
    places = [pdf.get_destination_page_number(entry) for entry in tops]
    assert places == sorted(places)


def test_key_figures_link_to_their_sections() -> None:
    pdf = reader(render(document("zh"), "a4"))
    targets = {
        annotation.get_object().get("/Dest") for annotation in pdf.pages[0]["/Annots"].get_object()
    }
    assert {"impact", "solution", "benefit", "people", "photo-1"} <= targets
    assert targets - {None} <= set(pdf.named_destinations)
    assert all(link.get_object()["/F"] == 4 for link in pdf.pages[0]["/Annots"].get_object())


def test_attachments_are_read_back() -> None:
    made = document("zh")
    files = (
        b.Attachment("case.json", "application/json", b'{"a": 1}', "案例", "Data"),
        b.Attachment("清单.csv", "text/csv", "行\r\n".encode(), "全部行", "Supplement"),
    )
    pdf = reader(render(replace(made, attachments=files), "a4"))
    assert {name: data[0] for name, data in pdf.attachments.items()} == {
        "case.json": b'{"a": 1}',
        "清单.csv": "行\r\n".encode(),
    }
    associated = [ref.get_object() for ref in pdf.trailer["/Root"]["/AF"]]
    assert [one["/AFRelationship"] for one in associated] == ["/Data", "/Supplement"]
    assert associated[0]["/EF"]["/F"]["/Subtype"] == "/application/json"


def test_fonts_are_embedded_and_colours_have_a_profile() -> None:
    done = render(document("both"), "a4")
    pdf = reader(done)
    fonts = pdf.pages[0]["/Resources"]["/Font"].get_object()
    assert fonts
    for font in fonts.values():
        assert "/FontFile2" in font["/FontDescriptor"]
    assert b"Helvetica" not in done.pdf
    intent = pdf.trailer["/Root"]["/OutputIntents"][0]
    profile = ImageCms.ImageCmsProfile(BytesIO(intent["/DestOutputProfile"].get_data()))
    assert "sRGB" in ImageCms.getProfileName(profile)


@pytest.mark.parametrize("edition", EDITIONS)
def test_syntax_satisfies_qpdf(edition: b.Edition, tmp_path: Path) -> None:
    file = tmp_path / "report.pdf"
    file.write_bytes(render(document("both"), edition).pdf)
    check = subprocess.run(["qpdf", "--check", str(file)], capture_output=True, check=False)
    assert check.returncode == 0, check.stdout


def test_heading_is_never_the_last_on_a_page() -> None:
    for filler in range(30, 48):
        blocks: list[b.Block] = [said("一行") for _ in range(filler)]
        blocks.append(b.SectionTitle(1, b.Words("节标题"), "impact", "x"))
        blocks += [b.Subtitle(b.Words("小标题")), said("跟随的段落")]
        for text in page_texts(setting(*blocks)):
            if "节标题" in text:
                assert "跟随的段落" in text


def test_empty_blocks_say_so_or_say_nothing() -> None:
    column = b.Column(b.Words("列"))
    done = setting(
        b.Table((column,), (), empty=b.Words("没有记录")),
        b.Table((), ()),
        b.Bullets(()),
        b.Photos(()),
        b.KeyFigures(()),
        b.MetaGrid(()),
        b.CauseDiagram(b.Words("结果"), (), b.Words()),
        b.CauseDiagram(b.Words("结果二"), ((b.Words("人"), ()),), b.Words()),
        b.EmotionTimeline((), {}, ()),
        b.Bars(b.Words(), (), "impact"),
        b.BeforeAfter(b.Words(), b.Words(), ()),
        b.ReviewBox(b.Words(), (), b.Words(), (), b.Words(), ""),
        b.KeepTogether(()),
        b.Note(b.Words()),
        said(""),
        said("完"),
    )
    text = text_of(done)
    assert "没有记录" in text and "结果" in text and "完" in text


@pytest.mark.parametrize("edition", EDITIONS)
def test_long_table_is_capped_and_says_so(edition: b.Edition) -> None:
    columns = tuple(b.Column(b.Words(name)) for name in ("时间", "说明", "数"))
    rows = tuple(
        tuple(b.Cell(b.Words(text)) for text in (f"t{n}", f"第{n}条记录", str(n)))
        for n in range(10_000)
    )
    done = setting(b.Table(columns, rows), edition=edition)
    text = text_of(done)
    assert "第299条记录" in text and "第300条记录" not in text
    assert "9700" in text
    if edition == "a4":
        assert all("时间" in page for page in page_texts(done))


@pytest.mark.parametrize("edition", EDITIONS)
def test_row_taller_than_a_page_splits(edition: b.Edition) -> None:
    columns = tuple(b.Column(b.Words(name)) for name in ("一", "二"))
    tall = "很长的单元格内容，" * 600
    texts = (("前", tall), ("后", "短"))
    rows = tuple(tuple(b.Cell(b.Words(text)) for text in row) for row in texts)
    done = setting(b.Table(columns, rows), edition=edition)
    assert done.pages > 2
    assert packed(text_of(done)).count("很长的单元格内容") > 590


def test_ragged_rows_are_set() -> None:
    columns = tuple(b.Column(b.Words(name)) for name in ("一", "二", "三"))
    rows = (
        (b.Cell(b.Words("只有一格")),),
        tuple(b.Cell(b.Words(str(n))) for n in range(7)),
        (),
    )
    for edition in EDITIONS:
        assert "只有一格" in text_of(setting(b.Table(columns, rows), edition=edition))


def test_fishbone_gives_way_to_a_tree_when_crowded() -> None:
    causes = tuple(b.CauseNode(b.Words(f"原因{n}说明得相当详细以至于放不下")) for n in range(30))
    bones = tuple((b.Words(f"类{n}"), causes) for n in range(12))
    text = packed(text_of(setting(b.CauseDiagram(b.Words("结果"), bones, b.Words("图例")))))
    assert text.count("原因29说明得相当详细以至于放不下") == 12


def test_deep_cause_chains_are_set() -> None:
    node = b.CauseNode(b.Words("最深处"))
    for depth in range(3000):
        node = b.CauseNode(b.Words(f"层{depth}"), children=(node,))
    done = setting(b.CauseDiagram(b.Words("结果"), ((b.Words("人"), (node,)),), b.Words()))
    assert "最深处" in text_of(done)


def test_every_emotion_label_is_shown_somewhere() -> None:
    labels = [f"标签{n:02}说了一句话" for n in range(40)]
    points = tuple(
        b.EmotionPoint(
            datetime(2026, 11, 1 + n // 3, 8 + n % 3, tzinfo=UTC),
            level=1 + n * 3 % 5,
            lane=n % 2,
            label=b.Words(label),
        )
        for n, label in enumerate(labels)
    )
    lanes = (b.Words("客户"), b.Words("工程师"))
    timeline = b.EmotionTimeline(lanes, {1: b.Words("平静")}, points)
    for edition in EDITIONS:
        text = packed(text_of(setting(timeline, edition=edition)))
        assert [label for label in labels if label not in text] == []


@pytest.mark.parametrize("value", ["0", "-5", "NaN", "Infinity", "-Infinity", "1E+400", "1E-400"])
def test_bars_take_any_number(value: str) -> None:
    number = Decimal(value)
    bars = (b.Bar(b.Words("甲"), number, value), b.Bar(b.Words("乙"), Decimal(3), "3"))
    pair = b.Pair(b.Words("丙"), number, value, Decimal(1), "1", "变")
    done = setting(
        b.Bars(b.Words("题"), bars, "impact"),
        b.BeforeAfter(b.Words("前"), b.Words("后"), (pair,)),
    )
    assert value in text_of(done)


def test_unsplittable_boxes_cap_their_text() -> None:
    long = "没完没了的内容" * 3000
    words = b.Words(long, long)
    done = setting(
        b.KeyFigures((b.KeyFigure(long, long, words, "impact"),)),
        b.MetaGrid(((words, words),)),
        b.Photos((b.Photo(None, long, words, long),)),
        b.ReviewBox(words, (words,), words, ((words, long),), words, long, words),
    )
    assert done.pages < 6
    assert "…" in text_of(done)


def test_a_report_that_is_too_long_comes_out_plain() -> None:
    made = replace(with_blocks(said("行\n" * 100_000), said("末尾")), title=b.Words("题目"))
    done = render(made, "a4")
    assert done.plain
    assert done.pages <= MOST_PAGES
    assert "纯文字版" in poppler_text(done).splitlines()[0]
    assert "其余内容过长" in poppler_text(done)


def test_when_setting_fails_the_plain_edition_has_all_the_text(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    from fieldapp.report.pdf import build

    def broken(*_: object) -> list[object]:
        raise ZeroDivisionError

    monkeypatch.setattr(build, "table_boxes", broken)
    made = document("both")
    done = render(made, "a4")
    assert done.plain
    text = packed(text_of(done))
    assert packed(made.plain_notice.plain) in text
    parted = [line for line in plain_lines(made) if packed(line) not in text]
    assert len(parted) < done.pages  # by a page's end, with foot and head between
    assert "case.json" in reader(done).attachments
    assert "could not be set" in caplog.text


@pytest.mark.parametrize("edition", EDITIONS)
def test_plain_edition_of_the_sample(edition: b.Edition) -> None:
    made = document("both")
    done = render_plain(made, edition)
    assert done.plain
    assert done.pdf == render_plain(made, edition).pdf
    text = packed(text_of(done))
    parted = [line for line in plain_lines(made) if packed(line) not in text]
    assert len(parted) < done.pages  # by a page's end, with foot and head between


def test_nothing_at_all_still_is_a_report() -> None:
    done = render(replace(EMPTY, title=b.Words(), kind=b.Words(), reference=""), "a4")
    assert (done.pages, done.plain) == (1, False)


@given(
    st.lists(
        st.tuples(st.integers(0, 40), st.integers(1, 5), st.integers(0, 1), st.integers(0, 18)),
        min_size=1,
        max_size=14,
    ),
    st.sampled_from(EDITIONS),
)
def test_emotion_labels_never_overlap(
    drawn: list[tuple[int, int, int, int]], edition: b.Edition
) -> None:
    start = datetime(2026, 11, 12, 8, tzinfo=UTC)
    points = [
        b.EmotionPoint(start + timedelta(hours=hour), level, lane, b.Words("话" * length))
        for hour, level, lane, length in sorted(drawn)
    ]
    sheet = SHEETS[edition]
    lanes = (b.Words("客户"), b.Words("工程师"))
    chart = TimelineChart(b.EmotionTimeline(lanes, {}, tuple(points)), points, sheet)
    chart.fit(sheet.body_width)
    placed = [rect for rect in chart.places if rect]
    for one, other in combinations(placed, 2):
        apart = one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]
        assert apart
    assert all(left > 0 and right < chart.width for left, _, right, _ in placed)
    named = [point for point in points if point.label.plain]
    assert len(placed) + len(chart.left_over(sheet)) == len(named)
