"""Who may do what: every route and caller, with what is their own, others' and other teams'."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import pytest
from fastapi.routing import APIRoute
from hub_kit import CASE, Served, serving

from bench.syncing.carrier import Carrier
from fieldapp.hub.api import create_app
from fieldapp.hub.node import Place
from fieldapp.hub.web.manner import COOKIE
from fieldapp.hub.web.pages import static_address
from fieldapp.sync.carriage import Response
from fieldapp.sync.certificates import ADMINISTRATOR, ENGINEER, SUPERVISOR

NAME = "a" * 64
LAPTOPS = frozenset({"engineer laptop", "supervisor laptop", "administrator laptop"})
SESSIONS = frozenset({"engineer session", "supervisor session", "administrator session"})
ADMINISTRATORS = frozenset({"administrator session"})
REVIEWERS = frozenset({"supervisor session", "administrator session"})
ALL_ADMINISTRATORS = ADMINISTRATORS | {"administrator laptop"}
EVERYBODY = LAPTOPS | SESSIONS
OUTSIDERS = frozenset({"nobody", "another team's laptop", "another team's administrator"})
CALLERS = sorted(EVERYBODY | OUTSIDERS)

MATRIX: dict[str, tuple[str, str, frozenset[str], frozenset[str]]] = {
    # operation: how, where, who may with what is their own, who may with another's
    "health": ("GET", "health", EVERYBODY | OUTSIDERS, EVERYBODY | OUTSIDERS),
    "enrol": ("POST", "enrol", EVERYBODY | OUTSIDERS, EVERYBODY | OUTSIDERS),
    # Its signature is what lets somebody in.
    "renew_token": ("POST", "S/token", EVERYBODY | OUTSIDERS, EVERYBODY | OUTSIDERS),
    "begin_session": ("POST", "S/session", EVERYBODY | OUTSIDERS, EVERYBODY | OUTSIDERS),
    "set_password": ("PUT", "S/password", EVERYBODY | OUTSIDERS, EVERYBODY | OUTSIDERS),
    "pull": ("GET", "S/changes", LAPTOPS, LAPTOPS),
    "push": ("POST", "S/changes", LAPTOPS, LAPTOPS),
    "have": ("POST", "S/have", LAPTOPS, LAPTOPS),
    "want": ("POST", "S/want", LAPTOPS, LAPTOPS),
    "blob_state": ("HEAD", f"S/blobs/{NAME}?case={NAME[:32]}", LAPTOPS, LAPTOPS),
    "blob_get": ("GET", f"S/blobs/{NAME}?case={NAME[:32]}", LAPTOPS, LAPTOPS),
    "blob_put": ("PUT", f"S/blobs/{NAME}?case={NAME[:32]}", LAPTOPS, LAPTOPS),
    "snapshot": ("GET", "S/snapshot", LAPTOPS, LAPTOPS),
    "pack": ("GET", f"S/snapshot/{NAME}", LAPTOPS, LAPTOPS),
    "report": ("POST", "S/reports", LAPTOPS, LAPTOPS),
    "end_session": ("DELETE", "S/session", SESSIONS, SESSIONS),
    "list_devices": ("GET", "S/devices", EVERYBODY, EVERYBODY),
    "revoke_device": ("DELETE", "S/devices/D", EVERYBODY, ALL_ADMINISTRATORS),
    "list_accounts": ("GET", "S/accounts", ADMINISTRATORS, ADMINISTRATORS),
    "add_account": ("POST", "S/accounts", ADMINISTRATORS, ADMINISTRATORS),
    "make_code": ("POST", "S/accounts/A/codes", ADMINISTRATORS, ADMINISTRATORS),
    "give_password": ("POST", "S/accounts/A/password", ADMINISTRATORS, ADMINISTRATORS),
    "end_sessions": ("DELETE", "S/accounts/A/sessions", ADMINISTRATORS, ADMINISTRATORS),
    "remove_second": ("DELETE", "S/accounts/A/second", ADMINISTRATORS, ADMINISTRATORS),
    "end_account": ("POST", "S/accounts/A/end", ADMINISTRATORS, ADMINISTRATORS),
    "export_person": ("GET", "S/accounts/A/export", SESSIONS, ADMINISTRATORS),
    "move_case": ("POST", f"S/cases/{NAME[:32]}/move", ADMINISTRATORS, ADMINISTRATORS),
    "hand_on_case": ("POST", f"S/cases/{NAME[:32]}/successor", ADMINISTRATORS, ADMINISTRATORS),
    "list_notices": ("GET", "S/notices", ADMINISTRATORS, ADMINISTRATORS),
    "list_stock": ("GET", "S/stock", ADMINISTRATORS, ADMINISTRATORS),
    "give_notice": ("PUT", f"S/notices/{NAME}", ADMINISTRATORS, ADMINISTRATORS),
    "withdraw_notice": ("DELETE", f"S/notices/{NAME}", ADMINISTRATORS, ADMINISTRATORS),
    "get_policy": ("GET", "S/policy", ADMINISTRATORS, ADMINISTRATORS),
    "set_policy": ("PUT", "S/policy", ADMINISTRATORS, ADMINISTRATORS),
    "list_holds": ("GET", "S/holds", ADMINISTRATORS, ADMINISTRATORS),
    "set_hold": ("PUT", f"S/holds/{NAME[:32]}", ADMINISTRATORS, ADMINISTRATORS),
    "end_hold": ("DELETE", f"S/holds/{NAME[:32]}", ADMINISTRATORS, ADMINISTRATORS),
    "list_retention": ("GET", "S/retention", ADMINISTRATORS, ADMINISTRATORS),
    "set_retention": ("PUT", "S/retention", ADMINISTRATORS, ADMINISTRATORS),
    "export_audit": ("GET", "S/audit", ADMINISTRATORS, ADMINISTRATORS),
    # Pages
    "web_home": ("GET", "/", EVERYBODY | OUTSIDERS, EVERYBODY | OUTSIDERS),
    "web_static": ("GET", static_address("app.css"), EVERYBODY | OUTSIDERS, EVERYBODY | OUTSIDERS),
    "web_signin": ("GET", "/signin", EVERYBODY | OUTSIDERS, EVERYBODY | OUTSIDERS),
    "web_begin": ("POST", "/signin", EVERYBODY | OUTSIDERS, EVERYBODY | OUTSIDERS),
    "web_first": ("GET", "/signin/password", EVERYBODY | OUTSIDERS, EVERYBODY | OUTSIDERS),
    "web_set_first": ("POST", "/signin/password", EVERYBODY | OUTSIDERS, EVERYBODY | OUTSIDERS),
    "web_second": ("GET", "/signin/second", EVERYBODY | OUTSIDERS, EVERYBODY | OUTSIDERS),
    "web_show_second": ("POST", "/signin/second", EVERYBODY | OUTSIDERS, EVERYBODY | OUTSIDERS),
    "web_new_second": ("GET", "/signin/pair", EVERYBODY | OUTSIDERS, EVERYBODY | OUTSIDERS),
    "web_set_new_second": ("POST", "/signin/pair", EVERYBODY | OUTSIDERS, EVERYBODY | OUTSIDERS),
    "web_company": ("POST", "/signin/company", EVERYBODY | OUTSIDERS, EVERYBODY | OUTSIDERS),
    "web_company_back": (
        "GET",
        "/signin/company/back",
        EVERYBODY | OUTSIDERS,
        EVERYBODY | OUTSIDERS,
    ),
    "web_end": ("POST", "T/signout", REVIEWERS, REVIEWERS),
    "web_account": ("GET", "T/account", REVIEWERS, REVIEWERS),
    "web_set_account": ("POST", "T/account", REVIEWERS, REVIEWERS),
    "web_password": ("GET", "T/password", REVIEWERS, REVIEWERS),
    "web_set_password": ("POST", "T/password", REVIEWERS, REVIEWERS),
    "web_sessions": ("GET", "T/sessions", REVIEWERS, REVIEWERS),
    "web_end_sessions": ("POST", "T/sessions", REVIEWERS, REVIEWERS),
    "web_own_second": ("GET", "T/second", REVIEWERS, REVIEWERS),
    "web_set_own_second": ("POST", "T/second", REVIEWERS, REVIEWERS),
    "web_alive": ("GET", "T/alive", REVIEWERS, REVIEWERS),
    "web_used": ("GET", "T/used", REVIEWERS, REVIEWERS),
    "web_inbox": ("GET", "T/inbox", REVIEWERS, REVIEWERS),
    "web_search": ("POST", "T/inbox/search", REVIEWERS, REVIEWERS),
    "web_several": ("POST", "T/inbox/several", REVIEWERS, REVIEWERS),
    "web_crm": ("GET", "T/crm", REVIEWERS, REVIEWERS),
    "web_crm_again": ("POST", "T/crm/again", REVIEWERS, REVIEWERS),
    "web_crm_again_one": ("POST", "T/R/crm", REVIEWERS, REVIEWERS),
    "web_team": ("GET", "T/team", REVIEWERS, REVIEWERS),
    "web_team_file": ("GET", "T/team/figures.csv", REVIEWERS, REVIEWERS),
    "web_team_lessons": ("GET", "T/team/lessons.pdf?month=2026-10", REVIEWERS, REVIEWERS),
    "web_report": ("GET", "T/R", REVIEWERS, REVIEWERS),
    "web_pdf": ("GET", "T/R/pdf", REVIEWERS, REVIEWERS),
    "web_evidence": ("GET", "T/R/evidence/e1", REVIEWERS, REVIEWERS),
    "web_signatures": ("GET", "T/R/signatures", REVIEWERS, REVIEWERS),
    "web_decide": ("POST", "T/R/decision", REVIEWERS, REVIEWERS),
    "web_undo": ("POST", "T/R/undo", REVIEWERS, REVIEWERS),
}
UNKNOWN_TO_OUTSIDERS = {"sync.token_unknown"}
NOT_LET_IN = UNKNOWN_TO_OUTSIDERS | {"hub.not_found"}


class Cast:
    """A hub and everybody who may come to it."""

    def __init__(self, hub: Served) -> None:
        self.hub = hub
        self.south = hub.make_space("South")
        self.who: dict[str, Carrier] = {"nobody": hub.visitor()}
        self.accounts: dict[str, bytes] = {}
        self.devices: dict[str, bytes] = {}
        for role in (ENGINEER, SUPERVISOR, ADMINISTRATOR):
            laptop = hub.laptop(f"{role}'s owner", role)
            self._note(f"{role} laptop", laptop.carrier, laptop.account, laptop.device)
            session = hub.session(f"{role}'s owner")
            self._note(f"{role} session", session, laptop.account, laptop.device)
        stranger = hub.laptop("Sue", ADMINISTRATOR, self.south)
        session = hub.session("Sue", self.south)
        for name, carrier in (("laptop", stranger.carrier), ("administrator", session)):
            self._note(f"another team's {name}", carrier, stranger.account, stranger.device)
        # What an outsider or somebody who is nobody might call their own is not of this space.
        self.accounts["nobody"], self.devices["nobody"] = bytes(16), bytes(16)
        victim = hub.laptop("Vic")
        self.issue = victim.issue()
        assert victim.sync() == {}
        self.victim, self.victims_laptop = victim.account, victim.device

    def _note(self, name: str, carrier: Carrier, account: bytes, device: bytes) -> None:
        self.who[name] = carrier
        self.accounts[name], self.devices[name] = account, device

    def ask(self, caller: str, operation: str, owner: str) -> tuple[int, str]:
        """Status and problem of a request to the space North."""
        method, path, _, _ = MATRIX[operation]
        is_own = owner == "own"
        account = self.accounts[caller] if is_own else self.victim
        device = self.devices[caller] if is_own else self.victims_laptop
        path = filled(path, self.hub.space, account, device, self.issue)
        got = as_sent(self.who[caller], operation, method, path)
        return got.status, got.headers.get("fieldapp-problem", "")


def filled(
    path: str,
    space: bytes,
    account: bytes = bytes(16),
    device: bytes = bytes(16),
    issue: str = "i1",
) -> str:
    """The address of a path of the matrix."""
    path = path.replace("S/", f"/v1/spaces/{space.hex()}/")
    path = path.replace("T/", f"/teams/{space.hex()}/")
    path = path.replace("/R", f"/reports/{CASE.hex()}/{issue}")
    path = path.replace("/A/", f"/{account.hex()}/").replace("/D", f"/{device.hex()}")
    return path if path.startswith("/") else f"/v1/{path}"


def as_sent(carrier: Carrier, operation: str, method: str, path: str) -> Response:
    """A request with what the caller has: a page takes it as a cookie, all else as a header."""
    if not operation.startswith("web_"):
        return carrier.request(method, path)
    token, carrier.token = carrier.token, ""
    try:
        return carrier.request(method, path, headers={"cookie": f"{COOKIE}={token}"})
    finally:
        carrier.token = token


@pytest.fixture(scope="module")
def cast(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cast]:
    with serving(Place(tmp_path_factory.mktemp("hub"))) as served:
        yield Cast(served)


def routes_of(served: object) -> Iterator[APIRoute]:
    """Every route an application answers, also those it has from routers."""
    for route in getattr(served, "routes", ()):
        if isinstance(route, APIRoute):
            yield route
        else:
            router = getattr(route, "original_router", None)
            assert router is not None, route
            yield from routes_of(router)


def test_every_route_is_in_the_matrix(hub: Served) -> None:
    routes = list(routes_of(create_app(hub.node)))
    assert sorted(str(route.operation_id) for route in routes) == sorted(MATRIX)
    for route in routes:
        method, path, _, _ = MATRIX[str(route.operation_id)]
        template = route.path.replace("/v1/", "").replace("spaces/{space}", "S")
        template = template.replace("/teams/{space}", "T").replace("{item}", "e1")
        template = template.replace("reports/{case}/{issue}", "R")
        template = template.replace("/static/{version}/{name}", static_address("app.css"))
        template = template.replace("{account}", "A").replace("{device}", "D")
        template = template.replace("{case}", NAME[:32]).replace("{name}", NAME)
        template = template.replace("{kind}", "csv")
        found = (route.methods, template.replace("{sha256}", NAME))
        assert found == ({method}, path.partition("?")[0])


DESTRUCTIVE = {"revoke_device", "end_session", "web_end", "give_password", "end_sessions"}
"""What ends the caller's own part in the test is asked for by those who may not alone."""


@pytest.mark.parametrize(("operation", "owner"), list(product(MATRIX, ("own", "another's"))))
def test_who_may_not_is_told_that_there_is_nothing(cast: Cast, operation: str, owner: str) -> None:
    _, _, own, others = MATRIX[operation]
    allowed = own if owner == "own" else others
    for caller in CALLERS:
        if caller in allowed and operation in DESTRUCTIVE:
            continue
        status, problem = cast.ask(caller, operation, owner)
        if caller in allowed:
            # The request itself is empty and may be refused for that, but they were let in.
            assert problem not in NOT_LET_IN and status != 403, (caller, problem)
        else:
            assert status in (401, 404) or (status == 303 and problem), (caller, status)
            assert problem in NOT_LET_IN, (caller, problem)
            if caller in OUTSIDERS:
                assert problem in UNKNOWN_TO_OUTSIDERS


@pytest.mark.parametrize("operation", sorted(MATRIX))
def test_another_teams_space_and_none_are_told_the_same(cast: Cast, operation: str) -> None:
    method, path, _, _ = MATRIX[operation]
    if not path.startswith(("S/", "T/")) or operation in ("begin_session", "set_password"):
        return
    for caller in ("engineer laptop", "administrator session", "nobody"):
        answers = set()
        for space in (cast.south, b"no such space..."):
            at = filled(path, space, cast.victim, cast.victims_laptop)
            got = as_sent(cast.who[caller], operation, method, at)
            answers.add((got.status, got.body, got.headers.get("fieldapp-problem")))
        assert len(answers) == 1


def test_a_password_of_another_team_opens_no_session_here(cast: Cast) -> None:
    for space in (cast.hub.space, b"no such space..."):
        status, told = cast.who["nobody"].call(
            "POST",
            f"spaces/{space.hex()}/session",
            {"name": "Sue", "password": "correct horse battery"},
        )
        assert (status, told["code"]) == (401, "hub.sign_in_failed")


def test_a_lost_laptop_is_revoked_by_its_owner_and_by_administrators(hub: Served) -> None:
    ann, bo = hub.laptop("Ann"), hub.laptop("Bo")
    boss = hub.add("Cy", ADMINISTRATOR)
    assert boss
    for session, laptop in ((hub.session("Ann"), ann), (hub.session("Cy"), bo)):
        path = f"spaces/{hub.space.hex()}/devices/{laptop.device.hex()}"
        assert session.call("DELETE", path) == (204, None)
        (finding,) = {one.code for one in laptop.sync().values()}
        assert finding == "sync.revoked"
