"""What dev.py starts: checks, catalogues, the lock, the licence inventory."""

from __future__ import annotations

import gettext
import importlib.util
import re
import sys
from pathlib import Path
from string import Formatter
from types import ModuleType

import pytest

from fieldapp.base import paths
from fieldapp.base.language import LANGS, tr

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
    assert "name, nmae" in shelf.problems(FULL, zh=entry("shelf.full", "{nmae}已满。"))
    assert "shelf.full: " in shelf.problems(FULL, zh=entry("shelf.full", "{name已满。"))


def test_a_field_in_both_languages_goes_to_its_own_message() -> None:
    compare = load("catalogues").compare
    assert not list(compare("shelf", {"shelf.a": "{x_zh}"}, {"shelf.a": "{x_en}"}))
    assert list(compare("shelf", {"shelf.a": "{x_en}"}, {"shelf.a": "{x_en}"}))
    both = {"shelf.a": "{x_zh} ({x_en})"}
    assert not list(compare("shelf", both, both))


def test_a_message_in_the_wrong_catalogue_is_named(shelf: Shelf) -> None:
    assert "belongs into case.po" in shelf.problems(entry("case.full", "Full."))


@pytest.mark.parametrize(
    ("code", "complaint"),
    [
        ('note("shelf.emtpy")', "shelf.py:1: shelf.emtpy is in no catalogue"),
        (
            'tr("shelf.full" if x else "shelf.emtpy", lang, name=x)',
            "shelf.emtpy is in no catalogue",
        ),
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


@pytest.mark.parametrize(
    "code", ['open("shelf.json")', 'tr(f"shelf.part_{name}", lang)', 'path = "shelf.title"']
)
def test_what_only_looks_like_a_code_is_none(shelf: Shelf, code: str) -> None:
    assert shelf.problems(FULL, code=code) == ""


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


def test_the_program_finds_in_a_catalogue_what_gettext_finds() -> None:
    for lang in LANGS:
        known = (ROOT / f"resources/i18n/{lang}/ui.po").read_text(encoding="utf-8")
        keys = [*re.findall(r'^msgid "(.+)"', known, re.MULTILINE), "ui.", "ui.mm", "ui.保"]
        assert len(keys) > 50
        with paths.resources("i18n", lang, "ui.mo").open("rb") as file:
            wanted = gettext.GNUTranslations(file)
        for key in keys:
            text = wanted.gettext(key)
            params = {name: 3 for _, name, _, _ in Formatter().parse(text) if name}
            assert tr(key, lang, **params) == text.format(**params)


def test_a_stale_mo_is_named(shelf: Shelf) -> None:
    shelf.problems(FULL)
    shelf.file("en").write_text(HEAD + entry("shelf.full", "{name}: full."), encoding="utf-8")
    assert any("dev.py i18n" in problem for problem in shelf.script.problems())


def test_every_runtime_package_has_a_licence_we_may_ship_with() -> None:
    licences = load("licences")
    texts, problems = licences.inventory()
    text = texts[licences.INVENTORY]
    assert problems == []
    assert "| reportlab | BSD-3-Clause |" in text
    assert "| pywin32-ctypes | BSD-3-Clause |" in text
    assert "pytest" not in text


def test_a_licence_nobody_named_is_a_problem(monkeypatch: pytest.MonkeyPatch) -> None:
    licences = load("licences")
    monkeypatch.setattr(licences, "BY_HAND", {})
    _, problems = licences.inventory()
    assert any(problem.startswith("sqlcipher3: ") for problem in problems)


# --- lock ---

PIN = "segno==1.6.6 \\\n    --hash=sha256:" + "0" * 64


def test_the_lock_in_the_repository_holds_only_pins_and_hashes_and_is_up_to_date() -> None:
    assert load("lock").check() == []


@pytest.mark.parametrize(
    "line",
    [
        "--index-url https://packages.example/simple",
        "--find-links /srv/wheels",
        "segno @ https://packages.example/segno-1.6.6.whl \\",
        "segno @ file:///srv/segno-1.6.6.whl \\",
        "./segno-1.6.6.whl",
        "segno>=1.6 \\",
        "    # via -r /home/someone/requirements.in",
        "    --hash=md5:0123",
    ],
)
def test_an_address_or_a_path_is_never_written(
    line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lock = load("lock")
    monkeypatch.setattr(lock, "LOCK", tmp_path / "requirements.lock")
    monkeypatch.setattr(lock, "resolve", lambda options: f"{PIN}\n{line}\n")
    assert lock.write([]) == [f"neither a pin nor a hash: {line}"]
    assert not lock.LOCK.exists()


def test_a_written_lock_passes_its_check(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lock = load("lock")
    monkeypatch.setattr(lock, "LOCK", tmp_path / "requirements.lock")
    marked = PIN.replace(" \\", " ; python_full_version < '3.12' \\")
    monkeypatch.setattr(lock, "resolve", lambda options: f"{PIN}\n{marked}\n")
    assert lock.write([]) == []
    assert lock.check() == []


def test_a_new_dependency_makes_the_lock_old(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lock = load("lock")
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    changed = text.replace('"segno>=', '"new-thing>=1",\n  "segno>=', 1)
    (tmp_path / "pyproject.toml").write_text(changed, encoding="utf-8")
    monkeypatch.setattr(lock, "ROOT", tmp_path)
    assert any("dev.py lock" in problem for problem in lock.check())


# --- checks ---


def test_every_step_runs_and_the_failed_one_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    checks = load("checks")
    failing = checks.command(sys.executable, "-c", "print('line 3: no'); raise SystemExit(1)")
    passing = checks.command(sys.executable, "-c", "print('chatter')")
    monkeypatch.setattr(checks, "STEPS", {"first": failing, "second": passing})
    assert checks.main([]) == 1
    said = capsys.readouterr().out
    assert "FAILED first" in said
    assert "line 3: no" in said
    assert "ok     second" in said
    assert "chatter" not in said
    assert checks.main(["second"]) == 0


def test_a_step_that_is_not_there_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert load("checks").main(["spelling"]) == 2
    assert "spelling" in capsys.readouterr().err


def test_links_to_nowhere_and_tests_of_one_name_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    checks = load("checks")
    monkeypatch.setattr(checks, "ROOT", tmp_path)
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/a.md").write_text(
        "[b](b.md#part) [a](a.md#part) [there](https://there.example) [here](#part)",
        encoding="utf-8",
    )
    assert checks.links() == ["docs/a.md: there is no b.md"]
    for path in ("unit/conftest.py", "ui/conftest.py", "unit/test_a.py", "ui/test_a.py"):
        (tmp_path / "tests" / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "tests" / path).touch()
    assert checks.names() == ["of one name: tests/ui/test_a.py, tests/unit/test_a.py"]


def test_what_the_page_on_security_leaves_open_or_makes_up_is_named(tmp_path: Path) -> None:
    script = load("security")
    (tmp_path / "test_a.py").write_text("def test_b() -> None: ...\n", encoding="utf-8")
    page = "".join(f"| {number} | {level} | x |\n" for number, level in script.LEVELS.items())
    assert script.problems(page + "`test_a.py::test_b`", tmp_path) == []
    page = page.replace("| 1.1.1 | 2 |", "| 1.1.2 | 2 |").replace("| 6.2.1 | 1 |", "| 6.2.1 | 2 |")
    assert script.problems(f"{page}| 1.2.10 | 3 |\n`test_a.py::test_c`", tmp_path) == [
        "1.1.1 is not answered",
        "1.1.2 is answered 2 times",
        "6.2.1 is of level 1",
        "1.2.10 is not asked",
        "there is no test test_a.py::test_c",
    ]
    assert list(script.answered("| 4.4.1 to 4.4.2, 1.5.1 | why |")) == [
        ("4.4.1", "why"),
        ("4.4.2", "why"),
        ("1.5.1", "why"),
    ]


def test_what_is_known_of_weaknesses_is_told_and_what_is_not() -> None:
    script = load("weaknesses")
    fine = {"name": "a", "version": "1", "vulns": []}
    weak = {"name": "b", "version": "2", "vulns": [{"id": "X-1", "fix_versions": ["2.1"]}]}
    unknown = {"name": "c", "skip_reason": "not found"}
    for known, code, first in (
        ([fine], 0, "1 packages looked up, 0 weaknesses"),
        ([fine, weak], script.WEAK, "b 2: X-1, mended in 2.1"),
        ([fine, unknown], script.UNKNOWN, "1 packages looked up, 0 weaknesses"),
        ([weak, unknown], script.WEAK, "b 2: X-1, mended in 2.1"),
        ([], script.UNKNOWN, "0 packages looked up, 0 weaknesses"),
    ):
        found, lines = script.told({"dependencies": known})
        assert (found, lines[0]) == (code, first)


def test_the_inventory_is_the_same_on_a_python_that_needs_fewer_packages(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    licences = load("licences")
    everywhere = licences.distribution

    def fewer(name: str) -> object:
        if name in licences.NOT_EVERYWHERE:
            raise licences.PackageNotFoundError(name)
        return everywhere(name)

    monkeypatch.setattr(licences, "distribution", fewer)
    texts, problems = licences.inventory()
    assert problems == []
    assert len(texts) == 2
    assert all(path.read_text(encoding="utf-8") == text for path, text in texts.items())
