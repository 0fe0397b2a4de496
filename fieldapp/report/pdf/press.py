"""The document around the pages: fonts, links, outline, metadata, attachments.

The file has the shape of PDF/A-3 (ISO 19005-3: embedded fonts, output intent, XMP, associated
files) but claims no conformance, which no tool at hand can prove.
"""

from __future__ import annotations

from datetime import UTC, datetime
from hashlib import md5
from typing import BinaryIO

from fieldapp.report.blocks import Attachment, Document
from fieldapp.report.pdf.clean import clean
from fieldapp.report.pdf.colours import srgb_profile
from fieldapp.report.pdf.embedding import FontInUse, embed
from fieldapp.report.pdf.faces import Face
from fieldapp.report.pdf.metadata import PRODUCER, facts_of, pdf_date, xmp_packet
from fieldapp.report.pdf.pen import Link, Pen
from fieldapp.report.pdf.pictures import Picture
from fieldapp.report.pdf.writer import Name, Ref, Writer

_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
"""Stands for the date of a document that has none, so that its bytes stay the same."""
_PRINTED = 4
"""Annotation flag, ISO 32000-1 table 165."""


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
        fonts = {font.name: embed(writer, font) for font in self._fonts.values()}
        writer.write(fonts, self._font_ref)
        moment = document.created or _EPOCH
        facts = facts_of(document)
        catalogue: dict[str, object] = {
            "Type": Name("Catalog"),
            "Pages": self._tree,
            "Lang": "zh-CN" if document.lang == "zh" else "en",
            "ViewerPreferences": {"DisplayDocTitle": True},
            "Metadata": writer.stream(
                xmp_packet(facts, moment).encode("utf-8"),
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
        dates = {"CreationDate": pdf_date(moment), "ModDate": pdf_date(moment)}
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
        params = {"Size": len(file.data), "ModDate": pdf_date(moment), "CheckSum": checksum}
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
