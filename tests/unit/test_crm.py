"""What is handed over to a customer system: only what may leave, in the form it takes."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from dataclasses import fields, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from report_kit import case_of, document, library, playbook

from fieldapp.base import paths
from fieldapp.base.language import LANGS, Lang, Text, message
from fieldapp.case.declaring import Kind
from fieldapp.case.records import COLLECTIONS, GROUPS, Case, specs
from fieldapp.crm import mapping
from fieldapp.crm.files import files
from fieldapp.crm.mapping import SYSTEMS, CrmMapping, MappingError
from fieldapp.crm.rows import Rows, key_of, rows, together, unreadable
from fieldapp.playbook.fields import FieldType, Visibility
from fieldapp.playbook.model import Playbook
from fieldapp.report.audience import HEADER
from fieldapp.usecases import checking


class Canaries:
    """Words and numbers that stand nowhere else: hidden ones, and those that are told."""

    def __init__(self) -> None:
        self.hidden: list[str] = []
        self.told: list[str] = []
        self._count = 0

    def word(self, *, told: bool = False) -> str:
        self._count += 1
        made = f"Zq{self._count:04}kanar"
        (self.told if told else self.hidden).append(made)
        return made

    def number(self) -> Decimal:
        self._count += 1
        self.hidden.append(str(made := 73_000_001 + 13 * self._count))
        return Decimal(made)

    def of(self, kind: Kind) -> Any:
        """A hidden value for a field of a record; None where it cannot tell anything."""
        if kind is Kind.TEXT:
            return Text(self.word(), self.word(), "zh")
        if kind in (Kind.FILE, Kind.HASH, Kind.STROKES, Kind.REF):
            return self.word()
        if kind is Kind.REFS:
            return (self.word(),)
        return self.number() if kind is Kind.DECIMAL else None


def _filled(record: type[Any], c: Canaries, **parts: Any) -> Any:
    values = {name: c.of(spec.kind) for name, spec in specs(record).items()}
    return record(**{name: value for name, value in values.items() if value is not None} | parts)


def _everywhere(guide: Playbook, c: Canaries) -> Case:
    """A case with a canary in all of its fields: records, header, answers, what is left over."""
    parts: dict[str, Any] = {
        name: (_filled(record, c, id=c.word()), _filled(record, c, id=c.word(), private=True))
        for name, record in COLLECTIONS.items()
    }
    for name, group in GROUPS.items():
        told = {path.partition(".")[2] for path, may in HEADER.items()
                if path.startswith(name) and may is Visibility.CRM}  # fmt: skip
        parts[name] = group(
            **{f.name: Text(word := c.word(told=f.name in told), word) for f in fields(group)}
        )
    parts["title"] = Text(word := c.word(told=True), word)
    for name in ("engineer", "supervisor"):
        parts[name] = Text.of(c.word())
    answers: dict[str, Any] = {}
    for field in guide.fields.values():
        told = field.visibility is Visibility.CRM
        if field.type in (FieldType.TEXT, FieldType.LONG_TEXT):
            answers[field.id] = Text(word := c.word(told=told), word)
        elif field.type in (FieldType.NUMBER, FieldType.MONEY) and not told:
            answers[field.id] = c.number()
    answers["of_another_playbook"] = Text.of(c.word())
    return Case(
        id=c.word(),
        file_id=c.word(),
        playbook=guide.id,
        situation="complaint",
        severity=4,
        opened=datetime(2031, 7, 19, tzinfo=UTC),
        opened_steps=(c.word(),),
        answers=answers,
        extras={"x-own": c.word()},
        misfits={"answers/severity": c.word()},
        **parts,
    )


def _inside(name: str, content: bytes) -> str:
    """All a file has, also what a workbook packs."""
    if not name.endswith(".xlsx"):
        return content.decode("utf-8-sig")
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        return "\n".join(book.read(part).decode("utf-8") for part in book.namelist())


@pytest.mark.parametrize("system", SYSTEMS)
def test_nothing_leaves_but_what_is_open_to_customer_systems(system: str) -> None:
    known = mapping.built_in(system)
    for guide in library().playbooks:
        canaries = Canaries()
        case = _everywhere(guide, canaries)
        assert not unreadable(known, guide)
        for lang in LANGS:
            out = files(rows(case, guide, known, lang), lang)
            everything = "\n".join(f"{name}\n{_inside(name, data)}" for name, data in out.items())
            assert not [word for word in canaries.hidden if word in everything]
            assert [word for word in canaries.told if word in everything]
            assert "2031" not in everything


def test_a_mapping_and_a_companys_field_cannot_widen_what_leaves(tmp_path: Path) -> None:
    # All of what a playbook has is named, and the company has opened all of it, emotions too.
    canaries = Canaries()
    guide = playbook()
    feelings = [f.id for f in guide.fields.values() if f.topic == "emotion"]
    assert feelings
    opened = {
        name: replace(field, visibility=Visibility.CRM if name in feelings else field.visibility)
        for name, field in guide.fields.items()
    }
    wide = replace(guide, fields=opened)
    names = [*HEADER, *guide.fields, "commitments", "emotions"]
    case = _everywhere(wide, canaries)
    secrets = [canaries.word() for _ in feelings]
    case = replace(
        case, answers={**case.answers, **dict(zip(feelings, map(Text.of, secrets), strict=True))}
    )
    closed: list[str] = []
    for start in range(0, len(names), 90):
        asked = "".join(
            f"\n      - {{to: F{at}, label: {{en: F{at}}}, type: long_text, from: {name}}}"
            for at, name in enumerate(names[start : start + 90])
        )
        own = _mapping(tmp_path, asked)
        made = rows(case, wide, own, "en")
        told = [one.params["field"] for one in made.findings if one.code == "crm.closed"]
        assert told == list(unreadable(own, wide))
        out = files(made, "en")
        everything = "\n".join(_inside(*one) for one in out.items())
        assert not [word for word in canaries.hidden if word in everything]
        closed += unreadable(own, wide)
    assert {*feelings, "engineer", "severity"} <= set(closed)
    assert not {"title", "problem"} & set(closed)


def _mapping(folder: Path, fields: str, head: str = "") -> CrmMapping:
    path = folder / "own.yaml"
    path.write_text(
        "format: fieldapp-crm/1\nsystem: zoho\ntitle: {en: Own}\nmodules:\n  - name: Cases\n"
        "    title: {en: Cases}\n    key: Key\n    fields:\n"
        f"      - {{to: Key, label: {{en: Key}}, type: text, from: case_key}}{fields}\n{head}",
        encoding="utf-8",
    )
    return mapping.read(path)


HOSTILE = ("=1+1", "+86 10", "-2", "@SUM(A1)", "\t=1", "＝1+1", "\x00\x1b[31m坏\ud800字", "'quoted")


def _made(system: str, title: str, lang: Lang = "zh", **answers: Any) -> Rows:
    case = case_of(
        document(
            title="题",
            customer={"company": "澜川物流", "site": "B 区"},
            engineer="顾明远",
            situation="complaint",
            answers={"problem": "顾明远说：断线。\n每天两次。", "follow_up_date": "2026-12-01",
                     "follow_up_channel": "phone"} | answers,
        )
    )  # fmt: skip
    case = replace(case, title=Text(title, title))
    return rows(case, playbook(), mapping.built_in(system), lang)


def _sheet(content: bytes) -> list[list[Any]]:
    sheet = load_workbook(io.BytesIO(content)).worksheets[0]
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


@pytest.mark.parametrize("title", HOSTILE)
def test_no_spreadsheet_computes_what_somebody_wrote(title: str) -> None:
    out = files(_made("zoho", title), "zh")
    assert out["2-Cases.csv"].startswith(b"\xef\xbb\xbf")
    table = list(csv.reader(io.StringIO(out["2-Cases.csv"].decode("utf-8-sig"))))
    cells = [cell for row in table[1:] for cell in row]
    assert len(table) == 2
    assert not [cell for cell in cells if cell[:1] in set("=+-@\t\r＝＋－＠")]
    book = files(_made("fxiaoke", title), "zh")["2-fieldapp_case__c.xlsx"]
    shown = _sheet(book)[1][1]
    assert shown.strip("\t") in title.replace("\t", "") or "坏" in shown


def test_rows_are_what_each_system_takes_and_come_out_the_same_again() -> None:
    zoho = files(_made("zoho", "环路断线"), "zh")
    assert list(zoho) == [
        "1-Accounts.csv", "1-Accounts.json", "2-Cases.csv", "2-Cases.json", "3-Tasks.csv",
        "3-Tasks.json",
    ]  # fmt: skip
    assert zoho == files(_made("zoho", "环路断线"), "zh")
    (body,) = json.loads(zoho["2-Cases.json"])
    assert body["duplicate_check_fields"] == ["FieldApp_Key"] and body["trigger"] == []
    (record,) = body["data"]
    assert record["FieldApp_Key"] == key_of("a" * 32) and "aaaa" not in record["FieldApp_Key"]
    assert record["Account_Name"] == {"name": "澜川物流"}
    # Our people are called by what they are.
    assert "顾明远" not in record["Description"] and "断线。\n每天两次。" in record["Description"]
    (task,) = json.loads(zoho["3-Tasks.json"])[0]["data"]
    assert task["Due_Date"] == "2026-12-01" and task["$se_module"] == "Cases"

    fxiaoke = files(_made("fxiaoke", "环路断线", "en"), "en")
    heading, row = _sheet(fxiaoke["2-fieldapp_case__c.xlsx"])
    told = dict(zip(heading, row, strict=True))
    assert told["Follow-up date"] == "2026-12-01" and told["Follow-up by"] == "Phone"
    (body,) = json.loads(fxiaoke["2-fieldapp_case__c.json"])
    day = body["object_data"]["follow_up_date__c"]
    assert datetime.fromtimestamp(day / 1000, UTC) == datetime(2026, 11, 30, 16, tzinfo=UTC)
    assert body["object_data"]["dataObjectApiName"] == "fieldapp_case__c"


def test_what_does_not_fit_is_said_and_the_rest_goes(tmp_path: Path) -> None:
    made = _made("fxiaoke", "长" * 99 + "😀尾", problem="断" * 2500)
    told = {row.module: row for row in made.rows}["fieldapp_case__c"]
    name, problem = told.cell("name"), told.cell("problem__c")
    assert name is not None and name.told == "长" * 99 + "…"
    assert problem is not None and len(problem.told) == 2000
    assert [one.code for one in made.findings] == ["crm.too_long"] * 2
    # Without a title there is no row of the case, nor of what points to it; the customer's goes.
    empty = _made("zoho", "")
    assert [row.module for row in empty.rows] == ["Accounts"]
    assert {one.code for one in empty.findings} == {"crm.missing"}
    assert all(message(one, lang) for one in empty.findings for lang in LANGS)
    # Several cases of one customer: one row of theirs.
    both = together(made.mapping, [made, _made("fxiaoke", "另一个"), made])
    assert len(both.of("AccountObj")) == 1
    own = _mapping(
        tmp_path,
        "\n      - {to: Kind, label: {en: Kind}, type: choice, from: situation,"
        " choices: {objection: {en: Objection}}}"
        "\n      - {to: When, label: {en: When}, type: moment, from: follow_up_date}",
    )
    case = case_of(document(situation="complaint", answers={"follow_up_date": "2026-12-01"}))
    fitted = rows(case, playbook(), own, "en")
    assert [one.code for one in fitted.findings] == ["crm.no_choice", "crm.other_type"]
    assert len(fitted.rows[0].cells) == 1
    assert date(2026, 12, 1) != fitted.rows[0].key


@pytest.mark.parametrize(
    "text",
    [
        "modules: []",
        "format: fieldapp-crm/1\nsystem: zoho\ntitle: {en: x}\nmodules: 3",
        "format: fieldapp-crm/1\nsystem: other\ntitle: {en: x}\nmodules: []",
        "{",
    ],
)
def test_a_broken_mapping_hands_over_nothing(tmp_path: Path, text: str) -> None:
    path = tmp_path / "own.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(MappingError) as broken:
        mapping.read(path)
    assert broken.value.finding.where
    assert all(message(broken.value.finding, lang) for lang in LANGS)
    with pytest.raises(MappingError, match="mapping_order"):
        _mapping(tmp_path, "\n      - {to: A, label: {en: A}, type: lookup, module: Accounts}")
    assert _mapping(tmp_path, "").system == "zoho"
    with pytest.raises(MappingError, match="mapping_other"):
        mapping.read(tmp_path / "own.yaml", "fxiaoke")


def test_a_folder_is_checked_with_its_mappings_line_by_line(tmp_path: Path) -> None:
    for system in SYSTEMS:
        assert checking.check_playbook_file(paths.forms("crm", f"{system}.yaml")) == ()
    (tmp_path / "crm").mkdir()
    path = tmp_path / "crm" / "own.yaml"
    text = paths.forms("crm", "zoho.yaml").read_text(encoding="utf-8")
    for former, new in (
        ("from: product}", "from: prodct}"),
        ("to: FieldApp_Site", "to: FieldApp_Product"),
        ("type: lookup, module: Accounts", "type: lookup, module: Tasks"),
        ("from: follow_up_result}", "from: decision_needed}"),
    ):
        assert former in text
        text = text.replace(former, new, 1)
    path.write_text(text, encoding="utf-8")
    found = {finding.code: finding for finding in checking.check_folder(tmp_path)}
    wanted = {"crm.source_unknown", "crm.named_twice", "crm.mapping_order", "crm.closed"}
    assert set(found) == wanted
    unknown = found["crm.source_unknown"]
    number = next(n for n, line in enumerate(text.splitlines(), 1) if "prodct" in line)
    assert unknown.where == f"crm/own.yaml:{number}"
    assert unknown.params["nearest"] == "product"
    assert all(message(one, lang) for one in found.values() for lang in LANGS)
    path.write_text("format: fieldapp-crm/1\nsystem: zoho\n", encoding="utf-8")
    assert all(one.where.startswith("crm/own.yaml:") for one in checking.check_folder(tmp_path))
    path.unlink()
    (empty,) = checking.check_folder(tmp_path)
    assert empty.code == "usecases.nothing_to_check"
