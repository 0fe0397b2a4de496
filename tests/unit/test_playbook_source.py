"""Authors' files as they come: odd encodings, half a file, YAML's traps. One clear finding each."""

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldapp.base.findings import Severity
from fieldapp.base.language import LANGS, message
from fieldapp.playbook import source


def plain(text: str) -> object:
    node, findings = source.read_bytes(text.encode(), "a.yaml")
    assert node is not None, findings
    assert not findings
    return node.plain()


def test_only_true_and_false_are_booleans() -> None:
    text = "no: yes\non: off\ny: n\ntruth: [true, False, 'true']\nempty: [~, null, '']"
    assert plain(text) == {
        "no": "yes",
        "on": "off",
        "y": "n",
        "truth": [True, False, "true"],
        "empty": [None, None, ""],
    }


def test_numbers_are_whole_or_decimal_and_nothing_else_turns_into_one() -> None:
    assert plain("[1, -20, 3.50, '4', 010, 0x1f, 1_000, 12:30, 1e3, .5, 2026-11-20]") == [
        1,
        -20,
        Decimal("3.50"),
        "4",
        "010",
        "0x1f",
        "1_000",
        "12:30",
        "1e3",
        ".5",
        "2026-11-20",
    ]


def test_every_value_knows_its_line() -> None:
    node, _ = source.read_bytes(
        "a: 1\nb:\n  - 你好\n  - c: |\n      long\n      text\n".encode(), "x"
    )
    assert node is not None
    b = node.entries["b"]
    assert (node.entries["a"].line, b.key_line, b.line) == (1, 2, 3)
    assert [item.line for item in b.items] == [3, 4]


@pytest.mark.parametrize(
    ("data", "code", "line"),
    [
        (b"", "file_empty", 1),
        (b"  \n# only a comment\n", "file_empty", 1),
        ("a: 标题\n".encode("utf-16"), "file_encoding", 1),
        (b"a: 1\nb: \xb1\xea\xcc\xe2\n", "file_encoding", 2),
        (b"a: 1\nb: x\x00y\n", "file_character", 2),
        (b"a: 1\nb: [1, 2\n", "file_yaml", 3),
        (b"a: 1\nb: 'cut off\n\n", "file_yaml", 4),
        (b"a: 1\n  b: 2\n", "file_yaml", 2),
        (b"a:\n\tb: 2\n", "file_tab", 2),
        (b"a: 1\nb: 2\na: 3\n", "file_key_twice", 3),
        (b"a: 1\n---\nb: 2\n", "file_documents", 2),
        (b"a: &x 1\nb: 2\n", "file_alias", 1),
        (b"a: 1\nb: *x\n", "file_alias", 2),
        (b"a: !!python/name:os.system x\n", "file_tag", 1),
        (b"a: !!binary aGk=\n", "file_tag", 1),
        (b"? [a, b]\n: 1\n", "file_key", 1),
        (b"a: " + b"[" * 10_000, "file_deep", 1),
        (b"\n".join(b" " * n + b"a:" for n in range(900)), "file_deep", 21),
        (b"[" + b"1," * 60_000 + b"1]", "file_nodes", 1),
        (b"a: " + b"x" * (1 << 20), "file_large", 1),
    ],
)
def test_a_file_that_cannot_be_read_gives_one_clear_finding(
    data: bytes, code: str, line: int
) -> None:
    node, findings = source.read_bytes(data, "pacts.yaml")
    assert node is None
    assert [(f.code, f.where) for f in findings] == [(f"playbook.{code}", f"pacts.yaml:{line}")]
    assert all(len(message(findings[0], lang)) > 10 for lang in LANGS)


def test_a_byte_order_mark_is_skipped_with_a_warning() -> None:
    node, findings = source.read_bytes("\ufeffa: 1".encode(), "a.yaml")
    assert node is not None and node.plain() == {"a": 1}
    assert [(f.code, f.severity) for f in findings] == [("playbook.file_mark", Severity.WARNING)]


def test_an_alias_bomb_is_refused_at_its_first_anchor() -> None:
    bomb = "a: &a [x, x]\n" + "".join(
        f"{new}: &{new} [{','.join([f'*{old}'] * 9)}]\n"
        for old, new in zip("abcdefgh", "bcdefghi", strict=True)
    )
    node, findings = source.read_bytes(bomb.encode(), "a.yaml")
    assert node is None
    assert findings[0].code == "playbook.file_alias"


def test_a_missing_file_and_a_folder_are_findings(tmp_path: Path) -> None:
    for path in (tmp_path / "none.yaml", tmp_path):
        node, findings = source.read(path)
        assert node is None
        assert [f.code for f in findings] == ["playbook.file_unreadable"]


@given(
    st.text(st.sampled_from("ab:-[]{}'\"|>#&*! \n\t?,%@`你\ufeff\x85\x00"), max_size=80) | st.text()
)
def test_any_text_is_read_or_refused(text: str) -> None:
    node, findings = source.read_bytes(text.encode("utf-8", "surrogatepass"), "a.yaml")
    assert (node is None) == any(f.severity is Severity.ERROR for f in findings)
