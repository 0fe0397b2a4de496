"""Enrolment, tokens and sessions: what works once works once, and tries are limited."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hub_kit import PASSWORD, Laptop, Served, serving

from bench.syncing.carrier import Carrier, shown
from fieldapp.hub import access, limits
from fieldapp.hub.limits import Flow
from fieldapp.hub.node import Place
from fieldapp.sync.certificates import ADMINISTRATOR, SUPERVISOR
from fieldapp.sync.enrolment import TOKEN, Code, Enrol, Renew
from fieldapp.sync.messages import Page, Problem, Pull
from fieldapp.sync.rows import Cursor
from fieldapp.sync.wire import Message


def code_of(answer: tuple[int, dict[str, object]]) -> tuple[int, object]:
    status, told = answer
    return status, told.get("code")


def enrolment(hub: Served, code: str, laptop: Laptop, **changed: object) -> Enrol:
    """What a laptop asks to come in with a code."""
    local = laptop.local
    token = hub.chance.randbytes(TOKEN)
    laptop.carrier.token = shown(token)
    made = Enrol.signed(Code.parse(code), local.identity, local.key, token, "laptop")
    return replace(made, **changed)


def outcome(answer: Message) -> str:
    return answer.code if isinstance(answer, Problem) else answer.TYPE


def asked(laptop: Laptop) -> str:
    """What comes of asking for the feed: a problem's code, or nothing."""
    answer = laptop.ask(Pull(cursor=Cursor()))
    assert isinstance(answer, Page | Problem)
    return answer.code if isinstance(answer, Problem) else ""


# Enrolment


def test_a_code_lets_one_laptop_in_however_it_is_typed(hub: Served) -> None:
    ann = hub.laptop("Ann")
    code = hub.code(ann.account)
    asked_for = enrolment(hub, code.lower().replace("-", " "), ann)
    visitor = hub.visitor()
    assert outcome(visitor.ask(asked_for)) == "enrolled"
    # Its answer was lost; it asks again.
    assert outcome(visitor.ask(asked_for)) == "enrolled"
    assert asked(ann) == ""
    other = hub.laptop("Bo")
    assert outcome(visitor.ask(enrolment(hub, code, other))) == "sync.code_refused"


def test_an_unknown_or_old_code_lets_nobody_in(hub: Served) -> None:
    ann = hub.laptop("Ann")
    unknown = str(Code.new(hub.space, hub.chance.randbytes))
    assert outcome(hub.visitor().ask(enrolment(hub, unknown, ann))) == "sync.code_refused"
    code = hub.code(ann.account)
    hub.time.pass_by(hours=73)
    assert outcome(hub.visitor().ask(enrolment(hub, code, ann))) == "sync.code_refused"


def test_nobody_comes_in_with_a_key_they_do_not_have(hub: Served) -> None:
    ann, bo = hub.laptop("Ann"), hub.laptop("Bo")
    code, visitor = hub.code(ann.account), hub.visitor()
    forged = enrolment(hub, code, ann, key=bo.local.key.public)
    assert outcome(visitor.ask(forged)) == "sync.message_malformed"
    # What failed did not use the code up.
    assert outcome(visitor.ask(enrolment(hub, code, ann))) == "enrolled"


def test_a_laptop_of_one_person_cannot_become_anothers(hub: Served) -> None:
    ann, bo = hub.laptop("Ann"), hub.laptop("Bo")
    taken = enrolment(hub, hub.code(bo.account), ann)
    assert outcome(hub.visitor().ask(taken)) == "sync.code_refused"


def test_codes_cannot_be_guessed_at_will(hub: Served) -> None:
    ann, visitor = hub.laptop("Ann"), hub.visitor()
    unknown = str(Code.new(hub.space, hub.chance.randbytes))
    # Ann came in from the same address.
    for _ in range(limits.TRIES_FROM_ONE - 1):
        assert outcome(visitor.ask(enrolment(hub, unknown, ann))) == "sync.code_refused"
    answer = visitor.ask(enrolment(hub, hub.code(ann.account), ann))
    assert isinstance(answer, Problem)
    assert answer.code == "sync.too_many"
    assert 0 < answer.wait <= limits.WINDOW
    hub.time.pass_by(seconds=limits.WINDOW)
    assert outcome(visitor.ask(enrolment(hub, hub.code(ann.account), ann))) == "enrolled"


# Tokens


def renew(hub: Served, laptop: Laptop, token: bytes = b"") -> tuple[str, str]:
    """The laptop's next token, and what the hub says of it."""
    made = token or hub.chance.randbytes(TOKEN)
    asked_for = Renew.signed(laptop.carrier.space, laptop.device, laptop.local.key, made)
    return shown(made), outcome(hub.visitor().ask(asked_for))


def test_the_old_token_stands_until_the_new_one_is_shown(hub: Served) -> None:
    ann = hub.laptop("Ann")
    old = ann.carrier.token
    new, said = renew(hub, ann)
    assert said == "renewed"
    assert asked(ann) == ""
    ann.carrier.token = new
    assert asked(ann) == ""
    assert asked(ann) == ""
    assert old != new


def test_a_spent_token_that_comes_back_ends_all_until_a_new_code(hub: Served) -> None:
    ann = hub.laptop("Ann")
    old = ann.carrier.token
    new, _ = renew(hub, ann)
    for token, said in ((new, ""), (old, "sync.token_spent"), (new, "sync.token_spent")):
        ann.carrier.token = token
        assert asked(ann) == said
    assert renew(hub, ann)[1] == "sync.token_spent"
    assert outcome(hub.visitor().ask(enrolment(hub, hub.code(ann.account), ann))) == "enrolled"
    assert asked(ann) == ""


def test_renewing_to_a_spent_token_shows_a_copy_of_the_laptop(hub: Served) -> None:
    ann = hub.laptop("Ann")
    first = hub.chance.randbytes(TOKEN)
    for token in (first, hub.chance.randbytes(TOKEN)):
        ann.carrier.token, said = renew(hub, ann, token)
        assert (said, asked(ann)) == ("renewed", "")
    assert renew(hub, ann, first)[1] == "sync.token_spent"
    assert asked(ann) == "sync.token_spent"


def test_only_who_has_the_laptops_key_renews(hub: Served) -> None:
    ann, bo = hub.laptop("Ann"), hub.laptop("Bo")
    forged = Renew.signed(hub.space, ann.device, bo.local.key, bytes(TOKEN))
    assert outcome(hub.visitor().ask(forged)) == "sync.revoked"
    forged = replace(forged, key=ann.local.key.public)
    assert outcome(hub.visitor().ask(forged)) == "sync.message_malformed"
    assert asked(ann) == ""


def test_a_token_ends_by_itself_and_is_renewed_then(hub: Served) -> None:
    ann = hub.laptop("Ann")
    hub.time.pass_by(days=30)
    assert asked(ann) == "sync.token_unknown"
    ann.carrier.token, said = renew(hub, ann)
    assert (said, asked(ann)) == ("renewed", "")


def test_the_database_has_neither_tokens_nor_codes_nor_passwords(
    hub: Served, tmp_path: Path
) -> None:
    ann = hub.laptop("Ann")
    code = hub.code(ann.account)
    data = (tmp_path / "hub" / "hub.sqlite").read_bytes()
    for secret in (ann.carrier.token, code, code.replace("-", ""), PASSWORD):
        assert secret.encode() not in data
    roots = [hub.node.spaces.root]
    with hub.node.reading():
        assert roots[0](hub.space).seed not in data


# Sessions


def test_a_session_ends_when_told_and_when_nobody_uses_it(hub: Served) -> None:
    hub.add("Ann")
    first, second = hub.session("Ann"), hub.session("Ann")
    path = f"spaces/{hub.space.hex()}"
    assert first.call("DELETE", f"{path}/session")[0] == 204
    assert first.call("GET", f"{path}/devices")[0] == 401
    assert second.call("GET", f"{path}/devices") == (200, [])
    hub.time.pass_by(hours=1)
    assert code_of(second.call("GET", f"{path}/devices")) == (401, "sync.token_unknown")


@pytest.mark.parametrize("name", ["Ann", "Nobody"])
def test_passwords_cannot_be_guessed_at_will(hub: Served, name: str) -> None:
    hub.add("Ann")
    path, visitor = f"spaces/{hub.space.hex()}/session", hub.visitor()

    def tried(password: str) -> tuple[int, object]:
        return code_of(visitor.call("POST", path, {"name": name, "password": password}))

    for _ in range(limits.TRIES_OF_ONE):
        assert tried("wrong") == (401, "hub.sign_in_failed")
    assert tried(PASSWORD) == (429, "hub.too_many")


def test_who_has_no_password_cannot_sign_in(hub: Served) -> None:
    with hub.node.writing():
        hub.node.people.add(hub.space, "Ann", "engineer", "")
    path = f"spaces/{hub.space.hex()}/session"
    for password in ("", "nobody has this one"):
        answer = hub.visitor().call("POST", path, {"name": "Ann", "password": password})
        assert code_of(answer) == (401, "hub.sign_in_failed")


# What administrators do


def test_an_administrator_adds_somebody_and_makes_a_code(hub: Served) -> None:
    hub.add("Cy", ADMINISTRATOR)
    session, path = hub.session("Cy"), f"spaces/{hub.space.hex()}/accounts"
    status, told = session.call(
        "POST", path, {"name": "李工", "role": "engineer", "password": PASSWORD}
    )
    assert status == 201
    status, made = session.call("POST", f"{path}/{told['account']}/codes")
    assert (status, made["hours"]) == (201, 72)
    people = {one["name"]: one["role"] for one in session.call("GET", path)[1]}
    assert people == {"Cy": "administrator", "李工": "engineer"}
    for wrong, code in (
        ({"name": "李工", "role": "engineer"}, "hub.name_taken"),
        ({"name": "Bo", "role": "king"}, "hub.role_unknown"),
        ({"name": "a\nb", "role": "engineer"}, "hub.name_unfit"),
        ({"name": "Bo", "role": "engineer", "password": "short"}, "hub.password_length"),
        ({"name": "Bo"}, "hub.request_malformed"),
        ({"name": "Bo", "role": "engineer", "more": 1}, "hub.request_malformed"),
    ):
        assert session.call("POST", path, wrong)[1]["code"] == code


# Limits on every route


class Seconds:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def seconds() -> Seconds:
    return Seconds()


@pytest.fixture
def narrow(tmp_path: Path, seconds: Seconds) -> Iterator[Served]:
    """A hub that takes a few requests from each caller and then no more."""
    with serving(Place(tmp_path / "hub"), Flow(0.5, 40, seconds)) as served:
        yield served


def test_every_route_is_limited(tmp_path: Path, seconds: Seconds) -> None:
    from test_hub_access import MATRIX, as_sent, filled

    assert MATRIX.keys() == access.RULES.keys()
    with serving(Place(tmp_path / "hub"), Flow(0.5, 12, seconds)) as served:
        for number, (operation, (method, path, _, _)) in enumerate(MATRIX.items()):
            seconds.now += 1_000
            caller = Carrier(served.url, token=f"caller{number}")
            at = filled(path, served.space)
            answers = [as_sent(caller, operation, method, at) for _ in range(13)]
            caller.close()
            assert answers[0].status != 429
            assert answers[-1].status == 429
            assert int(answers[-1].headers["retry-after"]) > 0


def test_whoever_has_many_tokens_may_not_ask_more_often(narrow: Served, seconds: Seconds) -> None:
    narrow.add("Wang", SUPERVISOR)
    sessions = [narrow.session("Wang") for _ in range(3)]
    path = f"spaces/{narrow.space.hex()}/devices"
    got = [session.call("GET", path)[0] for _ in range(15) for session in sessions]
    assert got == [200] * 40 + [429] * 5
    # So it is with a laptop's tokens, of which each comes after another.
    seconds.now += 1_000
    ann = narrow.laptop("Ann")
    before = seconds.now
    for _ in range(2):
        seconds.now += 20  # as many tokens as may be asked for
        ann.renew()
    answers = [ann.carrier.call("GET", path)[0] for _ in range(60)]
    assert 0 < answers.count(200) <= 40 + (seconds.now - before) / 2 and answers[-1] == 429
    # Tokens that are made up are counted by where they come from, and looked up no more.
    seconds.now += 1_000
    stranger = narrow.visitor()
    told = []
    for number in range(45):
        stranger.token = shown(bytes([number]) * 32)
        told.append(stranger.call("GET", path)[0])
    assert told == [401] * 40 + [429] * 5
    # Once that has passed whoever is there goes on.
    seconds.now += 1_000
    assert sessions[0].call("GET", path)[0] == 200
