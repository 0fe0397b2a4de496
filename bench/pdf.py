"""The PDF renderer against stock reportlab setting the same texts in the same fonts.

Warm: both in one process, in turns. Cold: a process each. The baseline is what one writes with
platypus: paragraphs with Chinese wrapping, tables with repeated headings, page numbers; it draws
none of the figures, whose texts it sets as rows.
"""

from __future__ import annotations

import io
import statistics
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from html import escape
from pathlib import Path
from typing import Any

from bench.common import (
    ChildRun,
    bytecode_at_hand,
    emit,
    figure,
    parser,
    python_child,
    timed,
    timed_pair,
)
from bench.sample_report import document, picture
from fieldapp.base import paths
from fieldapp.report import blocks as b

COLD = "import bench.pdf as bench; print(len(bench.{}()))"
PHOTOS = "import sys, bench.pdf as bench; print(bench.photos(*map(str, sys.argv[1:])))"


def main(argv: Sequence[str]) -> int:
    arguments = parser(__doc__).parse_args(argv)
    few = arguments.quick
    ours, stock = timed_pair(with_ours, with_stock, repeat=3 if few else 25, warmup=3)
    names = ("with_ours", "with_stock", "with_canvas")
    cold = cold_times(names, 2 if few else 9)
    hanzi, latin = (timed(field(text), repeat=1 if few else 5) for text in ("信号中断", "signal"))
    photo_run = five_hundred_photos(20 if few else 500)
    return emit(
        "pdf",
        [
            figure(
                "4-page report without photos, warm, against stock reportlab",
                ours.median_ms,
                "ms",
                baseline=stock.median_ms,
                ratio_at_most=1.0,
            ),
            figure(
                "the same, cold process, against stock reportlab",
                cold[0],
                "ms",
                baseline=cold[1],
                ratio_at_most=1.5,
            ),
            figure(
                "the same, cold process, against a bare canvas writing the same lines",
                cold[0],
                "ms",
                baseline=cold[2],
                ratio_at_most=1.5,
            ),
            figure("200k hanzi without a space", hanzi.median, "s", at_most=1.0),
            figure("200k letters without a space", latin.median, "s", at_most=1.0),
            figure("500 photos of 6 MP, peak memory", photo_run.peak_rss_mb, "MB", at_most=150),
            figure("500 photos of 6 MP", photo_run.seconds, "s"),
        ],
    )


def sample() -> b.Document:
    """The sample in Chinese; its four pages without photos."""
    made = document("zh", photos=False)
    return replace(made, blocks=[one for one in made.blocks if not isinstance(one, b.Photos)])


def with_ours() -> bytes:
    from fieldapp.report.pdf import render

    done = render(sample(), "a4")
    if done.plain:
        raise RuntimeError("the sample could not be set")
    return done.pdf


def field(text: str) -> Callable[[], object]:
    from fieldapp.report.pdf import render

    long = b.Paragraph(b.Words(text * (200_000 // len(text))))
    made = replace(sample(), blocks=[long])
    return lambda: render(made, "a4")


def cold_times(names: Sequence[str], repeat: int) -> list[float]:
    """The median time of a fresh process each, in milliseconds; run in turns, bytecode at hand."""
    with bytecode_at_hand() as env:
        runs = [
            [_checked(python_child("-c", COLD.format(name), env=env)).seconds for name in names]
            for _ in range(repeat + 1)
        ][1:]
    return [1000 * statistics.median(times) for times in zip(*runs, strict=True)]


def five_hundred_photos(count: int) -> ChildRun:
    with tempfile.TemporaryDirectory() as folder:
        files = []
        for number in range(10):
            file = Path(folder) / f"{number}.jpg"
            file.write_bytes(picture(number, 3000, 2000))
            files.append(str(file))
        return _checked(python_child("-c", PHOTOS, str(count), *files))


def photos(count: str, *files: str) -> int:
    """Set a report with this many photos, taken from `files` in turn; its size."""
    from fieldapp.report.pdf import render

    items = tuple(
        b.Photo(Path(files[number % len(files)]), str(number), b.Words("照片"))
        for number in range(int(count))
    )
    done = render(replace(sample(), blocks=[b.Photos(items)]), "a4")
    if done.plain:
        raise RuntimeError("the photos could not be set")
    return len(done.pdf)


def _checked(run: ChildRun) -> ChildRun:
    if run.returncode:
        raise RuntimeError("the child process failed")
    return run


def _register() -> None:
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    if "Regular" not in pdfmetrics.getRegisteredFontNames():
        for name in ("Regular", "Bold"):
            file = paths.resources("fonts", f"NotoSansSC-{name}.ttf")
            stock = TTFont(name, str(file))
            # Under a name of its own: reportlab would hand out our font of the same face instead.
            stock.face.name += b"-Stock"
            pdfmetrics.registerFont(stock)
        pdfmetrics.registerFontFamily("Regular", normal="Regular", bold="Bold")


def with_canvas() -> bytes:
    """The report's lines, one below the other, as barely as reportlab can."""
    from reportlab.pdfgen.canvas import Canvas

    from fieldapp.report.pdf.plain import plain_lines

    _register()
    out = io.BytesIO()
    canvas = Canvas(out)
    y = 780.0
    for line in plain_lines(sample()):
        for start in range(0, len(line), 45):
            canvas.setFont("Regular", 10)
            canvas.drawString(51, y, line[start : start + 45])
            y -= 16.5
            if y < 60:
                canvas.showPage()
                y = 780.0
    canvas.save()
    return out.getvalue()


def with_stock() -> bytes:
    """The same texts through platypus."""
    from reportlab.lib.colors import HexColor
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.platypus import Paragraph, SimpleDocTemplate

    _register()
    body = ParagraphStyle("body", fontName="Regular", fontSize=10, leading=16.5, wordWrap="CJK")
    styles = {
        "body": body,
        "cell": ParagraphStyle("cell", body, fontSize=9, leading=13.8),
        "head": ParagraphStyle("head", body, fontName="Bold", fontSize=9, leading=13.8),
        "h1": ParagraphStyle(
            "h1", body, fontName="Bold", fontSize=14.5, leading=19, spaceBefore=15
        ),
        "h2": ParagraphStyle("h2", body, fontName="Bold", fontSize=10.8, leading=16),
        "title": ParagraphStyle("title", body, fontName="Bold", fontSize=20.5, leading=27),
    }
    made = sample()
    line = HexColor("#DBE1E7")
    story: list[Any] = [Paragraph(_markup(made.title), styles["title"])]
    for block in made.blocks:
        story += _flowables(block, styles, line)

    def number(canvas: Any, template: Any) -> None:
        canvas.setFont("Regular", 7.2)
        canvas.drawString(51, 30, made.reference)
        canvas.drawRightString(544, 30, str(template.page))

    out = io.BytesIO()
    template = SimpleDocTemplate(
        out, leftMargin=51, rightMargin=51, topMargin=62, bottomMargin=52, title=made.title.plain
    )
    template.build(story, onFirstPage=number, onLaterPages=number)
    return out.getvalue()


def _markup(words: b.Words) -> str:
    runs = (b.Run(words.main),) if isinstance(words.main, str) else words.main
    parts = (f"<b>{escape(run.text)}</b>" if run.bold else escape(run.text) for run in runs)
    return "".join(parts)


def _flowables(block: b.Block, styles: dict[str, Any], line: Any) -> list[Any]:
    from reportlab.platypus import Paragraph, Spacer, Table

    from fieldapp.report.pdf.plain import block_lines

    match block:
        case b.SectionTitle():
            return [Paragraph(f"{block.number}  {_markup(block.words)}", styles["h1"])]
        case b.Subtitle():
            return [Paragraph(_markup(block.words), styles["h2"])]
        case b.Paragraph():
            rests_on = ", ".join(run.text for run in block.rests_on)
            tail = f' <font size="7.8">[{rests_on}]</font>' if rests_on else ""
            return [Paragraph(_markup(block.words) + tail, styles["body"]), Spacer(0, 5)]
        case b.Bullets():
            return [
                Paragraph(_markup(item.words), styles["body"], bulletText="•")
                for item in block.items
            ]
        case b.Table():
            rules: Any
            head = [Paragraph(_markup(column.words), styles["head"]) for column in block.columns]
            rows = [
                [Paragraph(_markup(cell.words), styles["cell"]) for cell in row]
                for row in block.rows
            ]
            weight = sum(column.weight for column in block.columns)
            widths = [493 * column.weight / weight for column in block.columns]
            rules = [
                ("LINEBELOW", (0, 0), (-1, -1), 0.5, line),
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ]
            return [Table([head, *rows], widths, repeatRows=1, style=rules)]
        case b.KeepTogether():
            return [item for part in block.blocks for item in _flowables(part, styles, line)]
        case b.DecisionBox() | b.Note() | b.MetaGrid() | b.KeyFigures():
            cells: list[Any] = [
                Paragraph(escape(text), styles["cell"]) for text in block_lines(block)
            ]
            columns = 1 if isinstance(block, b.DecisionBox | b.Note) else 4
            grid = [cells[start : start + columns] for start in range(0, len(cells), columns)]
            grid[-1] += [""] * (columns - len(grid[-1]))
            return [Table(grid, [493 / columns] * columns), Spacer(0, 6)]
        case _:
            return [Paragraph(escape(text), styles["cell"]) for text in block_lines(block)]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
