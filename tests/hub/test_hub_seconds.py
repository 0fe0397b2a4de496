"""The second factor: set up, shown, lost, and asked of those who must have one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

import pytest
from hub_kit import PASSWORD, Served, serving
from pyotp import TOTP
from visitor_kit import Visitor, signed_in

from fieldapp.hub import limits, seconds
from fieldapp.hub.errors import HubError
from fieldapp.hub.node import Place
from fieldapp.hub.web.manner import COOKIE
from fieldapp.sync.certificates import ADMINISTRATOR, SUPERVISOR


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(Place(tmp_path_factory.mktemp("seconds"))) as running:
        running.add("Cy", ADMINISTRATOR)
        yield running


def app_of(html: str) -> TOTP:
    """An app that was shown a page."""
    (secret,) = re.findall(r'class="secret"[^>]*>(.*?)</p>', html, re.DOTALL)
    return TOTP(re.sub(r"<[^>]+>|\s", "", secret))


def now(served: Served, app: TOTP) -> str:
    return app.at(served.time.moment)


def spares_of(html: str) -> list[str]:
    (told,) = re.findall(r'class="spares"[^>]*>(.*?)</ul>', html, re.DOTALL)
    return re.findall(r"<li>([\w-]+)</li>", told)


def paired(served: Served, name: str) -> tuple[TOTP, list[str]]:
    """Somebody with an app, and their spare codes."""
    served.add(name, SUPERVISOR)
    visitor = signed_in(served, name)
    at = f"{visitor.base}/second"
    got = visitor.fill(at, at, what="pair", password=PASSWORD)
    html = got.body.decode()
    (pending,) = re.findall(r'name="pending" value="([^"]+)"', html)
    app = app_of(html)
    form = {"what": "confirm", "pending": unescape(pending)}
    wrong = visitor.fill(at, at, code="000000", **form)
    assert wrong.status == 400 and app_of(wrong.body.decode()).secret == app.secret
    elsewhere = signed_in(served, name)
    done = visitor.fill(at, at, code=now(served, app), **form)
    assert elsewhere.get(at).status == 303 and visitor.get(at).status == 200
    return app, spares_of(done.body.decode())


def asked(served: Served, name: str, **more: str) -> tuple[int, str]:
    status, told = served.visitor().call(
        "POST", f"spaces/{served.space.hex()}/session", {"name": name, "password": PASSWORD, **more}
    )
    return status, told.get("code", "")


def test_a_code_of_the_phone_is_asked_for_and_opens_once(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    app, spares = paired(served, "Wang")
    assert len(set(spares)) == seconds.SPARES
    visitor = Visitor(served)
    got = visitor.sign_in("Wang", next=f"{visitor.base}/account")
    assert got.headers["location"] == "/signin/second" and COOKIE not in visitor.cookies
    assert visitor.get(f"{visitor.base}/inbox").status == 303
    # The code that set it up is used up, and so is each one that opened.
    for code in (now(served, app), "000000", ""):
        assert visitor.fill("/signin/second", "/signin/second", code=code).status == 400
    served.time.pass_by(seconds=seconds.PERIOD)
    code, step = now(served, app), dict(visitor.cookies)
    got = visitor.fill("/signin/second", "/signin/second", code=f"{code[:3]} {code[3:]}")
    assert got.headers["location"] == f"{visitor.base}/account"
    assert visitor.get(f"{visitor.base}/account").status == 200
    visitor.cookies = step
    assert visitor.fill("/signin/second", "/signin/second", code=code).status == 400
    # The API asks for it as well.
    assert asked(served, "Wang") == (401, "hub.second_needed")
    assert asked(served, "Wang", code=code) == (401, "hub.second_wrong")
    # It is taken for its 30 seconds and no longer, unless whoever runs the hub gives it more.
    served.time.pass_by(seconds=seconds.PERIOD)
    old = now(served, app)
    served.time.pass_by(seconds=seconds.PERIOD)
    assert asked(served, "Wang", code=old) == (401, "hub.second_wrong")
    assert asked(served, "Wang", code=now(served, app))[0] == 201
    monkeypatch.setenv(seconds.GRACE, "5")
    step_now = int(served.time.moment.timestamp()) // seconds.PERIOD
    begun, secret = step_now * seconds.PERIOD, app.byte_secret()
    steps = [seconds.step_of(secret, old, (begun + after) * 1000) for after in (0, 4, 5)]
    assert steps == [step_now - 1] * 2 + [None]
    monkeypatch.setenv(seconds.GRACE, "31")
    with pytest.raises(HubError, match="second_grace"):
        seconds.grace()


def test_codes_cannot_be_guessed_and_spare_ones_open_once(served: Served) -> None:
    # Wherever the clock stands, all tries are counted together.
    window = limits.WINDOW * 1000
    served.time.pass_by(milliseconds=window - served.node.now() % window)
    _, spares = paired(served, "Bo")
    assert asked(served, "Bo", code=spares[0].lower().replace("-", " "))[0] == 201
    assert asked(served, "Bo", code=spares[0]) == (401, "hub.second_wrong")
    for _ in range(limits.TRIES_OF_ONE - 2):
        served.time.pass_by(seconds=1)
        with served.node.writing() as connection:
            connection.exec_driver_sql("delete from attempt where subject like 'name:%'")
        assert asked(served, "Bo", code="123456") == (401, "hub.second_wrong")
    assert asked(served, "Bo", code=spares[1])[1] == "hub.too_many"
    served.time.pass_by(seconds=limits.WINDOW)
    assert asked(served, "Bo", code=spares[1])[0] == 201


def test_what_was_lost_is_taken_away_by_an_administrator_and_noted(served: Served) -> None:
    app, spares = paired(served, "Fay")
    with served.node.reading():
        fay = next(one for one in served.node.people.all(served.space) if one.name == "Fay")
    boss = served.session("Cy")
    path = f"spaces/{served.space.hex()}"
    assert boss.call("DELETE", f"{path}/accounts/{fay.account.hex()}/second") == (204, None)
    assert asked(served, "Fay")[0] == 201
    log = boss.request("GET", f"/v1/{path}/audit").body.decode()
    told = [line for line in log.splitlines() if fay.account.hex() in line]
    assert any("second_set" in line for line in told)
    assert any("second_removed" in line for line in told)
    for secret in (app.secret, *spares, *(one.replace("-", "") for one in spares)):
        assert secret not in log


def test_people_go_without_it_only_where_they_may(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    app, _ = paired(served, "Gu")
    served.time.pass_by(seconds=seconds.PERIOD)
    visitor = Visitor(served)
    visitor.sign_in("Gu")
    visitor.fill("/signin/second", "/signin/second", code=now(served, app))
    at = f"{visitor.base}/second"
    monkeypatch.setenv(seconds.VARIABLE, "all")
    assert b"Do without it" not in visitor.get(at).body
    visitor.fill(at, at, what="remove", password=PASSWORD)
    assert asked(served, "Gu") == (401, "hub.second_needed")
    monkeypatch.setenv(seconds.VARIABLE, "administrators")
    served.time.pass_by(seconds=limits.WINDOW)
    assert visitor.fill(at, at, what="remove", password="not this one").status == 400
    assert asked(served, "Gu") == (401, "hub.second_needed")
    assert visitor.fill(at, at, what="remove", password=PASSWORD).status == 303
    assert asked(served, "Gu")[0] == 201


def test_whoever_must_have_one_sets_it_up_on_the_way_in(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    served.add("Ed", ADMINISTRATOR)
    monkeypatch.setenv(seconds.VARIABLE, "administrators")
    assert asked(served, "Ed") == (401, "hub.second_missing")
    visitor = Visitor(served)
    got = visitor.sign_in("Ed")
    assert got.headers["location"] == "/signin/pair" and COOKIE not in visitor.cookies
    html = visitor.get("/signin/pair").body.decode()
    app = app_of(html)
    (pending,) = re.findall(r'name="pending" value="([^"]+)"', html)
    form = {"pending": unescape(pending), "code": now(served, app)}
    # Too late: another secret is shown.
    served.time.pass_by(minutes=11)
    visitor.sign_in("Ed")
    late = visitor.fill("/signin/pair", "/signin/pair", **form)
    assert late.status == 400 and app_of(late.body.decode()).secret != app.secret
    html = visitor.get("/signin/pair").body.decode()
    (pending,) = re.findall(r'name="pending" value="([^"]+)"', html)
    app = app_of(html)
    form = {"pending": unescape(pending), "code": now(served, app)}
    done = visitor.fill("/signin/pair", "/signin/pair", **form)
    assert len(spares_of(done.body.decode())) == seconds.SPARES
    assert visitor.get(f"{visitor.base}/inbox").status == 200
    monkeypatch.setenv(seconds.VARIABLE, "everybody")
    with pytest.raises(HubError, match="second_setting"):
        seconds.setting()
