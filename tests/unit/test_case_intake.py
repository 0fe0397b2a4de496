"""Case files in and out: what goes in comes out, twice changes nothing, nothing is ever deleted."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from random import Random
from typing import Any

from case_kit import Laptop, examples, meet, pair
from hypothesis import given
from hypothesis import strategies as st
from test_case_file import FULL, SMALL

from fieldapp.base.language import LANGS, Text
from fieldapp.case import casefile, ids, intake, outflow
from fieldapp.case.change import Change
from fieldapp.case.declaring import Kind, Spec
from fieldapp.case.edit import Edit
from fieldapp.case.layout import keys_at, record_fields
from fieldapp.case.records import COLLECTIONS, GROUPS, SITUATIONS, WRITTEN_BY_HAND, specs
from fieldapp.case.records import Case as CaseRecord
from fieldapp.case.summary import summarise, texts

Document = dict[str, Any]


def take_in(laptop: Laptop, document: Document | bytes) -> tuple[Change | None, Change | None]:
    """Imports a file; what was written to the shared and the private log."""
    raw = document if isinstance(document, bytes) else json.dumps(document).encode()
    shared = Edit(laptop.log.fold, laptop.log.entropy)
    private = Edit(laptop.private.fold, laptop.private.entropy)
    intake.take_in(casefile.read(raw), shared, private, lambda name: name.startswith("own"))
    return laptop.log.commit_edit(shared), laptop.private.commit_edit(private)


def owner_of(document: Document) -> Laptop:
    raw = json.dumps(document).encode()
    return Laptop("ann", case=casefile.read(raw).case_id)


def imported(document: Document) -> Laptop:
    laptop = owner_of(document)
    take_in(laptop, document)
    return laptop


NOTHING = (None, None)

# In


def test_a_case_file_becomes_the_case_it_describes() -> None:
    case = imported(FULL).see()
    assert case.title.original == "Tower 3"
    assert (case.file_id, case.playbook, case.severity) == ("tower-3", "pacts", 3)
    (statement,) = case.statements
    assert statement.text == Text("很着急", "Very worried", "zh")
    assert (statement.kind, statement.verbatim, statement.evidence) == ("feeling", True, ("e1",))
    assert [cause.parent for cause in case.causes] == [None, "c1"]
    assert str(case.options[0].cost) == "46000.50"
    assert case.answers["who"] == ("sales",)
    assert case.answers["safe"] is True
    assert case.extras["x-crm"] == {"deep": [1, {"er": None}]}
    assert case.extras["answers/plan/x-by"] == 1
    assert case.conflicts == ()
    assert dict(case.misfits) == {}


def test_the_engineers_own_readings_and_private_answers_stay_on_the_laptop() -> None:
    readings = [{"who": "engineer", "level": 3}, {"who": "engineer", "level": 2, "share": True}]
    laptop = imported({**SMALL, "emotions": readings, "answers": {"own_mood": "tired", "a": 1}})
    case = laptop.see()
    assert {(r.level, r.private) for r in case.emotions} == {(3, True), (2, False)}
    assert case.private_answers == {"own_mood"}
    travelling = b"".join(
        value.data for frame in laptop.log.frames() for value in frame.values.values()
    )
    assert b"tired" not in travelling
    assert outflow.document(case)["emotions"] == [
        {"id": case.emotions[0].id, "who": "engineer", "level": 2, "share": True}
    ]
    assert len(outflow.document(case, private=True)["emotions"]) == 2
    assert "own_mood" not in outflow.document(case)["answers"]


def test_sharing_a_private_reading_moves_all_of_it() -> None:
    laptop = imported({**SMALL, "id": "t"} | {"emotions": [own_reading()]})
    take_in(laptop, {**SMALL, "id": "t", "emotions": [{"id": "r1", "share": True}]})
    (reading,) = laptop.see().emotions
    assert (reading.private, reading.level, reading.word.original) == (False, 4, "烦")
    take_in(laptop, {**SMALL, "id": "t", "emotions": [own_reading(share=False)]})
    (reading,) = laptop.see().emotions
    assert (reading.private, reading.level) == (True, 4)


def own_reading(**more: Any) -> Document:
    return {"id": "r1", "who": "engineer", "level": 4, "word": "烦", **more}


def test_a_private_reading_is_not_shared_by_a_file_that_leaves_out_whose_it_is() -> None:
    laptop = imported({**SMALL, "id": "t", "emotions": [own_reading()]})
    take_in(laptop, {**SMALL, "id": "t", "emotions": [{"id": "r1", "level": 5}]})
    (reading,) = laptop.see().emotions
    assert (reading.private, reading.level) == (True, 5)


def test_a_shared_reading_stays_shared_unless_the_file_says_otherwise() -> None:
    laptop = imported({**SMALL, "id": "t", "emotions": [own_reading(share=True)]})
    take_in(laptop, {**SMALL, "id": "t", "emotions": [own_reading(level=5)]})
    (reading,) = laptop.see().emotions
    assert (reading.private, reading.level) == (False, 5)


def test_two_equal_records_without_ids_are_two() -> None:
    case = imported({**SMALL, "emotions": [{"level": 3}, {"level": 3}]}).see()
    assert [reading.level for reading in case.emotions] == [3, 3]


# Again


def test_the_same_file_twice_changes_nothing() -> None:
    laptop = imported(FULL)
    assert take_in(laptop, FULL) == NOTHING


def test_its_own_export_changes_nothing() -> None:
    laptop = imported(FULL)
    assert take_in(laptop, outflow.dumps(laptop.see(), private=True)) == NOTHING
    assert take_in(laptop, outflow.dumps(laptop.see())) == NOTHING


def test_the_same_file_on_two_laptops_is_one_case_without_conflicts() -> None:
    ann, bo = imported(FULL), Laptop("bo", case=owner_of(FULL).case)
    take_in(bo, FULL)
    meet(ann, bo)
    case = bo.see()
    assert case.conflicts == ()
    assert len(case.emotions) == len(FULL["emotions"])
    assert case.statements[0].evidence == ("e1",)


def test_an_export_is_read_as_the_same_case() -> None:
    laptop = imported(FULL)
    raw = outflow.dumps(laptop.see(), private=True)
    again = Laptop("bo", case=laptop.case)
    assert casefile.read(raw).case_id == laptop.case
    take_in(again, raw)
    assert outflow.dumps(again.see(), private=True) == raw


def test_an_older_export_deletes_nothing() -> None:
    laptop = imported(FULL)
    older = outflow.dumps(laptop.see(), private=True)
    laptop.add("statements", "s2")
    laptop.say("statements/s2/text", "later")
    laptop.choose("statements/s1/evidence", "e1", "e2")
    laptop.choose("answers/who", "sales", "legal")
    laptop.write("answers/later", 1)
    laptop.say("report/impact", "later")
    assert take_in(laptop, older) == NOTHING
    case = laptop.see()
    assert [s.id for s in case.statements] == ["s1", "s2"]
    assert case.statements[0].evidence == ("e1", "e2")
    assert case.answers["who"] == ("legal", "sales")
    assert case.report.impact.original == "later"


def test_what_was_deleted_comes_back_only_if_the_file_says_something_new_of_it() -> None:
    laptop = imported(FULL)
    export = outflow.document(laptop.see(), private=True)
    laptop.delete("statements/s1")
    assert take_in(laptop, export) == NOTHING
    assert laptop.see().statements == ()
    export["statements"][0]["speaker"] = "Ms Li"
    take_in(laptop, export)
    (statement,) = laptop.see().statements
    assert statement.speaker.original == "Ms Li"
    assert laptop.see().revived[0].item == "statements/s1"


def test_an_import_writes_only_what_the_file_states_otherwise() -> None:
    laptop = imported(FULL)
    change, _ = take_in(laptop, {**SMALL, "id": "tower-3", "severity": 5, "report": {}})
    assert change is not None
    assert [op.path for op in change.ops] == ["severity"]


def test_an_import_does_not_settle_a_conflict_that_it_does_not_speak_of() -> None:
    laptop = imported(FULL)
    other = Laptop("bo", case=laptop.case)
    other.write("severity", 1)
    laptop.clock.now += timedelta(hours=1)
    laptop.write("severity", 4)
    meet(laptop, other)
    assert take_in(laptop, outflow.dumps(laptop.see())) == NOTHING
    assert laptop.conflicts()["severity"] == [1, 4]


def test_a_file_in_one_language_leaves_the_translation() -> None:
    laptop = imported({**SMALL, "id": "t", "title": {"zh": "三号塔", "en": "Tower 3"}})
    take_in(laptop, {**SMALL, "id": "t", "title": "三号塔信号弱"})
    assert laptop.see().title == Text("三号塔信号弱", "Tower 3", "zh")
    take_in(laptop, {**SMALL, "id": "t", "title": {"en": "Tower 3, weak signal"}})
    assert laptop.see().title == Text("三号塔信号弱", "Tower 3, weak signal", "zh")


def test_the_same_number_or_time_written_otherwise_changes_nothing() -> None:
    document = {
        **SMALL,
        "id": "t",
        "opened": "2026-11-20T09:30:00Z",
        "options": [{"id": "o1", "cost": "4.50"}],
        "answers": {"n": 1.5},
    }
    laptop = imported(document)
    same = document | {
        "opened": "2026-11-20 09:30:00+00:00",
        "options": [{"id": "o1", "cost": 4.5}],
        "answers": {"n": 1.50},
    }
    assert take_in(laptop, same) == NOTHING
    assert take_in(laptop, document | {"opened": "2026-11-20T17:30:00+08:00"}) != NOTHING


def test_true_is_not_one() -> None:
    laptop = imported({**SMALL, "id": "t", "answers": {"a": True}, "x-a": [1]})
    take_in(laptop, {**SMALL, "id": "t", "answers": {"a": 1}, "x-a": [True]})
    assert laptop.see().answers["a"] is not True
    assert laptop.see().extras["x-a"] == [True]


# Extra keys


def test_extra_keys_come_out_where_they_went_in() -> None:
    extra = {"x-a": {"@decimal": "5", "@@x": 1.5}, "x-b/c~d": [None, True, "y"], "x-n": 2**63}
    text = {"zh": "一", "en": "", "src": "zh", **extra}
    document = {
        **SMALL,
        "id": "t",
        "title": text,
        "customer": {"site": text, **extra},
        "statements": [{"id": "s1", "text": text, **extra}],
        "answers": {"plan": text},
        **extra,
    }
    laptop = imported(document)
    out = outflow.document(laptop.see())
    assert out["title"] == text
    assert out["customer"] == {"site": text, **extra}
    assert {**document["statements"][0], **out["statements"][0]} == out["statements"][0]
    assert out["answers"] == {"plan": text}
    assert {key: out[key] for key in extra} == extra
    assert take_in(laptop, out) == NOTHING


def test_extra_keys_of_private_records_stay_with_them() -> None:
    laptop = imported({**SMALL, "id": "t", "emotions": [own_reading(**{"x-a": "mine"})]})
    assert b"mine" not in outflow.dumps(laptop.see())
    assert outflow.document(laptop.see(), private=True)["emotions"][0]["x-a"] == "mine"


def test_extra_keys_of_a_deleted_record_are_not_shown_elsewhere() -> None:
    laptop = imported({**SMALL, "id": "t", "statements": [{"id": "s1", "x-a": 1}]})
    laptop.delete("statements/s1")
    assert laptop.see().extras == {}


def test_keys_of_a_newer_minor_version_come_out_with_its_name() -> None:
    document = {**SMALL, "format": "fieldapp-case/1.7", "id": "t", "mood": "x"}
    laptop = imported(document)
    out = outflow.document(laptop.see())
    assert (out["format"], out["mood"]) == ("fieldapp-case/1.7", "x")
    assert take_in(laptop, out) == NOTHING
    take_in(laptop, {**SMALL, "id": "t"})
    assert laptop.see().file_format == "fieldapp-case/1.7"


def test_an_extra_key_never_passes_for_a_field_of_ours() -> None:
    laptop = imported({**SMALL, "id": "t", "statements": [{"id": "s1", "kind": "fact"}]})
    for path in ("title", "customer", "statements/s1/text", "mood", "statements/s1/kind/x-a"):
        laptop.write(f"extras/{path}", "forged")
    out = outflow.document(laptop.see())
    assert "forged" not in json.dumps(out)
    assert casefile.read(json.dumps(out).encode())


# Round trips of anything


WORDS = ("a", "weak signal", "信号弱", "𠮷 😀", "@life", "{}", "\\u", "~1/", "١", "a\0b", "x-", " ")


def some_text(chance: Random) -> Any:
    if chance.random() < 0.5:
        return chance.choice(WORDS)
    text = {"zh": chance.choice(WORDS), "en": chance.choice(WORDS), "src": chance.choice(LANGS)}
    return {key: text[key] for key in text if chance.random() < 0.7} | some_extras(chance)


def some_value(spec: Spec, chance: Random) -> Any:
    at = (datetime(2026, 1, 1) + timedelta(minutes=chance.randrange(10**6))).isoformat()
    refs = [chance.choice("abc") for _ in range(chance.randrange(3))]
    return {
        Kind.TEXT: some_text(chance),
        Kind.CHOICE: chance.choice(spec.choices or ("CNY", "EUR")),
        Kind.INT: chance.randint(spec.low or 0, spec.high or 9),
        Kind.DECIMAL: chance.choice(
            (chance.randrange(10**9), round(chance.uniform(-1e6, 1e6), 4), "0.10", "1E+3", "-7.000")
        ),
        Kind.BOOL: chance.random() < 0.5,
        Kind.MOMENT: at + chance.choice(("", "Z", "+08:00")),
        Kind.DAY: chance.choice((at[:10], at)),
        Kind.REF: chance.choice("abc"),
        Kind.REFS: refs,
        Kind.FILE: chance.choice(("a.jpg", "x/b.png")),
        Kind.HASH: chance.choice("0af") * 64,
        Kind.STROKES: chance.choice(("M1 2L3 4", "M1000 400M0 0L7 7L9 12")),
    }[spec.kind]


def some_json(chance: Random, depth: int = 0) -> Any:
    plain = (None, True, 1, 0.5, -(2**63), 1e-9, chance.choice(WORDS))
    if depth > 2 or chance.random() < 0.6:
        return chance.choice(plain)
    inner = [some_json(chance, depth + 1) for _ in range(chance.randrange(3))]
    return inner if chance.random() < 0.5 else dict(zip(WORDS, inner, strict=False))


def some_extras(chance: Random) -> Document:
    if chance.random() < 0.7:
        return {}
    content = some_json(chance)
    return {} if content is None else {f"x-{chance.choice(WORDS)}": content}


def some_mapping(fields: dict[str, Spec], chance: Random) -> Document:
    known = {name: some_value(s, chance) for name, s in fields.items() if chance.random() < 0.6}
    return {**known, **some_extras(chance)}


def some_records(name: str, chance: Random) -> list[Document]:
    named = [{"id": item} for item in chance.sample("abc", chance.randrange(4))]
    nameless: list[Document] = [{}] * chance.randrange(3)
    return [{**head, **some_mapping(record_fields(name), chance)} for head in (*named, *nameless)]


def some_document(chance: Random) -> Document:
    answers: Document = {
        "budget": chance.choice((1, 1.5, True, "x")),
        "own_mood": some_text(chance),
        "who": chance.sample("abc", 2),
    }
    return {
        **some_mapping(specs(CaseRecord), chance),
        **{name: some_mapping(specs(group), chance) for name, group in GROUPS.items()},
        **{name: some_records(name, chance) for name in WRITTEN_BY_HAND},
        "answers": {name: answers[name] for name in answers if chance.random() < 0.7},
        **SMALL,
        "format": "fieldapp-case/1.1",
    }


@given(st.integers(0, 2**32))
@examples(40)
def test_file_to_case_to_file_to_case_is_a_fixpoint(seed: int) -> None:
    document = some_document(Random(seed))
    laptop = imported(document)
    assert take_in(laptop, document) == NOTHING
    raw = outflow.dumps(laptop.see(), private=True)
    assert take_in(laptop, raw) == NOTHING
    again = Laptop("bo", case=laptop.case)
    take_in(again, raw)
    assert outflow.dumps(again.see(), private=True) == raw
    summarise(laptop.see())
    assert all(texts(laptop.see()))


def test_every_known_key_survives_the_round_trip() -> None:
    values = {
        "situation": SITUATIONS[0], "severity": 3, "opened": "2026-11-20T00:00:00+00:00",
        "kind": "photo", "verbatim": True, "at": "2026-11-20T00:00:00+00:00", "evidence": ["e"],
        "who": "customer", "level": 3, "share": True, "parent": "c", "category": "people",
        "basis": "fact", "root": True, "cost": 5, "benefit": 1.5, "currency": "CNY",
        "feasibility": 3, "mode": "avoiding", "chosen": True, "party": "customer",
        "due": "2026-12-01", "status": "late", "file": "a.jpg", "value": 2, "id": "i",
        "opened_steps": ["plan"], "answer": "right", "how": "on_screen", "lang": "en",
        "shown": "0a" * 32, "signature": "M1 2L3 4",
    }  # fmt: skip

    of_kind = {
        Kind.DECIMAL: 5, Kind.INT: 3, Kind.BOOL: True, Kind.MOMENT: "2026-11-20T00:00:00+00:00",
        Kind.DAY: "2026-12-01", Kind.REF: "i", Kind.REFS: ["e"], Kind.HASH: "0a" * 32,
    }  # fmt: skip

    def filled(place: tuple[str, ...]) -> Document:
        known = specs(COLLECTIONS[place[0]]) if place[:1] and place[0] in COLLECTIONS else {}
        return {key: _example(known.get(key), values.get(key)) for key in keys_at(place)}

    def _example(spec: Spec | None, wanted: Any) -> Any:
        if spec is None or (wanted and (not spec.choices or wanted in spec.choices)):
            return wanted or "some words"
        return spec.choices[0] if spec.choices else of_kind.get(spec.kind, "some words")

    document: Document = {
        **filled(()),
        **SMALL,
        "id": "t",
        "format": "fieldapp-case/1.1",
        **{name: filled((name,)) for name in GROUPS},
        **{name: [filled((name, "i"))] for name in WRITTEN_BY_HAND},
        "answers": {"a": "b"},
    }
    document["statements"][0]["kind"] = "feeling"
    for name in ("commitments", "acknowledgements"):
        document[name][0]["who"] = "Ann"
    document["causes"][0]["parent"] = "i"
    document["report"]["benefit"] = "saved"
    laptop = imported(document)
    laptop.edit(lambda edit: edit.clear("causes/i/parent"))
    del document["causes"][0]["parent"]
    assert outflow.document(laptop.see(), private=True) == document


def test_a_case_named_by_its_own_id_keeps_it() -> None:
    ann, _ = pair()
    ann.edit(lambda edit: (edit.write("title", "x"), edit.write("playbook", "pacts")))
    raw = outflow.dumps(ann.see())
    assert json.loads(raw)["id"] == ann.case.hex()
    assert casefile.read(raw).case_id == ann.case
    assert ids.case_id_for(ann.case.hex()) == ann.case
    assert take_in(ann, raw) == NOTHING
