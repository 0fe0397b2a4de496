"""The document around the pages: fonts, links, outline, metadata, attachments.

The file has the shape of PDF/A-3 (ISO 19005-3: embedded fonts, output intent, XMP, associated
files) but claims no conformance, which no tool at hand can prove.
"""

from __future__ import annotations

from datetime import UTC, datetime
from hashlib import md5
from html import escape
from typing import BinaryIO

from fieldapp.report.blocks import Attachment, Document
from fieldapp.report.pdf.clean import clean
from fieldapp.report.pdf.colours import srgb_profile
from fieldapp.report.pdf.faces import Face
from fieldapp.report.pdf.pen import Link, Pen
from fieldapp.report.pdf.pictures import Picture
from fieldapp.report.pdf.typefaces import REAL_QUOTES
from fieldapp.report.pdf.writer import Name, Raw, Ref, Writer

PRODUCER = "FieldApp"
_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
"""Stands for the date of a document that has none, so that its bytes stay the same."""
_PRINTED = 4
"""Annotation flag, ISO 32000-1 table 165."""


class FontInUse:
    """A face in one document: its characters so far, numbered in the order they were met."""

    def __init__(self, name: str, face: Face) -> None:
        self.name = name
        self.face = face
        self.glyphs = [0]
        self.codes = _Codes(self)


class _Codes(dict[str, str]):
    """Each character's code in hexadecimal digits, given when first asked for."""

    def __init__(self, font: FontInUse) -> None:
        super().__init__()
        self._font = font

    def __missing__(self, char: str) -> str:
        font = self._font
        self[char] = code = f"{len(font.glyphs):04X}"
        font.glyphs.append(font.face.glyph(ord(char)) or font.face.substitute)
        return code


class Press:
    """Takes finished pages, then closes the file."""

    def __init__(self, out: BinaryIO, width: float, height: float) -> None:
        self.writer = Writer(out)
        self._size = (width, height)
        self._fonts: dict[str, FontInUse] = {}
        self._font_ref = self.writer.reserve()
        self._tree = self.writer.reserve()
        self._pages: list[Ref] = []
        self._links: list[tuple[Ref, list[Link]]] = []
        self._anchors: dict[str, tuple[Ref, float]] = {}
        self._headings: list[tuple[int, str, Ref, float]] = []

    def font(self, face: Face) -> tuple[str, dict[str, str]]:
        font = self._fonts.get(face.name)
        if font is None:
            font = self._fonts[face.name] = FontInUse(f"F{len(self._fonts) + 1}", face)
        return font.name, font.codes

    def image(self, picture: Picture) -> Ref:
        entries = {
            "Type": Name("XObject"),
            "Subtype": Name("Image"),
            "Width": picture.width,
            "Height": picture.height,
            "ColorSpace": Name("DeviceRGB"),
            "BitsPerComponent": 8,
            "Filter": Name("DCTDecode"),
        }
        return self.writer.stream(picture.jpeg, entries, pack=False)

    def pen(self) -> Pen:
        """A pen for the next page."""
        return Pen(self, self._size[1])

    def add(self, pen: Pen) -> None:
        """Write a finished page."""
        writer = self.writer
        page = writer.reserve()
        content = writer.stream("\n".join(pen.operators).encode("ascii"))
        resources: dict[str, object] = {"Font": self._font_ref}
        if pen.images:
            resources["XObject"] = pen.images
        entries: dict[str, object] = {
            "Type": Name("Page"),
            "Parent": self._tree,
            "MediaBox": [0, 0, *self._size],
            "Resources": resources,
            "Contents": content,
        }
        if pen.links:
            entries["Annots"] = annotations = writer.reserve()
            self._links.append((annotations, pen.links))
        writer.write(entries, page)
        self._pages.append(page)
        for name, y in pen.anchors.items():
            self._anchors.setdefault(name, (page, y))
        self._headings += [(level, title, page, y) for level, title, y in pen.headings]

    def close(self, document: Document) -> None:
        """Write all that spans pages."""
        writer = self.writer
        for ref, links in self._links:
            known = [link for link in map(self._annotation, links) if link]
            writer.write([writer.write(link) for link in known], ref)
        pages = {"Type": Name("Pages"), "Kids": self._pages, "Count": len(self._pages)}
        writer.write(pages, self._tree)
        fonts = {font.name: self._write_font(font) for font in self._fonts.values()}
        writer.write(fonts, self._font_ref)
        moment = document.created or _EPOCH
        facts = _facts(document)
        catalogue: dict[str, object] = {
            "Type": Name("Catalog"),
            "Pages": self._tree,
            "Lang": "zh-CN" if document.lang == "zh" else "en",
            "ViewerPreferences": {"DisplayDocTitle": True},
            "Metadata": writer.stream(
                _xmp(facts, moment).encode("utf-8"),
                {"Type": Name("Metadata"), "Subtype": Name("XML")},
                pack=False,
            ),
            "OutputIntents": [self._output_intent()],
        }
        names: dict[str, object] = {}
        if self._anchors:
            names["Dests"] = {
                "Names": [
                    part
                    for name, (page, y) in sorted(self._anchors.items())
                    for part in (name, [page, Name("XYZ"), None, y, None])
                ]
            }
        if document.attachments:
            files = [
                (clean(file.name), self._attach(file, moment)) for file in document.attachments
            ]
            names["EmbeddedFiles"] = {"Names": [part for pair in sorted(files) for part in pair]}
            catalogue["AF"] = [ref for _, ref in files]
        if names:
            catalogue["Names"] = names
        if self._headings:
            catalogue["Outlines"] = self._outline()
        info = {key: value for key, value in facts.items() if value}
        dates = {"CreationDate": _pdf_date(moment), "ModDate": _pdf_date(moment)}
        root = writer.write(catalogue)
        writer.close(root, writer.write({**info, "Producer": PRODUCER, **dates}))

    def _annotation(self, link: Link) -> dict[str, object] | None:
        """A link's annotation; none where it would lead nowhere."""
        *box, target = link
        entries: dict[str, object] = {
            "Type": Name("Annot"),
            "Subtype": Name("Link"),
            "Rect": box,
            "Border": [0, 0, 0],
            "F": _PRINTED,
        }
        if target.startswith("#"):
            if target[1:] not in self._anchors:
                return None
            entries["Dest"] = target[1:]
        else:
            entries["A"] = {"S": Name("URI"), "URI": target.encode("ascii")}
        return entries

    def _write_font(self, font: FontInUse) -> Ref:
        """A composite font whose codes are the subset's glyph numbers (ISO 32000-1, 9.7)."""
        writer, face = self.writer, font.face
        data = face.subset(font.glyphs)
        tag = "".join(chr(65 + byte % 26) for byte in md5(data, usedforsecurity=False).digest()[:6])
        name = Name(f"{tag}+{face.name}")
        descriptor = {
            "Type": Name("FontDescriptor"),
            "FontName": name,
            "Flags": 4,
            "FontBBox": list(face.box),
            "ItalicAngle": 0,
            "Ascent": face.ascent,
            "Descent": face.descent,
            "CapHeight": 733,
            "StemV": 140 if "Bold" in face.name else 80,
            "FontFile2": writer.stream(data, {"Length1": len(data)}),
        }
        descendant = {
            "Type": Name("Font"),
            "Subtype": Name("CIDFontType2"),
            "BaseFont": name,
            "CIDSystemInfo": {"Registry": "Adobe", "Ordering": "Identity", "Supplement": 0},
            "FontDescriptor": writer.write(descriptor),
            "DW": 1000,
            "W": [0, [face.advance(glyph) for glyph in font.glyphs]],
            "CIDToGIDMap": Name("Identity"),
        }
        return writer.write(
            {
                "Type": Name("Font"),
                "Subtype": Name("Type0"),
                "BaseFont": name,
                "Encoding": Name("Identity-H"),
                "DescendantFonts": [writer.write(descendant)],
                "ToUnicode": writer.stream(_to_unicode(font).encode("ascii")),
            }
        )

    def _output_intent(self) -> dict[str, object]:
        return {
            "Type": Name("OutputIntent"),
            "S": Name("GTS_PDFA1"),
            "OutputConditionIdentifier": "sRGB IEC61966-2.1",
            "Info": "sRGB IEC61966-2.1",
            "DestOutputProfile": self.writer.stream(srgb_profile(), {"N": 3}),
        }

    def _attach(self, file: Attachment, moment: datetime) -> Ref:
        checksum = md5(file.data, usedforsecurity=False).digest()
        params = {"Size": len(file.data), "ModDate": _pdf_date(moment), "CheckSum": checksum}
        entries = {"Type": Name("EmbeddedFile"), "Subtype": Name(file.mime), "Params": params}
        data = self.writer.stream(file.data, entries)
        return self.writer.write(
            {
                "Type": Name("Filespec"),
                "F": clean(file.name),
                "UF": clean(file.name),
                "EF": {"F": data, "UF": data},
                "Desc": clean(file.description),
                "AFRelationship": Name(file.relationship),
            }
        )

    def _outline(self) -> Ref:
        """The outline tree of the headings met, at most one level deeper at a time."""
        writer = self.writer
        root = writer.reserve()
        refs = [writer.reserve() for _ in self._headings]
        parents: list[int] = []
        path: list[tuple[int, int]] = []
        for index, (level, *_) in enumerate(self._headings):
            while path and path[-1][0] >= level:
                path.pop()
            parents.append(path[-1][1] if path else -1)
            path.append((level, index))
        children: dict[int, list[int]] = {}
        for index, parent in enumerate(parents):
            children.setdefault(parent, []).append(index)
        for index, (_, title, page, y) in enumerate(self._headings):
            parent = parents[index]
            kin = children[parent]
            place = kin.index(index)
            entries: dict[str, object] = {
                "Title": title,
                "Parent": refs[parent] if parent >= 0 else root,
                "Dest": [page, Name("XYZ"), None, y, None],
            }
            if place:
                entries["Prev"] = refs[kin[place - 1]]
            if place + 1 < len(kin):
                entries["Next"] = refs[kin[place + 1]]
            if own := children.get(index):
                entries |= {"First": refs[own[0]], "Last": refs[own[-1]], "Count": -len(own)}
            writer.write(entries, refs[index])
        top = children[-1]
        ends = {"First": refs[top[0]], "Last": refs[top[-1]], "Count": len(top)}
        return writer.write({"Type": Name("Outlines"), **ends}, root)


def _facts(document: Document) -> dict[str, str]:
    """The document's description, in the information dictionary's terms."""
    facts = {
        "Title": document.title.plain,
        "Author": document.author,
        "Subject": document.subject,
        "Keywords": ", ".join(document.keywords),
    }
    return {key: clean(value).replace("\n", " ").strip() for key, value in facts.items()}


def _pdf_date(moment: datetime) -> Raw:
    offset = moment.strftime("%z")
    zone = f"{offset[:3]}'{offset[3:5]}'" if offset else "Z"
    return Raw(f"(D:{moment:%Y%m%d%H%M%S}{zone})".encode("ascii"))


def _xmp(facts: dict[str, str], moment: datetime) -> str:
    """The metadata packet (ISO 16684-1)."""
    title, author, subject, keywords = (escape(value) for value in facts.values())
    zoned = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    date = zoned.isoformat(timespec="seconds")
    alt = '<rdf:Alt><rdf:li xml:lang="x-default">{}</rdf:li></rdf:Alt>'
    return f"""<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF
 xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about=""
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/"
 xmlns:xmp="http://ns.adobe.com/xap/1.0/">
<dc:format>application/pdf</dc:format>
<dc:title>{alt.format(title)}</dc:title>
<dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>
<dc:description>{alt.format(subject)}</dc:description>
<pdf:Keywords>{keywords}</pdf:Keywords><pdf:Producer>{PRODUCER}</pdf:Producer>
<xmp:CreateDate>{date}</xmp:CreateDate><xmp:ModifyDate>{date}</xmp:ModifyDate>
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="r"?>"""


def _to_unicode(font: FontInUse) -> str:
    """The map from codes back to text, in UTF-16BE (ISO 32000-1, 9.10.3)."""
    pairs = [
        f"<{code}> <{REAL_QUOTES.get(char, char).encode('utf-16-be').hex().upper()}>"
        for char, code in font.codes.items()
    ]
    blocks = [pairs[start : start + 100] for start in range(0, len(pairs), 100)]
    body = "\n".join(
        f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar" for block in blocks
    )
    return f"""/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <FFFF>
endcodespacerange
{body}
endcmap
CMapName currentdict /CMap defineresource pop
end
end"""
