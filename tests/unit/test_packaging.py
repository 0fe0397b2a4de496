"""The scripts beside dev.py: message catalogues and the licence inventory."""

from __future__ import annotations

import gettext
import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]
HEAD = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'


def load(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, ROOT / "packaging" / f"{name}.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def entry(code: str, text: str, mark: str = "") -> str:
    return f'{mark}msgid "{code}"\nmsgstr "{text}"\n\n'


class Shelf:
    """A small project with one package, `shelf`, and its two catalogues."""

    def __init__(self, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.root = root
        self.script = load("catalogues")
        monkeypatch.setattr(self.script, "ROOT", root)
        monkeypatch.setattr(self.script, "I18N", root / "resources/i18n")
        (root / "fieldapp").mkdir()
        for lang in ("zh", "en"):
            (root / "resources/i18n" / lang).mkdir(parents=True)

    def file(self, lang: str, ending: str = "po") -> Path:
        return self.root / "resources/i18n" / lang / f"shelf.{ending}"

    def problems(self, en: str, *, zh: str | None = None, code: str = "") -> str:
        """What the check says, one problem a line, after compiling."""
        self.file("en").write_text(HEAD + en, encoding="utf-8")
        self.file("zh").write_text(HEAD + (en if zh is None else zh), encoding="utf-8")
        (self.root / "fieldapp/shelf.py").write_text(code, encoding="utf-8")
        self.script.compile_all()
        return "\n".join(self.script.problems())


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shelf:
    return Shelf(tmp_path, monkeypatch)


FULL = entry("shelf.full", "{name} is full.")


def test_whole_catalogues_are_silent(shelf: Shelf) -> None:
    code = 'tr("shelf.full", lang, name=x)\nFinding("shelf.full", {"name": x})\n'
    code += 'raise ShelfError("shelf.full", name=x, where=y)\ntr("shelf.full", lang, **given)\n'
    assert shelf.problems(FULL, zh=entry("shelf.full", "{name}已满。"), code=code) == ""


def test_a_missing_translation_is_named(shelf: Shelf) -> None:
    assert "shelf.full has no zh" in shelf.problems(FULL, zh="")


def test_an_empty_or_fuzzy_text_is_named(shelf: Shelf) -> None:
    assert "has no text" in shelf.problems(FULL, zh=entry("shelf.full", ""))
    assert "fuzzy" in shelf.problems(FULL, zh=entry("shelf.full", "{name}", "#, fuzzy\n"))


def test_other_fields_and_torn_braces_are_named(shelf: Shelf) -> None:
    assert "different fields" in shelf.problems(FULL, zh=entry("shelf.full", "{nmae}已满。"))
    assert "shelf.full: " in shelf.problems(FULL, zh=entry("shelf.full", "{name已满。"))


def test_a_message_in_the_wrong_catalogue_is_named(shelf: Shelf) -> None:
    assert "belongs into case.po" in shelf.problems(entry("case.full", "Full."))


@pytest.mark.parametrize(
    ("code", "complaint"),
    [
        ('found = "shelf.emtpy"', "shelf.py:1: shelf.emtpy is in no catalogue"),
        ('tr("shelf.full", lang)', "not given its field name"),
        ('raise ShelfError("shelf.full", where="a")', "not given its field name"),
        ('super().__init__("shelf.full", title=title)', "not given its field name"),
        ('Finding("shelf.full", {"title": title})', "not given its field name"),
        ('Finding("shelf.full")', "not given its field name"),
    ],
)
def test_a_code_that_would_show_no_sentence_is_named(
    shelf: Shelf, code: str, complaint: str
) -> None:
    assert complaint in shelf.problems(FULL, code=code)


def test_a_file_name_is_no_code(shelf: Shelf) -> None:
    assert shelf.problems(FULL, code='path = "shelf.json"') == ""


def test_a_broken_catalogue_is_named_with_its_file(shelf: Shelf) -> None:
    shelf.file("en").write_text(HEAD + 'msgid "shelf.full\nmsgstr "', encoding="utf-8")
    assert any("shelf.po" in problem for problem in shelf.script.problems())


def test_compiling_gives_the_same_bytes_and_what_gettext_reads(shelf: Shelf) -> None:
    shelf.problems(entry("shelf.full", "{name}已满。"))
    first = shelf.file("zh", "mo").read_bytes()
    assert shelf.script.compile_all() == []
    shelf.file("zh", "mo").unlink()
    assert shelf.script.compile_all() == ["resources/i18n/zh/shelf.mo"]
    assert shelf.file("zh", "mo").read_bytes() == first
    with shelf.file("zh", "mo").open("rb") as file:
        assert gettext.GNUTranslations(file).gettext("shelf.full") == "{name}已满。"


def test_a_stale_mo_is_named(shelf: Shelf) -> None:
    shelf.problems(FULL)
    shelf.file("en").write_text(HEAD + entry("shelf.full", "{name}: full."), encoding="utf-8")
    assert any("dev.py i18n" in problem for problem in shelf.script.problems())


def test_every_runtime_package_has_a_licence_we_may_ship_with() -> None:
    text, problems = load("licences").inventory()
    assert problems == []
    assert "| reportlab | BSD-3-Clause |" in text
    assert "| pywin32-ctypes | BSD-3-Clause |" in text
    assert "pytest" not in text


def test_a_licence_nobody_named_is_a_problem(monkeypatch: pytest.MonkeyPatch) -> None:
    licences = load("licences")
    monkeypatch.setattr(licences, "BY_HAND", {})
    _, problems = licences.inventory()
    assert any(problem.startswith("sqlcipher3: ") for problem in problems)
