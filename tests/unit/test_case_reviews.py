"""Reviews of a report: whatever arrives in whatever order, all see the same and nothing is lost."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from case_kit import START, Laptop, Ticking, examples, meet
from hypothesis import given
from hypothesis import strategies as st
from test_sync_door import Nothing, Space

from fieldapp.base.language import LANGS, Text, message
from fieldapp.case import reviewing
from fieldapp.case.change import Change
from fieldapp.case.edit import Edit
from fieldapp.case.files import wanted_files
from fieldapp.case.fold import Fold, Head
from fieldapp.case.log import Frame
from fieldapp.case.reportstate import Report, current, reports, returned_before, state
from fieldapp.case.reviewing import Condition, ReviewError, Verdict
from fieldapp.case.reviewrecords import DECISIVE
from fieldapp.case.seal import Seal
from fieldapp.sync.certificates import ADMINISTRATOR, ENGINEER, SUPERVISOR

NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)
NO = Text()
WHY = Text.of("The cost has no source")
CONTENT, PDF, SIGNED = ("a" * 64, "b" * 64, "c" * 64)


class Team:
    """An engineer, two supervisors, and somebody nobody knows."""

    def __init__(self) -> None:
        self.eve, self.sam, self.zed = map(Laptop, ("eve", "sam", "zed"))
        self.sue = Laptop("sue", clock=Ticking(START + timedelta(days=400)))
        """Her clock is more than a year ahead, and nobody follows it."""
        self.all = (self.eve, self.sam, self.sue, self.zed)

    def counts(self, head: Head) -> bool:
        return head.author in (self.sam.author, self.sue.author)

    def of(self, laptop: Laptop) -> tuple[Report, ...]:
        return reports(laptop.log.fold, self.counts)


def issue(laptop: Laptop, number: int, name: str = "") -> str:
    item = name or f"i{number}"

    def write(edit: Edit) -> None:
        edit.add("issues", item)
        edit.write(f"issues/{item}/number", number)
        edit.write(f"issues/{item}/content", CONTENT)
        edit.write(f"issues/{item}/pdf", PDF)

    laptop.edit(write)
    return item


def verdict(decision: str, **parts: object) -> Verdict:
    conditions = (
        (Condition(what=Text.of("Price agreed first")),) if decision == "conditions" else ()
    )
    known = {"reason": WHY, "conditions": conditions, "to": "00" * 16}
    return Verdict(decision=decision, by=Text.of("Sam"), at=NOW, **(known | parts))  # type: ignore[arg-type]


def decide(laptop: Laptop, decision: str, about: str = "i1", **parts: object) -> Change:
    return laptop.edit(lambda edit: reviewing.write(edit, about, verdict(decision, **parts)))


def refused(laptop: Laptop, about: str, said: Verdict) -> str:
    edit = Edit(laptop.log.fold, laptop.log.entropy)
    with pytest.raises(ReviewError) as caught:
        reviewing.write(edit, about, said)
    assert not edit
    assert all(message(caught.value.finding, lang) for lang in LANGS)
    return caught.value.finding.code.partition(".")[2]


def test_the_way_of_a_report() -> None:
    team = Team()
    eve, sam = team.eve, team.sam
    assert (state(team.of(eve)), current(team.of(eve))) == ("draft", None)
    issue(eve, 1)
    meet(*team.all)
    assert state(team.of(sam)) == "issued"
    remarks = {"plan": Text.of("Who pays?"), "impact": Text.of("Cost unknown"), "benefit": NO}
    decide(sam, "commented")
    decide(sam, "assigned", to=team.sue.author.hex(), to_name=Text.of("Sue"))
    assert state(team.of(sam)) == "issued"
    decide(sam, "returned", reason=NO, remarks=remarks)
    meet(*team.all)
    (first,) = team.of(eve)
    assert (first.state, len(first.rulings)) == ("returned", 3)
    assert first.assigned is not None and first.assigned.to_name.original == "Sue"
    assert [(r.section, r.text.original) for r in first.decisions[0].remarks] == [
        ("impact", "Cost unknown"),
        ("plan", "Who pays?"),
    ]

    issue(eve, 2)
    first, second = team.of(eve)
    assert (first.state, second.state) == ("superseded", "issued")
    assert returned_before(team.of(eve), "i2") == first
    assert returned_before(team.of(eve), "i1") is None
    meet(*team.all)
    asked = (Condition(what=Text.of("A price first"), due=date(2026, 12, 1)), Condition(what=NO))
    decide(team.sue, "conditions", "i2", conditions=asked, signed=SIGNED)
    meet(*team.all)
    report = current(team.of(eve))
    assert report is not None and report.state == "conditions"
    (decision,) = report.decisions
    review = decision.review
    assert (review.content, review.pdf, review.signed) == (CONTENT, PDF, SIGNED)
    (promise,) = eve.see().commitments
    assert promise == decision.conditions[0]
    assert (promise.what.original, promise.due, promise.review) == (
        "A price first",
        date(2026, 12, 1),
        review.id,
    )
    assert {CONTENT, PDF, SIGNED} == wanted_files(eve.log.fold)

    eve.edit(lambda edit: reviewing.withdraw(edit, "i2", NOW, Text.of("Wrong tower")))
    first, second = team.of(eve)
    assert (first.state, second.state) == ("returned", "withdrawn")
    assert second.is_contradicted and second.decisions == (decision,)
    assert refused(sam, "nothing", verdict("approved")) == "no_such_report"
    sam.take(eve)
    assert refused(sam, "i2", verdict("approved")) == "was_withdrawn"


def test_two_supervisors_decide_at_once() -> None:
    team = Team()
    issue(team.eve, 1)
    meet(*team.all)
    decide(team.sam, "approved")
    decide(team.sue, "declined")
    meet(*team.all)
    (report,) = team.of(team.eve)
    assert (report.state, report.is_contradicted) == ("disputed", True)
    assert sorted(one.review.decision for one in report.decisions) == ["approved", "declined"]
    decide(team.sam, "declined")
    (report,) = team.of(team.sam)
    assert (report.state, len(report.decisions), len(report.rulings)) == ("declined", 1, 3)


def test_decisions_that_claim_to_follow_each_other_all_stand() -> None:
    team = Team()
    issue(team.sam, 1)
    for name, other, decision in (("a", "b", "approved"), ("b", "a", "declined")):
        item = f"reviews/{name}"

        def write(edit: Edit, item: str = item, other: str = other, said: str = decision) -> None:
            edit.add(*item.split("/"))
            for key, content in (("issue", "i1"), ("decision", said), ("content", CONTENT)):
                edit.write(f"{item}/{key}", content)
            edit.write(f"{item}/pdf", PDF)
            edit.add_members(f"{item}/follows", (other, item[-1]))

        team.sue.take(team.sam)
        team.sue.edit(write)
    (report,) = team.of(team.sue)
    assert (report.state, len(report.decisions)) == ("disputed", 2)


def test_what_is_missing_is_asked_for() -> None:
    team = Team()
    issue(team.eve, 1)
    found = {
        decision: refused(team.eve, "i1", verdict(decision, reason=NO, conditions=(), to=""))
        for decision in ("returned", "declined", "commented", "conditions", "assigned", "cheered")
    }
    assert found == {
        "returned": "returned_without_reason",
        "declined": "declined_without_reason",
        "commented": "commented_without_reason",
        "conditions": "without_condition",
        "assigned": "without_person",
        "cheered": "unknown",
    }
    assert refused(team.eve, "i1", verdict("returned", remarks={"weather": WHY})) == "unknown"


def test_only_a_supervisors_word_counts_and_nobody_else_can_change_it() -> None:
    team = Team()
    eve, sam, zed = team.eve, team.sam, team.zed
    issue(eve, 1)
    meet(*team.all)
    decide(zed, "approved")
    assert [one.doubt for one in team.of(zed)[0].rulings] == ["unverified"]
    assert state(team.of(zed)) == "issued"
    decide(sam, "returned")
    meet(*team.all)
    name = team.of(zed)[0].decisions[0].review.id
    zed.delete(f"reviews/{name}")
    assert state(team.of(zed)) == "returned"
    assert team.of(zed)[0].decisions[0].review.decision == "returned"
    zed.write(f"reviews/{name}/decision", "approved")
    assert state(team.of(zed)) == "issued"
    assert {one.doubt for one in team.of(zed)[0].rulings} == {"unverified", "altered"}

    issue(sam, 2)
    decide(sam, "approved", "i2")
    assert [one.doubt for one in current(team.of(sam)).rulings] == ["own"]  # type: ignore[union-attr]
    meet(*team.all)
    decide(team.sue, "approved", "i2")
    assert state(team.of(team.sue)) == "approved"
    team.sue.write("issues/i2/pdf", SIGNED)
    assert [one.doubt for one in current(team.of(team.sue)).rulings][-1:] == [  # type: ignore[union-attr]
        "other_edition"
    ]


def test_a_review_is_taken_back_while_nobody_has_answered() -> None:
    team = Team()
    eve, sam = team.eve, team.sam
    issue(eve, 1)
    meet(*team.all)
    decide(sam, "returned")
    before = team.of(sam)[0].rulings

    def back(laptop: Laptop) -> str:
        said = team.of(laptop)[0].rulings
        mine = next((one for one in said[::-1] if one.author == laptop.author), said[-1])
        edit = Edit(laptop.log.fold, laptop.log.entropy)
        finding = reviewing.take_back(edit, mine.review.id, laptop.author)
        laptop.log.commit_edit(edit)
        return finding.code.partition(".")[2] if finding else ""

    decide(sam, "conditions", remarks={"plan": WHY})
    eve.take(sam)
    assert back(eve) == "not_yours"
    assert back(sam) == ""
    assert (team.of(sam)[0].rulings, sam.see().commitments) == (before, ())
    assert (sam.see().reviews[0].decision, sam.see().remarks) == ("returned", ())
    meet(*team.all)
    assert team.of(eve)[0].rulings == before

    eve.edit(lambda edit: reviewing.mark_read(edit, before[0].review.id, NOW))
    sam.take(eve)
    assert back(sam) == "read_already" and team.of(sam)[0].rulings[0].is_read
    decide(sam, "conditions")
    eve.take(sam)
    eve.write(f"commitments/{eve.see().commitments[0].id}/status", "done")
    sam.take(eve)
    assert back(sam) == "answered_already"
    decide(team.sue, "approved")
    sam.take(team.sue)
    issue(eve, 2)
    team.sue.take(eve)
    assert back(team.sue) == "answered_already"


# What the door lets in


def test_the_door_turns_away_reviews_of_those_who_do_not_supervise() -> None:
    team = Team()
    eve, sam, sue, zed = team.all
    issue(eve, 1)
    meet(*team.all)
    space = Space()
    for laptop, role in ((eve, ENGINEER), (sam, SUPERVISOR), (sue, ADMINISTRATOR)):
        space.enrol(laptop, role)

    def said(laptop: Laptop, change: Change) -> list[str]:
        frame = next(frame for frame in laptop.log.frames() if frame.raw == change.raw)
        sealer = laptop if laptop is not zed else eve
        return space.codes([frame], [Seal.over(change, sealer.key)], held=Nothing())

    assert said(eve, decide(eve, "approved")) == ["sync.review_unentitled"]
    assert said(sam, decide(sam, "approved")) == said(sue, decide(sue, "approved")) == []
    assert said(zed, decide(zed, "approved")) == []  # carried in, and not verified
    eve.take(sam)
    name = sam.see().reviews[0].id
    assert said(eve, eve.delete(f"reviews/{name}")) == ["sync.review_unentitled"]
    read = eve.edit(lambda edit: reviewing.mark_read(edit, name, NOW))
    assert said(eve, read) == []


# Any order


SAID = st.lists(
    st.tuples(
        st.integers(0, 3),
        st.sampled_from((*DECISIVE, "commented", "issue", "withdraw", "back", "meet")),
    ),
    max_size=10,
)


@given(SAID, st.randoms(use_true_random=False))
@examples(60)
def test_any_order_gives_the_same_state_and_nothing_decisive_is_lost(
    said: list[tuple[int, str]], chance: object
) -> None:
    team = Team()
    issue(team.eve, 1)
    meet(*team.all)
    taken_back: set[str] = set()
    for who, what in said:
        laptop = team.all[who]
        standing = current(team.of(laptop))
        if what == "meet":
            meet(*team.all)
        elif what == "issue":
            issue(laptop, len(team.of(laptop)) + 1, f"i{len(team.of(laptop)) + 1}-{laptop.name}")
        elif standing is None:
            continue
        elif what == "withdraw":
            about = standing.issue.id
            laptop.edit(lambda edit, about=about: reviewing.withdraw(edit, about, NOW, WHY))
        elif what == "back":
            mine = [one for one in standing.rulings if one.author == laptop.author]
            if mine:
                edit, name = Edit(laptop.log.fold, laptop.log.entropy), mine[-1].review.id
                if reviewing.take_back(edit, name, laptop.author) is None:
                    taken_back.add(name)
                laptop.log.commit_edit(edit)
        else:
            decide(laptop, what, standing.issue.id)
    meet(*team.all)
    frames = [(change, frame) for change, frame in _pairs(team.eve)]
    chance.shuffle(frames)  # type: ignore[attr-defined]
    other = Fold()
    for change, frame in frames:
        other.apply(change, frame.values)
    seen = team.of(team.eve)
    assert reports(other, team.counts) == seen
    assert state(reports(other, team.counts)) == state(seen)

    # Every supervisor's decision stands, was replaced by a later one, or was taken back.
    told = {ruling.review.id: ruling for report in seen for ruling in report.rulings}
    for report in seen:
        heads = {ruling.review.id for ruling in report.decisions}
        deciding = [ruling for ruling in report.rulings if ruling.decides]
        assert bool(heads) == bool(deciding)
        followed = {name for ruling in deciding for name in ruling.review.follows}
        assert {ruling.review.id for ruling in deciding} <= heads | followed
        assert all(team.counts(_head(team.eve, name)) for name in heads)
        words = {ruling.review.decision for ruling in report.decisions}
        if report.state in ("approved", "conditions"):
            assert words == {report.state}
        if len(words) > 1:
            assert report.is_contradicted
    assert sum(report.state not in ("withdrawn", "superseded") for report in seen) <= 1
    assert not taken_back & told.keys()


def _pairs(laptop: Laptop) -> list[tuple[Change, Frame]]:
    by_raw = {frame.raw: frame for frame in laptop.log.frames()}
    return [(change, by_raw[change.raw]) for change in laptop.log.changes.values()]


def _head(laptop: Laptop, review: str) -> Head:
    return laptop.log.fold.heads(f"reviews/{review}/decision")[0]
