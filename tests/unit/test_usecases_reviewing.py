"""A report goes to a supervisor and comes back, between two workspaces, by bundles alone."""

from __future__ import annotations

from datetime import date, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader
from sharing_kit import wish
from store_kit import START, laptop, ticking
from usecase_kit import case_in, counted_alike, library, sample_in, workspace_in

from fieldapp.base.language import LANGS, Text, message, tr
from fieldapp.case import ids
from fieldapp.cli import review_words
from fieldapp.store.workspace import Workspace
from fieldapp.usecases import (
    caselist,
    editions,
    halfreviews,
    issuing,
    people,
    reviewed,
    reviewing,
    reviewlists,
    signatures,
    supervisors,
)
from fieldapp.usecases.caselist import Wanted
from fieldapp.usecases.editing import Put
from fieldapp.usecases.halfreviews import HalfReview
from fieldapp.usecases.reporting import Wish
from fieldapp.usecases.reviewing import Condition, ReviewError, Verdict
from fieldapp.usecases.summons import Summons, summons
from fieldapp.usecases.supervisors import Speaker
from fieldapp.usecases.syncing import bundles, contacts

WHY = Text.of("The amount has no source")


class Pair:
    """An engineer and a supervisor who know each other; the latter half an hour later."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.ann = workspace_in(home / "ann")
        later = ticking(START + timedelta(minutes=30))
        self.sam = workspace_in(home / "sam", laptop(home / "sam", clock=later))
        for here, there, name in ((self.ann, self.sam, "Ann"), (self.sam, self.ann, "Sam")):
            path = home / f"{name}.contact"
            contacts.export(here, name, path)
            contacts.keep(there, contacts.read(path))
        self.case = sample_in(self.ann)

    def carry(self, giver: Workspace, to: str) -> None:
        path = self.home / "a.fieldcase"
        who = contacts.recipients(giver, [to])
        bundles.export(giver, who, path, cases=(self.case,), name="x")
        taker = self.sam if to == "Sam" else self.ann
        assert bundles.take(taker, bundles.look(taker, path)).findings == ()

    def issue(self) -> int:
        return issuing.issue(self.ann, self.case, library(), final=True, reason="x").number

    def say(self, decision: str, **parts: object) -> reviewing.Decided:
        looked = reviewing.look(self.sam, self.case, library())
        at = self.sam.machine.clock()
        said = Verdict(decision=decision, by=Text.of("Sam"), at=at, **parts)  # type: ignore[arg-type]
        return reviewing.decide(self.sam, self.case, looked.report.issue.id, said)


def told_in_list(
    workspace: Workspace, text: str = ""
) -> tuple[str | None, list[bytes], list[bytes]]:
    """How the report of the first case stands, and what is found among those returned, decided."""
    first, *_ = caselist.look(workspace, Wanted(text)).rows
    returned, decided = (
        [row.case for row in caselist.look(workspace, Wanted(text, state)).rows]
        for state in ("returned", "decided")
    )
    return first.report, returned, decided


def test_returned_resubmitted_and_approved_by_bundles(tmp_path: Path) -> None:
    pair = Pair(tmp_path)
    ann, sam, case = pair.ann, pair.sam, pair.case
    assert reviewed.answer(ann, case, library()).report is None
    pair.issue()
    assert summons(ann, decides=True) == Summons()
    pair.carry(ann, "Sam")

    # The supervisor.
    assert summons(sam) == Summons()
    assert summons(sam, decides=True) == Summons(1)
    (waiting,) = reviewlists.lists(sam, library()).waiting
    assert (waiting.number, waiting.state, waiting.is_for_me) == (1, "issued", True)
    assert waiting.asked is not None and waiting.asked.what and waiting.asked.amount
    looked = reviewing.look(sam, case, library())
    assert looked.content is not None and looked.evidence and not looked.is_mine
    assert [part.id for part in looked.parts][:3] == ["decision", "background", "impact"]
    assert reviewing.pdf(sam, looked.report).startswith(b"%PDF")
    remarks = {"impact": WHY, "plan": Text.of("谁来跟进？")}
    first = pair.say("commented", reason=Text.of("Looks good so far"))
    assert reviewing.take_back(sam, case, first.review) is None
    pair.say("returned", remarks=remarks)
    found = reviewlists.lists(sam, library())
    assert ([one.state for one in found.returned], found.waiting) == (["returned"], ())
    pair.carry(sam, "Ann")

    # Who Sam is to the engineer, somebody must say once.
    assert [one.case_id for one in summons(ann).returned] == [case]
    answer = reviewed.answer(ann, case, library())
    assert answer.report is not None and answer.report.state == "issued"
    assert told_in_list(ann) == ("issued", [], [])
    assert [row.state for row in counted_alike(ann)] == ["issued"]
    (doubted,) = answer.rulings
    assert (doubted.doubt, answer.names[doubted.author]) == ("unverified", "Sam")
    supervisors.confirm(ann, answer.unconfirmed[doubted.review.id])
    answer = reviewed.answer(ann, case, library())
    assert answer.report is not None and answer.report.state == "returned"
    assert [row.state for row in counted_alike(ann)] == ["returned"]
    assert told_in_list(ann) == ("returned", [case], [])
    assert told_in_list(ann, ids.reference(case)) == ("returned", [case], [])
    assert {part: text.original for part, ((text, _),) in answer.remarks().items()} == {
        "impact": "The amount has no source",
        "plan": "谁来跟进？",
    }
    assert answer.changes == ()

    # The next version, and what is otherwise in it.
    wish(ann, case, Put("report/impact", Text.of("Two stops a week, by the shift log.")))
    (change,) = reviewed.answer(ann, case, library()).changes
    assert (change.section, change.after.original) == (
        "impact",
        "Two stops a week, by the shift log.",
    )
    assert pair.issue() == 2
    assert summons(ann) == Summons()
    pair.carry(ann, "Sam")
    looked = reviewing.look(sam, case, library())
    assert (looked.report.issue.number, looked.since, looked.changes) == (2, 1, (change,))
    assert [one.state for one in looked.versions] == ["superseded", "issued"]
    asked = (Condition(what=Text.of("Show the shift log"), due=date(2026, 12, 1)),)
    pair.say("conditions", conditions=asked)
    pair.carry(sam, "Ann")
    answer = reviewed.answer(ann, case, library())
    assert answer.report is not None and answer.report.state == "conditions"
    assert told_in_list(ann) == ("conditions", [], [case])
    ruled = answer.report.decisions[0].review
    assert ruled.pdf == answer.report.issue.pdf
    signed = signatures.check(ann.get_blob(ruled.signed), ann, library())
    assert signed.is_vouched and signed.verdict.issued == ruled.pdf
    assert [one.name for one in signed.verdict.signatures][1:] == ["Sam"]
    given = editions.edition(ann, case, 2, Wish(), library())
    assert given.pdf == ann.get_blob(ruled.signed)
    told = for_customer(ann, case, 2)
    assert "Approved" in told and "not yet approved" not in told.lower()
    assert "shift log" not in told and "Sam" not in told
    assert "not yet approved" in for_customer(ann, case, 1).lower()
    promised = [one.what.original for one in case_in(ann, case).commitments]
    assert promised[-1] == "Show the shift log"
    assert [one.state for one in reviewlists.lists(sam, library()).decided] == ["conditions"]

    # What was decided is not withdrawn; what nobody has decided may be, with a reason.
    name = answer.report.issue.id
    assert refused(ann, case, name, WHY) == "was_decided"
    assert pair.issue() == 3
    third = reviewed.answer(ann, case, library()).report
    assert third is not None
    assert refused(ann, case, third.issue.id, Text()) == "withdrawn_without_reason"
    reviewed.withdraw(ann, case, third.issue.id, Text.of("Wrong site"))
    pair.carry(ann, "Sam")
    assert reviewing.look(sam, case, library(), third.issue.id).report.state == "withdrawn"
    assert reviewing.look(sam, case, library()).report.issue.id == name
    with pytest.raises(ReviewError) as caught:
        reviewing.decide(
            ann, case, name, Verdict(decision="approved", by=WHY, at=ann.machine.clock())
        )
    assert caught.value.finding.code == "review.own_report"
    assert all(message(caught.value.finding, lang) for lang in LANGS)


def test_an_approval_counts_though_its_pdf_cannot_be_signed_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fails(*_: object) -> str:
        raise OSError("unforeseen")

    pair = Pair(tmp_path)
    pair.issue()
    pair.carry(pair.ann, "Sam")
    monkeypatch.setattr(signatures, "countersign", fails)
    pair.say("approved")
    assert "approved without a signature" in caplog.text
    pair.carry(pair.sam, "Ann")
    (doubted,) = reviewed.answer(pair.ann, pair.case, library()).rulings
    supervisors.confirm(pair.ann, pair.sam.device_key.public)
    looked = reviewing.look(pair.ann, pair.case, library())
    assert doubted.review.is_unsigned and looked.report.state == "approved"
    for lang in LANGS:
        assert tr("review.unsigned", lang) in " ".join(review_words.told(looked, lang))


def for_customer(workspace: Workspace, case: bytes, number: int) -> str:
    """What a customer reads of an issued report."""
    wanted = Wish(lang="en", audience="customer")
    made = editions.edition(workspace, case, number, wanted, library())
    pages = PdfReader(BytesIO(made.pdf)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def refused(workspace: Workspace, case: bytes, issue: str, reason: Text) -> str:
    with pytest.raises(ReviewError) as caught:
        reviewed.withdraw(workspace, case, issue, reason)
    return caught.value.finding.code.partition(".")[2]


def test_a_contacts_word_counts_only_under_their_own_seal(tmp_path: Path) -> None:
    """Whoever carries a review in somebody else's name vouches for themselves alone."""
    pair = Pair(tmp_path)
    ann, sam, case = pair.ann, pair.sam, pair.case
    eve = workspace_in(tmp_path / "eve")
    contacts.keep(eve, contacts.own(ann, "Ann"))
    contacts.keep(ann, contacts.own(eve, "Eve"))
    contacts.keep(sam, contacts.own(eve, "Eve"))
    pair.issue()
    pair.carry(ann, "Sam")
    pair.say("approved")
    eve.admit(sam.frames(case))
    path = tmp_path / "eve.fieldcase"
    bundles.export(eve, contacts.recipients(eve, ["Ann"]), path, cases=(case,))
    bundles.take(ann, bundles.look(ann, path))
    supervisors.confirm(ann, eve.device_key.public)
    report = reviewed.answer(ann, case, library()).report
    assert report is not None
    assert (report.state, [one.doubt for one in report.rulings]) == ("issued", ["unverified"])
    supervisors.confirm(ann, sam.device_key.public)
    pair.carry(sam, "Ann")
    report = reviewed.answer(ann, case, library()).report
    assert report is not None and report.state == "approved"
    # Whoever else is known to decide can be asked instead.
    assert list(reviewing.look(sam, case, library()).colleagues.values()) == []
    supervisors.heard(sam, eve.device_key.public, Speaker(eve.identity.author, b"d" * 16))
    supervisors.confirm(sam, eve.device_key.public)
    people.learn(sam, {eve.identity.author: "Eve"})
    assert reviewing.look(sam, case, library()).colleagues == {eve.identity.author: "Eve"}
    half = HalfReview("assigned", "Yours?", to=(eve.identity.author.hex(), "Eve"))
    halfreviews.hold(sam, case, report.issue.id, half)
    assert halfreviews.held(sam, case, report.issue.id) == half
    reviewing.decide(sam, case, report.issue.id, half.verdict("Sam", sam.machine.clock()))
    assigned = reviewing.look(sam, case, library()).report.assigned
    assert assigned is not None and assigned.to_name.original == "Eve"
    supervisors.confirm(ann, sam.device_key.public, decides=False)
    report = reviewed.answer(ann, case, library()).report
    assert report is not None and report.state == "issued"
