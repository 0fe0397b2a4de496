"""The handbook: cards and pages of our own, the installed methods, searched and on paper."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from fieldapp.base import paths
from fieldapp.base.findings import Severity
from fieldapp.base.language import LANGS, Lang, Text
from fieldapp.playbook.handbook import Chapter, handbook, search
from fieldapp.playbook.library import Library
from fieldapp.playbook.lint.check import check_playbook
from fieldapp.usecases import handbook as on_paper

LIBRARY = Library()
CHAPTERS, FINDINGS = handbook(LIBRARY.playbooks)
PAGES = sorted(paths.forms("handbook").glob("*.yaml"))


def texts(chapter: Chapter) -> list[Text]:
    found = [chapter.title, *([chapter.lead] if chapter.lead else [])]
    for entry in chapter.entries:
        found += [entry.title, *([entry.lead] if entry.lead else [])]
        found += [line.text for line in entry.lines]
        found += [line.note for line in entry.lines if line.note]
    return found


def test_the_three_cards_come_first_then_pages_then_every_method() -> None:
    assert FINDINGS == ()
    kinds = [chapter.kind for chapter in CHAPTERS]
    assert [chapter.id for chapter in CHAPTERS[:3]] == ["upset", "calm", "colleague"]
    assert kinds[:3] == ["card"] * 3
    assert {chapter.id for chapter in CHAPTERS if chapter.kind == "playbook"} == set(LIBRARY.ids)
    assert kinds[-1] == "scale"


def test_a_methods_chapter_says_what_its_guide_says() -> None:
    pacts = LIBRARY.get("pacts")
    assert pacts
    chapter = next(chapter for chapter in CHAPTERS if chapter.id == "pacts")
    for step, entry in zip(pacts.steps, chapter.entries, strict=True):
        assert (entry.title, entry.lead) == (step.title, step.purpose)
        said = {line.text for line in entry.lines if line.kind == "say"}
        assert said == {phrase.text for phrase in step.say}


@pytest.mark.parametrize("lang", LANGS)
def test_everything_is_there_in_both_languages(lang: Lang) -> None:
    for chapter in CHAPTERS:
        assert all(text.has(lang) for text in texts(chapter)), chapter.id


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_the_check_has_nothing_to_say_about_our_pages(path: Path) -> None:
    assert [f for f in check_playbook(path) if f.severity > Severity.INFO] == []


def test_a_sentence_is_found_in_either_language_titles_first() -> None:
    hits = list(search(CHAPTERS, "冷静"))
    assert any("冷静一下" in line.text.zh for hit in hits for line in hit.lines)
    assert hits[0].chapter.id != ""
    found = {hit.chapter.id for hit in search(CHAPTERS, "calm down")}
    assert {"upset", "pacts"} <= found
    first = next(search(CHAPTERS, "PACTS 协作"))
    assert (first.chapter.id, first.entry.id) == ("pacts", "collaborate")
    assert list(search(CHAPTERS, "   ")) == []
    assert list(search(CHAPTERS, "zeppelin")) == []


def test_a_companys_own_page_is_in_it_and_a_broken_one_is_named(tmp_path: Path) -> None:
    (tmp_path / "handbook").mkdir()
    page = paths.forms("handbook", "calm.yaml").read_text(encoding="utf-8")
    (tmp_path / "handbook" / "ours.yaml").write_text(page.replace("id: calm", "id: ours"), "utf-8")
    (tmp_path / "handbook" / "torn.yaml").write_text("format: fieldapp-handbook/1\n", "utf-8")
    chapters, findings = handbook(LIBRARY.playbooks, [tmp_path])
    assert "ours" in {chapter.id for chapter in chapters}
    assert {finding.where.partition(":")[0] for finding in findings} == {"torn.yaml"}


@pytest.mark.parametrize("lang", LANGS)
def test_all_of_it_on_paper(lang: Lang) -> None:
    pdf = on_paper.paper(CHAPTERS[:8], lang)
    pages = PdfReader(BytesIO(pdf)).pages
    text = "".join("".join(page.extract_text() for page in pages).split())
    for chapter in CHAPTERS[:8]:
        assert "".join(chapter.title.get(lang).split()) in text
    said = CHAPTERS[0].entries[0].lines[0].text.get(lang)
    assert "".join(said.split()) in text
