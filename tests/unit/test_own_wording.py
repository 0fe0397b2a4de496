"""All wording is our own: no longer run of the articles that gave us ideas turns up in it."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
WRITTEN = (
    *sorted(
        path for path in (ROOT / "forms").rglob("*") if path.suffix in {".yaml", ".json", ".md"}
    ),
    *sorted((ROOT / "resources" / "i18n").rglob("*.po")),
    *sorted((ROOT / "docs").rglob("*.md")),
    ROOT / "README.md",
)


def _shingles() -> ModuleType:
    spec = importlib.util.spec_from_file_location("shingles", ROOT / "packaging" / "shingles.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


shingles = _shingles()
SOURCES: frozenset[bytes] = shingles.load()


def borrowed(text: str, sources: frozenset[bytes]) -> list[str]:
    return [run for run in shingles.runs(text) if shingles.hashed(run) in sources]


@pytest.mark.parametrize("path", WRITTEN, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_nothing_is_borrowed(path: Path) -> None:
    assert borrowed(path.read_text(encoding="utf-8"), SOURCES) == []


def test_there_is_something_to_compare_with() -> None:
    assert len(SOURCES) > 10_000
    assert WRITTEN


@pytest.mark.parametrize(
    "source",
    [
        "春江水暖鸭先知，蒌蒿满地芦芽短。",
        "The quick brown fox jumps over the lazy dog’s back.",
    ],
)
def test_a_borrowed_run_is_found_whatever_stands_between(source: str) -> None:
    sources = frozenset(shingles.hashed(run) for run in shingles.runs(source))
    broken = source.replace("，", "\n").replace(" fox", ", fox")
    assert borrowed(f"说明：\n  {broken} 完", sources)
    assert not borrowed(source[: len(source) // 2], sources)
