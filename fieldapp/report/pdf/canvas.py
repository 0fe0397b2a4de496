"""reportlab's canvas, set up for reports: the same bytes each time, and as few as may be."""

from __future__ import annotations

from typing import Any

from reportlab.pdfbase.pdfdoc import (
    PDFDictionary,
    PDFName,
    PDFPage,
    PDFStream,
    PDFZCompress,
    xObjectName,
)
from reportlab.pdfgen.canvas import Canvas

from fieldapp.report.pdf.pictures import Picture
from fieldapp.report.pdf.typefaces import typeface


class ReportCanvas(Canvas):
    _doc: Any  # the stubs lack most of it

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
        page.Contents = PDFStream(content=page.stream, filters=[PDFZCompress])
        return page

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
