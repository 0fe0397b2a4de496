"""What an author is told about a file: its line, what is wrong, what to do; in both languages."""

import re
import shutil
from gettext import GNUTranslations
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.pofile import read_po
from playbook_cases import FORMS

from fieldapp.base import paths
from fieldapp.base.findings import Severity
from fieldapp.base.language import LANGS, Text, message
from fieldapp.playbook.expression import parse
from fieldapp.playbook.fields import Choice, Field, FieldType
from fieldapp.playbook.lint.check import check_playbook
from fieldapp.playbook.lint.conditions import outcomes
from fieldapp.playbook.lint.phrases import Word, words

DANGER = """- {use: danger, visible_when: "${heard} = 'yes'"}"""
PARTS = """{use: parts_due, visible_when: "${fix_kind} = 'parts'", required: true}"""
GUARD = """when: "level('customer') >= 4 and not(${heard} = 'yes')\""""
RULE = "answered(${fix_kind}) and not(${explained})"
SAID = "zh: 请您说说。, en: Please tell me."
PURPOSE = "{zh: 先听完。, en: Hear them out.}"
READING = "{who: customer, level: 4, word: 骗}"


def use(condition: str) -> tuple[str, str]:
    """A change that makes a field visible under a condition."""
    return "- teams", f'- {{use: teams, visible_when: "{condition}"}}'


def phrase(condition: str) -> tuple[str, str]:
    """A change that adds something to ask under a condition."""
    added = f'- {{levels: [1, 5], kind: open, when: "{condition}", text: {{zh: 呢？, en: So?}}}}'
    asked = "- {levels: [1, 5], kind: open,"
    return asked, f"{added}\n      {asked}"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A company's folder with a playbook, its fields and its table, all without a fault."""
    copy = tmp_path / "forms"
    shutil.copytree(FORMS, copy)
    path = copy / "fields" / "talk.yaml"
    text = path.read_text("utf-8")
    text = text[: text.index("  - id: guard_override_reason")]  # The built-in forms have it.
    path.write_text(text, "utf-8")
    changed(copy / "playbooks" / "talk.yaml", DANGER, "- danger")
    return copy


def checked(path: Path) -> list[tuple[str, int]]:
    """(code, line) of each finding; every one of ours speaks both languages."""
    findings = check_playbook(path)
    for finding in (f for f in findings if f.code.startswith("playbook.")):
        for lang in LANGS:
            text = message(finding, lang)
            assert text != finding.code
            assert text.count("。" if lang == "zh" else ".") >= 1
    return [(f.code.split(".", 1)[1], int(f.where.rpartition(":")[2])) for f in findings]


def changed(path: Path, old: str, new: str) -> int:
    """Replaces `old` in a file; the line it stood in."""
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    return text[: text.index(old)].count("\n") + 1


def test_a_good_playbook_gets_no_remark_but_the_one_on_safety(folder: Path) -> None:
    found = check_playbook(folder / "playbooks" / "talk.yaml")
    assert [(f.code, f.severity) for f in found] == [("playbook.guard_always", Severity.INFO)]
    assert checked(folder / "scales" / "mood.yaml") == []
    assert {code for code, _ in checked(folder / "fields" / "talk.yaml")} == set()


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ((PURPOSE, "{zh: 先听完。}"), "en_missing"),
        ((PURPOSE, "{en: Hear them out.}"), "zh_missing"),
        ((PURPOSE, "{zh: 先听。, en: 先听完。}"), "en_other"),
        ((PURPOSE, "{zh: Hear all of it first., en: Hear.}"), "zh_other"),
        ((PURPOSE, "{zh: %s, en: Hear.}" % ("先听完" * 30)), "zh_long"),
        ((PURPOSE, "{zh: 听。, en: %s}" % ("hear them out " * 20)), "en_long"),
        (
            ("{levels: [4, 5], text: {zh: 我在听", "{levels: [5, 5], text: {zh: 我在听"),
            "say_lacking",
        ),
        ((SAID, "zh: 我保证。, en: Please."), "phrase"),
        ((SAID, "zh: 好。, en: I guarantee it."), "phrase"),
        ((SAID, "zh: 您必须说。, en: Do."), "phrase"),
        (("zh: 后来呢？, en: And then?", "zh: 今天不定？, en: Well?"), "phrase"),
        ((PURPOSE, "{zh: 客户难缠。, en: Hear.}"), "phrase"),
        ((PURPOSE, "{zh: 听。, en: It is YOUR FAULT.}"), "phrase"),
        (use("${heard} = 'yse'"), "choice_unknown"),
        (use("selected(${teams}, 'sale')"), "choice_unknown"),
        (use("situation() = 'complain'"), "choice_unknown"),
        (use("${teams} = 3"), "comparison_kinds"),
        (use("${deals} = 'x'"), "comparison_kinds"),
        (use("${heard} > 'a'"), "comparison_kinds"),
        (use("${explained} = 'yes'"), "comparison_kinds"),
        (use("${heard} = ''"), "comparison_empty"),
        (use("sum(${deals}, 'price') > 1"), "record_key"),
        (use("count(${deals}) < 0"), "never_visible"),
        ((GUARD, 'when: "true()"'), "guard_always_holds"),
        (("level('customer') >= 4", "level('customer') > 5"), "guard_never_holds"),
        ((GUARD, "when: \"not(${fix_kind} = 'parts')\""), "guard_locked"),
        ((RULE, "${fix_kind} = 'parts' and ${fix_kind} = 'visit'"), "rule_never_holds"),
        (phrase("${fix_kind} = 'prts'"), "choice_unknown"),
        (phrase("level('customer') > 5"), "phrase_never_holds"),
        (phrase("true()"), "phrase_always_holds"),
        (("levels: [1, 3]", """when: "${heard} = 'yes'", levels: [1, 3]"""), "say_lacking"),
        ((RULE, "answered(${wish}) or not(answered(${wish}))"), "rule_always_holds"),
        (("severity() >= 4", "severity() >= 6"), "never_required"),
        ((PARTS, '{use: parts_due, visible_when: "1 > 2", required: true}'), "required_invisible"),
        (("- own_note", "- {use: own_note, required: true}"), "required_private"),
        (("      - explained\n", ""), "field_not_in_step"),
        (("solution: [fix_kind,", "solution: [fix_kind, own_note,"), "report_hidden"),
        (("next: calmer, ", ""), "practice_unreached"),
        (("folded: [solve]", "folded: [listen]"), "test_failed"),
        (("missing: [wish,", "missing: [wsh,"), "test_unknown"),
        ((READING, "{who: customer, level: 9, word: 骗}"), "file_range"),
        ((READING, "{who: customer, lvl: 4, word: 骗}"), "file_unknown_key_near"),
        (("  - name: 愤", "  - today: 2026-02-31\n    name: 愤"), "day_form"),
    ],
)
def test_a_fault_is_found_where_it_is(folder: Path, change: tuple[str, str], code: str) -> None:
    path = folder / "playbooks" / "talk.yaml"
    line = changed(path, *change)
    lines = [at for found, at in checked(path) if found == code]
    assert lines, checked(path)
    if code not in ("say_lacking", "field_not_in_step", "practice_unreached"):
        assert line in lines


def test_a_field_shown_always_needs_no_condition(folder: Path) -> None:
    path = folder / "playbooks" / "talk.yaml"
    changed(path, "- danger", DANGER)
    assert "always_condition" in dict(checked(path))


def test_what_is_to_be_avoided_may_be_said_there(folder: Path) -> None:
    path = folder / "playbooks" / "talk.yaml"
    assert "我保证没事" in path.read_text("utf-8")
    assert "phrase" not in dict(checked(path))


def test_a_phrase_finding_gives_the_reason_and_a_suggestion(folder: Path) -> None:
    path = folder / "playbooks" / "talk.yaml"
    changed(path, SAID, "zh: 百分之百能修好。, en: Please.")
    (found,) = [f for f in check_playbook(path) if f.code == "playbook.phrase"]
    assert message(found, "zh").startswith("“百分之百”：") and "许诺" in message(found, "zh")
    assert "promise" in message(found, "en")


@pytest.mark.parametrize(
    ("text", "hit"),
    [
        ("我保证修好", True),
        ("我不能保证今天修好", False),
        ("合同写了保证金", False),
        ("不能保证，但我保证会回电", True),
        ("We guarantee it.", True),
        ("We can’t guarantee it.", False),
        ("I CAN'T GUARANTEE it, but we guarantee that", True),
        ("guaranteeing", False),
        ("这不一定会发生", False),
        ("您有空的时候再说", False),
        ("It is not your fault.", False),
        ("a dramatic change", False),
        ("so that you don’t have to start again", False),
        ("You have to sign.", True),
    ],
)
def test_words_are_found_but_not_in_harmless_company(text: str, hit: bool) -> None:
    found = [
        word.find(text)
        for group in words([paths.forms()])
        for word in group.words
        if word.find(text)
    ]
    assert bool(found) is hit, found


def test_a_company_may_add_its_own_words(folder: Path) -> None:
    (folder / "phrases.yaml").write_text(
        "format: fieldapp-phrases/1\n"
        "groups:\n"
        "  - id: house\n"
        "    title: {zh: 本司, en: House}\n"
        "    reason: {zh: 本司不这样说。, en: We do not say it.}\n"
        "    suggestion: {zh: 换个说法。, en: Say it otherwise.}\n"
        "    words: {zh: [我在听], en: [i am listening]}\n",
        "utf-8",
    )
    found = checked(folder / "playbooks" / "talk.yaml")
    assert [code for code, _ in found].count("phrase") == 2


def test_a_word_is_matched_whole_in_english_and_as_written_in_chinese() -> None:
    assert Word("hurry", "en").find("Please HURRY up") == "HURRY"
    assert Word("hurry", "en").find("hurrying") == ""
    assert Word("怪您", "zh", ("不怪您",)).find("这不怪您") == ""


def test_files_that_are_no_playbook_are_told_apart(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    assert checked_codes(path) == ["file_unreadable"]
    path.write_text("format: fieldapp-playbok/1\n", "utf-8")
    assert checked_codes(path) == ["value_unknown"]
    path.write_text("just text\n", "utf-8")
    assert checked_codes(path) == ["format_missing"]
    path.write_text("- a\n- b\n", "utf-8")
    assert checked_codes(path) == ["format_missing"]
    path.write_text("format: fieldapp-fields/1\ntopic: x\n", "utf-8")
    assert checked_codes(path) == ["key_missing", "key_missing"]


def checked_codes(path: Path) -> list[str]:
    return [f.code.removeprefix("playbook.") for f in check_playbook(path)]


def test_a_byte_order_mark_does_not_hide_the_rest(folder: Path) -> None:
    path = folder / "playbooks" / "talk.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert checked_codes(path) == ["file_mark", "guard_always"]


def test_a_lone_playbook_is_checked_against_the_built_in_fields(tmp_path: Path) -> None:
    path = tmp_path / "pacts.yaml"
    shutil.copy(paths.forms("playbooks", "pacts.yaml"), path)
    assert [f for f in check_playbook(path) if f.severity is Severity.ERROR] == []


def test_fields_nobody_uses_are_named(folder: Path) -> None:
    changed(folder / "playbooks" / "talk.yaml", "      - hours_lost\n", "")
    found = check_playbook(folder / "fields" / "talk.yaml")
    assert [(f.code, f.params["field"]) for f in found] == [("playbook.field_unused", "hours_lost")]


def test_a_field_that_takes_a_built_in_id_is_refused(folder: Path) -> None:
    line = changed(folder / "fields" / "talk.yaml", "- id: wish", "- id: gap_reason")
    assert ("id_twice", line) in checked(folder / "fields" / "talk.yaml")


def test_a_broken_shared_file_is_named_instead_of_all_that_then_seems_unknown(folder: Path) -> None:
    line = changed(folder / "fields" / "talk.yaml", "type: level", "type: levl")
    found = check_playbook(folder / "playbooks" / "talk.yaml")
    assert [(f.code, f.where) for f in found] == [("playbook.value_unknown", f"talk.yaml:{line}")]


def test_uneven_lists_are_named(folder: Path) -> None:
    path = folder / "scales" / "mood.yaml"
    changed(path, "zh: [追问, 看表]", "zh: [追问]")
    assert checked_codes(path) == ["texts_uneven"]


NO_TEXT = Text()
FIELDS = {
    "kind": Field(
        id="kind",
        type=FieldType.CHOICE,
        label=NO_TEXT,
        choices=(Choice("a", NO_TEXT), Choice("b", NO_TEXT)),
    ),
    "score": Field(id="score", type=FieldType.NUMBER, label=NO_TEXT, low=1, high=5),
    "note": Field(id="note", type=FieldType.TEXT, label=NO_TEXT),
    "due": Field(id="due", type=FieldType.DAY, label=NO_TEXT),
    "said": Field(id="said", type=FieldType.RECORDS, label=NO_TEXT, record="statements"),
    "teams": Field(
        id="teams",
        type=FieldType.CHOICES,
        label=NO_TEXT,
        choices=tuple(Choice(letter, NO_TEXT) for letter in "abc"),
    ),
    "about": Field(id="about", type=FieldType.HEADER, label=NO_TEXT, path="situation"),
}


@pytest.mark.parametrize(
    ("condition", "possible"),
    [
        ("${kind} = 'a'", {True, False}),
        ("${kind} = 'a' and ${kind} = 'b'", {False}),
        ("${kind} = 'a' or ${kind} != 'a'", {True}),
        ("${score} > 4", {True, False}),
        ("${score} > 5", {False}),
        ("${score} < 1", {False}),
        ("${note} = 'exactly this'", {True, False}),
        ("string-length(${note}) > 200", {True, False}),
        ("${due} < today()", {True, False}),
        ("${due} = '2026-03-03'", {True, False}),
        ("count(${said}) > 12", {True, False}),
        ("count(${said}) < 0", {False}),
        ("selected(${teams}, 'c') and count(${teams}) = 1", {True, False}),
        ("count(${teams}) = 3", {True, False}),
        ("count(${teams}) > 3", {False}),
        ("${about} = 'complaint'", {True, False}),
        ("situation() = 'complaint' and severity() >= 4", {True, False}),
        ("level('customer') > level('engineer')", {True, False}),
        ("not(${score} > 5)", {True}),
        ("${score} * 2 > 100", {True, False}),
    ],
)
def test_what_a_condition_can_come_to(condition: str, possible: set[bool]) -> None:
    assert outcomes(parse(condition), FIELDS) == possible


def catalogue(lang: str) -> dict[str, str]:
    with paths.resources("i18n", lang, "playbook.po").open("rb") as file:
        return {entry.id: entry.string for entry in read_po(file) if entry.id}


def test_both_catalogues_say_the_same_and_are_compiled() -> None:
    chinese, english = catalogue("zh"), catalogue("en")
    assert chinese.keys() == english.keys()
    for key, text in chinese.items():
        fields = [
            {name for _, name, _, _ in Formatter().parse(said) if name}
            for said in (
                text.replace("_zh}", "}").replace("{zh}", "{x}"),
                english[key].replace("_en}", "}").replace("{en}", "{x}"),
            )
        ]
        assert fields[0] == fields[1] or key == "playbook.texts_uneven", key
        for lang, said in (("zh", text), ("en", english[key])):
            with paths.resources("i18n", lang, "playbook.mo").open("rb") as file:
                assert GNUTranslations(file).gettext(key) == said


def test_every_finding_says_what_is_wrong_and_what_to_do() -> None:
    advice = ("playbook.rule", "playbook.phrase")  # Their texts come from authors' files.
    labels = tuple(f"playbook.{kind}_" for kind in ("label", "preview", "words", "situation"))
    for lang, stop in (("zh", "[。；？]"), ("en", r"[.?;](\s|$)")):
        for key, text in catalogue(lang).items():
            if key in advice or key.startswith(labels):
                continue
            assert len(re.findall(stop, text)) >= 2, (key, text)
