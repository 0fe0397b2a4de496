"""Sessions: they end by themselves, one in place of another, and when somebody ends them."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from hub_kit import PASSWORD, Served, serving
from visitor_kit import Visitor, signed_in

from fieldapp.hub import limits, tokens
from fieldapp.hub.node import Place
from fieldapp.hub.web import familiar
from fieldapp.hub.web.entering import browser_of
from fieldapp.hub.web.manner import COOKIE
from fieldapp.sync.certificates import ADMINISTRATOR, SUPERVISOR

FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(Place(tmp_path_factory.mktemp("sessions"))) as running:
        running.add("Cy", ADMINISTRATOR)
        for name in ("Wang", "Bo"):
            running.add(name, SUPERVISOR)
        yield running


@pytest.fixture(autouse=True)
def apart(served: Served) -> None:
    """No test comes within what another has used up of the tries to sign in."""
    served.time.pass_by(seconds=limits.WINDOW)


def is_in(visitor: Visitor) -> bool:
    """Whether pages are shown; asking does not keep the session from ending."""
    return visitor.get(f"{visitor.base}/alive").status == 204


def test_a_session_that_nobody_uses_ends(served: Served) -> None:
    wang, other = signed_in(served, "Wang"), signed_in(served, "Wang")
    for turn in range(3):
        served.time.pass_by(minutes=40)
        assert wang.get(f"{wang.base}/inbox").status == 200
        assert is_in(other) is (turn == 0)
    served.time.pass_by(milliseconds=tokens.IDLE)
    assert not is_in(wang)
    # A page that lies open is told, and goes to where one signs in and comes back from.
    page = f"https://hub.example{wang.base}/inbox?view=decided"
    got = wang.get(f"{wang.base}/alive", **{"hx-request": "true", "hx-current-url": page})
    assert got.status == 401
    assert got.headers["hx-redirect"].startswith("/signin?ended=1&next=%2Fteams%2F")
    assert b"signed out" in wang.get(got.headers["hx-redirect"]).body
    # However much it is used, it ends after half a day.
    wang = signed_in(served, "Wang")
    for _ in range(tokens.SESSION_HOURS * 2):
        assert wang.get(f"{wang.base}/used").status == 204
        served.time.pass_by(minutes=30)
    assert not is_in(wang)


def test_signing_in_ends_what_this_browser_had(served: Served) -> None:
    visitor = Visitor(served)
    visitor.sign_in("Wang")
    old = dict(visitor.cookies)
    visitor.sign_in("Bo")
    assert visitor.cookies[COOKIE] != old[COOKIE]
    assert is_in(visitor)
    visitor.cookies = old
    assert not is_in(visitor)
    # The API does the same with the token it is shown.
    session, path = served.session("Cy"), f"spaces/{served.space.hex()}"
    before = session.token
    told = session.call("POST", f"{path}/session", {"name": "Cy", "password": PASSWORD})[1]
    assert session.call("GET", f"{path}/devices")[0] == 401
    assert told["token"] != before


def test_people_see_where_they_are_signed_in_and_end_it(served: Served) -> None:
    served.time.pass_by(hours=13)
    here, phone, desk = Visitor(served), signed_in(served, "Wang"), signed_in(served, "Wang")
    other = signed_in(served, "Bo")
    form = here.get("/signin").body.decode()
    token = re.findall(r'name="form_token" value="([^"]*)"', form)[0]
    sent = {"form_token": token, "name": "Wang", "password": PASSWORD}
    here.send("/signin", sent, **{"user-agent": FIREFOX})
    at = f"{here.base}/sessions"
    html = here.get(at).body.decode()
    assert "Firefox, Windows" in html and html.count('class="row"') == 3
    names = [one for one in re.findall(r'name="which" value="(\w+)"', html) if one]
    # Whoever finds the browser open cannot do it.
    for wrong in ("", "not this one"):
        assert here.fill(at, at, which="", password=wrong).status == 400
    assert is_in(phone) and is_in(desk)
    assert here.fill(at, at, which=names[0], password=PASSWORD).status == 303
    assert [is_in(phone), is_in(desk)].count(True) == 1
    assert here.fill(at, at, which="", password=PASSWORD).headers["location"].endswith("done=1")
    assert not is_in(phone) and not is_in(desk)
    assert is_in(here) and is_in(other)


def test_administrators_sign_somebody_out(served: Served) -> None:
    with served.node.reading():
        people = {one.name: one.account.hex() for one in served.node.people.all(served.space)}
    bo, wang, boss = signed_in(served, "Bo"), signed_in(served, "Wang"), served.session("Cy")
    at = f"spaces/{served.space.hex()}/accounts/{people['Bo']}/sessions"
    assert boss.call("DELETE", at) == (204, None)
    assert not is_in(bo) and is_in(wang)


def test_strangers_keep_nobody_out(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "TRIES_AT_ONE", limits.TRIES_OF_ONE + 4)
    home = Visitor(served)
    home.sign_in("Wang")

    def tried(place: int, visitor: Visitor, password: str = PASSWORD) -> int:
        token = re.findall(
            r'name="form_token" value="([^"]*)"', visitor.get("/signin").body.decode()
        )
        form = {"form_token": token[0], "name": "Wang", "password": password}
        return visitor.send("/signin", form, **{"x-forwarded-for": f"192.0.2.{place}"}).status

    # From one place: that place is shut, and nobody else is.
    outside = [tried(1, Visitor(served), "wrong") for _ in range(limits.TRIES_OF_ONE)]
    assert set(outside) == {401}
    assert tried(1, Visitor(served)) == 429
    assert tried(2, Visitor(served)) == 303
    # From many: who has been here with this browser still comes in.
    for place in range(10, 13):
        tried(place, Visitor(served), "wrong")
    assert tried(20, Visitor(served)) == 429
    assert tried(21, home) == 303
    home.cookies[familiar.COOKIE] = "no cookie of ours"
    assert tried(21, home) == 429


def test_of_a_browser_only_our_own_words_are_kept() -> None:
    assert browser_of(FIREFOX) == "Firefox, Windows"
    assert browser_of("<script> iPhone Chrome/1 Edg/2 MicroMessenger/8") == "WeChat, iPhone"
    assert browser_of("curl/8") == ""
