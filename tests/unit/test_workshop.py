"""The workshop: what another process makes is the same, and that process may go at any time."""

from __future__ import annotations

import copy
import logging
import operator
import os
import signal
import sys
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from report_kit import library
from test_packaging import ROOT

from bench.sample_report import document
from fieldapp.base import paths
from fieldapp.base.findings import Finding
from fieldapp.base.language import message
from fieldapp.base.progress import Cancelled, unwatched
from fieldapp.case.records import Evidence
from fieldapp.report.rendered import Rendered
from fieldapp.usecases import casefiles, crafts, playbooks, preview, reporting, workshop
from fieldapp.usecases.issuing import NotReadyError
from fieldapp.usecases.preview import NoPageError, PagePicture, PageSize
from fieldapp.usecases.reporting import Wish
from fieldapp.usecases.workshop import Workshop, WorkshopError

SAMPLE = paths.forms("samples", "telecom", "case.json")


@pytest.fixture(scope="module")
def open_one() -> Iterator[Workshop]:
    made = Workshop()
    made.open()
    yield made
    made.close()


@pytest.fixture
def shop(open_one: Workshop, monkeypatch: pytest.MonkeyPatch) -> Workshop:
    """One that is open, for everything that is done here."""
    monkeypatch.setattr(workshop, "ours", open_one)
    return open_one


def number(shop: Workshop) -> int:
    found = shop.do(os.getpid)
    assert found == shop.process != os.getpid()
    return found


def set_one(shop: Workshop, check: object) -> Rendered:
    made = shop.do(crafts.set_document, document("zh", photos=False), calls=(check,))  # type: ignore[arg-type]
    assert made.pdf.startswith(b"%PDF")
    return made


def test_a_report_and_its_pages_are_the_same_wherever_they_are_made(
    open_one: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = datetime(2026, 11, 20, tzinfo=UTC)
    file = casefiles.read(SAMPLE)
    playbook = playbooks.named(file.document["playbook"], library())
    taken = casefiles.take(file, SAMPLE.parent, playbook.is_private, lambda: at)
    content, _ = reporting.draft(taken.case, playbook, at, taken.ops_digest)
    asked: list[str] = []

    def photo(evidence: Evidence) -> bytes | None:
        asked.append(evidence.id)
        place = taken.evidence_path(evidence)
        return place.read_bytes() if place else None

    def made() -> tuple[bytes, tuple[PageSize, ...], PagePicture]:
        pdf = reporting.make(content, playbook, photo, Wish("zh")).pdf
        return pdf, preview.page_sizes(pdf), preview.page_picture(pdf, 0, 300)

    here = made()
    wanted, asked = asked, []
    monkeypatch.setattr(workshop, "ours", open_one)
    assert made() == here
    assert asked == wanted != []
    assert len(here[1]) > 1
    assert open_one.process is not None


def test_a_process_that_was_killed_is_replaced_and_the_work_comes_out(shop: Workshop) -> None:
    first = number(shop)
    os.kill(first, signal.SIGKILL)
    second = number(shop)
    assert second != first
    killed: list[int] = []

    def kill(done: int, total: int) -> None:
        if not killed and done:
            killed.append(second)
            os.kill(killed[0], signal.SIGKILL)

    here = crafts.set_document(document("zh", photos=False))
    assert set_one(shop, kill) == here
    assert killed == [second]
    assert number(shop) != second


@pytest.mark.parametrize(
    ("lang", "word"), [("zh", "没有丢失"), ("en", "Nothing you noted is lost")]
)
def test_what_ends_every_process_is_told_and_the_next_work_is_done(
    shop: Workshop, lang: str, word: str
) -> None:
    with pytest.raises(WorkshopError) as caught:
        shop.do(os._exit, 3)
    assert word in message(caught.value.finding, lang)  # type: ignore[arg-type]
    assert number(shop)


def test_whoever_stops_the_work_is_obeyed_at_once(shop: Workshop) -> None:
    first = number(shop)

    def stop(done: int, total: int) -> None:
        if done:
            raise Cancelled

    with pytest.raises(Cancelled):
        set_one(shop, stop)
    assert number(shop) != first
    set_one(shop, unwatched)


def test_an_error_says_here_what_it_said_there(
    shop: Workshop, caplog: pytest.LogCaptureFixture
) -> None:
    first = number(shop)
    with pytest.raises(NoPageError) as caught:
        preview.page_picture(b"no PDF", 0, 300)
    assert caught.value.finding == Finding("drafting.no_page", {"number": 1})
    kept = NotReadyError((Finding("case.gap"),))
    again = copy.copy(kept)
    assert (again.finding, again.missing) == (kept.finding, kept.missing)
    with caplog.at_level(logging.WARNING), pytest.raises(ZeroDivisionError):
        shop.do(operator.truediv, 1, 0)
    (record,) = caplog.records
    assert record.codes.startswith(" | ZeroDivisionError at usecases/")  # type: ignore[attr-defined]
    assert number(shop) == first


def test_it_ends_when_it_is_not_wanted_any_more(shop: Workshop) -> None:
    first = number(shop)
    shop.rest()
    assert shop.process is None
    with pytest.raises(ProcessLookupError):
        os.kill(first, 0)
    assert number(shop)


def test_without_a_second_process_the_work_is_done_here(
    shop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop.rest()
    monkeypatch.setattr(workshop, "command", lambda: ["/nowhere/to/be/found"])
    assert shop.do(os.getpid) == os.getpid()
    set_one(shop, unwatched)


def test_the_executable_of_a_frozen_build_is_also_this_process(
    shop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop.rest()
    arguments = workshop.command()[1:]
    started = [sys.executable, str(ROOT / "packaging/frozen.py"), *arguments]
    monkeypatch.setattr(workshop, "command", lambda: started)
    assert number(shop)
    shop.rest()
