"""Fetch the fonts again and reduce them to what reports and the window need: `resources/fonts/`.

A tool for developers, run by hand: `python packaging/fonts.py`. It needs `npm` (the fonts come as
npm packages, pinned below) and two Debian packages: `fonts-noto-cjk` (rare characters) and
`unicode-data` (the list of 8,105 general-use characters). The result is the same bytes each time.

All fonts are under the SIL Open Font License; their licence texts are copied beside them. PDF
needs TrueType outlines, so the rare characters, which Debian ships as CFF, are converted. Inter is
for the window alone, which sets it with kerning and, in columns, with figures of equal width.
"""

from __future__ import annotations

import bz2
import re
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterable
from itertools import chain
from pathlib import Path

from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont, newTable
from fontTools.ttLib.tables._c_m_a_p import CmapSubtable

TARGET = Path(__file__).resolve().parent.parent / "resources" / "fonts"
PACKAGES = {
    "noto-sans-sc": "@expo-google-fonts/noto-sans-sc@0.4.3",
    "noto-sans": "@expo-google-fonts/noto-sans@0.4.2",
    "noto-emoji": "@expo-google-fonts/noto-emoji@0.4.7",
    "noto-sans-symbols-2": "@expo-google-fonts/noto-sans-symbols-2@0.4.1",
    "inter": "@expo-google-fonts/inter@0.4.2",
}
NOTO_CJK = Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc")
NOTO_CJK_SC = 2
UNIHAN = Path("/usr/share/unicode/Unihan_OtherMappings.txt.bz2")

HAN = ((0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x323AF))
MAIN = (
    (0x20, 0x7E),
    (0xA0, 0x17F),
    (0x2000, 0x27BF),
    (0x3000, 0x30FF),
    (0x3200, 0x33FF),
    (0xFE10, 0xFE4F),
    (0xFF00, 0xFFEF),
    (0xFFFD, 0xFFFD),
)
LATIN = ((0x100, 0x24F), (0x370, 0x52F), (0x1E00, 0x1EFF), (0x2070, 0x20CF))
SYMBOLS = ((0x2190, 0x2BFF), (0x1F650, 0x1F67F), (0x1F780, 0x1F8FF))
EMOJI = ((0x203C, 0x3299), (0x1F000, 0x1FAFF))
WINDOW = ((0x20, 0x7E), (0xA0, 0x24F), (0x2000, 0x206F), (0x20A0, 0x20CF), (0x2190, 0x2199))
WINDOW_WEIGHTS = ("400Regular", "500Medium", "600SemiBold")

QUOTES = {0x2018: 0xE018, 0x2019: 0xE019, 0x201C: 0xE01C, 0x201D: 0xE01D}
"""Curly quotes are as wide as a hanzi; their Latin shapes get these private codes."""


def main() -> int:
    TARGET.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        fetched = {name: fetch(name, Path(folder)) for name in PACKAGES}
        sans = fetched["noto-sans-sc"]
        wanted = set(spread(MAIN)) | codec("gb2312") | general_use()
        main_codes: set[int] = set()
        for weight, source in (("Regular", "400Regular"), ("Bold", "700Bold")):
            font = TTFont(sans / source / f"NotoSansSC_{source}.ttf")
            add_latin_quotes(font)
            main_codes = reduce(font, wanted | set(QUOTES.values()), f"NotoSansSC-{weight}.ttf")

        rare = TTFont(NOTO_CJK, fontNumber=NOTO_CJK_SC)
        reduce(rare, (set(spread(HAN)) | codec("euc_kr")) - main_codes, "NotoSansSC-Rare.ttf")
        for name, file, ranges in (
            ("noto-sans", "NotoSans_400Regular.ttf", LATIN),
            ("noto-sans-symbols-2", "NotoSansSymbols2_400Regular.ttf", SYMBOLS),
            ("noto-emoji", "NotoEmoji_400Regular.ttf", EMOJI),
        ):
            font = TTFont(fetched[name] / "400Regular" / file)
            reduce(font, set(spread(ranges)) - main_codes, file.replace("_400", "-"))
        for weight in WINDOW_WEIGHTS:
            font = TTFont(fetched["inter"] / weight / f"Inter_{weight}.ttf")
            space_lines(font)
            reduce(font, set(spread(WINDOW)), f"Inter-{weight[3:]}.ttf", ("kern", "tnum"))
        for name, folder_ in fetched.items():
            licence = (folder_ / "LICENSE_FONT").read_text(encoding="utf-8")
            (TARGET / f"OFL-{name}.txt").write_text(licence, encoding="utf-8")
    return 0


def fetch(name: str, folder: Path) -> Path:
    """Unpack one pinned npm package and return its folder."""
    command = ["npm", "pack", "--silent", PACKAGES[name]]
    done = subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True)
    target = folder / name
    with tarfile.open(folder / done.stdout.strip()) as archive:
        archive.extractall(target, filter="data")
    return target / "package"


def spread(ranges: Iterable[tuple[int, int]]) -> Iterable[int]:
    return chain.from_iterable(range(first, last + 1) for first, last in ranges)


def codec(name: str) -> set[int]:
    """Every character of a two-byte encoding."""
    pairs = (bytes((high, low)) for high in range(0xA1, 0xFF) for low in range(0xA1, 0xFF))
    return {ord(char) for pair in pairs for char in pair.decode(name, "ignore")}


def general_use() -> set[int]:
    """The 8,105 characters of the Table of General Standard Chinese Characters (2013)."""
    text = bz2.decompress(UNIHAN.read_bytes()).decode("utf-8")
    return {int(code, 16) for code in re.findall(r"^U\+([0-9A-F]+)\tkTGH\t", text, re.M)}


def add_latin_quotes(font: TTFont) -> None:
    """Map the private codes of `QUOTES` to the font's proportional quotes."""
    substitutions = font["GSUB"].table
    lookups = {
        index
        for record in substitutions.FeatureList.FeatureRecord
        if record.FeatureTag == "pwid"
        for index in record.Feature.LookupListIndex
    }
    narrow: dict[str, str] = {}
    for index in lookups:
        for table in substitutions.LookupList.Lookup[index].SubTable:
            narrow.update(getattr(table, "ExtSubTable", table).mapping)
    names = font.getBestCmap()
    for table in font["cmap"].tables:
        if table.isUnicode() and table.format in (4, 12):
            table.cmap.update({new: narrow[names[old]] for old, new in QUOTES.items()})


def reduce(font: TTFont, codes: set[int], file: str, features: Iterable[str] = ()) -> set[int]:
    """Keep `codes` and `features`, drop other layout and hints, write `file`.

    Returns the codes the font had.
    """
    layout = ["GDEF", "GPOS", "GSUB"]
    options = Options(
        layout_features=list(features),
        hinting=False,
        glyph_names=False,
        notdef_outline=True,
        name_IDs=[0, 1, 2, 3, 4, 5, 6, 13, 14, 16, 17],
        name_languages=[0x409],
        drop_tables=[
            *("BASE", "DSIG", "STAT", "VORG", "vhea", "vmtx", "gasp"),
            *([] if features else layout),
        ],
    )
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=codes)
    subsetter.subset(font)
    if "CFF " in font:
        to_truetype(font)
    font.recalcTimestamp = False
    font["post"].formatType = 3.0
    kept = set(unify_cmap(font))
    font.save(TARGET / file)
    print(f"{file}: {len(kept)} characters, {(TARGET / file).stat().st_size:,} bytes")
    return kept


def space_lines(font: TTFont) -> None:
    """Set lines 1.4 times the type size apart, as Qt's labels cannot; capitals stay centred."""
    middle = font["OS/2"].sCapHeight / 2
    half = 0.7 * font["head"].unitsPerEm
    above, below = round(half + middle), round(half - middle)
    for table, ascent, descent in (
        ("hhea", "ascent", "descent"),
        ("OS/2", "sTypoAscender", "sTypoDescender"),
    ):
        setattr(font[table], ascent, above)
        setattr(font[table], descent, -below)
    font["OS/2"].usWinAscent, font["OS/2"].usWinDescent = above, below
    font["hhea"].lineGap = font["OS/2"].sTypoLineGap = 0


def unify_cmap(font: TTFont) -> dict[int, str]:
    """Leave one character map, in the one format (12) our reader knows."""
    table = CmapSubtable.newSubtable(12)
    table.platformID, table.platEncID, table.language = 3, 10, 0
    characters: dict[int, str] = dict(sorted(font.getBestCmap().items()))
    table.cmap = characters
    font["cmap"].tables = [table]
    return characters


def to_truetype(font: TTFont) -> None:
    """Replace the CFF outlines by quadratic ones (at most one unit off)."""
    outlines = font.getGlyphSet()
    order = font.getGlyphOrder()
    glyphs = {}
    for name in order:
        pen = TTGlyphPen(None)
        outlines[name].draw(Cu2QuPen(pen, max_err=1.0, reverse_direction=True))
        glyphs[name] = pen.glyph()
    del font["CFF "]
    font["loca"] = newTable("loca")
    glyf = font["glyf"] = newTable("glyf")
    glyf.glyphOrder = order
    glyf.glyphs = glyphs
    for name in order:
        glyphs[name].recalcBounds(glyf)
        width, _ = font["hmtx"][name]
        font["hmtx"][name] = (width, getattr(glyphs[name], "xMin", 0))
    maxp = font["maxp"]
    maxp.tableVersion = 0x00010000
    for field in (
        "maxTwilightPoints",
        "maxStorage",
        "maxFunctionDefs",
        "maxInstructionDefs",
        "maxStackElements",
        "maxSizeOfInstructions",
        "maxComponentElements",
    ):
        setattr(maxp, field, 0)
    maxp.maxZones = 1
    font["head"].glyphDataFormat = 0
    font.sfntVersion = "\x00\x01\x00\x00"


if __name__ == "__main__":
    sys.exit(main())
