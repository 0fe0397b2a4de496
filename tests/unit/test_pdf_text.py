"""Text in the PDF: what is printed can be read back, and lines break as a reader expects."""

from __future__ import annotations

import re
import sys
from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pdf_reading import (
    packed,
    poppler_text,
    quick_texts,
    reader,
    said,
    setting,
    text_of,
)

from fieldapp.report import blocks as b
from fieldapp.report.pdf.breaking import CLOSING, OPENING, lines
from fieldapp.report.pdf.clean import clean
from fieldapp.report.pdf.style import Style
from fieldapp.report.pdf.text import ELLIPSIS, Span, Text
from fieldapp.report.pdf.typefaces import typeface

TELLING = (
    "客户说：“再等下去，病人都走了！”——这是原话。",
    "𠮷田先生与㛃女士 😀 签收",
    "R&D <b>&amp;</b> a<b press <Enter> <img src=/etc/passwd>",
    "Kovač, Łódź, Ångström, Ελλάδα, Москва, 김민준",
    "☑ 完成 ✓ ✗ ☐ → ≥ ± ℃ ㎡ ① Ⅳ ★ ₹ € ¥ £",
    "He said “it’s fine” — and left…",
    "\u5d7c\u9f98\u9f49 龘 犇 骉 㐂",
)


def broken(text: str, width: float) -> list[str]:
    """The lines of a text in which every character is one wide, a hanzi two."""
    ends = [0.0, *accumulate(2.0 if ord(char) > 0x2000 else 1.0 for char in text)]
    return [text[start:end] for start, end in lines(text, ends, width)]


@pytest.mark.parametrize("text", TELLING)
def test_text_is_read_back(text: str) -> None:
    assert packed(text) in packed(text_of(setting(said(text))))


@pytest.mark.parametrize("text", TELLING)
def test_text_is_read_back_by_poppler(text: str) -> None:
    assert packed(text) in packed(poppler_text(setting(said(text))))


def test_bold_rare_characters_are_read_back() -> None:
    done = setting(b.Paragraph(b.Words((b.Run("𠮷㛃😀 bold", bold=True), b.Run(" 后文")))))
    for text in (text_of(done), poppler_text(done)):
        assert "𠮷㛃😀bold后文" in packed(text)


def test_character_without_a_glyph_is_still_extracted() -> None:
    strange = "甲\u0e01\U0001d11e\ue0ab乙"
    done = setting(said(strange))
    for text in (text_of(done), poppler_text(done)):
        assert strange in packed(text)
        assert "\x00" not in text


def test_nothing_invisible_or_reordering_is_left() -> None:
    dirty = "a\x00b\u202ec\u200bd\ufeffe\ud800f\x1bg\u2066h\U000e0041i\r\nj\u2028k\tl"
    assert clean(dirty) == "abcde\ufffdfghi\nj\nk    l"
    text = text_of(setting(said(dirty)))
    assert "abcde\ufffdfghi" in text
    assert not re.search("[\x00\u202e\u200b\u2066]", text)


def test_text_that_looks_clean_is_let_through_only_if_it_is() -> None:
    for char in filter(str.isprintable, map(chr, range(sys.maxunicode + 1))):
        assert clean(f"a{char}") + "\n" == clean(f"a{char}\n"), f"U+{ord(char):04X}"


def test_combining_accents_are_composed() -> None:
    assert clean("Ange\u0301lique") == "Angélique"


def test_markup_in_text_does_nothing() -> None:
    done = setting(said('<a href="https://evil.example">x</a><img src="/etc/hostname"/>&lt;'))
    assert '<ahref="https://evil.example">x</a><imgsrc="/etc/hostname"/>&lt;' in packed(
        text_of(done)
    )
    assert b"/URI" not in done.pdf
    assert not [image for page in reader(done).pages for image in page.images]


@pytest.mark.parametrize("mark", "，。；：？！、）》”’】」』…—％℃")
def test_closing_mark_never_starts_a_line(mark: str) -> None:
    text = f"一二三四五{mark}六七八九十{mark}一二三四{mark}{mark}五六七八九{mark}"
    for width in range(6, 30):
        found = broken(text, width)
        assert "".join(found) == text
        assert not [line for line in found if line[0] == mark]


@pytest.mark.parametrize("mark", "（《“‘【「『")
def test_opening_mark_never_ends_a_line(mark: str) -> None:
    text = f"一二三四五{mark}六七八九十{mark}一二三四{mark}{mark}五六七八九"
    for width in range(6, 30):
        assert not [line for line in broken(text, width) if line[-1] == mark]


def test_latin_words_stay_whole_where_they_fit() -> None:
    text = "更换 hydraulic-pump 密封件(OEM)后temperature降至 45.5°C，见 v1.2.3"
    words = ("hydraulic-pump", "(OEM)", "temperature", "45.5°C，", "v1.2.3")
    for width in range(14, 60):
        found = broken(text, width)
        assert all(any(word in line for line in found) for word in words)


def test_a_word_longer_than_the_line_breaks_anywhere() -> None:
    assert broken("x" * 25, 10) == ["x" * 10, "x" * 10, "x" * 5]


def test_spaces_hang_at_the_line_end() -> None:
    assert broken("ab    cd", 3) == ["ab", "cd"]


@given(
    st.text(
        st.sampled_from("中文字，。“”（）《》、——…… abcXYZ-/.,()0123😀") | st.characters(),
        max_size=80,
    ).map(lambda text: clean(text).replace("\n", " ")),
    st.integers(2, 40),
)
def test_breaking_loses_only_spaces_and_ends(text: str, width: int) -> None:
    if text:
        found = broken(text, width)
        assert "".join(found).replace(" ", "") == text.replace(" ", "")


@given(st.text(st.sampled_from("中文字" + CLOSING + OPENING), min_size=1, max_size=60))
def test_kinsoku_holds_wherever_it_can(text: str) -> None:
    runs = re.findall(rf"[{OPENING}]*(?:[中文字]|)[{re.escape(CLOSING)}]*", text)
    width = 2 * max(map(len, runs)) + 2
    found = broken(text, width)
    assert not [line for line in found[1:] if line[0] in CLOSING]
    assert not [line for line in found[:-1] if line[-1] in OPENING]


def test_adjacent_marks_close_up() -> None:
    style = Style(10, 16)
    marks = Text([Span("”，", style)])
    assert marks.natural_width == pytest.approx(15)


def test_cut_text_ends_in_an_ellipsis_within_its_width() -> None:
    text = Text([Span("这是一段很长的文字" * 20, Style(10, 16))], most=2)
    text.fit(100)
    assert text.cut
    assert len(text.lines) == 2
    assert text.height == 32
    start, end = text.lines[-1]
    shown = text._text[start : text._shortened(start, end)]
    assert typeface(False).width(shown + ELLIPSIS, 10) <= 100


def test_split_makes_progress_and_loses_nothing() -> None:
    text = Text([Span("一二三四五六七八九十" * 30, Style(10, 16))])
    text.fit(105)
    seen: list[tuple[int, int]] = []
    rest = text
    while rest.height > 100:
        parts = rest.split(100)
        assert parts
        first, rest = parts
        assert isinstance(first, Text) and isinstance(rest, Text)
        assert 0 < first.height <= 100
        seen += first.lines
    assert [*seen, *rest.lines] == text.lines
    assert len(rest.lines) >= 2


@pytest.mark.parametrize("unit", ["信号中断", "signal", "，", "“", "(", "[中", "😀", "a ", "° "])
def test_200k_characters_come_out(unit: str) -> None:
    long = (unit * (200_000 // len(unit)))[:200_000]
    done = setting(said(long))
    assert done.pages > 20
    parts = packed(unit)
    found = packed("".join(quick_texts(done)[1:-1]))
    assert found.count(parts) > 0.9 * (200_000 // len(unit)) * (done.pages - 2) / done.pages


def test_links_lead_only_to_harmless_places() -> None:
    runs = (
        b.Run("web", link="https://example.org/报告?a=1&b=2"),
        b.Run("mail", link="mailto:a@example.org"),
        b.Run("js", link="javascript:alert(1)"),
        b.Run("file", link="file:///etc/passwd"),
        b.Run("lost", link="#nowhere"),
        b.Run("up", link="#part"),
    )
    title = b.SectionTitle(1, b.Words("节"), "impact", "part")
    done = setting(title, b.Paragraph(b.Words(runs)))
    links = [link.get_object() for page in reader(done).pages for link in page.get("/Annots", ())]
    assert [link["/Subtype"] for link in links] == ["/Link"] * 3
    assert [link["/A"]["/URI"] for link in links if "/A" in link] == [
        "https://example.org/%E6%8A%A5%E5%91%8A?a=1&b=2",
        "mailto:a@example.org",
    ]
    assert [link["/Dest"] for link in links if "/Dest" in link] == ["part"]
    assert "webmailjsfilelostup" in packed(text_of(done))
