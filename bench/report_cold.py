"""`fieldapp report` as a cold process against a bare reportlab process writing the same text.

Both read one file and write one PDF. The baseline gets the finished lines of our report, so it has
nothing to compose, check or attach; it is what one writes with platypus, in the same fonts.
"""

from __future__ import annotations

import json
import statistics
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from bench.common import bytecode_at_hand, emit, figure, parser, python_child
from fieldapp.base import paths

SAMPLE = "telecom"
BARE = """
import json, sys
from html import escape
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Paragraph, SimpleDocTemplate

source, target, regular, bold = sys.argv[1:]
pdfmetrics.registerFont(TTFont("Body", regular))
pdfmetrics.registerFont(TTFont("Bold", bold))
style = ParagraphStyle("body", fontName="Body", fontSize=10, leading=16, wordWrap="CJK")
head = ParagraphStyle("head", parent=style, fontName="Bold", fontSize=14)
with open(source, encoding="utf-8") as file:
    title, *lines = json.load(file)
story = [Paragraph(escape(title), head), *(Paragraph(escape(line), style) for line in lines)]
SimpleDocTemplate(target, title=title).build(story)
"""


def main(argv: Sequence[str]) -> int:
    arguments = parser(__doc__).parse_args(argv)
    runs = 3 if arguments.quick else 15
    with tempfile.TemporaryDirectory() as folder, bytecode_at_hand() as env:
        case = _without_photos(Path(folder))
        target = Path(folder, "out.pdf")
        ours = ["-m", "fieldapp", "report", str(case), "-o", str(target), "--lang", "zh"]
        _run(ours, env)
        lines = Path(folder, "lines.json")
        lines.write_text(json.dumps(_lines(target)), encoding="utf-8")
        fonts = [str(paths.resources("fonts", f"NotoSansSC-{w}.ttf")) for w in ("Regular", "Bold")]
        bare = ["-c", BARE, str(lines), str(target), *fonts]
        _run(bare, env)
        pairs = [(_run(ours, env), _run(bare, env)) for _ in range(runs)]
    first, second = (statistics.median(times) for times in zip(*pairs, strict=True))
    return emit(
        "report_cold",
        [
            figure(
                "fieldapp report, cold process, against bare reportlab writing the same text",
                first * 1000,
                "ms",
                baseline=second * 1000,
                ratio_at_most=1.5,
            )
        ],
    )


def _run(arguments: list[str], env: dict[str, str]) -> float:
    done = python_child(*arguments, env=env)
    if done.returncode:
        raise RuntimeError(f"{arguments} ended with {done.returncode}")
    return done.seconds


def _without_photos(folder: Path) -> Path:
    """The sample as a case file whose evidence are numbers only: the baseline sets text alone."""
    document = json.loads(paths.forms("samples", SAMPLE, "case.json").read_bytes())
    document["evidence"] = [one for one in document["evidence"] if one["kind"] == "number"]
    known = {one["id"] for one in document["evidence"]}
    for name in ("statements", "causes"):
        for record in document[name]:
            record["evidence"] = [ref for ref in record.get("evidence", ()) if ref in known]
    path = folder / "case.json"
    path.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
    return path


def _lines(pdf: Path) -> list[str]:
    from pypdf import PdfReader

    text = "\n".join(page.extract_text() for page in PdfReader(pdf).pages)
    return [line for line in text.splitlines() if line.strip()]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
