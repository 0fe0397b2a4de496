"""A slice of `bench window_kill`: what the program showed as saved outlives its being killed."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from bench.visits.kill import Promise, Told

END = 100.0
CASE = "c1"


def typed(text: str | None, t: float, place: str = "answers/a") -> Told:
    return {"case": CASE, "place": place, "text": text, "t": t}


def saved(t: float, evidence: int = 0) -> Told:
    return {"saved": CASE, "counts": {"evidence": evidence}, "t": t}


def at(page: str, t: float, step: str = "") -> Told:
    return {"at": [CASE, page, step], "t": t}


def found(texts: dict[str, str], page: str = "guide", evidence: int = 0) -> list[Told]:
    case = {"case": CASE, "texts": texts, "counts": {"evidence": evidence}}
    return [{"at": [CASE, page, ""]}, case]


def broken(told: list[Told], after: list[Told]) -> list[str]:
    return Promise.of([at("guide", 0.0), *told], END).broken_by(after)


def test_what_was_shown_as_saved_is_a_promise_and_what_was_typed_since_is_not() -> None:
    told = [typed("It sto", 99.0), saved(99.2), typed("It stopped", 99.5)]
    assert not broken(told, found({"answers/a": "It sto"}))
    assert not broken(told, found({"answers/a": "It stopp"}))
    assert "answers/a" in broken(told, found({"answers/a": "It s"}))[0]
    assert "answers/a" in broken(told, found({}))[0]


def test_a_text_is_promised_after_seconds_though_nothing_said_so() -> None:
    assert not broken([typed("just now", 98.0)], found({}))
    assert broken([typed("left alone", 96.0)], found({}))
    going_on = [typed("another", 92.0, "answers/b"), typed("and one more", 99.0)]
    assert not broken(going_on, found({"answers/b": "another"}))
    assert "answers/b" in broken(going_on, found({"answers/a": "and one more"}))[0]


def test_what_is_taken_back_is_promised_no_more_until_it_is_there_again() -> None:
    told = [typed("a note", 80.0), saved(81.0), typed(None, 98.0)]
    assert not broken(told, found({}))
    assert broken([*told, typed("a note", 99.0), saved(99.1)], found({}))


def test_records_and_the_place_are_promised_too() -> None:
    assert "evidence" in broken([saved(50.0, evidence=2)], found({}, evidence=1))[0]
    assert "opened" in broken([at("report", 90.0)], found({}))[0]
    assert not broken([at("report", 98.0)], found({}))  # the workspace may not know it yet
    assert "opened" in broken([at("guide", 90.0, "plan")], found({}))[0]
    assert not broken([at("guide", 90.0, "")], found({}, "guide"))  # no step had been shown


@pytest.mark.skipif(sys.platform != "linux", reason="kills as Linux does")
def test_a_visit_may_be_killed_at_any_moment() -> None:
    # By itself: the bench makes a laptop of its own out of what its process is told of the machine.
    command = [sys.executable, "-m", "bench", "window_kill", "--kills", "3", "--seed", "5"]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    figures = {one["what"]: one["value"] for one in json.loads(done.stdout)["figures"]}
    assert figures["promises broken"] == 0
    assert figures["texts that were promised"] > 3
