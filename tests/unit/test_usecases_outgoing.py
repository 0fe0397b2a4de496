"""Reports on their way out: editions of what was issued, pages for the screen, mails, files."""

from __future__ import annotations

import email
import email.policy
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pdf_reading import text_of
from PIL import Image
from store_kit import write
from usecase_kit import case_in, library, photo, sample_in, workspace_in

from fieldapp.base.errors import FieldAppError
from fieldapp.base.language import LANGS, message
from fieldapp.base.progress import Cancelled
from fieldapp.case.files import AFTER, orders_known, wanted_files
from fieldapp.report.carrier import extract
from fieldapp.store import erase
from fieldapp.store.workspace import Workspace
from fieldapp.usecases import attaching, cases, editions, issuing, mail_drafts, outgoing, preview
from fieldapp.usecases.outgoing import Edition
from fieldapp.usecases.reporting import Wish

NOW = datetime(2026, 11, 20, 18, 5, tzinfo=UTC)


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with workspace_in(tmp_path) as found:
        yield found


def test_editions_say_what_was_issued_whatever_came_after(workspace: Workspace) -> None:
    case_id = sample_in(workspace)
    made = issuing.issue(workspace, case_id, library(), final=True).made
    title = case_in(workspace, case_id).title.zh
    write(workspace, case_id, title="改了标题")
    assert editions.primary(workspace, case_id, 1, library()) == made.pdf
    phone = editions.edition(workspace, case_id, 1, Wish("zh", "phone"), library())
    assert title[:6] in text_of(phone)
    assert "改了标题" not in text_of(phone)
    assert phone.content.hash == made.content.hash
    for number in (0, 2):
        with pytest.raises(FieldAppError) as caught:
            editions.edition(workspace, case_id, number, Wish(), library())
        assert caught.value.finding.code == "drafting.not_issued"


def test_an_issue_made_after_an_erasure_says_so_and_stands(workspace: Workspace) -> None:
    case_id = sample_in(workspace)
    issuing.issue(workspace, case_id, library(), final=False)
    (item,) = workspace.load(case_id).shared.items("statements")[:1]
    workspace.erase(case_id, erase.Wish("item", "asked", paths=(f"statements/{item}",)))
    issuing.issue(workspace, case_id, library(), final=False)
    fold = workspace.load(case_id).shared
    first, second = fold.items("issues")
    assert fold.latest(f"issues/{first}/{AFTER}") is None
    assert fold.latest(f"issues/{second}/{AFTER}") == orders_known(fold)
    assert fold.latest(f"issues/{first}/pdf") not in wanted_files(fold)
    assert fold.latest(f"issues/{second}/pdf") in wanted_files(fold) & workspace.blobs(case_id)


def test_a_stopped_issue_is_none(workspace: Workspace) -> None:
    case_id = sample_in(workspace)
    told: list[tuple[int, int]] = []

    def check(done: int, total: int) -> None:
        told.append((done, total))
        if done == 3:
            raise Cancelled

    before = workspace.changes(case_id)
    with pytest.raises(Cancelled):
        issuing.issue(workspace, case_id, library(), final=False, check=check)
    assert [done for done, total in told if total] == [1, 2, 3]
    assert workspace.changes(case_id) == before
    assert case_in(workspace, case_id).issues == ()


def test_a_preview_draws_the_page_that_is_asked_for(workspace: Workspace) -> None:
    case_id = sample_in(workspace)
    pdf = cases.report(workspace, case_id, Wish("zh"), library()).pdf
    sizes = preview.page_sizes(pdf)
    assert (round(sizes[0].width), round(sizes[0].height)) == (595, 842)
    page = preview.page_picture(pdf, 1, 300)
    assert (page.number, page.width) == (1, 300)
    assert len(page.rgb) == page.stride * page.height
    shown = Image.frombuffer(
        "RGB", (page.width, page.height), page.rgb, "raw", "RGB", page.stride, 1
    )
    assert shown.getpixel((0, 0)) == (255, 255, 255)
    assert len(shown.getcolors(maxcolors=2**16) or []) > 20


def test_what_cannot_be_shown_is_said_by_name() -> None:
    for pdf, number in ((b"", 0), (b"no PDF", 0)):
        with pytest.raises(FieldAppError) as caught:
            preview.page_picture(pdf, number, 300)
        assert caught.value.finding.code == "drafting.no_page"
    with pytest.raises(FieldAppError):
        preview.page_sizes(b"%PDF-1.7 cut off")


def test_a_page_beyond_the_last_is_none(workspace: Workspace) -> None:
    pdf = cases.report(workspace, sample_in(workspace), Wish("en"), library()).pdf
    for number in (-1, len(preview.page_sizes(pdf))):
        with pytest.raises(FieldAppError):
            preview.page_picture(pdf, number, 300)


EDITION = Edition("C-ABCDEFGH", Wish("zh", "a4", "supervisor"), 2, final=True)


@pytest.mark.parametrize(
    ("edition", "stem"),
    [
        (EDITION, "C-ABCDEFGH-2-zh"),
        (replace(EDITION, wish=Wish("en", "phone", "customer")), "C-ABCDEFGH-2-customer-phone-en"),
        (Edition("C-ABCDEFGH", Wish()), "C-ABCDEFGH-draft"),
    ],
)
def test_a_file_s_name_holds_the_number_alone(edition: Edition, stem: str) -> None:
    assert edition.stem == stem


@pytest.mark.parametrize("audience", ["supervisor", "customer"])
@pytest.mark.parametrize(("number", "final"), [(0, False), (1, False), (2, True)])
def test_a_mail_is_a_draft_to_nobody_with_the_pdf_and_no_names(
    tmp_path: Path, audience: str, number: int, final: bool
) -> None:
    pdf = b"%PDF-1.7\r\n\x00\xff\n.\n" * 100
    wish = Wish("zh", "a4", "customer" if audience == "customer" else "supervisor")
    edition = Edition("C-ABCDEFGH", wish, number, final=final)
    path = outgoing.mail_draft(pdf, edition, NOW, tmp_path / "mails")
    raw = path.read_bytes()
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert max(map(len, raw.split(b"\r\n"))) <= 998
    mail = email.message_from_bytes(raw, policy=email.policy.default)
    assert (mail["X-Unsent"], mail["To"], mail["Bcc"], mail["From"]) == ("1", None, None, None)
    assert mail["Subject"].startswith(edition.title)
    assert mail["Date"].datetime == NOW
    (attached,) = mail.iter_attachments()
    assert attached.get_content_type() == "application/pdf"
    assert attached.get_filename() == f"{edition.stem}.pdf"
    assert attached.get_content() == pdf
    body = mail.get_body()
    assert body is not None
    assert edition.title in body.get_content()
    assert path.name == f"{edition.stem}.eml"


def test_mails_do_not_stay(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    mail_drafts.sweep()
    path = outgoing.mail_draft(b"%PDF", EDITION, NOW)
    assert path.is_file()
    mail_drafts.sweep()
    assert not path.exists()


def test_each_way_out_says_what_leaves() -> None:
    for way in ("save", "print", "mail"):
        for audience in ("supervisor", "customer"):
            sentences = {message(outgoing.leaving(way, audience), lang) for lang in LANGS}  # type: ignore[arg-type]
            assert len(sentences) == 2


def test_a_saved_report_is_the_pdf(tmp_path: Path) -> None:
    outgoing.save(b"%PDF", tmp_path / "report.pdf")
    assert (tmp_path / "report.pdf").read_bytes() == b"%PDF"
    with pytest.raises(FieldAppError):
        outgoing.save(b"%PDF", tmp_path / "none" / "report.pdf")


def test_the_photo_in_the_pdf_is_the_covered_one(workspace: Workspace) -> None:
    case_id = sample_in(workspace)
    shot = attaching.prepare_photo(
        photo("red"), crop=attaching.Box(0, 0, 1, 0.5), covers=[attaching.Box(0, 0, 0.3, 1)]
    )
    attaching.attach(workspace, case_id, attaching.Attachment(shot))
    issuing.issue(workspace, case_id, library(), final=False)
    carried = extract(editions.primary(workspace, case_id, 1, library())).files.values()
    assert shot.jpeg in carried
