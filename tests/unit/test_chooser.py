"""Three short questions lead to a playbook, with its reason."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest

from fieldapp.base import paths
from fieldapp.base.language import LANGS
from fieldapp.playbook import chooser
from fieldapp.playbook.library import Library
from fieldapp.playbook.lint.check import check_playbook

PLAYBOOKS = Library().playbooks


def best(matter: str, who: str, stage: str) -> chooser.Recommendation:
    given = {"matter": matter, "who": who, "stage": stage}
    return chooser.recommend(given, PLAYBOOKS)[0]


def test_there_are_three_questions_in_both_languages() -> None:
    asked = chooser.questions()
    assert len(asked) == 3
    for question in asked:
        for text in (question.title, *(answer.label for answer in question.answers)):
            assert all(text.has(lang) for lang in LANGS)


@pytest.mark.parametrize(
    ("answers", "playbook", "situation"),
    [
        (("fault", "customer", "first"), "objection", "objection"),
        (("fault", "customer", "again"), "pacts", "complaint"),
        (("views", "customer", "again"), "disagreement", "disagreement"),
        (("views", "inside", "first"), "disagreement", "disagreement"),
        (("terms", "customer", "tense"), "negotiation", "complaint"),
        (("down", "several", "first"), "difficult", "emergency"),
        (("many", "inside", "tense"), "difficult", "cross_department"),
        (("many", "customer", "again"), "conflict", "complaint"),
        (("fault", "customer", "tense"), "conflict", "complaint"),
    ],
)
def test_answers_lead_to_a_playbook(
    answers: tuple[str, str, str], playbook: str, situation: str
) -> None:
    found = best(*answers)
    assert (found.playbook, found.situation) == (playbook, situation)


def test_whatever_is_answered_one_playbook_fits_best_and_says_why() -> None:
    asked = chooser.questions()
    led_to = set()
    for answers in product(*([one.id for one in question.answers] for question in asked)):
        given = dict(zip((question.id for question in asked), answers, strict=True))
        first, *others = chooser.recommend(given, PLAYBOOKS)
        assert first.reasons, answers
        assert all(reason.has(lang) for reason in first.reasons for lang in LANGS)
        assert all(other.points < first.points for other in others), answers
        led_to.add(first.playbook)
    assert led_to == {known.id for known in PLAYBOOKS if not known.role}


def test_an_answer_alone_already_narrows_it() -> None:
    assert chooser.recommend({"matter": "terms"}, PLAYBOOKS)[0].playbook == "negotiation"
    assert chooser.recommend({}, PLAYBOOKS) == ()


def own(folder: Path, answer: str) -> Path:
    """A company's playbook: the built-in one for objections under a name of its own."""
    text = paths.forms("playbooks", "objection.yaml").read_text(encoding="utf-8")
    head, _, rest = text.partition("\nsuits:\n")
    rest = rest[rest.index("\nscale: emotion") :]
    fit = f"\nsuits:\n  - answer: {answer}\n    points: 9\n"
    fit += "    because: {zh: 本公司的办法, en: our own way}\n"
    (folder / "playbooks").mkdir(parents=True)
    path = folder / "playbooks" / "ours.yaml"
    path.write_text((head + fit + rest).replace("id: objection\n", "id: ours\n", 1), "utf-8")
    return path


def test_a_companys_own_playbook_takes_part(tmp_path: Path) -> None:
    own(tmp_path, "fault")
    known = Library([tmp_path])
    given = {"matter": "fault", "who": "customer", "stage": "again"}
    found = chooser.recommend(given, known.playbooks)[0]
    assert found.playbook == "ours"
    assert found.reasons[0].en == "our own way"


def test_an_answer_nobody_is_asked_for_is_named(tmp_path: Path) -> None:
    (finding,) = [
        f for f in check_playbook(own(tmp_path, "falt")) if f.code.endswith("answer_unknown")
    ]
    assert finding.params["nearest"] == "fault"
