"""The hand-over card: one page for a colleague, so that nobody has to ask the customer again."""

from __future__ import annotations

from datetime import UTC, datetime

from pdf_reading import text_of
from report_kit import ALL_SAMPLES, case_of, document, sample_file

from fieldapp.base.language import LANGS, Lang, Text
from fieldapp.case.records import Case
from fieldapp.playbook.tools.handover import promised, wishes
from fieldapp.report import pdf
from fieldapp.report.blocks import ReviewBox
from fieldapp.report.layout.change_paper import Paper
from fieldapp.report.layout.handover_card import handover_card

NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
NEXT = Text("约定：下次电话", "Set: next call", "zh")


def card(case: Case, lang: Lang = "en") -> pdf.Rendered:
    return pdf.render(handover_card(Paper(case, "C-TEST0001", NOW, lang), NEXT, 3), "a4")


def test_every_sample_fits_on_one_page_in_both_languages() -> None:
    for name in ALL_SAMPLES:
        case = case_of(sample_file(name).read_bytes())
        for lang in LANGS:
            assert card(case, lang).pages == 1, (name, lang)


def test_it_says_what_matters_what_was_promised_and_what_is_next() -> None:
    case = case_of(
        document(
            statements=[
                {"kind": "expectation", "text": "A name to ring at night"},
                {"kind": "fact", "text": "The pump stopped twice"},
            ],
            commitments=[
                {"what": "Ring at nine", "who": "Li Wei", "due": "2026-11-26"},
                {"what": "Change the seal", "status": "done"},
            ],
            answers={"handover": "Seal ordered; they wait for a date."},
        )
    )
    told = text_of(card(case))
    assert "Seal ordered; they wait for a date." in told
    assert "A name to ring at night" in told and "pump" not in told
    assert "Ring at nine" in told and "2026-11-26" in told and "Change the seal" not in told
    assert "Set: next call" in told and "Colleagues only" in told


def test_the_first_due_comes_first_and_the_latest_wish() -> None:
    case = case_of(
        document(
            statements=[{"kind": "expectation", "text": text} for text in ("one", "two")],
            commitments=[
                {"what": "some day"},
                {"what": "later", "due": "2026-12-09"},
                {"what": "soon", "due": "2026-11-30"},
            ],
        )
    )
    assert [one.text.en for one in wishes(case)] == ["two", "one"]
    assert [one.what.en for one in promised(case)] == ["soon", "later", "some day"]


def test_the_code_stays_coarse_enough_to_be_read_off_paper() -> None:
    long = "现场已经停了两条线，" * 40
    case = case_of(document(answers={"handover": long}, customer={"company": long}))
    boxes = handover_card(Paper(case, "C-TEST0001", NOW, "zh"), NEXT).blocks
    box = next(block for block in boxes if isinstance(block, ReviewBox))
    assert 0 < len(box.qr.encode()) <= 300
    assert box.qr.startswith("C-TEST0001\n")
