"""The case file: what a person or a program wrote by hand, good and bad."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from case_kit import examples
from hypothesis import given
from hypothesis import strategies as st

from fieldapp.base import paths
from fieldapp.base.findings import Finding, Severity
from fieldapp.base.language import LANGS, message
from fieldapp.case import casefile, layout
from fieldapp.case.casefile import CaseFile, CaseFileError
from fieldapp.case.records import GROUPS, WRITTEN_BY_HAND

SMALL: dict[str, Any] = {"format": "fieldapp-case/1", "title": "Tower 3", "playbook": "pacts"}
FULL: dict[str, Any] = {
    **SMALL,
    "id": "tower-3",
    "situation": "complaint",
    "severity": 3,
    "customer": {"company": "Northern Grid", "site": {"zh": "三号塔", "en": "Tower 3"}},
    "engineer": "Ann",
    "opened": "2026-11-20T09:30:00+08:00",
    "statements": [
        {
            "id": "s1",
            "kind": "feeling",
            "text": {"zh": "很着急", "en": "Very worried", "src": "zh"},
            "speaker": "王芳",
            "verbatim": True,
            "at": "2026-11-20 10:00",
            "evidence": ["e1"],
        }
    ],
    "emotions": [{"who": "engineer", "level": 2, "share": True}, {"level": 4, "word": "急"}],
    "causes": [{"id": "c1", "parent": None, "text": "x"}, {"id": "c2", "parent": "c1"}],
    "options": [{"title": "Replace", "cost": "46000.50", "benefit": 1.5, "currency": "CNY"}],
    "commitments": [{"what": "Send", "due": "2026-12-01", "status": "open"}],
    "evidence": [{"id": "e1", "kind": "photo", "file": "photos/e1.jpg", "value": -2, "unit": ""}],
    "answers": {"budget": 5, "plan": {"en": "Go", "x-by": 1}, "who": ["sales"], "safe": True},
    "report": {"background": "x"},
    "x-crm": {"deep": [1, {"er": None}]},
}
LATER: dict[str, Any] = {
    **FULL,
    "format": "fieldapp-case/1.1",
    "opened_steps": ["collaborate"],
    "acknowledgements": [
        {
            "id": "a1",
            "who": "王芳",
            "answer": "not_quite",
            "how": "on_screen",
            "words": {"zh": "是三次，不是两次", "en": "Three times, not twice", "src": "zh"},
            "at": "2026-11-20T10:40:00+08:00",
            "lang": "zh",
            "shown": "0a" * 32,
            "signature": "M0 0L1000 400M7 80L12 91L140 88",
        },
        {"answer": "declined"},
    ],
}


def data(document: Any) -> bytes:
    return json.dumps(document, ensure_ascii=False).encode()


def read(document: Any) -> CaseFile:
    return casefile.read(data(document), "case.json")


def errors(raw: bytes) -> list[Finding]:
    with pytest.raises(CaseFileError) as caught:
        casefile.read(raw, "case.json")
    return [f for f in caught.value.findings if f.severity is Severity.ERROR]


def only_error(document: Any) -> Finding:
    (finding,) = errors(document if isinstance(document, bytes) else data(document))
    for lang in LANGS:
        assert len(message(finding, lang)) > 10 and message(finding, lang) != finding.code
    return finding


def changed(**parts: Any) -> dict[str, Any]:
    return {**FULL, **parts}


def record(collection: str, **parts: Any) -> dict[str, Any]:
    return {**SMALL, collection: [parts]}


def later(**parts: Any) -> dict[str, Any]:
    return {**record("acknowledgements", **parts), "format": "fieldapp-case/1.1"}


# Good files


@pytest.mark.parametrize("document", [SMALL, FULL, LATER], ids=["smallest", "full", "1.1"])
def test_a_good_file_is_read_without_a_word(document: dict[str, Any]) -> None:
    assert read(document).warnings == ()


def test_null_and_empty_say_nothing_anywhere() -> None:
    hollow = {
        key: [dict.fromkeys(layout.keys_at((key, "s1"))) | {"id": "a"}]
        for key in WRITTEN_BY_HAND
        if key != "options"
    }
    blank = {"options": [{"cost": "", "chosen": "", "mode": "", "feasibility": "", "title": ""}]}
    groups = {name: dict.fromkeys(layout.keys_at((name,)), "") for name in GROUPS}
    head = {"severity": "", "opened": "", "situation": None, "answers": {"a": None, "b": ""}}
    document = {**LATER, **hollow, **blank, **groups, **head, "opened_steps": ""}
    assert read(document).warnings == ()


def test_a_byte_order_mark_is_no_fault() -> None:
    assert casefile.read(b"\xef\xbb\xbf" + data(SMALL)).document == SMALL


def test_numbers_keep_their_digits() -> None:
    found = casefile.read(data(SMALL)[:-1] + b', "options": [{"cost": 0.10, "benefit": 46000.00}]}')
    (option,) = found.document["options"]
    assert str(option["cost"]) == "0.10"
    assert option["benefit"] == 46000


def test_halves_of_surrogate_pairs_are_replaced_and_whole_pairs_are_not() -> None:
    raw = data(SMALL)[:-1] + rb', "engineer": "a\ud800b", "x-\udfff": ["\ud83d\ude00 \ud800"]}'
    document = casefile.read(raw).document
    assert document["engineer"] == "a\ufffdb"
    assert document["x-\ufffd"] == ["😀 \ufffd"]
    assert casefile.read(raw).case_id


@pytest.mark.parametrize("name", ["a\ud800", "", "0" * 32, "任何 名字/../x", "x" * 200])
def test_a_case_may_be_named_anything(name: str) -> None:
    file = casefile.read(json.dumps(changed(id=name)).encode())
    assert len(file.case_id) == 16


def test_without_an_id_the_content_names_the_case() -> None:
    shuffled = dict(reversed(SMALL.items()))
    assert read(SMALL).case_id == read(shuffled).case_id
    assert read(SMALL).case_id != read({**SMALL, "title": "Tower 4"}).case_id


def test_extra_keys_are_welcome_everywhere() -> None:
    extra = {"x-a": 1, "x-b/c~d": [None]}
    text = {"zh": "一", **extra}
    document = {
        **SMALL,
        **extra,
        "title": text,
        "customer": {"site": text, **extra},
        "statements": [{"text": text, **extra}],
        "answers": {"plan": text},
    }
    assert read(document).warnings == ()


# Warnings


def warnings(document: Any) -> list[tuple[str, str]]:
    return [(w.code, w.where) for w in read(document).warnings]


def test_an_empty_title_is_only_warned_of() -> None:
    assert warnings({**SMALL, "title": ""}) == [("case.file_untitled", "case.json: title")]


def test_a_reference_to_what_is_not_in_the_file_is_only_warned_of() -> None:
    document = {**record("statements", evidence=["e9"]), "causes": [{"parent": "c9"}]}
    assert warnings(document) == [
        ("case.file_dangling", "case.json: statements/1/evidence"),
        ("case.file_dangling", "case.json: causes/1/parent"),
    ]


def test_keys_of_a_newer_minor_version_are_kept_with_a_warning() -> None:
    document = changed(
        format="fieldapp-case/1.2",
        mood="x",
        statements=[{"text": {"fr": "mal"}, "tone": "flat", "blob": "y"}],
    )
    assert warnings(document) == [
        ("case.file_newer_key", "case.json: mood"),
        ("case.file_newer_key", "case.json: statements/1/tone"),
        ("case.file_newer_key", "case.json: statements/1/blob"),
        ("case.file_newer_key", "case.json: statements/1/text/fr"),
    ]


# Files that are none


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"", "cut_off"),
        (b"   \n", "cut_off"),
        (data(FULL)[:-1], "cut_off"),
        (data(FULL)[: len(data(FULL)) // 2], "cut_off"),
        (data(FULL)[:-1] + b', "x-a": "open', "cut_off"),
        (data(FULL) + b"}", "json"),
        (data(FULL).replace(b":", b"=", 1), "json"),
        (b"{'title': 'x'}", "json"),
        (data([SMALL]), "not_object"),
        (b"5", "not_object"),
        (data(FULL).decode().encode("utf-16"), "encoding"),
        (data(SMALL).decode().encode("utf-16-le"), "encoding"),
        (data(SMALL).decode().encode("utf-32-be"), "encoding"),
        (data(changed(title="三号塔信号弱")).decode().encode("gbk"), "encoding"),
        (data(SMALL)[:-1] + b', "engineer": "\xed\xa0\x80"}', "encoding"),
        (b'{"title": "a\0"}', "encoding"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3", "encoding"),
        (b'{"a": {"b": 1, "b": 2}}', "duplicate_key"),
        (b'{"x-a": NaN}', "number"),
        (b'{"x-a": -Infinity}', "number"),
        (b'{"x-a": 1e999}', "number"),
        (b'{"x-a": 1' + b"0" * 100_000 + b"}", "number"),
        (b'{"x-a": 0.' + b"3" * 100_000 + b"}", "number"),
        (b'{"x-a": 36893488147419103232}', "number"),
        (b" " * (casefile.MAX_BYTES + 1), "too_large"),
        (data(changed(**{"x-a": [0] * 40_000})), "too_many"),
        (b'{"x-a": ' + b"[" * 50 + b"]" * 50 + b"}", "depth"),
        (b'{"x-a": ' + b"[" * 10_000 + b"]" * 10_000 + b"}", "depth"),
        (b'{"x-a": ' * 10_000 + b"1" + b"}" * 10_000, "depth"),
        (b"[" * 10_000, "depth"),
    ],
)
def test_what_is_no_case_file_is_one_clear_finding(raw: bytes, code: str) -> None:
    finding = only_error(raw)
    assert finding.code == f"case.file_{code}"
    assert finding.where == "case.json"


def huge(kind: str) -> bytes:
    size = 50 * 2**20 if kind == "too large" else casefile.MAX_BYTES - 200
    inner = {
        "too large": b"0",
        "digits": b"1" * size,
        "fraction": b"0." + b"1" * size,
        "text": b'"' + b"x" * size + b'"',
        "brackets": b"[" * size,
        "numbers": b"[" + b"0," * (size // 2 - 2) + b"0]",
        "objects": b"[" + b"{}," * (size // 3 - 2) + b"0]",
    }[kind]
    return data(SMALL)[:-1] + b', "x-a": ' + inner + b" " * (size - len(inner)) + b"}"


@pytest.mark.parametrize(
    "kind", ["too large", "digits", "fraction", "text", "brackets", "numbers", "objects"]
)
def test_huge_files_are_read_or_refused(kind: str) -> None:
    raw = huge(kind)
    if kind == "text":
        casefile.read(raw)
    else:
        only_error(raw)


def test_many_faults_are_reported_up_to_a_limit() -> None:
    document = {**SMALL, **{f"titel{n}": 1 for n in range(20_000)}, "statements": [5] * 9_000}
    assert len(errors(data(document))) == 100


def test_a_key_as_long_as_a_book_is_named_by_its_beginning() -> None:
    finding = only_error({**SMALL, "titl" * 1_000_000: 1})
    assert finding.code == "case.file_long_key"
    assert len(finding.where) < 120


# Faults of content


@pytest.mark.parametrize(
    ("document", "code", "where"),
    [
        ({"title": "x", "playbook": "pacts"}, "format", "format"),
        ({**SMALL, "format": 1}, "format", "format"),
        ({**SMALL, "format": "case/1"}, "format", "format"),
        ({**SMALL, "format": "fieldapp-case/0"}, "format", "format"),
        ({**SMALL, "format": "fieldapp-case/2"}, "newer_major", "format"),
        ({**SMALL, "format": "fieldapp-case/12.3"}, "newer_major", "format"),
        ({"format": "fieldapp-case/1", "playbook": "pacts"}, "missing", "title"),
        ({**SMALL, "title": None}, "missing", "title"),
        ({**SMALL, "title": 5}, "not_text", "title"),
        ({**SMALL, "title": {"zh": 5}}, "not_string", "title/zh"),
        ({**SMALL, "title": {"zh": "一", "src": "fr"}}, "choice", "title/src"),
        ({**SMALL, "title": {"zh": "一", "src": ["zh"]}}, "choice", "title/src"),
        ({**SMALL, "title": {"japanese": "一"}}, "unknown_key", "title/japanese"),
        ({"format": "fieldapp-case/1", "title": "x"}, "missing", "playbook"),
        ({**SMALL, "playbook": ""}, "missing", "playbook"),
        ({**SMALL, "playbook": "../pacts"}, "not_ref", "playbook"),
        ({**SMALL, "playbook": ["pacts"]}, "not_ref", "playbook"),
        ({**SMALL, "id": 7}, "not_name", "id"),
        ({**SMALL, "id": "x" * 201}, "not_name", "id"),
        ({**SMALL, "situation": "complain"}, "choice", "situation"),
        ({**SMALL, "severity": 9}, "range", "severity"),
        ({**SMALL, "severity": "3"}, "not_int", "severity"),
        ({**SMALL, "severity": 2.5}, "not_int", "severity"),
        ({**SMALL, "severity": True}, "not_int", "severity"),
        ({**SMALL, "opened": "yesterday"}, "not_moment", "opened"),
        ({**SMALL, "opened": "2026-02-30"}, "not_moment", "opened"),
        ({**SMALL, "opened": "20261120T0930"}, "not_moment", "opened"),
        ({**SMALL, "opened": "0001-01-01"}, "not_moment", "opened"),
        ({**SMALL, "opened": 20261120}, "not_moment", "opened"),
        ({**SMALL, "customer": "Grid"}, "not_object", "customer"),
        ({**SMALL, "customer": {"sight": "x"}}, "unknown_key_near", "customer/sight"),
        ({**SMALL, "statements": {}}, "not_list", "statements"),
        ({**SMALL, "statements": [None]}, "not_object", "statements/1"),
        ({**SMALL, "statements": [{}, "x"]}, "not_object", "statements/2"),
        (record("statements", kind="mood"), "choice", "statements/1/kind"),
        (record("statements", verbatim="yes"), "not_bool", "statements/1/verbatim"),
        (record("statements", evidence="e1"), "not_refs", "statements/1/evidence"),
        (record("statements", evidence=["a/b"]), "not_refs", "statements/1/evidence"),
        (record("statements", id="a/b"), "not_ref", "statements/1/id"),
        (record("statements", id=".."), "not_ref", "statements/1/id"),
        (record("statements", id=""), "not_ref", "statements/1/id"),
        (record("statements", id="@life"), "not_ref", "statements/1/id"),
        (record("statements", id="陈述"), "not_ref", "statements/1/id"),
        (record("statements", id="x" * 65), "not_ref", "statements/1/id"),
        (record("causes", parent="a/b"), "not_ref", "causes/1/parent"),
        (record("options", cost="a lot"), "not_decimal", "options/1/cost"),
        (record("options", cost="1_000"), "not_decimal", "options/1/cost"),
        (record("options", cost="１２"), "not_decimal", "options/1/cost"),
        (record("options", cost=True), "not_decimal", "options/1/cost"),
        (record("options", cost="1" * 31), "not_decimal", "options/1/cost"),
        (record("commitments", due="tomorrow"), "not_day", "commitments/1/due"),
        (record("evidence", blob="x"), "unknown_key", "evidence/1/blob"),
        (later(answer="yes"), "choice", "acknowledgements/1/answer"),
        (later(how="phone"), "choice", "acknowledgements/1/how"),
        (later(shown="ab"), "not_hash", "acknowledgements/1/shown"),
        (later(shown="0A" * 32), "not_hash", "acknowledgements/1/shown"),
        (later(signature="M1 1L2"), "not_strokes", "acknowledgements/1/signature"),
        (later(signature="M1 401"), "not_strokes", "acknowledgements/1/signature"),
        (later(signature="M1001 1"), "not_strokes", "acknowledgements/1/signature"),
        (later(signature="M01 1"), "not_strokes", "acknowledgements/1/signature"),
        (later(signature="L1 1"), "not_strokes", "acknowledgements/1/signature"),
        (later(signature="M1 1" * 10_001), "not_strokes", "acknowledgements/1/signature"),
        (later(signature=5), "not_strokes", "acknowledgements/1/signature"),
        (later(blob="0a" * 32), "unknown_key", "acknowledgements/1/blob"),
        ({**SMALL, "opened_steps": ["test"]}, "later_key", "opened_steps"),
        ({**SMALL, "acknowledgements": [{}]}, "later_key", "acknowledgements"),
        ({**SMALL, "issues": []}, "unknown_key_near", "issues"),
        ({**SMALL, "answers": []}, "not_object", "answers"),
        ({**SMALL, "answers": {"a/b": 1}}, "not_ref", "answers/a/b"),
        ({**SMALL, "answers": {"a": [1]}}, "not_refs", "answers/a"),
        ({**SMALL, "answers": {"a": {"value": 1}}}, "unknown_key", "answers/a/value"),
    ],
)
def test_a_fault_is_named_with_its_place(document: Any, code: str, where: str) -> None:
    finding = only_error(document)
    assert finding.code == f"case.file_{code}"
    assert finding.where == f"case.json: {where}"


def test_an_unknown_key_names_the_nearest_known_one() -> None:
    finding = only_error({**SMALL, "titel": "x"})
    assert finding.params == {"key": "titel", "near": "title"}
    assert "title" in message(finding, "en")


def test_a_key_of_a_later_version_names_the_version_it_came_with() -> None:
    finding = only_error({**LATER, "format": "fieldapp-case/1.0", "acknowledgements": []})
    assert finding.params == {"key": "opened_steps", "format": "fieldapp-case/1.1"}
    assert "fieldapp-case/1.1" in message(finding, "zh")


def test_an_unknown_choice_names_the_nearest_or_all() -> None:
    assert only_error({**SMALL, "situation": "complain"}).params["choices"] == "complaint"
    every = only_error(record("causes", basis="hearsay")).params["choices"]
    assert every == "fact, assumption, customer_statement"


def test_an_id_used_twice_is_named() -> None:
    finding = only_error({**SMALL, "causes": [{"id": "c1"}, {"id": "c1"}]})
    assert (finding.code, finding.params) == ("case.file_duplicate_id", {"id": "c1"})


def test_every_fault_is_reported_at_once() -> None:
    found = errors(data(changed(severity=9, titel=1, statements=[{"kind": "x"}])))
    assert [f.where for f in found] == [
        "case.json: titel",
        "case.json: severity",
        "case.json: statements/1/kind",
    ]


OUTSIDE = (
    "../e1.jpg",
    "photos/../../e1.jpg",
    "/etc/passwd",
    "C:\\e1.jpg",
    "c:e1.jpg",
    "\\\\server\\share\\e1.jpg",
    "\\e1.jpg",
    "photos\\..\\..\\e1.jpg",
    "//server/e1.jpg",
    "photos/.. /e1.jpg",
    "photos/...",
    "a\0.jpg",
    "con",
    "photos/NUL.jpg",
    "photos/com1 .txt",
    "aux.tar.gz",
)
INSIDE = (
    "e1.jpg",
    "photos/e1.jpg",
    "./e1.jpg",
    "照片/一.jpg",
    "a..b/.hidden",
    "console.txt",
    "com",
)


@pytest.mark.parametrize("path", OUTSIDE)
def test_a_path_that_leaves_the_folder_is_refused(path: str) -> None:
    finding = only_error(record("evidence", file=path))
    assert (finding.code, finding.where) == ("case.file_outside", "case.json: evidence/1/file")


@pytest.mark.parametrize("path", INSIDE)
def test_a_path_that_stays_is_taken(path: str) -> None:
    assert read(record("evidence", file=path)).warnings == ()
    assert casefile.is_inside(path)


# Anything at all


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**66), 2**66)
    | st.floats()
    | st.text(st.characters(exclude_categories=())),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner),
    max_leaves=10,
)
keys = st.sampled_from(
    sorted({*layout.keys_at(()), *(k for n in WRITTEN_BY_HAND for k in layout.keys_at((n, "a")))})
)
near_misses = st.dictionaries(
    keys, json_values | st.lists(st.dictionaries(keys, json_values, max_size=4), max_size=3)
)


@given(st.one_of(json_values, near_misses, near_misses.map(lambda d: {**SMALL, **d})))
@examples(100)
def test_any_json_is_read_or_refused_with_findings(document: Any) -> None:
    try:
        casefile.read(json.dumps(document).encode(), "case.json")
    except CaseFileError as error:
        for finding in error.findings:
            assert message(finding, "zh") != finding.code
            assert message(finding, "en")


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused_with_findings(raw: bytes) -> None:
    with pytest.raises(CaseFileError):
        casefile.read(raw)


@given(st.data())
@examples(100)
def test_a_damaged_file_is_read_or_refused_with_findings(source: st.DataObject) -> None:
    raw = bytearray(data(FULL))
    for _ in range(source.draw(st.integers(1, 3))):
        raw[source.draw(st.integers(0, len(raw) - 1))] = source.draw(st.integers(0, 255))
    try:
        casefile.read(bytes(raw))
    except CaseFileError as error:
        assert error.findings


# The schema


@pytest.fixture(scope="module")
def valid() -> Callable[[Any], bool]:
    schema = json.loads(paths.forms("schema", "case.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema).is_valid


BEYOND_A_SCHEMA = {"2026-02-30", "0001-01-01", "1" * 31}


def bad_documents() -> list[Any]:
    marks = test_a_fault_is_named_with_its_place.pytestmark
    return [
        *(document for document, _, _ in marks[0].args[1]),
        *(record("evidence", file=path) for path in OUTSIDE),
        {**SMALL, "titel": "x"},
        {**SMALL, "y" * 90: 1},
        {**SMALL, "x-" + "y" * 90: 1},
    ]


@pytest.mark.parametrize("document", bad_documents(), ids=str)
def test_the_schema_refuses_what_the_check_refuses(
    document: Any, valid: Callable[[Any], bool]
) -> None:
    says = any(word in str(document) for word in BEYOND_A_SCHEMA)
    assert valid(document) is says
    assert errors(data(document))


@pytest.mark.parametrize(
    "document",
    [
        SMALL,
        FULL,
        LATER,
        {**SMALL, "opened_steps": [], "acknowledgements": None},
        {**LATER, "opened_steps": "", "statements": [{"evidence": ""}]},
        {**SMALL, "title": ""},
        {**SMALL, "severity": 3.0},
        *(record("evidence", file=path) for path in INSIDE),
        record("options", cost="1e3", benefit=0.1),
        record("commitments", due="2026-12-01T10:00Z", at=None) | {"commitments": None},
        {**SMALL, "answers": {"a": 1, "b": 1.5, "c": None, "d": "x", "e": ["y"], "f": False}},
        dict.fromkeys(layout.keys_at(())) | SMALL,
    ],
    ids=str,
)
def test_the_schema_takes_what_the_check_takes(document: Any, valid: Callable[[Any], bool]) -> None:
    read(document)
    assert valid(document)


@given(near_misses.map(lambda d: {**SMALL, **d}))
@examples(50)
def test_the_schema_takes_whatever_the_check_takes(document: Any) -> None:
    raw = json.dumps(document).encode()
    try:
        casefile.read(raw)
    except CaseFileError:
        return
    schema = json.loads(paths.forms("schema", "case.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator(schema).validate(json.loads(raw))


def test_the_schema_knows_exactly_our_keys() -> None:
    schema = json.loads(paths.forms("schema", "case.schema.json").read_text(encoding="utf-8"))
    assert schema["properties"].keys() == set(layout.keys_at(()))
    for name in GROUPS:
        (group,) = (part for part in schema["properties"][name]["anyOf"] if "properties" in part)
        assert group["properties"].keys() == set(layout.keys_at((name,)))
    for name in WRITTEN_BY_HAND:
        definition = re.sub(".*/", "", schema["properties"][name]["items"]["$ref"])
        known = schema["$defs"][definition]["properties"].keys()
        assert known == set(layout.keys_at((name, "a")))


def test_the_reference_page_names_every_key() -> None:
    page = (Path(__file__).parents[2] / "docs" / "case-format.md").read_text(encoding="utf-8")
    places = [(), *((name,) for name in GROUPS), *((name, "a") for name in WRITTEN_BY_HAND)]
    for key in {key for place in places for key in layout.keys_at(place)}:
        assert f"`{key}`" in page
