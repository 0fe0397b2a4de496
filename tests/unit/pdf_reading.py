"""Reading rendered reports back, as a recipient's programs would."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from io import BytesIO

from pypdf import PdfReader
from pypdfium2 import PdfDocument

from fieldapp.report import blocks as b
from fieldapp.report.pdf import Rendered, render

EMPTY = b.Document(
    lang="zh",
    kind=b.Words("报告"),
    title=b.Words("题目"),
    status=b.Status(b.Words("草稿")),
    running=b.Words("报告"),
    reach=b.Words("内部"),
    reference="R-1",
    blocks=(),
    plain_notice=b.Words("纯文字版"),
)


def with_blocks(*blocks: b.Block) -> b.Document:
    return replace(EMPTY, blocks=blocks)


def setting(*blocks: b.Block, edition: b.Edition = "a4") -> Rendered:
    """These blocks set; they must not need the plain edition."""
    done = render(with_blocks(*blocks), edition)
    assert not done.plain
    return done


def said(text: str, **kind: object) -> b.Paragraph:
    return b.Paragraph(b.Words(text), **kind)


def reader(done: Rendered) -> PdfReader:
    return PdfReader(BytesIO(done.pdf))


def page_texts(done: Rendered) -> list[str]:
    return [page.extract_text() for page in reader(done).pages]


def text_of(done: Rendered) -> str:
    return "\n".join(page_texts(done))


def quick_texts(done: Rendered) -> list[str]:
    """The texts of many pages, as browsers read them: a hundred times faster than `page_texts`."""
    document = PdfDocument(done.pdf)
    return [page.get_textpage().get_text_bounded() for page in document]


def poppler_text(done: Rendered) -> str:
    """The text as pdftotext reads it."""
    command = ["pdftotext", "-enc", "UTF-8", "-", "-"]
    return subprocess.run(command, input=done.pdf, capture_output=True, check=True).stdout.decode()


def packed(text: str) -> str:
    """Without any white space, for comparing what line breaks and columns part."""
    return "".join(text.split())
