"""Single sign-on, with a provider of our own that signs and lies as it is told."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import unescape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
import pytest
from hub_kit import PASSWORD, Served
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey

from fieldapp.cli.main import main
from fieldapp.hub import channels, provider
from fieldapp.hub.errors import HubError
from fieldapp.hub.provider import Provider, Setting
from fieldapp.hub.web.company_signin_routes import COOKIE
from fieldapp.hub.web.manner import COOKIE as SESSION
from fieldapp.sync.certificates import ADMINISTRATOR, SUPERVISOR

CLIENT, SECRET = "hub", "client secret"


@dataclass
class Company:
    """A provider. `claims` and `header` are put over what it would say; `key` signs."""

    claims: dict[str, Any] = field(default_factory=dict)
    header: dict[str, Any] = field(default_factory=lambda: {"alg": "RS256"})
    groups: list[str] = field(default_factory=lambda: ["leads"])
    key: Any = None
    known: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "one"}))
    asked: dict[str, dict[str, str]] = field(default_factory=dict)
    """What was asked for, by code."""
    url: str = ""
    now: int = 0

    def token(self, nonce: str) -> str:
        claims = {
            "iss": self.url,
            "aud": CLIENT,
            "sub": "u-17",
            "name": "Wang Min",
            "iat": self.now,
            "exp": self.now + 300,
            "nonce": nonce,
            "groups": self.groups,
        } | self.claims
        claims = {name: value for name, value in claims.items() if value is not None}
        if self.header["alg"] == "none":
            parts = ({"alg": "none"}, claims)
            return ".".join(packed(json.dumps(part).encode()) for part in parts) + "."
        key = self.key or self.known
        return jwt.encode(self.header, claims, key, algorithms=["RS256", "HS256"])


def packed(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


@contextmanager
def running(company: Company) -> Iterator[None]:
    class Talk(BaseHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

        def answer(self, told: Any, status: int = 200) -> None:
            data = json.dumps(told).encode()
            self.send_response(status)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def do_GET(self) -> None:
            way = urlsplit(self.path)
            asked = {name: given[0] for name, given in parse_qs(way.query).items()}
            if way.path == "/.well-known/openid-configuration":
                ends = {"authorization": "authorize", "token": "token"}
                told = {f"{name}_endpoint": f"{company.url}/{end}" for name, end in ends.items()}
                self.answer({"issuer": company.url, "jwks_uri": f"{company.url}/keys", **told})
            elif way.path == "/keys":
                self.answer({"keys": [company.known.as_dict(private=False)]})
            else:
                code = f"code-{len(company.asked)}"
                company.asked[code] = asked
                back = urlencode({"code": code, "state": asked["state"]})
                self.send_response(302)
                self.send_header("location", f"{asked['redirect_uri']}?{back}")
                self.send_header("content-length", "0")
                self.end_headers()

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"])).decode()
            given = {name: value[0] for name, value in parse_qs(body).items()}
            asked = company.asked.pop(given.get("code", ""), None)
            basic = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
            digest = hashlib.sha256(given.get("code_verifier", "").encode()).digest()
            if (
                asked is None
                or self.headers["authorization"] != f"Basic {basic}"
                or asked["code_challenge"] != packed(digest)
                or asked["code_challenge_method"] != "S256"
            ):
                self.answer({"error": "invalid_grant"}, 400)
                return
            token = company.token(asked["nonce"])
            self.answer({"access_token": "a", "token_type": "Bearer", "id_token": token})

    server = ThreadingHTTPServer(("127.0.0.1", 0), Talk)
    company.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class Browser:
    """Goes where it is sent, with the cookies it was given."""

    def __init__(self, hub: Served) -> None:
        self._hub = hub
        self._client = httpx.Client(headers={"accept-language": "en"})
        self.cookies: dict[str, str] = {}

    def __enter__(self) -> Browser:
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def get(self, address: str) -> httpx.Response:
        return self._ask("GET", address)

    def post(self, address: str, form: dict[str, str]) -> httpx.Response:
        return self._ask("POST", address, form)

    def _ask(self, method: str, address: str, form: dict[str, str] | None = None) -> httpx.Response:
        is_ours = address.startswith("/")
        url = self._hub.url + address if is_ours else address
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        headers = {"cookie": cookie} if url.startswith(self._hub.url) else {}
        got = self._client.request(method, url, headers=headers, data=form)
        for line in got.headers.get_list("set-cookie"):
            name, _, rest = line.partition("=")
            value = rest.partition(";")[0].strip('"')
            self.cookies.pop(name, None)
            if value:
                self.cookies[name] = value
        return got

    def leave(self, way: str = "") -> httpx.Response:
        """To the provider, by the form of our page."""
        html = self.get("/signin").text
        (token, *_) = re.findall(r'name="form_token" value="([^"]*)"', html)
        return self.post("/signin/company", {"form_token": token, "next": way})

    def sign_in(self, way: str = "") -> httpx.Response:
        """All the way to the provider and back."""
        got = self.get(begun_at(self.leave(way)))
        while got.is_redirect and "/teams/" not in got.headers["location"]:
            got = self.get(got.headers["location"])
        return got


def begun_at(got: httpx.Response) -> str:
    """Where a page leads that sends somebody to the provider."""
    (way,) = re.findall(r'http-equiv="refresh" content="0; url=([^"]+)"', got.text)
    return unescape(way)


@pytest.fixture
def company(hub: Served) -> Iterator[Company]:
    made = Company(now=int(hub.time.moment.timestamp()))
    with running(made):
        known = Setting(made.url, CLIENT, "groups", hub.url + provider.BACK, SECRET)
        hub.node.provider = Provider(known, hub.node.vault, hub.node.entropy)
        grant(hub, "leads", SUPERVISOR)
        yield made


@pytest.fixture
def browser(hub: Served) -> Iterator[Browser]:
    with Browser(hub) as found:
        yield found


def grant(hub: Served, group: str, role: str, space: bytes | None = None) -> None:
    with hub.node.writing():
        hub.node.directory.grant(space or hub.space, group, role)


def people(hub: Served) -> dict[str, str]:
    with hub.node.reading():
        return {one.name: one.role for one in hub.node.people.all(hub.space)}


def test_whoever_is_in_a_group_gets_in_with_its_role(
    hub: Served, company: Company, browser: Browser
) -> None:
    assert "Sign in with your company account" in browser.get("/signin").text
    home = f"/teams/{hub.space.hex()}"
    got = browser.sign_in(f"{home}/account")
    assert (got.status_code, got.headers["location"]) == (303, f"{home}/account")
    assert COOKIE not in browser.cookies
    page = browser.get(f"{home}/account")
    assert page.status_code == 200 and "Settings of Wang Min" in page.text
    assert people(hub) == {"Wang Min": SUPERVISOR}
    # Another role from the next time on, in the same account; laptops believe its certificate.
    grant(hub, "chiefs", ADMINISTRATOR)
    company.groups = ["leads", "chiefs", "others"]
    assert browser.sign_in().headers["location"] == f"{home}/inbox"
    assert people(hub) == {"Wang Min": ADMINISTRATOR}
    with hub.node.reading():
        (person,) = hub.node.people.all(hub.space)
        roster = hub.node.shelf.roster(hub.space)
        assert roster is not None and roster.roles(person.account) == {ADMINISTRATOR}
    # In no group any more: not let in, and what was open is closed.
    company.groups = ["others"]
    with Browser(hub) as another:
        refused = another.sign_in()
        assert refused.status_code == 400 and "none of your groups" in refused.text
        assert SESSION not in another.cookies
    assert browser.get(f"{home}/inbox").headers["location"].startswith("/signin")


def test_a_name_is_no_proof_and_who_has_left_stays_out(
    hub: Served, company: Company, browser: Browser
) -> None:
    own = hub.add("Wang Min", ADMINISTRATOR)
    assert browser.sign_in().status_code == 303
    assert people(hub) == {"Wang Min": ADMINISTRATOR, "Wang Min (2)": SUPERVISOR}
    with hub.node.reading():
        (made,) = (one for one in hub.node.people.all(hub.space) if one.account != own)
    with hub.node.writing():
        hub.node.people.end(hub.space, made.account)
    refused = browser.sign_in()
    assert refused.status_code == 400
    assert len(people(hub)) == 2


def test_passwords_are_for_administrators_alone_then(
    hub: Served, company: Company, browser: Browser
) -> None:
    hub.add("Ann", SUPERVISOR)
    hub.add("Boss", ADMINISTRATOR)
    visitor = hub.visitor()
    answers = {}
    for name in ("Ann", "Boss"):
        told = {"name": name, "password": PASSWORD}
        answers[name] = visitor.call("POST", f"spaces/{hub.space.hex()}/session", told)
    assert answers["Ann"][0] == 401 and answers["Ann"][1]["code"] == "hub.sso_only"
    assert answers["Boss"][0] == 201


LIES: dict[str, dict[str, Any]] = {
    "another issuer": {"claims": {"iss": "https://evil.example"}},
    "another client": {"claims": {"aud": "another"}},
    "several clients": {"claims": {"aud": [CLIENT, "another"]}},
    "another nonce": {"claims": {"nonce": "x"}},
    "no nonce": {"claims": {"nonce": None}},
    "no subject": {"claims": {"sub": None}},
    "no end": {"claims": {"exp": None}},
    "over": {"claims": {"exp": 1}},
    "not yet": {"claims": {"iat": 4_000_000_000}},
    "unsigned": {"header": {"alg": "none"}},
    "another key": {"key": RSAKey.generate_key(2048, {"kid": "one"})},
    "the client's secret": {
        "header": {"alg": "HS256"},
        "key": OctKey.import_key("client secret is long enough to be taken here"),
    },
}


def test_what_is_not_right_lets_nobody_in(hub: Served, company: Company) -> None:
    for lie, parts in LIES.items():
        true = {name: getattr(company, name) for name in parts}
        for name, value in parts.items():
            setattr(company, name, value)
        with Browser(hub) as browser:
            got = browser.sign_in()
            assert got.status_code == 400, lie
            assert SESSION not in browser.cookies, lie
            assert "did not work" in got.text
        for name, value in true.items():
            setattr(company, name, value)
    assert people(hub) == {}


def test_what_comes_back_must_be_what_was_sent(
    hub: Served, company: Company, browser: Browser
) -> None:
    # A link that somebody follows leads nowhere.
    assert browser.get("/signin/company").status_code == 405
    assert browser.post("/signin/company", {}).status_code == 400
    back = browser.get(begun_at(browser.leave())).headers["location"]
    with Browser(hub) as another:
        assert another.get(back).status_code == 400, "in another browser"
        another.leave()
        assert another.get(back).status_code == 400, "with another's way"
    wrong = back.replace("state=", "state=x")
    assert browser.get(wrong).status_code == 400
    hub.time.pass_by(minutes=provider.MINUTES + 1)
    assert browser.get(back).status_code == 400, "too late"
    hub.time.pass_by(minutes=-provider.MINUTES - 1)
    assert browser.get(back).status_code == 303
    assert browser.get(back).status_code == 400, "a second time"
    got = browser.sign_in("https://evil.example/teams/")
    assert got.headers["location"] == f"/teams/{hub.space.hex()}/inbox"


def test_a_provider_that_is_away_is_said_to_be(hub: Served, browser: Browser) -> None:
    known = Setting("http://127.0.0.1:9", CLIENT, "groups", hub.url, SECRET)
    hub.node.provider = Provider(known, hub.node.vault, hub.node.entropy)
    got = browser.leave()
    assert got.status_code == 503 and "an administrator can sign in with a password" in got.text
    hub.node.provider = None
    assert browser.leave().headers["location"] == "/signin"
    assert "company account" not in browser.get("/signin").text


def test_settings_and_commands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert provider.setting() is None
    monkeypatch.setenv(provider.ISSUER, "https://id.example.com/")
    with pytest.raises(HubError):
        provider.setting()
    monkeypatch.setenv(provider.CLIENT, CLIENT)
    monkeypatch.setenv(provider.SECRET, SECRET)
    monkeypatch.setenv(channels.PUBLIC, "http://hub.example.com")
    with pytest.raises(HubError) as caught:
        provider.setting()
    assert caught.value.finding.code == "single.address_unsafe"
    monkeypatch.setenv(channels.PUBLIC, "https://hub.example.com")
    known = provider.setting()
    assert known is not None and SECRET not in repr(known)
    assert (known.issuer, known.back) == (
        "https://id.example.com/",
        "https://hub.example.com/signin/company/back",
    )

    monkeypatch.setenv("FIELDAPP_LANG", "en")
    monkeypatch.setattr("sys.stdin", io.StringIO())
    where = ("--space", "North", "--data", str(tmp_path / "hub"))
    assert main(["hub", "user", "add", "Ann", "--role", "admin", *where]) == 0
    assert main(["hub", "sso", "group", "leads", "--role", "supervisor", *where]) == 0
    assert main(["hub", "sso", "list", *where]) == 0
    assert "The group leads has the role supervisor in North." in capsys.readouterr().out
    assert main(["hub", "sso", "group", "leads", *where]) == 0
    assert main(["hub", "sso", "list", *where]) == 0
    assert "No group has a role yet." in capsys.readouterr().out
