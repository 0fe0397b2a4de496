"""A report or case file that arrives: what it is, what would come in; exactly that comes in."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from sharing_kit import playbook_of, wish
from store_kit import laptop
from usecase_kit import case_in, library, sample_in, workspace_in

from fieldapp.base.errors import FieldAppError
from fieldapp.base.language import Text, message
from fieldapp.store.workspace import Workspace
from fieldapp.usecases import arriving, cases, erasing, exporting
from fieldapp.usecases.arriving import Arrival, NothingToTakeInError
from fieldapp.usecases.changewords import ChangeWords
from fieldapp.usecases.editing import Delete, PutText
from fieldapp.usecases.reporting import Wish


@pytest.fixture
def ann(tmp_path: Path) -> Workspace:
    return workspace_in(tmp_path / "ann")


@pytest.fixture
def case_id(ann: Workspace) -> bytes:
    return sample_in(ann)


@pytest.fixture
def report(ann: Workspace, case_id: bytes, tmp_path: Path) -> Path:
    """The supervisor's edition as it goes out by mail."""
    made = cases.report(ann, case_id, Wish(lang="en"), library())
    path = tmp_path / "report.pdf"
    path.write_bytes(made.pdf)
    return path


@pytest.fixture
def bo(tmp_path: Path) -> Workspace:
    return workspace_in(tmp_path / "bo", laptop(tmp_path / "bo"))


def refused(path: Path) -> FieldAppError:
    with pytest.raises(FieldAppError) as caught:
        arriving.read(path, library())
    return caught.value


def told(plan: arriving.Plan) -> dict[str, str]:
    words = ChangeWords(plan.past, "en")
    return {words.name(one.path): words.what(one) for one in plan.changes}


def test_a_report_brings_its_case_to_who_does_not_know_it(
    ann: Workspace, case_id: bytes, report: Path, bo: Workspace
) -> None:
    arrival = arriving.read(report, library())
    assert arrival.edition is not None
    assert (arrival.edition.audience, arrival.edition.final) == ("supervisor", False)
    assert arrival.case_id == case_id
    plan = arriving.plan(bo, arrival, library())
    case = case_in(ann, case_id)
    assert (plan.is_known, plan.photos) == (False, len(ann.blobs(case_id)))
    assert plan.past.case.title == case.title
    assert "Fact 1" in told(plan)
    assert bo.listing().count() == 0, "looking writes nothing"
    assert arriving.take_in(bo, arrival, library())
    taken = case_in(bo, case_id)
    assert taken.statements == case.statements
    assert playbook_of(bo, case_id).version == playbook_of(ann, case_id).version
    again = arriving.plan(bo, arrival, library())
    assert (again.changes, again.is_known) == ((), True)
    assert not arriving.take_in(bo, arrival, library())


def test_a_known_case_merges_and_says_before_what_would_change(
    ann: Workspace, case_id: bytes, report: Path
) -> None:
    arrival = arriving.read(report, library())
    assert arriving.plan(ann, arrival, library()).photos == 0
    wish(ann, case_id, PutText("customer/site", "五号门"), Delete("statements/s1"))
    plan = arriving.plan(ann, arrival, library())
    assert plan.is_known
    assert plan.title == case_in(ann, case_id).title
    before = len(ann.changes(case_id))
    words = told(plan)
    assert list(words) == ["Site"]
    committed = arriving.take_in(ann, arrival, library())
    assert len(ann.changes(case_id)) == before + 1
    assert committed.shared is not None
    assert "五号门" not in case_in(ann, case_id).customer.site.zh
    assert "s1" not in [one.id for one in case_in(ann, case_id).statements]


def test_as_a_case_of_its_own(ann: Workspace, case_id: bytes, report: Path) -> None:
    count = ann.listing().count()
    arrival = arriving.apart(arriving.read(report, library()), ann)
    assert not arriving.plan(ann, arrival, library()).is_known
    arriving.take_in(ann, arrival, library())
    assert ann.listing().count() == count + 1
    assert arrival.case_id != case_id
    assert case_in(ann, arrival.case_id).title == case_in(ann, case_id).title


def test_one_that_was_altered_or_damaged_is_refused(report: Path, tmp_path: Path) -> None:
    data = report.read_bytes()
    cut = tmp_path / "cut.pdf"
    cut.write_bytes(data[: len(data) // 2])
    assert refused(cut).finding.code == "report.pdf_damaged"
    assert not arriving.is_foreign(refused(cut))


def test_one_that_is_none_of_ours_may_be_evidence(tmp_path: Path) -> None:
    import pypdf

    foreign = tmp_path / "manual.pdf"
    writer = pypdf.PdfWriter()
    writer.add_blank_page(100, 100)
    writer.write(foreign)
    error = refused(foreign)
    assert arriving.is_foreign(error)
    assert len(message(error.finding, "zh")) > 10
    text = tmp_path / "text.pdf"
    text.write_text("no PDF at all")
    assert arriving.is_foreign(refused(text))


def test_a_case_file_with_its_photos(
    ann: Workspace, case_id: bytes, bo: Workspace, tmp_path: Path
) -> None:
    exported = exporting.export_case(ann, case_id, tmp_path / "out", library())
    arrival = arriving.read(exported.folder / "case.json", library())
    assert arrival.edition is None
    assert arriving.plan(ann, arrival, library()).photos == 0
    assert arriving.plan(bo, arrival, library()).photos == len(ann.blobs(case_id))
    document = json.loads((exported.folder / "case.json").read_text())
    document["titel"] = "x"
    wrong = tmp_path / "wrong.json"
    wrong.write_text(json.dumps(document))
    (finding, *_) = arriving.findings_of(refused(wrong))
    assert "titel" in message(finding, "en")


def test_an_erased_case_does_not_come_back(report: Path, bo: Workspace) -> None:
    arrival = arriving.read(report, library())
    arriving.take_in(bo, arrival, library())
    erasing.erase(bo, arrival.case_id, erasing.whole_case("asked for"))
    with pytest.raises(NothingToTakeInError):
        arriving.plan(bo, arrival, library())


def test_what_a_file_is_taken_for_says_its_name(tmp_path: Path) -> None:
    names = ("a.PDF", "b.json", "c.jpg", "d")
    assert [arriving.kind_of(Path(name)) for name in names] == [
        "report",
        "case",
        "evidence",
        "evidence",
    ]
    photo = tmp_path / "c.jpg"
    photo.write_bytes(b"x")
    assert refused(photo).finding.code == "arriving.no_case"


def test_a_playbook_that_comes_along_guides_its_case(
    report: Path, bo: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    arrival: Arrival = arriving.read(report, library())
    monkeypatch.setattr(type(library()), "get", lambda self, name: None)
    plan = arriving.plan(bo, arrival, library())
    assert plan.past.playbook.id == plan.past.case.playbook
    assert Text.of("x") != plan.past.playbook.title
