"""The document around the pages: links, outline, metadata, attachments.

The file has the shape of PDF/A-3 (ISO 19005-3: embedded fonts, output intent, XMP, associated
files) but claims no conformance, which no tool at hand can prove.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from hashlib import md5
from itertools import count
from operator import itemgetter

from reportlab.pdfbase.pdfdoc import (
    Destination,
    PDFArray,
    PDFDictionary,
    PDFName,
    PDFObject,
    PDFObjectReference,
    PDFPage,
    PDFStream,
    PDFString,
    PDFText,
)

from fieldapp.report.blocks import Attachment, Document, SignatureField
from fieldapp.report.pdf.canvas import ReportCanvas
from fieldapp.report.pdf.clean import clean
from fieldapp.report.pdf.colours import srgb_profile
from fieldapp.report.pdf.metadata import PRODUCER, facts_of, pdf_date, xmp_packet
from fieldapp.report.pdf.pen import Link, Pen, Rect
from fieldapp.report.pdf.streams import stream

_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
"""Stands for the date of a document that has none, so that its bytes stay the same."""
_PRINTED, _LOCKED = 4, 128
"""Annotation flags, ISO 32000-1 table 165."""
_SIGNED, _APPEND_ONLY = 1, 2
"""Flags of the form, ISO 32000-1 table 219: who changes the file only ever adds to it."""
_NOTHING_MORE = 1
"""What may be done once the last field is signed, ISO 32000-2 table 235."""
_UNSEEN: Rect = (0, 0, 0, 0)
_SRGB = "sRGB IEC61966-2.1"


class Press:
    """Takes finished pages, then closes the file."""

    def __init__(self, width: float, height: float) -> None:
        self._canvas = ReportCanvas(width, height)
        self._file = self._canvas.file
        self._links: list[tuple[PDFPage, list[Link]]] = []
        self._places: dict[str, tuple[PDFPage, Rect]] = {}
        self._anchors: dict[str, Destination] = {}
        self._levels: list[int] = []
        self._count = count()

    def pen(self) -> Pen:
        """A pen for the next page."""
        return Pen(self._canvas)

    def add(self, pen: Pen) -> None:
        """Finish a page."""
        for name, y in pen.anchors.items():
            if name not in self._anchors:
                self._anchors[name] = self._bookmark(f"anchor {name}", y)
        for level, title, y in pen.headings:
            self._enter(level, title, y)
        page = self._canvas.finish_page()
        self._last = page
        if pen.links:
            self._links.append((page, pen.links))
        self._places |= {name: (page, rect) for name, rect in pen.fields.items()}

    def _bookmark(self, key: str, y: float) -> Destination:
        return self._canvas.bookmarkPage(key, "XYZ", top=y)

    def _enter(self, level: int, title: str, y: float) -> None:
        """Enter a heading in the outline, at most one level deeper than the one before."""
        while self._levels and self._levels[-1] >= level:
            self._levels.pop()
        self._levels.append(level)
        key = f"heading {next(self._count)}"
        self._bookmark(key, y)
        self._canvas.addOutlineEntry(title, key, len(self._levels) - 1, closed=True)

    def close(self, document: Document) -> bytes:
        """Add all that spans pages; the finished file."""
        for page, links in self._links:
            known = [link for link in map(self._annotation, links) if link]
            page.Annots = PDFArray([self._file.Reference(link) for link in known])
        self._make_fields(document.to_sign)
        moment = document.created or _EPOCH
        self._describe(document, moment)
        names: dict[str, object] = {}
        if self._anchors:
            names["Dests"] = _name_tree(self._anchors.items())
        files = [(clean(file.name), self._attach(file, moment)) for file in document.attachments]
        if files:
            names["EmbeddedFiles"] = _name_tree(files)
        catalog = self._file.Catalog
        catalog.__NoDefault__ = [*catalog.__NoDefault__, "AF", "OutputIntents"]
        entries = {
            "Lang": "zh-CN" if document.lang == "zh" else "en",
            "Names": names,
            "OutputIntents": [self._output_intent()],
            "AF": [file for _, file in files],
        }
        for key, value in entries.items():
            if value:
                self._canvas.setCatalogEntry(key, value)
        return self._canvas.finish()

    def _describe(self, document: Document, moment: datetime) -> None:
        facts = facts_of(document)
        canvas = self._canvas
        canvas.setTitle(facts["Title"])
        canvas.setAuthor(facts["Author"])
        canvas.setSubject(facts["Subject"])
        canvas.setKeywords(facts["Keywords"])
        canvas.setCreator(PRODUCER)
        canvas.setProducer(PRODUCER)
        canvas.setDateFormatter(lambda *_: pdf_date(moment))
        canvas.setViewerPreference("DisplayDocTitle", "true")
        entries = {"Type": PDFName("Metadata"), "Subtype": PDFName("XML")}
        packet = xmp_packet(facts, moment).encode("utf-8")
        canvas.setCatalogEntry("Metadata", PDFStream(PDFDictionary(entries), packet))

    def _annotation(self, link: Link) -> PDFDictionary | None:
        """A link's annotation; none where it would lead nowhere."""
        *box, target = link
        entries: dict[str, object] = {
            "Type": PDFName("Annot"),
            "Subtype": PDFName("Link"),
            "Rect": PDFArray(box),
            "Border": PDFArray([0, 0, 0]),
            "F": _PRINTED,
        }
        if target.startswith("#"):
            if target[1:] not in self._anchors:
                return None
            entries["Dest"] = PDFString(target[1:])
        else:
            entries["A"] = PDFDictionary({"S": PDFName("URI"), "URI": PDFString(target)})
        return PDFDictionary(entries)

    def _make_fields(self, fields: Sequence[SignatureField]) -> None:
        """Empty signature fields, each where its place is."""
        made = []
        for field in fields:
            page, rect = self._places.get(field.name, (self._last, _UNSEEN))
            entries: dict[str, object] = {
                "Type": PDFName("Annot"),
                "Subtype": PDFName("Widget"),
                "FT": PDFName("Sig"),
                "T": PDFString(field.name),
                "TU": PDFString("  ".join(filter(None, (field.words.plain, field.words.sub)))),
                "Rect": PDFArray(rect),
                "F": _PRINTED | _LOCKED,
                "P": self._file.Reference(page),
            }
            if field is fields[-1]:
                lock = {"Type": PDFName("SigFieldLock"), "Action": PDFName("All")}
                entries["Lock"] = PDFDictionary({**lock, "P": _NOTHING_MORE})
            made.append(self._file.Reference(PDFDictionary(entries)))
            others = page.Annots.sequence if page.Annots else ()
            page.Annots = PDFArray([*others, made[-1]])
        if made:
            form = {"Fields": PDFArray(made), "SigFlags": _SIGNED | _APPEND_ONLY}
            self._file.Catalog.AcroForm = self._file.Reference(PDFDictionary(form))

    def _output_intent(self) -> PDFDictionary:
        profile = stream(srgb_profile(), {"N": 3})
        return PDFDictionary(
            {
                "Type": PDFName("OutputIntent"),
                "S": PDFName("GTS_PDFA1"),
                "OutputConditionIdentifier": PDFString(_SRGB),
                "Info": PDFString(_SRGB),
                "DestOutputProfile": self._file.Reference(profile),
            }
        )

    def _attach(self, file: Attachment, moment: datetime) -> PDFObjectReference:
        checksum = md5(file.data, usedforsecurity=False).digest()
        params = {
            "Size": len(file.data),
            "ModDate": PDFString(pdf_date(moment)),
            "CheckSum": PDFText(checksum),
        }
        entries: dict[str, object] = {
            "Type": PDFName("EmbeddedFile"),
            "Subtype": _name(file.mime),
            "Params": PDFDictionary(params),
        }
        self._file.updateSignature(checksum)
        data = self._file.Reference(stream(file.data, entries))
        specification = {
            "Type": PDFName("Filespec"),
            "F": PDFString(clean(file.name)),
            "UF": PDFString(clean(file.name)),
            "EF": PDFDictionary({"F": data, "UF": data}),
            "Desc": PDFString(clean(file.description)),
            "AFRelationship": PDFName(file.relationship),
        }
        reference: PDFObjectReference = self._file.Reference(PDFDictionary(specification))
        return reference


def _name_tree(entries: Iterable[tuple[str, PDFObject]]) -> PDFDictionary:
    """A name tree of one node (ISO 32000-1, 7.9.6)."""
    in_order = sorted(entries, key=itemgetter(0))
    parts = [part for name, value in in_order for part in (PDFString(name), value)]
    return PDFDictionary({"Names": PDFArray(parts)})


def _name(text: str) -> str:
    """Any text as a PDF name; `PDFName` leaves a solidus as it is, which would end the name."""
    return "/" + "".join(
        chr(byte) if byte < 128 and chr(byte).isalnum() else f"#{byte:02X}"
        for byte in text.encode("utf-8", "replace")
    )
