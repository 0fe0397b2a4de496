"""reportlab's canvas, set up for reports: the same bytes each time, and as few as may be."""

from __future__ import annotations

from typing import Any

from reportlab.lib.rl_accel import escapePDF, fp_str
from reportlab.pdfbase.pdfdoc import (
    PDFDictionary,
    PDFName,
    PDFPage,
    PDFStream,
    xObjectName,
)
from reportlab.pdfgen.canvas import Canvas

from fieldapp.report.pdf.fonts import Font
from fieldapp.report.pdf.pictures import Picture
from fieldapp.report.pdf.streams import stream
from fieldapp.report.pdf.typefaces import typeface


class ReportCanvas(Canvas):
    _doc: Any  # the stubs lack most of it
    _code: list[str]

    def __init__(self, width: float, height: float) -> None:
        font: Any = typeface(bold=False).main.fontName  # by default every file names Helvetica
        super().__init__(
            "",
            pagesize=(width, height),
            pageCompression=1,
            invariant=1,
            pdfVersion=(1, 7),
            initialFontName=font,
        )
        self.height = height
        self.file = self._doc

    def finish_page(self) -> PDFPage:
        self.file.updateSignature(self.getCurrentPageContent().encode("latin-1"))
        self.showPage()
        page: PDFPage = self.file.Pages.pages[-1]
        # Left to itself, reportlab writes it a quarter larger, as text (rl_config.useA85).
        page.Contents = stream(page.stream)
        return page

    def show(
        self, x: float, y: float, font: Font, size: float, text: str, *, mode: int = 0
    ) -> None:
        """One line of text in one font; `mode` as in ISO 32000-1, table 106.

        Leaner than reportlab's text objects, which keep a place and a leading for the next line.
        """
        shown = [f"BT 1 0 0 1 {fp_str(x, y)} Tm"]
        for subset, codes in font.splitString(text, self.file):
            name = font.getSubsetInternalName(subset, self.file)
            shown.append(f"{name} {fp_str(size)} Tf ({escapePDF(codes)}) Tj")
        line = " ".join([*shown, "ET"])
        self._code.append(f"{mode} Tr {line} 0 Tr" if mode else line)

    def add_picture(self, picture: Picture) -> str:
        """Put a picture into the file, byte for byte; its name for `doForm`."""
        entries = {
            "Type": PDFName("XObject"),
            "Subtype": PDFName("Image"),
            "Width": picture.width,
            "Height": picture.height,
            "ColorSpace": PDFName("DeviceRGB"),
            "BitsPerComponent": 8,
            "Filter": PDFName("DCTDecode"),
        }
        name = f"picture{self.file.objectcounter}"
        self.file.Reference(PDFStream(PDFDictionary(entries), picture.jpeg), xObjectName(name))
        return name

    def finish(self) -> bytes:
        """The finished file."""
        data: bytes = self.file.GetPDFData(self)
        return data
