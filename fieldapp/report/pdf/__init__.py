"""The PDF renderer: a `Document` of blocks in, a PDF out."""

from fieldapp.report.pdf.rendering import MOST_PAGES, render, render_plain
from fieldapp.report.rendered import Rendered

__all__ = ["MOST_PAGES", "Rendered", "render", "render_plain"]
