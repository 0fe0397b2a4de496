"""The bundled fonts: what they cover, and that the subsets cut from them are whole."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO

import pytest
from fontTools.ttLib import TTFont
from pypdf import PdfReader
from reportlab.pdfgen.canvas import Canvas

from fieldapp.base import paths
from fieldapp.report.pdf.fonts import LATIN_QUOTES, SUBSTITUTE, font
from fieldapp.report.pdf.typefaces import typeface

FACES = (
    "NotoSansSC-Regular",
    "NotoSansSC-Bold",
    "NotoSansSC-Rare",
    "NotoSans-Regular",
    "NotoSansSymbols2-Regular",
    "NotoEmoji-Regular",
)


def gb2312() -> set[str]:
    pairs = (bytes((high, low)) for high in range(0xB0, 0xF8) for low in range(0xA1, 0xFF))
    return {char for pair in pairs for char in pair.decode("gb2312", "ignore")}


def whole(name: str) -> TTFont:
    return TTFont(paths.resources("fonts", f"{name}.ttf"))


def embedded(name: str, text: str) -> Iterator[tuple[str, TTFont, str]]:
    """Every character of a text set in a font, with the subset and the glyph that print it."""
    canvas = Canvas("", initialFontName=font(name).fontName)
    canvas.drawString(0, 0, text)
    page = PdfReader(BytesIO(canvas.getpdfdata())).pages[0]
    for part in page["/Resources"]["/Font"].values():
        cut = TTFont(BytesIO(part["/FontDescriptor"]["/FontFile2"].get_data()))
        glyphs = cut["cmap"].tables[0].cmap
        pairs = re.findall(rb"<(\w\w)> <(\w+)>", part["/ToUnicode"].get_data())
        for code, units in pairs:
            if int(code, 16) in glyphs:
                char = bytes.fromhex(units.decode()).decode("utf-16-be")
                yield char, cut, glyphs[int(code, 16)]


@pytest.mark.parametrize("bold", [False, True])
def test_main_face_has_every_common_hanzi(bold: bool) -> None:
    main = typeface(bold).main
    assert len(gb2312()) == 6763
    assert not [char for char in gb2312() if not main.has(char)]


@pytest.mark.parametrize("char", "𠮷㛃龘嵼ąčžű김Ωд☑✗😀👍⚠₹")
def test_rarer_characters_have_a_face(char: str) -> None:
    found = typeface(False).find(char)
    assert found is not None
    assert whole(found.fontName).getBestCmap()[ord(char)] != ".notdef"


def test_latin_quotes_are_narrow() -> None:
    regular = typeface(False)
    for quote, narrow in LATIN_QUOTES.items():
        assert regular.advances[narrow] < 600 < regular.advances[quote]


@pytest.mark.parametrize("name", FACES)
def test_reading_agrees_with_fonttools(name: str) -> None:
    ours = font(name)
    theirs = whole(name)
    for code, glyph in list(theirs.getBestCmap().items())[::37]:
        assert ours.has(chr(code))
        width = theirs["hmtx"][glyph][0] * 1000 / theirs["head"].unitsPerEm
        assert ours.width(chr(code)) == pytest.approx(width)


@pytest.mark.parametrize("name", FACES)
def test_subset_has_the_same_outlines(name: str) -> None:
    source = whole(name)
    names = source.getBestCmap()
    text = "".join(map(chr, list(names)[::101]))
    found = {char: (cut, glyph) for char, cut, glyph in embedded(name, text)}
    assert set(text) <= set(found)
    for char in set(text):
        cut, glyph = found[char]
        shape = cut["glyf"][glyph].getCoordinates(cut["glyf"])
        assert shape == source["glyf"][names[ord(char)]].getCoordinates(source["glyf"])
        assert cut["hmtx"][glyph] == source["hmtx"][names[ord(char)]]


def test_what_no_face_has_is_printed_as_the_substitute() -> None:
    strange = "\u0e01"
    regular = typeface(False)
    assert regular.find(strange) in (None, regular.main)
    assert regular.advances[strange] == regular.advances[SUBSTITUTE]
    shapes = {
        char: cut["glyf"][glyph].getCoordinates(cut["glyf"])
        for char, cut, glyph in embedded(regular.main.fontName, strange + SUBSTITUTE)
    }
    assert shapes[strange] == shapes[SUBSTITUTE]


def test_each_font_carries_its_licence() -> None:
    folder = paths.resources("fonts")
    families = {file.stem.split("-")[0] for file in folder.glob("*.ttf")}
    for family in families:
        name = re.sub(r"(?<=[a-z])(?=[A-Z\d])", "-", family).lower()
        licence = (folder / f"OFL-{name}.txt").read_text(encoding="utf-8")
        assert "SIL OPEN FONT LICENSE" in licence.upper(), family
