"""The leak test: what an edition may not show is nowhere in its file."""

from __future__ import annotations

import json
import zlib
from dataclasses import replace
from functools import cache
from io import BytesIO
from typing import Any

import pytest
from pdf_reading import poppler_text
from pypdf import PdfReader
from pypdf.generic import EncodedStreamObject, StreamObject
from report_kit import DRAFT, case_of, document, no_photos, playbook

from fieldapp.base.language import LANGS, Lang, Text
from fieldapp.case.records import Case, Issue
from fieldapp.case.reviewrecords import Remark, Review
from fieldapp.playbook.fields import FieldType, Visibility
from fieldapp.report import carrier
from fieldapp.report.compose import compose
from fieldapp.report.content import Content
from fieldapp.report.layout.copy import lay_out_copy
from fieldapp.report.make import make_report
from fieldapp.report.notes import showing
from fieldapp.report.pdf import Rendered, render

CUSTOMER_SAYS = "何静（客户）"


class Canaries:
    """Words that stand nowhere else, by what they were put into."""

    def __init__(self) -> None:
        self.secret: list[str] = []
        """Not for the customer."""
        self.private: list[str] = []
        """For nobody else."""
        self.told: list[str] = []
        """For the customer to read."""
        self._count = 0

    def _next(self, kind: list[str]) -> str:
        self._count += 1
        word = f"Zq{self._count:03}kanar"
        kind.append(word)
        return word

    def hide(self) -> str:
        return self._next(self.secret)

    def keep(self) -> str:
        return self._next(self.private)

    def tell(self) -> str:
        return self._next(self.told)


def _answers(c: Canaries) -> dict[str, Any]:
    """A canary for every answer of the playbook, by its visibility."""
    found: dict[str, Any] = {}
    number = 730_001
    for field in playbook().fields.values():
        if field.type in (FieldType.RECORDS, FieldType.HEADER):
            continue
        hidden = field.visibility < Visibility.CUSTOMER
        if field.type in (FieldType.TEXT, FieldType.LONG_TEXT):
            if field.visibility is Visibility.PRIVATE:
                found[field.id] = c.keep()
            else:
                found[field.id] = c.hide() if hidden else f"第一 {c._next([])}"
        elif field.type in (FieldType.NUMBER, FieldType.MONEY) and hidden:
            number += 13
            low = field.high if field.high is not None else number
            found[field.id] = min(number, int(low))
            if found[field.id] == number:
                c.secret += [str(number), f"{number:,}"]
    return found


def _case(c: Canaries) -> dict[str, Any]:
    ours, boss, colleague = "顾明远", "沈岚", "Luo Bin"
    c.secret += [ours, boss, colleague]
    return document(
        format="fieldapp-case/1.1",
        id="file-" + c.hide(),
        title="环路断线",
        situation="complaint",
        severity=3,
        customer={"company": "澜川物流", "site": "B 区", "contact": c.hide()},
        engineer=f"{ours}（{c.hide()}）",
        supervisor=boss,
        statements=[
            {"kind": "fact", "text": c.tell(), "speaker": CUSTOMER_SAYS, "evidence": ["shown"]},
            {"kind": "expectation", "text": c.tell(), "speaker": CUSTOMER_SAYS},
            {"kind": "feeling", "text": c.hide(), "speaker": CUSTOMER_SAYS},
            {"kind": "fact", "text": c.hide(), "speaker": ours, "evidence": ["unsaid"]},
            {"kind": "expectation", "text": c.hide(), "speaker": colleague},
            {"kind": "fact", "text": c.hide(), "speaker": c.hide(), "verbatim": True},
            {"kind": "fact", "text": c.hide()},
        ],
        emotions=[
            {"who": "customer", "level": 4, "word": c.hide(), "trigger": c.hide()},
            {"who": "engineer", "level": 3, "word": c.hide(), "trigger": c.hide(), "share": True},
            {"who": "engineer", "level": 4, "word": c.keep(), "trigger": c.keep()},
        ],
        causes=[
            {"text": c.hide(), "category": "people", "basis": "fact", "root": True},
            {"text": c.hide(), "category": "process", "basis": "assumption"},
        ],
        options=[
            {"title": c.hide(), "cost": 730777, "benefit": 739777, "risk": c.hide(),
             "mode": "competing", "chosen": True, "reason": c.hide()},
        ],
        commitments=[
            {"what": f"{c.tell()}，由{ours}与 {colleague} 到场", "who": f"{colleague}，工程部",
             "party": "us", "due": "2026-12-01", "measure": c.tell(), "proof": c.hide()},
            {"what": c.tell(), "who": "何静", "party": "customer"},
        ],
        evidence=[
            {"id": "shown", "kind": "photo", "caption": c.tell(), "file": f"photos/{c.hide()}.jpg"},
            {"id": "unsaid", "kind": "file", "caption": c.hide(), "file": f"{c.hide()}.pdf"},
        ],
        acknowledgements=[
            {"id": "a1", "answer": "not_quite", "how": "on_screen", "who": c.tell(),
             "words": f"{c.tell()}，{ours}说的不是这个", "signature": "M1 2L3 4"},
            {"id": "a2", "answer": "right", "how": "told", "who": c.tell()},
        ],
        opened_steps=[c.hide()],
        answers=_answers(c) | {"not_in_this_playbook": c.hide()},
        report={key: f"{c.hide()}。" for key in ("background", "impact", "solution", "benefit")},
    ) | {"x-own": c.hide()}  # fmt: skip


def _reviewed(case: Case, c: Canaries) -> Case:
    """What became of the reports before, which is in no later one, and a promise asked for."""
    said = [Text.of(c.keep()) for _ in range(5)]
    review = Review(id="r1", decision="conditions", reason=said[0], by=said[1], to_name=said[2])
    asked = Text.of(c.hide())
    promise = replace(case.commitments[0], id="asked", what=asked, review=review.id)
    return replace(
        case,
        commitments=(*case.commitments, promise),
        issues=(Issue(id="i1", number=1, withdrawn_reason=said[3]),),
        reviews=(review,),
        remarks=(Remark(id="m1", review=review.id, section="impact", text=said[4]),),
    )


@cache
def _scene() -> tuple[Canaries, Content]:
    canaries = Canaries()
    canaries.secret += ["730,777", "730777", "739,777", "739777"]
    case = _reviewed(case_of(_case(canaries)), canaries)
    return canaries, compose(case, playbook(), DRAFT)


PHOTO_SECRET = b"Zq999kanar in a file"


def _edition(audience: Any, edition: Any, lang: Any) -> Rendered:
    _, content = _scene()
    done = make_report(
        content,
        playbook(),
        lambda evidence: PHOTO_SECRET,
        lang=lang,
        edition=edition,
        audience=audience,
    )
    assert not done.plain
    return done


def _everything(done: Rendered) -> str:
    """All a curious reader could find: text, metadata, every object and stream, unpacked."""
    reader = PdfReader(BytesIO(done.pdf))
    parts = [page.extract_text() for page in reader.pages]
    parts += [str(reader.metadata), done.pdf.decode("latin-1")]
    for number in range(1, len(reader.xref[0]) + 1 if reader.xref else 2000):
        found = reader.get_object(number)
        if found is None:
            continue
        parts.append(str(found))
        if isinstance(found, StreamObject):
            raw = found._data
            if isinstance(found, EncodedStreamObject) and found.get("/Filter") == "/FlateDecode":
                raw = zlib.decompress(raw)
            parts += [raw.decode("utf-8", "ignore"), raw.decode("utf-16-be", "ignore")]
    parts += [data.decode("utf-8", "ignore") for data in carrier._unpacked(reader).values()]
    return "".join("".join(parts).split())


EDITIONS = [("a4", "zh"), ("phone", "en"), ("a4", "both")]


@pytest.mark.parametrize(("edition", "lang"), EDITIONS)
def test_nothing_hidden_is_in_the_customers_file(edition: str, lang: str) -> None:
    canaries, _ = _scene()
    found = _everything(_edition("customer", edition, lang))
    hidden = [*canaries.secret, *canaries.private, "Zq999kanar"]
    assert [word for word in hidden if "".join(word.split()) in found] == []


@pytest.mark.parametrize("lang", LANGS)
def test_nothing_hidden_is_in_the_customers_short_copy(lang: Lang) -> None:
    canaries, content = _scene()
    made = lay_out_copy(content.case, playbook(), lang, at=DRAFT.at, contact="400")
    done = render(made, "a4")
    assert not done.plain
    found = _everything(done)
    hidden = [*canaries.secret, *canaries.private]
    assert [word for word in hidden if "".join(word.split()) in found] == []
    shown = [note.text for note in showing(content.case, playbook(), lang).notes if note.text]
    assert [text for text in shown if "".join(text.split()) not in found] == []


def test_nothing_hidden_is_in_the_customers_text_as_another_reader_sees_it() -> None:
    canaries, _ = _scene()
    found = "".join(poppler_text(_edition("customer", "a4", "both")).split())
    hidden = [*canaries.secret, *canaries.private]
    assert [word for word in hidden if "".join(word.split()) in found] == []


@pytest.mark.parametrize(("edition", "lang"), EDITIONS)
def test_nothing_private_is_in_the_supervisors_file(edition: str, lang: str) -> None:
    canaries, content = _scene()
    assert canaries.private
    found = _everything(_edition("supervisor", edition, lang))
    assert [word for word in canaries.private if word in found] == []
    frozen = content.to_bytes().decode()
    assert [word for word in canaries.private if word in frozen] == []


def test_the_canaries_can_be_found() -> None:
    """The search itself works: what the supervisor may see is seen, printed or attached."""
    canaries, _ = _scene()
    found = _everything(_edition("supervisor", "a4", "zh"))
    words = [word for word in canaries.secret if word.startswith("Zq")]
    assert [word for word in words if word not in found] == []


def test_the_customer_reads_what_was_noted_and_agreed() -> None:
    canaries, _ = _scene()
    done = _edition("customer", "a4", "zh")
    text = "".join("".join(p.extract_text() for p in PdfReader(BytesIO(done.pdf)).pages).split())
    assert [word for word in canaries.told if word not in text] == []
    assert "尚未批准" in text
    assert "我方工程师" in text
    assert "我方同事" in text


def test_internal_answers_are_carried_but_not_printed() -> None:
    """`concern_behind` is internal: in the supervisor's attached case, on no page."""
    _, content = _scene()
    done = _edition("supervisor", "a4", "both")
    word = str(content.case.answers["concern_behind"])
    pages = "".join(page.extract_text() for page in PdfReader(BytesIO(done.pdf)).pages)
    carried = json.loads(carrier.extract(done.pdf).case_json)
    assert carried["answers"]["concern_behind"] == word
    assert word not in pages


def test_what_the_customer_carries_is_no_case_of_ours() -> None:
    """It has no id, so that importing it cannot overwrite the real case."""
    found = carrier.extract(_edition("customer", "a4", "zh").pdf)
    assert "id" not in json.loads(found.case_json)
    assert found.manifest["case"] == ""
    assert found.playbook is None
    assert found.files == {}


def test_metadata_follows_the_audience() -> None:
    ours = PdfReader(BytesIO(_edition("supervisor", "a4", "zh").pdf)).metadata
    theirs = PdfReader(BytesIO(_edition("customer", "a4", "zh").pdf)).metadata
    assert ours is not None
    assert theirs is not None
    assert "顾明远" in str(ours.author)
    assert not theirs.author


def test_an_approved_summary_no_longer_says_it_waits() -> None:
    from fieldapp.report.layout.document import Approval

    _, content = _scene()
    approval = Approval(Text("沈岚"), DRAFT.at)
    done = make_report(content, playbook(), no_photos, audience="customer", approval=approval)
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(done.pdf)).pages)
    assert "已批准" in text
    assert "尚未" not in text.split("我们记录的情况", maxsplit=1)[0]
    assert "沈岚" not in text
