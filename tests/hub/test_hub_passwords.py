"""Passwords: who gives them, how their owners choose them, and which ones will not do."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hub_kit import PASSWORD, Served, serving
from visitor_kit import Visitor, signed_in

from fieldapp.hub import passwords
from fieldapp.hub.node import Place
from fieldapp.hub.web.manner import COOKIE
from fieldapp.sync.certificates import ADMINISTRATOR, ENGINEER, SUPERVISOR

NEW = "four vans in the rain"
UNFIT = {
    "short": "hub.password_length",
    "QWERTYuiop": "hub.password_common",
    "iloveyou123": "hub.password_common",
    "abababababab": "hub.password_common",
    "North-2026!!": "hub.password_about",
    "Ann Chen 1987": "hub.password_about",
    "FieldApp2026": "hub.password_about",
    "Contoso#2026": "hub.password_about",
}


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(Place(tmp_path_factory.mktemp("passwords"))) as running:
        running.add("Cy", ADMINISTRATOR)
        yield running


def asked(served: Served, method: str, path: str, body: dict[str, Any]) -> tuple[int, str]:
    status, told = served.visitor().call(method, f"spaces/{served.space.hex()}/{path}", body)
    return status, (told or {}).get("code", "")


def test_a_password_that_was_given_is_for_once_and_ends_by_itself(served: Served) -> None:
    ann, boss = served.add("Ann Chen", ENGINEER), served.session("Cy")
    old = served.session("Ann Chen")
    at = f"spaces/{served.space.hex()}/accounts/{ann.hex()}/password"
    given = [boss.call("POST", at)[1] for _ in range(2)]
    assert given[0]["password"] != given[1]["password"] and given[1]["hours"] == passwords.HOURS
    once = given[1]["password"]
    # It ended what the account had, and opens nothing but the way to a password of their own.
    assert old.call("GET", f"spaces/{served.space.hex()}/devices")[0] == 401
    assert asked(served, "POST", "session", {"name": "Ann Chen", "password": once}) == (
        401,
        "hub.password_replace",
    )
    body = {"name": "Ann Chen", "password": once}
    served.time.pass_by(hours=passwords.HOURS)
    assert asked(served, "PUT", "password", body | {"new": NEW}) == (401, "hub.password_ended")
    served.time.pass_by(hours=-1)
    assert asked(served, "PUT", "password", body | {"new": once}) == (400, "hub.password_same")
    assert asked(served, "PUT", "password", body | {"new": NEW}) == (204, "")
    assert asked(served, "PUT", "password", body | {"new": NEW}) == (401, "hub.sign_in_failed")
    assert served.session("Ann Chen", password=NEW).token
    served.time.pass_by(hours=1)


def test_what_would_be_guessed_is_refused(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(passwords.WORDS, "Contoso Vans")
    boss = served.session("Cy")
    people = f"spaces/{served.space.hex()}/accounts"
    for unfit, code in UNFIT.items():
        body = {"name": "Ann Chen Wu", "role": "engineer", "password": unfit}
        assert boss.call("POST", people, body)[1]["code"] == code, unfit
    dora = Visitor(served)
    served.add("Ann Chen Li", SUPERVISOR)
    dora.sign_in("Ann Chen Li")
    at = f"{dora.base}/password"
    for unfit, code in UNFIT.items():
        dora.hub.time.pass_by(minutes=15)
        got = dora.fill(at, at, password=PASSWORD, new=unfit, again=unfit)
        assert got.status == 400 and b'role="alert"' in got.body, (unfit, code)
        assert unfit.encode() not in got.body


def test_somebody_new_chooses_their_own_on_the_way_in(served: Served) -> None:
    boss, visitor = served.session("Cy"), Visitor(served)
    status, _ = boss.call(
        "POST",
        f"spaces/{served.space.hex()}/accounts",
        {"name": "Eve", "role": "supervisor", "password": "told on the phone"},
    )
    assert status == 201
    # Without the password there is no such page.
    assert visitor.get("/signin/password").headers["location"] == "/signin"
    got = visitor.sign_in("Eve", "told on the phone", next=f"{visitor.base}/account")
    assert got.headers["location"] == "/signin/password" and COOKIE not in visitor.cookies
    assert visitor.get(f"{visitor.base}/inbox").status == 303
    chosen = {"new": NEW, "again": NEW}
    got = visitor.fill("/signin/password", "/signin/password", **chosen | {"again": "another"})
    assert got.status == 400 and b"not the same" in got.body
    step = dict(visitor.cookies)
    got = visitor.fill("/signin/password", "/signin/password", **chosen)
    assert got.headers["location"] == f"{visitor.base}/account"
    assert visitor.get(f"{visitor.base}/account").status == 200
    # What was kept on the way opens nothing a second time.
    again = Visitor(served)
    again.cookies = step
    assert again.get("/signin/password").headers["location"] == "/signin"


def test_people_change_their_own_and_are_signed_out_elsewhere(served: Served) -> None:
    served.add("Fay", SUPERVISOR)
    here, there = signed_in(served, "Fay"), signed_in(served, "Fay")
    at = f"{here.base}/password"
    assert at.encode() in here.get(f"{here.base}/account").body
    got = here.fill(at, at, password="not this one", new=NEW, again=NEW)
    assert got.status == 400 and there.get(at).status == 200
    before = here.cookies[COOKIE]
    got = here.fill(at, at, password=PASSWORD, new=NEW, again=NEW)
    assert got.headers["location"] == f"{here.base}/account?said=password"
    assert here.cookies[COOKIE] != before
    assert b"The password is changed" in here.get(got.headers["location"]).body
    assert there.get(at).status == 303
    assert Visitor(served).sign_in("Fay").status == 401
