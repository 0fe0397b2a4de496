"""The authors' page: its examples work, and both languages show the same ones."""

import re
from pathlib import Path

from fieldapp.base import paths
from fieldapp.playbook import calendar
from fieldapp.playbook.expression import FUNCTIONS
from fieldapp.playbook.fields import FieldType, Visibility
from fieldapp.playbook.lint.check import check_playbook

PAGES = [paths.data_dir() / "docs" / f"playbook-author{end}" for end in (".md", ".zh.md")]


def examples(page: Path) -> list[str]:
    return re.findall(r"```yaml\n(.*?)```", page.read_text("utf-8"), re.DOTALL)


def test_the_examples_pass_the_check(tmp_path: Path) -> None:
    assert examples(PAGES[0]) == examples(PAGES[1])
    names = ("playbooks/site_visit.yaml", "fields/ours.yaml", calendar.FILE)
    for name, text in zip(names, examples(PAGES[0]), strict=True):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, "utf-8")
    known, findings = calendar.read([tmp_path])
    assert known.title.en == "Plant A" and findings == ()
    assert check_playbook(tmp_path / "playbooks" / "site_visit.yaml") == []
    unused = check_playbook(tmp_path / "fields" / "ours.yaml")
    assert [f.code for f in unused] == ["playbook.field_unused"]


def test_the_pages_name_all_there_is() -> None:
    for page in PAGES:
        text = page.read_text("utf-8")
        for name in FUNCTIONS:
            assert f"{name}(" in text, name
        for kind in FieldType:
            assert f"`{kind.value}`" in text, kind
        for reader in Visibility:
            assert f"`{reader.name.lower()}`" in text, reader
