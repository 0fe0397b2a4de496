"""The committed fonts: what they cover, and that the subsets cut from them are whole."""

from __future__ import annotations

from io import BytesIO

import pytest
from fontTools.ttLib import TTFont

from fieldapp.base import paths
from fieldapp.report.pdf.faces import face
from fieldapp.report.pdf.typefaces import LATIN_QUOTES, typeface

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


@pytest.mark.parametrize("bold", [False, True])
def test_main_face_has_every_common_hanzi(bold: bool) -> None:
    main = typeface(bold).main
    assert len(gb2312()) == 6763
    assert not [char for char in gb2312() if not main.glyph(ord(char))]


@pytest.mark.parametrize("char", "𠮷㛃龘嵼ąčžű김Ωд☑✗😀👍⚠₹")
def test_rarer_characters_have_a_face(char: str) -> None:
    found, glyph = typeface(False).find(char)
    assert glyph not in (0, found.substitute)


def test_latin_quotes_are_narrow() -> None:
    regular = typeface(False)
    for quote, narrow in LATIN_QUOTES.items():
        assert regular.advances[narrow] < 600 < regular.advances[quote]


@pytest.mark.parametrize("name", FACES)
def test_reading_agrees_with_fonttools(name: str) -> None:
    ours = face(name)
    theirs = TTFont(paths.resources("fonts", f"{name}.ttf"))
    order = {glyph: index for index, glyph in enumerate(theirs.getGlyphOrder())}
    for code, glyph in list(theirs.getBestCmap().items())[::37]:
        assert ours.glyph(code) == order[glyph]
        width = theirs["hmtx"][glyph][0] * 1000 / theirs["head"].unitsPerEm
        assert ours.advance(ours.glyph(code)) == round(width)


@pytest.mark.parametrize("name", FACES)
def test_subset_has_the_same_outlines(name: str) -> None:
    ours = face(name)
    whole = TTFont(paths.resources("fonts", f"{name}.ttf"))
    codes = list(whole.getBestCmap())[::101]
    glyphs = [0, *(ours.glyph(code) for code in codes)]
    cut = TTFont(BytesIO(ours.subset(glyphs)))
    assert cut["maxp"].numGlyphs >= len(glyphs)
    order = whole.getGlyphOrder()
    for place, glyph in enumerate(glyphs):
        one = cut["glyf"][cut.getGlyphOrder()[place]]
        other = whole["glyf"][order[glyph]]
        shape = one.getCoordinates(cut["glyf"])
        assert shape == other.getCoordinates(whole["glyf"])
        assert cut["hmtx"][cut.getGlyphOrder()[place]] == whole["hmtx"][order[glyph]]


def test_each_font_carries_its_licence() -> None:
    folder = paths.resources("fonts")
    licences = [file.read_text(encoding="utf-8") for file in folder.glob("OFL-*.txt")]
    assert len(licences) == 4
    assert all("SIL OPEN FONT LICENSE" in licence.upper() for licence in licences)
