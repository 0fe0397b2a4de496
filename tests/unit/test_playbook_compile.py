"""From authors' files to the compiled form that travels with a case."""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from playbook_cases import FORMS, talk

from fieldapp.base.findings import Severity
from fieldapp.base.language import LANGS, message
from fieldapp.playbook import compile as compiling
from fieldapp.playbook import folders, source
from fieldapp.playbook.catalogue import Catalogue
from fieldapp.playbook.errors import PlaybookError
from fieldapp.playbook.fields import FieldType, Section, Visibility
from fieldapp.playbook.library import Library
from fieldapp.playbook.model import Playbook

SOURCE = (FORMS / "playbooks" / "talk.yaml").read_text(encoding="utf-8")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    copy = tmp_path / "forms"
    shutil.copytree(FORMS, copy)
    return copy


def compiled(text: str, file: str = "talk.yaml") -> tuple[bytes | None, list[tuple[str, str]]]:
    node, findings = source.read_bytes(text.encode(), file)
    assert node is not None, findings
    data, found = compiling.compile_node(node, Catalogue.of([FORMS]), file)
    for finding in found:
        assert all(message(finding, lang) for lang in LANGS)
    return data, [(f.code.removeprefix("playbook."), f.where) for f in found]


def line_of(text: str, part: str) -> int:
    return text[: text.index(part)].count("\n") + 1


def test_a_playbook_opens_from_its_compiled_bytes_alone() -> None:
    playbook = Playbook.from_compiled(talk().compiled)
    assert playbook == talk()
    assert [step.id for step in playbook.steps] == ["listen", "solve"]
    assert playbook.fields["price"].currency == "CNY"
    assert playbook.fields["heard"].choices[1].id == "no"
    assert playbook.fields["deals"].report is Section.PLAN
    assert playbook.fields["said_facts"].type is FieldType.RECORDS
    assert playbook.scale.levels[1].signs[1].en == "looks at the clock"
    assert playbook.clocks[0].minutes == {1: 2880, 4: 240, 5: 30}
    assert playbook.practice[0].nodes[0].options[0].next == "calmer"
    assert playbook.report[Section.PLAN] == ("deals",)


def test_the_bytes_are_canonical_and_name_the_version() -> None:
    data, found = compiled(SOURCE)
    assert not found
    assert data == talk().compiled
    assert (
        data
        == json.dumps(
            json.loads(data), sort_keys=True, ensure_ascii=False, separators=(",", ":")
        ).encode()
    )
    assert b"." not in json.dumps(json.loads(data)["playbook"]["clocks"]).encode()
    changed, _ = compiled(SOURCE.replace("请您说说", "请讲"))
    assert changed is not None
    assert Playbook.from_compiled(changed).version != talk().version
    commented, _ = compiled("# a remark\n" + SOURCE)
    assert commented == data


def test_the_authors_tests_do_not_travel() -> None:
    assert b"tests" not in talk().compiled


def test_private_fields_travel_so_that_no_reader_takes_them_for_shared_ones() -> None:
    without, _ = compiled(SOURCE.replace("      - own_note\n", ""))
    assert without is not None
    assert Playbook.from_compiled(without).is_private("own_note")


def test_keys_and_values_of_a_newer_version_do_no_harm() -> None:
    content = json.loads(talk().compiled)
    content["format"] += ".7"
    content["novel"] = content["playbook"]["novel"] = {"a": 1}
    content["fields"]["wish"] |= {"type": "hologram", "visibility": "partner", "merge": "vote"}
    content["playbook"]["rules"][0]["when"] = "quantum(${wish})"
    playbook = Playbook.from_compiled(json.dumps(content).encode())
    assert playbook.fields["wish"].type is FieldType.TEXT
    assert playbook.visibility("wish") is Visibility.PRIVATE
    assert playbook.merge_policy("answers/wish") == "single"


def damaged() -> list[Any]:
    content = json.loads(talk().compiled)
    no_field = json.loads(talk().compiled)
    del no_field["fields"]["wish"]
    no_text = json.loads(talk().compiled)
    no_text["playbook"]["title"] = {"zh": 1}
    odd_levels = json.loads(talk().compiled)
    odd_levels["playbook"]["steps"][0]["say"][0]["levels"] = [1, "5"]
    return [
        b"",
        b"\xff",
        b"[" * 100_000,
        b"[]",
        b"7",
        talk().compiled[:-50],
        json.dumps({"format": content["format"]}).encode(),
        json.dumps(no_field).encode(),
        json.dumps(no_text).encode(),
        json.dumps(odd_levels).encode(),
    ]


@pytest.mark.parametrize("data", damaged())
def test_damaged_bytes_are_refused(data: bytes) -> None:
    with pytest.raises(PlaybookError) as caught:
        Playbook.from_compiled(data)
    assert caught.value.finding.code == "playbook.compiled_damaged"


def test_a_newer_major_version_is_named() -> None:
    newer = talk().compiled.replace(b"compiled-playbook/1", b"compiled-playbook/2")
    with pytest.raises(PlaybookError) as caught:
        Playbook.from_compiled(newer)
    assert caught.value.finding.code == "playbook.compiled_newer"


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("id: talk\n", "id: talks\n", "id_file"),
        ("scale: mood", "scale: moods", "scale_unknown"),
        ("- headline", "- headlin", "field_unknown"),
        ("- teams\n", "- teams\n      - teams\n", "field_twice"),
        ("{use: wish,", "{use: wis,", "field_unknown"),
        ("field: explained", "field: explaned", "field_unknown"),
        ("[fix_kind, parts_due]", "[fix_kind, parts]", "field_unknown"),
        ("from: review_on", "from: calm", "clock_from"),
        ("5: 0.5", "5: 0.001", "clock_minutes"),
        ("id: solve", "id: listen", "id_twice"),
        ("id: review, title", "id: reply, title", "id_twice"),
        ("${fix_kind} = 'parts'", "${fix_kin} = 'parts'", "expression_field"),
        ("severity() >= 4", "severity( >= 4", "expression_operand"),
        ("level('customer') >= 4 and", "level('customer') >= 4 nad", "expression_rest"),
        ("{levels: [4, 5], text", "{levels: [5, 4], text", "levels_order"),
        ("start: ring", "start: rang", "practice_node"),
        ("next: calmer", "next: calm", "practice_node"),
        ("purpose: {zh: 先听完", "porpose: {zh: 先听完", "key_unknown"),
    ],
)
def test_a_fault_is_named_with_its_line_and_nothing_is_compiled(
    old: str, new: str, code: str
) -> None:
    text = SOURCE.replace(old, new, 1)
    assert text != SOURCE
    data, found = compiled(text)
    assert data is None
    lines = [int(where.partition(":")[2]) for found_code, where in found if found_code == code]
    assert lines
    assert abs(lines[0] - line_of(SOURCE, old)) <= 1


def test_catalogue_faults_are_named(folder: Path) -> None:
    (folder / "fields" / "zz.yaml").write_text(
        "format: fieldapp-fields/1\n"
        "topic: more\n"
        "title: {zh: 其他, en: More}\n"
        "fields:\n"
        "  - {id: wish, type: text, label: {zh: 甲, en: A}}\n"
        "  - {id: k, type: records, record: statements, label: {zh: 乙, en: B}, needs: [txt]}\n"
        "  - {id: l, type: records, record: causes, label: {zh: 丙, en: C}, where: {rot: true}}\n"
        "  - {id: m, type: records, record: causes, label: {zh: 丁, en: D}, where: {basis: x}}\n",
        encoding="utf-8",
    )
    found = Catalogue.of([folder]).findings
    assert [(f.code.removeprefix("playbook."), f.where) for f in found] == [
        ("id_twice", "zz.yaml:5"),
        ("record_key", "zz.yaml:6"),
        ("record_key", "zz.yaml:7"),
        ("record_value", "zz.yaml:8"),
    ]
    assert found[0].params["first"] == "talk.yaml:10"


def test_levels_out_of_order_are_named(folder: Path) -> None:
    scale = folder / "scales" / "mood.yaml"
    scale.write_text(scale.read_text(encoding="utf-8").replace("level: 2", "level: 3"), "utf-8")
    assert [f.code for f in Catalogue.of([folder]).findings] == ["playbook.scale_levels"]


def write_compiled(folder: Path) -> None:
    (folder / "compiled").mkdir(exist_ok=True)
    sources = [folder]
    data, _ = compiling.compile_file(folder / "playbooks" / "talk.yaml", Catalogue.of(sources))
    assert data is not None
    (folder / "compiled" / "talk.json").write_bytes(data)
    index = {
        "talk": {
            "sources": folders.digest(folder / "playbooks" / "talk.yaml", folders.parts(sources)),
            "version": Playbook.from_compiled(data).version,
        }
    }
    (folder / "compiled" / folders.INDEX).write_text(json.dumps(index))


def test_a_fresh_compiled_form_is_opened_and_a_stale_one_is_not(folder: Path) -> None:
    write_compiled(folder)
    before = Library(built_in=folder).get("talk")
    assert before == talk()
    path = folder / "fields" / "talk.yaml"
    path.write_text(path.read_text("utf-8").replace("诉求", "要求"), "utf-8")
    after = Library(built_in=folder).get("talk")
    assert after is not None and before is not None
    assert after.fields["wish"].label.zh == "要求"
    assert after.version != before.version


def test_other_line_ends_do_not_make_it_stale(folder: Path) -> None:
    write_compiled(folder)
    for path in folder.rglob("*.yaml"):
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert folders.fresh(folder / "playbooks" / "talk.yaml", folders.parts([folder]))


def test_a_tampered_compiled_form_is_not_used(folder: Path) -> None:
    write_compiled(folder)
    path = folder / "compiled" / "talk.json"
    path.write_bytes(path.read_bytes().replace("请您说说".encode(), "赔你一百".encode()))
    opened = Library(built_in=folder).get("talk")
    assert opened == talk()


def test_opening_needs_neither_yaml_nor_a_schema(folder: Path) -> None:
    write_compiled(folder)
    program = (
        "import sys\n"
        "from pathlib import Path\n"
        "from fieldapp.playbook.library import Library\n"
        f"assert Library(built_in=Path({str(folder)!r})).get('talk')\n"
        "print([n for n in sys.modules if 'yaml' in n or 'jsonschema' in n])\n"
    )
    loaded = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    ).stdout.strip()
    assert loaded == "[]"


def test_a_broken_playbook_is_left_out_and_reported(folder: Path) -> None:
    (folder / "playbooks" / "broken.yaml").write_text("format: fieldapp-playbook/1\nid: [", "utf-8")
    (folder / "playbooks" / "half.yaml").write_text("format: fieldapp-playbook/1\n", "utf-8")
    library = Library(built_in=folder)
    assert [playbook.id for playbook in library.playbooks] == ["talk"]
    assert library.get("broken") is None
    assert library.get("unheard_of") is None
    named = {f.where.partition(":")[0] for f in library.findings if f.severity is Severity.ERROR}
    assert named == {"broken.yaml", "half.yaml"}


def test_a_company_adds_its_own_beside_the_built_in_ones(folder: Path, tmp_path: Path) -> None:
    own = tmp_path / "own"
    (own / "playbooks").mkdir(parents=True)
    (own / "fields").mkdir()
    (own / "fields" / "ours.yaml").write_text(
        "format: fieldapp-fields/1\ntopic: ours\ntitle: {zh: 本司, en: Ours}\n"
        "fields: [{id: ticket, type: text, label: {zh: 工单, en: Ticket}}]\n",
        "utf-8",
    )
    text = SOURCE.replace("id: talk\n", "id: ours\n").replace("- headline", "- ticket")
    (own / "playbooks" / "ours.yaml").write_text(text, "utf-8")
    (own / "playbooks" / "talk.yaml").write_text(SOURCE, "utf-8")
    library = Library([own], built_in=folder)
    assert library.ids == ("talk", "ours")
    ours = library.get("ours")
    assert ours is not None and ours.fields["ticket"].label.en == "Ticket"
    assert library.get("talk") == talk()
    assert library.by_version(ours.version) is ours
    assert library.by_version("0" * 64) is None
    assert [f.code for f in library.findings] == ["playbook.id_taken"]
